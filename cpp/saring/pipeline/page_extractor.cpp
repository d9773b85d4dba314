// Turns the article of the HTML extractor into the cleaner's page. Tests:
// tests/cpp/pipeline/cleaner_test.cpp.
#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "saring/boilerplate/html/html_extractor.hpp"
#include "saring/pipeline/page_internal.hpp"

namespace saring::pipeline {

// Created with the first page: its patterns take a tenth of a second, and most runs have no pages.
struct PageExtractor::Impl {
  std::once_flag once;
  std::optional<boilerplate::HtmlExtractor> extractor;
};

PageExtractor::PageExtractor() : impl_(std::make_unique<Impl>()) {}
PageExtractor::~PageExtractor() = default;

Page PageExtractor::extract(std::string_view html, boilerplate::RoleSet keep_roles) const {
  boilerplate::ExtractOptions options;
  options.keep_roles = keep_roles;
  std::call_once(impl_->once, [&] { impl_->extractor.emplace(); });
  boilerplate::Article article = impl_->extractor->extract(html, options);
  Page page;
  page.text = std::move(article.page_text);
  page.head.title = std::move(article.title);
  page.head.language = std::move(article.language_hint);
  page.head.byline = std::move(article.byline);
  page.head.date = std::move(article.date);
  page.head.url = std::move(article.canonical_url);
  page.head.site_name = std::move(article.site_name);
  page.head.description = std::move(article.description);
  page.lines.reserve(article.lines.size());
  for (const boilerplate::ArticleLine& line : article.lines) {
    for (std::size_t start = line.start; start <= line.end;) {  // preformatted text has several
      const std::size_t end = std::min(page.text.find('\n', start), line.end);
      if (line.keep) {
        if (!page.kept.empty()) page.article += '\n';
        page.article.append(page.text, start, end - start);
        page.kept.push_back(page.lines.size());
      }
      page.lines.push_back({start, end, line.role, line.keep, static_cast<double>(line.score),
                            line.rule, line.reason});
      start = end + 1;
    }
  }
  return page;
}

}  // namespace saring::pipeline
