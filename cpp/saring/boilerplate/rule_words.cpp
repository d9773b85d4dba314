// Tests: tests/cpp/boilerplate/rule_words_test.cpp.
#include "saring/boilerplate/rule_words_internal.hpp"

#include <algorithm>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {

RuleWords::RuleWords(std::span<const Rule> rules) {
  for (const Rule& rule : rules) {
    if (rule.kind != RuleKind::kWords) continue;
    for_each_of_words(rule, [&](std::string_view word) {
      if (rule.role == Role::kQuote) reporting_.insert(word);
      if (rule.role == Role::kComments) comment_verbs_.insert(word);
      if (rule.role == Role::kByline) posted_by_.push_back(word);
    });
  }
}

bool RuleWords::begins_post(std::string_view text) const noexcept {
  const auto same = [](char a, char b) { return ascii::to_lower(a) == b; };
  return std::any_of(posted_by_.begin(), posted_by_.end(), [&](std::string_view words) {
    return text.size() > words.size() && text[words.size()] == ' ' &&
           std::equal(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(words.size()),
                      words.begin(), words.end(), same);
  });
}

}  // namespace saring::boilerplate
