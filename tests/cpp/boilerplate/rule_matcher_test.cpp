#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

using namespace saring::boilerplate;

namespace {

constexpr unsigned kEverywhere = 0xf;

std::string phrase(const RuleMatcher& matcher, std::string_view line, PackSet packs = {},
                   unsigned places = kEverywhere) {
  LineWords words;
  scan_words(line, LineWords::kMax, words);
  const RuleMatch match = matcher.match_phrase(line, words, measure_line(line), packs, places);
  return match.rule == nullptr ? "" : std::string(match.rule->id);
}

Rule rule(std::string_view id, std::string_view language, RuleKind kind, std::string_view pattern) {
  Rule out;
  out.id = id;
  out.language = language;
  out.kind = kind;
  out.pattern = pattern;
  out.role = Role::kOther;
  return out;
}

}  // namespace

TEST_CASE("rule matcher: phrases match in any case, with any punctuation and number") {
  const Rule rules[] = {rule("line", "und", RuleKind::kLine, "# pages left")};
  const RuleMatcher matcher(rules);
  CHECK(phrase(matcher, "12 pages left") == "line");
  CHECK(phrase(matcher, "» 3 PAGES LEFT!") == "line");
  CHECK(phrase(matcher, "3 pages left to read").empty());
  CHECK(phrase(matcher, "pages left").empty());
}

TEST_CASE("rule matcher: the longest phrase wins, and the pack of the language before others") {
  const Rule rules[] = {rule("short", "und", RuleKind::kStart, "read more"),
                        rule("long", "und", RuleKind::kStart, "read more about"),
                        rule("own", "zsm", RuleKind::kStart, "read more about")};
  const RuleMatcher matcher(rules);
  CHECK(phrase(matcher, "Read more stories") == "short");
  CHECK(phrase(matcher, "Read more about rivers") == "long");
  CHECK(phrase(matcher, "Read more about rivers", matcher.packs("ms")) == "own");
}

TEST_CASE("rule matcher: a label needs a colon or the end of the line after it") {
  const Rule rules[] = {rule("label", "und", RuleKind::kLabel, "see also")};
  const RuleMatcher matcher(rules);
  CHECK(phrase(matcher, "See also") == "label");
  CHECK(phrase(matcher, "See also: the river") == "label");
  CHECK(phrase(matcher, "See also the river").empty());
}

TEST_CASE("rule matcher: a language selects its own pack, those of its row, and und") {
  const RuleMatcher matcher(built_in_rules());
  CHECK(phrase(matcher, "Baca juga", matcher.packs("id")) == "id.related.baca_juga");
  CHECK(phrase(matcher, "Baca juga", matcher.packs("ind_Latn")) == "id.related.baca_juga");
  CHECK(phrase(matcher, "Baca juga", matcher.packs("ms-MY")) == "ms.related.baca_juga");
  CHECK(phrase(matcher, "Berita terkait", matcher.packs("jv")) == "id.related.berita_terkait");
  CHECK(phrase(matcher, "Baca juga", matcher.packs("en")).empty());
  for (const char* code : {"en", "eng", "eng_Latn", "en-GB"}) {
    CHECK(phrase(matcher, "Read also", matcher.packs(code)) == "en.related.read_also");
  }
  for (const char* code : {"in", "id", "ind", "jv", "su"}) {
    CHECK(phrase(matcher, "Berita terkait", matcher.packs(code)) == "id.related.berita_terkait");
  }
  for (const char* code : {"ms", "may", "msa", "zsm_Latn"}) {
    CHECK(phrase(matcher, "Kongsi", matcher.packs(code)) == "ms.share.kongsi");
  }
  CHECK(phrase(matcher, "Advertisement", matcher.packs("tlh")) == "und.ad.advertisement");
  CHECK(phrase(matcher, "Baca juga", matcher.packs("")) == "id.related.baca_juga");
}

TEST_CASE("rule matcher: a rule of the tail does not fire elsewhere") {
  Rule tail = rule("tail", "und", RuleKind::kLine, "comments");
  tail.place = RulePlace::kTail;
  const RuleMatcher matcher(std::span<const Rule>(&tail, 1));
  CHECK(phrase(matcher, "Comments", {}, 1U << static_cast<unsigned>(RulePlace::kTail)) == "tail");
  CHECK(phrase(matcher, "Comments", {}, 1U << static_cast<unsigned>(RulePlace::kHead)).empty());
}

TEST_CASE(
    "rule matcher: a span is the group of its pattern, and very long lines are looked at from the "
    "ends") {
  const Rule rules[] = {rule("start", "und", RuleKind::kSpanStart, "[A-Z]{3,} - "),
                        rule("end", "und", RuleKind::kSpanEnd, "[.] (\\([a-z]{3}\\))")};
  const RuleMatcher matcher(rules);
  const std::string line =
      "OSLO - " + std::string(3000, 'x') + " one two three four five six seven. (abc) ";
  std::vector<MatchedSpan> spans;
  matcher.match_spans(line, measure_line(line), {}, kEverywhere, spans);
  REQUIRE(spans.size() == 2);
  CHECK(line.substr(spans[0].start, spans[0].end - spans[0].start) == "OSLO - ");
  CHECK(line.substr(spans[1].start, spans[1].end - spans[1].start) == "(abc)");
}

TEST_CASE("rule matcher: a phrase of more than 12 words is refused") {
  const Rule rules[] = {rule("long", "und", RuleKind::kLine, "a b c d e f g h i j k l m")};
  CHECK_THROWS_AS(RuleMatcher(rules), saring::RuleError);
}

TEST_CASE("rule matcher: the first of many patterns that match is found, of the wanted packs") {
  // More rules than are tried one by one, with names that show their order.
  std::vector<std::string> patterns;
  std::vector<Rule> rules;
  for (int i = 0; i < 40; ++i) patterns.push_back("word" + std::to_string(i) + "\\b");
  for (std::size_t i = 0; i < patterns.size(); ++i)
    rules.push_back(rule(patterns[i], i < 20 ? "ind" : "und", RuleKind::kRegex, patterns[i]));
  const RuleMatcher matcher(rules);
  const auto first = [&](std::string_view line, std::string_view language) {
    const RuleMatch match =
        matcher.match_pattern(line, measure_line(line), matcher.packs(language), kEverywhere);
    return match.rule == nullptr ? "" : std::string(match.rule->id);
  };
  CHECK(first("a word30, a word25 and a word7", "") == "word7\\b");
  CHECK(first("a word30, a word25 and a word7", "id") == "word7\\b");
  CHECK(first("a word30, a word25 and a word7", "en") == "word25\\b");
  CHECK(first("a word30, a word25 and a word7", "xx") == "word25\\b");
  CHECK(first("a word and no number", "").empty());
}

TEST_CASE("rule matcher: a heading of tags takes what is filed under it, on its line") {
  Rule tags = rule("tags", "und", RuleKind::kBlock, "filed under");
  tags.role = Role::kTags;
  const Rule rules[] = {tags, rule("other", "und", RuleKind::kBlock, "more stories")};
  const RuleMatcher matcher(rules);
  CHECK(phrase(matcher, "Filed under") == "tags");
  CHECK(phrase(matcher, "Filed under: quay, harbour, boats") == "tags");
  CHECK(phrase(matcher, "Filed under quay").empty());
  CHECK(phrase(matcher, "Filed under: they found the letters of the harbour master.").empty());
  CHECK(phrase(matcher, "More stories: quay, harbour").empty());
}

TEST_CASE("rule matcher: a number and a unit are no credit") {
  Rule photo = rule("photo", "und", RuleKind::kStart, "photo");
  photo.role = Role::kCaption;
  const Rule rules[] = {photo};
  const RuleMatcher matcher(rules);
  CHECK(phrase(matcher, "Photo: 24 megapixels").empty());
  CHECK(phrase(matcher, "Photo: 0.3 megapixels").empty());
  CHECK(phrase(matcher, "Photo: Anna Holm") == "photo");
  CHECK(phrase(matcher, "Photo: 2024 harbour fair") == "photo");
  CHECK(phrase(matcher, "Photo: 3 Harbour Street") == "photo");
  CHECK(phrase(matcher, "Photo: 24 boats lie in the harbour at night") == "photo");
}
