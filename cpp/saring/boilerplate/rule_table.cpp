// Reads rule files. Rows are checked as strictly as possible, so that neither the build nor a
// caller's own file can add a rule that matches everything. Tests:
// tests/cpp/boilerplate/rule_table_test.cpp.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "saring/base/error.hpp"
#include "saring/base/tsv.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_pattern_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::array<std::string_view, 9> kColumns = {"id",      "role", "place", "kind",  "when",
                                                      "pattern", "drop", "keep",  "source"};
constexpr std::array<std::string_view, 4> kPlaces = {"any", "head", "body", "tail"};
constexpr std::array<std::string_view, 7> kKinds = {"line",  "start",      "label",   "block",
                                                    "regex", "span_start", "span_end"};
constexpr std::string_view kConditions =
    "bytes=N words=N first=CHARACTERS last=C has=STRING digits open soft";

constexpr std::size_t kMaxConditionBytes = 256;  // so that finding one stays linear

template <std::size_t N>
std::size_t index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  return N;
}

class RowReader {
 public:
  RowReader(std::string_view file, std::string_view language) : file_(file), language_(language) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw RuleError(position_of(rule_) + ": " + what);
  }

  Rule read(const TsvRow& row) {
    const auto& fields = row.fields;
    rule_ = {};
    rule_.file = file_;
    rule_.line = row.line;
    rule_.id = fields[0];
    check_columns(fields);
    rule_.language = language_;
    const auto role = role_from_name(fields[1]);
    if (!role) fail("unknown role \"" + shown(fields[1]) + "\"");
    rule_.role = *role;
    const std::size_t place = index_of(kPlaces, fields[2]);
    if (place == kPlaces.size()) fail("unknown place \"" + shown(fields[2]) + "\"");
    rule_.place = static_cast<RulePlace>(place);
    const std::size_t kind = index_of(kKinds, fields[3]);
    if (kind == kKinds.size()) fail("unknown kind \"" + shown(fields[3]) + "\"");
    rule_.kind = static_cast<RuleKind>(kind);
    rule_.when = read_when(fields[4]);
    rule_.pattern = fields[5];
    rule_.drop = fields[6];
    rule_.keep = fields[7];
    rule_.source = fields[8];
    check();
    return rule_;
  }

 private:
  void check_columns(const std::vector<std::string_view>& fields) const {
    if (fields.size() > kColumns.size()) {
      fail("more than " + std::to_string(kColumns.size()) + " columns");
    }
    if (fields.size() < kColumns.size()) {
      fail("column \"" + std::string(kColumns[fields.size()]) + "\" is missing");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].empty() && i != 4) fail("column \"" + std::string(kColumns[i]) + "\" is empty");
    }
  }

  std::uint32_t number(std::string_view text) const {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      fail("\"" + shown(text) + "\" is not a number");
    return value;
  }

  RuleWhen read_when(std::string_view text) const {
    RuleWhen when;
    while (!text.empty()) {
      const std::size_t space = text.find(' ');
      const std::string_view item = text.substr(0, space);
      text = space == std::string_view::npos ? "" : text.substr(space + 1);
      if (item == "soft" || item == "open" || item == "digits") {
        (item == "soft" ? when.soft : item == "open" ? when.open : when.digits) = true;
        continue;
      }
      const std::size_t equals = item.find('=');
      const std::string_view name = item.substr(0, equals);
      const std::string_view value =
          equals == std::string_view::npos ? "" : item.substr(equals + 1);
      if (value.empty()) fail("condition \"" + shown(item) + "\" has no value");
      if (value.size() > kMaxConditionBytes) {
        fail("condition \"" + shown(item) + "\" has more than " +
             std::to_string(kMaxConditionBytes) + " bytes");
      }
      if (name == "bytes") {
        when.max_bytes = number(value);
      } else if (name == "words") {
        when.max_words = number(value);
      } else if (name == "first") {
        when.first = value;
      } else if (name == "last" && value.size() == 1) {
        when.last = value[0];
      } else if (name == "has") {
        when.has = value;
      } else {
        fail("unknown condition \"" + shown(item) + "\"; there are " + std::string(kConditions));
      }
    }
    return when;
  }

  void check() {
    counter_.add(rule_);
    if (!ids_.insert(rule_.id).second) fail("the id is used twice");
    if (is_pattern(rule_)) {
      check_pattern(rule_);
      counter_.add(rule_, *compile_pattern(rule_, memory_of_pattern(1)));
      return;
    }
    if (rule_.pattern.find_first_not_of(" .,:;!?-()[]/'\"") == std::string_view::npos)
      fail("the phrase matches the empty string");
  }

  std::string_view file_;
  std::string_view language_;
  Rule rule_;  // that is being read
  RuleCounter counter_;
  std::unordered_set<std::string_view> ids_;
};

// So that any part of the file can be shown, and a file of another kind is recognised at once.
void check_is_text(std::string_view tsv, std::string_view file) {
  if (tsv.size() > kMaxRuleFileBytes) {
    throw RuleError(std::string(file) + ": has " + std::to_string(tsv.size()) +
                    " bytes, expected at most " + std::to_string(kMaxRuleFileBytes));
  }
  const auto fail_at = [&](std::size_t offset, const char* what) {
    const auto line =
        std::count(tsv.begin(), tsv.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    throw RuleError(std::string(file) + ":" + std::to_string(line + 1) + ": " + what);
  };
  if (const auto offset = text::find_invalid_utf8(tsv)) fail_at(*offset, "not valid UTF-8");
  const auto control = std::find_if(tsv.begin(), tsv.end(), [](char c) {
    return (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  });
  if (control != tsv.end())
    fail_at(static_cast<std::size_t>(control - tsv.begin()), "a control character");
}

std::string_view stem(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return file.substr(0, file.find('.'));
}

}  // namespace

RuleTable RuleTable::parse(std::string_view tsv, std::string_view file) {
  check_is_text(tsv, file);
  RuleTable table;
  table.text_.assign(file.begin(), file.end());
  table.text_.insert(table.text_.end(), tsv.begin(), tsv.end());
  const std::string_view all(table.text_.data(), table.text_.size());
  const std::string_view own_file = all.substr(0, file.size());
  RowReader reader(own_file, stem(own_file));
  TsvReader rows(all.substr(file.size()));
  TsvRow row;
  bool header = true;
  while (rows.next(row)) {
    if (header && row.fields[0] == "id") {
      header = false;
      continue;
    }
    table.rules_.push_back(reader.read(row));
  }
  return table;
}

}  // namespace saring::boilerplate
