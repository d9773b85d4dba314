// Tests: tests/cpp/boilerplate/pattern_index_test.cpp.
#include "saring/boilerplate/pattern_index_internal.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "saring/base/ascii.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

constexpr unsigned kNumPlaces = 4;
constexpr std::size_t kNumLeads = 64;

std::size_t byte(char c) { return static_cast<unsigned char>(c); }

std::size_t shape_row(bool has_digits, bool ends_sentence) {
  return (has_digits ? 1U : 0U) + (ends_sentence ? 2U : 0U);
}

}  // namespace

bool may_begin_with(std::string_view first, char byte) {
  if (first.empty()) return true;
  if (first == "upper") return ascii::is_upper(byte);
  if (first == "digit") return ascii::is_digit(byte);
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U &&
         first.find(byte) != std::string_view::npos;
}

template <typename Condition>
PatternIndex::Rows PatternIndex::make_rows(std::span<const Entry> entries, std::size_t count,
                                           Condition&& holds) const {
  Rows rows;
  rows.bits.resize(count * num_words_);
  for (std::size_t row = 0; row < count; ++row) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (holds(entries[i], row))
        rows.bits[row * num_words_ + i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }
  return rows;
}

void PatternIndex::fill(std::span<const Entry> entries) {
  num_words_ = (entries.size() + 63) / 64;
  all_.assign(num_words_, ~std::uint64_t{0});
  places_ = make_rows(entries, 1U << kNumPlaces, [](const Entry& entry, std::size_t places) {
    return (places >> static_cast<unsigned>(entry.rule->place) & 1U) != 0;
  });
  words_ = make_rows(entries, kMaxWords + 1, [](const Entry& entry, std::size_t words) {
    return entry.rule->when.max_words >= words;
  });
  last_ = make_rows(entries, 256, [](const Entry& entry, std::size_t byte) {
    const char last = entry.rule->when.last;
    return last == 0 || last == static_cast<char>(byte);
  });
  first_ = make_rows(entries, 256, [](const Entry& entry, std::size_t byte) {
    return may_begin_with(entry.rule->when.first, static_cast<char>(byte));
  });
  start_byte_ = make_rows(entries, 256, [](const Entry& entry, std::size_t byte) {
    const auto& starts = entry.needs->starts;
    return !starts || std::any_of(starts->begin(), starts->end(), [&](const std::string& start) {
      return start.size() == 1 && start[0] == static_cast<char>(byte);
    });
  });
  shape_ = make_rows(entries, 4, [](const Entry& entry, std::size_t row) {
    return (row % 2 == 1 || !entry.rule->when.digits) && (row < 2 || !entry.rule->when.open);
  });
  firm_ = make_rows(entries, 1, [](const Entry& entry, std::size_t) {
    return !entry.rule->when.first.empty() && !entry.rule->when.soft;
  });
  leads_ = make_rows(entries, kNumLeads + 1, [](const Entry& entry, std::size_t lead) {
    return lead == kNumLeads ? entry.needs->leads == 0 : (entry.needs->leads >> lead & 1U) != 0;
  });
  set_starts(entries);
}

void PatternIndex::set_starts(std::span<const Entry> entries) {
  std::map<std::uint64_t, std::vector<std::uint16_t>> lists;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].needs->starts) continue;
    for (const std::string& start : *entries[i].needs->starts) {
      if (start.size() == 1) continue;
      starts_.add(start);
      auto& list = lists[StartFilter::key(start, StartFilter::counted(start.size()))];
      if (list.empty() || list.back() != i) list.push_back(static_cast<std::uint16_t>(i));
    }
  }
  by_start_.resize(std::bit_ceil(2 * lists.size() + 1));
  for (const auto& [key, list] : lists) {
    by_start_[slot_of(key)] = {key, static_cast<std::uint32_t>(start_lists_.size()),
                               static_cast<std::uint32_t>(list.size())};
    start_lists_.insert(start_lists_.end(), list.begin(), list.end());
  }
}

// Of the key, or a free one.
std::size_t PatternIndex::slot_of(std::uint64_t key) const noexcept {
  const std::size_t mask = by_start_.size() - 1;
  std::size_t slot = mix64(key) & mask;
  while (by_start_[slot].key != key && by_start_[slot].key != 0) slot = (slot + 1) & mask;
  return slot;
}

// Calls `f` with each pattern that has a start of 2 bytes or more with which the line begins.
template <typename Function>
void PatternIndex::for_each_with_start(std::string_view line, Function&& f) const noexcept {
  for (const std::size_t size : {2U, 3U, 6U}) {
    if (!starts_.may_match(line, size)) continue;
    const StartList& list = by_start_[slot_of(StartFilter::key(line, size))];
    for (std::uint32_t at = list.first; at < list.first + list.count; ++at) f(start_lists_[at]);
  }
}

bool PatternIndex::may_begin_firm(std::string_view line,
                                  const std::uint64_t* wanted) const noexcept {
  if (line.empty() || num_words_ == 0) return false;
  if (ascii::is_space(line[0])) return true;  // not worth a look behind it
  if (wanted == nullptr) wanted = all_.data();
  const std::uint64_t* const firm = firm_.row(0, num_words_);
  const std::uint64_t* const first = first_.row(byte(line[0]), num_words_);
  const std::uint64_t* const start = start_byte_.row(byte(line[0]), num_words_);
  std::uint64_t any = 0;
  for (std::size_t k = 0; k < num_words_; ++k) any |= wanted[k] & firm[k] & first[k] & start[k];
  for_each_with_start(line, [&](std::size_t i) {
    any |= wanted[i / 64] & firm[i / 64] & first[i / 64] & std::uint64_t{1} << (i % 64);
  });
  return any != 0;
}

void PatternIndex::find(std::string_view line, const LineShape& shape, const std::uint64_t* wanted,
                        unsigned places, PatternBits& found) const noexcept {
  const std::size_t n = num_words_;
  const std::uint64_t* const in_place = places_.row(places & ((1U << kNumPlaces) - 1), n);
  const std::uint64_t* const words = words_.row(std::min(shape.words(), kMaxWords), n);
  const std::uint64_t* const last = last_.row(byte(shape.last), n);
  const std::uint64_t* const first = first_.row(byte(shape.first), n);
  const std::uint64_t* const form = shape_.row(shape_row(shape.digits > 0, shape.ends_sentence), n);
  const std::uint64_t* const start = start_byte_.row(line.empty() ? 0 : byte(line[0]), n);
  const std::uint64_t* const no_leads = leads_.row(kNumLeads, n);
  if (wanted == nullptr) wanted = all_.data();
  PatternBits allowed;  // whatever the start
  for (std::size_t k = 0; k < n; ++k)
    allowed[k] = wanted[k] & in_place[k] & words[k] & last[k] & first[k] & form[k];
  std::uint64_t with_leads = 0;
  for (std::size_t k = 0; k < n; ++k) with_leads |= allowed[k] & ~no_leads[k];
  if (with_leads != 0) {
    PatternBits fitting;
    std::copy_n(no_leads, n, fitting.begin());
    const bool has_none = shape.bytes == shape.chars && shape.puncts == 0;
    for (std::uint64_t leads = has_none ? 0 : leads_of(line); leads != 0; leads &= leads - 1) {
      const std::uint64_t* const row =
          leads_.row(static_cast<std::size_t>(std::countr_zero(leads)), n);
      for (std::size_t k = 0; k < n; ++k) fitting[k] |= row[k];
    }
    for (std::size_t k = 0; k < n; ++k) allowed[k] &= fitting[k];
  }
  for (std::size_t k = 0; k < n; ++k) found[k] = allowed[k] & start[k];
  for_each_with_start(line, [&](std::size_t i) {
    found[i / 64] |= allowed[i / 64] & std::uint64_t{1} << (i % 64);
  });
}

}  // namespace saring::boilerplate
