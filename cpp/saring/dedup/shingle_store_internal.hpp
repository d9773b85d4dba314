#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saring/base/temp_file.hpp"

namespace saring::dedup {

// Where a set is: its first value, counted from the beginning of the store, and its size.
struct StoredSet {
  std::uint64_t begin = 0;
  std::uint32_t size = 0;
};

class ShingleStore;

// Numbered sets of one store. Cheap to copy; store and places must outlive it.
class StoredSets {
 public:
  StoredSets(const ShingleStore& store, std::span<const StoredSet> places) noexcept
      : store_(&store), places_(places) {}

  [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
  [[nodiscard]] std::uint32_t size_of(std::uint32_t set) const noexcept {
    return places_[set].size;
  }
  [[nodiscard]] const StoredSet& place_of(std::uint32_t set) const noexcept { return places_[set]; }
  [[nodiscard]] const ShingleStore& store() const noexcept { return *store_; }
  // See ShingleStore::load.
  [[nodiscard]] std::span<const std::uint64_t> load(std::uint32_t set,
                                                    std::vector<std::uint64_t>& buffer) const;

  // Numbers of the sets by their place, so that a store on disk is read forwards.
  [[nodiscard]] std::vector<std::uint32_t> in_order_of_storage() const;

 private:
  const ShingleStore* store_;
  std::span<const StoredSet> places_;
};

// Sets of shingles in the order of adding: in memory up to a budget, then in a temporary file.
// Neither copyable nor movable.
class ShingleStore {
 public:
  // `memory_budget` in bytes; `temp_folder` empty for the system's.
  ShingleStore(std::size_t memory_budget, std::string temp_folder);

  // Writes everything to a file of this name, which stays, instead of a temporary one; before the
  // first append. restore() takes what a store wrote there: `end` is what its flush() gave.
  void keep_at(std::string path);
  void restore(std::string path, std::uint64_t end);
  // Everything is on the disk when it returns. Needs keep_at() before.
  std::uint64_t flush();

  // Throws std::system_error where the file cannot be made or written.
  StoredSet append(std::span<const std::uint64_t> set);

  // The values of a set: in the store, or read into `buffer`. Safe from several threads while
  // nothing is appended. Throws std::system_error where the file cannot be read.
  [[nodiscard]] std::span<const std::uint64_t> load(StoredSet set,
                                                    std::vector<std::uint64_t>& buffer) const;

  [[nodiscard]] bool on_disk() const noexcept { return file_ != nullptr; }

 private:
  void write_block(std::size_t block);
  void spill();

  // A set never straddles two blocks; one larger than a block fills several, and is held by the
  // first.
  static constexpr std::size_t kBlockValues = std::size_t{1} << 19;  // 4 MiB

  std::size_t budget_values_;
  std::string temp_folder_;
  std::vector<std::vector<std::uint64_t>> blocks_;
  std::uint64_t end_ = 0;
  std::size_t values_in_memory_ = 0;
  std::size_t blocks_on_disk_ = 0;
  std::unique_ptr<OffsetFile> file_;
};

}  // namespace saring::dedup
