// Pages of any bytes: lines are in order and inside the page's text, the article is its kept lines,
// everything is valid UTF-8, and a second run gives the same.
#include <string>

#include "fuzz.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"

using fuzz::is_valid;
using fuzz::require;
using saring::boilerplate::Article;
using saring::boilerplate::ArticleLine;
using saring::boilerplate::ExtractOptions;
using saring::boilerplate::HtmlExtractor;
using saring::boilerplate::Role;
using saring::boilerplate::RoleSet;

namespace {

RoleSet roles_of(std::uint8_t choice) {
  if (choice % 2 == 0) return saring::boilerplate::kArticleRoles;
  RoleSet roles;
  for (std::size_t role = 0; role < saring::boilerplate::kRoleCount; ++role) {
    if ((choice >> (role % 7 + 1) & 1) != 0) roles.add(static_cast<Role>(role));
  }
  return roles;
}

// The clean HTML has only these tags, and only attributes of links and images.
void check_html(std::string_view html) {
  constexpr std::string_view kAttributes = " <a <img ";
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    require(end != std::string_view::npos, "a tag ends");
    const std::string_view tag = html.substr(at, end - at);
    require(tag.find("script") > 2, "no tag is a script");
    const std::size_t space = tag.find(' ');
    require(space == std::string_view::npos ||
                kAttributes.find(" " + std::string(tag.substr(0, space)) + " ") !=
                    std::string_view::npos,
            "only links and images have attributes");
  }
}

// The text without white space that the cut of a span may take.
std::string closed_up(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

// The kept lines without the removed spans.
std::string kept_text(const Article& article) {
  std::string out;
  auto span = article.spans.begin();
  for (const ArticleLine& line : article.lines) {
    std::size_t at = line.start;
    for (; span != article.spans.end() && span->start < line.end; ++span) {
      require(line.keep, "a span is inside a kept line");
      require(at <= span->start && span->start < span->end && span->end <= line.end,
              "spans are in order and inside their line");
      if (span->keep) continue;
      out.append(article.page_text, at, span->start - at);
      at = span->end;
    }
    if (line.keep) out.append(article.page_text, at, line.end - at);
  }
  require(span == article.spans.end(), "every span is inside a line");
  return out;
}

void check_article(const Article& article, const RoleSet& keep_roles) {
  for (const std::string* part :
       {&article.text, &article.title, &article.byline, &article.date, &article.language_hint,
        &article.site_name, &article.canonical_url, &article.description, &article.page_text,
        &article.markdown, &article.html}) {
    require(is_valid(*part), "every part is UTF-8");
  }
  for (const std::string& comment : article.comments) {
    require(is_valid(comment) && !comment.empty(), "comments are UTF-8");
  }
  check_html(article.html);
  std::size_t last = 0;
  for (const ArticleLine& line : article.lines) {
    require(line.start >= last && line.start <= line.end && line.end <= article.page_text.size(),
            "lines are in order and inside the text");
    last = line.end;
    const std::string_view text =
        std::string_view(article.page_text).substr(line.start, line.end - line.start);
    require(is_valid(text), "lines are whole characters");
    require(line.score >= 0 && line.score <= 1, "a score is in [0, 1]");
    require(!line.reason.empty(), "a decision has its reason");
    require(!line.keep || keep_roles.contains(line.role), "only roles to be kept are");
  }
  require(closed_up(kept_text(article)) == closed_up(article.text),
          "the article is the kept lines less their spans");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const HtmlExtractor extractor;
  fuzz::Input input(data, size);
  const ExtractOptions options{.url = "https://kabar.example/1",
                               .keep_roles = roles_of(input.option()),
                               .markdown = true,
                               .html = true};
  const std::string page = saring::text::repair_utf8(input.bytes());
  const Article article = extractor.extract(page, options);
  check_article(article, options.keep_roles);
  const Article again = extractor.extract(page, options);
  require(article.text == again.text && article.page_text == again.page_text &&
              article.title == again.title && article.markdown == again.markdown &&
              article.html == again.html && article.lines.size() == again.lines.size(),
          "a second run gives the same");
  return 0;
}
