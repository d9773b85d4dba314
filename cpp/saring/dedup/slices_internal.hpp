#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace saring::dedup {

inline constexpr std::size_t kSlice = 1024;  // texts whose shingles or windows are held at once

// Calls body(texts) for some texts after the others.
template <typename Body>
void for_each_slice(std::span<const std::string_view> texts, const Body& body) {
  for (std::size_t at = 0; at < texts.size(); at += kSlice) {
    body(texts.subspan(at, std::min(kSlice, texts.size() - at)));
  }
}

}  // namespace saring::dedup
