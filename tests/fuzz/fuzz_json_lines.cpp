// JSON Lines out of any bytes, bare and inside records: lines come in order, what is read is valid
// UTF-8 and reads the same again, and a plain recursive parser takes and refuses the same lines.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reference/json_twin.hpp"
#include "saring/pipeline/json_lines.hpp"
#include "saring/text/utf8.hpp"

using saring::pipeline::JsonBlock;
using saring::pipeline::JsonLinesReader;
using saring::pipeline::JsonRecord;
using saring::pipeline::LineStatus;

namespace {

constexpr std::size_t kNoLimit = std::size_t{1} << 40;

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

bool is_valid(std::string_view bytes) { return !saring::text::find_invalid_utf8(bytes); }

void check_record(const JsonRecord& record, JsonLinesReader& reader) {
  require(is_valid(record.reason), "a reason is not UTF-8");
  const bool has_mark = record.original.starts_with("\xEF\xBB\xBF");  // repairing would drop it
  const auto twin = has_mark ? reference::TwinRecord{}
                             : reference::read_json_record(record.original, "text", "id");
  require((record.status != LineStatus::kNotJson) == twin.is_json, "the parsers disagree");
  require((record.status == LineStatus::kRecord) == twin.text.has_value(), "the texts disagree");
  if (record.status != LineStatus::kRecord) return;
  require(record.text == *twin.text && record.id == twin.id, "the values disagree");
  require(is_valid(record.raw) && is_valid(record.text) && is_valid(record.site), "not UTF-8");
  require(record.raw.substr(record.text_span.start, 1) == "\"", "the span is no string's");
  JsonBlock again;
  reader.read(record.raw, kNoLimit, again);
  require(again.records().size() == 1, "a record is more than one line");
  const JsonRecord& second = again.records()[0];
  require(second.text == record.text && second.id == record.id && second.site == record.site,
          "a record reads otherwise again");
  require(!second.invalid_utf8 && !second.lone_surrogate, "a record is repaired twice");
}

void check_block(const std::string& bytes) {
  static JsonLinesReader reader({.text = "text", .id = "id", .site = "url", .lang = "lang"});
  static JsonLinesReader second({.text = "text", .id = "id", .site = "url", .lang = "lang"});
  JsonBlock block;
  reader.read(bytes, kNoLimit, block);
  require(block.num_lines() == saring::pipeline::count_lines(bytes), "lines are counted otherwise");
  std::uint64_t next = 0;
  for (const JsonRecord& record : block.records()) {
    require(record.line >= next && record.line < block.num_lines(), "lines are out of order");
    next = record.line + 1;
    check_record(record, second);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  check_block(bytes);
  check_block(R"({"text":")" + bytes + "\"}");
  check_block(R"({"text":"a\n","url":"http://)" + bytes + R"(","id":")" + bytes + "\"}");
  // Random JSON, whole and damaged, seeded by the input.
  reference::RandomJson random(std::hash<std::string>()(bytes));
  check_block(random.record() + "\n" + random.damaged() + "\n\n" + random.damaged());
  return 0;
}
