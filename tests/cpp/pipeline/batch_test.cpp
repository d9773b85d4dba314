#include "saring/pipeline/batch.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/pipeline/render.hpp"
#include "saring/pipeline/stored_document.hpp"

using saring::pipeline::Batch;
using saring::pipeline::BatchOptions;
using saring::pipeline::clean_pieces;
using saring::pipeline::Cleaner;
using saring::pipeline::CleanerOptions;
using saring::pipeline::count_pieces;
using saring::pipeline::DocumentTable;
using saring::pipeline::Piece;
using saring::pipeline::PieceKind;
using saring::pipeline::Rendering;

namespace {

const std::string kModel = SARING_DATA_DIR "/models/lang.saring";

DocumentTable table_of_two() {
  DocumentTable table;
  table.add_source("a");
  table.add_source("b");
  return table;
}

Batch clean_all(const std::vector<Piece>& pieces, const BatchOptions& options,
                const CleanerOptions& cleaner) {
  return clean_pieces(Cleaner(cleaner), pieces, options, table_of_two());
}

// The records of a block in their output form.
std::string written(std::string_view block, const BatchOptions& options,
                    const CleanerOptions& cleaner) {
  const Batch batch =
      clean_all({{.kind = PieceKind::kJsonLines, .bytes = block}}, options, cleaner);
  std::string out;
  for (const auto& document : saring::pipeline::read_stored(batch.stored)) {
    render(document, Rendering::kJson, {}, 1, out);
  }
  return out;
}

const CleanerOptions kAsItIs{.strip = false, .filter = false};

}  // namespace

TEST_CASE("batch: documents know their source, record and line") {
  const std::vector<Piece> pieces = {{.kind = PieceKind::kText, .source = 0, .bytes = "satu"},
                                     {.kind = PieceKind::kTextLines,
                                      .source = 1,
                                      .first_record = 9,
                                      .first_line = 10,
                                      .bytes = "dua\r\n \n\ntiga"},
                                     {.kind = PieceKind::kText,
                                      .source = 1,
                                      .first_record = 20,
                                      .first_line = 0,
                                      .bytes = "empat",
                                      .id = "5",
                                      .site = "https://www.Kabar.example/x"}};
  const Batch batch = clean_all(pieces, {}, kAsItIs);
  REQUIRE(batch.documents.size() == 4);
  CHECK(batch.sources == std::vector<std::uint32_t>{0, 1, 1, 1});
  CHECK(batch.documents[1].body == "dua");
  CHECK(batch.documents[1].location.record == 9);
  CHECK(batch.documents[2].body == "tiga");
  CHECK(batch.documents[2].location.record == 12);
  CHECK(batch.documents[2].location.line == 13);
  CHECK(batch.documents[3].location.id == "5");
  CHECK(batch.documents[3].site == "kabar.example");
  CHECK(batch.problems.empty());
}

TEST_CASE("batch: bytes that are not UTF-8 are repaired and reported with their line") {
  const std::vector<Piece> pieces = {
      {.kind = PieceKind::kText, .source = 0, .bytes = "satu\nd\xE9j\xE0"},
      {.kind = PieceKind::kText, .source = 1, .first_record = 7, .first_line = 0, .bytes = "\xFF"}};
  const Batch batch = clean_all(pieces, {}, kAsItIs);
  CHECK(batch.documents[0].body == "satu\nd\xEF\xBF\xBDj\xEF\xBF\xBD");
  REQUIRE(batch.problems.size() == 2);
  CHECK(batch.problems[0].line == 2);
  CHECK(batch.problems[0].kind == "invalid_utf8");
  CHECK(batch.problems[0].raw == pieces[0].bytes);
  CHECK(batch.problems[0].outcome == saring::pipeline::Outcome::kRepaired);
  CHECK(batch.problems[1].line == 0);
  CHECK(batch.problems[1].reason == "row 7: invalid UTF-8 replaced by U+FFFD");
}

TEST_CASE("batch: lines over the limit are quarantined") {
  const std::string line(30, 'x');
  const std::string block = "satu\n" + line + "\ndua\n";
  const Batch batch =
      clean_all({{.kind = PieceKind::kTextLines, .bytes = block}}, {.max_document = 20}, kAsItIs);
  CHECK(batch.documents.size() == 2);
  REQUIRE(batch.problems.size() == 1);
  CHECK(batch.problems[0].kind == "too_long");
  CHECK(batch.problems[0].line == 2);
  CHECK(batch.problems[0].outcome == saring::pipeline::Outcome::kQuarantined);
}

TEST_CASE("batch: a JSON record keeps every byte but its text") {
  const std::string block =
      R"({"id":123456789012345678901, "text":"Warga panen padi.\nBagikan", "n":1.10 } )"
      "\n";
  CHECK(written(block, {}, {.model_path = kModel}) ==
        R"({"id":123456789012345678901, "text":"Warga panen padi.", "n":1.10 } )"
        "\n");
  CHECK(written(block, {}, kAsItIs) == block);
}

TEST_CASE("batch: the language is set where the record has its member, and added elsewhere") {
  const BatchOptions options{.fields = {.lang = "lang"}};
  const CleanerOptions cleaner{.model_path = kModel, .strip = false, .filter = false};
  const std::string text = R"("text":"Para petani menanam kopi lagi setelah hujan turun.")";
  CHECK(written("{" + text + "}", options, cleaner) == "{" + text + ",\"lang\":\"ind_Latn\"}\n");
  CHECK(written("{\"lang\" : null, " + text + "}", options, cleaner) ==
        "{\"lang\" : \"ind_Latn\", " + text + "}\n");
  CHECK(written("{" + text + ", \"lang\":{\"a\":[1]}, \"b\":2}", options, cleaner) ==
        "{" + text + ", \"lang\":\"ind_Latn\", \"b\":2}\n");
  CHECK(written("{" + text + " }", options, cleaner) == "{" + text + ",\"lang\":\"ind_Latn\" }\n");
  const CleanerOptions stripping{.model_path = kModel, .filter = false};
  CHECK(written("{\"lang\":1," + text + "}", options, stripping) ==
        "{\"lang\":\"ind_Latn\"," + text + "}\n");
}

TEST_CASE("batch: records that cannot be read are problems with their line and bytes") {
  const Batch batch = clean_all({{.kind = PieceKind::kJsonLines,
                                  .first_record = 4,
                                  .first_line = 5,
                                  .bytes = "{\n[1]\n{\"a\":1}\n\n{\"text\":\"x\"}\n"}},
                                {}, kAsItIs);
  REQUIRE(batch.problems.size() == 3);
  CHECK(batch.problems[0].kind == "not_json");
  CHECK(batch.problems[0].line == 5);
  CHECK(batch.problems[0].raw == "{");
  CHECK(batch.problems[1].kind == "not_object");
  CHECK(batch.problems[2].kind == "no_text");
  REQUIRE(batch.documents.size() == 1);
  CHECK(batch.documents[0].location.record == 8);
  CHECK(batch.documents[0].location.line == 9);
}

TEST_CASE("batch: only what is kept is stored, and the rest is in the audit") {
  const std::vector<Piece> pieces = {{.kind = PieceKind::kText, .source = 0, .bytes = " - "},
                                     {.kind = PieceKind::kText, .source = 1, .bytes = "isi"}};
  const Batch batch = clean_all(pieces, {}, {.strip = false});
  const auto stored = saring::pipeline::read_stored(batch.stored);
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].text == "isi");
  CHECK(batch.audit == R"({"kind":"document","file":"a","record":0,"line":1,"reason":"empty",)"
                       R"("why":"without a letter or digit","text":" - "})"
                       "\n");
}

TEST_CASE("batch: a heavy loss is noted, and quarantined as it was read where that is asked for") {
  std::string heavy;
  for (int year = 2010; year < 2020; ++year) {
    heavy += "Copyright " + std::to_string(year) +
             " PT Kabar Desa. Dilarang menyalin isi halaman ini tanpa izin tertulis.\n";
  }
  const std::string article = "Hujan turun di kota kami sejak pagi, kata warga kepada wartawan.";
  const std::vector<Piece> pieces = {
      {.kind = PieceKind::kText, .source = 0, .bytes = heavy},
      {.kind = PieceKind::kText, .source = 1, .first_record = 7, .first_line = 0, .bytes = heavy},
      {.kind = PieceKind::kText, .source = 1, .first_record = 8, .bytes = article}};
  const auto clean_with = [&](saring::pipeline::OnHeavyLoss how) {
    return clean_all(pieces, {}, {.on_heavy_loss = how});
  };

  const Batch kept = clean_with(saring::pipeline::OnHeavyLoss::kKeep);
  CHECK(kept.problems.empty());
  CHECK(kept.documents.size() == 3);
  REQUIRE(kept.heavy_losses.size() == 2);
  CHECK(kept.heavy_losses[1].location.record == 7);
  CHECK(kept.heavy_losses[1].text == heavy.substr(0, kept.heavy_losses[1].text.size()));
  CHECK(kept.heavy_losses[1].kept.empty());
  CHECK_THAT(kept.audit, Catch::Contains("\"review_reason\":"));

  const Batch dropped = clean_with(saring::pipeline::OnHeavyLoss::kDrop);
  CHECK(dropped.cleaned.documents[0].decision == saring::pipeline::Decision::kHeavyLoss);
  CHECK(dropped.cleaned.tally.documents == 3);
  CHECK_THAT(dropped.audit, Catch::Contains("\"reason\":\"heavy_loss\""));

  const Batch aside = clean_with(saring::pipeline::OnHeavyLoss::kQuarantine);
  CHECK(aside.heavy_losses.size() == 2);
  REQUIRE(aside.problems.size() == 2);
  CHECK(aside.problems[0].kind == "heavy_loss");
  CHECK(aside.problems[0].raw == heavy);
  CHECK_THAT(aside.problems[1].reason, Catch::StartsWith("row 7: "));
  CHECK(aside.audit.empty());
  CHECK(aside.cleaned.tally.documents == 1);
  REQUIRE(aside.documents.size() == 1);
  CHECK(aside.documents[0].location.record == 8);
  CHECK(aside.sources == std::vector<std::uint32_t>{1});
  REQUIRE(aside.cleaned.documents.size() == 1);
  CHECK(aside.cleaned.documents[0].text == article);
}

TEST_CASE("batch: documents of too many lines are quarantined") {
  using saring::pipeline::kMaxLines;
  std::string text;
  std::string record = R"({"text":")";
  std::string page;
  for (std::size_t i = 0; i < kMaxLines; ++i) {
    text += "a\n";
    record += "a\\n";
    page += "<p>";
  }
  for (const bool is_more : {false, true}) {
    if (is_more) {
      text += "a\n";
      record += "a\\n";
      page += "<p>";
    }
    const std::string line = record + "\"}\n{\"text\":\"b\"}";
    const Batch batch = clean_all({{.kind = PieceKind::kText, .bytes = text},
                                   {.kind = PieceKind::kText, .first_line = 0, .bytes = text},
                                   {.kind = PieceKind::kJsonLines, .bytes = line},
                                   {.kind = PieceKind::kHtml, .bytes = page}},
                                  {}, kAsItIs);
    REQUIRE(batch.problems.size() == (is_more ? 4 : 0));
    CHECK(batch.documents.size() == (is_more ? 1 : 5));
    for (const auto& problem : batch.problems) {
      CHECK(problem.kind == "too_many_lines");
      CHECK(problem.outcome == saring::pipeline::Outcome::kQuarantined);
    }
    if (!is_more) continue;
    CHECK(batch.problems[0].reason.find("`lines=True`") != std::string::npos);
    CHECK(batch.problems[1].reason.starts_with("row 0: the text has 250001 lines"));
    CHECK(batch.problems[2].raw == line.substr(0, line.find('\n')));
  }
}

TEST_CASE("batch: a text that its repair makes too long is quarantined as it was read") {
  const BatchOptions options{.fields = {.text = "text"}, .max_document = 19};
  const std::string record = "{\"text\":\"\xff\xff\xff\"}";
  const Batch batch =
      clean_all({{.kind = PieceKind::kText, .bytes = "\xff\xff\xff\xff\xff\xff"},
                 {.kind = PieceKind::kText, .bytes = "\xff\xff\xff\xff\xff\xff\xff"},
                 {.kind = PieceKind::kJsonLines, .bytes = record}},
                options, kAsItIs);
  CHECK(batch.documents.size() == 1);
  REQUIRE(batch.problems.size() == 3);
  CHECK(batch.problems[0].outcome == saring::pipeline::Outcome::kRepaired);
  CHECK(batch.problems[1].kind == "too_long");
  CHECK(batch.problems[1].raw.size() == 7);
  CHECK(batch.problems[2].kind == "too_long");
  CHECK(batch.problems[2].raw == record);
}

TEST_CASE("batch: the memory of a piece grows with its lines, not its bytes alone") {
  using saring::pipeline::memory_of;
  const std::string lines(1000, '\n');
  std::string escapes;
  for (int i = 0; i < 500; ++i) escapes += "\\n";
  const std::string plain(1000, 'a');
  for (const PieceKind kind :
       {PieceKind::kText, PieceKind::kHtml, PieceKind::kTextLines, PieceKind::kJsonLines}) {
    CHECK(memory_of(kind, lines) > 20 * memory_of(kind, plain));
    CHECK(memory_of(kind, plain) >= plain.size());
    CHECK(memory_of(kind, "") == 0);
  }
  CHECK(memory_of(PieceKind::kJsonLines, escapes) > 10 * memory_of(PieceKind::kJsonLines, plain));
  CHECK(memory_of(PieceKind::kHtml, std::string(1000, '<')) >
        20 * memory_of(PieceKind::kHtml, plain));
}

TEST_CASE("batch: lines of a text file keep their own line ends, and a last one without stays so") {
  const Batch batch =
      clean_all({{.kind = PieceKind::kTextLines, .bytes = "satu\r\n \r\ndua\ntiga\r\r\nempat\r"}},
                {}, kAsItIs);
  std::string out;
  for (const auto& document : saring::pipeline::read_stored(batch.stored)) {
    render(document, Rendering::kText, {}, 1, out);
  }
  CHECK(out == "satu\r\ndua\ntiga\r\r\nempat\r");
}

TEST_CASE("batch: what is kept of a text file is whole lines, of a value it is not") {
  const std::string text =
      "Hujan turun di kota kami sejak pagi dan jalan ke pasar tergenang air.\r\nBagikan\r\n";
  for (const std::uint64_t first_line : {0, 1}) {
    const Batch batch =
        clean_all({{.kind = PieceKind::kText, .first_line = first_line, .bytes = text}}, {},
                  CleanerOptions{});
    const auto documents = saring::pipeline::read_stored(batch.stored);
    REQUIRE(documents.size() == 1);
    CHECK(documents[0].text.ends_with("air.\r\n") == (first_line == 1));
    const std::string_view around = first_line == 1
                                        ? R"("text":"Bagikan","after":"\r\n")"
                                        : R"("before":"\r\n","text":"Bagikan","after":"\r\n")";
    CHECK(batch.audit.find(around) != std::string::npos);
  }
}

TEST_CASE("batch: counting finds the documents and sites that cleaning does") {
  std::string block;
  for (int i = 0; i < 5; ++i) {
    const std::string number = std::to_string(i);
    block += R"({"url": "https://www.ellery.example/)" + number +
             R"(", "text": "The council of ward )" + number +
             R"( met on the quay to talk about it.\nThe paper of Ellery and its harbour"})" + "\n";
  }
  block += "not JSON\n{\"text\": \"Of no site.\"}\n";
  const std::vector<Piece> pieces = {{.kind = PieceKind::kJsonLines, .bytes = block}};
  const BatchOptions options{.fields = {.site = "url"}};
  const Cleaner cleaner({.filter = false});
  saring::boilerplate::SharedSiteProfile sites;
  CHECK(count_pieces(cleaner, pieces, options, sites) == 6);
  const Batch batch = clean_pieces(cleaner, pieces, options, table_of_two(), &sites);
  REQUIRE(batch.documents.size() == 6);
  CHECK(sites.num_known() == 1);
  CHECK(batch.audit.find(R"("rule":"site.line")") != std::string::npos);
}

TEST_CASE("batch: pages in records become articles, and their records keep the rest") {
  const std::string page = R"(<html><meta charset=windows-1252><body><nav><a href=x>Home</a></nav>)"
                           R"(<article><h1>Pasar buka caf\u00e9</h1><p>Pedagang kembali berjualan )"
                           R"(di pasar lama sejak pagi, kata kepala pasar kepada wartawan.</p>)"
                           R"(</article></body></html>)";
  const std::string record = R"({"id": 1, "html":")" + page + R"(" , "n": 1.0})";
  BatchOptions options{.has_pages = true};
  options.fields = {.text = "html", .id = "id"};
  const Batch batch =
      clean_all({{.kind = PieceKind::kJsonLines, .bytes = record}}, options, {.filter = false});
  REQUIRE(batch.documents.size() == 1);
  CHECK(batch.problems.empty());
  const std::string& text = batch.cleaned.documents[0].text;
  CHECK(text.find("Pasar buka café") != text.npos);
  CHECK(text.find('<') == text.npos);
  std::string out;
  const auto stored = saring::pipeline::read_stored(batch.stored);
  render(stored.at(0), Rendering::kJson, {}, 1, out);
  CHECK(out.starts_with(R"({"id": 1, "html":"Pasar)"));
  CHECK(out.ends_with("\" , \"n\": 1.0}\n"));
  // Also if lines are not stripped: the kept text of a page is never its source.
  CleanerOptions unstripped = kAsItIs;
  const Batch as_is =
      clean_all({{.kind = PieceKind::kJsonLines, .bytes = record}}, options, unstripped);
  CHECK(saring::pipeline::read_stored(as_is.stored).at(0).has_own_text);
}

TEST_CASE("batch: a record may have line ends between its tokens") {
  const std::string_view record = "{\n \"text\": \"satu\",\r\n \"id\": 5\n}";
  BatchOptions options;
  options.fields.id = "id";
  const Piece piece{
      .kind = PieceKind::kJsonRecord, .first_record = 3, .first_line = 20, .bytes = record};
  const Batch batch = clean_all({piece}, options, kAsItIs);
  REQUIRE(batch.documents.size() == 1);
  CHECK(batch.documents[0].body == "satu");
  CHECK(batch.documents[0].location.record == 3);
  CHECK(batch.documents[0].location.line == 20);
  CHECK(batch.documents[0].location.id == "5");
  std::string out;
  render(saring::pipeline::read_stored(batch.stored).at(0), Rendering::kJsonElement, {}, 1, out);
  CHECK(out == ",\n" + std::string(record));
}

TEST_CASE("batch: a page in UTF-8 is not decoded again, whatever it declares") {
  const std::string_view page = "<meta charset=\"utf-16\"><p>caf\xC3\xA9 \xFF</p>";
  const Piece piece{
      .kind = PieceKind::kDecodedHtml, .first_line = 0, .bytes = page, .id = "1", .rank = "2"};
  const Batch batch = clean_all({piece}, {}, kAsItIs);
  REQUIRE(batch.documents.size() == 1);
  CHECK(batch.cleaned.documents[0].text == "café \xEF\xBF\xBD");
  CHECK(batch.documents[0].rank == "2");
  REQUIRE(batch.problems.size() == 1);
  CHECK(batch.problems[0].kind == "invalid_utf8");
  CHECK(batch.problems[0].reason == "row 0: invalid UTF-8 replaced by U+FFFD");
}

TEST_CASE("batch: texts that are HTML are marked and counted") {
  const Batch batch = clean_all({{.bytes = "<p>Hujan turun.</p>"}, {.bytes = "Hujan turun."}}, {},
                                {.filter = false});
  CHECK(batch.cleaned.documents[0].is_markup);
  CHECK_FALSE(batch.cleaned.documents[1].is_markup);
  CHECK(batch.cleaned.tally.markup == 1);
}
