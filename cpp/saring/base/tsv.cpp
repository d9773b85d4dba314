// Tests: tests/cpp/base/tsv_test.cpp.
#include "saring/base/tsv.hpp"

#include <algorithm>

namespace saring {

bool TsvReader::next(TsvRow& row) {
  while (!rest_.empty()) {
    std::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    row.line = line_;
    row.fields.clear();
    for (std::size_t tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
      row.fields.push_back(line.substr(0, tab));
      line.remove_prefix(tab + 1);
    }
    row.fields.push_back(line);
    return true;
  }
  return false;
}

}  // namespace saring
