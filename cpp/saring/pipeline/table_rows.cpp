// Tests: tests/cpp/pipeline/table_rows_test.cpp.
#include "saring/pipeline/table_rows.hpp"

#include <charconv>
#include <cmath>
#include <optional>

#include "saring/pipeline/host_name.hpp"
#include "saring/text/json_text.hpp"

namespace saring::pipeline {
namespace {

constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;

// The record without its text, because each member would search through the length of the text.
std::string record_without_text(const StoredDocument& document) {
  std::string record(document.head);
  if (document.has_own_text) record += "\"\"";
  record += document.tail;
  return record;
}

std::optional<std::string_view> value_of(std::string_view record, std::string_view name) {
  const auto span = text::find_json_member(record, name);
  if (!span) return std::nullopt;
  return record.substr(span->start, span->end - span->start);
}

std::optional<std::string_view> value_at(std::string_view record, std::string_view path) {
  const std::size_t dot = path.find('.');
  const auto value = value_of(record, path.substr(0, dot));
  if (dot == path.npos || !value) return value;
  if (value->front() != '{') return std::nullopt;
  return value_at(*value, path.substr(dot + 1));
}

// The JSON of the member with this name, else of the member at this dotted path. Nothing if there
// is none or it is null.
std::optional<std::string_view> member_at(std::string_view record, std::string_view name) {
  auto json = value_of(record, name);
  if (!json && name.find('.') != name.npos) json = value_at(record, name);
  return json == "null" ? std::nullopt : json;
}

MemberKind kind_of_number(std::string_view json) {
  const char* const end = json.data() + json.size();
  if (json.find_first_of(".eEnN") == json.npos && json.find('I') == json.npos) {
    std::int64_t value = 0;
    const auto read = std::from_chars(json.data(), end, value);
    if (read.ec != std::errc{}) return MemberKind::kOther;
    const bool is_small = value <= kExactInDouble && value >= -kExactInDouble;
    return is_small ? MemberKind::kInt : MemberKind::kLongInt;
  }
  if (json.find('N') != json.npos || json.find('I') != json.npos) return MemberKind::kDouble;
  double value = 0;
  const auto read = std::from_chars(json.data(), end, value);
  return read.ec == std::errc{} && std::isfinite(value) ? MemberKind::kDouble : MemberKind::kOther;
}

MemberKind kind_of(std::string_view json) {
  switch (json.front()) {
    case 't':
    case 'f':
      return MemberKind::kBool;
    case '"':
      return MemberKind::kString;
    case '{':
    case '[':
      return MemberKind::kOther;
    default:
      return kind_of_number(json);
  }
}

std::string decoded(std::string_view quoted) {
  const std::string_view content = quoted.substr(1, quoted.size() - 2);
  std::string out(content.size(), '\0');
  out.resize(text::decode_json_string(content, out.data()).size);
  return out;
}

// The value as a string if that is requested, else its JSON in one line.
std::string member_value(std::string_view json, bool as_string) {
  if (as_string && json.front() == '"') return decoded(json);
  std::string out(json);
  for (char& c : out) {
    if (c == '\n' || c == '\r') c = ' ';  // white space between tokens
  }
  return out;
}

// Fills address and title from the page, if its record has none.
void append_page(const StoredDocument& document, TableRows& out) {
  const StoredPage page = document.page.empty() ? StoredPage{} : read_page_parts(document.page);
  const bool has_url = document.url.find("://") != document.url.npos;
  const std::string_view url = has_url ? document.url : page.url;
  const std::string host = document.site.empty() ? host_of(page.url) : std::string(document.site);
  out.strings[4].append_or_null(page.title);
  out.strings[5].append_or_null(page.byline);
  out.strings[6].append_or_null(page.date);
  out.strings[7].append_or_null(url);
  out.strings[8].append_or_null(page.url.empty() && document.site.empty() ? "" : host);
}

void append_members(const StoredDocument& document, const TableOptions& options, bool is_json,
                    TableRows& out) {
  if (options.members.empty()) return;
  const std::string record = is_json ? record_without_text(document) : std::string();
  for (std::size_t i = 0; i < options.members.size(); ++i) {
    const auto json = is_json ? member_at(record, options.members[i]) : std::nullopt;
    if (json) {
      out.members[i].append(member_value(*json, options.as_strings.at(i)));
    } else {
      out.members[i].append_null();
    }
  }
}

// An id as text: a string without its quotes.
void append_id(std::string_view id, StringColumn& out) {
  if (id.empty()) {
    out.append_null();
  } else if (id.front() == '"') {
    out.append(decoded(id));
  } else {
    out.append(id);
  }
}

}  // namespace

void StringColumn::set_valid(bool is_valid) {
  const std::size_t at = size();
  if (at % 8 == 0) validity_ += '\0';
  if (!is_valid) return;
  const auto bits = static_cast<unsigned char>(validity_.back());
  validity_.back() = static_cast<char>(bits | (1U << (at % 8)));
}

void StringColumn::append(std::string_view value) {
  set_valid(true);
  bytes_ += value;
  ends_.push_back(static_cast<std::int64_t>(bytes_.size()));
}

void StringColumn::append_null() {
  set_valid(false);
  ends_.push_back(ends_.back());
}

void StringColumn::append_or_null(std::string_view value) {
  if (value.empty()) {
    append_null();
  } else {
    append(value);
  }
}

TableRows table_rows(std::span<const StoredRow> rows, const DocumentTable& table,
                     const Copies& copies, const TableOptions& options) {
  TableRows out;
  out.members.resize(options.members.size());
  for (const auto& [row, document] : rows) {
    if (table.decision(row) != Decision::kKept) continue;
    const std::uint32_t source = table.source(row);
    const std::size_t script = document.lang.find('_');
    append_id(document.location.id, out.strings[0]);
    out.strings[1].append(document.text);
    out.strings[2].append_or_null(document.lang);
    out.strings[3].append_or_null(script == document.lang.npos ? std::string_view()
                                                               : document.lang.substr(script + 1));
    append_page(document, out);
    out.strings[9].append(decoded(table.source_json(source)));
    out.confidence.push_back(static_cast<float>(document.confidence));
    out.is_reliable.push_back(document.is_reliable ? 1 : 0);
    out.records.push_back(static_cast<std::int64_t>(document.location.record));
    out.chars_before.push_back(static_cast<std::int64_t>(document.chars + document.chars_removed));
    out.chars_after.push_back(static_cast<std::int64_t>(document.chars));
    if (!document.signals.empty()) {
      const text::Signals signals = read_signals(document.signals);
      out.signals.resize(signals.values.size());
      for (std::size_t i = 0; i < out.signals.size(); ++i) {
        out.signals[i].push_back(signals.values.at(i));
      }
    }
    const Copies::Copy* copy = copies.find(row);
    out.clusters.push_back(static_cast<std::int64_t>(copy == nullptr ? row : copy->representative));
    out.cluster_sizes.push_back(static_cast<std::int64_t>(copies.cluster_size(row)));
    append_members(document, options, options.is_json.at(source), out);
  }
  return out;
}

std::vector<std::uint8_t> member_kinds(std::span<const StoredRow> rows, const DocumentTable& table,
                                       const TableOptions& options) {
  std::vector<std::uint8_t> kinds(options.members.size(), 0);
  for (const auto& [row, document] : rows) {
    if (table.decision(row) != Decision::kKept || !options.is_json.at(table.source(row))) continue;
    const std::string record = record_without_text(document);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const auto json = member_at(record, options.members[i]);
      if (json) kinds[i] = static_cast<std::uint8_t>(kinds[i] | static_cast<int>(kind_of(*json)));
    }
  }
  return kinds;
}

}  // namespace saring::pipeline
