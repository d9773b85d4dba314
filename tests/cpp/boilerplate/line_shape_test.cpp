#include "saring/boilerplate/line_shape_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <string_view>

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

TEST_CASE("line shape: dates, times and links are detected") {
  CHECK(measure_line("3/5/2024").has_date);
  CHECK(measure_line("2024-05-03").has_date);
  CHECK(measure_line("at 10:15 WIB").has_time);
  CHECK_FALSE(measure_line("10,5 of 12").has_time);
  CHECK(measure_line("see www.example.org").has_url);
  CHECK(measure_line("© 2024").has_copyright);
  CHECK_FALSE(measure_line("12024 sheep").has_year);
}

TEST_CASE("line shape: a line of any white space is blank") {
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

namespace {

bool is_white(char c) { return c == ' ' || (c >= 9 && c <= 13); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// The counts of an ASCII line, computed one token and one byte after another.
LineShape naive_shape(std::string_view line) {
  LineShape s;
  std::string_view token;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && !is_white(line[i])) {
      const char c = line[i];
      const bool is_letter = is_capital(c) || (c >= 'a' && c <= 'z');
      token = std::string_view(line.data() + i - token.size(), token.size() + 1);
      s.letters += is_letter ? 1 : 0;
      s.upper += is_capital(c) ? 1 : 0;
      s.digits += is_digit(c) ? 1 : 0;
      s.puncts += !is_letter && !is_digit(c) && c > 32 && c < 127 ? 1 : 0;
      s.commas += c == ',' ? 1 : 0;
      s.separators += c == '|' ? 1 : 0;
      s.has_url |= c == '@';
    } else if (!token.empty()) {
      ++s.tokens;
      s.title_tokens += is_capital(token[0]) ? 1 : 0;
      s.short_tokens += token.size() <= 3 ? 1 : 0;
      s.long_tokens += token.size() >= 24 ? 1 : 0;
      s.stops += std::string_view(".!?").find(token.back()) != std::string_view::npos ? 1 : 0;
      token = {};
    }
  }
  return s;
}

void check_counts(const LineShape& found, const LineShape& expected) {
  CHECK(found.tokens == expected.tokens);
  CHECK(found.title_tokens == expected.title_tokens);
  CHECK(found.short_tokens == expected.short_tokens);
  CHECK(found.long_tokens == expected.long_tokens);
  CHECK(found.letters == expected.letters);
  CHECK(found.upper == expected.upper);
  CHECK(found.digits == expected.digits);
  CHECK(found.puncts == expected.puncts);
  CHECK(found.commas == expected.commas);
  CHECK(found.separators == expected.separators);
  CHECK(found.stops == expected.stops);
}

}  // namespace

TEST_CASE("line shape: counting sixteen bytes at once agrees with counting one by one") {
  std::mt19937 random(5);
  const std::string_view bytes = "abzAZ059 \t.,!?|@-:/~\x01 aaaaaa    ";
  for (int round = 0; round < 5000; ++round) {
    std::string line(random() % 70, ' ');
    for (char& c : line) c = bytes[random() % bytes.size()];
    const LineShape fast = measure_line(line);
    const LineShape naive = naive_shape(line);
    INFO(line);
    check_counts(fast, naive);
    CHECK(fast.has_url == naive.has_url);
    CHECK(fast.chars == line.size());
    // A character of another kind between blocks must change only its own counts.
    const LineShape mixed = measure_line(line + "\xC3\xA9" + line);
    CHECK(mixed.digits == 2 * naive.digits);
    CHECK(mixed.letters == 2 * naive.letters + 1);
    CHECK(mixed.upper == 2 * naive.upper);
  }
}

TEST_CASE("line shape: counts agree on long lines with other characters between any two blocks") {
  // Two thirds of the lines have one kind of character, so that the counter of a lane is full as
  // early as possible. A character outside ASCII is at every block around a multiple of 255.
  std::mt19937 random(6);
  const std::string_view bytes = "aZ0,!|@. ";
  for (int round = 0; round < 400; ++round) {
    std::string line(4000 + random() % 16000, bytes[random() % bytes.size()]);
    if (round % 3 == 0) {
      for (char& c : line) c = bytes[random() % bytes.size()];
    }
    const std::size_t block =
        round < 200 ? 250 + static_cast<std::size_t>(round) % 12 : random() % (line.size() / 16);
    const std::size_t at = std::min(line.size(), 16 * block + random() % 16);
    // An em space ends a token, like a space.
    const LineShape fast = measure_line(line.substr(0, at) + "\xE2\x80\x83" + line.substr(at));
    const LineShape first = naive_shape(std::string_view(line).substr(0, at));
    const LineShape second = naive_shape(std::string_view(line).substr(at));
    LineShape expected = naive_shape(line);
    expected.tokens = first.tokens + second.tokens;
    expected.title_tokens = first.title_tokens + second.title_tokens;
    expected.short_tokens = first.short_tokens + second.short_tokens;
    expected.long_tokens = first.long_tokens + second.long_tokens;
    expected.stops = first.stops + second.stops;
    CAPTURE(round, at, line.size());
    check_counts(fast, expected);
    CHECK(fast.chars == line.size() + 1);
  }
}

TEST_CASE("line shape: a character outside ASCII in each block in turn changes no other count") {
  constexpr std::size_t kBlocks = 600;
  for (std::size_t block = 0; block < kBlocks; ++block) {
    std::string line(16 * kBlocks, 'A');
    line.replace(16 * block, 2, "\xC3\xA9");
    const LineShape shape = measure_line(line);
    REQUIRE(shape.letters == line.size() - 1);
    REQUIRE(shape.upper == line.size() - 2);
  }
}

TEST_CASE("line shape: dates, times and years differ from other numbers") {
  CHECK(measure_line("pada 12/3/2024 lalu").has_date);
  CHECK(measure_line("pada 2024-03-12").has_date);
  CHECK_FALSE(measure_line("rasio 12/3 saja").has_date);
  CHECK_FALSE(measure_line("nomor 123-456-789").has_date);
  CHECK(measure_line("pukul 08.30 WIB").has_time);
  CHECK(measure_line("at 12:45").has_time);
  CHECK_FALSE(measure_line("skor 3:1").has_time);
  CHECK_FALSE(measure_line("Rp 1.000 saja").has_time);
  CHECK(measure_line("tahun 1998").has_year);
  CHECK_FALSE(measure_line("tahun 19987").has_year);
  CHECK_FALSE(measure_line("nomor 2123").has_year);
}
