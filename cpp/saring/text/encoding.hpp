#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saring::text {

// The encoding that bytes of a web page are in, as its name in the WHATWG Encoding Standard, or
// "utf-8" where nothing says otherwise. In this order: a byte order mark; bytes that are valid
// UTF-8 and not all ASCII (pages are often labelled wrongly, and text of another encoding is almost
// never valid UTF-8); `transport_hint`, the charset of an HTTP header, may be empty; a <meta>
// declaration in the first 4,096 bytes; windows-1252.
[[nodiscard]] std::string sniff_encoding(std::string_view bytes,
                                         std::string_view transport_hint = {});

// `bytes` as valid UTF-8; what cannot be decoded becomes U+FFFD, a byte order mark is dropped.
// Labels are those of the Encoding Standard ("latin1" is windows-1252, "gb2312" is GB18030).
// Nothing for an unknown label. ICU converts all but UTF-8. Linear.
[[nodiscard]] std::optional<std::string> decode_bytes(std::string_view bytes,
                                                      std::string_view label);

}  // namespace saring::text
