#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "saring/text/utf8.hpp"

// Helpers for all targets.
namespace fuzz {

// Ends the process with a message if a guaranteed property does not hold. libFuzzer then saves the
// input. An exception that a target does not catch has the same effect.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "property violated: %s\n", property);
  std::abort();
}

inline bool is_valid(std::string_view bytes) { return !saring::text::find_invalid_utf8(bytes); }

// An input: its last bytes choose options, so that a seed begins with its text.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : bytes_(reinterpret_cast<const char*>(data), size) {}

  // Removes and returns the last byte; 0 if there is none.
  std::uint8_t option() {
    if (bytes_.empty()) return 0;
    const auto last = static_cast<std::uint8_t>(bytes_.back());
    bytes_.remove_suffix(1);
    return last;
  }
  // Removes and returns the first line.
  std::string_view line() {
    const std::size_t end = bytes_.find('\n');
    const std::string_view out = bytes_.substr(0, end);
    bytes_.remove_prefix(end == std::string_view::npos ? bytes_.size() : end + 1);
    return out;
  }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::string text() const { return saring::text::repair_utf8(bytes_); }

 private:
  std::string_view bytes_;
};

}  // namespace fuzz
