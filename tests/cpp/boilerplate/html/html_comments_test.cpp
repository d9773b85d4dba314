#include "saring/boilerplate/html/html_comments_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace saring::boilerplate {
namespace {

// All lines of a page are by readers, except those that begin with "-".
std::vector<std::string> comments(std::string_view page) {
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  std::vector<ArticleLine> lines(blocks.blocks.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool article = blocks.text_of(blocks.blocks[i]).starts_with('-');
    lines[i].role = article ? Role::kBody : Role::kComments;
  }
  return collect_comments(tree, blocks, lines);
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("html comments: what repeats below one element is a comment") {
  CHECK(comments("<p>- a</p><div><h3>Komentar</h3><div class=c><b>Sri</b><p>Bagus.</p><p>Sekali."
                 "</p></div><div class=c>Budi<p>Setuju.</div></div>") ==
        List{"Sri\nBagus.\nSekali.", "Budi\nSetuju."});
  CHECK(comments("<div><h3>Dua</h3><ul><li>a<p>b<li>c<p>d</ul></div>") == List{"a\nb", "c\nd"});
  CHECK(comments("<div><p class=c>a</p><p class=c>b</p></div>") == List{"a", "b"});
}

TEST_CASE("html comments: a reply belongs to the comment that it is in") {
  CHECK(comments("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>") == List{"a\nb", "c"});
}

TEST_CASE("html comments: paragraphs that nothing separates are one comment") {
  CHECK(comments("<div><p>a</p><p>b</p></div>") == List{"a\nb"});
  CHECK(comments("<div>a</div>") == List{"a"});
  CHECK(comments("<p>- a</p>").empty());
}

}  // namespace saring::boilerplate
