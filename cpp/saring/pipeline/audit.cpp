// Tests: tests/cpp/pipeline/audit_test.cpp.
#include "saring/pipeline/audit.hpp"

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

void append_removal(const Document& document, std::string_view text, const Removal& removal,
                    std::size_t begin, std::size_t end, std::string& out) {
  out += removal.is_span ? "{\"kind\":\"span\"," : "{\"kind\":\"line\",";
  out += document.where;
  out += ",\"text_line\":";
  append_number(std::size_t{removal.line} + 1, out);
  out += ",\"begin\":";
  append_number(begin, out);
  out += ",\"end\":";
  append_number(end, out);
  append_member("role", boilerplate::role_name(removal.role), out);
  if (!removal.rule.empty()) append_member("rule", removal.rule, out);
  if (!removal.reason.empty()) append_member("reason", removal.reason, out);
  out += ",\"score\":";
  append_score(removal.score, out);
  append_member("text", text.substr(removal.begin, removal.end - removal.begin), out);
  out += "}\n";
}

}  // namespace

void append_score(double value, std::string& out) {
  char buffer[16];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, 3).ptr;
  out.append(buffer, end);
}

std::string_view verdict_name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kKept:
      return "kept";
    case Verdict::kEmpty:
      return "empty";
    case Verdict::kTooShort:
      return "too_short";
    case Verdict::kLanguage:
      return "language";
    case Verdict::kUncertain:
      return "uncertain";
  }
  return "";
}

void append_audit(const Document& document, std::string_view text, const CleanDocument& clean,
                  std::string& out) {
  text::CodePointOffsets code_points(text);
  for (const Removal& removal : clean.removals) {
    const std::size_t begin = code_points(removal.begin);
    append_removal(document, text, removal, begin, code_points(removal.end), out);
  }
  if (clean.verdict == Verdict::kKept) return;
  out += "{\"kind\":\"document\",";
  out += document.where;
  append_member("reason", verdict_name(clean.verdict), out);
  if (!clean.lang.empty()) {
    append_member("lang", clean.lang, out);
    out += ",\"confidence\":";
    append_score(clean.confidence, out);
  }
  append_member("text", clean.text, out);
  out += "}\n";
}

}  // namespace saring::pipeline
