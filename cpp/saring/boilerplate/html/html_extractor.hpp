#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/boilerplate/role.hpp"
#include "saring/boilerplate/site_boilerplate.hpp"

// Main content of web pages.
namespace saring::boilerplate {

// The bytes of the library's model of pages, cpp/data/models/html.bin.
[[nodiscard]] std::span<const std::byte> built_in_html_model() noexcept;

struct ExtractOptions {
  std::string_view url = {};  // of the page; used where the page declares no canonical address
  RoleSet keep_roles = kArticleRoles;
  std::vector<std::uint32_t> dropped_lines = {};  // sorted indices of lines that are never kept
  // What repeats on the page's site; null: unknown. It goes, but for what `keep_roles` has.
  const SiteBoilerplate* site = nullptr;
  bool markdown = false;  // whether Article::markdown is filled
  bool html = false;      // whether Article::html is filled
  bool links = true;      // addresses of links and images in Markdown
};

// A visible line of the page.
struct ArticleLine {
  std::size_t start = 0;  // bytes into Article::page_text, half-open
  std::size_t end = 0;
  bool keep = false;
  Role role = Role::kOther;
  float score = 0;          // probability that it is article text, in [0, 1]
  std::string_view rule;    // id of the rule that named the role; empty where none did
  std::string_view reason;  // why it was kept or dropped, in words
};

// What was found. Strings are empty where the page has nothing. `rule` points into the extractor,
// which must live as long.
struct Article {
  std::string text;      // the kept lines, joined by "\n"
  std::string markdown;  // the same as Markdown, if asked for
  std::string html;      // the same as HTML of text elements, links and images, if asked for
  std::string title;
  std::string byline;                // the authors, joined by ", "
  std::vector<std::string> authors;  // persons; organisations where no person is named
  std::string date;                  // of publication: ISO 8601, with time and zone where known
  std::string date_modified;         // ISO 8601
  std::string language_hint;         // declared in the mark-up, e.g. "id-ID"; not detected
  std::string site_name;
  std::string canonical_url;
  std::string description;
  std::string image;    // address of the picture that stands for the article
  std::string section;  // of the site
  std::vector<std::string> tags;
  std::string page_text;  // every visible line of the page, kept or not
  std::vector<ArticleLine> lines;
  std::vector<std::string> comments;  // of readers, one each as far as the page tells them apart
  // What rules find inside kept lines, such as a dateline or "Read also: …" in a paragraph; in
  // order, as offsets into page_text. `text` is without those that are not kept.
  std::vector<RoleSpan> spans;
};

// Splits a page into lines, gets the probability that each is article text from a two-stage
// classifier (docs/html.md), and keeps the set of lines with the greatest expected F1. Rules
// (cpp/data/boilerplate/html.tsv) name the roles. Any input gives an article; a page without text,
// an empty one. Time is linear in the page (n log n in its lines). A page is read up to
// its 2,000,000th tag.
//
// Example:
//   const HtmlExtractor extractor;
//   const Article article = extractor.extract(page);
//
// Immutable; safe to share between threads.
class HtmlExtractor {
 public:
  HtmlExtractor();  // with the library's own rules and model
  ~HtmlExtractor();
  HtmlExtractor(HtmlExtractor&&) noexcept;
  HtmlExtractor& operator=(HtmlExtractor&&) noexcept;

  // `html`: valid UTF-8.
  [[nodiscard]] Article extract(std::string_view html, const ExtractOptions& options = {}) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace saring::boilerplate
