#pragma once

#include <span>
#include <string>
#include <vector>

#include "saring/boilerplate/rule.hpp"

// Rule files of a caller's own, beside the rules of the library.
namespace saring::boilerplate {

// A file as it was read; RuleTable::parse() says what the name decides.
struct RuleFile {
  std::string name;
  std::string content;
};

// Immutable; what uses its rules must not outlive it.
class RuleFiles {
 public:
  // With the rules of the library first if `built_in`. Throws RuleError with file, line and id, and
  // Cancelled. Linear in the files.
  explicit RuleFiles(std::span<const RuleFile> files, bool built_in = true);

  [[nodiscard]] std::span<const Rule> rules() const noexcept { return rules_; }

 private:
  std::vector<RuleTable> tables_;  // own what the rules refer to
  std::vector<Rule> rules_;
};

}  // namespace saring::boilerplate
