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

// Collects keys of sets and divides them by components: two sets that share a key are in one
// component, so that no set is a candidate for one in another component. Most components of a
// corpus are a text and its copies, and what does not fit the memory is searched in batches of
// whole components, with the same outcome.
//
// Memory: a budget for the keys, beyond which they go to a temporary file, 20 bytes for each set of
// the collection, and 1/256 of the keys for each thread while they are linked. Neither copyable nor
// movable.
class LinkedKeys {
 public:
  LinkedKeys(StoredSets sets, std::size_t memory_budget, std::string temp_folder);

  // From several threads. Throws std::system_error where the temporary file cannot be written.
  void add(std::span<const SetKey> keys);

  // Once all were added: drops keys that one set alone has, finds the components of two sets and
  // more, and divides them into batches that take up to `batch_memory` bytes to search each; one
  // that takes more is a batch by itself.
  void link(std::size_t batch_memory, unsigned num_threads);

  [[nodiscard]] std::size_t num_batches() const noexcept { return batches_->num_parts(); }
  // The keys of a batch, by component, then set. Empties the batch.
  [[nodiscard]] std::vector<SetKey> take_batch(std::size_t batch);
  // The least set of a set's component.
  [[nodiscard]] std::uint32_t component(std::uint32_t set) const noexcept { return parent_[set]; }
  // The sum of the squares of the sizes of the components, which the work of a search that compares
  // all with all is proportional to.
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
  std::vector<std::uint32_t> parent_;    // of each set; the component, once they are known
  std::vector<std::uint32_t> num_keys_;  // of each set, shared ones
  std::vector<std::uint32_t> batch_of_;  // by component
  double sum_of_squares_ = 0;
};

}  // namespace saring::dedup
