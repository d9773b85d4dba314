// Tests: tests/cpp/pipeline/page_test.cpp.
#include <algorithm>

#include "saring/pipeline/page_internal.hpp"
#include "saring/text/lines.hpp"

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

std::string_view trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

// Line of the article that holds a byte of it, and where that line begins in the article.
struct ArticleLines {
  explicit ArticleLines(std::string_view article) {
    text::LineScanner scanner(article);
    for (text::Line line; scanner.next(line);) begins.push_back(line.begin);
  }
  std::vector<std::size_t> begins;
};

}  // namespace

void place_page_removals(Page& page, std::vector<Removal>& removals) {
  const ArticleLines article(page.article);
  for (Removal& removal : removals) {
    const std::size_t number = page.kept[removal.line];
    PageLine& line = page.lines[number];
    const std::size_t shift = line.begin - article.begins[removal.line];
    removal.line = static_cast<std::uint32_t>(number);
    removal.begin += shift;
    removal.end += shift;
    if (!removal.is_span) line.keep = false;
  }
  std::vector<bool> is_kept(page.lines.size(), false);
  for (const std::size_t number : page.kept) is_kept[number] = true;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    const PageLine& line = page.lines[i];
    if (is_kept[i] || line.begin == line.end) continue;
    removals.push_back({static_cast<std::uint32_t>(i), false, line.begin, line.end, line.role,
                        line.score, line.rule, line.reason});
  }
  std::stable_sort(removals.begin(), removals.end(),
                   [](const Removal& a, const Removal& b) { return a.begin < b.begin; });
}

void append_article_page(const Page& page, const CleanDocument& clean, std::string& out) {
  out += "<!DOCTYPE html>\n<html";
  if (!page.language.empty()) {
    out += " lang=\"";
    append_escaped(page.language, out);
    out += '"';
  }
  out += ">\n<head>\n<meta charset=\"utf-8\">\n<title>";
  append_escaped(page.title, out);
  out += "</title>\n</head>\n<body>\n<article>\n";
  auto removal = clean.removals.begin();
  for (const PageLine& line : page.lines) {
    std::string rest;
    std::size_t from = line.begin;
    for (; removal != clean.removals.end() && removal->begin < line.end; ++removal) {
      rest.append(page.text, from, removal->begin - from);
      from = removal->end;
    }
    rest.append(page.text, from, line.end - from);
    const std::string_view text = trim(rest);
    if (!line.keep || text.empty()) continue;
    const std::string_view element = element_of(line.role);
    out.append("<").append(element).append(">");
    append_escaped(text, out);
    out.append("</").append(element).append(">\n");
  }
  out += "</article>\n</body>\n</html>\n";
}

}  // namespace saring::pipeline
