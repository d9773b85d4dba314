// simdjson's first stage indexes each line (G. Langdale and D. Lemire, "Parsing gigabytes of JSON
// per second", 2019). It finds the starts of tokens and checks UTF-8 and strings, with vector
// instructions that are chosen at run time. The walk over these starts is our own code: simdjson's
// second stages either round numbers and lose the places of values, or skip values unchecked. Lines
// that fail are scanned instead, and so are lines that are too long for an index of four bytes per
// byte. Tests: tests/cpp/pipeline/json_lines_test.cpp.
#include "saring/pipeline/json_lines.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "saring/base/ascii.hpp"
#include "saring/pipeline/host_name.hpp"
#include "saring/pipeline/json_walk_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::size_t kMaxMappedBytes = std::size_t{4} << 20U;
constexpr std::size_t kMaxIndexedBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxNameBytes = 64;  // shown in a message
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(std::string_view line) noexcept {
  return std::ranges::all_of(line, [](char c) { return ascii::is_space(c); });
}

// The number of consecutive newlines from `at` on.
std::size_t count_newlines(std::string_view block, std::size_t at) noexcept {
  constexpr std::uint64_t kEight = 0x0A0A0A0A0A0A0A0AULL;
  std::size_t end = at;
  for (std::uint64_t word = 0; end + 32 <= block.size(); end += 32) {
    std::uint64_t different = 0;
    for (std::size_t i = 0; i < 32; i += 8) {
      std::memcpy(&word, block.data() + end + i, 8);
      different |= word ^ kEight;
    }
    if (different != 0) break;
  }
  while (end < block.size() && block[end] == '\n') ++end;
  return end - at;
}

std::string_view kind_of(char first) noexcept {
  switch (first) {
    case '"':
      return "a string";
    case '{':
      return "an object";
    case '[':
      return "a list";
    case 't':
    case 'f':
      return "a boolean";
    case 'n':
      return "null";
    default:
      return "a number";
  }
}

// Appends a name to a message: in quotes, with control characters escaped, and cut if it is long.
void append_quoted(std::string_view name, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const std::size_t size = name.size();
  name = text::cut(name, kMaxNameBytes);
  const char quote = name.find('\'') != name.npos && name.find('"') == name.npos ? '"' : '\'';
  out += quote;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') out += '\\';
    if (c == '\n' || c == '\r' || c == '\t') {
      out += '\\';
      out += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  if (name.size() < size) out += "…";
  out += quote;
}

std::string_view part(std::string_view line, text::JsonSpan span) noexcept {
  return line.substr(span.start, span.end - span.start);
}

}  // namespace

char* JsonArena::reserve(std::size_t size) {
  if (chunks_.empty() || chunks_[chunk_].size - used_ < size) {
    // Reused chunks have the usual size. A larger string gets a new chunk, which is inserted before
    // them.
    const std::size_t next = chunks_.empty() ? 0 : chunk_ + 1;
    if (next == chunks_.size() || chunks_[next].size < size) {
      const std::size_t bytes = std::max(size, kChunkBytes);
      chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(next),
                     {std::make_unique_for_overwrite<char[]>(bytes), bytes});
    }
    chunk_ = next;
    used_ = 0;
  }
  return chunks_[chunk_].bytes.get() + used_;
}

std::string_view JsonArena::commit(std::size_t size) noexcept {
  if (size == 0) return {};
  const char* const start = chunks_[chunk_].bytes.get() + used_;
  used_ += size;
  return {start, size};
}

std::string_view JsonArena::copy(std::string_view bytes) {
  if (bytes.empty()) return {};
  std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
  return commit(bytes.size());
}

void JsonArena::clear() noexcept {
  std::erase_if(chunks_, [](const Chunk& chunk) { return chunk.size > kChunkBytes; });
  chunk_ = 0;
  used_ = 0;
}

class JsonLinesReader::Impl {
 public:
  explicit Impl(JsonFields fields) : fields_(std::move(fields)) {}

  // Reads a line that is not blank.
  void read_line(std::string_view line, std::size_t max_line_bytes, JsonRecord& record,
                 JsonArena& arena) {
    record.original = line;
    if (line.size() > max_line_bytes) {
      fail(record, LineStatus::kTooLong,
           "the line is " + std::to_string(line.size()) + " bytes long, more than the limit of " +
               std::to_string(max_line_bytes),
           arena);
      return;
    }
    record.raw = line;
    JsonMembers members(fields_);
    if (!(line.size() <= kMaxIndexedBytes && walk_indexed(line, members)) &&
        !walk_scanned(record, members, arena)) {
      return;
    }
    if (record.raw[members.root.start] != '{') {
      fail(
          record, LineStatus::kNotObject,
          "a record must be an object, not " + std::string(kind_of(record.raw[members.root.start])),
          arena);
    } else if (members.text.end == 0 || record.raw[members.text.start] != '"') {
      fail(record, LineStatus::kNoText, why_no_text(record.raw, members), arena);
    } else {
      fill(record, members, arena);
    }
  }

 private:
  static void fail(JsonRecord& record, LineStatus status, const std::string& reason,
                   JsonArena& arena) {
    record.raw = {};
    record.status = status;
    record.reason = arena.copy(reason);
  }

  bool walk_indexed(std::string_view line, JsonMembers& members) {
    ensure_capacity(line.size());
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(line.data());
    if (parser_->stage1(bytes, line.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) {
      return false;
    }
    const std::span<const std::uint32_t> starts(parser_->structural_indexes.get(),
                                                parser_->n_structural_indexes);
    return walk_json(line, IndexedTokens(line, starts), members);
  }

  void ensure_capacity(std::size_t size) {
    if (parser_ != nullptr && parser_->capacity() >= size) return;
    const std::size_t wanted = std::min(kMaxIndexedBytes, std::max<std::size_t>(2 * size, 65536));
    const auto error =
        parser_ == nullptr
            ? simdjson::get_active_implementation()->create_dom_parser_implementation(
                  wanted, simdjson::DEFAULT_MAX_DEPTH, parser_)
            : parser_->allocate(wanted, simdjson::DEFAULT_MAX_DEPTH);
    if (error != simdjson::SUCCESS) throw std::bad_alloc();
  }

  // Repairs UTF-8 first. Returns false, with the reason in `record`, if the line is not JSON.
  static bool walk_scanned(JsonRecord& record, JsonMembers& members, JsonArena& arena) {
    // A mark is not white space in JSON, and repair_utf8 would drop it.
    if (!record.original.starts_with(kByteOrderMark) &&
        text::find_invalid_utf8(record.original).has_value()) {
      record.raw = arena.copy(text::repair_utf8(record.original));
      record.invalid_utf8 = true;
    }
    members = JsonMembers(*members.fields);
    JsonFault fault;
    if (walk_json(record.raw, ScannedTokens(record.raw), members, fault)) return true;
    fail(record, LineStatus::kNotJson,
         "not JSON: " + fault.what + " at column " + std::to_string(column(record, fault.at)),
         arena);
    return false;
  }

  // The column in the line as read, from 1. For a very long repaired line, the column in the
  // repaired line: the map to the original takes up to 16 bytes per byte.
  static std::size_t column(const JsonRecord& record, std::size_t at) {
    if (!record.invalid_utf8 || record.original.size() > kMaxMappedBytes) return at + 1;
    text::RepairMap repairs;
    static_cast<void>(text::repair_utf8(record.original, &repairs));
    return repairs.to_original(at) + 1;
  }

  std::string why_no_text(std::string_view raw, const JsonMembers& members) const {
    if (members.text.end != 0) {
      return "the field '" + fields_.text + "' must be a string, not " +
             std::string(kind_of(raw[members.text.start]));
    }
    JsonMembers all(fields_);
    all.wants_names = true;
    JsonFault fault;
    static_cast<void>(walk_json(raw, ScannedTokens(raw), all, fault));
    std::string reason = "no field '" + fields_.text + "' (fields: ";
    for (const std::string& name : all.names) {
      if (&name != all.names.data()) reason += ", ";
      append_quoted(name, reason);
    }
    if (all.names.empty()) reason += "none";
    reason += "); name the text's field with `text_field`";
    if (const std::string path = nested_text(raw, all.names); !path.empty()) {
      reason += ": it may be ";
      append_quoted(path, reason);
    }
    return reason;
  }

  // The dotted path to a string with the text's name, one level below a member; empty if there is
  // none.
  std::string nested_text(std::string_view raw, const std::vector<std::string>& names) const {
    for (const std::string& name : names) {
      if (name.empty() || name.find('.') != name.npos) continue;
      const JsonFields below{.text = name + '.' + fields_.text};
      JsonMembers found(below);
      JsonFault fault;
      if (walk_json(raw, ScannedTokens(raw), found, fault) && found.text.end != 0 &&
          raw[found.text.start] == '"') {
        return below.text;
      }
    }
    return {};
  }

  // The content of a string. It is in the arena only if the string has escapes.
  static std::string_view decode(std::string_view quoted, JsonArena& arena, bool& lone_surrogate) {
    const std::string_view content = quoted.substr(1, quoted.size() - 2);
    if (content.find('\\') == content.npos) return content;
    const text::DecodedJson decoded =
        text::decode_json_string(content, arena.reserve(content.size()));
    lone_surrogate = decoded.lone_surrogate;
    return arena.commit(decoded.size);
  }

  static void fill(JsonRecord& record, JsonMembers& members, JsonArena& arena) {
    record.text = decode(part(record.raw, members.text), arena, record.lone_surrogate);
    if (record.lone_surrogate) replace_text(record, members, arena);
    record.text_span = members.text;
    if (members.lang.end != 0) record.lang_span = members.lang;
    if (members.id.end != 0 && record.raw[members.id.start] != 'n') {
      record.id = part(record.raw, members.id);
    }
    if (members.rank.end != 0) record.rank = part(record.raw, members.rank);
    if (members.date.end != 0) record.date = part(record.raw, members.date);
    if (members.site.end != 0 && record.raw[members.site.start] == '"') {
      bool ignored = false;
      record.url = decode(part(record.raw, members.site), arena, ignored);
      record.site = arena.copy(host_of(record.url));
    }
  }

  // Writes the decoded text into the record in place of its encoded form.
  static void replace_text(JsonRecord& record, JsonMembers& members, JsonArena& arena) {
    std::string changed(record.raw.substr(0, members.text.start));
    text::append_json_string(record.text, changed);
    const text::JsonSpan old = members.text;
    const std::size_t end = changed.size();
    changed += record.raw.substr(old.end);
    record.raw = arena.copy(changed);
    const auto move = [&](text::JsonSpan& span) {
      if (span.start < old.end) return;
      span.start = span.start - old.end + end;
      span.end = span.end - old.end + end;
    };
    for (text::JsonSpan* span :
         {&members.id, &members.site, &members.lang, &members.rank, &members.date}) {
      if (span->start == old.start) {
        *span = {old.start, end};  // one field has two uses
      } else {
        move(*span);
      }
    }
    members.text.end = end;
  }

  JsonFields fields_;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
};

JsonLinesReader::JsonLinesReader(JsonFields fields)
    : impl_(std::make_unique<Impl>(std::move(fields))) {}
JsonLinesReader::~JsonLinesReader() = default;
JsonLinesReader::JsonLinesReader(JsonLinesReader&&) noexcept = default;
JsonLinesReader& JsonLinesReader::operator=(JsonLinesReader&&) noexcept = default;

void JsonLinesReader::read(std::string_view block, std::size_t max_line_bytes, JsonBlock& out) {
  out.records_.clear();
  out.arena_.clear();
  out.num_lines_ = 0;
  for (std::size_t at = 0; at < block.size();) {
    if (block[at] == '\n') {
      const std::size_t newlines = count_newlines(block, at);
      out.num_lines_ += newlines;
      at += newlines;
      continue;
    }
    const std::string_view line =
        block.substr(at, std::min(block.find('\n', at), block.size()) - at);
    if (!is_blank(line)) {
      JsonRecord& record = out.records_.emplace_back();
      record.line = out.num_lines_;
      impl_->read_line(line, max_line_bytes, record, out.arena_);
    }
    ++out.num_lines_;
    at += line.size() + 1;
  }
}

void JsonLinesReader::read_record(std::string_view record, std::size_t max_bytes, JsonBlock& out) {
  out.records_.clear();
  out.arena_.clear();
  out.num_lines_ = 1;
  if (is_blank(record)) return;
  impl_->read_line(record, max_bytes, out.records_.emplace_back(), out.arena_);
}

std::uint64_t count_lines(std::string_view block) noexcept {
  if (block.empty()) return 0;
  std::uint64_t lines = block.back() == '\n' ? 0 : 1;
  while (!block.empty()) {
    // At most 240, so that the sum fits in a byte: the compiler then adds sixteen at once.
    const std::string_view piece = block.substr(0, 240);
    std::uint8_t newlines = 0;
    for (const char c : piece) newlines = static_cast<std::uint8_t>(newlines + (c == '\n' ? 1 : 0));
    lines += newlines;
    block.remove_prefix(piece.size());
  }
  return lines;
}

}  // namespace saring::pipeline
