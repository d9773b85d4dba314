// Articles that a site loads below another. Tests: html_next_articles_test.cpp.
#include "saring/boilerplate/html/html_next_articles_internal.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_choice_internal.hpp"
#include "saring/boilerplate/html/html_render_internal.hpp"

namespace saring::boilerplate {
namespace {

using std::string_view;

constexpr std::uint32_t kWholeArticleWords = 40;
constexpr std::uint32_t kNextArticleWords = 20;
constexpr std::size_t kOpeningBlocks = 4;   // at the start of an article: its heading is in them
constexpr std::size_t kLongestValue = 256;  // bytes of a class or id that are read

constexpr std::array<string_view, 6> kArticleNames = {"article", "story", "post",
                                                      "berita",  "entry", "news"};
constexpr std::array<string_view, 9> kNextNames = {"next-article", "next_article", "nextarticle",
                                                   "next-post",    "nextpost",     "next-story",
                                                   "next_story",   "nextstory",    "next__article"};

template <std::size_t n>
bool names_any(string_view value, const std::array<string_view, n>& names) {
  const std::string lower = ascii::to_lower(value.substr(0, kLongestValue));
  return std::any_of(names.begin(), names.end(),
                     [&](string_view name) { return lower.find(name) != std::string::npos; });
}

class NextArticles {
 public:
  NextArticles(const HtmlTree& tree, const HtmlBlocks& blocks, std::vector<std::uint8_t>& chosen)
      : tree_(tree), blocks_(blocks), chosen_(chosen) {
    last_container_.reserve(blocks.blocks.size());
    for (const HtmlBlock& block : blocks.blocks) {
      const std::uint32_t before = last_container_.empty() ? 0 : last_container_.back();
      last_container_.push_back(std::max(before, block.container));
    }
  }

  void run(const std::string& title) {
    const std::size_t heading = find_title(title);
    if (heading == blocks_.blocks.size()) return;
    heading_ = blocks_.blocks[heading].container;
    std::uint32_t outermost = 0;  // the <article> of the title
    std::uint32_t alike = 0;  // the element of an article that the title is in, another than that
    for (std::uint32_t at = heading_; at != 0; at = tree_[at].parent) {
      if (tree_[at].tag == HtmlTag::kArticle) outermost = at;
      if (alike == 0 && tree_[at].tag != HtmlTag::kArticle && says_article(at)) alike = at;
    }
    if (outermost != 0 && words_in(outermost) >= kWholeArticleWords) drop_articles(outermost);
    if (outermost == 0 && alike != 0 && words_in(alike) >= kWholeArticleWords &&
        heading < first_block(alike) + kOpeningBlocks) {
      drop_alike(alike);
    }
    drop_named(heading);
  }

 private:
  [[nodiscard]] std::size_t find_title(const std::string& title) const {
    const std::size_t count = blocks_.blocks.size();
    for (std::size_t i = 0; i < count; ++i) {
      const HtmlBlock& block = blocks_.blocks[i];
      if (tree_[block.container].tag == HtmlTag::kH1 && same_words(blocks_.text_of(block), title))
        return i;
    }
    return count;
  }

  [[nodiscard]] bool is_in(std::size_t block, std::uint32_t node) const {
    const std::uint32_t at = blocks_.blocks[block].container;
    return at >= node && at < tree_[node].end;
  }

  // The first block below a node, or one behind it. Those below it follow each other.
  [[nodiscard]] std::size_t first_block(std::uint32_t node) const {
    const auto at = std::lower_bound(last_container_.begin(), last_container_.end(), node);
    return static_cast<std::size_t>(at - last_container_.begin());
  }

  // Kept words below an element.
  [[nodiscard]] std::uint32_t words_in(std::uint32_t node) const {
    std::uint32_t words = 0;
    for (std::size_t i = first_block(node); i < chosen_.size() && is_in(i, node); ++i) {
      if (chosen_[i] != 0) words += blocks_.blocks[i].words;
    }
    return words;
  }

  [[nodiscard]] bool says_article(std::uint32_t node) const {
    return tree_.attribute(node, "role") == "article" ||
           names_any(tree_.attribute(node, "itemtype"), kArticleNames) ||
           names_any(tree_.attribute(node, "class"), kArticleNames);
  }

  void drop(std::uint32_t node) {
    for (std::size_t i = first_block(node); i < chosen_.size() && is_in(i, node); ++i) {
      chosen_[i] = 0;
    }
  }

  void drop_articles(std::uint32_t first) {
    std::uint32_t last = 0;  // the end of the next article, or 0
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      const HtmlBlock& block = blocks_.blocks[i];
      if (block.container < tree_[first].end) continue;
      const HtmlTag tag = tree_[block.container].tag;
      const bool linked = is_heading(tag) && block.link_bytes * 10 >= (block.end - block.start) * 9;
      if (block.container >= last && (tag == HtmlTag::kH1 || linked)) {
        for (std::uint32_t at = block.container; at >= tree_[first].end; at = tree_[at].parent) {
          if (tree_[at].tag != HtmlTag::kArticle) continue;
          if (tag == HtmlTag::kH1 || i < first_block(at) + kOpeningBlocks) last = tree_[at].end;
        }
      }
      if (block.container < last) chosen_[i] = 0;
    }
  }

  [[nodiscard]] bool begins_with_h1(std::uint32_t node) const {
    const std::size_t first = first_block(node);
    for (std::size_t i = first; i < std::min(first + kOpeningBlocks, chosen_.size()); ++i) {
      if (is_in(i, node) && tree_[blocks_.blocks[i].container].tag == HtmlTag::kH1) return true;
    }
    return false;
  }

  void drop_alike(std::uint32_t first) {
    const std::uint32_t parent = tree_[first].parent;
    const string_view name = tree_.attribute(first, "class");
    for (std::uint32_t at = tree_[first].end; at < tree_[parent].end; at = tree_[at].end) {
      const bool alike = tree_[at].tag == tree_[first].tag && says_article(at) &&
                         tree_.attribute(at, "class") == name;
      if (alike && begins_with_h1(at) && words_in(at) >= kNextArticleWords) drop(at);
    }
  }

  // Elements behind the heading that say what they hold, and not that which the heading is in.
  void drop_named(std::size_t heading) {
    std::uint32_t words = 0;  // kept before
    std::uint32_t looked_at = heading_;
    for (std::size_t i = heading + 1; i < chosen_.size(); ++i) {
      const std::uint32_t container = blocks_.blocks[i].container;
      std::uint32_t named = 0;
      for (std::uint32_t at = container; at > looked_at && at != 0; at = tree_[at].parent) {
        if (names_any(tree_.attribute(at, "class"), kNextNames) ||
            names_any(tree_.attribute(at, "id"), kNextNames)) {
          named = at;
        }
      }
      looked_at = std::max(looked_at, container);
      if (named != 0 && words >= kWholeArticleWords) drop(named);
      if (chosen_[i] != 0) words += blocks_.blocks[i].words;
    }
  }

  const HtmlTree& tree_;
  const HtmlBlocks& blocks_;
  std::vector<std::uint8_t>& chosen_;
  std::vector<std::uint32_t> last_container_;  // the greatest up to each block
  std::uint32_t heading_ = 0;                  // the element of the title
};

}  // namespace

void drop_next_articles(const HtmlTree& tree, const HtmlBlocks& blocks, const std::string& title,
                        std::vector<std::uint8_t>& chosen) {
  if (!title.empty()) NextArticles(tree, blocks, chosen).run(title);
}

}  // namespace saring::boilerplate
