// What repeats on the site of a page. Tests: tests/python/test_html.py.
#include "saring/boilerplate/html/html_site_internal.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kSiteReason = "stands in documents of the site that otherwise differ";

bool is_blank(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return ascii::is_space(c); });
}

// Whether `found` covers all of a text that begins at `start` but white space.
bool covers(std::span<const SiteBoilerplate::Found> found, std::size_t start,
            std::string_view text) noexcept {
  std::size_t at = start;
  for (const SiteBoilerplate::Found& part : found) {
    if (part.start > at && !is_blank(text.substr(at - start, part.start - at))) return false;
    at = std::max(at, part.end);
  }
  return at >= start + text.size() || is_blank(text.substr(at - start));
}

}  // namespace

void drop_site_boilerplate(const SiteBoilerplate& site, RoleSet keep_roles,
                           const HtmlBlocks& blocks, Article& article) {
  const std::string_view page = blocks.text;
  std::string text;  // of the lines that are kept
  for (const ArticleLine& line : article.lines) {
    if (line.keep) text.append(page.substr(line.start, line.end - line.start)) += '\n';
  }
  std::vector<SiteBoilerplate::Found> found;
  site.find(text, found);
  if (found.empty()) return;
  const bool keep = keep_roles.contains(Role::kOther);
  std::vector<RoleSpan> spans;
  std::size_t first_found = 0, first_span = 0;
  std::size_t start = 0;  // of the line in `text`
  for (std::size_t i = 0; i < article.lines.size(); ++i) {
    ArticleLine& line = article.lines[i];
    if (!line.keep) continue;
    const std::size_t size = line.end - line.start;
    std::size_t end_found = first_found;
    while (end_found < found.size() && found[end_found].start < start + size) ++end_found;
    const auto parts = std::span(found).subspan(first_found, end_found - first_found);
    std::size_t end_span = first_span;
    while (end_span < article.spans.size() && article.spans[end_span].start < line.end) ++end_span;
    const auto known = std::span(article.spans).subspan(first_span, end_span - first_span);
    if (!parts.empty() && covers(parts, start, page.substr(line.start, size))) {
      line.role = Role::kOther;
      line.rule = site_rule_name(parts.front().rule);
      line.reason = kSiteReason;
      line.keep = keep;
    } else {
      const auto is_in_part = [&](const RoleSpan& span) {
        return std::any_of(parts.begin(), parts.end(), [&](const SiteBoilerplate::Found& part) {
          return span.start < line.start + (part.end - start) &&
                 line.start + (part.start - start) < span.end;
        });
      };
      const std::size_t of_line = spans.size();
      std::copy_if(known.begin(), known.end(), std::back_inserter(spans),
                   [&](const RoleSpan& span) { return !is_in_part(span); });
      const bool is_text = i >= blocks.blocks.size() || !blocks.blocks[i].preformatted;
      for (const SiteBoilerplate::Found& part : parts) {
        if (!is_text) break;
        std::size_t end = std::min(line.end, line.start + (part.end - start));
        while (end < line.end && ascii::is_space(page[end])) ++end;
        spans.push_back({line.start + (part.start - start), end, Role::kOther, keep,
                         site_rule_name(part.rule), kSiteReason});
      }
      std::sort(spans.begin() + static_cast<std::ptrdiff_t>(of_line), spans.end(),
                [](const RoleSpan& a, const RoleSpan& b) { return a.start < b.start; });
    }
    first_found = end_found;
    first_span = end_span;
    start += size + 1;
  }
  article.spans = std::move(spans);
}

}  // namespace saring::boilerplate
