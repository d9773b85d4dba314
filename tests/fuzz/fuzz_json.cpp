// JSON from any bytes, alone and inside records. Lines come in order, records are valid UTF-8 and
// give the same when read again, and a plain recursive parser accepts and refuses the same lines. A
// replaced member reads as its new value, and no other byte changes. JSON-LD is read leniently.
#include <string>

#include "fuzz.hpp"
#include "reference/json_twin.hpp"
#include "saring/boilerplate/html/html_json_internal.hpp"
#include "saring/pipeline/json_lines.hpp"
#include "saring/text/json_text.hpp"

using fuzz::is_valid;
using fuzz::require;
using saring::pipeline::JsonBlock;
using saring::pipeline::JsonLinesReader;
using saring::pipeline::JsonRecord;
using saring::pipeline::LineStatus;

namespace {

constexpr std::size_t kNoLimit = std::size_t{1} << 40;

// A text with its escapes decoded.
std::string decoded(std::string_view content) {
  std::string out(content.size(), '\0');
  out.resize(saring::text::decode_json_string(content, out.data()).size);
  return out;
}

JsonBlock read_again(std::string_view record) {
  static JsonLinesReader reader({.text = "text", .id = "id", .site = "url", .lang = "lang"});
  JsonBlock block;
  reader.read(record, kNoLimit, block);
  require(block.records().size() == 1, "a record is one line");
  require(block.records()[0].status == LineStatus::kRecord, "a record is read again");
  return block;
}

// The record with its text set to `value`, and with a member, which it may lack, set to `value`.
void check_splice(const JsonRecord& record, std::string_view value) {
  for (const std::string_view key : {"text", "lang", "a\"b", ""}) {
    std::string json;
    saring::text::append_json_string(value, json);
    std::string out;
    saring::text::append_json_with(record.raw, key, json, out);
    const JsonBlock block = read_again(out);
    const JsonRecord& second = block.records()[0];
    require(second.text == (key == "text" ? value : record.text), "the text is what was set");
    require(second.id == record.id && second.site == record.site, "other members stay");
    const auto after = saring::text::find_json_member(out, key);
    require(after && out.substr(after->start, after->end - after->start) == json,
            "the member is what was set");
    const auto before = saring::text::find_json_member(record.raw, key);
    if (!before) continue;
    require(out.substr(0, after->start) == record.raw.substr(0, before->start) &&
                out.substr(after->end) == record.raw.substr(before->end),
            "no other byte changes");
  }
}

void check_record(const JsonRecord& record, std::string_view value) {
  require(is_valid(record.reason), "a reason is UTF-8");
  const bool has_mark = record.original.starts_with("\xEF\xBB\xBF");  // repairing would drop it
  const auto twin = has_mark ? reference::TwinRecord{}
                             : reference::read_json_record(record.original, "text", "id");
  require((record.status != LineStatus::kNotJson) == twin.is_json, "the parsers agree on JSON");
  require((record.status == LineStatus::kRecord) == twin.text.has_value(), "and on the text");
  if (record.status != LineStatus::kRecord) return;
  require(record.text == *twin.text && record.id == twin.id, "and on the values");
  require(is_valid(record.raw) && is_valid(record.text) && is_valid(record.site), "all is UTF-8");
  require(record.raw.substr(record.text_span.start, 1) == "\"", "the span is a string's");
  const JsonBlock again = read_again(record.raw);
  const JsonRecord& second = again.records()[0];
  require(second.text == record.text && second.id == record.id && second.site == record.site,
          "a record reads the same again");
  require(!second.invalid_utf8 && !second.lone_surrogate, "a record is repaired once");
  check_splice(record, value);
}

void check_block(const std::string& bytes, std::string_view value) {
  static JsonLinesReader reader({.text = "text", .id = "id", .site = "url", .lang = "lang"});
  JsonBlock block;
  reader.read(bytes, kNoLimit, block);
  require(block.num_lines() == saring::pipeline::count_lines(bytes), "lines are counted alike");
  std::uint64_t next = 0;
  for (const JsonRecord& record : block.records()) {
    require(record.line >= next && record.line < block.num_lines(), "lines are in order");
    next = record.line + 1;
    check_record(record, value);
  }
}

void check_strings(std::string_view bytes, std::string_view text) {
  std::string json;
  saring::text::append_json_string(text, json);
  const std::string_view content = std::string_view(json).substr(1, json.size() - 2);
  require(!saring::text::find_invalid_json_escape(content), "what is written has valid escapes");
  require(decoded(content) == text, "what is written is read");
  require(saring::text::json_string_equals(content, text), "and is equal");
  require(is_valid(decoded(text)), "any content is decoded to UTF-8");
  const auto invalid = saring::text::find_invalid_json_escape(text);
  require(!invalid || text[*invalid] == '\\', "an invalid escape is at a backslash");
  for (const std::string_view record : {bytes, text}) {
    const auto span = saring::text::find_json_member(record, "text");
    require(!span || (span->start <= span->end && span->end <= record.size()),
            "a member is inside any bytes");
  }
}

void check_json_ld(std::string_view text) {
  std::size_t bytes = 0;
  saring::boilerplate::visit_json_strings(text, [&](const saring::boilerplate::JsonString& s) {
    require(
        is_valid(s.value) && is_valid(s.key) && is_valid(s.parent_key) && is_valid(s.object_type),
        "strings of JSON-LD are UTF-8");
    require(s.depth >= 0 && s.depth <= 64, "JSON-LD is read to a bounded depth");
    bytes += s.value.size();
  });
  require(bytes <= text.size(), "strings of JSON-LD are no longer than it");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Input input(data, size);
  const std::string bytes(input.bytes());
  const std::string text = input.text();
  check_block(bytes, text);
  check_block(R"({"text":")" + bytes + "\"}", text);
  check_block(R"({"text":"a\n","url":"http://)" + bytes + R"(","id":")" + bytes + "\"}", text);
  check_strings(bytes, text);
  check_json_ld(text);
  return 0;
}
