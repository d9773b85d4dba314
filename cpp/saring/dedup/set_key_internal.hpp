#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "saring/base/parallel.hpp"

namespace saring::dedup {

// A key that two sets must share to be compared: a shingle of the prefix, or a band of a signature.
struct SetKey {
  std::uint64_t hash = 0;
  std::uint32_t set = 0;
  // How many shingles of the set come before this one in the order of shingles; 0 where unknown.
  std::uint32_t position = 0;
};

// Keys of many sets, divided by leading bits of their hash.
using KeyParts = std::vector<std::vector<SetKey>>;
inline constexpr std::size_t kKeyParts = 64;

// Keys that the threads of a parallel_for find, in no particular order.
class WorkerParts {
 public:
  explicit WorkerParts(unsigned num_threads)
      : found_(resolve_threads(num_threads), KeyParts(kKeyParts)) {}

  // Of the parallel_for.
  [[nodiscard]] unsigned num_threads() const noexcept {
    return static_cast<unsigned>(found_.size());
  }
  void add(unsigned worker, const SetKey& key) { found_[worker][key.hash >> 58].push_back(key); }

  // Those of all threads.
  [[nodiscard]] KeyParts join() && {
    KeyParts parts = std::move(found_[0]);
    for (std::size_t worker = 1; worker < found_.size(); ++worker) {
      for (std::size_t part = 0; part < kKeyParts; ++part) {
        std::vector<SetKey>& more = found_[worker][part];
        parts[part].insert(parts[part].end(), more.begin(), more.end());
        std::vector<SetKey>().swap(more);
      }
    }
    return parts;
  }

 private:
  std::vector<KeyParts> found_;
};

}  // namespace saring::dedup
