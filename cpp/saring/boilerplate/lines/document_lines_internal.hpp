#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "saring/boilerplate/line_shape_internal.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"
#include "saring/boilerplate/site_boilerplate.hpp"

namespace saring::boilerplate {

class WordWeights;

// A phrase never takes a longer line.
inline constexpr std::uint32_t kMaxPhraseLine = 40;  // words

// Why a line was decided without the line model.
enum class Cause : std::uint8_t {
  kNone,
  kRule,          // a rule of a pack
  kRelatedTitle,  // follows a label of related links
  kBlock,         // in a block below a label
  kNameByline,    // a name alone after the share buttons
  kAfterSignOff,  // after the author's initials at the end
  kHeadline,      // the first line, followed by sentences
  kRepeatedBody,  // in a run of lines that repeats most of the text above
};

// The first and last words of a line, for DocumentFeatures.
struct LineOpening {
  // Keys that lines with the same words share; 0: none. Of the first word, of the first two, and of
  // the last of a line that has at most LineWords::kMax.
  std::uint64_t first = 0, pair = 0, last = 0;
  std::uint32_t persons = 0;  // words of the first and second person among the first words
};

// What rules, structure and the model decide about: a line that is not blank, or a part of a very
// long one that ends with a sentence.
struct LineInfo {
  std::size_t start = 0;  // bytes, in the text
  std::size_t end = 0;
  std::uint32_t index = 0;          // of the line that it belongs to, among all lines
  std::uint32_t unit_of_line = 0;   // its number among the units of that line
  std::uint32_t units_of_line = 1;  // how many there are
  std::uint32_t line_chars = 0;     // code points of the whole line
  LineShape shape;
  const Rule* rule = nullptr;  // of the line, or of the label that decided it
  Role role = Role::kBody;     // where cause is not kNone
  Role hint = Role::kBody;     // of a phrase that decides at other places of a document
  Cause cause = Cause::kNone;
  bool is_drop = false;   // decided, and not part of the article
  bool is_named = false;  // `rule` only names the role, the line model decides
  bool is_sentence = false;
  float lexical_sum = 0;  // of the word weights of the line model
  float lexical_mean = 0;
  LineOpening opening;
  std::uint32_t first_span = 0;
  std::uint32_t num_spans = 0;
  std::uint32_t label_bytes =
      0;                      // of the line: the phrase of its rule, what follows is the content
  std::uint16_t repeats = 1;  // units of the document with the same bytes
  std::uint32_t same_as = 0;  // the first of them
  std::uint8_t places = 0;    // one bit for each RulePlace that holds here
  bool is_plain = false;      // no rule matches at these places
  bool is_measured = false;   // taken over from an earlier text
  SiteRule site = SiteRule::kNone;  // where all of it is boilerplate of the site
  std::uint32_t first_found = 0;    // into DocumentLines::found: what of it is boilerplate
  std::uint32_t num_found = 0;
};

struct SpanInfo {
  std::size_t start = 0;  // bytes, in the text
  std::size_t end = 0;
  std::size_t content = 0;  // behind the phrase of the rule
  const Rule* rule = nullptr;
  Role role = Role::kOther;
};

// The lines of one document, with what rules and structure decided. Buffers are reused from one
// document to the next: one object per thread.
struct DocumentLines {
  std::string_view text;
  std::vector<LineInfo> lines;      // not blank
  std::vector<SpanInfo> spans;      // by line
  std::vector<std::size_t> bounds;  // start and end of every line, blank ones too
  std::size_t first_sentence = 0;   // indices into `lines`; lines.size() if there is none
  std::size_t last_sentence = 0;

  std::vector<std::uint32_t> table;  // scratch of the repetition count
  std::vector<MatchedSpan> matched;
  std::vector<MatchedSpan> ends;
  std::vector<SiteBoilerplate::Found> found;
};

// A text that was analysed before, and which of its units were kept. For the text that they make:
// what was measured of a line that has not changed is used again.
struct EarlierLines {
  const DocumentLines& document;  // its text is still there
  const std::vector<bool>& kept;
};

// What is known of the text's site, and of lines that were looked up before: both null or none.
struct SiteLookup {
  const SiteBoilerplate* known = nullptr;
  SiteUnitMemo* memo = nullptr;
};

// Splits, measures, applies rules, the site's boilerplate and structure. `weights` and `earlier`
// may be null.
void analyse_lines(std::string_view text, const RuleMatcher& matcher, PackSet packs,
                   const WordWeights* weights, DocumentLines& document,
                   const EarlierLines* earlier = nullptr, const SiteLookup& site = {});

// True where the line model has a say: neither a rule nor the site decides, or a soft rule does.
[[nodiscard]] bool asks_model(const LineInfo& info) noexcept;

// O(words).
[[nodiscard]] LineOpening opening_of(const LineWords& words) noexcept;

// The rule of a span that is boilerplate of the site; null for none.
[[nodiscard]] const Rule* site_rule(SiteRule rule) noexcept;
[[nodiscard]] bool is_site_rule(const Rule* rule) noexcept;

// A line that could be the title of an article: short, no sentence.
[[nodiscard]] bool is_headline_like(const LineShape& shape) noexcept;

// A line in a script whose sentences have no end mark, such as Thai. Such lines begin below U+3000,
// unlike those of Chinese and Japanese.
[[nodiscard]] bool is_unmarked(const LineShape& shape) noexcept;

// A line that could be a person's name.
[[nodiscard]] bool is_name_like(const LineShape& shape) noexcept;

}  // namespace saring::boilerplate
