#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/line_shape_internal.hpp"
#include "saring/boilerplate/pattern_starts_internal.hpp"
#include "saring/boilerplate/rule.hpp"

namespace saring::boilerplate {

// One bit for each of a number of patterns, in words of 64.
using PatternBits = std::array<std::uint64_t, kMaxPatterns / 64>;

// Which patterns may match a line: nearly all are excluded by what begins the line, its last byte,
// its length, its script and its signs, for 64 patterns at once. Immutable once it is filled.
class PatternIndex {
 public:
  // A pattern of kRegex; both are read by fill alone.
  struct Entry {
    const Rule* rule = nullptr;
    const PatternNeeds* needs = nullptr;
  };

  // At most kMaxPatterns.
  void fill(std::span<const Entry> entries);

  // Words of PatternBits that are used.
  [[nodiscard]] std::size_t num_words() const noexcept { return num_words_; }

  // Sets the first num_words() of `found`: the patterns of `wanted` (null: all) that may match the
  // line, of which RuleWhen::has and max_bytes are still to be tested. `places` as for RuleMatcher.
  void find(std::string_view line, const LineShape& shape, const std::uint64_t* wanted,
            unsigned places, PatternBits& found) const noexcept;

  // True where one of the patterns of `wanted` that has RuleWhen::first and is not soft may match
  // the line, by its first bytes alone.
  [[nodiscard]] bool may_begin_firm(std::string_view line,
                                    const std::uint64_t* wanted) const noexcept;

 private:
  static constexpr std::uint32_t kMaxWords = 64;  // of a line, told apart

  // Rows of bits: those of row i begin at i * num_words_.
  struct Rows {
    std::vector<std::uint64_t> bits;
    [[nodiscard]] const std::uint64_t* row(std::size_t i, std::size_t words) const noexcept {
      return bits.data() + i * words;
    }
  };

  // The patterns with one start: part of start_lists_.
  struct StartList {
    std::uint64_t key = 0;  // StartFilter::key; 0: free
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  template <typename Condition>
  Rows make_rows(std::span<const Entry> entries, std::size_t count, Condition&& holds) const;
  void set_starts(std::span<const Entry> entries);
  template <typename Function>
  void for_each_with_start(std::string_view line, Function&& f) const noexcept;
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const noexcept;

  std::size_t num_words_ = 0;
  std::vector<std::uint64_t> all_;
  Rows places_;      // by the bits of `places`
  Rows words_;       // by the number of words
  Rows last_;        // by the last byte
  Rows first_;       // by the first byte that is not white space
  Rows start_byte_;  // by the first byte: those without longer starts
  Rows shape_;       // with digits or not, and an open end or not
  Rows firm_;        // one row: those with RuleWhen::first that are not soft
  Rows leads_;       // by lead; the last: those that need none
  StartFilter starts_;
  std::vector<StartList> by_start_;         // open addressing by key
  std::vector<std::uint16_t> start_lists_;  // patterns
};

// Whether a line that begins with `byte` may fit RuleWhen::first. For a character outside ASCII,
// the lead byte is compared.
[[nodiscard]] bool may_begin_with(std::string_view first, char byte);

}  // namespace saring::boilerplate
