#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace saring::dedup {

// The number of texts with shingles or windows in memory at once.
inline constexpr std::size_t kSlice = 1024;

// Calls body(texts) for one slice of the texts after another.
template <typename Body>
void for_each_slice(std::span<const std::string_view> texts, const Body& body) {
  for (std::size_t at = 0; at < texts.size(); at += kSlice) {
    body(texts.subspan(at, std::min(kSlice, texts.size() - at)));
  }
}

}  // namespace saring::dedup
