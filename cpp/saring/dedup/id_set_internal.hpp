#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saring::dedup {

// A set of numbers that is filled and emptied again and again: a hash table with linear probing in
// which clear() is O(1). Memory: 20 to 40 bytes for each of the most numbers that it ever held.
class IdSet {
 public:
  void clear() noexcept {
    ids_.clear();
    if (++round_ != 0) return;
    slots_.assign(slots_.size(), {});
    round_ = 1;
  }

  // Returns true if the number is new.
  bool insert(std::uint32_t id) {
    if (2 * ids_.size() >= slots_.size()) grow();
    Slot& slot = slot_of(id);
    if (slot.round == round_) return false;
    slot = {round_, id};
    ids_.push_back(id);
    return true;
  }

 private:
  struct Slot {
    std::uint32_t round = 0;  // the slot is in use if this equals round_
    std::uint32_t id = 0;
  };

  // The slot with the number, or the free slot where it belongs.
  [[nodiscard]] Slot& slot_of(std::uint32_t id) noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = (id * kGoldenRatio) >> shift_;
    while (slots_[at].round == round_ && slots_[at].id != id) at = (at + 1) & mask;
    return slots_[at];
  }

  void grow() {
    --shift_;
    slots_.assign(std::size_t{1} << (64 - shift_), {});
    for (const std::uint32_t id : ids_) slot_of(id) = {round_, id};
  }

  // Leading bits of the product spread neighbouring numbers (Knuth, volume 3, section 6.4).
  static constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15ULL;
  static constexpr unsigned kMinBits = 6;

  std::vector<Slot> slots_;  // empty, or 2^(64 - shift_)
  unsigned shift_ = 64 - kMinBits + 1;
  std::vector<std::uint32_t> ids_;
  std::uint32_t round_ = 1;
};

}  // namespace saring::dedup
