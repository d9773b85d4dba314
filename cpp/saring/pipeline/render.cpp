// Tests: tests/cpp/pipeline/render_test.cpp.
#include "saring/pipeline/render.hpp"

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

void append_page(const StoredDocument& document, std::string_view lang_field, std::string& out) {
  const StoredPage page = read_page_parts(document.page);
  out += "<!DOCTYPE html>\n<html";
  if (!page.language.empty()) {
    out += " lang=\"";
    append_escaped(page.language, out);
    out += '"';
  }
  out += ">\n<head>\n<meta charset=\"utf-8\">\n";
  if (!lang_field.empty()) {
    out += "<meta name=\"";
    append_escaped(lang_field, out);
    out += "\" content=\"";
    append_escaped(document.lang, out);
    out += "\">\n";
  }
  out += "<title>";
  append_escaped(page.title, out);
  out += "</title>\n</head>\n<body>\n<article>\n";
  for (const auto& block : page.blocks) {
    const std::string_view element = element_of(block.role);
    out.append("<").append(element).append(">");
    append_escaped(block.text, out);
    out.append("</").append(element).append(">\n");
  }
  out += "</article>\n</body>\n</html>\n";
}

}  // namespace

void render(const StoredDocument& document, Rendering rendering, std::string_view lang_field,
            std::string& out) {
  switch (rendering) {
    case Rendering::kValue:
      out += document.text;
      break;
    case Rendering::kText:
      out += document.text;
      out += document.tail;
      break;
    case Rendering::kJson:
      out += document.head;
      if (document.has_own_text) text::append_json_string(document.text, out);
      out += document.tail;
      out += '\n';
      break;
    case Rendering::kHtml:
      append_page(document, lang_field, out);
      break;
  }
}

}  // namespace saring::pipeline
