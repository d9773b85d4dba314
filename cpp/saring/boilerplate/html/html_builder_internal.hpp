#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// Fills an HtmlTree in document order; the one way in for every parser.
class HtmlTreeBuilder {
 public:
  explicit HtmlTreeBuilder(std::size_t expected_bytes);

  // Opens an element below the innermost open one. Its attributes follow by add_attribute.
  std::uint32_t open(HtmlTag tag);
  // The first of two of one name counts.
  void add_attribute(HtmlAttributeName name, std::string_view value);
  void close();  // the innermost open element
  // Text below the innermost open element.
  void add_text(std::string_view text);
  // Text of an element itself, e.g. a script's source.
  void set_text(std::uint32_t node, std::string_view text) {
    tree_.nodes_[node].text = store(text);
  }
  [[nodiscard]] std::string_view last_attribute(std::uint32_t node, HtmlAttributeName name) const {
    return tree_.attribute(node, name);
  }
  [[nodiscard]] std::size_t size() const noexcept { return tree_.size(); }
  [[nodiscard]] HtmlTree finish();

 private:
  std::string_view store(std::string_view value);
  HtmlAttribute numbered(HtmlAttributeName name, std::string_view value);
  [[nodiscard]] std::uint16_t& slot_of(std::uint64_t hash) noexcept;
  void enlarge_slots();

  // Of an attribute whose value has a number.
  struct Value {
    std::uint64_t hash = 0;  // of name and value
    std::string_view text;
  };
  HtmlTree tree_;
  std::vector<std::uint32_t> open_;
  std::vector<Value> values_{1};      // by number
  std::vector<std::uint16_t> slots_;  // open addressing by hash; 0: free
};

}  // namespace saring::boilerplate
