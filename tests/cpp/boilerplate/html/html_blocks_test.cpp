#include "saring/boilerplate/html/html_blocks_internal.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "boilerplate/html/html_pages.hpp"

namespace saring::boilerplate {
namespace {

std::string lines(std::string_view html) {
  const HtmlTree tree = HtmlTree::parse(html);
  const HtmlBlocks blocks = split_blocks(tree);
  std::string out;
  for (const HtmlBlock& block : blocks.blocks) out.append(blocks.text_of(block)).append("|");
  return out;
}

HtmlBlock first(std::string_view html) {
  const HtmlTree tree = HtmlTree::parse(html);
  return split_blocks(tree).blocks.at(0);
}

}  // namespace

TEST_CASE("html blocks: block elements and line breaks end a line, inline elements do not") {
  CHECK(lines("<p>a <b>b</b> c</p><div>d<br>e</div>f") == "a b c|d|e|f|");
  CHECK(lines("<table><tr><td>a<td>b</table>") == "a|b|");
  CHECK(lines("<div>a<p>b</p>c</div>") == "a|b|c|");
}

TEST_CASE("html blocks: white space collapses, invisible characters are removed") {
  CHECK(lines("<p>  a\n\t b&nbsp;c </p>") == "a b c|");
  CHECK(lines("<p>a\xE2\x80\x8B"
              "b\xC2\xAD"
              "c\xEF\xBB\xBF</p>") == "abc|");
  CHECK(lines(std::string("<p>a\0b\x01</p>", 12)) == "ab|");
  CHECK(lines("<p> </p><p>&nbsp;</p>").empty());
  CHECK(lines("<p>\xE3\x80\x80x\xE2\x80\x9Dy</p>") == "\xE3\x80\x80x\xE2\x80\x9Dy|");
}

TEST_CASE("html blocks: preformatted text keeps its lines") {
  CHECK(lines("<pre>a\n  b\n</pre>") == "a\nb|");
}

TEST_CASE("html blocks: scripts, values of forms and drawings are left out") {
  CHECK(lines("a<script>b</script><select><option>c</select><textarea>d</textarea><svg><text>e</"
              "svg>") == "a|");
  CHECK(lines("<head><title>t</title></head><noscript><p>n</noscript>") == "n|");
}

TEST_CASE("html blocks: links, bold and words are counted") {
  const HtmlBlock block = first("<p>Satu <a href=x>dua tiga</a> <b>EMPAT</b> 5.</p>");
  CHECK(block.words == 5);
  CHECK(block.links == 1);
  CHECK(block.link_bytes == 8);
  CHECK(block.bold_bytes == 5);
  CHECK(block.title_words == 1);
  CHECK(block.upper_words == 1);
  CHECK(block.number_words == 1);
  CHECK(block.ending == BlockEnd::kSentence);
  CHECK(first("<p><a name=x>anchor").link_bytes == 0);
}

TEST_CASE("html blocks: endings, years and addresses are detected") {
  CHECK(first("<p>Baca:").ending == BlockEnd::kColon);
  CHECK(first("<p>(Selesai.)").ending == BlockEnd::kSentence);
  CHECK(first("<p>judul").ending == BlockEnd::kLetter);
  CHECK(first("<p>© 2024 Situs").has_year);
  CHECK(first("<p>© 2024 Situs").has_copyright);
  CHECK(!first("<p>nomor 20245").has_year);
  CHECK(first("<p>lihat www.contoh.example").has_url);
}

TEST_CASE("html blocks: the element is the innermost that holds the whole line") {
  const HtmlTree tree = HtmlTree::parse("<div><p><span>a <i>b</i></span></p></div>");
  const HtmlBlock block = split_blocks(tree).blocks.at(0);
  CHECK(tree[block.element].tag == HtmlTag::kSpan);
  CHECK(tree[block.container].tag == HtmlTag::kP);
}

TEST_CASE("html blocks: the blocks of any page are in order") {
  for (const std::string& page : odd_pages()) {
    const HtmlTree tree = HtmlTree::parse(page);
    const HtmlBlocks blocks = split_blocks(tree);
    std::uint32_t at = 0;
    for (const HtmlBlock& block : blocks.blocks) {
      REQUIRE(block.start >= at);
      REQUIRE(block.end > block.start);
      at = block.end;
    }
    REQUIRE(at <= blocks.text.size());
  }
}

}  // namespace saring::boilerplate
