#include "saring/dedup/shingle_store_internal.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {

ShingleStore::ShingleStore(std::size_t memory_budget, std::string temp_folder)
    : budget_values_(memory_budget / sizeof(std::uint64_t)), temp_folder_(std::move(temp_folder)) {}

void ShingleStore::keep_at(std::string path) {
  file_ = std::make_unique<KeptFile>(std::move(path), KeptFile::Mode::kEmptied);
}

void ShingleStore::restore(std::string path, std::uint64_t end) {
  file_ = std::make_unique<KeptFile>(std::move(path), KeptFile::Mode::kExisting);
  end_ = end;
  blocks_.resize(end / kBlockValues);
  blocks_on_disk_ = blocks_.size();
}

std::uint64_t ShingleStore::flush() {
  for (; blocks_on_disk_ < blocks_.size(); ++blocks_on_disk_) write_block(blocks_on_disk_);
  end_ = blocks_.size() * kBlockValues;  // the next set begins a block
  file_->sync();
  return end_;
}

StoredSet ShingleStore::append(std::span<const std::uint64_t> set) {
  if (set.size() > UINT32_MAX) throw std::length_error("a text has more than 2^32 - 1 shingles");
  const std::size_t room = (kBlockValues - end_ % kBlockValues) % kBlockValues;
  if (set.size() > room) {
    end_ += room;  // to the start of the next block
    const std::size_t blocks =
        std::max<std::size_t>(1, (set.size() + kBlockValues - 1) / kBlockValues);
    blocks_.emplace_back().reserve(std::max(kBlockValues, set.size()));
    for (std::size_t i = 1; i < blocks; ++i) blocks_.emplace_back();
  }
  if (!set.empty()) {
    const std::size_t first = set.size() > kBlockValues ? end_ / kBlockValues : blocks_.size() - 1;
    blocks_[first].insert(blocks_[first].end(), set.begin(), set.end());
  }
  const StoredSet stored{end_, static_cast<std::uint32_t>(set.size())};
  end_ += set.size();
  // No other set shares its blocks.
  if (set.size() > kBlockValues) end_ = blocks_.size() * kBlockValues;
  values_in_memory_ += set.size();
  if (values_in_memory_ > budget_values_) spill();
  return stored;
}

// Writes everything except the block that is being filled to the file.
void ShingleStore::spill() {
  for (; blocks_on_disk_ + 1 < blocks_.size(); ++blocks_on_disk_) write_block(blocks_on_disk_);
}

void ShingleStore::write_block(std::size_t block) {
  if (blocks_[block].empty()) return;
  if (!file_) file_ = std::make_unique<TempFile>(temp_folder_);
  std::vector<std::uint64_t>& values = blocks_[block];
  file_->write(std::as_bytes(std::span(values)), block * kBlockValues * sizeof(std::uint64_t));
  values_in_memory_ -= values.size();
  std::vector<std::uint64_t>().swap(values);
}

std::span<const std::uint64_t> ShingleStore::load(StoredSet set,
                                                  std::vector<std::uint64_t>& buffer) const {
  if (set.size == 0) return {};
  const std::size_t block = set.begin / kBlockValues;
  if (block >= blocks_on_disk_) {
    return std::span(blocks_[block]).subspan(set.begin % kBlockValues, set.size);
  }
  buffer.resize(set.size);
  file_->read(std::as_writable_bytes(std::span(buffer)), set.begin * sizeof(std::uint64_t));
  return buffer;
}

std::span<const std::uint64_t> StoredSets::load(std::uint32_t set,
                                                std::vector<std::uint64_t>& buffer) const {
  return store_->load(places_[set], buffer);
}

std::vector<std::uint32_t> StoredSets::in_order_of_storage() const {
  std::vector<std::uint32_t> order(places_.size());
  std::iota(order.begin(), order.end(), 0U);
  cancellable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return places_[a].begin < places_[b].begin;
  });
  return order;
}

}  // namespace saring::dedup
