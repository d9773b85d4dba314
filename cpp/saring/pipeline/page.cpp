// Tests: tests/cpp/pipeline/page_test.cpp.
#include <algorithm>

#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/pipeline/page_internal.hpp"
#include "saring/text/lines.hpp"

namespace saring::pipeline {
namespace {

std::string_view trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

// The line of the article that contains a byte, and the start of that line in the article.
struct ArticleLines {
  explicit ArticleLines(std::string_view article) {
    text::LineScanner scanner(article);
    for (text::Line line; scanner.next(line);) starts.push_back(line.start);
  }
  std::vector<std::size_t> starts;
};

// Sets the bytes removed before and after each removal. So far they refer to the article.
void set_surroundings(const Page& page, std::vector<Removal>& removals) {
  boilerplate::StripResult result;
  auto removal = removals.begin();
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    boilerplate::LineDecision& line = result.lines.emplace_back();
    line.start = page.lines[i].start;
    line.end = page.lines[i].end;
    line.keep = page.lines[i].keep;
    line.is_blank = true;
    line.first_span = static_cast<std::uint32_t>(result.spans.size());
    for (; removal != removals.end() && removal->line == i; ++removal) {
      line.is_blank = false;
      if (!removal->is_span) continue;
      boilerplate::RoleSpan& span = result.spans.emplace_back();
      span.start = removal->start;
      span.end = removal->end;
      ++line.num_spans;
    }
  }
  boilerplate::set_removed_ranges(page.text, true, result);
  auto range = result.removed.begin();
  for (Removal& taken : removals) {
    while (range->line != taken.line) ++range;
    taken.bytes_before = taken.start - std::min(taken.start, range->start);
    taken.bytes_after = std::max(taken.end, range->end) - taken.end;
    ++range;
  }
}

}  // namespace

void place_page_removals(Page& page, std::vector<Removal>& removals) {
  const ArticleLines article(page.article);
  for (Removal& removal : removals) {
    const std::size_t number = page.kept[removal.line];
    PageLine& line = page.lines[number];
    const std::size_t shift = line.start - article.starts[removal.line];
    removal.line = static_cast<std::uint32_t>(number);
    removal.start += shift;
    removal.end += shift;
    if (!removal.is_span) line.keep = false;
  }
  std::vector<bool> is_kept(page.lines.size(), false);
  for (const std::size_t number : page.kept) is_kept[number] = true;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    const PageLine& line = page.lines[i];
    if (is_kept[i] || line.start == line.end) continue;
    removals.push_back({static_cast<std::uint32_t>(i), false, line.start, line.end, line.role,
                        line.score, line.rule, line.reason});
  }
  std::stable_sort(removals.begin(), removals.end(),
                   [](const Removal& a, const Removal& b) { return a.start < b.start; });
  set_surroundings(page, removals);
}

std::vector<Block> article_blocks(const Page& page, const std::vector<Removal>& removals) {
  std::vector<Block> blocks;
  auto removal = removals.begin();
  for (const PageLine& line : page.lines) {
    std::string rest;
    std::size_t from = line.start;
    for (; removal != removals.end() && removal->start < line.end; ++removal) {
      rest.append(page.text, from, removal->start - from);
      from = removal->end;
    }
    rest.append(page.text, from, line.end - from);
    const std::string_view text = trim(rest);
    if (line.keep && !text.empty()) blocks.push_back({line.role, std::string(text)});
  }
  return blocks;
}

}  // namespace saring::pipeline
