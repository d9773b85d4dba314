#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_metadata_internal.hpp"
#include "saring/boilerplate/html/html_names_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// A page that was read, for those who choose its metadata.
struct PageView {
  const HtmlTree& tree;
  const HtmlBlocks& blocks;
  const HtmlMetadata& metadata;
  const ElementNames& names;
  std::span<const std::uint8_t> chosen;  // per block: whether it is article text
  std::string_view url;                  // of the page; may be empty
};

// The names of the site in lower case, letters and digits only, each word after one space:
// " ellery post ".
class SiteNames {
 public:
  explicit SiteNames(const PageView& page);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  // Whether a part of a title says only where the page is: a name of the site, with a slogan or
  // "home" at most, or the name in the page's address.
  [[nodiscard]] bool is_site(std::string_view part) const;
  // Whether it is the name and nothing else.
  [[nodiscard]] bool is_exactly_site(std::string_view text) const;

 private:
  std::string name_;
  std::vector<std::string> keys_;
  std::vector<std::string> labels_;  // of the host
};

struct ChosenTitle {
  std::string text;
  std::uint32_t heading = 0;  // the element that shows it; 0: none
};

// The heading that is the article's, else the declared title without the site's name.
[[nodiscard]] ChosenTitle choose_title(const PageView& page, const SiteNames& site);

// Lower case, letters and digits only, each word after one space and a space at the end.
[[nodiscard]] std::string word_key(std::string_view text);

}  // namespace saring::boilerplate
