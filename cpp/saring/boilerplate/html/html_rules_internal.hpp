#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/role.hpp"

namespace saring::boilerplate {

// One row of cpp/data/boilerplate/html.tsv: an element with the token has the role.
struct HtmlRule {
  std::string id;  // "html.share.buttons"
  Role role = Role::kOther;
  bool always = false;  // drops without the classifier
  std::string token;    // as token_hash takes it
  std::string drop;     // a start tag that it matches
  std::string keep;     // one that it does not match
  std::string source;
};

class HtmlRules {
 public:
  // Reads the table. Throws RuleError with file, line and id: an unknown role, a missing column, an
  // empty token, an id or token that is used twice.
  [[nodiscard]] static HtmlRules parse(std::string_view tsv, std::string_view file);
  // The library's own table.
  [[nodiscard]] static HtmlRules built_in();

  [[nodiscard]] std::span<const HtmlRule> rules() const noexcept { return rules_; }
  // Index of the rule of a token hash, or -1.
  [[nodiscard]] int find(std::uint32_t token) const noexcept;

 private:
  struct Entry {
    std::uint32_t hash;
    std::uint32_t rule;
  };
  void index();

  std::vector<HtmlRule> rules_;
  std::vector<Entry> slots_;  // open addressing; rule 0xffffffff: free
};

}  // namespace saring::boilerplate
