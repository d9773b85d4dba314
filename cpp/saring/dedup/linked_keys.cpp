// Tested in tests/cpp/dedup/linked_keys_test.cpp.
#include "saring/dedup/linked_keys_internal.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "saring/base/parallel.hpp"
#include "saring/base/system_memory.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {
namespace {

// Memory of a search per key: the unsorted key, the sorted key, and KeyLists.
constexpr std::uint64_t kBytesOfKey = 2 * sizeof(SetKey) + 40;
// Memory per set besides its shingles.
constexpr std::uint64_t kBytesOfSet = 64;

}  // namespace

LinkedKeys::LinkedKeys(StoredSets sets, std::size_t memory_budget, std::string temp_folder)
    : sets_(sets), memory_budget_(memory_budget), temp_folder_(std::move(temp_folder)) {
  added_.emplace(kParts, memory_budget / 2, temp_folder_);
}

void LinkedKeys::add(std::span<const SetKey> keys) {
  const std::lock_guard guard(lock_);
  for (const SetKey& key : keys) added_->add(key.hash >> 56, key);
}

void LinkedKeys::link(std::size_t batch_memory, unsigned num_threads) {
  linked_.emplace(kParts, memory_budget_ / 2, temp_folder_);
  parent_.resize(sets_.size());
  std::iota(parent_.begin(), parent_.end(), 0U);
  num_keys_.assign(sets_.size(), 0);
  parallel_for(kParts, 1, num_threads,
               [&](std::size_t part, std::size_t, unsigned) { link_part(part); });
  added_.reset();
  return_free_memory();
  for (std::uint32_t set = 0; set < parent_.size(); ++set) parent_[set] = root_of(set);
  plan_batches(batch_memory);
  for (std::size_t part = 0; part < kParts; ++part) {
    for (const SetKey& key : linked_->take(part)) batches_->add(batch_of_[parent_[key.set]], key);
  }
  linked_.reset();
  return_free_memory();
  std::vector<std::uint32_t>().swap(batch_of_);
  std::vector<std::uint32_t>().swap(num_keys_);
}

void LinkedKeys::link_part(std::size_t part) {
  std::vector<SetKey> keys = added_->take(part);
  cancellable_sort(keys.begin(), keys.end(), [](const SetKey& a, const SetKey& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.set < b.set;
  });
  const std::lock_guard guard(lock_);
  for (auto first = keys.begin(); first != keys.end();) {
    const auto last =
        std::find_if(first, keys.end(), [&](const SetKey& key) { return key.hash != first->hash; });
    if (last - first > 1) {
      for (auto key = first; key != last; ++key) {
        unite(first->set, key->set);
        ++num_keys_[key->set];
        linked_->add(part, *key);
      }
    }
    first = last;
  }
}

std::uint32_t LinkedKeys::root_of(std::uint32_t set) noexcept {
  while (parent_[set] != set) {
    parent_[set] = parent_[parent_[set]];
    set = parent_[set];
  }
  return set;
}

// The smaller root becomes the common root, so a root is the smallest set of its component.
void LinkedKeys::unite(std::uint32_t a, std::uint32_t b) noexcept {
  a = root_of(a);
  b = root_of(b);
  parent_[std::max(a, b)] = std::min(a, b);
}

void LinkedKeys::plan_batches(std::size_t batch_memory) {
  std::vector<std::uint64_t> bytes(parent_.size(), 0);  // by component
  std::vector<std::uint32_t> num_sets(parent_.size(), 0);
  for (std::uint32_t set = 0; set < parent_.size(); ++set) {
    if (num_keys_[set] == 0) continue;
    ++num_sets[parent_[set]];
    bytes[parent_[set]] +=
        num_keys_[set] * kBytesOfKey + kBytesOfSet + sets_.size_of(set) * sizeof(std::uint64_t);
  }
  batch_of_.assign(parent_.size(), 0);
  std::uint32_t batch = 0;
  std::uint64_t in_batch = 0;
  for (std::uint32_t root = 0; root < parent_.size(); ++root) {
    if (bytes[root] == 0) continue;
    sum_of_squares_ += static_cast<double>(num_sets[root]) * num_sets[root];
    if (in_batch > 0 && in_batch + bytes[root] > batch_memory) {
      ++batch;
      in_batch = 0;
    }
    in_batch += bytes[root];
    batch_of_[root] = batch;
  }
  batches_.emplace(in_batch > 0 ? batch + 1 : 0, memory_budget_ / 2, temp_folder_);
}

std::vector<SetKey> LinkedKeys::take_batch(std::size_t batch) {
  std::vector<SetKey> keys = batches_->take(batch);
  cancellable_sort(keys.begin(), keys.end(), [&](const SetKey& a, const SetKey& b) {
    return std::tuple(component(a.set), a.set, a.position, a.hash) <
           std::tuple(component(b.set), b.set, b.position, b.hash);
  });
  return keys;
}

}  // namespace saring::dedup
