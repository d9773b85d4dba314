// Files of JSON from any bytes, split into values. Chunks change nothing. Values are in the file in
// order, each on the reported line, none longer than the limit. A file of records gives exactly
// these records.
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "saring/pipeline/json_splitter.hpp"
#include "saring/text/json_text.hpp"

using fuzz::require;
using saring::pipeline::JsonSplitter;
using saring::pipeline::JsonValue;

namespace {

constexpr std::size_t kNoLimit = std::size_t{1} << 40;

struct Cut {
  std::vector<JsonValue> values;
  bool is_cut = false;
  std::uint64_t line_behind = 0;
};

Cut cut(std::string_view bytes, bool is_array, std::size_t limit, std::size_t chunk) {
  JsonSplitter splitter(is_array, limit);
  Cut out;
  const auto keep = [&](std::vector<JsonValue> values) {
    std::ranges::move(values, std::back_inserter(out.values));
  };
  for (std::size_t at = 0; at < bytes.size(); at += chunk) {
    keep(splitter.feed(bytes.substr(at, chunk)));
  }
  keep(splitter.finish());
  out.is_cut = splitter.is_cut();
  out.line_behind = splitter.line_behind();
  return out;
}

void check_same(const Cut& one, const Cut& other) {
  require(one.is_cut == other.is_cut && one.line_behind == other.line_behind,
          "chunks change no end");
  require(std::ranges::equal(one.values, other.values,
                             [](const JsonValue& a, const JsonValue& b) {
                               return a.bytes == b.bytes && a.line == b.line &&
                                      a.too_long == b.too_long;
                             }),
          "chunks change no value");
}

void check_places(std::string_view bytes, const Cut& found, std::size_t limit) {
  std::size_t at = 0;
  for (const JsonValue& value : found.values) {
    if (value.too_long != 0) {
      require(value.too_long > limit && value.bytes.empty(), "what is too long is not held");
      continue;
    }
    require(!value.bytes.empty() && value.bytes.size() <= limit, "a value has bytes, not too many");
    const std::size_t start = bytes.find(value.bytes, at);
    require(start != std::string_view::npos, "values are in the file in order");
    at = start + value.bytes.size();
  }
  std::uint64_t line = 1;
  for (const JsonValue& value : found.values) {
    require(value.line >= line, "lines of values are in order");
    line = value.line;
  }
  const auto lines = static_cast<std::uint64_t>(std::ranges::count(bytes, '\n')) + 1;
  require(line <= lines && found.line_behind <= lines, "lines are in the file");
}

// Records in the form of pretty-printers must be split into exactly these records.
void check_records(std::string_view text, bool is_array, std::size_t chunk) {
  std::string record = "{\n  \"a\": [1, {}],\n  \"text\": ";
  saring::text::append_json_string(text, record);
  record += "\n}";
  const std::string file = is_array ? "[" + record + ",\n" + record + "]" : record + "\n" + record;
  const Cut found = cut(file, is_array, kNoLimit, chunk);
  require(found.values.size() == 2 && !found.is_cut && found.line_behind == 0, "two records");
  require(found.values[0].bytes == record && found.values[1].bytes == record, "as they were");
  require(found.values[0].line == 1 && found.values[1].line == 5, "on their lines");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool is_array = input.option() % 2 == 1;
  const std::size_t chunk = 1 + input.option() % 32;
  const std::size_t limit = 1 + input.option();
  const std::string_view bytes = input.bytes();
  const Cut whole = cut(bytes, is_array, kNoLimit, std::max<std::size_t>(bytes.size(), 1));
  check_places(bytes, whole, kNoLimit);
  check_same(whole, cut(bytes, is_array, kNoLimit, chunk));
  const Cut bounded = cut(bytes, is_array, limit, chunk);
  check_places(bytes, bounded, limit);
  require(bounded.values.size() == whole.values.size(), "a limit changes no number of values");
  check_records(input.text(), is_array, chunk);
  return 0;
}
