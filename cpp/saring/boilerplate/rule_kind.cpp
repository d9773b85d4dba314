// Tests: tests/cpp/boilerplate/rule_kind_test.cpp.
#include "saring/boilerplate/rule_kind_internal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "saring/base/error.hpp"
#include "saring/base/tsv.hpp"
#include "saring/boilerplate/rule_pattern_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kColumns = 7;
constexpr std::array<std::string_view, 4> kPlaces = {"any", "head", "body", "tail"};
constexpr std::array<std::string_view, 8> kMatches = {"line",  "start",      "label",    "block",
                                                      "regex", "span_start", "span_end", "words"};
constexpr std::string_view kConditions =
    "bytes=N words=N first=CHARACTERS last=C has=STRING digits open closed soft any head body tail";
constexpr std::string_view kHole = "{}";

constexpr std::size_t kMaxConditionBytes = 256;  // so that finding one stays linear

template <std::size_t N>
std::size_t index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

bool read_number(std::string_view text, std::uint32_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// One condition without a value. False: there is none of this name.
bool read_flag(std::string_view name, RulePlace& place, RuleWhen& when) {
  if (name == "soft") return when.soft = true;
  if (name == "open") return when.open = true;
  if (name == "closed") return when.closed = true;
  if (name == "digits") return when.digits = true;
  const std::size_t index = index_of(kPlaces, name);
  if (index == kPlaces.size()) return false;
  place = static_cast<RulePlace>(index);
  return true;
}

std::string read_condition(std::string_view item, RulePlace& place, RuleWhen& when) {
  if (read_flag(item, place, when)) return {};
  const std::size_t equals = std::min(item.find('='), item.size());
  const std::string_view name = item.substr(0, equals);
  const std::string_view value = item.substr(std::min(equals + 1, item.size()));
  if (value.empty()) {
    return "condition \"" + shown(item) + "\" is unknown or has no value; there are " +
           std::string(kConditions);
  }
  if (value.size() > kMaxConditionBytes) {
    return "condition \"" + shown(item) + "\" has more than " + std::to_string(kMaxConditionBytes) +
           " bytes";
  }
  if (name == "bytes" || name == "words") {
    if (read_number(value, name == "bytes" ? when.max_bytes : when.max_words)) return {};
    return "\"" + shown(value) + "\" is not a number";
  }
  if (name == "first") {
    when.first = value;
  } else if (name == "last" && value.size() == 1) {
    when.last = value[0];
  } else if (name == "has") {
    when.has = value;
  } else {
    return "unknown condition \"" + shown(item) + "\"; there are " + std::string(kConditions);
  }
  return {};
}

bool is_expression(RuleKind match) {
  return match >= RuleKind::kRegex && match != RuleKind::kWords;
}

}  // namespace

std::string read_conditions(std::string_view text, RulePlace& place, RuleWhen& when) {
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (std::string wrong = read_condition(text.substr(0, space), place, when); !wrong.empty())
      return wrong;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return {};
}

std::vector<RuleKindRow> parse_kinds(std::string_view tsv, std::string_view file) {
  std::vector<RuleKindRow> kinds;
  TsvReader rows(tsv);
  TsvRow row;
  const auto fail = [&](const std::string& what) {
    throw RuleError(std::string(file) + ":" + std::to_string(row.line) + ": " + what);
  };
  bool is_header = true;
  while (rows.next(row)) {
    if (row.fields.size() != kColumns) {
      fail("expected the columns name, role, place, match, when, template, what");
    }
    if (std::exchange(is_header, false)) continue;
    RuleKindRow kind;
    kind.name = row.fields[0];
    if (kind.name.empty() || find_kind(kinds, kind.name) != nullptr) {
      fail("the name \"" + shown(kind.name) + "\" is empty or used twice");
    }
    const auto role = role_from_name(row.fields[1]);
    if (!role) fail("unknown role \"" + shown(row.fields[1]) + "\"");
    kind.role = *role;
    const std::size_t place = index_of(kPlaces, row.fields[2]);
    if (place == kPlaces.size()) fail("unknown place \"" + shown(row.fields[2]) + "\"");
    kind.place = static_cast<RulePlace>(place);
    const std::size_t match = index_of(kMatches, row.fields[3]);
    if (match == kMatches.size()) fail("unknown match \"" + shown(row.fields[3]) + "\"");
    kind.match = static_cast<RuleKind>(match);
    const std::string wrong = read_conditions(row.fields[4], kind.place, kind.when);
    if (!wrong.empty()) fail(wrong);
    kind.pattern = row.fields[5];
    const bool has_hole = kind.pattern.find(kHole) != std::string_view::npos;
    if (is_expression(kind.match) != has_hole || (!has_hole && !kind.pattern.empty())) {
      fail("an expression has a template with {}, a phrase has none");
    }
    kinds.push_back(kind);
  }
  return kinds;
}

const RuleKindRow* find_kind(std::span<const RuleKindRow> kinds, std::string_view name) noexcept {
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const RuleKindRow& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

std::string fill_template(const RuleKindRow& kind, std::string_view pattern) {
  if (kind.pattern == kHole) return std::string(pattern);
  std::string out;
  std::string_view rest = kind.pattern;
  for (std::size_t at = rest.find(kHole); at != std::string_view::npos; at = rest.find(kHole)) {
    out.append(rest.substr(0, at)).append("(?:").append(pattern).append(")");
    rest.remove_prefix(at + kHole.size());
  }
  return out.append(rest);
}

}  // namespace saring::boilerplate
