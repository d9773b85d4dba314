#include "saring/boilerplate/lines/safeguards_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "../made_pages.hpp"
#include "saring/boilerplate/lines/block_naming_internal.hpp"
#include "saring/boilerplate/lines/line_naming_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

using namespace saring::boilerplate;

namespace {

const LineStripper& full() {
  static const LineStripper stripper;
  return stripper;
}

// For each line of `text` that is kept against the line model: the rule; "" for other lines. The
// model gives each line the probability in `article`.
std::vector<std::string> kept_against_model(const std::string& text,
                                            const std::vector<float>& article,
                                            bool is_prose = false) {
  static const RuleMatcher matcher(built_in_rules());
  DocumentLines document;
  analyse_lines(text, matcher, {}, nullptr, document);
  std::vector<UnitDecision> decisions;
  for (const LineInfo& info : document.lines) {
    UnitDecision& decision = decisions.emplace_back();
    decision.article = article.at(decisions.size() - 1);
    const bool is_ruled = info.cause != Cause::kNone;
    decision.by_model = !is_ruled && decision.article < 0.45F;
    decision.role = is_ruled            ? info.role
                    : decision.by_model ? boilerplate_role(info)
                                        : article_role(info);
    decision.keep = kArticleRoles.contains(decision.role);
  }
  name_blocks(document, kArticleRoles, decisions);
  keep_what_model_may_not_take(text, document, kArticleRoles, 0, is_prose, decisions);
  std::vector<std::string> rules;
  for (const UnitDecision& decision : decisions) {
    CHECK((decision.rule.empty() || decision.keep));
    rules.emplace_back(decision.rule);
  }
  return rules;
}

}  // namespace

TEST_CASE("safeguards: the line model alone does not take the longest run of sentences") {
  Pages pages(3);
  std::string run;
  for (int i = 0; i < 12; ++i) run += pages.sentence() + "\n";
  const std::string text = "Home\nNews\n" + pages.sentence() + "\nLogin\nMenu\n" + run + "About\n";
  // No line has this probability.
  const StripOptions options{.threshold = 1.0F};
  const StripResult result = full().strip(text, options);
  std::string out;
  append_kept_text(text, result, out);
  CHECK(out + "\n" == run);
  CHECK(result.needs_review);
  CHECK(result.review_reason ==
        "loses more than 80 % of its text; the longest run of sentences is kept");
  CHECK(result.is_heavy_loss);
  CHECK(result.lines[8].rule == "structure.longest_run");
  CHECK(kept(full(), out, options) == out);
}

TEST_CASE("safeguards: a thread of comments is no run of sentences to keep") {
  Pages pages(47);
  const std::string article = pages.sentence() + "\n" + pages.sentence() + "\n";
  const std::string said =
      "I walked there with my kids, and we loved it so much that we will be back next week!\n"
      "Does anyone of you know if we can bring a dog, and if I have to pay for it there?\n";
  const auto rules_of = [&](const std::string& above, const std::string& below) {
    std::string text = article;
    for (int i = 0; i < 12; ++i) text += above + said + below;
    std::vector<float> scores(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')),
                              .05F);
    scores[0] = scores[1] = .9F;
    return kept_against_model(text, scores);
  };
  const auto thread = rules_of("Anna Holm\nMarch 3, 2021 at 9:12 am\n", "Reply\n");
  CHECK(std::count(thread.begin(), thread.end(), "structure.longest_run") == 0);
  const auto sentences = rules_of("", "");
  CHECK(std::count(sentences.begin(), sentences.end(), "structure.longest_run") == 24);
}

TEST_CASE("safeguards: of a text with sentences some stay, also where rules took the most of it") {
  const std::string notice =
      "This site uses cookies to give you a better service, and by going on you accept them.\n";
  const std::string article =
      "The bridge was opened again on Friday.\nThe mayor thanked all who had built it.\n"
      "It had been closed since the flood.\nThe first to cross it were two farmers.\n";
  std::string text;
  for (int i = 0; i < 8; ++i) text += notice;
  text += article;
  for (int i = 0; i < 8; ++i) text += notice;
  const auto rules = kept_against_model(text, std::vector<float>(20, .1F));
  CHECK(rules[8] == "structure.longest_run");
  CHECK(rules[11] == "structure.longest_run");
  // Less than 80 % is removed: the list is the article.
  std::string list;
  for (int i = 0; i < 40; ++i)
    list += "Old mill by the harbour, number " + std::to_string(i) + "\n";
  std::vector<float> scores(44, .9F);
  std::fill(scores.begin() + 40, scores.end(), .1F);
  CHECK(kept_against_model(list + article, scores) == std::vector<std::string>(44));
}

TEST_CASE("safeguards: the line model alone does not drop all of a few lines") {
  const StripOptions options{.threshold = 1.0F};  // no line is as probable as this
  CHECK(kept(full(), "Hello world.\nShare\n", options) == "Hello world.");
  CHECK(kept(full(), "Harbour\nNews\nWeather\n", options) == "Harbour\nNews\nWeather\n");
  CHECK(kept(full(), "Harbour\nNews\nWeather\nSport\n", options).empty());
  CHECK(kept(full(), "Share\n", options).empty());  // a rule takes it
  const StripResult result = full().strip("Hello world.\n", options);
  CHECK(result.lines[0].rule == "structure.short_text");
  CHECK_FALSE(result.needs_review);
}

TEST_CASE("safeguards: the words of a link stay in the sentence that was broken there") {
  Pages pages(5);
  const std::string above = pages.sentence() + "\n";
  const std::string below = pages.sentence() + "\nHome\nNews\nLogin\nMenu\n";
  const std::string rest = " opened the harbour on Monday with a speech to the fishermen.\n";
  const std::vector<std::pair<std::string, std::size_t>> texts = {
      {"COT\n, which runs it," + rest, 1},
      {"COT\n. It" + rest, 1},
      {"COT\n) and the council" + rest, 1},
      {"The people of the Chamber of Trade in the old town hall (\nCOT\n) and they" + rest, 2},
  };
  for (const auto& [part, at] : texts) {
    INFO(part);
    int times = 0;
    for (int i = 1; i < 100; ++i) {
      const StripOptions options{.threshold = static_cast<float>(i) / 100};
      const StripResult result = full().strip(above + part + below, options);
      if (result.lines[at + 1].keep) CHECK(result.lines[at].keep);
      times += result.lines[at].rule == "structure.goes_on" ? 1 : 0;
    }
    CHECK(times > 0);  // the model alone would have dropped it
  }
}

TEST_CASE("safeguards: a sentence between two of the article stays unless the model is sure") {
  Pages pages(41);
  std::string text;
  for (int i = 0; i < 5; ++i) text += pages.sentence() + "\n";
  using Rules = std::vector<std::string>;
  CHECK(kept_against_model(text, {.9F, .9F, .3F, .9F, .9F}) ==
        Rules{"", "", "structure.between", "", ""});
  CHECK(kept_against_model(text, {.9F, .9F, .1F, .9F, .9F}) == Rules(5));
  // Two in a row, or one at an end without a last sentence, can follow an article.
  CHECK(kept_against_model(text, {.9F, .9F, .3F, .3F, .9F}) == Rules(5));
  CHECK(kept_against_model(text, {.3F, .9F, .9F, .6F, .3F}) == Rules(5));
}

TEST_CASE("safeguards: the last sentence of an article stays unless the model is sure") {
  Pages pages(59);
  using Rules = std::vector<std::string>;
  const std::string above = pages.sentence() + "\n" + pages.sentence() + "\n";
  const auto rule_of = [&](const std::string& last, float score, float before = .9F) {
    return kept_against_model(above + last + "\nOld Mill\n", {.9F, before, score, .1F})[2];
  };
  for (const std::string last :
       {"The first boat leaves at seven in the morning.", "始発の便は午前七時に出る。",
        "पहली नौका सुबह सात बजे रवाना होगी।"}) {
    CAPTURE(last);
    CHECK(rule_of(last, .3F) == "structure.last_sentence");
    CHECK(rule_of(last, .1F).empty());
    CHECK(rule_of(last, .3F, .6F).empty());
  }
  for (const std::string other :
       {"Want to know more about the boats?", "Write to us at boats@ellery.example today.",
        "The boats of the harbour", "Boats leave."}) {
    CAPTURE(other);
    CHECK(rule_of(other, .3F).empty());
  }
  // Thai does not mark the end of a sentence.
  const std::string thai = "เรือเที่ยวแรกของวันออกจากท่าเวลาเจ็ดโมงเช้าทุกวัน\n";
  CHECK(kept_against_model(thai + thai + "เรือเที่ยวแรกออกเวลาเจ็ดโมงเช้า\nกลับไปหน้าแรก\n",
                           {.9F, .9F, .3F, .3F}) == Rules{"", "", "structure.last_sentence", ""});
}

TEST_CASE("safeguards: in a short text one line of a site may part the last sentence from others") {
  Pages pages(71);
  const std::string above = pages.sentence() + "\n" + pages.sentence() + "\n";
  const std::string last = pages.sentence() + "\n";
  const auto rules_of = [&](const std::string& between, std::size_t more = 0) {
    std::string text;
    std::vector<float> article(more, .9F);
    for (std::size_t i = 0; i < more; ++i) text += pages.sentence() + "\n";
    article.insert(article.end(), {.9F, .9F, .1F, .3F});
    return kept_against_model(text + above + between + "\n" + last, article).back();
  };
  CHECK(rules_of("© 2024 Ellery Post") == "structure.last_sentence");
  CHECK(rules_of("Advertisement") == "structure.last_sentence");
  CHECK(rules_of("Leave a reply").empty());
  CHECK(rules_of("Advertisement", 6).empty());
}

TEST_CASE("safeguards: short sentences behind the article's stay unless the model is sure") {
  Pages pages(67);
  using Rules = std::vector<std::string>;
  const Rules none(4);
  const std::string kept = "structure.short_sentence";
  const std::string above = pages.sentence() + "\n" + pages.sentence() + "\n";
  const std::string ending = above + "Why?\nNobody knows.\n";
  CHECK(kept_against_model(ending, {.9F, .6F, .3F, .3F}) == Rules{"", "", kept, kept});
  CHECK(kept_against_model(ending, {.9F, .9F, .1F, .3F}) == none);
  // A question at the end addresses the reader; a question between two lines of the article does
  // not.
  CHECK(kept_against_model(above + "He left.\nWhy?\n", {.9F, .9F, .3F, .3F}) == none);
  CHECK(kept_against_model(above + "Why?\nNobody knows.\n", {.9F, .9F, .3F, .9F}) ==
        Rules{"", "", kept, ""});
  // Together with lines that rules drop in between, but not with other lines that the model drops.
  CHECK(kept_against_model(above + "Read also: Old mill opens\nWhy?\nNobody knows.\n",
                           {.9F, .9F, .1F, .3F, .3F}) == Rules{"", "", "", kept, kept});
  CHECK(kept_against_model(above + "Why.\nOld Mill\n", {.9F, .9F, .3F, .3F}) == none);
  CHECK(kept_against_model(above + "Write to desk@ellery.example.\nYes.\n", {.9F, .9F, .3F, .3F}) ==
        none);
  const std::string thai = "เรือเที่ยวแรกของวันออกจากท่าเวลาเจ็ดโมงเช้าทุกวัน\n";
  CHECK(kept_against_model(thai + "อ่านเพิ่มเติม: เรือใหม่\n" + thai + thai + thai,
                           {.9F, .1F, .3F, .3F, .3F}) == Rules{"", "", kept, kept, kept});
}

TEST_CASE("safeguards: a front page is kept and needs a review") {
  const std::vector<std::string> titles = {"Council votes to widen the old stone quay",
                                           "Ferry to the islands cancelled for a week",
                                           "Mill on the hill becomes a library",
                                           "Rowing club wins the autumn race again",
                                           "Storm damages roof of the sailors' hall",
                                           "Teacher finds Roman coins in school garden",
                                           "Bakery closes after fifty years on Quay Street",
                                           "New bridge opens to lorries on Monday",
                                           "Harbour master presents drawings to residents"};
  std::string page;
  for (const std::string& title : titles) page += title + "\n";
  const StripResult result = full().strip(page);
  CHECK(result.needs_review);
  CHECK_FALSE(result.is_heavy_loss);
  CHECK(result.review_reason == "holds lines like headlines, and hardly a sentence");
  CHECK(result.removed.empty());

  Pages pages(71);
  std::string article = titles[0] + "\n";
  for (int i = 0; i < 8; ++i) article += pages.sentence() + "\n";
  CHECK_FALSE(full().strip(article).needs_review);
  // A song repeats its lines.
  std::string song;
  for (int i = 0; i < 4; ++i) song += titles[0] + "\n" + titles[1] + "\n" + titles[2] + "\n";
  CHECK(full().strip(song).review_reason != result.review_reason);
}

TEST_CASE("safeguards: a text of one short line keeps its sentences") {
  const std::string body =
      "Pemerintah kota akan memperbaiki dua belas ruas jalan yang rusak akibat hujan deras. "
      "Perbaikan dimulai Senin. \"Kami siap,\" kata kepala dinas. Warga menyambut baik.";
  for (const std::string& line :
       {"Baca juga: Pasar Lama Dibuka Kembali JAKARTA - " + body, body + " Editor: Budi Santoso",
        "Baca juga: Pasar Lama Dibuka Kembali " + body + " Foto: Antara",
        "Oleh Budi Santoso " + body + " Copyright 2025. All rights reserved."}) {
    CAPTURE(line);
    std::string kept;
    append_kept_text(line, full().strip(line), kept);
    CHECK(kept.find("Perbaikan dimulai Senin.") != std::string::npos);
    CHECK(kept.find("memperbaiki dua belas ruas") != std::string::npos);
  }
}

TEST_CASE("safeguards: a long text that is all prose keeps all its sentences") {
  Pages pages(61);
  std::string text;
  for (int i = 0; i < 38; ++i) text += pages.sentence() + "\n";
  text += "Old Mill\nYes, she said.\n";
  std::vector<float> scores(40, .9F);
  for (std::size_t i = 7; i < 40; ++i) scores[i] = .1F;
  const auto rules = kept_against_model(text, scores, true);
  CHECK(std::count(rules.begin(), rules.end(), "structure.prose") == 31);
  CHECK(rules[6].empty());
  CHECK(rules[38].empty());

  static const RuleMatcher matcher(built_in_rules());
  const auto is_prose = [&](const std::string& lines) {
    DocumentLines document;
    analyse_lines(lines, matcher, {}, nullptr, document);
    return is_all_prose(document);
  };
  CHECK(is_prose(text));
  CHECK_FALSE(is_prose(text.substr(text.find('\n') + 1)));  // 39 units
  CHECK_FALSE(is_prose(text + "Home\nNews\nLogin\nMenu\n"));
}

TEST_CASE("safeguards: long texts in which only numbers change stay whole, and are not unsure") {
  std::string text;
  for (int i = 0; i < 1200; ++i) {
    text += "Dermaga nomor " + std::to_string(i) +
            " terbuat dari baja dan berdiri di atas sebelas tiang, kata kepala pelabuhan.\n";
  }
  const StripResult result = full().strip(text);
  CHECK(result.removed.empty());
  CHECK_FALSE(result.needs_review);
}

TEST_CASE("safeguards: signs by themselves between two lines of the article stay") {
  Pages pages(53);
  const std::string sentence = pages.sentence() + "\n";
  for (const std::string line : {"\"\n", "* * *\n", "\xE2\x80\x9D\n", "- \"\n"}) {
    CAPTURE(line);
    CHECK(kept_against_model(sentence + line + sentence + line, {.9F, .05F, .9F, .05F}) ==
          std::vector<std::string>{"", "structure.between", "", ""});
  }
  CHECK(kept_against_model(sentence + "|\n" + sentence, {.9F, .05F, .9F}) ==
        std::vector<std::string>(3));
}

TEST_CASE("safeguards: a short title or name between two sentences is up to the model") {
  Pages pages(43);
  const std::string sentence = pages.sentence() + "\n";
  for (const std::string line :
       {"Old Mill to Become a Library\n", "Write to us\n", "Anna Holm\n"}) {
    CAPTURE(line);
    CHECK(kept_against_model(sentence + sentence + line + sentence, {.9F, .9F, .4F, .9F}) ==
          std::vector<std::string>(4));
  }
}
