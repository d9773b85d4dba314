// The HTML rule table. Tests: html_rules_test.cpp.
#include "saring/boilerplate/html/html_rules_internal.hpp"

#include <bit>

#include "saring/base/error.hpp"
#include "saring/base/tsv.hpp"
#include "saring/boilerplate/embedded_internal.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kFree = 0xffffffff;
constexpr std::size_t kColumns = 7;

[[noreturn]] void fail(std::string_view file, std::size_t line, std::string_view id,
                       std::string_view what) {
  throw RuleError(std::string(file) + ":" + std::to_string(line) + ": rule '" + std::string(id) +
                  "': " + std::string(what));
}

HtmlRule parse_row(const TsvRow& row, std::string_view file) {
  const auto& cells = row.fields;
  const std::size_t line = row.line;
  if (cells.size() != kColumns) fail(file, line, cells[0], "expected 7 columns separated by tabs");
  HtmlRule rule;
  rule.id = cells[0];
  const auto role = role_from_name(cells[1]);
  if (!role) fail(file, line, cells[0], "unknown role '" + std::string(cells[1]) + "'");
  rule.role = *role;
  if (cells[2] != "always" && cells[2] != "hint")
    fail(file, line, cells[0], "expected always or hint");
  rule.always = cells[2] == "always";
  rule.token = cells[3];
  rule.drop = cells[4];
  rule.keep = cells[5];
  rule.source = cells[6];
  for (const std::string* cell : {&rule.id, &rule.token, &rule.drop, &rule.keep, &rule.source}) {
    if (cell->empty()) fail(file, line, cells[0], "an empty column");
  }
  return rule;
}

}  // namespace

HtmlRules HtmlRules::parse(std::string_view tsv, std::string_view file) {
  HtmlRules out;
  TsvReader rows(tsv);
  TsvRow row;
  while (rows.next(row)) {
    HtmlRule rule = parse_row(row, file);
    for (const HtmlRule& other : out.rules_) {
      if (other.id == rule.id) fail(file, row.line, rule.id, "the id is used twice");
      if (token_hash(other.token) == token_hash(rule.token)) {
        fail(file, row.line, rule.id, "the token belongs to '" + other.id + "'");
      }
    }
    out.rules_.push_back(std::move(rule));
  }
  out.index();
  return out;
}

HtmlRules HtmlRules::built_in() {
  const auto bytes = embedded_html_rules();
  return parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "html.tsv");
}

void HtmlRules::index() {
  slots_.assign(std::bit_ceil(rules_.size() * 2 + 2), {0, kFree});
  for (std::uint32_t r = 0; r < rules_.size(); ++r) {
    const std::uint32_t hash = token_hash(rules_[r].token);
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].rule != kFree) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = {hash, r};
  }
}

int HtmlRules::find(std::uint32_t token) const noexcept {
  std::size_t slot = token & (slots_.size() - 1);
  while (slots_[slot].rule != kFree) {
    if (slots_[slot].hash == token) return static_cast<int>(slots_[slot].rule);
    slot = (slot + 1) & (slots_.size() - 1);
  }
  return -1;
}

}  // namespace saring::boilerplate
