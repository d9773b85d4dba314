#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_metadata_internal.hpp"
#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"
#include "saring/boilerplate/lines/feature_row_internal.hpp"

namespace saring::boilerplate {

// Log odds that text below an element with the token is article text, times 16.
struct TokenWeight {
  std::uint32_t hash = 0;
  std::int8_t weight = 0;  // 0: no evidence, as for a token that is not in the table
};

class TokenTable {
 public:
  TokenTable() : TokenTable(std::span<const TokenWeight>()) {}
  explicit TokenTable(std::span<const TokenWeight> tokens);
  [[nodiscard]] int weight(std::uint32_t hash) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return count_; }

 private:
  std::vector<TokenWeight> slots_;  // open addressing
  std::size_t count_;
};

// A set of hashes. Most look-ups of what is not in it cost one bit.
class HashSet {
 public:
  explicit HashSet(std::vector<std::uint32_t> values = {});
  [[nodiscard]] bool contains(std::uint32_t hash) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

 private:
  static constexpr unsigned kBits = 13;
  static std::size_t bit_of(std::uint32_t hash) noexcept {
    return hash * 2654435761U >> (32 - kBits);
  }
  std::vector<std::uint32_t> values_;  // sorted
  std::vector<std::uint64_t> bits_;    // empty where the set is
};

// The input of the classifier. Stage one uses features of each block, its neighbours and
// containers; stage two adds the scores of stage one around it. Rows of floats, one per block.
class PageFeatures {
 public:
  static constexpr std::size_t kLocal = 158;   // floats of a row of stage one
  static constexpr std::size_t kContext = 66;  // floats that stage two adds

  PageFeatures(const HtmlTree& tree, const HtmlBlocks& blocks, const HtmlMetadata& metadata,
               const TokenTable& tokens, const HtmlRules& rules);

  [[nodiscard]] std::size_t size() const noexcept { return blocks_.blocks.size(); }
  // kLocal floats; unused ones are not written.
  void local_row(std::size_t block, Row put) const;

  // The scores of stage one over the whole page.
  class Context {
   public:
    // `scores`: a probability for each block; must live as long.
    Context(const PageFeatures& page, std::span<const float> scores);
    void row(std::size_t block, Row put) const;  // kContext floats

   private:
    [[nodiscard]] float mean(std::size_t from, std::size_t to) const noexcept;
    [[nodiscard]] float weight_of(std::size_t node) const noexcept;
    [[nodiscard]] float subtree_f1(std::size_t node) const noexcept;
    [[nodiscard]] float score_at(std::ptrdiff_t block) const noexcept;
    void sum_subtrees();
    void average_alike();
    void find_shared_words();
    void expect();

    const PageFeatures& page_;
    std::span<const float> scores_;
    std::vector<float> mass_before_, weight_before_;  // sums over the blocks before
    std::vector<float> subtree_mass_;                 // per node
    std::vector<float> alike_mean_, alike_count_;     // blocks whose elements look the same
    std::vector<float> shared_, on_topic_;  // share of a block's long words that others use too
    float page_mass_ = 0;
    float expected_f1_ = 0, kept_share_ = 0;
    std::size_t best_ = 0;              // the node whose whole text has the best expected F1
    std::size_t first_ = 0, last_ = 0;  // blocks that stage one keeps; first_ == size(): none
  };

  // The rule of the nearest element that has one, or -1.
  [[nodiscard]] int rule_of(std::size_t block) const noexcept {
    return nodes_[blocks_.blocks[block].element].rule;
  }

 private:
  struct Node {
    // inherited from above
    float tokens_min = 0, tokens_max = 0, tokens_sum = 0;
    float near[3] = {0, 0, 0};  // weights of the nearest elements that have any
    std::int16_t rule = -1;
    std::uint8_t dropped = 0;  // elements around it that a dropping rule names
    std::uint16_t inside = 0;  // bits: kInArticle, …
    std::uint8_t lists = 0, tables = 0;
    std::uint32_t block_parent = 0;  // nearest block element above
    std::uint32_t signature = 0;     // tags and classes of it and two levels above
    std::uint32_t key = 0;           // its own tag and class
    std::uint16_t siblings = 0;      // elements of the same key below the same parent
    std::uint16_t article = 0;       // number of the nearest <article>, from 1; 0: in none
    std::uint32_t last_image = 0;    // index of the last image before it, or 0
    // sums over everything below
    std::uint32_t bytes = 0, link_bytes = 0, words = 0, blocks = 0, prose_bytes = 0, images = 0;
    std::uint32_t first_block = 0xffffffff;
  };

  void inherit(const TokenTable& tokens, const HtmlRules& rules);
  void count_siblings();
  void add_up();
  void compare_with_metadata();
  void text_features(const HtmlBlock& block, Row& put) const;
  void element_features(const HtmlBlock& block, Row& put) const;
  void container_features(const HtmlBlock& block, Row& put) const;
  void position_features(std::size_t index, Row& put) const;
  void neighbour_features(std::size_t index, Row& put) const;
  void page_features(Row& put) const;
  void place_features(std::size_t index, Row& put) const;
  void find_headings();
  void describe_page();
  void describe_neighbours();
  void find_title();
  // Node of the nearest <article> around a block's element, or 0.
  [[nodiscard]] std::uint32_t article_of(std::size_t block) const noexcept;

  const HtmlTree& tree_;
  const HtmlBlocks& blocks_;
  const HtmlMetadata& metadata_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> words_before_;                 // per block, one more at the end
  std::vector<float> in_body_, in_title_, in_description_;  // share of a block's words found there
  HashSet topic_;                                           // words of title and description
  std::vector<std::uint32_t> last_heading_;                 // per block: index of the last heading
  std::vector<std::uint32_t> next_h1_;        // per block: index of the next <h1>, or size()
  std::vector<std::uint16_t> h1_before_;      // per block: <h1> lines before it
  std::vector<std::uint32_t> article_nodes_;  // of the <article> elements, in order
  std::uint32_t first_h1_ = 0xffffffff;
  std::uint32_t title_block_ = 0xffffffff;  // the line most like the title of the page
  float title_likeness_ = 0;
  std::vector<float> page_;                       // the same numbers in every row
  std::vector<std::array<float, 4>> neighbours_;  // per block: its numbers in the rows around it
  std::uint32_t main_article_ = 0;  // the <article> with most prose, by number from 1; 0: none
  std::uint32_t longest_ = 0;
  std::uint32_t list_bytes_ = 0;
};

}  // namespace saring::boilerplate
