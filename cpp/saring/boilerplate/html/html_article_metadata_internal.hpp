#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saring/boilerplate/html/html_titles_internal.hpp"

namespace saring::boilerplate {

// What a reader would note about the article. Empty where the page does not tell.
struct ArticleMetadata {
  std::string title;
  std::uint32_t heading = 0;  // the element that shows the title; 0: none
  std::vector<std::string> authors;
  std::string date, date_modified;  // ISO 8601
  std::string site_name, language, url, description, image, section;
  std::vector<std::string> tags;
};

// Linear in the page.
[[nodiscard]] ArticleMetadata choose_metadata(const PageView& page);

// An address that a page at `base` writes as `link`: absolute ones as they are.
[[nodiscard]] std::string absolute_url(std::string_view base, std::string_view link);

}  // namespace saring::boilerplate
