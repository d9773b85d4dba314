#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// From bytes in the encodings of the web to UTF-8. Which encoding bytes without a mark or a
// declaration are in is found by lang::EncodingDetector.
namespace saring::text {

struct ByteOrderMark {
  std::string_view encoding = {};  // empty: there is none
  std::size_t size = 0;            // in bytes
};
// That of UTF-8, UTF-16 or UTF-32. UTF-32 is "utf-32le" or "utf-32be", which are no labels: it is
// read by its mark alone.
[[nodiscard]] ByteOrderMark byte_order_mark(std::string_view bytes) noexcept;

// The encoding that the <meta> elements or the XML declaration in the first 4,096 bytes of a page
// name, by the rules of the HTML Standard for pages: UTF-16 means UTF-8, as it could not be read
// otherwise, and x-user-defined windows-1252. Nothing where there is no declaration, or a wrong
// one; "replacement" names none.
[[nodiscard]] std::string_view declared_encoding(std::string_view bytes);

// Converts bytes in one encoding to UTF-8, as they come. Movable.
class Decoder {
 public:
  // `encoding`: a name as encoding_of_label or byte_order_mark gives it, but not "utf-8",
  // "replacement" or "x-user-defined". Errors: std::invalid_argument.
  explicit Decoder(std::string_view encoding);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  // Appends what `bytes`, which follow those of the last call, stand for; what can only be decoded
  // with the bytes after them waits for the next call, if it is not the last one. Bytes that cannot
  // be decoded become U+FFFD. Linear time.
  void decode(std::string_view bytes, bool is_last, std::string& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// `bytes` as valid UTF-8; bytes that cannot be decoded become U+FFFD, a byte order mark is removed.
// `label` is a label of the Encoding Standard, or the name of UTF-32 as above. Nothing for any
// other, and for those of "replacement" and "x-user-defined". All encodings but UTF-8 and
// ISO-8859-16 are converted by ICU. Linear time.
[[nodiscard]] std::optional<std::string> decode_bytes(std::string_view bytes,
                                                      std::string_view label);

// The same backwards: the bytes of a text in an encoding of one byte a character. Characters that
// it lacks become '?', those from U+0080 to U+009F the byte of their number. Errors:
// std::invalid_argument for another encoding.
[[nodiscard]] std::string encode_single_bytes(std::string_view valid, std::string_view encoding);

}  // namespace saring::text
