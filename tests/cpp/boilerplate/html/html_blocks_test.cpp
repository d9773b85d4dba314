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
  CHECK(lines("<div>a<p>b</p>c</div>") == "a|b|c|");
}

TEST_CASE("html blocks: white space collapses, invisible characters are removed") {
  CHECK(lines("<p>  a\n\t b&nbsp;c </p>") == "a b c|");
  CHECK(lines("<p>a\xE2\x80\x8B"
              "b\xC2\xAD"
              "c\xEF\xBB\xBF</p>") == "abc|");
  CHECK(lines(std::string("<p>a\0b\x01</p>", 12)) == "ab|");
  CHECK(lines("<p> </p><p>&nbsp;</p>").empty());
  CHECK(lines("<p>\u3000x\xE2\x80\x9Dy\u3000z</p>") == "x\xE2\x80\x9Dy\u3000z|");
  CHECK(lines("<p>\n \u3000 \u3000<b>\u3000x</b>\u3000</p><p>\u3000</p>") == "x|");
}

TEST_CASE("html blocks: preformatted text keeps its lines") {
  CHECK(lines("<pre>a\n  b\n</pre>") == "a\n  b|");
}

TEST_CASE("html blocks: the white space of preformatted text is kept, less the empty ends") {
  CHECK(lines("<p>x<pre>\n\n  if a:\n\tb  c\n\n  d<b> e</b>\n\n</pre>y") ==
        "x|  if a:\n\tb  c\n\n  d e|y|");
  CHECK(lines("<pre>a<br>b<div>c</div><div>d</div></pre>") == "a\nb\nc\nd|");
  CHECK(lines("<pre>a\xC2\xA0"
              "b\xE2\x80\x8B"
              "c</pre>") == "a bc|");
  CHECK(lines("<div style='white-space: pre-wrap'>a\nb <b>c\nd</b></div>") == "a|b c|d|");
  CHECK(lines("<div style='white-space:pre'>a\n  b</div>") == "a\n  b|");
  CHECK(lines("<p>a <span style='white-space:pre'>b\n  c</span></p>") == "a b|c|");
}

TEST_CASE("html blocks: a row of a table of data is a line, its cells are separated by tabs") {
  CHECK(lines("<table><tr><th>Tahun<th>Warga<tr><td>2019<td> 41 <b>2</b> </table>") ==
        "Tahun\tWarga|2019\t41 2|");
  CHECK(
      lines("<table><caption>Warga</caption><tr><td><p>a</p><p>b</p><td>c<br>d<tr><td>e<td></table>"
            "x") == "Warga|a b\tc d|e|x|");
}

TEST_CASE("html blocks: the cells of a layout are lines of their own") {
  const std::string prose(400, 'x');
  CHECK(lines("<table><tr><td>a<td>b</table>") == "a|b|");  // one row
  CHECK(lines("<table><tr><td>a<td>b<tr><td>c<td><ul><li>d</ul></table>") == "a|b|c|d|");
  CHECK(lines("<table><tr><td>a<td>b<tr><td>c<td>" + prose + "</table>") == "a|b|c|" + prose + "|");
  CHECK(lines("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>") == "a|b|c|d|");
  CHECK(lines("<table><tr><td>a<td><table><tr><td>b<td>c<tr><td>d<td>e</table></table>") ==
        "a|b\tc|d\te|");
}

TEST_CASE("html blocks: powers and notes are not glued to what they follow") {
  CHECK(lines("<p>10<sup>6</sup> m<sup>2</sup>, H<sub>2</sub>O, 10<sup>-3</sup>, 2<sup>n</sup>") ==
        "10⁶ m², H2O, 10⁻³, 2ⁿ|");
  CHECK(lines("<p>kata<sup><a href=#n>3</a></sup> lain<sup>[4]</sup>") == "kata³ lain[4]|");
  CHECK(lines("<p>19<sup>th</sup> M<sup>me</sup> Ellery<sup>TM</sup> <sup>5</sup>x") ==
        "19th Mme Ellery™ 5x|");
}

TEST_CASE("html blocks: links, controls and images that touch are words of their own") {
  CHECK(lines("<div><a href=a>Desa</a><a href=b>Kota</a></div>") == "Desa Kota|");
  CHECK(lines("<div>a<button>Simpan</button><button>Kirim</button>.</div>") == "a Simpan Kirim.|");
  CHECK(lines("<p>satu<img src=a>dua <img src=b> tiga<img src=c>.</p>") == "satu dua tiga.|");
  CHECK(lines("<div><span class=by>Oleh Sri</span><span class=on>Jumat</span></div>") ==
        "Oleh Sri Jumat|");
  CHECK(lines("<div><span class=by>pukul 7</span><span class=on>Jumat</span></div>") ==
        "pukul 7 Jumat|");
}

TEST_CASE("html blocks: a word is not split at an inline element") {
  CHECK(
      lines("<p><b>K</b>opi <span class=a>pa</span><span class=b>nas</span> se<i>kali</i>.</p>") ==
      "Kopi panas sekali.|");
  CHECK(lines("<p><span class=c>K</span><span class=d>OPI</span> <a href=x>lumbung</a>nya</p>") ==
        "KOPI lumbungnya|");
  CHECK(lines("<p><code><span class=k>int</span><span class=v>X2</span></code>") == "intX2|");
  CHECK(lines("<p>a<wbr>b</p>") == "ab|");
}

TEST_CASE("html blocks: a line end inside Chinese or Japanese is no space") {
  CHECK(lines("<p>港口\n  扩建。\n「是」</p>") == "港口扩建。「是」|");
  CHECK(lines("<p>港口 扩建 A\n港</p>") == "港口 扩建 A 港|");
  CHECK(lines("<p>나무\n집</p>") == "나무 집|");
}

TEST_CASE("html blocks: quotation marks, readings, emoji and formulas are as a person writes") {
  CHECK(lines("<p>Ia berkata <q>tidak</q>, lalu <q>“ya”</q>.") ==
        "Ia berkata “tidak”, lalu “ya”.|");
  CHECK(lines("<p><ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>町") == "港町|");
  CHECK(lines("<p>Bagus<img class=emoji alt='😀'>!") == "Bagus😀!|");
  CHECK(lines("<p>luas <img class=mwe-math-fallback-image alt='{\\displaystyle \\pi r^{2}}'>.") ==
        "luas \\pi r^{2}.|");
}

TEST_CASE("html blocks: a formula is read once, as TeX where the page has it") {
  CHECK(lines("<p>luas <span class=katex><span><math><semantics><mrow><mi>r</mi><mn>2</mn></mrow>"
              "<annotation>r^2</annotation></semantics></math></span><span class=katex-html "
              "aria-hidden=true><span>r2</span></span></span> meter") == "luas r^2 meter|");
  CHECK(lines("<p>luas <math><mi>r</mi></math> meter") == "luas r meter|");
  CHECK(lines("<p><math><mi>x</mi><annotation>x</annotation></math>, "
              "<math><mi>a</mi><mo>=</mo><mi>b</mi></math>") == "x, a=b|");
}

TEST_CASE("html blocks: one line break continues a paragraph, two begin another") {
  const HtmlTree tree = HtmlTree::parse("<p>a<br>b<br><br>c</p><p>d<br>e</p>");
  std::string joined;
  for (const HtmlBlock& block : split_blocks(tree).blocks) joined += block.after_break ? '1' : '0';
  CHECK(joined == "01001");
}

TEST_CASE("html blocks: an inline element that is shown as a block is a line") {
  CHECK(lines("<p><span style='display:block'>a</span><a style='display: block' href=x>b</a>c") ==
        "a|b|c|");
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

TEST_CASE("html blocks: every ASCII space ends a word, also as a character reference") {
  CHECK(lines("<p>a&#xb;b&#xC;c&#9;d&#13;e f</p>") == "a b c d e f|");
}

}  // namespace saring::boilerplate
