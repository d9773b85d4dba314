#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "lang/tiny_model.hpp"

using namespace saring::lang;
using namespace saring::lang::test;

namespace {

std::vector<std::string> codes(const std::vector<LanguageSpan>& spans) {
  std::vector<std::string> out;
  for (const LanguageSpan& span : spans)
    out.emplace_back(tiny_detector().label_code(span.detection.label));
  return out;
}

void check_cover(std::string_view text, const std::vector<LanguageSpan>& spans) {
  REQUIRE(!spans.empty());
  CHECK(spans.front().start == 0);
  CHECK(spans.back().end == text.size());
  for (std::size_t i = 1; i < spans.size(); ++i) CHECK(spans[i].start == spans[i - 1].end);
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("spans: a text of one language is one span, with the answer for the whole") {
  const std::string text = sentence(tiny_languages()[0], 3, 40);
  const auto spans = tiny_detector().detect_spans(text);
  REQUIRE(codes(spans) == Codes{"eng_Latn"});
  check_cover(text, spans);
  CHECK(spans[0].detection.confidence == tiny_detector().detect(text).confidence);
}

TEST_CASE("spans: languages on separate lines are split at the line") {
  const std::string first = sentence(tiny_languages()[0], 1, 12) + "\n";
  const std::string second = sentence(tiny_languages()[1], 2, 12) + "\n";
  const std::string third = sentence(tiny_languages()[3], 3, 12);
  const auto spans = tiny_detector().detect_spans(first + second + third);
  REQUIRE(codes(spans) == Codes{"eng_Latn", "ind_Latn", "rus_Cyrl"});
  check_cover(first + second + third, spans);
  CHECK(spans[1].start == first.size());
  CHECK(spans[2].start == first.size() + second.size());
}

TEST_CASE("spans: neighbours whose languages are merged are one span") {
  const std::string text = sentence(tiny_languages()[0], 1, 12) + "\n" +
                           sentence(tiny_languages()[1], 2, 12) + "\n" +
                           sentence(tiny_languages()[3], 3, 12);
  const Detector& detector = tiny_detector();
  DetectOptions options;
  options.merged = {{detector.label_number("ind_Latn"), detector.label_number("eng_Latn")}};
  const auto spans = detector.detect_spans(text, options);
  REQUIRE(codes(spans) == Codes{"ind_Latn", "rus_Cyrl"});
  check_cover(text, spans);
}

TEST_CASE("spans: languages on one line are split at a word") {
  const std::string first = sentence(tiny_languages()[2], 1, 14) + " ";
  const std::string second = sentence(tiny_languages()[1], 2, 14);
  const auto spans = tiny_detector().detect_spans(first + second);
  REQUIRE(codes(spans) == Codes{"fra_Latn", "ind_Latn"});
  CHECK(spans[1].start == first.size());
}

namespace {

// The number of words of another language between two boundaries that are needed to make a span,
// added up over some texts.
std::size_t words_until_split(const std::string& boundary) {
  std::size_t sum = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const std::string first = sentence(tiny_languages()[0], seed, 14);
    std::size_t words = 1;
    while (words < 30) {
      const std::string second = sentence(tiny_languages()[1], seed, words);
      if (tiny_detector().detect_spans(first + boundary + second + boundary + first).size() > 1)
        break;
      ++words;
    }
    sum += words;
  }
  return sum;
}

}  // namespace

TEST_CASE("spans: a span ends more easily at a sentence than inside, and most easily at a line") {
  const std::size_t inside = words_until_split(" ");
  const std::size_t at_sentence = words_until_split(". ");
  const std::size_t at_line = words_until_split("\n");
  CHECK(at_line < at_sentence);
  CHECK(at_sentence < inside);
  CHECK(words_until_split("! ") == at_sentence);
  CHECK(words_until_split("? ") == at_sentence);
  CHECK(at_sentence < words_until_split(", "));
}

TEST_CASE("spans: a foreign word does not make a span") {
  const std::string text =
      sentence(tiny_languages()[1], 1, 14) + " погода " + sentence(tiny_languages()[1], 2, 14);
  CHECK(codes(tiny_detector().detect_spans(text)) == Codes{"ind_Latn"});
}

namespace {

// Two close languages that share most of their words, and one that is different from both.
const Detector& close_detector() {
  static const Detector detector = [] {
    std::vector<std::string_view> shared = {"kuća",  "voda",    "djeca", "jutro", "ljudi", "vrt",
                                            "ljeto", "vrijeme", "grad",  "cesta", "more",  "sunce"};
    TinyLanguage hrv{"hrv_Latn", shared};
    TinyLanguage bos{"bos_Latn", shared};
    hrv.words.insert(hrv.words.end(), {"tjedan", "općenito", "kruh"});
    bos.words.insert(bos.words.end(), {"sedmica", "uopšte", "hljeb"});
    Trainer trainer(tiny_options());
    for (const TinyLanguage& language : {hrv, bos, tiny_languages()[0]}) {
      for (unsigned i = 0; i < 300; ++i) trainer.add(language.label, sentence(language, i, 8));
    }
    const TemporaryFile file(trainer.train());
    return Detector(file.path());
  }();
  return detector;
}

Codes close_codes(std::string_view text) {
  Codes out;
  for (const LanguageSpan& span : close_detector().detect_spans(text))
    out.emplace_back(close_detector().label_code(span.detection.label));
  return out;
}

}  // namespace

TEST_CASE("spans: adjacent close languages are split only by more than a word each") {
  const std::string shared = "kuća voda djeca jutro ljudi vrt ljeto vrijeme grad ";
  CHECK(close_codes(shared + "tjedan " + shared + "\n" + shared + "sedmica " + shared).size() == 1);
  CHECK(close_codes("tjedan kruh općenito tjedan kruh općenito tjedan kruh\n"
                    "sedmica hljeb uopšte sedmica hljeb uopšte sedmica hljeb") ==
        Codes{"hrv_Latn", "bos_Latn"});
}

TEST_CASE("spans: words that close languages share form a span beside another language") {
  const std::string shared = "kuća voda djeca jutro ljudi vrt ljeto vrijeme grad cesta more sunce";
  const Codes found = close_codes(sentence(tiny_languages()[0], 1, 14) + " " + shared);
  REQUIRE(found.size() == 2);
  CHECK(found[0] == "eng_Latn");
}

TEST_CASE("spans: texts without language are one span") {
  for (const char* text : {"", "12\n34\n", "\n\n", "!?"}) {
    const auto spans = tiny_detector().detect_spans(text);
    CHECK(codes(spans) == Codes{"zxx"});
    check_cover(text, spans);
  }
}

TEST_CASE("spans: neighbours differ in language, however languages are mixed") {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t pieces = 2 + random() % 8; pieces > 0; --pieces) {
      const std::size_t i = random() % (tiny_languages().size() + 1);
      if (i < tiny_languages().size()) {
        text += sentence(tiny_languages()[i], static_cast<unsigned>(random()), 1 + random() % 9);
      } else {
        text += "xqzt wvrk 99 ==";
      }
      text += " \n"[random() % 2];
    }
    const auto spans = tiny_detector().detect_spans(text);
    for (std::size_t i = 1; i < spans.size(); ++i) {
      INFO(text);
      REQUIRE(spans[i - 1].detection.label != spans[i].detection.label);
    }
  }
}

TEST_CASE("spans: by line there is one span per line, and they cover the text") {
  const std::string text =
      sentence(tiny_languages()[0], 1, 9) + "\r\n\n" + sentence(tiny_languages()[1], 2, 9);
  const auto lines = tiny_detector().detect_lines(text);
  CHECK(codes(lines) == Codes{"eng_Latn", "zxx", "ind_Latn"});
  check_cover(text, lines);
  check_cover("", tiny_detector().detect_lines(""));
  check_cover("dan\n", tiny_detector().detect_lines("dan\n"));
}

namespace {

// Seconds of CPU for the first `size` bytes of the text: for spans, and for the whole text.
double seconds(std::string_view text, std::size_t size) {
  const std::clock_t start = std::clock();
  static_cast<void>(tiny_detector().detect_spans(text.substr(0, size)));
  static_cast<void>(tiny_detector().detect(text.substr(0, size)));
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("spans: time is linear in the length of the text, whatever its content") {
  constexpr std::size_t kSize = 10'200'000;  // a tenth of it ends between characters
  std::string alternating;
  while (alternating.size() < kSize) alternating += "aж日";
  std::string joined;  // many words, no space
  while (joined.size() < kSize) joined += "dan.rumah-air/";
  for (const std::string& text : {std::string(kSize, 'a'), alternating, joined}) {
    // Quadratic time would be a hundred times as long. On a shared machine, three times as long is
    // possible.
    CHECK(seconds(text, kSize) < 30 * std::max(seconds(text, kSize / 10), 0.01));
  }
}
