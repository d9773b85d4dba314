#pragma once

#include <string>
#include <string_view>

// The encodings of the web and their labels: WHATWG Encoding Standard, section 4.2. The names are
// the names of the standard, in lower case.
namespace saring::text {

// The encoding that a label means ("latin1" is "windows-1252", "gb2312" is "gbk"), or an empty name
// if the text is not a label. White space and quotes around a label and the case of its letters do
// not matter. The encodings "replacement" (for "hz-gb-2312", "iso-2022-kr" and a few more, which
// can hide mark-up) and "x-user-defined" have a name but are never decoded. UTF-7, UTF-32 and
// EBCDIC have no label.
[[nodiscard]] std::string_view encoding_of_label(std::string_view label) noexcept;

// The label that is closest to `label`, for messages. Never empty.
[[nodiscard]] std::string nearest_encoding_label(std::string_view label);

}  // namespace saring::text
