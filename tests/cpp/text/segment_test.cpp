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

TEST_CASE("DictionarySegmenter: can be moved and used again") {
  DictionarySegmenter first;
  DictionarySegmenter second(std::move(first));
  CHECK(split(second, "กินข้าว").size() == 2);
  first = std::move(second);
  CHECK(split(first, "กินข้าว").size() == 2);
}
