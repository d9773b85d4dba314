// The fast code, compared with the naive versions in tests/cpp/reference, on random and real text.
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reference/random_text.hpp"
#include "reference/text_twins.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/segment.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

using namespace saring::text;

namespace {

void check_valid(std::string_view text) {
  const std::string difference = reference::difference_on_valid(text);
  if (difference.empty()) return;
  CAPTURE(std::string(text));
  FAIL(difference);
}

void check_bytes(std::string_view bytes) {
  const std::string difference = reference::difference_on_bytes(bytes);
  if (difference.empty()) return;
  CAPTURE(std::string(bytes));
  FAIL(difference);
}

}  // namespace

TEST_CASE("twins: valid random text") {
  reference::RandomText random(1);
  for (int i = 0; i < 20000; ++i) check_valid(random.valid(60));
  for (int i = 0; i < 200; ++i) check_valid(random.valid(4000));
}

TEST_CASE("twins: random bytes and text with a few errors") {
  reference::RandomText random(2);
  for (int i = 0; i < 20000; ++i) {
    check_bytes(random.nearly_valid(60));
    check_bytes(random.bytes(40));
  }
}

TEST_CASE("twins: long words and long runs of anything are cut alike") {
  for (const char* unit : {"a",
                           "É",
                           "ⱥ",
                           "Ⱥ",
                           "語",
                           "กิ",
                           "e\u0301\u0323",
                           "a\u200D",
                           "\u200D",
                           "A\u200D",
                           "\u0301",
                           "1",
                           "_",
                           " ",
                           "𐐀",
                           "\uFE0F",
                           "ﬁ",
                           "x語",
                           "1\u0301",
                           "é\u200D\u200C"}) {
    for (const std::size_t extra : {0U, 1U, 2U, 3U}) {
      std::string text(extra, 'b');
      while (text.size() < 1500) text += unit;
      check_valid(text);
      check_valid(text + "é b");
    }
  }
}

TEST_CASE("twins: every code point alone, after a letter, and inside a run without spaces") {
  char buffer[4];
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    // A sample of planes without characters, and of Han's plane.
    if (c >= 0x20000 && c % 97 != 0 && !(c >= 0xE0000 && c < 0xE0200)) continue;
    const std::string self(buffer, encode(c, buffer));
    check_valid(self + "a" + self + "語" + self + "b1" + self);
  }
}

TEST_CASE("twins: sentences of more than thirty scripts") {
  const std::map<std::string, std::string> texts = reference::script_texts();
  REQUIRE(texts.size() >= 30);
  reference::RandomText random(3);
  for (const auto& [code, text] : texts) {
    CAPTURE(code);
    check_valid(text);
    check_bytes(text);
    // The same with characters cut out and put together again.
    for (int i = 0; i < 50; ++i) {
      std::string mixed;
      for (int pieces = 0; pieces < 20; ++pieces) {
        mixed +=
            text.substr(random.below(static_cast<std::uint32_t>(text.size())), random.below(12));
      }
      check_bytes(mixed);
      check_valid(repair_utf8(mixed));
    }
  }
}

TEST_CASE("scripts: most letters of a sentence are of its script") {
  for (const auto& [code, text] : reference::script_texts()) {
    std::map<std::string, std::size_t> counts;
    for (const char* p = text.data(); p != text.data() + text.size();) {
      const CharProps props = char_props(decode(p));
      if (props.kind == CharKind::kLetter) ++counts[std::string(script_code(props.script))];
    }
    for (const auto& [other, count] : counts) {
      CAPTURE(code, other);
      CHECK(count <= counts[code]);
    }
  }
}

TEST_CASE(
    "DictionarySegmenter: divides every run into whole characters, the last end is the size") {
  DictionarySegmenter segmenter;
  reference::RandomText random(4);
  std::vector<std::string> texts;
  for (const auto& [code, text] : reference::script_texts()) texts.push_back(text);
  for (int i = 0; i < 300; ++i) texts.push_back(random.valid(200));
  std::size_t divided = 0;
  for (const std::string& text : texts) {
    WordScanner scanner(text);
    Word word;
    while (scanner.next(word)) {
      if (!word.is_dictionary) continue;
      const std::string_view run = std::string_view(text).substr(word.start, word.end - word.start);
      std::vector<std::size_t> ends;
      segmenter.split(run, ends);
      REQUIRE(ends.back() == run.size());
      std::size_t last = 0;
      for (const std::size_t end : ends) {
        REQUIRE(end > last);
        REQUIRE_FALSE(find_invalid_utf8(run.substr(last, end - last)).has_value());
        last = end;
      }
      divided += ends.size() > 1 ? 1 : 0;
    }
  }
  CHECK(divided > 30);
}
