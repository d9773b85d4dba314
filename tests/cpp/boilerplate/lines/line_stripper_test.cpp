#include "saring/boilerplate/lines/line_stripper.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "../made_pages.hpp"
#include "reference/linear_time.hpp"

using namespace saring::boilerplate;

namespace {

// Written for this test, in the form of a news text that was copied from a page.
const std::string kArticle =
    "Petani Lereng Gunung Panen Bawang Lebih Awal Tahun Ini\n"
    "\n"
    "Petani memanen bawang merah di lereng gunung, Senin (3/5/2024) (ANTARA/HO-Dinas Pertanian)\n"
    "KabarDesa.com - Petani di lereng gunung memanen bawang merah dua minggu lebih awal daripada "
    "tahun lalu.\n"
    "Panen itu dimulai setelah hujan berhenti dan udara menjadi kering, kata ketua kelompok tani "
    "setempat.\n"
    "\"Kami bersyukur harga masih baik, dan pembeli datang sendiri ke kebun,\" ujarnya kepada "
    "wartawan.\n"
    "Baca juga:\n"
    "Pasar Lama Dibuka Kembali Setelah Direnovasi\n"
    "Hasil panen dikirim ke tiga kota besar dengan truk yang berangkat setiap malam dari pasar "
    "desa.\n"
    "Bagikan\n"
    "Rina Wulandari\n"
    "Berita Terkait\n"
    "Harga Cabai Turun di Pasar Induk\n"
    "\n"
    "Jembatan Gantung Rampung, Anak Sekolah Tak Lagi Memutar\n";

const std::string kKept =
    "Petani Lereng Gunung Panen Bawang Lebih Awal Tahun Ini\n"
    "\n"
    "Petani di lereng gunung memanen bawang merah dua minggu lebih awal daripada tahun lalu.\n"
    "Panen itu dimulai setelah hujan berhenti dan udara menjadi kering, kata ketua kelompok tani "
    "setempat.\n"
    "\"Kami bersyukur harga masih baik, dan pembeli datang sendiri ke kebun,\" ujarnya kepada "
    "wartawan.\n"
    "Hasil panen dikirim ke tiga kota besar dengan truk yang berangkat setiap malam dari pasar "
    "desa.";

const LineStripper& full() {
  static const LineStripper stripper;
  return stripper;
}

const LineStripper& rules_only() {
  static const LineStripper stripper(built_in_rules(), {});
  return stripper;
}

}  // namespace

TEST_CASE(
    "line stripper: a scraped article comes out clean, with and without the line model or a "
    "language") {
  CHECK(kept(full(), kArticle, {.language = "ind_Latn"}) == kKept);
  CHECK(kept(full(), kArticle) == kKept);
  CHECK(kept(rules_only(), kArticle, {.language = "id"}) == kKept);
}

TEST_CASE("line stripper: roles and rule ids say why") {
  const StripResult result = full().strip(kArticle, {.language = "id"});
  CHECK(result.lines[0].role == Role::kHeadline);
  CHECK(result.lines[2].role == Role::kCaption);
  CHECK(result.lines[6].rule == "id.related.baca_juga");
  CHECK(result.lines[7].role == Role::kRelatedLink);
  CHECK(result.lines[9].role == Role::kShare);
  CHECK(result.lines[10].role == Role::kByline);
  CHECK(result.lines[11].rule == "id.related.berita_terkait");
  REQUIRE(result.dateline.has_value());
  CHECK(kArticle.substr(result.dateline->start, result.dateline->end - result.dateline->start) ==
        "KabarDesa.com -");
  for (const LineDecision& line : result.lines) {
    CHECK_FALSE(line.reason.empty());
    CHECK(line.score >= 0.0F);
    CHECK(line.score <= 1.0F);
  }
}

TEST_CASE("line stripper: a decision has the reason and the score of its source") {
  struct Wanted {
    std::string_view rule, reason;
    float score;
  };
  constexpr Wanted kWanted[] = {
      {"structure.headline", "the first line, followed by sentences", 0.95F},
      {"en.related.read_also", "matches a rule", 0.99F},
      {"structure.title_after_label", "a title below a label", 0.95F},
      {"en.related.related_articles", "matches a rule", 0.99F},
      {"structure.block", "in a block below a label", 0.95F},
  };
  const LineStripper stripper(built_in_rules(), {});  // no model: rules and structure alone
  const std::string sentence =
      "The council approved the plan on Monday, after three months of talks with the farmers of "
      "the valley.\n";
  const StripResult result =
      stripper.strip("Valley plan approved\n" + sentence + sentence +
                     "Read also:\nNew bridge opens next spring\n" + sentence +
                     "Related articles\nMarket hall gets a new roof\n");
  std::size_t next = 0;
  for (const LineDecision& line : result.lines) {
    if (line.rule.empty()) continue;
    CAPTURE(line.rule);
    REQUIRE(next < std::size(kWanted));
    CHECK(line.rule == kWanted[next].rule);
    CHECK(line.reason == kWanted[next].reason);
    CHECK(line.score == kWanted[next].score);
    ++next;
  }
  CHECK(next == std::size(kWanted));
}

TEST_CASE("line stripper: stripping a stripped text changes nothing") {
  CHECK(kept(full(), kKept, {.language = "id"}) == kKept);
  CHECK(kept(full(), kKept + "\n", {.language = "id"}) == kKept + "\n");
}

namespace {

// The text that kept and removed parts together give.
std::string restored(std::string_view text, const StripResult& result, std::string_view kept) {
  std::string out;
  std::size_t at = 0;
  std::size_t used = 0;
  for (const RemovedRange& range : result.removed) {
    out += kept.substr(used, range.start - at);
    used += range.start - at;
    out += text.substr(range.start, range.end - range.start);
    at = range.end;
  }
  return out + std::string(kept.substr(used));
}

}  // namespace

TEST_CASE("line stripper: stripping any stripped text changes nothing") {
  for (const LineStripper* stripper : {&full(), &rules_only()}) {
    Pages pages(17);
    for (int round = 0; round < 400; ++round) {
      const std::string text = pages.text();
      const std::string once = kept(*stripper, text);
      CAPTURE(text);
      CHECK(kept(*stripper, once) == once);
    }
  }
}

TEST_CASE("line stripper: what is kept and what is removed give any text back") {
  Pages pages(23);
  const std::vector<std::string> kOdd = {
      "\r",   "\t",   "\f", "\xE2\x80\xA8", "\xEF\xBB\xBF", std::string(1, '\0'), "\xC2\x85", " ",
      "\r\n", "\n\n", "|"};
  for (int round = 0; round < 400; ++round) {
    std::string text = pages.text();
    for (std::size_t i = pages.random()() % 9; i-- > 0 && !text.empty();) {
      std::size_t at = pages.random()() % text.size();
      while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
      text.insert(at, kOdd[pages.random()() % kOdd.size()]);
    }
    for (const bool keep_last_line_end : {false, true}) {
      const StripOptions options{.keep_last_line_end = keep_last_line_end};
      const StripResult result = full().strip(text, options);
      std::string out;
      append_kept_text(text, result, out);
      CAPTURE(text);
      CHECK(restored(text, result, out) == text);
    }
  }
}

TEST_CASE("line stripper: what a later pass drops has its own reason and rule") {
  Pages pages(5);
  std::size_t num_spans = 0;
  for (int round = 0; round < 200; ++round) {
    const std::string text = pages.text();
    const StripResult result = full().strip(text);
    for (const LineDecision& line : result.lines) {
      CHECK_FALSE(line.reason.empty());
      std::size_t at = line.start;
      for (std::uint32_t s = line.first_span; s < line.first_span + line.num_spans; ++s) {
        const RoleSpan& span = result.spans[s];
        CHECK(span.start >= at);
        CHECK(span.end > span.start);
        CHECK(span.end <= line.end);
        CHECK_FALSE(span.rule.empty());
        CHECK_FALSE(span.reason.empty());
        at = span.end;
        ++num_spans;
      }
    }
  }
  CHECK(num_spans > 100);
}

TEST_CASE("line stripper: a page whose article is kept needs no review, however much goes") {
  std::string text = kArticle;
  for (int i = 0; i < 400; ++i) text += "Judul Berita Lain Nomor " + std::to_string(i) + "\n";
  const StripResult result = full().strip(text);
  std::string out;
  append_kept_text(text, result, out);
  CHECK(out == kKept);
  CHECK_FALSE(result.needs_review);
  CHECK(result.review_reason.empty());
}

TEST_CASE("line stripper: a text with sentences of which nothing is kept needs a review") {
  const std::string notice =
      "Situs ini menggunakan cookie agar lebih nyaman dan cepat saat anda membaca berita kami "
      "setiap hari.\n";
  const StripResult result = rules_only().strip(notice);
  CHECK(kept(rules_only(), notice).empty());
  CHECK(result.needs_review);
  CHECK_FALSE(result.review_reason.empty());
  CHECK_FALSE(rules_only().strip("Share\n").needs_review);
}

TEST_CASE("line stripper: a text whose article is unsure needs a review, and is no heavy loss") {
  const StripResult sure = full().strip(kArticle);
  CHECK(sure.confidence > 0.9F);
  CHECK_FALSE(sure.needs_review);
  // If everything is kept, most of the text that counts as the article is not article.
  std::string text =
      "River walk opens again\n"
      "The river walk opened on Friday and many people came to see it, the mayor said.\n";
  for (int i = 0; i < 80; ++i) {
    text += "Anna Holm wrote on 3/3/2021 at 09:12\n";
    text += "Does anyone know if you can bring " + std::to_string(i) + " dogs? I would like to.\n";
  }
  const StripResult unsure = full().strip(text, {.threshold = 0.0F});
  CHECK(unsure.confidence < 0.8F);
  CHECK(unsure.needs_review);
  CHECK_FALSE(unsure.is_heavy_loss);
  CHECK(unsure.review_reason == "which of its lines are the article is unsure");
  CHECK(rules_only().strip(text).confidence == 1.0F);
  CHECK(full().strip("\n").confidence == 1.0F);
}

TEST_CASE("line stripper: how well the article is known does not depend on keep_roles") {
  const std::string text = kArticle + std::string("Bagikan\nJudul Berita Lain Nomor Satu\n");
  const float confidence = full().strip(text).confidence;
  CHECK(full().strip(text, {.keep_roles = {Role::kBody}}).confidence == confidence);
  CHECK(full().strip(text, {.keep_roles = {Role::kRelatedLink}}).confidence == confidence);
}

TEST_CASE("line stripper: a body that a text holds twice stays once") {
  Pages pages(29);
  std::string body = "Valley Bridge Stays Closed\n\n";
  for (int i = 0; i < 5; ++i) body += pages.sentence() + "\n\n";
  const std::string once = kept(rules_only(), body);
  for (const std::string& between : {std::string(), std::string("\n"), std::string("Share\n\n")}) {
    const std::string text = body + between + body;
    const StripResult result = rules_only().strip(text);
    std::string out;
    append_kept_text(text, result, out);
    CHECK(out + "\n\n" == once);
    CHECK(result.lines.at(result.lines.size() - 3).rule == "structure.repeated_body");
    CHECK(result.lines.at(result.lines.size() - 3).role == Role::kOther);
  }
}

TEST_CASE("line stripper: one sentence again and again is no second body") {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "Kapal kayu itu berlayar menuju pulau seberang. ";
  text.pop_back();
  CHECK(kept(rules_only(), text) == text);
  std::replace(text.begin(), text.end(), '.', '\n');
  CHECK(kept(rules_only(), text) == text);
}

TEST_CASE("line stripper: refrains, quizzes, scores and repeated paragraphs stay") {
  Pages pages(31);
  std::string song;
  const std::string refrain =
      "We will walk beside the river till the morning, and the morning will be ours.\nOh, the "
      "river,\nwe will walk beside the river, and the bridge will bear us over to the town.\n";
  for (int i = 0; i < 4; ++i) song += pages.sentence() + "\n" + pages.sentence() + "\n" + refrain;
  CHECK(kept(rules_only(), song) == song);
  std::string quiz;
  for (int i = 0; i < 30; ++i) quiz += pages.sentence() + "\nTrue\nFalse\n1-0\n";
  CHECK(kept(rules_only(), quiz) == quiz);
  std::string again;
  for (int i = 0; i < 8; ++i) again += pages.sentence() + "\n";
  again += again.substr(0, again.find('\n') + 1);
  CHECK(kept(rules_only(), again) == again);
}

TEST_CASE("line stripper: rules and structure keep all of a text of any length") {
  Pages pages(37);
  for (const std::string separator : {"\n", "\n\n", " "}) {
    for (const int count : {10, 300, 2000}) {
      std::string text;
      for (int i = 0; i < count; ++i)
        text += (i > 0 ? separator : "") + pages.sentence().insert(0, std::to_string(i) + " ");
      CHECK((kept(rules_only(), text) == text));
    }
  }
}

TEST_CASE("line stripper: lines of the roles in keep_roles are kept") {
  RoleSet roles = kArticleRoles;
  roles.add(Role::kCaption);
  roles.add(Role::kDateline);
  const std::string text = kept(full(), kArticle, {.language = "id", .keep_roles = roles});
  CHECK_THAT(text, Catch::Contains("(ANTARA/HO-Dinas Pertanian)\nKabarDesa.com - Petani"));
  CHECK(kept(full(), kArticle, {.keep_roles = RoleSet{}}).empty());
}

TEST_CASE("line stripper: a threshold of 0 keeps every line that no rule decides") {
  const std::string text = "One\nTwo words\nThree short words\n";
  CHECK(kept(full(), text, {.threshold = 0.0F}) == text);
}

TEST_CASE("line stripper: the empty text and blank texts come back as they are") {
  for (const char* text : {"", "\n", " \n\t\n", "\r\n\r\n"}) {
    const StripResult result = full().strip(text);
    CHECK_FALSE(result.lines.empty());
    CHECK_FALSE(result.title.has_value());
  }
  CHECK(kept(full(), "").empty());
  CHECK(kept(full(), "\n\n") == "\n\n");
}

TEST_CASE("line stripper: on any text lines cover the input and spans are inside their lines") {
  std::mt19937 random(11);
  const std::vector<std::string> pieces = {
      "Baca juga:",
      "\n",
      "\r\n",
      " ",
      "KabarDesa.com - ",
      "OSLO (Reuters) - ",
      "(abc/def)",
      "The river rose again last night, and the bridge was closed until noon.",
      "Share",
      "Berita Terkait",
      "Old Mill",
      "\xE2\x80\x9C",
      "\xE4\xBA\xBA\xE6\xB0\x91",
      "12:30",
      "© 2024",
      "(Foto: A. B.)",
      "\xC2\xA0",
      "|",
      "."};
  LineStripper::Scratch scratch;
  StripResult result;
  for (int round = 0; round < 400; ++round) {
    std::string text;
    const std::size_t count = random() % 40;
    for (std::size_t i = 0; i < count; ++i) text += pieces[random() % pieces.size()];
    full().strip(text, {}, scratch, result);
    std::size_t at = 0;
    for (const LineDecision& line : result.lines) {
      REQUIRE(text.substr(at, line.start - at).find_first_not_of("\r\n") == std::string::npos);
      REQUIRE(line.end >= line.start);
      at = line.end;
      std::size_t inner = line.start;
      for (std::uint32_t s = line.first_span; s < line.first_span + line.num_spans; ++s) {
        REQUIRE(result.spans[s].start >= inner);
        REQUIRE(result.spans[s].end > result.spans[s].start);
        inner = result.spans[s].end;
      }
      REQUIRE(inner <= line.end);
    }
    REQUIRE(text.size() - at == 0);
  }
}

TEST_CASE("line stripper: buffers that were used before give the same result") {
  LineStripper::Scratch scratch;
  StripResult again;
  full().strip(std::string(5000, 'x') + kArticle + kArticle, {}, scratch, again);
  full().strip(kArticle, {}, scratch, again);
  std::string out;
  append_kept_text(kArticle, again, out);
  CHECK(out == kKept);
  full().strip("", {}, scratch, again);
  CHECK_FALSE(again.title.has_value());
  CHECK_FALSE(again.byline.has_value());
  CHECK_FALSE(again.caption.has_value());
  CHECK_FALSE(again.dateline.has_value());
  CHECK(again.spans.empty());
}

TEST_CASE("line stripper: time stays linear on long lines and on many lines") {
  const auto growth = [](std::string_view part, std::size_t times) {
    const auto strip = [&](std::size_t count) {
      std::string text;
      for (std::size_t i = 0; i < count; ++i) text += part;
      static_cast<void>(full().strip(text));
    };
    return reference::growth_of_time(strip, times);
  };
  CHECK(growth("a\n", 20'000) < reference::kMaxLinearGrowth);
  CHECK(growth("Berita Terkait\n", 5'000) < reference::kMaxLinearGrowth);
  CHECK(growth("(", 200'000) < reference::kMaxLinearGrowth);
  CHECK(growth("a", 200'000) < reference::kMaxLinearGrowth);
  CHECK(growth("ab. ", 200'000) < reference::kMaxLinearGrowth);
}

TEST_CASE("LineStripper: a reused result has nothing of the text before") {
  LineStripper::Scratch scratch;
  StripResult result;
  full().strip(kArticle, {}, scratch, result);
  REQUIRE(result.title);
  REQUIRE(result.byline);
  full().strip("", {}, scratch, result);
  CHECK_FALSE(result.title);
  CHECK_FALSE(result.byline);
  CHECK_FALSE(result.caption);
  CHECK_FALSE(result.dateline);
}

TEST_CASE("line stripper: a button's word inside a poem or a story stays") {
  const auto kept = [](const std::string& text) {
    std::string out;
    append_kept_text(text, full().strip(text), out);
    return out;
  };
  const std::string poem =
      "The Old House\nIt gives the bread upon the board,\nthe water in the cup.\nShare\n"
      "what you have kept so long in store,\nand give the old ones up.\nShare\n"
      "the evening and the little light,\nand let the lamp burn low.\n";
  CHECK(kept(poem) == poem);
  const std::string story =
      "He wrote one word on the board and turned to the class of thirty children.\nRelated\n"
      "Nobody knew what he meant by it, and it was a long time before a hand went up.\n";
  CHECK(kept(story) == story);
  // Between other buttons it is a button.
  CHECK(kept(story + "Tweet\nShare\nEmail\n").find("Related") == std::string::npos);
}
