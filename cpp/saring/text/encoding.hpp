#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// Converts bytes in the encodings of the web to UTF-8. lang::EncodingDetector finds the encoding of
// bytes without a mark or declaration.
namespace saring::text {

struct ByteOrderMark {
  std::string_view encoding = {};  // empty: there is no mark
  std::size_t size = 0;            // in bytes
};
// The mark of UTF-8, UTF-16 or UTF-32 at the start of the bytes. UTF-32 is "utf-32le" or
// "utf-32be". These are not labels: UTF-32 is recognised only by its mark.
[[nodiscard]] ByteOrderMark byte_order_mark(std::string_view bytes) noexcept;

// The encoding that the <meta> elements or the XML declaration in the first 4,096 bytes of a page
// declare, by the rules of the HTML Standard for pages. UTF-16 means UTF-8, because a page in
// UTF-16 could not be read that way. x-user-defined means windows-1252. Returns an empty name if
// there is no declaration, or a wrong one. "replacement" is ignored.
[[nodiscard]] std::string_view declared_encoding(std::string_view bytes);

// Converts bytes in one encoding to UTF-8, piece by piece. Movable.
class Decoder {
 public:
  // `encoding`: a name that encoding_of_label or byte_order_mark returns, but not "utf-8",
  // "replacement" or "x-user-defined". Errors: std::invalid_argument.
  explicit Decoder(std::string_view encoding);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  // Decodes `bytes`, which follow the bytes of the last call, and appends the result. Bytes that
  // can only be decoded together with later bytes wait for the next call, unless this is the last
  // one. Bytes that cannot be decoded become U+FFFD. Linear time.
  void decode(std::string_view bytes, bool is_last, std::string& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Decodes `bytes` to valid UTF-8. Bytes that cannot be decoded become U+FFFD. A byte order mark is
// removed. `label` is a label of the Encoding Standard, or a name of UTF-32 as above. Returns
// nothing for any other label, and for labels of "replacement" and "x-user-defined". ICU converts
// all encodings except UTF-8 and ISO-8859-16. Linear time.
[[nodiscard]] std::optional<std::string> decode_bytes(std::string_view bytes,
                                                      std::string_view label);

// The reverse: encodes a text in an encoding with one byte per character. A character that the
// encoding lacks becomes '?'. Characters from U+0080 to U+009F become the byte of the same number.
// Errors: std::invalid_argument for another encoding.
[[nodiscard]] std::string encode_single_bytes(std::string_view valid, std::string_view encoding);

}  // namespace saring::text
