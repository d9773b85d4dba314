#include "saring/boilerplate/pattern_starts_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "saring/boilerplate/piece_index_internal.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_pattern_internal.hpp"

using namespace saring::boilerplate;

namespace {

std::set<std::string> starts(std::string_view pattern) {
  const auto found = needs_of(pattern).starts;
  return found ? std::set<std::string>(found->begin(), found->end()) : std::set<std::string>{};
}

}  // namespace

TEST_CASE("pattern starts: literals, alternatives, classes and optional parts are followed") {
  using Set = std::set<std::string>;
  CHECK(starts("^Baca juga") == Set{"Baca j"});
  CHECK(starts("^(?:Baca|Tonton) juga") == Set{"Baca j", "Tonton"});
  CHECK(starts("^(?:ab|c)d$") == Set{"abd", "cd"});
  CHECK(starts("^(?:Foto|Поле)") == Set{"Foto", "\xD0\x9F\xD0\xBE\xD0\xBB"});
  CHECK(starts("^[Bb]aca") == Set{"Baca", "baca"});
  CHECK(starts("^[a-c]") == Set{"a", "b", "c"});
  CHECK(starts("^\\(?tim") == Set{"(tim", "tim"});
  CHECK(starts("^a?b*c") == Set{"ac", "ab", "b", "c"});
  CHECK(starts("^a+b") == Set{"a"});
  CHECK(starts("^a{2}b") == Set{"a"});
  CHECK(starts("^x.y") == Set{"x"});
  CHECK(starts("^(?i:Ab)c") == Set{"abc", "aBc", "Abc", "ABc"});
  CHECK(starts("^(?i:k)a") == Set{"ka", "Ka",
                                  "\xE2\x84\xAA"
                                  "a"});
  CHECK(starts("^(?i:s)a") == Set{"sa", "Sa",
                                  "\xC5\xBF"
                                  "a"});
  CHECK(starts("^(?P<n>xy)z") == Set{"xyz"});
  CHECK(starts("^\\d\\.").size() == 10);
}

TEST_CASE("pattern starts: what cannot be followed counts as any bytes") {
  for (const char* pattern :
       {"a", "^a|b", "^.a", "^\\w", "^\\pLa", "^[^a]b", "^a*", "^(?:a|)", "^(?i)ab", "^\\Qab\\E",
        "^(?i:ы)", "^[[:alpha:]]", "^$", "^\\ba", "^[а-я]", "^(?s:.)"})
    CHECK(starts(pattern).empty());
}

TEST_CASE("pattern starts: of too many starts, fewer bytes are left") {
  const std::set<std::string> two = starts("^[a-z][a-z]x");
  CHECK(two.size() == 26);
  CHECK(two.contains("q"));
  CHECK(starts("^(?:k[0-9][0-9][0-9]|ab[0-9])x").size() > 100);
  for (const std::string& start : starts("^(?:k[0-9][0-9][0-9]|ab[0-9])x"))
    CHECK((start.starts_with("k") || start.starts_with("ab")));
}

TEST_CASE("pattern starts: groups are followed only as deep as the stack allows") {
  const auto nested = [](std::size_t depth) {
    return "^" + std::string(depth, '(') + "ab" + std::string(depth, ')');
  };
  CHECK(starts(nested(20)) == std::set<std::string>{"ab"});
  CHECK(starts(nested(33)).empty());
  CHECK(starts(nested(100'000)).empty());
}

TEST_CASE("pattern starts: an example of every rule of the library begins as its pattern says") {
  std::size_t known = 0;
  for (const Rule& rule : built_in_rules()) {
    if (rule.kind != RuleKind::kRegex || !is_anchored(rule.pattern)) continue;
    const auto found = needs_of(rule.pattern).starts;
    if (!found) continue;
    ++known;
    CAPTURE(std::string(rule.id));
    CHECK(std::any_of(found->begin(), found->end(),
                      [&](const std::string& start) { return rule.drop.starts_with(start); }));
  }
  CHECK(known > 10);
}

TEST_CASE("pattern starts: a filter lets every line through that begins with a start") {
  StartFilter filter;
  for (const char* start : {"bc", "def", "ghij", "klmnop"}) filter.add(start);
  const auto may_match = [&](std::string_view line) {
    return filter.may_match(line, 2) || filter.may_match(line, 3) || filter.may_match(line, 6);
  };
  for (const char* line : {"bc", "bcd", "def", "defg", "ghij", "klmnop", "klmnopq"})
    CHECK(may_match(line));
  for (const char* line : {"", "a", "b", "bd", "de", "dxf", "c", "gh", "klmno", "klmnox"})
    CHECK_FALSE(may_match(line));
}

TEST_CASE("pattern starts: the script that every match has is known") {
  const auto bits = [](std::initializer_list<unsigned> bytes) {
    std::uint64_t out = 0;
    for (const unsigned byte : bytes) out |= std::uint64_t{1} << (byte - 0xC0);
    return out;
  };
  CHECK(needs_of("[^.]{0,40}(?:ছবি|ছ)").leads == bits({0xE0}));
  CHECK(needs_of("(?:ছবি|记者)\\s?[:：]").leads == bits({0xE0, 0xE8}));
  CHECK(needs_of("^(?:Foto: )?Поле").leads == bits({0xD0}));
  CHECK(needs_of("(?i:рок)").leads == bits({0xD0, 0xD1}));
  CHECK(needs_of("[记者]a").leads == bits({0xE8}));
  CHECK(needs_of("a[记b]?|b").leads == 0);
  CHECK(needs_of("a[:=]b\\(").leads == needs_of("\\(").leads);
  CHECK((leads_of("f(x)") & needs_of("\\(").leads) != 0);
  CHECK((leads_of("f x") & needs_of("[(:=]").leads) == 0);
  CHECK(needs_of("[:a]").leads == 0);
  CHECK(needs_of("(?:Foto|记者)").leads == 0);
  CHECK(needs_of("[记b]").leads == 0);
  CHECK(needs_of("[^记]").leads == 0);
  CHECK(needs_of("(?:记者)?").leads == 0);
  CHECK(needs_of("记{0,2}").leads == 0);
  CHECK(needs_of("(?i:ё|é)").leads == 0);
  CHECK(leads_of("abc") == 0);
  CHECK(leads_of("a记b Поле") == bits({0xE8, 0xD0}));
}

TEST_CASE("pattern starts: an example of every rule of the library has the leads of its pattern") {
  std::size_t known = 0;
  for (const Rule& rule : built_in_rules()) {
    if (rule.kind != RuleKind::kRegex) continue;
    const std::uint64_t leads = needs_of(rule.pattern).leads;
    if (leads == 0) continue;
    ++known;
    CAPTURE(std::string(rule.id));
    CHECK((leads_of(rule.drop) & leads) != 0);
  }
  CHECK(known > 0);
}

TEST_CASE("pattern starts: pieces are what every match contains") {
  using Pieces = std::set<std::string>;
  const auto pieces = [](std::string_view pattern) {
    const auto found = needs_of(pattern).pieces.list;
    return Pieces(found.begin(), found.end());
  };
  CHECK(pieces("^\\d{1,2} (?:Jan|Feb|Mei)[a-z]* \\d{4}$") == Pieces{" Jan", " Feb", " Mei"});
  CHECK(pieces("[^.]\\s\\(?(?:[Kk]uha|Larawan)(?: ni| NI):") == Pieces{"kuha", "Kuha", "Larawa"});
  CHECK(pieces("(?:\\(?AFP/x|[a-z]{2,9}/Getty)") == Pieces{"AFP/x", "/Getty"});
  CHECK(pieces(".*ab.*cdefgh") == Pieces{"cdefgh"});
  CHECK(pieces("ab+c") == Pieces{"ab"});
  CHECK(pieces("ab?cd") == Pieces{"cd"});
  CHECK(pieces("(?i:lørdag|Mai)") == Pieces{"lørda", "lØrda", "mai"});
  CHECK(pieces("(?i:dé)x") == Pieces{"déx", "dÉx"});
  CHECK(pieces("(?i:поле|mai)").empty());
  for (const char* pattern :
       {"a", "(?:abc)?", "abc|d", "(?:abc|)", "[^a]b", "a.b", "(?i)abc", "\\Qabc\\E", "a{0,2}b",
        "(?:x(?i)yz|w)", "(?:x(?i)abc|de)fgh", "[[:alpha:]]"}) {
    INFO(pattern);
    CHECK(pieces(pattern).empty());
  }
}

TEST_CASE("pattern starts: pieces are in any case where the expression is, or has too many") {
  CHECK_FALSE(needs_of("x(?:AFP|Antara)").pieces.any_case);
  CHECK(needs_of("(?:(?i:afp)|Antara)").pieces.any_case);
  std::string words = "[Ww]ord0";
  for (int i = 1; i < 40; ++i) words += "|[Ww]ord" + std::to_string(i);
  const PatternPieces many = needs_of(words).pieces;
  CHECK(many.any_case);
  CHECK(many.list.size() == 40);
  CHECK(many.list[0] == "word0");
}

TEST_CASE("pattern starts: an example of every rule of the library has a piece of its pattern") {
  std::size_t known = 0;
  for (const Rule& rule : built_in_rules()) {
    if (rule.kind != RuleKind::kRegex) continue;
    const std::vector<PatternPieces> pieces = {needs_of(rule.pattern).pieces};
    if (pieces[0].list.empty()) continue;
    ++known;
    CAPTURE(std::string(rule.id));
    PieceIndex index;
    index.fill(pieces);
    std::uint64_t bits = 1;
    index.drop(rule.drop, {&bits, 1});
    CHECK(bits == 1);
  }
  CHECK(known > 10);
}
