#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/spilled_parts_internal.hpp"

namespace saring::dedup {

// Collects keys of sets and divides them by components. Two sets that share a key are in one
// component, so candidates of a set are always in its own component. Most components of a corpus
// are a text and its copies. If the components do not fit into memory, they are searched in batches
// of whole components, with the same result.
//
// Memory: a budget for the keys (more keys go to a temporary file), 20 bytes per set of the
// collection, and 1/256 of the keys per thread while they are linked. Neither copyable nor movable.
class LinkedKeys {
 public:
  LinkedKeys(StoredSets sets, std::size_t memory_budget, std::string temp_folder);

  // Several threads may call it at once. Throws std::system_error if the temporary file cannot be
  // written.
  void add(std::span<const SetKey> keys);

  // Call it after all keys were added. Drops keys that only one set has, finds the components of
  // two or more sets, and divides them into batches. A batch needs up to `batch_memory` bytes to
  // search; a component that needs more is a batch of its own.
  void link(std::size_t batch_memory, unsigned num_threads);

  [[nodiscard]] std::size_t num_batches() const noexcept { return batches_->num_parts(); }
  // The keys of a batch, by component, then by set. Empties the batch.
  [[nodiscard]] std::vector<SetKey> take_batch(std::size_t batch);
  // The component of a set: the smallest set in it.
  [[nodiscard]] std::uint32_t component(std::uint32_t set) const noexcept { return parent_[set]; }
  // The sum of the squares of the components' sizes. The work of a search that compares all sets of
  // a component with each other is proportional to it.
  [[nodiscard]] double sum_of_squares() const noexcept { return sum_of_squares_; }

 private:
  static constexpr std::size_t kParts = 256;

  void link_part(std::size_t part);
  [[nodiscard]] std::uint32_t root_of(std::uint32_t set) noexcept;
  void unite(std::uint32_t a, std::uint32_t b) noexcept;
  void plan_batches(std::size_t batch_memory);

  StoredSets sets_;
  std::size_t memory_budget_;
  std::string temp_folder_;
  std::mutex lock_;
  std::optional<SpilledParts<SetKey>> added_;
  std::optional<SpilledParts<SetKey>> linked_;
  std::optional<SpilledParts<SetKey>> batches_;
  std::vector<std::uint32_t> parent_;    // of each set; its component after link()
  std::vector<std::uint32_t> num_keys_;  // of each set: its shared keys
  std::vector<std::uint32_t> batch_of_;  // by component
  double sum_of_squares_ = 0;
};

}  // namespace saring::dedup
