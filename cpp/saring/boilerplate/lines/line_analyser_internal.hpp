#pragma once

// The class behind analyse_lines(), whose parts have files of their own.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/inline_rules_internal.hpp"
#include "saring/text/lines.hpp"

namespace saring::boilerplate {

inline Role role_of_block_member(Role label) {
  return label == Role::kRelatedLabel ? Role::kRelatedLink : label;
}

// The work of analyse_lines() on one text. `document` and what else is passed must live as long.
class LineAnalyser {
 public:
  LineAnalyser(const RuleMatcher& matcher, PackSet packs, const WordWeights* weights,
               const SiteLookup& site, const EarlierLines* earlier, DocumentLines& document)
      : matcher_(matcher),
        packs_(packs),
        weights_(weights),
        site_(site),
        earlier_(earlier),
        doc_(document),
        inline_(matcher, packs, document.ends) {}

  void run(std::string_view text);

 private:
  // line_units.cpp
  void split(std::string_view text);
  std::size_t kept_earlier();
  void skip_earlier();
  bool take_earlier(const text::Line& line, std::uint32_t index);
  LineInfo& add_unit(std::size_t start, std::size_t end, std::uint32_t index,
                     std::uint32_t line_chars, const LineShape& shape);
  bool divide(const text::Line& line, std::uint32_t index, std::uint32_t line_chars);
  void count_repeats();
  void find_repeated_body();
  void repeat(LineInfo& info);

  // line_spans.cpp
  void find_site_boilerplate();
  bool is_place_in_list(const LineInfo& info, std::string_view place, unsigned where);
  void find_spans(LineInfo& info, std::string_view line, unsigned where, bool is_tested);
  void add_site_spans(const LineInfo& info);

  // line_rules.cpp
  [[nodiscard]] unsigned places(std::size_t i) const;
  void visit(std::size_t i);
  bool apply_rule(std::size_t i, std::string_view line, unsigned where, bool& is_tested);
  static bool is_spoken(std::string_view line, const RuleMatch& match);
  bool leaves_sentence(std::string_view line, const RuleMatch& match);
  void name_by_rule(LineInfo& info, std::string_view line, unsigned where);
  void take_phrase(std::size_t i, const RuleMatch& match);

  // line_titles.cpp
  void apply_state(std::size_t i);
  void find_headline();
  void take_headline_out_of_block();

  void find_sentences();

  [[nodiscard]] bool in_tail(std::size_t i) const {
    return doc_.last_sentence == doc_.lines.size() || i >= doc_.last_sentence;
  }

  [[nodiscard]] std::string_view view(const LineInfo& info) const {
    return doc_.text.substr(info.start, info.end - info.start);
  }

  static void decide(LineInfo& info, Cause cause, Role role, const Rule* rule) {
    info.cause = cause;
    info.role = role;
    info.rule = rule;
    info.is_drop = !kArticleRoles.contains(role);
  }

  const RuleMatcher& matcher_;
  PackSet packs_;
  const WordWeights* weights_;
  SiteLookup site_;
  const EarlierLines* earlier_;
  std::size_t next_earlier_ = 0;  // unit of the earlier text
  DocumentLines& doc_;
  InlineRules inline_;
  LineWords words_;
  std::vector<MatchedSpan> beside_;  // of the lines beside one that begins with a dateline
  const Rule* label_ = nullptr;      // that applies to the next title
  std::size_t label_taken_ = 0;
  const Rule* block_ = nullptr;  // open block
  std::size_t block_taken_ = 0;
  bool block_in_tail_ = false;
  bool signed_off_ = false;  // initials on a line of their own ended the article
  std::size_t shared_ = 0;   // index after the last share line
};

}  // namespace saring::boilerplate
