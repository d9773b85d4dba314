#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saring::text {

// Name of the encoding of a web page, as in the WHATWG Encoding Standard. The first of these that
// applies: a byte order mark; "utf-8" for bytes that are valid UTF-8 (pages are often labelled
// wrongly, and text in another encoding is almost never valid UTF-8); `transport_hint`, the charset
// of an HTTP header, which may be empty; a <meta> declaration in the first 4,096 bytes; "utf-8" if
// the first invalid byte comes after a character that is not ASCII; windows-1252. A label that is
// longer than 64 bytes, or has others than printable ASCII, names no encoding; one for UTF-16 or
// UTF-32 means UTF-8, as it could not be read otherwise. The name is in printable ASCII.
[[nodiscard]] std::string sniff_encoding(std::string_view bytes,
                                         std::string_view transport_hint = {});

// `bytes` as valid UTF-8; bytes that cannot be decoded become U+FFFD, a byte order mark is removed.
// Labels are those of the Encoding Standard ("latin1" is windows-1252, "gb2312" is GB18030).
// Nothing for an unknown label. All encodings but UTF-8 are converted by ICU. Linear time.
[[nodiscard]] std::optional<std::string> decode_bytes(std::string_view bytes,
                                                      std::string_view label);

}  // namespace saring::text
