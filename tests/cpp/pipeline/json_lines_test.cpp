#include "saring/pipeline/json_lines.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "reference/json_twin.hpp"
#include "saring/text/utf8.hpp"

using saring::pipeline::count_lines;
using saring::pipeline::JsonBlock;
using saring::pipeline::JsonFields;
using saring::pipeline::JsonLinesReader;
using saring::pipeline::JsonRecord;
using saring::pipeline::LineStatus;

namespace {

constexpr std::size_t kNoLimit = std::size_t{1} << 40;
const JsonFields kFields{.text = "text", .id = "id", .site = "url", .lang = "lang"};

// A block owns what the views of its records point into.
struct Read {
  std::string bytes;
  JsonBlock block;
  const JsonRecord& operator[](std::size_t i) const { return block.records()[i]; }
  [[nodiscard]] std::size_t size() const { return block.records().size(); }
};

Read read(std::string bytes, const JsonFields& fields = kFields, std::size_t limit = kNoLimit) {
  Read result{std::move(bytes), {}};
  JsonLinesReader reader(fields);
  reader.read(result.bytes, limit, result.block);
  return result;
}

std::string reason(std::string_view line) { return std::string(read(std::string(line))[0].reason); }

// The record after a string of this many bytes, which the reader scans instead of indexing.
std::string with_long_member(std::string_view rest) {
  return R"({"long":")" + std::string(std::size_t{2} << 20, 'x') + "\"," + std::string(rest);
}

std::string_view part(std::string_view record, saring::text::JsonSpan span) {
  return record.substr(span.start, span.end - span.start);
}

std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += what;
  return out;
}

}  // namespace

TEST_CASE("json_lines: a record gives its text, id, site and the places of values") {
  const auto r = read(R"( { "id" : 5.10 , "text" : "a\n\u00e9" ,"url":"https://www.Contoh.id/x",)"
                      R"("lang":null} )"
                      "\r\n");
  REQUIRE(r.size() == 1);
  CHECK(r[0].status == LineStatus::kRecord);
  CHECK(r[0].text == "a\né");
  CHECK(r[0].id == "5.10");
  CHECK(r[0].site == "contoh.id");
  CHECK(part(r[0].raw, r[0].text_span) == R"("a\n\u00e9")");
  REQUIRE(r[0].lang_span);
  CHECK(part(r[0].raw, *r[0].lang_span) == "null");
  CHECK(r[0].raw == r[0].original);
  CHECK(r[0].raw.data() == r.bytes.data());
  CHECK(r[0].raw.ends_with("} \r"));
  CHECK(r[0].reason.empty());
}

TEST_CASE("json_lines: a text without escapes is not copied") {
  const auto r = read(R"({"text":"kopi susu é"})");
  CHECK(r[0].text == "kopi susu é");
  CHECK(r[0].text.data() == r.bytes.data() + 9);
}

TEST_CASE("json_lines: lines are counted with blank ones, and blank ones give no record") {
  const auto r = read("\n\n{\"text\":\"a\"}\n  \t\r\n\v\f\n{\"text\":\"b\"}");
  REQUIRE(r.size() == 2);
  CHECK(r[0].line == 2);
  CHECK(r[1].line == 5);
  CHECK(r.block.num_lines() == 6);
  CHECK(read("").block.num_lines() == 0);
  CHECK(read("\n").block.num_lines() == 1);
}

TEST_CASE("json_lines: lines are counted as they are read") {
  for (std::size_t size = 0; size < 700; size += 7) {
    std::string block = repeated("ab\n\n", size / 4) + std::string(size % 5, '\n');
    CHECK(count_lines(block) == read(block).block.num_lines());
    block += "{";
    CHECK(count_lines(block) == read(block).block.num_lines());
    CHECK(count_lines(block) == static_cast<std::size_t>(std::ranges::count(block, '\n')) + 1);
  }
}

TEST_CASE("json_lines: of a repeated member the last one counts") {
  const auto r = read(
      R"({"text":1,"id":1,"text":"a","text":"b","url":"a.id","id":null,"url":7,"lang":1,"lang":2})");
  CHECK(r[0].text == "b");
  CHECK(r[0].id.empty());
  CHECK(r[0].site.empty());
  CHECK(part(r[0].raw, *r[0].lang_span) == "2");
  CHECK(read(R"({"text":"a","text":1})")[0].status == LineStatus::kNoText);
}

TEST_CASE("json_lines: members are recognised through escapes, at the top only") {
  CHECK(read(R"({"t\u0065xt":"a"})")[0].text == "a");
  CHECK(read(R"({"x":{"text":"no"},"text":"a","y":[{"text":"no"}]})")[0].text == "a");
  CHECK(read(R"({"x":{"text":"no"}})")[0].status == LineStatus::kNoText);
  CHECK(read(R"([{"text":"no"}])")[0].status == LineStatus::kNotObject);
  CHECK(read(R"({"text":"a"})", {.text = "text", .id = "text"})[0].id == "\"a\"");
}

TEST_CASE("json_lines: an id is copied as it is") {
  for (const std::string id :
       {R"("a\/\u00e9")", "18446744073709551617", "-0.50E+2", "[1, {\"a\":2}]", "true", "NaN"}) {
    CHECK(read(R"({"text":"a","id": )" + id + " }")[0].id == id);
  }
}

TEST_CASE("json_lines: NaN, infinities and numbers of any length are numbers") {
  const std::string digits(5000, '7');
  for (const std::string number : {"NaN", "Infinity", "-Infinity", "0", "-0", "0.10", "1e5",
                                   "1E+05", "-1.5e-300", "1e999", digits.c_str()}) {
    CHECK(read(R"({"n":)" + number + R"(,"text":"a"})")[0].text == "a");
  }
  for (const std::string wrong : {"01", "1.", ".5", "-", "+1", "1e", "1e+", "0x1", "1_0", "-NaN",
                                  "nan", "Inf", "tru", "truee", "nul", "1a", "'a'", "undefined"}) {
    CHECK(read(R"({"n":)" + wrong + R"(,"text":"a"})")[0].status == LineStatus::kNotJson);
    CHECK(read(R"([)" + wrong + "]")[0].status == LineStatus::kNotJson);
  }
}

TEST_CASE("json_lines: what is not JSON is reported with what was expected and the column") {
  CHECK(reason("{") ==
        "not JSON: expected a member's name or '}' but found the end of the line at column 2");
  CHECK(reason(R"({"a":1 "b"})") == "not JSON: expected ',' or '}' but found '\"' at column 8");
  CHECK(reason(R"({"a":1,})") == "not JSON: expected a member's name but found '}' at column 8");
  CHECK(reason(R"({"a" 1})") == "not JSON: expected ':' but found '1' at column 6");
  CHECK(reason(R"({"a":"b":1})") == "not JSON: expected ',' or '}' but found ':' at column 9");
  CHECK(reason("[1,]") == "not JSON: expected a value but found ']' at column 4");
  CHECK(reason("[1 2]") == "not JSON: expected ',' or ']' but found '2' at column 4");
  CHECK(reason(R"({"text":"a"} x)") ==
        "not JSON: expected the end of the line but found 'x' at column 14");
  CHECK(reason(R"({"a":01})") == "not JSON: invalid number at column 6");
  CHECK(reason(R"({"a":é})") == "not JSON: expected a value but found 'é' at column 6");
  CHECK(reason(R"({"a":"b)") == "not JSON: unterminated string at column 6");
  CHECK(reason(R"({"a":"b\"})") == "not JSON: unterminated string at column 6");
  CHECK(reason(R"({"a":"b\x"})") == "not JSON: invalid escape in a string at column 8");
  CHECK(reason(R"({"a":"\u12"})") == "not JSON: invalid escape in a string at column 7");
  CHECK(reason("{\"a\":\"b\tc\"}") == "not JSON: control character U+0009 in a string at column 8");
  CHECK(reason("\xEF\xBB\xBF{}").starts_with("not JSON: expected a value but found"));
  CHECK(reason("\xEF\xBB\xBF{\"text\":\"\xFF\"}").starts_with("not JSON: expected a value"));
  CHECK(reason(std::string(3, '\0')) == "not JSON: expected a value but found U+0000 at column 1");
}

TEST_CASE("json_lines: lines that are JSON but no records say what they are") {
  CHECK(reason("[1]") == "a record must be an object, not a list");
  CHECK(reason("null") == "a record must be an object, not null");
  CHECK(reason(" true") == "a record must be an object, not a boolean");
  CHECK(reason("-1") == "a record must be an object, not a number");
  CHECK(reason("NaN") == "a record must be an object, not a number");
  CHECK(reason("\"x\"") == "a record must be an object, not a string");
  CHECK(reason(R"({"text":null})") == "the field 'text' must be a string, not null");
  CHECK(reason(R"({"text":{}})") == "the field 'text' must be a string, not an object");
  CHECK(reason(R"({"b":1,"a'":{"c":2},"b":2,"d\n":3})") ==
        "no field 'text' (fields: 'b', \"a'\", 'd\\n'); name the text's field with `text_field`");
  CHECK(reason("{}") == "no field 'text' (fields: none); name the text's field with `text_field`");
  CHECK(reason("{\"" + std::string(63, 'x') + "é" + std::string(100'000, 'x') + "\":1}") ==
        "no field 'text' (fields: '" + std::string(63, 'x') +
            "…'); name the text's field with `text_field`");
  std::string many = "{";
  for (int i = 0; i < 20; ++i) many += (i > 0 ? ",\"f" : "\"f") + std::to_string(i) + "\":0";
  CHECK(reason(many + "}").find("'f11'); name") != std::string::npos);
}

TEST_CASE("json_lines: invalid UTF-8 becomes U+FFFD and the line is kept as it was read") {
  const std::string line = "{\"x\":\"\xC3\",\"text\":\"Teluk \xFF\xFEunga\xE2\x82\"}";
  const auto r = read(line + "\n{\"text\":\"b\"}\n");
  REQUIRE(r.size() == 2);
  CHECK(r[0].invalid_utf8);
  CHECK(r[0].original == line);
  CHECK(r[0].text == "Teluk \uFFFD\uFFFDunga\uFFFD");
  CHECK(r[0].raw == "{\"x\":\"\uFFFD\",\"text\":\"Teluk \uFFFD\uFFFDunga\uFFFD\"}");
  CHECK(part(r[0].raw, r[0].text_span) == "\"Teluk \uFFFD\uFFFDunga\uFFFD\"");
  CHECK_FALSE(r[1].invalid_utf8);
  // The column counts bytes of the line as read.
  CHECK(reason("{\"x\":\"\xC3\xFF\",}") ==
        "not JSON: expected a member's name but found '}' at column 11");
}

TEST_CASE("json_lines: lone surrogates of the text become U+FFFD, other members stay") {
  const auto r =
      read(R"({"lang":1,"x":"\ud800","text":"a\ud800\"\ud83e\udd9c","id":[2],"url":"b.id"} )");
  CHECK(r[0].lone_surrogate);
  CHECK(r[0].text == "a\uFFFD\"🦜");
  CHECK(r[0].raw ==
        "{\"lang\":1,\"x\":\"\\ud800\",\"text\":\"a\uFFFD\\\"🦜\",\"id\":[2],\"url\":\"b.id\"} ");
  CHECK(part(r[0].raw, r[0].text_span) == "\"a\uFFFD\\\"🦜\"");
  CHECK(part(r[0].raw, *r[0].lang_span) == "1");
  CHECK(r[0].id == "[2]");
  CHECK(r[0].site == "b.id");
  const auto after = read(R"({"text":"\ud800","lang":"x"})");
  CHECK(part(after[0].raw, *after[0].lang_span) == "\"x\"");
  CHECK_FALSE(read(R"({"text":"\ud83e\udd9c","x":"\udc00"})")[0].lone_surrogate);
}

TEST_CASE("json_lines: 1,024 levels are read and one more is an error, without recursion") {
  const auto nested = [](std::size_t levels) {
    return R"({"n":)" + repeated("[", levels) + repeated("]", levels) + R"(,"text":"a"})";
  };
  CHECK(read(nested(1023))[0].text == "a");
  CHECK(reason(nested(1024)) == "not JSON: nested deeper than 1024 levels at column 1029");
  CHECK(reason(R"({"n":)" + std::string(5'000'000, '[')).find("nested deeper") !=
        std::string::npos);
  CHECK(reason(repeated("{\"a\":", 200'000)).find("nested deeper") != std::string::npos);
}

TEST_CASE("json_lines: a line above the limit is reported with its size, the next ones are read") {
  const std::string line = R"({"text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})";
  const auto r = read(line + "\n{\"text\":\"b\"}\n", kFields, line.size() - 1);
  REQUIRE(r.size() == 2);
  CHECK(r[0].status == LineStatus::kTooLong);
  CHECK(r[0].reason == "the line is 48 bytes long, more than the limit of 47");
  CHECK(r[0].original == line);
  CHECK(r[1].text == "b");
  CHECK(read(line, kFields, line.size())[0].status == LineStatus::kRecord);
}

TEST_CASE("json_lines: long lines are read as short ones are") {
  for (const std::string_view rest :
       {R"("text":"a\u00e9","id":[1],"n":NaN } )", R"("text":"a)", R"("text":"a"}})",
        "\"text\":\"a\xFF\"}", R"("text":"\ud800"})", R"("text":"a",})", R"("text":01})",
        R"("x":1})"}) {
    const auto short_line = read("{" + std::string(rest));
    const auto long_line = read(with_long_member(rest));
    CHECK(long_line[0].status == short_line[0].status);
    CHECK(long_line[0].text == short_line[0].text);
    CHECK(long_line[0].id == short_line[0].id);
    CHECK(long_line[0].invalid_utf8 == short_line[0].invalid_utf8);
    CHECK(long_line[0].lone_surrogate == short_line[0].lone_surrogate);
  }
}

TEST_CASE("json_lines: strings are whole wherever they fall in the vectors of the index") {
  for (std::size_t shift = 0; shift < 140; ++shift) {
    const std::string line = R"({"x":")" + std::string(shift, 'x') + R"(\\","text":"a\"b\\"})";
    CHECK(read(line)[0].text == "a\"b\\");
    CHECK(read(line.substr(0, line.size() - 1))[0].status == LineStatus::kNotJson);
    std::string control = line;
    control[6 + shift / 2] = '\x01';
    CHECK(read(control)[0].status == LineStatus::kNotJson);
  }
}

TEST_CASE("json_lines: one line's errors leave the next one alone") {
  const auto r = read("{\"text\":\"a\n{\"text\":\"b\"}\n\"\n{\"text\":\"c\\\n{\"text\":\"d\"}\n");
  REQUIRE(r.size() == 5);
  CHECK(r[1].text == "b");
  CHECK(r[4].text == "d");
}

TEST_CASE("json_lines: a reader and a block are used again") {
  JsonLinesReader reader(kFields);
  JsonBlock block;
  for (int round = 0; round < 50; ++round) {
    const std::string text(static_cast<std::size_t>(round % 7) * 90'000, 'x');
    const std::string bytes =
        repeated("{\"text\":\"\\n" + text + std::to_string(round) + "\"}\n", 9) + "x\n";
    reader.read(bytes, kNoLimit, block);
    REQUIRE(block.records().size() == 10);
    for (std::size_t i = 0; i < 9; ++i) {
      REQUIRE(block.records()[i].text == "\n" + text + std::to_string(round));
    }
    const JsonBlock moved = std::move(block);
    CHECK(moved.records()[3].text == "\n" + text + std::to_string(round));
    block = {};
  }
}

TEST_CASE("json_lines: nothing after the block is read") {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  char* const memory = static_cast<char*>(
      mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  REQUIRE(memory != MAP_FAILED);
  REQUIRE(mprotect(memory + page, page, PROT_NONE) == 0);
  JsonLinesReader reader(kFields);
  JsonBlock block;
  for (const std::string_view line :
       {R"({"text":"a\n","id":17})", R"({"text":"a)", "{\"text\":\"\xC3", R"({"text":"\u00)", "tru",
        R"({"text":"0123456789012345678901234567890123456789012345678901234567890123456789"})"}) {
    char* const start = memory + page - line.size();
    std::memcpy(start, line.data(), line.size());
    reader.read({start, line.size()}, kNoLimit, block);
    CHECK(block.records().size() == 1);
  }
  munmap(memory, 2 * page);
}

TEST_CASE("json_lines: blocks of newlines cost no memory") {
  const std::string block(std::size_t{1} << 26, '\n');
  const auto r = read(block);
  CHECK(r.size() == 0);
  CHECK(r.block.num_lines() == block.size());
}

TEST_CASE("json_lines: agrees with a plain recursive parser on many records, whole and damaged") {
  reference::RandomJson random(20);
  JsonLinesReader reader(kFields);
  JsonBlock block;
  int accepted = 0;
  for (int round = 0; round < 100'000; ++round) {
    const std::string line = round % 3 == 0 ? random.damaged() : random.record();
    const auto twin = reference::read_json_record(line, "text", "id");
    reader.read(line, kNoLimit, block);
    if (block.records().empty()) {
      REQUIRE_FALSE(twin.is_json);
      continue;
    }
    const JsonRecord& record = block.records()[0];
    INFO(line);
    INFO(record.reason);
    REQUIRE((record.status != LineStatus::kNotJson) == twin.is_json);
    REQUIRE((record.status == LineStatus::kRecord) == twin.text.has_value());
    if (!twin.text) continue;
    ++accepted;
    REQUIRE(record.text == *twin.text);
    REQUIRE(record.id == twin.id);
    REQUIRE_FALSE(saring::text::find_invalid_utf8(record.raw));
    // A repaired record gives the same when it is read again.
    const std::string raw(record.raw);
    const auto again = reference::read_json_record(raw, "text", "id");
    REQUIRE(again.text == twin.text);
  }
  CHECK(accepted > 10'000);
}

TEST_CASE("json lines: dotted paths lead into objects, whole names come first") {
  const JsonFields fields{
      .text = "a.b.text", .id = "meta.id", .site = "meta.src.url", .rank = "x.y"};
  const auto text_of = [&](std::string_view line) {
    const Read result = read(std::string(line), fields);
    return result[0].status == LineStatus::kRecord ? std::string(result[0].text) : "none";
  };
  const std::string whole =
      R"({"meta": {"id": 7, "src": {"url": "https://www.a.example/b"}}, "a": {"x": [1, {"b": 2}],)"
      R"( "b": {"text": "isi"}}, "x": {"y": [3]}})";
  for (const std::string& line : {whole, with_long_member(whole.substr(1))}) {
    const Read result = read(line, fields);
    REQUIRE(result[0].status == LineStatus::kRecord);
    CHECK(result[0].text == "isi");
    CHECK(result[0].id == "7");
    CHECK(result[0].site == "a.example");
    CHECK(result[0].rank == "[3]");
    CHECK(part(result[0].raw, result[0].text_span) == R"("isi")");
  }
  CHECK(text_of(R"({"a": {"b": {"text": "dalam"}}, "a.b.text": "luar"})") == "luar");
  CHECK(text_of(R"({"a.b.text": "luar", "a": {"b": {"text": "dalam"}}})") == "luar");
  CHECK(text_of(R"({"a": {"b": {"text": "satu"}}, "a": {"b": {"text": "dua"}}})") == "dua");
  CHECK(text_of(R"({"a": [{"b": {"text": "isi"}}]})") == "none");
  CHECK(text_of(R"({"a": {"b": [{"text": "isi"}]}})") == "none");
  CHECK(text_of(R"({"a": {"text": "isi"}, "b": {"text": "isi"}, "text": "isi"})") == "none");
  CHECK(text_of(R"({"b": {"text": "isi"}})") == "none");
  CHECK(text_of(R"({"a": {"b": "isi"}})") == "none");
  std::string deep = R"({"text": "x")";
  for (int i = 0; i < 40; ++i) deep += R"(, "a": {"b": 1)";
  CHECK(text_of(deep + std::string(41, '}')) == "none");
}

TEST_CASE("json lines: the text of an object in a record is replaced where it stands") {
  const JsonFields fields{.text = "a.text", .id = "a.id"};
  const Read result = read(R"({"a": {"text": "x\ud800y", "id": 5}})", fields);
  CHECK(result[0].lone_surrogate);
  CHECK(result[0].raw == "{\"a\": {\"text\": \"x\xEF\xBF\xBDy\", \"id\": 5}}");
  CHECK(result[0].id == "5");
}
