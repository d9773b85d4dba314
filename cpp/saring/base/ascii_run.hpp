#pragma once

#include <cstdint>
#include <cstring>

namespace saring::ascii {

// The first byte of [p, end) that is not ASCII, or `end`. Reads eight bytes at a time.
[[nodiscard]] inline const char* skip_run(const char* p, const char* end) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (std::uint64_t word = 0; end - p >= 8; p += 8) {
    std::memcpy(&word, p, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (p < end && static_cast<unsigned char>(*p) < 0x80) ++p;
  return p;
}

}  // namespace saring::ascii
