#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/base/hash.hpp"

namespace saring::dedup {

// A set of numbers that is filled and emptied over and over: a hash table with linear probing, in
// which clear() is O(1). Memory grows with the most numbers that it ever held, 20 to 36 bytes for
// each.
class IdSet {
 public:
  void clear() noexcept {
    ids_.clear();
    if (++round_ != 0) return;
    slots_.assign(slots_.size(), {});
    round_ = 1;
  }

  // True where the number is new.
  bool insert(std::uint32_t id) {
    if (2 * ids_.size() >= slots_.size()) grow();
    Slot& slot = slot_of(id);
    if (slot.round == round_) return false;
    slot = {round_, id};
    ids_.push_back(id);
    return true;
  }

  // In the order of insertion.
  [[nodiscard]] std::span<const std::uint32_t> ids() const noexcept { return ids_; }

 private:
  struct Slot {
    std::uint32_t round = 0;  // filled since the last clear() where it equals round_
    std::uint32_t id = 0;
  };

  // The slot that holds the number, or the free one where it belongs.
  [[nodiscard]] Slot& slot_of(std::uint32_t id) noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = mix64(id) & mask;
    while (slots_[at].round == round_ && slots_[at].id != id) at = (at + 1) & mask;
    return slots_[at];
  }

  void grow() {
    slots_.assign(slots_.empty() ? 64 : 2 * slots_.size(), {});
    for (const std::uint32_t id : ids_) slot_of(id) = {round_, id};
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> ids_;
  std::uint32_t round_ = 1;
};

}  // namespace saring::dedup
