#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "saring/boilerplate/rule_matcher_internal.hpp"

namespace saring::boilerplate {

// What rules take inside a line that stays: labels with the title or the name behind them, notices
// that are a sentence of their own, and the spans at both ends. No phrase takes more than
// kMaxTakenWords words behind it; where it is unsure what belongs to it, it takes less.
class InlineRules {
 public:
  // `scratch` is used by find.
  InlineRules(const RuleMatcher& matcher, PackSet packs, std::vector<MatchedSpan>& scratch)
      : matcher_(matcher), packs_(packs), ends_(scratch) {}

  // `words`: the first LineWords::kMax of the line. `places` as for RuleMatcher. `is_tested`: no
  // label begins the line. Sets `spans`, in order and without overlap. Linear.
  void find(std::string_view line, const LineWords& words, const LineShape& shape, unsigned places,
            bool is_tested, std::vector<MatchedSpan>& spans);

  // Byte after what the label with its colon at the start of the line takes, or 0 where that is
  // unsure. `phrase_end` as in RuleMatch.
  [[nodiscard]] std::size_t label_end(std::string_view line, const Rule& rule,
                                      std::size_t phrase_end);

  // Byte where the sentence begins that follows "Photo: NAME/AGENCY" or the like at the start of
  // the line, or 0 where none does. Whether a rule knows the word in front is not tested.
  [[nodiscard]] static std::size_t credit_in_front(std::string_view line);

  // Whether a sentence of an article begins with the phrase of `match`.
  [[nodiscard]] bool is_reported(std::string_view line, const RuleMatch& match,
                                 const LineShape& shape) const;

 private:
  bool take_credit_in_front();
  bool take(std::size_t at, std::size_t end, bool is_edge);
  bool take_brackets(std::size_t at);
  bool take_label(std::size_t at, const Rule& rule, std::size_t phrase_end);
  bool take_sentence(std::size_t at, std::size_t end, bool phrases, bool is_edge);
  RuleMatch match_sentence(std::size_t at, std::size_t end, bool phrases, bool is_edge);
  [[nodiscard]] bool is_gap(std::size_t from, std::size_t to) const;
  bool take_tail(std::size_t at, const Rule& rule, std::size_t phrase_end);
  bool take_notice_in_front();
  void take_labels(std::size_t from, std::size_t end);
  void take_ends(const LineShape& shape);
  void add(std::size_t at, std::size_t end, const Rule& rule, Role role, std::size_t content);
  bool scan(std::size_t at, std::size_t end);
  [[nodiscard]] std::size_t next_rule(std::size_t from);
  [[nodiscard]] std::size_t label_before(std::size_t colon, std::size_t from, RuleMatch& match);
  [[nodiscard]] unsigned places_at(std::size_t at) const;

  const RuleMatcher& matcher_;
  PackSet packs_;
  LineWords words_;
  std::string_view line_;
  const LineWords* line_words_ = nullptr;  // null: not scanned
  unsigned places_ = 0;
  bool is_tested_ = false;
  std::size_t taken_ = 0;  // byte after the last span
  std::vector<MatchedSpan>* spans_ = nullptr;
  std::vector<MatchedSpan>& ends_;
};

}  // namespace saring::boilerplate
