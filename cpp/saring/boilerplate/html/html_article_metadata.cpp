// Tests: html_article_metadata_test.cpp.
#include "saring/boilerplate/html/html_article_metadata_internal.hpp"

#include <algorithm>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_bylines_internal.hpp"
#include "saring/boilerplate/html/html_dates_internal.hpp"

namespace saring::boilerplate {
namespace {

const std::string& first_of(const std::string& a, const std::string& b) {
  return a.empty() ? b : a;
}

// "id_ID" as "id-ID".
std::string language_tag(std::string tag) {
  std::replace(tag.begin(), tag.end(), '_', '-');
  return tag;
}

}  // namespace

std::string absolute_url(std::string_view base, std::string_view link) {
  const std::size_t scheme = base.find("://");
  const bool is_absolute = link.find("://") != std::string_view::npos;
  if (link.empty() || is_absolute || scheme == std::string_view::npos) return std::string(link);
  if (link.starts_with("//")) return std::string(base.substr(0, scheme + 1)).append(link);
  const std::size_t host_end = std::min(base.find_first_of("/?#", scheme + 3), base.size());
  if (link.starts_with("/")) return std::string(base.substr(0, host_end)).append(link);
  const std::size_t path_end = std::min(base.find_first_of("?#", scheme + 3), base.size());
  const std::size_t slash = base.substr(0, path_end).rfind('/');
  if (slash < host_end) return std::string(base.substr(0, host_end)).append("/").append(link);
  return std::string(base.substr(0, slash + 1)).append(link);
}

ArticleMetadata choose_metadata(const PageView& page) {
  const HtmlMetadata& m = page.metadata;
  const DeclaredMetadata& d = m.declared;
  const JsonLdArticle& article = d.json_ld.article;
  const SiteNames site(page);
  ArticleMetadata out;
  ChosenTitle title = choose_title(page, site);
  out.title = std::move(title.text);
  out.heading = title.heading;
  out.authors = choose_authors(page, site, out.heading);
  ChosenDates dates = choose_dates(page, out.heading);
  out.date = std::move(dates.published);
  out.date_modified = std::move(dates.modified);
  out.site_name = site.name();
  out.language = language_tag(first_of(m.language, first_of(article.language, d.locale)));
  const std::string& declared_url = first_of(m.canonical_url, article.url);
  out.url = declared_url.empty() ? std::string(page.url) : absolute_url(page.url, declared_url);
  out.description = first_of(m.description, article.description);
  out.image = absolute_url(page.url, first_of(d.image, article.image));
  out.section = first_of(d.section, article.section);
  for (const std::string& words : article.keywords) split_list(words, out.tags);
  if (out.tags.empty()) out.tags = d.tags;
  return out;
}

}  // namespace saring::boilerplate
