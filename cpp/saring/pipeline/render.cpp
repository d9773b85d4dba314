// Tests: tests/cpp/pipeline/render_test.cpp.
#include "saring/pipeline/render.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include "saring/text/json_text.hpp"

namespace saring::pipeline {
namespace {

using boilerplate::Role;

void append_escaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

std::string_view element_of(Role role) noexcept {
  switch (role) {
    case Role::kHeadline:
      return "h1";
    case Role::kSubheading:
      return "h2";
    case Role::kQuote:
      return "blockquote";
    case Role::kList:
      return "li";
    default:
      return "p";
  }
}

void append_meta(std::string_view name, std::string_view content, std::string& out,
                 bool is_property = false) {
  if (name.empty()) return;
  out += is_property ? "<meta property=\"" : "<meta name=\"";
  append_escaped(name, out);
  out += "\" content=\"";
  append_escaped(content, out);
  out += "\">\n";
}

constexpr int kDecimals = 4;

// Appends a number without trailing zeros.
void append_rounded(double value, std::string& out) {
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, kDecimals).ptr;
  std::string_view number(buffer, static_cast<std::size_t>(end - buffer));
  number.remove_suffix(number.size() - 1 - number.find_last_not_of('0'));
  if (number.ends_with('.')) number.remove_suffix(1);
  out += number;
}

std::string signals_json(const StoredDocument& document) {
  std::string json;
  append_signals_json(read_signals(document.signals), json);
  return json;
}

// The head repeats the metadata of the page, in the forms that most readers of pages know.
void append_head(const StoredPage& page, std::string& out) {
  out += "<title>";
  append_escaped(page.title, out);
  out += "</title>\n";
  const auto add = [&](std::string_view name, std::string_view content, bool is_property = false) {
    if (!content.empty()) append_meta(name, content, out, is_property);
  };
  add("author", page.byline);
  add("article:published_time", page.date, true);
  add("og:site_name", page.site_name, true);
  add("description", page.description);
  if (page.url.empty()) return;
  out += "<link rel=\"canonical\" href=\"";
  append_escaped(page.url, out);
  out += "\">\n";
}

void append_page(const StoredDocument& document, const AddedFields& fields,
                 std::size_t cluster_size, std::string& out) {
  const StoredPage page = read_page_parts(document.page);
  out += "<!DOCTYPE html>\n<html";
  if (!page.language.empty()) {
    out += " lang=\"";
    append_escaped(page.language, out);
    out += '"';
  }
  out += ">\n<head>\n<meta charset=\"utf-8\">\n";
  append_meta(fields.lang, document.lang, out);
  append_meta(fields.cluster_size, std::to_string(cluster_size), out);
  if (!document.signals.empty()) append_meta(fields.signals, signals_json(document), out);
  append_head(page, out);
  out += "</head>\n<body>\n<article>\n";
  for (const auto& block : page.blocks) {
    const std::string_view element = element_of(block.role);
    out.append("<").append(element).append(">");
    append_escaped(block.text, out);
    out.append("</").append(element).append(">\n");
  }
  out += "</article>\n</body>\n</html>\n";
}

void append_as_read(const StoredDocument& document, std::string& out) {
  out += document.head;
  if (document.has_own_text) text::append_json_string(document.text, out);
  out += document.tail;
}

void append_record(const StoredDocument& document, const AddedFields& fields,
                   std::size_t cluster_size, std::string& out) {
  const bool has_signals = !fields.signals.empty() && !document.signals.empty();
  if (fields.cluster_size.empty() && !has_signals) {
    append_as_read(document, out);
    return;
  }
  std::string record;
  append_as_read(document, record);
  if (!has_signals) {
    text::append_json_with(record, fields.cluster_size, std::to_string(cluster_size), out);
    return;
  }
  if (!fields.cluster_size.empty()) {
    std::string with_size;
    text::append_json_with(record, fields.cluster_size, std::to_string(cluster_size), with_size);
    record = std::move(with_size);
  }
  text::append_json_with(record, fields.signals, signals_json(document), out);
}

}  // namespace

void append_signals_json(const text::Signals& signals, std::string& out) {
  char before = '{';
  for (std::size_t i = 0; i < text::kSignals; ++i) {
    out += before;
    before = ',';
    out += '"';
    out += text::kSignalNames[i];
    out += "\":";
    if (std::isnan(signals.values[i])) {
      out += "null";
    } else {
      append_rounded(signals.values[i], out);
    }
  }
  out += '}';
}

void render(const StoredDocument& document, Rendering rendering, const AddedFields& fields,
            std::size_t cluster_size, std::string& out) {
  switch (rendering) {
    case Rendering::kValue:
      out += document.text;
      break;
    case Rendering::kText:
      out += document.text;
      out += document.tail;
      break;
    case Rendering::kJson:
      append_record(document, fields, cluster_size, out);
      out += '\n';
      break;
    case Rendering::kJsonElement:
      out += ",\n";
      append_record(document, fields, cluster_size, out);
      break;
    case Rendering::kNothing:
      break;
    case Rendering::kHtml:
      append_page(document, fields, cluster_size, out);
      break;
  }
}

}  // namespace saring::pipeline
