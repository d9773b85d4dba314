#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// All text inside saring is valid UTF-8 (RFC 3629; surrogates and overlong forms are errors) in a
// std::string_view. The functions here check and repair it, and convert offsets.
namespace saring::text {

// The byte offset of the first error, or nothing if there is none. One pass.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) noexcept;

// Maps offsets in repaired text to offsets in the original bytes.
class RepairMap {
 public:
  // The byte offset in the original bytes for a byte offset in the repaired text. O(log repairs).
  [[nodiscard]] std::size_t to_original(std::size_t repaired_offset) const noexcept;

 private:
  friend std::string repair_utf8(std::string_view, RepairMap*);
  struct Shift {
    std::size_t repaired;  // from this offset of the repaired text on,
    std::size_t original;  // the original continues at this one
  };
  std::vector<Shift> shifts_;
};

// Repairs bytes: each maximal ill-formed subsequence (Unicode 15, section 3.9, U+FFFD substitution
// of maximal subparts) becomes U+FFFD, and a leading byte order mark is removed. `map` may be null.
[[nodiscard]] std::string repair_utf8(std::string_view bytes, RepairMap* map = nullptr);

// The number of code points in valid UTF-8. Vectorized.
[[nodiscard]] std::size_t count_code_points(std::string_view valid) noexcept;

// Converts byte offsets in a valid text to code point offsets, in one forward pass: the arguments
// must not decrease. This is the only place that converts offsets for Python.
class CodePointOffsets {
 public:
  explicit CodePointOffsets(std::string_view valid) noexcept : text_(valid) {}
  std::size_t operator()(std::size_t byte_offset) noexcept;

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t code_point_ = 0;
};

// True for the second to fourth byte of a code point: a text must not be split before it.
[[nodiscard]] constexpr bool is_continuation(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// At most `max_bytes` of a text, cut between characters. The text may be invalid UTF-8.
[[nodiscard]] constexpr std::string_view cut(std::string_view text,
                                             std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

// Decodes the code point at `p` of valid UTF-8 and advances `p` past it.
[[nodiscard]] inline char32_t decode(const char*& p) noexcept {
  const auto b = [&](int i) { return static_cast<char32_t>(static_cast<unsigned char>(p[i])); };
  const char32_t lead = b(0);
  if (lead < 0x80) return p += 1, lead;
  if (lead < 0xE0) {
    const char32_t c = ((lead & 0x1F) << 6) | (b(1) & 0x3F);
    return p += 2, c;
  }
  if (lead < 0xF0) {
    const char32_t c = ((lead & 0x0F) << 12) | ((b(1) & 0x3F) << 6) | (b(2) & 0x3F);
    return p += 3, c;
  }
  const char32_t c =
      ((lead & 0x07) << 18) | ((b(1) & 0x3F) << 12) | ((b(2) & 0x3F) << 6) | (b(3) & 0x3F);
  return p += 4, c;
}

// Appends a code point (a scalar value) as UTF-8; returns the number of bytes, 1 to 4.
inline std::size_t encode(char32_t c, char* out) noexcept {
  if (c < 0x80) return out[0] = static_cast<char>(c), 1;
  if (c < 0x800) {
    out[0] = static_cast<char>(0xC0 | (c >> 6));
    return out[1] = static_cast<char>(0x80 | (c & 0x3F)), 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (c >> 12));
    out[1] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    return out[2] = static_cast<char>(0x80 | (c & 0x3F)), 3;
  }
  out[0] = static_cast<char>(0xF0 | (c >> 18));
  out[1] = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
  out[2] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
  return out[3] = static_cast<char>(0x80 | (c & 0x3F)), 4;
}

}  // namespace saring::text
