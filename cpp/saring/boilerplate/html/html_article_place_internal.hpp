#pragma once

#include <cstddef>
#include <cstdint>

#include "saring/boilerplate/html/html_titles_internal.hpp"

namespace saring::boilerplate {

// Where the article is on its page: bylines and dates count by how near they are.
class ArticlePlace {
 public:
  // `heading`: the element that shows the title; 0: none. `lead_words`: of the first block, at
  // least.
  ArticlePlace(const PageView& page, std::uint32_t heading, std::uint32_t lead_words);

  // Numbers of blocks, or the number of blocks where there is none: of the heading, or where it
  // has none, of the first block of the article; and of its last one.
  [[nodiscard]] std::size_t start() const noexcept { return start_; }
  [[nodiscard]] std::size_t last() const noexcept { return last_; }

  // Whether an element belongs to another part of the page. A footer beside the article is the
  // article's.
  [[nodiscard]] bool is_elsewhere(std::size_t block, std::uint32_t node) const;

 private:
  const PageView& page_;
  std::size_t start_;
  std::size_t last_;
  std::uint32_t inside_ = 0;  // an element of the article
};

}  // namespace saring::boilerplate
