#include "saring/text/segment.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using saring::text::DictionarySegmenter;

namespace {

std::vector<std::string> split(DictionarySegmenter& segmenter, std::string_view run) {
  std::vector<std::size_t> ends;
  segmenter.split(run, ends);
  std::vector<std::string> words;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    words.emplace_back(run.substr(begin, end - begin));
    begin = end;
  }
  CHECK(begin == run.size());
  return words;
}
using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("DictionarySegmenter: divides the scripts without spaces by dictionary") {
  DictionarySegmenter segmenter;
  CHECK(split(segmenter, "ฉันกินข้าว") == Strings{"ฉัน", "กิน", "ข้าว"});
  CHECK(split(segmenter, "私は学生です") == Strings{"私", "は", "学生", "です"});
  CHECK(split(segmenter, "我们喜欢音乐") == Strings{"我们", "喜欢", "音乐"});
  CHECK(split(segmenter, "2024年") == Strings{"2024", "年"});
  CHECK(split(segmenter, "ຂ້ອຍກິນເຂົ້າ").size() >= 2);
  CHECK(split(segmenter, "ខ្ញុំញ៉ាំបាយ").size() >= 2);
  CHECK(split(segmenter, "ကျွန်တော်ထမင်းစားတယ်").size() >= 3);
}

TEST_CASE("DictionarySegmenter: appends, and nothing for no text") {
  DictionarySegmenter segmenter;
  std::vector<std::size_t> ends{7};
  segmenter.split("", ends);
  CHECK(ends == std::vector<std::size_t>{7});
  segmenter.split("กิน", ends);
  CHECK(ends.size() == 2);
}

TEST_CASE("segment_words: words between spaces and words by dictionary, in order") {
  const std::string text = "Dia makan 私は学生です iPhoneを買う, 2024年.";
  std::vector<std::string> words;
  std::vector<std::string> scripts;
  for (const saring::text::Segment& s : saring::text::segment_words(text)) {
    words.push_back(text.substr(s.start, s.end - s.start));
    scripts.emplace_back(saring::text::script_code(s.script));
  }
  CHECK(words ==
        Strings{"Dia", "makan", "私", "は", "学生", "です", "iPhone", "を", "買う", "2024", "年"});
  CHECK(scripts == Strings{"Latn", "Latn", "Hani", "Hira", "Hani", "Hira", "Latn", "Hira", "Hani",
                           "Zyyy", "Hani"});
  CHECK(saring::text::segment_words("").empty());
}

TEST_CASE("segment_words: a run longer than a word may be is divided as one") {
  std::string text;
  while (text.size() < 40000) text += "私は学生です";
  const auto segments = saring::text::segment_words(text);
  std::size_t begin = 0;
  std::size_t others = 0;
  for (const auto& s : segments) {
    CHECK(s.start == begin);
    begin = s.end;
    const std::string word = text.substr(s.start, s.end - s.start);
    others += word != "私" && word != "は" && word != "学生" && word != "です" ? 1 : 0;
  }
  CHECK(begin == text.size());
  CHECK(others <= 8);  // at the two cuts
}

TEST_CASE("DictionarySegmenter: can be moved and used again") {
  DictionarySegmenter first;
  DictionarySegmenter second(std::move(first));
  CHECK(split(second, "กินข้าว").size() == 2);
  first = std::move(second);
  CHECK(split(first, "กินข้าว").size() == 2);
}
