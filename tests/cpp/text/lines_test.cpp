#include "saring/text/lines.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> result;
  saring::text::LineScanner scanner(text);
  saring::text::Line line;
  std::size_t expected_begin = 0;
  while (scanner.next(line)) {
    CHECK(line.start == expected_begin);
    expected_begin = line.next;
    result.emplace_back(text.substr(line.start, line.end - line.start));
  }
  CHECK(expected_begin == text.size());
  CHECK_FALSE(scanner.next(line));
  return result;
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("LineScanner: n terminators make n + 1 lines, the last maybe empty") {
  CHECK(lines("") == Lines{""});
  CHECK(lines("a") == Lines{"a"});
  CHECK(lines("a\n") == Lines{"a", ""});
  CHECK(lines("\n\n") == Lines{"", "", ""});
  CHECK(lines("satu\ndua\r\ntiga") == Lines{"satu", "dua", "tiga"});
}

TEST_CASE("LineScanner: only LF and CRLF end a line") {
  CHECK(lines("a\rb") == Lines{"a\rb"});
  CHECK(lines("a\r\r\nb") == Lines{"a\r", "b"});
  CHECK(lines("\r\n") == Lines{"", ""});
  CHECK(lines("\r") == Lines{"\r"});
  CHECK(lines("a\u2028b\u0085c\vd\fe") == Lines{"a\u2028b\u0085c\vd\fe"});
  CHECK(lines(std::string_view("a\0b\nc", 5)) == Lines{std::string("a\0b", 3), "c"});
}
