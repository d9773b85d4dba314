#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "saring/boilerplate/rule.hpp"

namespace saring::boilerplate {

// Calls `use` with each word of a rule of the kind kWords; an empty one where two "|" meet.
template <typename Use>
void for_each_of_words(const Rule& rule, Use&& use) {
  std::string_view rest = rule.pattern;
  for (std::size_t bar = rest.find('|'); bar != rest.npos; bar = rest.find('|')) {
    use(rest.substr(0, bar));
    rest.remove_prefix(bar + 1);
  }
  use(rest);
}

// Words that say who speaks, of all packs whatever the language of the text: rows of kinds that
// match "words". They drop nothing by themselves. Immutable.
class RuleWords {
 public:
  // Rules of other kinds are passed over. `rules` must live as long.
  explicit RuleWords(std::span<const Rule> rules);

  // Kind "reporting_word": behind a comma, says whose words or findings a sentence gives. As
  // written in the table.
  [[nodiscard]] bool is_reporting(std::string_view word) const { return reporting_.contains(word); }
  // Kind "comment_verb": between the name of who comments and the colon. As written in the table.
  [[nodiscard]] bool is_comment_verb(std::string_view word) const {
    return comment_verbs_.contains(word);
  }
  // Kind "posted_by": whether the text begins with such words and a space, in any case of ASCII.
  [[nodiscard]] bool begins_post(std::string_view text) const noexcept;

 private:
  std::unordered_set<std::string_view> reporting_;
  std::unordered_set<std::string_view> comment_verbs_;
  std::vector<std::string_view> posted_by_;
};

}  // namespace saring::boilerplate
