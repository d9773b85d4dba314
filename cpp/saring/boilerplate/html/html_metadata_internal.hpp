#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_json_ld_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// A value and how far its source is to be trusted, more is better.
struct DeclaredValue {
  std::string value;
  int trust = 0;
};

// What the head of a page and its JSON-LD declare, as written; white space collapsed.
struct DeclaredMetadata {
  std::string document_title;  // <title>
  std::string social_title;    // og:title, twitter:title
  std::string other_title;     // Dublin Core and others
  std::vector<DeclaredValue> dates;
  std::vector<DeclaredValue> modified_dates;
  std::vector<DeclaredValue> authors;
  std::vector<std::string> site_names;  // og:site_name, application-name
  std::string image;
  std::string section;
  std::string locale;
  std::vector<std::string> tags;
  JsonLd json_ld;
};

// What a page says about itself. Empty where it says nothing. The classifier reads `title`,
// `description`, `article_body` and `says_…` and was trained with what they mean.
struct HtmlMetadata {
  std::string title;  // JSON-LD headline, og:title, <title> without the site's name, in this order
  std::string canonical_url;
  std::string description;
  std::string language;       // <html lang>, or the Content-Language of a <meta>
  std::string article_body;   // JSON-LD articleBody, mark-up removed, a paragraph a line
  bool says_article = false;  // og:type or JSON-LD type: an article of some kind
  bool says_product = false;
  bool says_listing = false;  // collection, search results, item list
  bool says_forum = false;    // discussion, question and answers
  DeclaredMetadata declared;
};

// Appends the items of "a, b; c" that `out` does not have, up to 64.
void split_list(std::string_view list, std::vector<std::string>& out);

[[nodiscard]] HtmlMetadata read_metadata(const HtmlTree& tree);

}  // namespace saring::boilerplate
