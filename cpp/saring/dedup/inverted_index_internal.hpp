#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/repeated_hashes_internal.hpp"

namespace saring::dedup {

// Finds the sets that have a shingle.
class InvertedIndex {
 public:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t set;
  };

  InvertedIndex() = default;
  explicit InvertedIndex(std::vector<Entry> entries);

  // The result is ascending.
  [[nodiscard]] std::span<const std::uint32_t> find(std::uint64_t shingle) const noexcept;

 private:
  HashIndex index_;
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> sets_;
};

}  // namespace saring::dedup
