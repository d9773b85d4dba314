// Tests: tests/cpp/boilerplate/lines/rule_files_test.cpp.
#include "saring/boilerplate/lines/rule_files.hpp"

#include "saring/base/cancel.hpp"

namespace saring::boilerplate {

RuleFiles::RuleFiles(std::span<const RuleFile> files, bool built_in) {
  if (built_in) rules_.assign(built_in_rules().begin(), built_in_rules().end());
  for (const RuleFile& file : files) {
    check_cancelled();
    tables_.push_back(RuleTable::parse(file.content, file.name));
    const auto added = tables_.back().rules();
    rules_.insert(rules_.end(), added.begin(), added.end());
  }
}

}  // namespace saring::boilerplate
