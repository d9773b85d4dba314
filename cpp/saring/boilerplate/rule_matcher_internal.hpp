#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "saring/boilerplate/line_shape_internal.hpp"
#include "saring/boilerplate/pattern_index_internal.hpp"
#include "saring/boilerplate/piece_index_internal.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_pack_internal.hpp"
#include "saring/boilerplate/rule_pattern_internal.hpp"
#include "saring/boilerplate/rule_words_internal.hpp"

namespace saring::boilerplate {

// Hashes of the first words of a line, folded; numbers are all one word.
struct LineWords {
  static constexpr std::size_t kMax = 12;
  std::array<std::uint64_t, kMax> hash;
  std::array<std::uint32_t, kMax> end;  // byte after each word
  std::uint32_t count = 0;
  bool complete = false;  // the line has no further word
};

// Hash of one folded word as LineWords holds it.
[[nodiscard]] std::uint64_t word_hash(std::string_view folded, bool is_number) noexcept;

// The first `limit` words of the line.
void scan_words(std::string_view line, std::size_t limit, LineWords& words) noexcept;

// A set of packs; bit 0 is "und".
inline constexpr std::size_t kMaxPacks = 256;
using PackMask = std::bitset<kMaxPacks>;

// The packs to use for a text, and the one of its own language: of two rules with the same phrase,
// the rule of the own language is reported.
struct PackSet {
  PackMask all = PackMask().set();
  PackMask own;
  const std::uint64_t* patterns = nullptr;  // bits of the line patterns of `all`; null: every one
};

struct MatchedSpan {
  std::size_t start = 0;  // bytes, in the line
  std::size_t end = 0;
  const Rule* rule = nullptr;
  Role role = Role::kOther;  // a label and its title together are a link
  std::size_t content = 0;   // bytes: where what follows the phrase begins
};

struct RuleMatch {
  const Rule* rule = nullptr;  // of the whole line; null: none
  std::size_t phrase_end =
      0;  // byte after the phrase, or where the first group of a pattern begins
};

// Finds the rules that match: phrases by hashes of word prefixes, patterns after cheap conditions.
// Immutable; safe to share between threads.
class RuleMatcher {
 public:
  // `rules` and `packs` must live as long. Errors: RuleError.
  explicit RuleMatcher(std::span<const Rule> rules,
                       std::span<const RulePack> packs = built_in_packs());
  ~RuleMatcher();
  RuleMatcher(RuleMatcher&&) noexcept;

  // Packs for a language given as "ind_Latn", "ind", "id" or "id-ID": its own, those that its row
  // names, and "und". The empty language means all; one without a pack, "und" alone.
  [[nodiscard]] PackSet packs(std::string_view language) const;

  // True where a phrase may begin with this word.
  [[nodiscard]] bool may_begin(std::uint64_t first_word) const noexcept {
    return has_bit(first_words_, first_word);
  }

  // The phrase rule with the longest phrase that matches the line, at the places of `places` (one
  // bit for each RulePlace).
  [[nodiscard]] RuleMatch match_phrase(std::string_view line, const LineWords& words,
                                       const LineShape& shape, const PackSet& packs,
                                       unsigned places) const noexcept;
  // The label or the block with the longest phrase that `rest`, the rest of a line, begins with:
  // one that a colon follows, or else one that nothing needs to follow. Conditions are not tested.
  [[nodiscard]] RuleMatch match_prefix(std::string_view rest, const LineWords& words,
                                       const PackSet& packs, unsigned places,
                                       bool colon) const noexcept;
  // The first pattern rule that matches.
  [[nodiscard]] RuleMatch match_pattern(std::string_view line, const LineShape& shape,
                                        const PackSet& packs, unsigned places) const;
  // False where match_pattern finds no rule that has RuleWhen::first and is not soft; costs less.
  [[nodiscard]] bool may_match_firm(std::string_view line, const PackSet& packs) const noexcept {
    return index_.may_begin_firm(line, packs.patterns);
  }
  [[nodiscard]] const RuleWords& words() const noexcept { return words_; }

  // Span rules: at most one at each end of the line.
  void match_spans(std::string_view line, const LineShape& shape, const PackSet& packs,
                   unsigned places, std::vector<MatchedSpan>& spans) const;

 private:
  static constexpr std::size_t kHashBits = 65'536;  // many more than phrases
  // One bit for each of some hashes.
  using HashBits = std::array<std::uint64_t, kHashBits / 64>;
  static bool has_bit(const HashBits& bits, std::uint64_t hash) noexcept {
    const std::uint64_t bit = hash & (kHashBits - 1);
    return (bits[bit >> 6] >> (bit & 63U) & 1U) != 0;
  }

  struct Pattern {
    const Rule* rule;
    std::size_t pack;    // its bit
    std::size_t rarest;  // of the bytes in RuleWhen::has, the one to look for first
    std::unique_ptr<LazyPattern> re;
  };
  struct Phrase {
    std::uint64_t hash = 0;
    const Rule* rule = nullptr;
    std::uint32_t pack = 0;  // its bit
    std::uint32_t rarest = 0;
  };

  // Patterns that are tried at once where many of them may match a line.
  struct PatternGroup {
    std::vector<std::uint16_t> patterns;  // in their order
    std::vector<std::uint64_t> bits;      // the same
    std::unique_ptr<PatternSet> set;
  };
  // The packs that a code selects, and their line patterns.
  struct CodePacks {
    PackSet packs;
    std::vector<std::uint64_t> patterns;
  };

  [[nodiscard]] std::size_t pack_of(const Rule& rule) const;
  void set_packs(std::span<const RulePack> packs);
  void add_phrase(const Rule& rule, std::size_t pack);
  void add_patterns(std::span<const Rule> rules, RuleCounter& counter);
  void index_patterns(std::int64_t memory);
  void narrow(std::string_view line, PatternBits& candidates) const;

  std::unordered_map<std::string_view, CodePacks> packs_;  // by code
  std::vector<std::string_view> languages_;  // of the packs that have rules; index = bit
  std::vector<Phrase> phrases_;              // open addressing by hash; rule == null: free
  HashBits first_words_{};                   // of the phrases
  HashBits prefixes_{};                      // Phrase::hash, so that few look-ups leave the cache
  std::vector<Pattern> line_patterns_;
  PatternIndex index_;  // of line_patterns_
  PieceIndex pieces_;   // the same
  std::vector<PatternGroup> groups_;
  std::vector<Pattern> span_patterns_;
  RuleWords words_;
};

}  // namespace saring::boilerplate
