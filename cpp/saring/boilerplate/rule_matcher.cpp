// Phrases: a line's words are hashed one after the other into a running prefix hash, and each
// prefix is looked up, so the cost does not grow with the number of rules; a bitmap of first words
// rejects nearly all lines after one word. Patterns: RE2, linear in the line, tried only where
// conditions on its shape hold. Tests: tests/cpp/boilerplate/rule_matcher_test.cpp, and one
// generated for every rule.
#include "saring/boilerplate/rule_matcher_internal.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "saring/base/ascii.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/rule_conditions_internal.hpp"
#include "saring/boilerplate/rule_pattern_internal.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kEveryLanguage = "und";
constexpr std::size_t kFewPatterns = 8;         // that are tried one by one
constexpr std::uint32_t kDefaultMaxWords = 40;  // of a line that a kStart rule matches
constexpr std::uint32_t kMaxListWords = 14;     // of a line that is a heading of tags and the tags
constexpr std::uint32_t kMaxTableWords = 6;
constexpr std::int64_t kMaxSetMemory = std::int64_t{32} << 20;
constexpr std::size_t kMaxPatternBytes = 600;  // longer lines are matched with phrases only

std::uint64_t extend(std::uint64_t prefix, std::uint64_t word) {
  return mix64(prefix + 0x9e3779b97f4a7c15ULL) ^ word;
}

bool colon_follows(std::string_view line, std::size_t at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == ')' || line[at] == ']')) ++at;
  return at < line.size() && (line[at] == ':' || line.substr(at, 3) == "\xEF\xBC\x9A");
}

// "Tags: quay, harbour": what is filed under a heading, on the same line.
bool is_inline_list(std::string_view line, std::size_t at, const LineShape& shape) {
  return shape.words() <= kMaxListWords && !shape.ends_sentence && colon_follows(line, at);
}

// "Photo: 24 megapixels" is a line of a table: no credit begins with a number and a unit.
bool measures_something(std::string_view line, std::size_t at) {
  while (at < line.size() && (line[at] == ' ' || line[at] == ':')) ++at;
  const std::size_t first = at;
  while (at < line.size() && (ascii::is_digit(line[at]) || line[at] == '.' || line[at] == ','))
    ++at;
  return at > first && at < first + 4 && at + 1 < line.size() && line[at] == ' ' &&
         ascii::is_lower(line[at + 1]);
}

// A line rarely begins as the pattern's matches do.
bool are_rare(const std::vector<std::string>& starts) {
  constexpr std::size_t kMaxWeight = 32;
  std::size_t weight = 0;
  for (const std::string& start : starts) {
    if (start.size() <= 2 && ascii::is_letter(start[0])) weight += start.size() == 1 ? 8 : 1;
  }
  return weight <= kMaxWeight;
}

// Sites print no button or notice with a comma behind it, and none of a word with a full stop:
// those are verses.
bool is_verse(const Rule& rule, const LineShape& shape) {
  constexpr RoleSet kButtons = {Role::kShare,      Role::kSubscribe, Role::kRelatedLabel,
                                Role::kNavigation, Role::kComments,  Role::kRelatedLink};
  if (!kButtons.contains(rule.role)) return false;
  const bool is_stopped = shape.last == '.' && !shape.ends_ellipsis && shape.words() == 1;
  return shape.last == ',' || shape.last == ';' || (is_stopped && rule.role == Role::kShare);
}

// More than kFewPatterns bits of `bits` are set in `mask` too.
bool has_many(std::span<const std::uint64_t> bits, const std::uint64_t* mask) {
  std::size_t count = 0;
  for (std::size_t k = 0; k < bits.size(); ++k) {
    for (std::uint64_t rest = bits[k] & mask[k]; rest != 0; rest &= rest - 1) {
      if (++count > kFewPatterns) return true;
    }
  }
  return false;
}

// Rules of the library come first, perhaps as copies.
bool is_built_in(std::span<const Rule> rules, const Rule& rule) {
  const std::span<const Rule> built_in = built_in_rules();
  const auto index = static_cast<std::size_t>(&rule - rules.data());
  return index < built_in.size() && rule.pattern.data() == built_in[index].pattern.data();
}

re2::StringPiece piece(std::string_view s) { return {s.data(), s.size()}; }

}  // namespace

std::uint64_t word_hash(std::string_view folded, bool is_number) noexcept {
  return hash64(is_number ? "#" : folded);
}

void scan_words(std::string_view line, std::size_t limit, LineWords& words) noexcept {
  text::WordScanner scanner(line);
  text::Word word;
  words.count = 0;
  words.complete = false;
  limit = std::min(limit, LineWords::kMax);
  while (scanner.next(word)) {
    if (words.count == limit) return;
    words.hash[words.count] = word_hash(word.folded, word.has_digit && !word.has_letter);
    words.end[words.count++] = static_cast<std::uint32_t>(word.end);
  }
  words.complete = true;
}

RuleMatcher::RuleMatcher(std::span<const Rule> rules, std::span<const RulePack> packs)
    : languages_{kEveryLanguage}, words_(rules) {
  RuleCounter counter;
  for (const Rule& rule : rules) {
    counter.add(rule);
    if (std::find(languages_.begin(), languages_.end(), rule.language) == languages_.end()) {
      languages_.push_back(rule.language);
      if (languages_.size() > kMaxPacks) {
        throw RuleError(position_of(rule) + ": rules for more than " + std::to_string(kMaxPacks) +
                        " languages");
      }
    }
  }
  std::size_t slots = 64;
  while (slots < rules.size() * 3) slots *= 2;
  phrases_.resize(slots);
  for (const Rule& rule : rules) {
    if (!is_pattern(rule) && rule.kind != RuleKind::kWords) add_phrase(rule, pack_of(rule));
  }
  add_patterns(rules, counter);
  set_packs(packs);
}

std::size_t RuleMatcher::pack_of(const Rule& rule) const {
  return static_cast<std::size_t>(std::find(languages_.begin(), languages_.end(), rule.language) -
                                  languages_.begin());
}

// Patterns of the library, which its tests compile, are compiled when they are first needed.
void RuleMatcher::add_patterns(std::span<const Rule> rules, RuleCounter& counter) {
  const auto count =
      static_cast<std::size_t>(std::count_if(rules.begin(), rules.end(), is_pattern));
  const std::int64_t memory = memory_of_pattern(count);
  for (const Rule& rule : rules) {
    if (!is_pattern(rule)) continue;
    auto& list = rule.kind == RuleKind::kRegex ? line_patterns_ : span_patterns_;
    list.push_back({&rule, pack_of(rule), rarest_byte(rule.when.has),
                    std::make_unique<LazyPattern>(rule, memory)});
    if (!is_built_in(rules, rule)) counter.add(rule, list.back().re->get());
  }
  index_patterns(memory_of_pattern(4 * count));  // a quarter more, for the sets
}

// Patterns with the same conditions make a group, except those with a condition that excludes
// nearly every line.
void RuleMatcher::index_patterns(std::int64_t memory) {
  // Those with known starts share one set, whatever the length of the line, and so do those of one
  // language for lines of its script. Searches of many languages in one set would take its memory.
  using Key = std::tuple<bool, bool, bool, std::size_t, std::uint32_t, char, bool, bool>;
  std::map<Key, std::vector<std::uint16_t>> by_conditions;
  std::vector<PatternNeeds> needs;
  std::vector<PatternIndex::Entry> entries;
  needs.reserve(line_patterns_.size());
  for (std::size_t i = 0; i < line_patterns_.size(); ++i) {
    const Rule& rule = *line_patterns_[i].rule;
    const RuleWhen& when = rule.when;
    const PatternNeeds& own = needs.emplace_back(needs_of(rule.pattern));
    entries.push_back({&rule, &own});
    if (!when.first.empty() || !when.has.empty()) continue;
    const bool has_starts = own.starts && are_rare(*own.starts);
    const bool has_leads = !has_starts && own.leads != 0;
    by_conditions[{is_anchored(rule.pattern), has_starts, has_leads,
                   has_leads ? line_patterns_[i].pack : 0,
                   has_starts || has_leads ? 0 : when.max_words, when.last, when.digits, when.open}]
        .push_back(static_cast<std::uint16_t>(i));
  }
  index_.fill(entries);
  std::vector<PatternPieces> pieces;
  for (PatternNeeds& own : needs) pieces.push_back(std::move(own.pieces));
  pieces_.fill(pieces);
  for (auto& [key, patterns] : by_conditions) {
    if (patterns.size() <= kFewPatterns) continue;
    std::vector<std::uint64_t> bits(index_.num_words());
    std::vector<const Rule*> rules;
    for (const std::uint16_t i : patterns) {
      bits[i / 64] |= std::uint64_t{1} << (i % 64);
      rules.push_back(line_patterns_[i].rule);
    }
    const std::int64_t of_set = memory * static_cast<std::int64_t>(rules.size());
    groups_.push_back(
        {std::move(patterns), std::move(bits),
         std::make_unique<PatternSet>(std::move(rules), std::min(of_set, kMaxSetMemory))});
  }
}

RuleMatcher::~RuleMatcher() = default;
RuleMatcher::RuleMatcher(RuleMatcher&&) noexcept = default;

void RuleMatcher::add_phrase(const Rule& rule, std::size_t pack) {
  // "#" is not a word to the scanner: it is replaced by a digit.
  std::string phrase(rule.pattern);
  std::replace(phrase.begin(), phrase.end(), '#', '0');
  LineWords words;
  scan_words(phrase, LineWords::kMax, words);
  if (words.count == 0 || !words.complete) {
    throw RuleError(position_of(rule) + ": a phrase has 1 to 12 words");
  }
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < words.count; ++i) prefix = extend(prefix, words.hash[i]);
  const auto set_bit = [](HashBits& bits, std::uint64_t hash) {
    const std::uint64_t bit = hash & (kHashBits - 1);
    bits[bit >> 6] |= std::uint64_t{1} << (bit & 63U);
  };
  set_bit(first_words_, words.hash[0]);
  set_bit(prefixes_, prefix);
  std::size_t slot = prefix & (phrases_.size() - 1);
  std::size_t num_same = 0;
  for (; phrases_[slot].rule != nullptr; slot = (slot + 1) & (phrases_.size() - 1)) {
    if (phrases_[slot].hash == prefix && ++num_same == kMaxPhraseRules) {
      throw RuleError(position_of(rule) + ": more than " + std::to_string(kMaxPhraseRules) +
                      " rules with this phrase");
    }
  }
  phrases_[slot] = {prefix, &rule, static_cast<std::uint32_t>(pack),
                    static_cast<std::uint32_t>(rarest_byte(rule.when.has))};
}

void RuleMatcher::set_packs(std::span<const RulePack> packs) {
  const auto bit_of = [&](std::string_view pack) {
    PackMask mask;
    const auto found = std::find(languages_.begin(), languages_.end(), pack);
    if (found != languages_.end()) mask.set(static_cast<std::size_t>(found - languages_.begin()));
    return mask;
  };
  const auto add = [&](std::string_view code, const PackMask& own, const PackMask& also) {
    PackSet& set = packs_.try_emplace(code, CodePacks{{.all = 1}, {}}).first->second.packs;
    set.own |= own;
    set.all |= own | also;
  };
  // A pack of a caller's own rules is found by its name.
  for (const std::string_view language : languages_) add(language, bit_of(language), {});
  for (const RulePack& row : packs) {
    const PackMask own = bit_of(row.language);
    PackMask also;
    for_each_word(row.also, [&](std::string_view pack) { also |= bit_of(pack); });
    add(row.language, own, also);
    for_each_word(row.codes, [&](std::string_view code) { add(code, own, also); });
  }
  for (auto& [code, selected] : packs_) {
    selected.patterns.resize(index_.num_words());
    for (std::size_t i = 0; i < line_patterns_.size(); ++i) {
      if (selected.packs.all[line_patterns_[i].pack])
        selected.patterns[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    selected.packs.patterns = selected.patterns.data();
  }
}

PackSet RuleMatcher::packs(std::string_view language) const {
  if (language.empty()) return {};
  const auto found = packs_.find(language.substr(0, language.find_first_of("_-")));
  return (found == packs_.end() ? packs_.at(kEveryLanguage) : found->second).packs;
}

RuleMatch RuleMatcher::match_phrase(std::string_view line, const LineWords& words,
                                    const LineShape& shape, const PackSet& packs,
                                    unsigned places) const noexcept {
  RuleMatch best;
  bool best_is_own = false;
  if (words.count == 0 || !may_begin(words.hash[0])) return best;
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < words.count; ++i) {
    prefix = extend(prefix, words.hash[i]);
    if (!has_bit(prefixes_, prefix)) continue;
    const bool whole = words.complete && i + 1 == words.count;
    for (std::size_t slot = prefix & (phrases_.size() - 1); phrases_[slot].rule != nullptr;
         slot = (slot + 1) & (phrases_.size() - 1)) {
      const Phrase& phrase = phrases_[slot];
      if (phrase.hash != prefix || !packs.all[phrase.pack] || !allowed(*phrase.rule, places))
        continue;
      const RuleKind kind = phrase.rule->kind;
      bool fits = whole;
      if (kind == RuleKind::kStart) {
        fits = shape.words() <= std::min(phrase.rule->when.max_words, kDefaultMaxWords) ||
               (phrase.rule->when.max_words > kDefaultMaxWords &&
                phrase.rule->when.max_words != 0xffffffff &&
                shape.words() <= phrase.rule->when.max_words);
        fits = fits && !(phrase.rule->role == Role::kCaption && shape.words() <= kMaxTableWords &&
                         measures_something(line, words.end[i]));
      } else if (kind == RuleKind::kLabel) {
        fits = whole || colon_follows(line, words.end[i]);
      } else if (kind == RuleKind::kBlock && phrase.rule->role == Role::kTags) {
        fits = whole || is_inline_list(line, words.end[i], shape);
      }
      if (!fits || !holds(phrase.rule->when, line, shape, phrase.rarest) ||
          is_verse(*phrase.rule, shape))
        continue;
      const bool longer = best.rule == nullptr || best.phrase_end < words.end[i];
      if (longer || (packs.own[phrase.pack] && !best_is_own)) {
        best = {phrase.rule, words.end[i]};
        best_is_own = packs.own[phrase.pack];
      }
    }
  }
  return best;
}

RuleMatch RuleMatcher::match_prefix(std::string_view rest, const LineWords& words,
                                    const PackSet& packs, unsigned places,
                                    bool colon) const noexcept {
  RuleMatch best;
  bool best_is_own = false;
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < words.count; ++i) {
    prefix = extend(prefix, words.hash[i]);
    if (!has_bit(prefixes_, prefix) || (colon && !colon_follows(rest, words.end[i]))) continue;
    for (std::size_t slot = prefix & (phrases_.size() - 1); phrases_[slot].rule != nullptr;
         slot = (slot + 1) & (phrases_.size() - 1)) {
      const Phrase& phrase = phrases_[slot];
      if (phrase.hash != prefix || !packs.all[phrase.pack] || !allowed(*phrase.rule, places))
        continue;
      const RuleKind kind = phrase.rule->kind;
      if (kind != RuleKind::kLabel && kind != RuleKind::kBlock) continue;
      const bool own = packs.own[phrase.pack];
      if (best.rule == nullptr || best.phrase_end < words.end[i] || (own && !best_is_own)) {
        best = {phrase.rule, words.end[i]};
        best_is_own = own;
      }
    }
  }
  return best;
}

// Where many patterns of a group are left, those that match.
void RuleMatcher::narrow(std::string_view line, PatternBits& candidates) const {
  std::vector<int> found;
  for (const PatternGroup& group : groups_) {
    if (!has_many(group.bits, candidates.data())) continue;
    found.clear();
    // What the set cannot say yet, or within its memory, is tried one by one.
    if (!group.set->match(line, found)) continue;
    PatternBits matching{};
    for (const int at : found) {
      const std::size_t i = group.patterns[static_cast<std::size_t>(at)];
      matching[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    for (std::size_t k = 0; k < group.bits.size(); ++k)
      candidates[k] &= ~group.bits[k] | matching[k];
  }
}

RuleMatch RuleMatcher::match_pattern(std::string_view line, const LineShape& shape,
                                     const PackSet& packs, unsigned places) const {
  if (line.size() > kMaxPatternBytes) return {};
  PatternBits candidates;
  index_.find(line, shape, packs.patterns, places, candidates);
  const std::size_t num_words = index_.num_words();
  pieces_.drop(line, std::span(candidates).first(num_words));
  if (has_many(std::span(candidates).first(num_words), candidates.data())) narrow(line, candidates);
  for (std::size_t k = 0; k < num_words; ++k) {
    for (std::uint64_t rest = candidates[k]; rest != 0; rest &= rest - 1) {
      const Pattern& pattern =
          line_patterns_[64 * k + static_cast<std::size_t>(std::countr_zero(rest))];
      if (!holds(pattern.rule->when, line, shape, pattern.rarest)) continue;
      const re2::RE2& re = pattern.re->get();
      if (!re2::RE2::PartialMatch(piece(line), re)) continue;
      RuleMatch match{pattern.rule, 0};
      re2::StringPiece group;
      if (re.NumberOfCapturingGroups() > 0 && re2::RE2::PartialMatch(piece(line), re, &group) &&
          group.data() != nullptr) {
        match.phrase_end = static_cast<std::size_t>(group.data() - line.data());
      }
      return match;
    }
  }
  return {};
}

void RuleMatcher::match_spans(std::string_view line, const LineShape& shape, const PackSet& packs,
                              unsigned places, std::vector<MatchedSpan>& spans) const {
  const std::uint32_t words = shape.words();
  bool at_start = false;
  bool at_end = false;
  std::optional<bool> may_have_prefix;  // known once a pattern asks
  for (const Pattern& pattern : span_patterns_) {
    if (rejects(pattern.rule->when, shape, words)) continue;
    const bool start = pattern.rule->kind == RuleKind::kSpanStart;
    if ((start ? at_start : at_end) || !packs.all[pattern.pack] || !allowed(*pattern.rule, places))
      continue;
    if (start && !may_have_prefix) {
      may_have_prefix = may_begin_with_span(line, words);
    }
    if (start && !*may_have_prefix) continue;
    const RuleWhen& when = pattern.rule->when;
    if (!may_begin_with(when.first, shape.first) || !holds(when, line, shape, pattern.rarest))
      continue;
    // A prefix or a suffix is short: only the start or end of a long line is searched.
    std::size_t offset = 0;
    std::string_view window = line;
    if (window.size() > kMaxPatternBytes) {
      offset = start ? 0 : line.size() - kMaxPatternBytes;
      while (!start && offset < line.size() && text::is_continuation(line[offset])) ++offset;
      window = start ? text::cut(line, kMaxPatternBytes) : line.substr(offset);
    }
    // Where the pattern has a group, the group is the span and the rest its context.
    std::array<re2::StringPiece, 2> found;
    const re2::RE2& re = pattern.re->get();
    const int groups = re.NumberOfCapturingGroups() > 0 ? 2 : 1;
    if (!re.Match(piece(window), 0, window.size(), re2::RE2::UNANCHORED, found.data(), groups))
      continue;
    const re2::StringPiece& span = found[static_cast<std::size_t>(groups - 1)];
    if (span.empty()) continue;
    const auto start_byte = offset + static_cast<std::size_t>(span.data() - window.data());
    spans.push_back(
        {start_byte, start_byte + span.size(), pattern.rule, pattern.rule->role, start_byte});
    (start ? at_start : at_end) = true;
  }
  if (spans.size() >= 2 && spans[spans.size() - 2].start > spans.back().start) {
    std::swap(spans[spans.size() - 2], spans.back());
  }
}

}  // namespace saring::boilerplate
