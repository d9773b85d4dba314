#include "saring/pipeline/cleaner.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/lang/detector.hpp"

using saring::pipeline::CleanBatch;
using saring::pipeline::Cleaner;
using saring::pipeline::CleanerOptions;
using saring::pipeline::Content;
using saring::pipeline::Decision;
using saring::pipeline::Document;

namespace {

const std::string kModel = SARING_DATA_DIR "/models/lang.saring";

const std::string kArticle =
    "Warga Desa Sukamaju Panen Padi Lebih Awal\n"
    "Para petani di Desa Sukamaju memanen padi dua minggu lebih awal tahun ini.\n"
    "Baca juga:\n"
    "Harga Beras di Pasar Induk Turun Tipis\n"
    "Panen dimulai setelah hujan berhenti dan air sungai surut, kata kepala desa.\n"
    "Bagikan\n";

// The result without the languages, which are views into the cleaner.
CleanBatch clean_one(const CleanerOptions& options, const Document& document) {
  return Cleaner(options).clean(std::vector<Document>{document});
}

}  // namespace

TEST_CASE("cleaner: strips a text and says what it took out") {
  const Cleaner cleaner({.model_path = kModel});
  const CleanBatch batch = cleaner.clean(std::vector<Document>{{.body = kArticle}});
  const auto& clean = batch.documents.at(0);
  CHECK(clean.decision == Decision::kKept);
  CHECK(clean.lang == "ind_Latn");
  CHECK(clean.text.find("Baca juga") == std::string::npos);
  CHECK(clean.text.find("Bagikan") == std::string::npos);
  CHECK(clean.text.find("Panen dimulai setelah hujan") != std::string::npos);
  REQUIRE(clean.removals.size() >= 3);
  for (const auto& removal : clean.removals) CHECK(removal.end <= kArticle.size());
  CHECK(batch.tally.documents == 1);
}

TEST_CASE("cleaner: decides by language, length and content") {
  const Document english{.body = "The harvest began early because the river had fallen again."};
  CHECK(clean_one({.model_path = kModel, .languages = {"id"}}, english).documents.at(0).decision ==
        Decision::kLanguage);
  CHECK(clean_one({.model_path = kModel, .languages = {"en", "id"}}, english)
            .documents.at(0)
            .decision == Decision::kKept);
  CHECK(clean_one({.model_path = kModel, .min_chars = 500}, english).documents.at(0).decision ==
        Decision::kTooShort);
  // 59 characters: a text of just the minimum length is kept.
  CHECK(clean_one({.model_path = kModel, .min_chars = 59}, english).documents.at(0).decision ==
        Decision::kKept);
  CHECK(clean_one({.model_path = kModel, .min_chars = 60}, english).documents.at(0).decision ==
        Decision::kTooShort);
  CHECK(clean_one({.model_path = kModel}, {.body = " \n---\n"}).documents.at(0).decision ==
        Decision::kEmpty);
}

TEST_CASE("cleaner: removes what does not satisfy a condition, last of all") {
  using saring::pipeline::ConditionOp;
  using saring::pipeline::ConditionStep;
  using saring::text::Signal;
  const auto at_least = [](Signal signal, double least) {
    return std::vector<ConditionStep>{
        {.op = ConditionOp::kName, .index = static_cast<std::size_t>(signal)},
        {.number = least},
        {.op = ConditionOp::kGreaterEqual}};
  };
  const Document english{.body = "The harvest began early because the river had fallen again."};
  const auto decided = [&](std::vector<ConditionStep> where, std::size_t min_chars = 0) {
    const CleanerOptions options{
        .model_path = kModel, .min_chars = min_chars, .where = std::move(where)};
    return clean_one(options, english).documents.at(0).decision;
  };
  CHECK(decided(at_least(Signal::kWords, 10)) == Decision::kKept);
  CHECK(decided(at_least(Signal::kWords, 11)) == Decision::kWhere);
  CHECK(decided(at_least(Signal::kWords, 11), 500) == Decision::kTooShort);
  CHECK(decided(at_least(Signal::kStopWords, .2)) == Decision::kKept);
  CHECK(decided(at_least(Signal::kStopWords, .9)) == Decision::kWhere);
  CHECK(decided({{.op = ConditionOp::kTextIn, .texts = {"eng_Latn"}}}) == Decision::kKept);
  CHECK(decided({{.op = ConditionOp::kTextIn, .index = 1, .texts = {"Cyrl"}}}) == Decision::kWhere);
  const CleanBatch batch =
      clean_one({.model_path = kModel, .where = at_least(Signal::kWords, 11)}, english);
  CHECK(batch.tally.decisions.at(static_cast<std::size_t>(Decision::kWhere)) == 1);
}

TEST_CASE("cleaner: the values of a condition are those of the document") {
  using saring::pipeline::ConditionOp;
  const Document document{.body = kArticle};
  const auto is = [&](std::size_t index, double value) {
    const CleanerOptions options{.model_path = kModel,
                                 .where = {{.op = ConditionOp::kName, .index = index},
                                           {.number = value},
                                           {.op = ConditionOp::kEqual}}};
    return clean_one(options, document).documents.at(0).decision == Decision::kKept;
  };
  const Cleaner cleaner({.model_path = kModel, .signals = true});
  const CleanBatch batch = cleaner.clean(std::vector<Document>{document});
  const auto& clean = batch.documents.at(0);
  REQUIRE(clean.signals);
  CHECK((*clean.signals)[saring::text::Signal::kCharacters] ==
        static_cast<double>(clean.chars_after));
  const std::size_t first = saring::text::kSignals;
  CHECK(is(first, static_cast<double>(clean.chars_before)));
  CHECK(is(first + 1, static_cast<double>(clean.chars_after)));
  CHECK(is(first + 2, clean.confidence));
  CHECK_FALSE(is(first + 1, static_cast<double>(clean.chars_before)));
}

TEST_CASE("cleaner: without the filter every document is kept") {
  const CleanBatch batch = clean_one({.strip = false, .filter = false}, {.body = ""});
  CHECK(batch.documents.at(0).decision == Decision::kKept);
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
    REQUIRE(one.documents[i].removals.size() == four.documents[i].removals.size());
  }
  CHECK(one.tally.chars_after == four.tally.chars_after);
  REQUIRE(one.tally.rules.size() == four.tally.rules.size());
  for (const auto& [name, rule] : one.tally.rules) {
    CHECK(rule.examples == four.tally.rules.at(name).examples);
  }
}

TEST_CASE("cleaner: of a page the blocks of the article are kept") {
  const std::string html =
      "<html lang=id><head><title>Panen Padi</title></head><body><nav><a href=/>Beranda</a> "
      "<a href=/e>Ekonomi</a></nav><article><h1>Warga Desa Sukamaju Panen Padi Lebih Awal</h1>"
      "<p>Para petani di Desa Sukamaju memanen padi dua minggu lebih awal tahun ini, karena "
      "hujan turun lebih sedikit daripada tahun lalu.</p><p>Panen dimulai setelah hujan berhenti "
      "dan air sungai surut, kata kepala desa kepada para wartawan.</p></article>"
      "<footer>Hak cipta kami</footer></body></html>";
  const CleanBatch batch =
      clean_one({.model_path = kModel}, {.body = html, .content = Content::kHtml});
  const auto& clean = batch.documents.at(0);
  CHECK(clean.decision == Decision::kKept);
  CHECK(clean.page.title == "Warga Desa Sukamaju Panen Padi Lebih Awal");
  CHECK(clean.page.language == "id");
  CHECK(clean.page.text.find("Beranda") != std::string::npos);
  REQUIRE(clean.page.blocks.size() == 3);
  CHECK(clean.page.blocks[0].role == saring::boilerplate::Role::kHeadline);
  CHECK(clean.page.blocks[1].text.starts_with("Para petani"));
}

TEST_CASE("cleaner: a reliable excerpt chooses the rules, an unreliable one leaves all of them") {
  const saring::lang::Detector detector(kModel);
  const auto has_indonesian_rule = [](const std::string& text) {
    const CleanBatch batch = clean_one({.model_path = kModel, .filter = false}, {.body = text});
    return std::any_of(batch.documents.at(0).removals.begin(), batch.documents.at(0).removals.end(),
                       [](const auto& removal) { return removal.rule.starts_with("id."); });
  };
  CHECK(has_indonesian_rule(kArticle));
  const std::string english =
      "The farmers of the valley went back to their gardens after the road had been repaired.\n"
      "Baca juga:\n"
      "The new bridge is open to all who live on the other side of the river.\n";
  REQUIRE(detector.detect(english).is_reliable);
  CHECK_FALSE(has_indonesian_rule(english));
  // The best guess is another language than Indonesian, but only a guess.
  const std::string unclear = "1200 kg\nBaca juga:\nRo Ta\n";
  REQUIRE_FALSE(detector.detect(unclear).is_reliable);
  REQUIRE(detector.label_code(detector.detect(unclear).label) != "ind_Latn");
  CHECK(has_indonesian_rule(unclear));
}

TEST_CASE("cleaner: what repeats on a site is removed from its documents and no others") {
  const std::string motto = "Our reporters live where you live and walk";
  std::vector<std::string> texts;
  std::vector<std::string> pages;
  for (int i = 0; i < 6; ++i) {
    const std::string number = std::to_string(i);
    const std::string lines[] = {
        "The council of ward " + number + " met on the quay to talk about the ferry.",
        "It will meet again at house " + number + " when the ferry is back from the yard.", motto};
    texts.push_back(lines[0] + "\n" + lines[1] + "\n" + lines[2]);
    pages.push_back("<article><p>" + lines[0] + "</p><p>" + lines[1] + "</p><p>" + lines[2] +
                    "</p></article>");
  }
  std::vector<Document> documents;
  for (const std::string& text : texts) documents.push_back({.body = text, .site = "a.example"});
  for (const std::string& page : pages) {
    documents.push_back({.body = page, .content = Content::kHtml, .site = "b.example"});
  }
  documents.push_back({.body = texts[0], .site = "c.example"});
  documents.push_back({.body = texts[0]});
  const Cleaner cleaner({.filter = false});
  saring::boilerplate::SharedSiteProfile sites;
  cleaner.count(documents, sites);
  const CleanBatch with = cleaner.clean(documents, 2, &sites);
  const CleanBatch without = cleaner.clean(documents);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    INFO(i);
    const bool is_known = i < 12;
    const auto& removals = with.documents[i].removals;
    CHECK((with.documents[i].text.find(motto) == std::string::npos) == is_known);
    CHECK(std::any_of(removals.begin(), removals.end(),
                      [](const auto& removal) { return removal.rule == "site.line"; }) == is_known);
    CHECK(without.documents[i].text.find(motto) != std::string::npos);
    CHECK(with.documents[i].text.find("back from the yard.") != std::string::npos);
  }
  CHECK(sites.num_known() == 2);
}
