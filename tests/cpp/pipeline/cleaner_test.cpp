#include "saring/pipeline/cleaner.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "saring/base/error.hpp"

using saring::pipeline::CleanBatch;
using saring::pipeline::Cleaner;
using saring::pipeline::CleanerOptions;
using saring::pipeline::Document;
using saring::pipeline::Format;
using saring::pipeline::Verdict;

namespace {

const std::string kModel = SARING_DATA_DIR "/models/lang.saring";

const std::string kArticle =
    "Warga Desa Sukamaju Panen Padi Lebih Awal\n"
    "Para petani di Desa Sukamaju memanen padi dua minggu lebih awal tahun ini.\n"
    "Baca juga:\n"
    "Harga Beras di Pasar Induk Turun Tipis\n"
    "Panen dimulai setelah hujan berhenti dan air sungai surut, kata kepala desa.\n"
    "Bagikan\n";

CleanBatch clean_one(const CleanerOptions& options, const Document& document) {
  return Cleaner(options).clean(std::vector<Document>{document});
}

}  // namespace

TEST_CASE("cleaner: strips a text and says what it took out") {
  const CleanBatch batch =
      clean_one({.model_path = kModel}, {.body = kArticle, .format = Format::kText});
  const auto& clean = batch.documents.at(0);
  CHECK(clean.verdict == Verdict::kKept);
  CHECK(clean.lang == "ind_Latn");
  CHECK(clean.text.find("Baca juga") == std::string::npos);
  CHECK(clean.text.find("Bagikan") == std::string::npos);
  CHECK(clean.text.find("Panen dimulai setelah hujan") != std::string::npos);
  CHECK(clean.output == clean.text + "\n");
  REQUIRE(clean.removals.size() >= 3);
  for (const auto& removal : clean.removals) CHECK(removal.end <= kArticle.size());
  CHECK(batch.tally.documents == 1);
}

TEST_CASE("cleaner: a JSON record keeps every byte but its text") {
  const std::string record = R"({"id":123456789012345678901, "text":"x", "n":1.10})";
  const Document document{.body = kArticle, .format = Format::kJson, .record = record};
  const CleanBatch batch =
      clean_one({.model_path = kModel, .text_field = "text", .lang_field = "lang"}, document);
  const std::string& output = batch.documents.at(0).output;
  CHECK(output.starts_with(R"({"id":123456789012345678901, "text":"Warga Desa)"));
  CHECK(output.ends_with(", \"n\":1.10,\"lang\":\"ind_Latn\"}\n"));
}

TEST_CASE("cleaner: without stripping the record is not rewritten") {
  const std::string record = R"({"text":"caf\u00e9 \/ kopi"})";
  const Document document{.body = "café / kopi", .format = Format::kJson, .record = record};
  const CleanBatch batch = clean_one({.strip = false, .text_field = "text"}, document);
  CHECK(batch.documents.at(0).output == record + "\n");
}

TEST_CASE("cleaner: judges by language, length and content") {
  const Document english{.body = "The harvest began early because the river had fallen again."};
  CHECK(clean_one({.model_path = kModel, .languages = {"id"}}, english).documents.at(0).verdict ==
        Verdict::kLanguage);
  CHECK(clean_one({.model_path = kModel, .languages = {"en", "id"}}, english)
            .documents.at(0)
            .verdict == Verdict::kKept);
  CHECK(clean_one({.model_path = kModel, .min_chars = 500}, english).documents.at(0).verdict ==
        Verdict::kTooShort);
  CHECK(clean_one({.model_path = kModel}, {.body = " \n---\n"}).documents.at(0).verdict ==
        Verdict::kEmpty);
  const CleanBatch removed = clean_one({.model_path = kModel, .languages = {"id"}}, english);
  CHECK(removed.documents.at(0).output.empty());
  CHECK(removed.documents.at(0).audit.find("\"reason\":\"language\"") != std::string::npos);
}

TEST_CASE("cleaner: with judging off every document stays") {
  const CleanBatch batch = clean_one({.strip = false, .judge = false}, {.body = ""});
  CHECK(batch.documents.at(0).verdict == Verdict::kKept);
}

TEST_CASE("cleaner: languages need a model and must be known") {
  CHECK_THROWS_AS(Cleaner({.languages = {"id"}}), std::invalid_argument);
  CHECK_THROWS_AS(Cleaner({.model_path = kModel, .languages = {"qqqq"}}), std::invalid_argument);
  CHECK_THROWS(Cleaner({.model_path = "/nowhere"}));
}

TEST_CASE("cleaner: the result does not depend on the number of threads") {
  std::vector<std::string> texts;
  for (int i = 0; i < 200; ++i) {
    texts.push_back("Judul " + std::to_string(i) + "\n" + kArticle.substr(std::size_t(i) % 40));
  }
  std::vector<Document> documents;
  for (const std::string& text : texts) documents.push_back({.body = text});
  const Cleaner cleaner({.model_path = kModel});
  const CleanBatch one = cleaner.clean(documents, 1);
  const CleanBatch four = cleaner.clean(documents, 4);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    REQUIRE(one.documents[i].text == four.documents[i].text);
    REQUIRE(one.documents[i].audit == four.documents[i].audit);
  }
  CHECK(one.tally.chars_after == four.tally.chars_after);
  REQUIRE(one.tally.rules.size() == four.tally.rules.size());
  for (const auto& [name, rule] : one.tally.rules) {
    CHECK(rule.examples == four.tally.rules.at(name).examples);
  }
}

TEST_CASE("cleaner: a page becomes a page that holds the article") {
  const std::string html =
      "<html lang=id><head><title>Panen Padi</title></head><body><nav><a href=/>Beranda</a> "
      "<a href=/e>Ekonomi</a></nav><article><h1>Warga Desa Sukamaju Panen Padi Lebih Awal</h1>"
      "<p>Para petani di Desa Sukamaju memanen padi dua minggu lebih awal tahun ini, karena "
      "hujan turun lebih sedikit daripada tahun lalu.</p><p>Panen dimulai setelah hujan berhenti "
      "dan air sungai surut, kata kepala desa kepada para wartawan.</p></article>"
      "<footer>Hak cipta kami</footer></body></html>";
  const CleanBatch batch =
      clean_one({.model_path = kModel}, {.body = html, .format = Format::kHtml});
  const auto& clean = batch.documents.at(0);
  CHECK(clean.verdict == Verdict::kKept);
  CHECK(clean.output.find("<p>Para petani") != std::string::npos);
  CHECK(clean.output.find("Beranda") == std::string::npos);
  CHECK(clean.page_text.find("Para petani") != std::string::npos);
}
