#include "saring/lang/language.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "saring/base/error.hpp"
#include "saring/text/script.hpp"

using namespace saring::lang;
using Labels = std::vector<std::string>;

TEST_CASE("language: every kind of code that users write is understood") {
  const LanguageTable& table = LanguageTable::builtin();
  for (const char* code :
       {"id", "ind", "in", "ind_Latn", "IND_LATN", "id-ID", "id-Latn", "__label__id"}) {
    INFO(code);
    CHECK(table.resolve(code) == Labels{"ind_Latn"});
  }
  CHECK(table.resolve("iw") == Labels{"heb_Hebr"});
  CHECK(table.resolve("ger") == Labels{"deu_Latn"});
  CHECK(table.resolve("deu") == Labels{"deu_Latn"});
  CHECK(table.resolve("no") == Labels{"nob_Latn"});
  CHECK(table.resolve("fil") == Labels{"tgl_Latn"});
}

TEST_CASE("language: Chinese by script or by region") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("zh-TW") == Labels{"zho_Hant"});
  CHECK(table.resolve("zh-CN") == Labels{"zho_Hans"});
  CHECK(table.resolve("zho_Hant") == Labels{"zho_Hant"});
  CHECK(table.resolve("zh") == Labels{"zho_Hans", "zho_Hant"});
}

TEST_CASE("language: a code without a script means every script, a macrolanguage its members") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("srp") == Labels{"srp_Cyrl", "srp_Latn"});
  CHECK(table.resolve("sr-Latn") == Labels{"srp_Latn"});
  CHECK(table.resolve("msa") == Labels{"zsm_Latn"});
  CHECK(table.resolve("ara").size() > 1);
}

TEST_CASE("language: an unknown code names the nearest") {
  CHECK_THROWS_WITH(LanguageTable::builtin().resolve("indonesien"), Catch::Contains("ind_Latn"));
  CHECK_THROWS_AS(LanguageTable::builtin().resolve(""), std::invalid_argument);
  CHECK_THROWS_AS(LanguageTable::builtin().resolve("ind_Cyrl"), std::invalid_argument);
}

TEST_CASE("language: rows are unique and complete") {
  std::set<std::string> labels;
  std::set<std::string> tags;
  for (const Language& row : LanguageTable::builtin().rows()) {
    INFO(row.label);
    CHECK(labels.insert(row.label).second);
    CHECK(tags.insert(row.bcp47).second);
    CHECK(row.label.size() == 8);
    CHECK(!row.name.empty());
    CHECK(LanguageTable::builtin().resolve(row.label) == Labels{row.label});
  }
  CHECK(labels.size() >= 200);
}

TEST_CASE("language: a damaged table is refused with its line") {
  CHECK_THROWS_WITH(LanguageTable("label\tname\nind_Latn\tIndonesian\n"),
                    Catch::Contains("line 2"));
}
