#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// With which bytes a line must begin that an anchored expression can match, so that RE2 need not
// be asked about nearly all lines.
namespace saring::boilerplate {

inline constexpr std::size_t kStartBytes = 3;  // that are looked at

// Every match of the expression begins with one of these, each of 1 to kStartBytes bytes. None: it
// is not anchored (is_anchored), or too hard to say.
[[nodiscard]] std::optional<std::vector<std::string>> pattern_starts(std::string_view pattern);

// A set of starts: a few instructions a line.
class StartFilter {
 public:
  void add(std::string_view start);

  // True where the line may begin with one of the starts.
  [[nodiscard]] bool may_match(std::string_view line) const noexcept {
    if (line.empty()) return false;
    if (one_[byte(line, 0)]) return true;
    if (line.size() < 2) return false;
    if (two_[pair(line)]) return true;
    return line.size() >= 3 && three_[triple(line)];
  }

 private:
  static std::size_t byte(std::string_view s, std::size_t i) noexcept {
    return static_cast<unsigned char>(s[i]);
  }
  static std::size_t pair(std::string_view s) noexcept { return byte(s, 0) << 8U | byte(s, 1); }
  static std::size_t triple(std::string_view s) noexcept {
    return ((pair(s) << 8U | byte(s, 2)) * 2654435761U >> 8U) & 0xFFFFU;
  }

  std::bitset<256> one_;
  std::bitset<65'536> two_;
  std::bitset<65'536> three_;  // by a hash
};

}  // namespace saring::boilerplate
