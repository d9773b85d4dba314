// Tests: tests/cpp/pipeline/audit_test.cpp.
#include "saring/pipeline/audit.hpp"

#include <algorithm>
#include <charconv>

#include "saring/text/json_text.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

void append_number(std::size_t value, std::string& out) {
  char buffer[24];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void append_member(std::string_view name, std::string_view value, std::string& out) {
  out += ",\"";
  out += name;
  out += "\":";
  text::append_json_string(value, out);
}

void append_removal(std::string_view location, std::string_view text, const Removal& removal,
                    std::size_t start, std::size_t end, std::string& out) {
  out += removal.is_span ? "{\"kind\":\"span\"," : "{\"kind\":\"line\",";
  out += location;
  out += ",\"text_line\":";
  append_number(std::size_t{removal.line} + 1, out);
  out += ",\"start\":";
  append_number(start, out);
  out += ",\"end\":";
  append_number(end, out);
  append_member("role", boilerplate::role_name(removal.role), out);
  if (!removal.rule.empty()) append_member("rule", removal.rule, out);
  if (!removal.reason.empty()) append_member("reason", removal.reason, out);
  out += ",\"score\":";
  append_score(removal.score, out);
  if (removal.bytes_before > 0) {
    const std::size_t begin = removal.start - removal.bytes_before;
    append_member("before", text.substr(begin, removal.bytes_before), out);
  }
  append_member("text", text.substr(removal.start, removal.end - removal.start), out);
  if (removal.bytes_after > 0)
    append_member("after", text.substr(removal.end, removal.bytes_after), out);
  out += "}\n";
}

// A document that is removed.
struct RemovedDocument {
  Decision decision = Decision::kKept;
  std::string_view why{};      // in plain words
  std::string_view members{};  // JSON members, each with a comma before it
  std::string_view lang{};
  double confidence = 0;
  std::string_view text{};  // clean
  RecordAround around{};
};

void append_document(std::string_view location, const RemovedDocument& document, std::string& out) {
  const auto& [decision, why, members, lang, confidence, text, around] = document;
  out += "{\"kind\":\"document\",";
  out += location;
  append_member("reason", decision_name(decision), out);
  if (!why.empty()) append_member("why", why, out);
  out += members;
  if (!lang.empty()) {
    append_member("lang", lang, out);
    out += ",\"confidence\":";
    append_score(confidence, out);
  }
  append_member("text", text, out);
  if (!around.head.empty()) {
    append_member("head", around.head, out);
    append_member("tail", around.tail, out);
  }
  out += "}\n";
}

std::string_view words_for(Decision decision, bool was_stripped) {
  switch (decision) {
    case Decision::kEmpty:
      return was_stripped ? "emptied by stripping" : "without a letter or digit";
    case Decision::kTooShort:
      return "too short";
    case Decision::kLanguage:
      return "language not wanted";
    case Decision::kUncertain:
      return "language uncertain";
    case Decision::kWhere:
      return "condition not satisfied";
    case Decision::kSourceChanged:
      return "its file changed while it was read";
    case Decision::kHeavyLoss:
      return "would lose most of its text";
    case Decision::kKept:
    case Decision::kDuplicate:
      break;
  }
  return "";
}

// The record without the JSON string at its end.
std::string_view without_last_string(std::string_view record) {
  std::size_t at = record.size() - 1;
  bool is_escaped = true;
  while (is_escaped) {
    at = record.rfind('"', at - 1);
    const std::size_t before = record.find_last_not_of('\\', at - 1);
    is_escaped = (at - before) % 2 == 0;
  }
  return record.substr(0, at);
}

}  // namespace

RecordAround record_around(const StoredDocument& document) {
  if (document.head.empty() || document.has_own_text) return {document.head, document.tail};
  return {without_last_string(document.head), document.tail};
}

void append_score(double value, std::string& out, int decimals) {
  char buffer[16];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals).ptr;
  out.append(buffer, end);
}

void append_location(std::string_view file, const Location& location, std::string& out) {
  out += "\"file\":";
  out += file;
  out += ",\"record\":";
  append_number(location.record, out);
  out += ",\"line\":";
  if (location.line == 0) {
    out += "null";
  } else {
    append_number(location.line, out);
  }
  if (location.id.empty()) return;
  out += ",\"id\":";
  out += location.id;
}

void append_audit(std::string_view file, const Location& location, std::string_view text,
                  const CleanDocument& clean, RecordAround around, std::string& out) {
  const bool is_kept_whole = clean.removals.empty() && clean.decision == Decision::kKept;
  if (is_kept_whole && !clean.is_mojibake) return;
  std::string place;
  append_location(file, location, place);
  if (!clean.review_reason.empty()) append_member("review_reason", clean.review_reason, place);
  if (clean.is_mojibake) out += "{\"kind\":\"mojibake\"," + place + "}\n";
  text::CodePointOffsets code_points(text);
  for (const Removal& removal : clean.removals) {
    const std::size_t start = code_points(removal.start);
    append_removal(place, text, removal, start, code_points(removal.end), out);
  }
  if (clean.decision == Decision::kKept) return;
  append_document(place,
                  {.decision = clean.decision,
                   .why = words_for(clean.decision, !clean.removals.empty()),
                   .lang = clean.lang,
                   .confidence = clean.confidence,
                   .text = clean.text,
                   .around = around},
                  out);
}

void append_kept_records(std::string_view file,
                         std::span<const std::pair<std::uint64_t, std::uint64_t>> runs,
                         std::string& out) {
  constexpr std::size_t kRunsOfALine = 1000;
  for (std::size_t at = 0; at < runs.size(); at += kRunsOfALine) {
    out += R"({"kind":"kept","file":)";
    out += file;
    out += ",\"records\":";
    char separator = '[';
    for (const auto& [first, count] : runs.subspan(at, std::min(kRunsOfALine, runs.size() - at))) {
      out += separator;
      out += '[';
      append_number(first, out);
      out += ',';
      append_number(count, out);
      out += ']';
      separator = ',';
    }
    out += "]}\n";
  }
}

void append_late_removal(std::string_view file, const StoredDocument& document, Decision decision,
                         std::string_view members, std::string& out) {
  std::string place;
  append_location(file, document.location, place);
  append_document(place,
                  {.decision = decision,
                   .why = words_for(decision, document.chars_removed > 0),
                   .members = members,
                   .lang = document.lang,
                   .confidence = document.confidence,
                   .text = document.text,
                   .around = record_around(document)},
                  out);
}

}  // namespace saring::pipeline
