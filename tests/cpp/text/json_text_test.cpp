#include "saring/text/json_text.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

using saring::text::append_json_string;
using saring::text::append_json_with;
using saring::text::decode_json_string;
using saring::text::find_invalid_json_escape;
using saring::text::find_json_member;

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(text, out);
  return out;
}

std::string spliced(std::string_view record, std::string_view key, std::string_view text) {
  std::string out;
  append_json_with(record, key, quoted(text), out);
  return out;
}

std::string decoded(std::string_view content, bool lone_surrogate = false) {
  std::string out(content.size(), '?');
  const auto result = decode_json_string(content, out.data());
  CHECK(result.lone_surrogate == lone_surrogate);
  return out.substr(0, result.size);
}

}  // namespace

TEST_CASE("json_text: every escape is decoded, and surrogates by pairs") {
  CHECK(decoded("kopi susu") == "kopi susu");
  CHECK(decoded(R"(\"\\\/\b\f\n\r\t!)") == "\"\\/\b\f\n\r\t!");
  CHECK(decoded(R"(\u0041\u00e9\u20AC\ud83e\udd9c\u0000)") == std::string("Aé€🦜\0", 11));
}

TEST_CASE("json_text: a surrogate without its partner becomes U+FFFD") {
  CHECK(decoded(R"(a\ud800b)", true) == "a\uFFFDb");
  CHECK(decoded(R"(\udc00\ud800)", true) == "\uFFFD\uFFFD");
  CHECK(decoded(R"(\ud83e\ud83e\udd9c)", true) == "\uFFFD🦜");
  CHECK(decoded(R"(\ud83e\u0041)", true) == "\uFFFDA");
  CHECK(decoded(R"(\ud83e\n)", true) == "\uFFFD\n");
}

TEST_CASE("json_text: what begins no escape is found") {
  CHECK_FALSE(find_invalid_json_escape(R"(a\n\u00fF\\b)"));
  CHECK(find_invalid_json_escape(R"(a\x)") == 1U);
  CHECK(find_invalid_json_escape(R"(\n\u00g0)") == 2U);
  CHECK(find_invalid_json_escape(R"(\u123)") == 0U);
  CHECK(find_invalid_json_escape(R"(\\\)") == 2U);
  CHECK(find_invalid_json_escape(R"(\N)") == 0U);
}

TEST_CASE("json_text: strings are escaped as RFC 8259 asks and no further") {
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("kopi é 🦜") == "\"kopi é 🦜\"");
  CHECK(quoted("a\"b\\c/d") == "\"a\\\"b\\\\c/d\"");
  CHECK(quoted(std::string_view("\0\x01\x1f\n\r\t\b\f\x7f", 9)) ==
        "\"\\u0000\\u0001\\u001f\\n\\r\\t\\b\\f\x7f\"");
}

TEST_CASE("json_text: splicing changes the value of one member and no other byte") {
  CHECK(spliced(R"({"text":"a"})", "text", "b") == R"({"text":"b"})");
  CHECK(spliced(R"( { "id" : 18446744073709551617 , "text" : "a" , "x" : 1.10 } )", "text",
                "b\n") == R"( { "id" : 18446744073709551617 , "text" : "b\n" , "x" : 1.10 } )");
  CHECK(spliced(R"({"n":{"text":"no"},"l":[{"text":"no"},"]}"],"text":"a"})", "text", "b") ==
        R"({"n":{"text":"no"},"l":[{"text":"no"},"]}"],"text":"b"})");
  CHECK(spliced(R"({"s":"\"text\":\"x\\","text":null})", "text", "b") ==
        R"({"s":"\"text\":\"x\\","text":"b"})");
}

TEST_CASE("json_text: of a repeated key the last is taken, as parsers do") {
  CHECK(spliced(R"({"text":"a","text":"b"})", "text", "c") == R"({"text":"a","text":"c"})");
}

TEST_CASE("json_text: a key is recognised through its escapes") {
  CHECK(spliced(R"({"t\u0065xt":"a"})", "text", "b") == R"({"t\u0065xt":"b"})");
  CHECK(spliced(R"({"\ud83e\udd9c":"a"})", "🦜", "b") == R"({"\ud83e\udd9c":"b"})");
  CHECK(spliced(R"({"a\nb":1})", "a\nb", "b") == R"({"a\nb":"b"})");
}

TEST_CASE("json_text: a member that is absent is added at the end") {
  CHECK(spliced("{}", "lang", "ind_Latn") == R"({"lang":"ind_Latn"})");
  CHECK(spliced("{ }\r", "lang", "x") == "{\"lang\":\"x\" }\r");
  CHECK(spliced(R"({"text":"}"} )", "lang", "x") == R"({"text":"}","lang":"x"} )");
}

TEST_CASE("json_text: a member that is absent is not found") {
  CHECK_FALSE(find_json_member("{}", "text"));
  CHECK_FALSE(find_json_member("[1]", "text"));
  CHECK_FALSE(find_json_member("", "text"));
  CHECK_FALSE(find_json_member(R"({"Text":1})", "text"));
}

TEST_CASE("json_text: damaged records give a range inside them or nothing") {
  const std::string whole = R"({"a":[1,{"b":"\u00e9\\"}],"text":"x\"y","z":-1.5e3})";
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string record = whole.substr(0, random() % (whole.size() + 1));
    if (!record.empty()) record[random() % record.size()] = "\"\\{}[],:u"[random() % 9];
    const auto span = find_json_member(record, "text");
    if (!span) continue;
    REQUIRE(span->start <= span->end);
    REQUIRE(span->end <= record.size());
  }
}

TEST_CASE("json_text: deep nesting needs no stack") {
  const std::string deep(1 << 20, '[');
  CHECK_FALSE(find_json_member("{\"a\":" + deep, "text"));
}
