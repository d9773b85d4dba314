// Tests: tests/cpp/text/signals_test.cpp.
#include "saring/text/repeated_words_internal.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "saring/base/hash.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kLeastSlots = 64;

}  // namespace

void KeyCounter::start(std::size_t expected) {
  const std::size_t size = std::bit_ceil(std::max(kLeastSlots, expected * 2));
  slots_.assign(size, {});
  counts_.clear();
}

std::size_t KeyCounter::slot_of(std::uint64_t key) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = mix64(key) & mask;
  while (slots_[slot].held != 0 && slots_[slot].key != key) slot = (slot + 1) & mask;
  return slot;
}

std::uint32_t KeyCounter::add(std::uint64_t key) {
  std::size_t slot = slot_of(key);
  if (slots_[slot].held != 0) {
    const std::uint32_t number = slots_[slot].held - 1;
    ++counts_[number];
    return number;
  }
  if (counts_.size() * 2 >= slots_.size()) {
    grow();
    slot = slot_of(key);
  }
  counts_.push_back(1);
  slots_[slot] = {key, static_cast<std::uint32_t>(counts_.size())};
  return slots_[slot].held - 1;
}

std::uint32_t KeyCounter::find(std::uint64_t key) const noexcept {
  const std::uint32_t held = slots_[slot_of(key)].held;
  return held == 0 ? kNone : held - 1;
}

void KeyCounter::grow() {
  const std::vector<Slot> before = std::move(slots_);
  slots_.assign(before.size() * 2, {});
  for (const Slot& slot : before) {
    if (slot.held != 0) slots_[slot_of(slot.key)] = slot;
  }
}

void RepeatedWords::start(std::size_t expected_words) {
  words_.clear();
  words_.reserve(expected_words);
  vocabulary_.start(expected_words / 2);
  top_.fill(0);
  duplicate_.fill(0);
}

void RepeatedWords::add(std::uint64_t key, std::uint32_t characters) {
  words_.push_back({vocabulary_.add(key), characters});
}

std::uint32_t RepeatedWords::count(std::uint64_t key) const noexcept {
  const std::uint32_t number = vocabulary_.find(key);
  return number == KeyCounter::kNone ? 0 : vocabulary_.count(number);
}

void RepeatedWords::finish() {
  places_.clear();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint32_t number = words_[i].number;
    if (vocabulary_.count(number) > 1) places_.push_back({static_cast<std::uint32_t>(i), number});
  }
  for (std::size_t n = 2; n <= kMaxNgram && !places_.empty(); ++n) {
    count_ngrams(n);
    if (n <= 4) take_top(n);
    if (n >= 5) take_duplicates(n);
    std::erase_if(places_, [&](Place place) { return ngrams_.count(place.number) == 1; });
  }
}

// Makes the candidate n-grams from the (n-1)-grams that repeat.
void RepeatedWords::count_ngrams(std::size_t n) {
  ngrams_.start(places_.size() / 2);
  std::size_t kept = 0;
  for (std::size_t i = 0; i + 1 < places_.size(); ++i) {
    const Place place = places_[i];
    if (places_[i + 1].word != place.word + 1) continue;
    const std::uint64_t last = words_[place.word + n - 1].number;
    const std::uint64_t key = std::uint64_t{place.number} << 32 | last;
    places_[kept++] = {place.word, ngrams_.add(key)};
  }
  places_.resize(kept);
}

void RepeatedWords::take_top(std::size_t n) {
  std::uint32_t most = 2;
  for (const Place place : places_) {
    const std::uint32_t count = ngrams_.count(place.number);
    if (count < most) continue;
    const std::uint64_t found = count * characters(place.word, place.word + n);
    top_[n] = count > most ? found : std::max(top_[n], found);
    most = count;
  }
}

void RepeatedWords::take_duplicates(std::size_t n) {
  std::uint32_t seen = 0;   // n-grams are numbered in the order of first occurrence
  std::size_t counted = 0;  // words before this one
  for (const Place place : places_) {
    if (place.number == seen) {
      ++seen;
      continue;
    }
    const std::size_t end = place.word + n;
    duplicate_[n] += characters(std::max<std::size_t>(place.word, counted), end);
    counted = end;
  }
}

std::uint64_t RepeatedWords::characters(std::size_t first, std::size_t end) const noexcept {
  std::uint64_t sum = 0;
  for (std::size_t i = first; i < end; ++i) sum += words_[i].characters;
  return sum;
}

}  // namespace saring::text
