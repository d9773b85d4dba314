#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saring/base/temp_file.hpp"

namespace saring::dedup {

// The place of a set: the position of its first value in the store, and its size.
struct StoredSet {
  std::uint64_t begin = 0;
  std::uint32_t size = 0;
};

class ShingleStore;

// Numbered sets of one store. Cheap to copy. The store and the places must outlive it.
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

  // The numbers of the sets in the order of their places, so that a store on disk is read forwards.
  [[nodiscard]] std::vector<std::uint32_t> in_order_of_storage() const;

 private:
  const ShingleStore* store_;
  std::span<const StoredSet> places_;
};

// Stores sets of shingles in the order of adding: in memory up to a budget, then in a temporary
// file. Neither copyable nor movable.
class ShingleStore {
 public:
  // `memory_budget` in bytes; empty `temp_folder`: the system's.
  ShingleStore(std::size_t memory_budget, std::string temp_folder);

  // keep_at(), before the first append, writes everything to a file of this name instead of a
  // temporary one. The file is not deleted. restore() reads what a store wrote there; `end` is the
  // result of its flush().
  void keep_at(std::string path);
  void restore(std::string path, std::uint64_t end);
  // When it returns, everything is on the disk. Needs keep_at() before.
  std::uint64_t flush();

  // Throws std::system_error if the file cannot be created or written.
  StoredSet append(std::span<const std::uint64_t> set);

  // The values of a set: a view into the store, or read into `buffer`. Several threads may call it
  // while nothing is appended. Throws std::system_error if the file cannot be read.
  [[nodiscard]] std::span<const std::uint64_t> load(StoredSet set,
                                                    std::vector<std::uint64_t>& buffer) const;

  [[nodiscard]] bool on_disk() const noexcept { return file_ != nullptr; }

 private:
  void write_block(std::size_t block);
  void spill();

  // A set never lies across two blocks. A set larger than a block fills several, and belongs to the
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
