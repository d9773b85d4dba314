// Comments of readers. Tests: html_comments_test.cpp.
#include "saring/boilerplate/html/html_comments_internal.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

constexpr int kSteps = 8;  // towards the element whose children are comments

// Lines below one child of an element.
struct Group {
  std::uint32_t child = 0;
  std::uint64_t look = 0;  // tag and class of the child; 0: a plain paragraph
  std::vector<std::uint32_t> lines;
};

class Grouping {
 public:
  Grouping(const HtmlTree& tree, const HtmlBlocks& blocks) : tree_(tree), blocks_(blocks) {}

  // Groups of lines, each of which is a comment.
  std::vector<Group> run(std::vector<std::uint32_t> lines) const {
    for (int step = 0; step < kSteps; ++step) {
      std::vector<Group> groups = split(lines, common_parent(lines));
      std::unordered_map<std::uint64_t, std::size_t> looks;
      for (const Group& group : groups) ++looks[group.look];
      const auto is_alone = [&](const Group& g) { return g.look == 0 || looks[g.look] < 2; };
      if (!std::all_of(groups.begin(), groups.end(), is_alone)) {
        std::erase_if(groups, is_alone);
        return groups;
      }
      const auto largest = std::max_element(
          groups.begin(), groups.end(),
          [](const Group& a, const Group& b) { return a.lines.size() < b.lines.size(); });
      if (groups.size() < 2 || largest->lines.size() * 2 <= lines.size()) break;
      lines = std::move(largest->lines);
    }
    return {{0, 0, std::move(lines)}};
  }

 private:
  [[nodiscard]] std::uint32_t container(std::uint32_t line) const {
    return blocks_.blocks[line].container;
  }

  [[nodiscard]] std::uint32_t common_parent(const std::vector<std::uint32_t>& lines) const {
    std::uint32_t common = container(lines[0]);
    for (const std::uint32_t line : lines) {
      while (container(line) < common || container(line) >= tree_[common].end) {
        common = tree_[common].parent;
      }
    }
    return lines.size() == 1 ? tree_[common].parent : common;
  }

  [[nodiscard]] std::vector<Group> split(const std::vector<std::uint32_t>& lines,
                                         std::uint32_t parent) const {
    std::vector<Group> groups;
    for (const std::uint32_t line : lines) {
      std::uint32_t child = container(line);
      while (child != parent && tree_[child].parent != parent) child = tree_[child].parent;
      if (groups.empty() || groups.back().child != child)
        groups.push_back({child, look_of(child), {}});
      groups.back().lines.push_back(line);
    }
    return groups;
  }

  [[nodiscard]] std::uint64_t look_of(std::uint32_t node) const {
    const std::string_view name = tree_.attribute(node, "class");
    if (name.empty() && tree_[node].tag == HtmlTag::kP) return 0;
    return mix64(hash64(name.substr(0, name.find(' '))) ^
                 static_cast<std::uint64_t>(tree_[node].tag)) |
           1U;
  }

  const HtmlTree& tree_;
  const HtmlBlocks& blocks_;
};

}  // namespace

std::vector<std::string> collect_comments(const HtmlTree& tree, const HtmlBlocks& blocks,
                                          std::span<const ArticleLine> lines) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < blocks.blocks.size(); ++i) {
    if (lines[i].role == Role::kComments) found.push_back(i);
  }
  std::vector<std::string> comments;
  if (found.empty()) return comments;
  for (const Group& group : Grouping(tree, blocks).run(std::move(found))) {
    std::string& comment = comments.emplace_back();
    for (const std::uint32_t line : group.lines) {
      if (!comment.empty()) comment += '\n';
      comment += blocks.text_of(blocks.blocks[line]);
    }
  }
  return comments;
}

}  // namespace saring::boilerplate
