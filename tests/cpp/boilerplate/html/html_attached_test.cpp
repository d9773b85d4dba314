#include "saring/boilerplate/html/html_attached_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "boilerplate/html/html_pages.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kCode =
    "def baca(nama):\n    with open(nama) as isi:\n        return isi.read()";

// The text of a page that has `part` between the paragraphs of its article, or after them.
std::string text_with(std::string_view part, bool at_end = false) {
  static const HtmlExtractor extractor;
  std::string page =
      "<html lang=id><body><nav><ul><li><a href=/>Beranda</a><li><a href=/k>Kota</a></ul></nav>"
      "<article><h1>Petani kopi kembali ke lereng</h1>";
  page.append(kThreeParagraphs).append(part);
  if (!at_end) page.append(kThreeParagraphs);
  page += "</article><footer><p>© 2024 Kabar Lereng. Hak cipta.</p></footer></body></html>";
  return extractor.extract(page).text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string items(std::string_view open, std::string_view close) {
  std::string out;
  for (const char* item : {"Edisi Jawa", "Edisi Sunda", "Edisi Bali", "Edisi Madura"}) {
    out.append(open).append("<a href=/edisi>").append(item).append("</a>").append(close);
  }
  return out;
}

}  // namespace

TEST_CASE("html attached: links that a sentence announces stay, in whatever elements") {
  const std::string sentence = "<p>Naskah lengkap itu dapat dibaca dalam empat bahasa:</p>";
  for (const std::string& list :
       {"<ul>" + items("<li>", "</li>") + "</ul>", "<ol>" + items("<li>", "</li>") + "</ol>",
        "<div><ul>" + items("<li>", "</li>") + "</ul></div>",
        "<table>" + items("<tr><td>", "</td></tr>") + "</table>", items("<p>", "</p>"),
        "<p>" + items("", "<br>") + "</p>",
        "<dl>" + items("<dt>", "</dt><dd>PDF</dd>") + "</dl>"}) {
    INFO(list);
    const std::string text = text_with(sentence + list);
    for (const char* item : {"Edisi Jawa", "Edisi Sunda", "Edisi Bali", "Edisi Madura"}) {
      CHECK(has(text, item));
    }
  }
}

TEST_CASE("html attached: a label announces no links, nor does a sentence those of a menu") {
  const std::string list = "<ul>" + items("<li>", "</li>") + "</ul>";
  CHECK_FALSE(has(text_with("<p>Berita Terkait:</p>" + list), "Edisi Sunda"));
  const std::string sentence = "<p>Naskah lengkap itu dapat dibaca dalam empat bahasa:</p>";
  CHECK_FALSE(has(text_with(sentence + "<nav>" + list + "</nav>"), "Edisi Sunda"));
  CHECK_FALSE(
      has(text_with(sentence + "<div class=related-posts>" + list + "</div>"), "Edisi Sunda"));
}

TEST_CASE("html attached: code stays, between paragraphs and behind them") {
  const std::string code(kCode);
  for (const std::string& block :
       {"<pre>" + code + "</pre>", "<pre class='language-python'><code>" + code + "</code></pre>",
        "<div class=highlight><pre>" + code + "</pre></div>",
        "<pre class='brush: python'>" + code + "</pre>",
        "<div style='white-space: pre'>" + code + "</div>",
        "<div class=code><button>Salin kode</button><pre>" + code + "</pre></div>"}) {
    INFO(block);
    CHECK(has(text_with(block), kCode));
    CHECK(has(text_with(block, true), kCode));
  }
}

TEST_CASE("html attached: a column of line numbers is no text") {
  const std::string table =
      "<div class=highlight><table><tr><td class=linenos><pre>1\n2\n3</pre></td><td><pre>" +
      std::string(kCode) + "</pre></td></tr></table></div>";
  const std::string text = text_with(table);
  CHECK(has(text, kCode));
  CHECK_FALSE(has(text, "1\n2\n3"));
  CHECK(has(text_with("<pre>12\n7\n30</pre>"), "12\n7\n30"));
}

TEST_CASE("html attached: where code would be most of the text, the classifier decides alone") {
  const RuleMatcher matcher(built_in_rules());
  const HtmlRules rules = HtmlRules::built_in();
  const TokenTable tokens;
  for (const int statements : {2, 60}) {
    std::string page = "<article>" + std::string(kThreeParagraphs) + "<pre>";
    for (int i = 0; i < statements; ++i) page += "let nilai = hitung(baris, lebar);\n";
    page += "</pre></article>";
    const HtmlTree tree = HtmlTree::parse(page);
    const HtmlBlocks blocks = split_blocks(tree);
    const HtmlMetadata declared = read_metadata(tree);
    const PageFeatures features(tree, blocks, declared, tokens, rules);
    const PageLines lines(blocks, matcher, nullptr);
    REQUIRE(blocks.blocks.size() == 4);
    std::vector<std::uint8_t> chosen = {1, 1, 1, 0};
    decide_attached(tree, blocks, features, lines, {0.9F, 0.9F, 0.9F, 0.3F}, chosen);
    CHECK(chosen.back() == (statements == 2 ? 1 : 0));
    chosen.back() = 0;
    decide_attached(tree, blocks, features, lines, {0.9F, 0.9F, 0.9F, 0.05F}, chosen);
    CHECK(chosen.back() == 0);
  }
}

}  // namespace saring::boilerplate
