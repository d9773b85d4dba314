// Reads rule files. Rows are checked as strictly as possible, so that neither the build nor a
// caller's own file can add a rule that matches everything. Tests:
// tests/cpp/boilerplate/rule_table_test.cpp.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "saring/base/error.hpp"
#include "saring/base/tsv.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_kind_internal.hpp"
#include "saring/boilerplate/rule_pattern_internal.hpp"
#include "saring/boilerplate/rule_words_internal.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::array<std::string_view, 7> kColumns = {"id",   "kind", "when",  "pattern",
                                                      "drop", "keep", "source"};
constexpr std::size_t kWhenColumn = 2;
constexpr std::string_view kEveryLanguage = "und";

std::string_view base_name(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? file : file.substr(slash + 1);
}

// A "#", which is no word of a text, stands for a number.
std::size_t count_words(std::string_view phrase) {
  std::string text(phrase);
  std::replace(text.begin(), text.end(), '#', '0');
  text::WordScanner scanner(text);
  text::Word word;
  std::size_t count = 0;
  while (count <= kMaxPhraseWords && scanner.next(word)) ++count;
  return count;
}

class RowReader {
 public:
  RowReader(std::string_view file, std::string_view language, std::span<const RuleKindRow> kinds,
            std::deque<std::string>& made)
      : file_(file), language_(language), kinds_(kinds), made_(made) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw RuleError(position_of(rule_) + ": " + what);
  }

  Rule read(const TsvRow& row) {
    const auto& fields = row.fields;
    begin(row.line, fields[0]);
    check_columns(fields);
    const RuleKindRow* kind = find_kind(kinds_, fields[1]);
    if (kind == nullptr) fail("unknown kind \"" + shown(fields[1]) + "\"; kinds.tsv has them all");
    rule_.role = kind->role;
    rule_.place = kind->place;
    rule_.kind = kind->match;
    rule_.when = kind->when;
    const std::string wrong = read_conditions(fields[2], rule_.place, rule_.when);
    if (!wrong.empty()) fail(wrong);
    rule_.pattern = fields[3];
    rule_.drop = fields[4];
    rule_.keep = fields[5];
    rule_.source = fields[6];
    check(*kind);
    return rule_;
  }

  Rule read_phrase(std::size_t line, std::string_view phrase) {
    begin(line, made_.emplace_back(std::string(base_name(file_)) + ":" + std::to_string(line)));
    rule_.pattern = rule_.drop = phrase;
    rule_.source = file_;
    check({});
    if (count_words(phrase) >= RuleTable::kMinStartWords) rule_.kind = RuleKind::kStart;
    return rule_;
  }

 private:
  void begin(std::size_t line, std::string_view id) {
    rule_ = {};
    rule_.file = file_;
    rule_.line = line;
    rule_.id = id;
    rule_.language = language_;
  }

  void check_columns(const std::vector<std::string_view>& fields) const {
    if (fields.size() > kColumns.size()) {
      fail("more than " + std::to_string(kColumns.size()) +
           " columns; they are id, kind, when, pattern, drop, keep, source, and role and place are "
           "those of the kind");
    }
    if (fields.size() < kColumns.size()) {
      fail("column \"" + std::string(kColumns[fields.size()]) + "\" is missing");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].empty() && i != kWhenColumn)
        fail("column \"" + std::string(kColumns[i]) + "\" is empty");
    }
  }

  void check(const RuleKindRow& kind) {
    counter_.add(rule_);
    if (!ids_.insert(rule_.id).second) fail("the id is used twice");
    if (is_pattern(rule_)) {
      check_pattern(rule_);
      if (std::string filled = fill_template(kind, rule_.pattern); filled != rule_.pattern)
        rule_.pattern = made_.emplace_back(std::move(filled));
      counter_.add(rule_, *compile_pattern(rule_, memory_of_pattern(1)));
      return;
    }
    if (rule_.kind == RuleKind::kWords) return check_words();
    const std::size_t words = count_words(rule_.pattern);
    if (words == 0) fail("the phrase matches the empty string");
    if (words > kMaxPhraseWords)
      fail("a phrase has 1 to " + std::to_string(kMaxPhraseWords) + " words");
  }

  void check_words() const {
    bool has_empty = false;
    for_each_of_words(rule_, [&](std::string_view word) { has_empty |= word.empty(); });
    if (has_empty) fail("an empty word; words are separated by one \"|\"");
  }

  std::string_view file_;
  std::string_view language_;
  std::span<const RuleKindRow> kinds_;
  std::deque<std::string>& made_;
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

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// The line, which is taken off the text.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

// What the comments above the first row say. Only a table with "# codes:" is one of a language.
RulePack read_pack(std::string_view text, std::string_view file) {
  RulePack pack{.language = kEveryLanguage, .codes = {}, .also = {}};
  constexpr std::string_view kCodes = "# codes:";
  constexpr std::string_view kAlso = "# also:";
  while (text.starts_with('#')) {
    const std::string_view line = trimmed(take_line(text));
    if (line.starts_with(kCodes)) {
      const std::string_view name = base_name(file);
      pack.language = name.substr(0, name.find('.'));
      pack.codes = trimmed(line.substr(kCodes.size()));
    } else if (line.starts_with(kAlso)) {
      pack.also = trimmed(line.substr(kAlso.size()));
    }
  }
  return pack;
}

}  // namespace

RuleTable RuleTable::parse(std::string_view text, std::string_view file,
                           std::span<const RuleKindRow> kinds) {
  check_is_text(text, file);
  RuleTable table;
  table.text_.assign(file.begin(), file.end());
  table.text_.insert(table.text_.end(), text.begin(), text.end());
  const std::string_view all(table.text_.data(), table.text_.size());
  const std::string_view own_file = all.substr(0, file.size());
  std::string_view rest = all.substr(file.size());
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);  // a byte order mark
  const bool is_table = own_file.ends_with(".tsv");
  table.pack_ = is_table ? read_pack(rest, own_file) : RulePack{kEveryLanguage, {}, {}};
  RowReader reader(own_file, table.pack_.language, kinds, table.made_);
  if (!is_table) {
    for (std::size_t line = 1; !rest.empty(); ++line) {
      const std::string_view phrase = trimmed(take_line(rest));
      if (!phrase.empty() && !phrase.starts_with('#'))
        table.rules_.push_back(reader.read_phrase(line, phrase));
    }
    return table;
  }
  TsvReader rows(rest);
  TsvRow row;
  bool header = true;
  while (rows.next(row)) {
    if (std::exchange(header, false) && std::ranges::equal(row.fields, kColumns)) continue;
    table.rules_.push_back(reader.read(row));
  }
  return table;
}

}  // namespace saring::boilerplate
