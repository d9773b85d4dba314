// Reads rule files. Rows are checked as strictly as possible, so that neither the build nor a
// caller's own file can add a rule that matches everything. Tests:
// tests/cpp/boilerplate/rule_table_test.cpp.
#include <re2/re2.h>

#include <array>
#include <charconv>
#include <unordered_set>

#include "saring/base/error.hpp"
#include "saring/base/tsv.hpp"
#include "saring/boilerplate/rule.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::array<std::string_view, 9> kColumns = {"id",      "role", "place", "kind",  "when",
                                                      "pattern", "drop", "keep",  "source"};
constexpr std::array<std::string_view, 4> kPlaces = {"any", "head", "body", "tail"};
constexpr std::array<std::string_view, 7> kKinds = {"line",  "start",      "label",   "block",
                                                    "regex", "span_start", "span_end"};
constexpr std::string_view kConditions =
    "bytes=N words=N first=CHARACTERS last=C has=STRING digits open soft";

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
    throw RuleError(std::string(file_) + ":" + std::to_string(line_) + ": rule \"" + id_ +
                    "\": " + what);
  }

  Rule read(const TsvRow& row) {
    line_ = row.line;
    const auto& fields = row.fields;
    id_ = std::string(fields[0]);
    check_columns(fields);
    Rule rule;
    rule.id = fields[0];
    rule.language = language_;
    const auto role = role_from_name(fields[1]);
    if (!role) fail("unknown role \"" + std::string(fields[1]) + "\"");
    rule.role = *role;
    const std::size_t place = index_of(kPlaces, fields[2]);
    if (place == kPlaces.size()) fail("unknown place \"" + std::string(fields[2]) + "\"");
    rule.place = static_cast<RulePlace>(place);
    const std::size_t kind = index_of(kKinds, fields[3]);
    if (kind == kKinds.size()) fail("unknown kind \"" + std::string(fields[3]) + "\"");
    rule.kind = static_cast<RuleKind>(kind);
    rule.when = read_when(fields[4]);
    rule.pattern = fields[5];
    rule.drop = fields[6];
    rule.keep = fields[7];
    rule.source = fields[8];
    check(rule);
    return rule;
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
      fail("\"" + std::string(text) + "\" is not a number");
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
      if (value.empty()) fail("condition \"" + std::string(item) + "\" has no value");
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
        fail("unknown condition \"" + std::string(item) + "\"; there are " +
             std::string(kConditions));
      }
    }
    return when;
  }

  void check(const Rule& rule) {
    if (!ids_.insert(std::string(rule.id)).second) fail("the id is used twice");
    if (rule.kind < RuleKind::kRegex) {
      if (rule.pattern.find_first_not_of(" .,:;!?-()[]/'\"") == std::string_view::npos) {
        fail("the phrase matches the empty string");
      }
      return;
    }
    const re2::RE2 re(re2::StringPiece(rule.pattern.data(), rule.pattern.size()), re2::RE2::Quiet);
    if (!re.ok()) fail("the pattern does not compile: " + re.error());
    if (re2::RE2::PartialMatch("", re)) fail("the pattern matches the empty string");
  }

  std::string_view file_;
  std::string_view language_;
  std::size_t line_ = 0;
  std::string id_;
  std::unordered_set<std::string> ids_;
};

std::string_view stem(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  return file.substr(0, file.find('.'));
}

}  // namespace

RuleTable RuleTable::parse(std::string_view tsv, std::string_view file) {
  RuleTable table;
  const std::string_view language_name = stem(file);
  table.text_.assign(language_name.begin(), language_name.end());
  table.text_.insert(table.text_.end(), tsv.begin(), tsv.end());
  const std::string_view all(table.text_.data(), table.text_.size());
  const std::string_view language = all.substr(0, language_name.size());
  RowReader reader(file, language);
  TsvReader rows(all.substr(language.size()));
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
