#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a line must have that an expression can match: its first bytes, or characters of a script.
// So RE2 need not be asked about nearly all lines.
namespace saring::boilerplate {

inline constexpr std::size_t kStartBytes = 6;  // that are looked at

// Each match of an expression contains one of these, whether it is anchored or not.
struct PatternPieces {
  std::vector<std::string> list;  // each of 2 to kStartBytes bytes; none: unknown
  bool any_case = false;          // of ASCII letters: the pieces are in lower case
};

// What a line has that an expression matches.
struct PatternNeeds {
  // It begins with one of these, each of 1 to kStartBytes bytes. None: the expression is not
  // anchored (is_anchored), or too hard to read.
  std::optional<std::vector<std::string>> starts;
  // It has one of these lead bytes of UTF-8 of more than one byte, or frequent signs of ASCII,
  // whether the expression is anchored or not; bit i stands for 0xC0 + i, and those of bytes that
  // UTF-8 has not for signs. Mostly a script or a bracket. 0: it may have none.
  std::uint64_t leads = 0;
  PatternPieces pieces = {};
};

[[nodiscard]] PatternNeeds needs_of(std::string_view pattern);

// The lead bytes and signs in the line, as above. Linear.
[[nodiscard]] std::uint64_t leads_of(std::string_view line) noexcept;

// A set of starts of at least 2 bytes: a few instructions a line. Starts of 4 and 5 bytes count as
// their first 3.
class StartFilter {
 public:
  // Bytes of a start that count: 2, 3 or 6.
  [[nodiscard]] static std::size_t counted(std::size_t bytes) noexcept {
    return bytes >= 6 ? 6 : bytes >= 3 ? 3 : bytes;
  }
  // The first `n` bytes as a number, different for different bytes.
  [[nodiscard]] static std::uint64_t key(std::string_view s, std::size_t n) noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, s.data(), n);
    return value << 8U | n;
  }

  void add(std::string_view start) noexcept { bits_.set(slot(start, counted(start.size()))); }

  // True where one of the starts of which `n` bytes count begins the line, and rarely for other
  // lines.
  [[nodiscard]] bool may_match(std::string_view line, std::size_t n) const noexcept {
    return line.size() >= n && bits_[slot(line, n)];
  }

 private:
  static std::size_t slot(std::string_view s, std::size_t n) noexcept {
    return (key(s, n) * 0x9E3779B97F4A7C15ULL) >> 48U;
  }

  std::bitset<65'536> bits_;
};

}  // namespace saring::boilerplate
