// Rule files of any bytes: an error of the documented kind, or rules that work on lines.
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "saring/base/error.hpp"
#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_kind_internal.hpp"

using fuzz::require;
using saring::boilerplate::HtmlRules;
using saring::boilerplate::LineStripper;
using saring::boilerplate::RuleTable;

namespace {

void check_rules(std::string_view bytes, const char* file) {
  const RuleTable table = RuleTable::parse(bytes, file);
  std::string text = "Baca juga: Harga cabai naik\nWarga desa menanam padi di sawah itu.\n";
  for (const auto& rule : table.rules()) {
    require(!rule.id.empty() && !rule.pattern.empty() &&
                (rule.language == "ind" || rule.language == "und"),
            "a rule has its columns");
    text.append(rule.drop).append("\n").append(rule.keep).append("\n");
  }
  text = saring::text::repair_utf8(text);
  const LineStripper stripper(table.rules(), {});
  const auto result = stripper.strip(text, {.language = "ind"});
  std::size_t last = 0;
  for (const auto& line : result.lines) {
    require(line.start >= last && line.end >= line.start && line.end <= text.size(),
            "lines are in order");
    last = line.end;
  }
  last = 0;
  for (const auto& span : result.spans) {
    require(span.start >= last && span.end >= span.start && span.end <= text.size(),
            "spans are in order");
    last = span.end;
  }
  std::string out;
  append_kept_text(text, result, out);
  require(out.size() <= text.size(), "the kept text is no longer than the text");
}

void check_html_rules(std::string_view tsv) {
  const HtmlRules rules = HtmlRules::parse(tsv, "html.tsv");
  for (std::size_t i = 0; i < rules.rules().size(); ++i) {
    const auto hash = saring::boilerplate::token_hash(rules.rules()[i].token);
    require(rules.find(hash) == static_cast<int>(i), "a rule is found by its token");
  }
}

void check_table(std::string_view tsv) { check_rules(tsv, "ind.tsv"); }
void check_phrases(std::string_view text) { check_rules(text, "phrases.txt"); }

void check_kinds(std::string_view tsv) {
  for (const auto& kind : saring::boilerplate::parse_kinds(tsv, "kinds.tsv")) {
    require(!kind.name.empty(), "a kind has a name");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::Input(data, size).bytes();
  for (const auto check : {check_table, check_phrases, check_html_rules, check_kinds}) {
    try {
      check(bytes);
    } catch (const saring::RuleError&) {
    }
  }
  return 0;
}
