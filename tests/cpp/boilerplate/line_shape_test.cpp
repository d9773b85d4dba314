#include "saring/boilerplate/line_shape_internal.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace saring::boilerplate;

TEST_CASE("line shape: counts letters, tokens, digits, commas and sentence ends") {
  const LineShape s = measure_line("The Old mill, built 1931, burnt down. It was rebuilt.");
  CHECK(s.tokens == 10);
  CHECK(s.title_tokens == 3);
  CHECK(s.digits == 4);
  CHECK(s.commas == 2);
  CHECK(s.stops == 2);
  CHECK(s.upper == 3);
  CHECK(s.chars == 53);
  CHECK(s.has_year);
  CHECK(s.ends_sentence);
  CHECK(s.starts_upper);
  CHECK_FALSE(s.starts_lower);
}

TEST_CASE("line shape: other scripts count as ASCII does") {
  const LineShape s = measure_line("«Старая мельница, построенная здесь».");
  CHECK(s.tokens == 4);
  CHECK(s.upper == 1);
  CHECK(s.letters == 30);
  CHECK(s.starts_quote);
  CHECK(s.ends_sentence);
  const LineShape han = measure_line("老磨坊在河边，很安静。");
  CHECK(han.wide == 9);
  CHECK(han.words() == 5);
  CHECK(han.commas == 1);
  CHECK(han.ends_sentence);
}

TEST_CASE("line shape: closing quotes and brackets may follow the end of a sentence") {
  CHECK(measure_line("He said \"it is late.\"").ends_sentence);
  CHECK(measure_line("(It was late.)").ends_sentence);
  CHECK_FALSE(measure_line("It was late (in May)").ends_sentence);
  CHECK(measure_line("Read also:").ends_colon);
  CHECK(measure_line("And then…").ends_ellipsis);
  CHECK(measure_line("And then...").ends_ellipsis);
}

TEST_CASE("line shape: dates, times and links are seen") {
  CHECK(measure_line("3/5/2024").has_date);
  CHECK(measure_line("2024-05-03").has_date);
  CHECK(measure_line("at 10:15 WIB").has_time);
  CHECK_FALSE(measure_line("10,5 of 12").has_time);
  CHECK(measure_line("see www.example.org").has_url);
  CHECK(measure_line("© 2024").has_copyright);
  CHECK_FALSE(measure_line("12024 sheep").has_year);
}

TEST_CASE("line shape: a line of white space is blank, whatever the space") {
  CHECK(measure_line("").is_blank);
  CHECK(measure_line(" \t\r").is_blank);
  CHECK(measure_line("\xC2\xA0 \xE3\x80\x80").is_blank);
  CHECK_FALSE(measure_line("-").is_blank);
}

TEST_CASE("line shape: counters do not overflow on long runs") {
  const LineShape s = measure_line(std::string(100000, 'A') + " " + std::string(70000, ','));
  CHECK(s.letters == 100000);
  CHECK(s.upper == 100000);
  CHECK(s.commas == 70000);
  CHECK(s.tokens == 2);
  CHECK(s.long_tokens == 2);
}

TEST_CASE("line shape: white space around does not change the hash") {
  CHECK(measure_line("  a b ").hash == measure_line("a b").hash);
  CHECK(measure_line("a b").hash != measure_line("a c").hash);
}
