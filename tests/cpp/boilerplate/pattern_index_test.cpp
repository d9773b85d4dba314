#include "saring/boilerplate/pattern_index_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/pattern_starts_internal.hpp"
#include "saring/boilerplate/rule_kind_internal.hpp"

using namespace saring::boilerplate;

namespace {

constexpr unsigned kAnywhere = 0xFF;

// An index of patterns, and the rules from which it is made.
struct Index {
  std::deque<Rule> rules;
  std::deque<PatternNeeds> needs;
  PatternIndex index;

  void add(const Rule& rule) {
    rules.push_back(rule);
    needs.push_back(needs_of(rule.pattern));
  }

  // Conditions as in a rule file.
  void add(std::string_view pattern, std::string_view conditions = {}) {
    Rule rule;
    rule.kind = RuleKind::kRegex;
    rule.pattern = pattern;
    REQUIRE(read_conditions(conditions, rule.place, rule.when).empty());
    add(rule);
  }

  void fill() {
    std::vector<PatternIndex::Entry> entries;
    for (std::size_t i = 0; i < rules.size(); ++i) entries.push_back({&rules[i], &needs[i]});
    index.fill(entries);
  }

  [[nodiscard]] std::vector<std::size_t> find(std::string_view line, unsigned places = kAnywhere,
                                              const std::uint64_t* wanted = nullptr) const {
    PatternBits bits;
    index.find(line, measure_line(line), wanted, places, bits);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < 64 * index.num_words(); ++i) {
      if ((bits[i / 64] >> (i % 64) & 1U) != 0) found.push_back(i);
    }
    return found;
  }
};

using Found = std::vector<std::size_t>;

}  // namespace

TEST_CASE("pattern index: each condition excludes the lines that do not hold it") {
  Index index;
  index.add("x", "words=2");
  index.add("x", "first=ab");
  index.add("x", "last=)");
  index.add("x", "digits");
  index.add("x", "open");
  index.add("x", "tail");
  index.add("^(?:Read|Look up)");
  index.add("^[0-9]x");
  index.add("(?:ছবি|ছ)");
  index.add("[(（]x[=:]");
  index.fill();
  CHECK(index.find("two words") == Found{0, 4, 5});
  CHECK(index.find("more than two") == Found{4, 5});
  CHECK(index.find("  a line of text") == Found{1, 4, 5});
  CHECK(index.find("more than two (words)") == Found{2, 4, 5, 9});
  CHECK(index.find("more than 2 words") == Found{3, 4, 5});
  CHECK(index.find("more than two words.") == Found{5});
  CHECK(index.find("more than two words.", 1U << static_cast<unsigned>(RulePlace::kAny)).empty());
  CHECK(index.find("Reading is not it.") == Found{5, 6});
  CHECK(index.find("Look up the word.") == Found{5, 6});
  CHECK(index.find("Look at the word.") == Found{5});
  CHECK(index.find("7x and more words.") == Found{3, 5, 7});
  CHECK(index.find("Signs (of one kind).") == Found{5, 9});
  CHECK(index.find("ছবি of the river bank.") == Found{5, 8});
}

TEST_CASE("pattern index: only the wanted patterns are found, beyond 64 too") {
  Index index;
  for (int i = 0; i < 70; ++i) index.add("x");
  index.fill();
  CHECK(index.index.num_words() == 2);
  CHECK(index.find("x").size() == 70);
  const std::uint64_t wanted[] = {std::uint64_t{1} << 63, std::uint64_t{1} << 5};
  CHECK(index.find("x", kAnywhere, wanted) == Found{63, 69});
}

TEST_CASE("pattern index: every pattern of the library may match its own example") {
  Index index;
  for (const Rule& rule : built_in_rules()) {
    if (rule.kind == RuleKind::kRegex) index.add(rule);
  }
  index.fill();
  std::size_t i = 0;
  for (const Rule& rule : built_in_rules()) {
    if (rule.kind != RuleKind::kRegex) continue;
    const Found found = index.find(rule.drop);
    CAPTURE(std::string(rule.id));
    CHECK(std::find(found.begin(), found.end(), i++) != found.end());
  }
}
