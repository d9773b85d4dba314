#pragma once

#include <string>
#include <string_view>

// The encodings of the web and their labels: WHATWG Encoding Standard, section 4.2. Names are those
// of the standard, in lower case.
namespace saring::text {

// The encoding that a label means ("latin1" is "windows-1252", "gb2312" is "gbk"), or nothing for a
// text that is no label. White space and quotes around a label and the case of its letters do not
// count. The encoding "replacement" (that of "hz-gb-2312", "iso-2022-kr" and a few more, whose text
// can hide mark-up) and "x-user-defined" have a name, but are never decoded. UTF-7, UTF-32 and
// EBCDIC have no label.
[[nodiscard]] std::string_view encoding_of_label(std::string_view label) noexcept;

// The label that differs least from `label`, for messages; never empty.
[[nodiscard]] std::string nearest_encoding_label(std::string_view label);

}  // namespace saring::text
