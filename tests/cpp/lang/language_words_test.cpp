#include "saring/lang/language_words.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/lang/language.hpp"

using saring::lang::has_stop_words;
using saring::lang::language_words;
using saring::text::LanguageWords;
using saring::text::Script;
using saring::text::word_key;

namespace {

bool has(const LanguageWords& words, std::string_view word) {
  const auto& keys = words.stop_words;
  return std::find(keys.begin(), keys.end(), word_key(word)) != keys.end();
}

}  // namespace

TEST_CASE("language_words: stop words and scripts of a label") {
  const LanguageWords indonesian = language_words("ind_Latn");
  CHECK(has(indonesian, "yang"));
  CHECK(has(indonesian, "dan"));
  CHECK_FALSE(has(indonesian, "the"));
  CHECK(indonesian.scripts == std::vector{Script::kLatin});
  CHECK(has(language_words("rus_Cyrl"), "и"));
  CHECK(language_words("zho_Hans").scripts == std::vector{Script::kHan});
  CHECK(language_words("jpn_Jpan").scripts ==
        std::vector{Script::kHan, Script::kHiragana, Script::kKatakana});
}

TEST_CASE("language_words: what is no language has none") {
  for (const char* label : {"und", "zxx", "", "_", "xyz_Nope"}) {
    INFO(label);
    CHECK(language_words(label).stop_words.empty());
    CHECK(language_words(label).scripts.empty());
    CHECK_FALSE(has_stop_words(label));
  }
  // Of a custom model.
  CHECK(language_words("xyz_Latn").scripts == std::vector{Script::kLatin});
  CHECK(language_words("xyz_Latn").stop_words.empty());
}

TEST_CASE("language_words: labels together have the words of each once") {
  const std::vector<std::string> labels{"ind_Latn", "zsm_Latn"};
  const LanguageWords both = language_words(labels);
  CHECK(both.scripts == std::vector{Script::kLatin});
  CHECK(has(both, "yang"));
  CHECK(both.stop_words.size() < language_words("ind_Latn").stop_words.size() +
                                     language_words("zsm_Latn").stop_words.size());
  CHECK(std::count(both.stop_words.begin(), both.stop_words.end(), word_key("yang")) == 1);
}

TEST_CASE("language_words: the rows are those of languages, without a word twice") {
  std::size_t rows = 0;
  for (const auto& language : saring::lang::LanguageTable::builtin().rows()) {
    if (!has_stop_words(language.label)) continue;
    ++rows;
    std::vector<std::uint64_t> keys = language_words(language.label).stop_words;
    CHECK(keys.size() >= 10);
    std::sort(keys.begin(), keys.end());
    CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  }
  CHECK(rows > 200);
}
