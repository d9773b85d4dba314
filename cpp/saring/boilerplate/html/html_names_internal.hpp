#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// What the names of an element (class, id, itemprop, rel) say that it holds.
enum ElementName : std::uint16_t {
  kNamedDate = 1,
  kNamedPublished = 2,
  kNamedModified = 4,
  kNamedAuthor = 8,       // the author or a line about authors
  kNamedName = 16,        // of a person: "author-name", itemprop=name
  kNamedDetail = 32,      // of an author: job, biography, links
  kNamedTitle = 64,       // of a text: headline
  kNamedElsewhere = 128,  // comments, related texts, navigation
  kMarkedDate = 256,      // itemprop=datePublished
  kMarkedModified = 512,  // itemprop=dateModified
  kMarkedAuthor = 1024,   // itemprop=author, rel=author
  kNamedFooter = 2048,    // of a page or of an article
};

// Names of all elements of a page. Linear.
class ElementNames {
 public:
  explicit ElementNames(const HtmlTree& tree);

  [[nodiscard]] bool has(std::uint32_t node, std::uint16_t names) const noexcept {
    return (own_[node] & names) != 0;
  }
  // Of the element itself and those around it, up to `levels` in all.
  [[nodiscard]] std::uint16_t near(std::uint32_t node, int levels) const noexcept;
  // Whether an element around it holds other things than the article; one that also holds
  // `inside` (the headline) does not count, whatever its names. Articles have footers too:
  // `footers` says whether one is elsewhere.
  [[nodiscard]] bool is_elsewhere(std::uint32_t node, std::uint32_t inside,
                                  bool footers = true) const noexcept;

 private:
  const HtmlTree& tree_;
  std::vector<std::uint16_t> own_;
};

// The text below an element, at most `max_bytes` of it, white space collapsed. `boundary`: between
// the texts of different elements. Elements with one of `skipped` are left out. Looks at no more
// than 200 nodes.
[[nodiscard]] std::string element_text(const HtmlTree& tree, std::uint32_t node,
                                       std::size_t max_bytes, char boundary = ' ',
                                       const ElementNames* names = nullptr,
                                       std::uint16_t skipped = 0);

}  // namespace saring::boilerplate
