// Tests: html_bylines_test.cpp, html_dates_test.cpp.
#include "saring/boilerplate/html/html_article_place_internal.hpp"

namespace saring::boilerplate {

ArticlePlace::ArticlePlace(const PageView& page, std::uint32_t heading, std::uint32_t lead_words)
    : page_(page), start_(page.blocks.blocks.size()), last_(start_) {
  const auto& blocks = page.blocks.blocks;
  const std::size_t count = blocks.size();
  for (std::size_t i = 0; i < count && i < page.chosen.size(); ++i) {
    if (page.chosen[i] == 0) continue;
    if (start_ == count && blocks[i].words >= lead_words) start_ = i;
    last_ = i;
  }
  if (heading == 0) {
    if (start_ < count) inside_ = blocks[start_].element;
    return;
  }
  inside_ = heading;
  for (std::size_t i = 0; i < count; ++i) {
    if (blocks[i].element < heading || blocks[i].element >= page.tree[heading].end) continue;
    start_ = i;
    return;
  }
}

bool ArticlePlace::is_elsewhere(std::size_t block, std::uint32_t node) const {
  const std::size_t count = page_.blocks.blocks.size();
  const bool beside = start_ < count && block + 5 >= start_ &&
                      (block <= start_ + 8 || (last_ < count && block <= last_ + 4));
  return page_.names.is_elsewhere(node, inside_, !beside);
}

}  // namespace saring::boilerplate
