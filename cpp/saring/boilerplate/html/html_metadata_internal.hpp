#pragma once

#include <string>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// What a page says about itself. Empty where it says nothing.
struct HtmlMetadata {
  std::string title;  // JSON-LD headline, og:title, <title> without the site's name, in this order
  std::string byline;
  std::string date;  // as written, ISO 8601 nearly always
  std::string site_name;
  std::string canonical_url;
  std::string description;
  std::string language;       // <html lang>, or the Content-Language of a <meta>
  std::string article_body;   // JSON-LD articleBody, mark-up removed, a paragraph a line
  bool says_article = false;  // og:type or JSON-LD type: an article of some kind
  bool says_product = false;
  bool says_listing = false;  // collection, search results, item list
  bool says_forum = false;    // discussion, question and answers
};

[[nodiscard]] HtmlMetadata read_metadata(const HtmlTree& tree);

}  // namespace saring::boilerplate
