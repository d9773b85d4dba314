#include "saring/pipeline/json_splitter.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using saring::pipeline::JsonSplitter;
using saring::pipeline::JsonValue;

namespace {

struct Split {
  std::vector<JsonValue> values;
  bool is_cut = false;
  std::uint64_t line_behind = 0;
};

// The values of a file that is passed in chunks of this many bytes.
Split split(std::string_view file, bool is_array, std::size_t chunk, std::size_t limit = 1000) {
  JsonSplitter splitter(is_array, limit);
  Split result;
  const auto add = [&](std::vector<JsonValue> values) {
    for (JsonValue& value : values) result.values.push_back(std::move(value));
  };
  for (std::size_t at = 0; at < file.size(); at += chunk)
    add(splitter.feed(file.substr(at, chunk)));
  add(splitter.finish());
  result.is_cut = splitter.is_cut();
  result.line_behind = splitter.line_behind();
  return result;
}

std::vector<std::string> bytes_of(const Split& result) {
  std::vector<std::string> bytes;
  for (const JsonValue& value : result.values) bytes.push_back(value.bytes);
  return bytes;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("json splitter: elements of an array, with their lines, in chunks of any size") {
  const std::string_view file =
      "\n[\n {\"a\": \"x]}\\\" {\",\n  \"b\": [1, {}]},\n {}, 5 , null,\"s\" ]\n";
  for (std::size_t chunk = 1; chunk <= file.size(); ++chunk) {
    const Split result = split(file, true, chunk);
    CHECK(bytes_of(result) ==
          Strings{"{\"a\": \"x]}\\\" {\",\n  \"b\": [1, {}]}", "{}", "5", "null", "\"s\""});
    REQUIRE(result.values.size() == 5);
    CHECK(result.values[0].line == 3);
    CHECK(result.values[1].line == 5);
    CHECK_FALSE(result.is_cut);
    CHECK(result.line_behind == 0);
  }
}

TEST_CASE("json splitter: objects that follow each other") {
  const std::string_view file = "{\n \"a\": 1\n}\n{\n}\n[1,\n2]\n\n\"x\" tru";
  for (const std::size_t chunk : {1U, 2U, 3U, 100U}) {
    const Split result = split(file, false, chunk);
    CHECK(bytes_of(result) == Strings{"{\n \"a\": 1\n}", "{\n}", "[1,\n2]", "\"x\"", "tru"});
    CHECK(result.values.back().line == 9);
    CHECK_FALSE(result.is_cut);
  }
}

TEST_CASE("json splitter: a broken string ends with its line") {
  const Split result = split("[{\"a\": \"x\n},\n{\"b\": \"y\\\n}]", true, 100);
  CHECK(bytes_of(result) == Strings{"{\"a\": \"x\n}", "{\"b\": \"y\\\n}"});
  CHECK_FALSE(result.is_cut);
  CHECK(bytes_of(split("[{\"a\": \"x},\n {\"b\": 1}]", true, 3)) ==
        Strings{"{\"a\": \"x},\n ", "{\"b\": 1}"});
  CHECK(bytes_of(split("[{\"a\": \"x}\n]", true, 1)) == Strings{"{\"a\": \"x}\n"});
  CHECK_FALSE(split("[{\"a\": \"x}\n]", true, 1).is_cut);
}

TEST_CASE("json splitter: files that were cut, and what stands behind an array") {
  CHECK(split("[{\"a\": 1}, {\"b\"", true, 4).is_cut);
  CHECK(split("[{\"a\": 1}", true, 4).is_cut);
  CHECK(split("", true, 4).is_cut);
  CHECK(split("{\"a\": 1", false, 4).is_cut);
  CHECK_FALSE(split("{\"a\": 1}", false, 4).is_cut);
  CHECK(split("[\n]\nx", true, 1).line_behind == 3);
  CHECK(split("[] []", true, 100).line_behind == 1);
  CHECK(bytes_of(split("} ] {}", false, 1)) == Strings{"}", "]", "{}"});
}

TEST_CASE("json splitter: a value that is too long is counted and not held") {
  const std::string file = "[{\"a\": \"" + std::string(50, 'x') + "\"}, {}]";
  const Split result = split(file, true, 7, 20);
  REQUIRE(result.values.size() == 2);
  CHECK(result.values[0].bytes.empty());
  CHECK(result.values[0].too_long == 59);
  CHECK(result.values[1].bytes == "{}");
  CHECK(result.values[1].too_long == 0);
}
