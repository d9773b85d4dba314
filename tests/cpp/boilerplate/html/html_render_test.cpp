#include "saring/boilerplate/html/html_render_internal.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boilerplate/html/html_pages.hpp"
#include "reference/linear_time.hpp"

namespace saring::boilerplate {
namespace {

// All lines of a page are kept, except those that begin with "-".
struct Rendered {
  explicit Rendered(std::string_view page)
      : html(page), tree(HtmlTree::parse(html)), blocks(split_blocks(tree)) {
    for (const HtmlBlock& block : blocks.blocks) {
      ArticleLine& line = lines.emplace_back();
      line.start = block.start;
      line.end = block.end;
      line.keep = !blocks.text_of(block).starts_with('-');
      line.role = tree[block.container].tag == HtmlTag::kFigcaption ? Role::kCaption : Role::kBody;
    }
  }

  std::string html;
  HtmlTree tree;
  HtmlBlocks blocks;
  std::vector<ArticleLine> lines;
};

std::string markdown(std::string_view page, bool links = true) {
  const Rendered r(page);
  return render_markdown({r.tree, r.blocks, r.lines}, links);
}

std::string clean(std::string_view page) {
  const Rendered r(page);
  return render_html({r.tree, r.blocks, r.lines});
}

}  // namespace

TEST_CASE("html markdown: headings, paragraphs and line breaks") {
  CHECK(markdown("<h1>Satu <b>dua</b></h1><p>tiga<br>empat<br><br>lima</p><h3>enam</h3>") ==
        "# Satu dua\n\ntiga\\\nempat\n\nlima\n\n### enam");
  CHECK(markdown("<p>a<br>- iklan<br>b</p>") == "a\n\nb");
}

TEST_CASE("html markdown: lists are nested and numbered") {
  CHECK(markdown("<ol><li>a<ul><li>b</li><li>c</li></ul></li><li><p>d</p><p>e</p></li>"
                 "<li>f</ol><p>g") == "1. a\n   - b\n   - c\n2. d\n\n   e\n3. f\n\ng");
  CHECK(markdown("<ul><li>a</li><li>- b</li><li>c</li></ul>") == "- a\n- c");
  CHECK(markdown("<p>x</p><ul>a<li>b</li></ul>") == "x\n\na\n\n- b");
}

TEST_CASE("html markdown: quotations and code inside lists") {
  CHECK(markdown("<blockquote><p>a</p><p>b</p><ul><li>c</ul></blockquote>d") ==
        "> a\n>\n> b\n>\n> - c\n\nd");
  CHECK(markdown("<ul><li>a<pre>x\n  y</pre></ul>") == "- a\n\n  ```\n  x\n    y\n  ```");
}

TEST_CASE("html markdown: code keeps its white space and names its language") {
  CHECK(markdown("<pre class='x language-c++ y'><code>a  *b*\n\n\tc</code></pre>") ==
        "```c++\na  *b*\n\n\tc\n```");
  CHECK(markdown("<pre>```\n&lt;b&gt;</pre>") == "````\n```\n<b>\n````");
  CHECK(markdown("<p>x<code>a*b</code> <code>`c</code><code>d</code>") == "x`a*b` `` `c `` `d`");
}

TEST_CASE("html markdown: tables of data are tables, with empty cells in their place") {
  CHECK(markdown("<table><tr><th><th>a|b<tr><td>1<td><b>2</b> x<tr><td>3<td></table>y") ==
        "| | a\\|b |\n| --- | --- |\n| 1 | **2** x |\n| 3 | |\n\ny");
  CHECK(markdown("<table><tr><td>a<td>b<tr><td>c<td>d<td>e</table>") ==
        "| a | b | |\n| --- | --- | --- |\n| c | d | e |");
  CHECK(markdown("<b><table><tr><td>a<td>b<tr><td>c<td>d</table></b>").find("**a** | **b**") !=
        std::string::npos);
}

TEST_CASE("html markdown: emphasis begins and ends at words") {
  CHECK(markdown("<p>a <b> b </b>c <i>d</i>e <s>f</s>") == "a **b** c *d*e ~~f~~");
  CHECK(markdown("<p><b>a</b><b>b</b><i>c</i>") == "**ab**c");
  CHECK(markdown("<p><b>Catatan:</b>isi, <b>Catatan:</b> isi, kata<b>(x)</b>") ==
        "Catatan:isi, **Catatan:** isi, kata(x)");
  CHECK(markdown("<p><b><i>a</i></b><b><i>.</i></b>") == "***a*.**");
  CHECK(markdown("<p>a<b> </b>b") == "a b");
}

TEST_CASE("html markdown: links have addresses that can be followed, or none") {
  CHECK(markdown("<p>a <a href='/x (1)'> b </a>c") == "a [b](/x%20%281%29) c");
  CHECK(markdown("<p><a href=/x><b>a</b></a>, <a href=#n>1</a>") == "[**a**](/x), 1");
  CHECK(markdown("<p>a <a href=/x>b</a>", false) == "a b");
  for (const char* url : {"javascript:x()", " JavaScript:x()", "data:text/html,x", "vbscript:x",
                          "java\nscript:x()", ""}) {
    INFO(url);
    CHECK(markdown("<p><a href='" + std::string(url) + "'>a</a>") == "a");
    CHECK(clean("<p><a href='" + std::string(url) + "'>a</a>") == "<p>a</p>\n");
  }
}

TEST_CASE("html markdown: what would be mark-up is escaped") {
  CHECK(markdown("<p>2*3 `x` [a] &lt;b&gt; 1 &lt; 2 &amp;lt; A&B ~~c~~ snake_case _d_ \\") ==
        "2\\*3 \\`x\\` \\[a\\] \\<b> 1 < 2 \\&lt; A\\&B \\~\\~c\\~\\~ snake_case \\_d\\_ \\\\");
  for (const char* text : {"# a", "> a", "- a", "+ a", "---", "=== a", "~~~"}) {
    INFO(text);
    CHECK(
        markdown("<p>x</p><p><b></b>" +
                 std::string(text).replace(0, 1, text[0] == '>' ? "&gt;" : std::string(1, text[0])))
            .substr(0, 4) == (text[0] == '-' ? "x" : "x\n\n\\"));
  }
  CHECK(markdown("<p>1986. a</p><p>1986.5</p><p>(1) b") == "1986\\. a\n\n1986.5\n\n(1) b");
  CHECK(markdown("<h2>C #</h2><h2>1. a</h2>") == "## C \\#\n\n## 1. a");
}

TEST_CASE("html markdown: images of the article are kept, with their words") {
  const std::string page =
      "<img src=/logo.png><p>a</p><figure><img src=/b.jpg alt='Perahu [1]'><figcaption>- foto"
      "</figcaption></figure><p>c <img src=/d.png alt=d>e</p><p><img src=data:x></p>"
      "<p>- iklan</p><img src=/iklan.png><p>- iklan</p>";
  CHECK(markdown(page) == "a\n\n![Perahu \\[1\\]](/b.jpg)\n\nc ![d](/d.png) e");
  CHECK(markdown(page, false) == "a\n\nc e");
  CHECK(clean(page) ==
        "<p>a</p>\n<figure><img src=\"/b.jpg\" alt=\"Perahu [1]\"></figure>\n"
        "<p>c <img src=\"/d.png\" alt=\"d\">e</p>\n");
}

TEST_CASE("html clean: elements of text without attributes, scripts and handlers") {
  CHECK(clean("<div class=x onclick='x()'><span style=y>a</span> <b id=z>b</b>"
              "<script>alert(1)</script><style>c</style><iframe src=x></iframe></div>") ==
        "<p>a <strong>b</strong></p>\n");
  CHECK(clean("<p>1 &lt; 2 &amp;&amp; \"x\"") == "<p>1 &lt; 2 &amp;&amp; &quot;x&quot;</p>\n");
  CHECK(clean("<p><a href='/a\"onclick=x' title=t>b</a>") ==
        "<p><a href=\"/a&quot;onclick=x\">b</a></p>\n");
}

TEST_CASE("html clean: lists, quotations, tables and code keep their structure") {
  CHECK(clean("<ul><li>a<ol><li>b</ol></ul>") == "<ul><li>a<ol><li>b</li>\n</ol>\n</li>\n</ul>\n");
  CHECK(clean("<blockquote>a<p>b</blockquote>") ==
        "<blockquote><p>a</p>\n<p>b</p>\n</blockquote>\n");
  CHECK(clean("<table><tr><th><th>a<tr><td>b<td>c</table>") ==
        "<table><tr><td></td><th>a</th></tr>\n<tr><td>b</td><td>c</td></tr>\n</table>\n");
  CHECK(clean("<pre><code>a\n  b</code></pre>") == "<pre><code>a\n  b</code></pre>\n");
  CHECK(clean("<h2>a<br>b</h2><p>c<br>d<br><br>e") == "<h2>a<br>b</h2>\n<p>c<br>d</p>\n<p>e</p>\n");
}

TEST_CASE("html render: any page is rendered, and nothing of a script gets through") {
  for (const std::string& page : odd_pages()) {
    static_cast<void>(markdown(page));
    CHECK(clean(page).find("<script") == std::string::npos);
  }
}

TEST_CASE("html render: nested elements and many marks are rendered in linear time") {
  const auto page_of = [](std::string_view open, std::string_view close, int count) {
    std::string page;
    for (int i = 0; i < count; ++i) page += open;
    page += "x";
    for (int i = 0; i < count; ++i) page += close;
    for (int i = 0; i < count; ++i) page += "<p>a <b>b</b><i>c</i>";
    return page;
  };
  for (const auto& [open, close] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"<ul><li>", "</ul>"},
                                                                  {"<blockquote>", "</blockquote>"},
                                                                  {"<b><i>", "</i></b>"},
                                                                  {"<table><tr><td>", "</table>"},
                                                                  {"<a href=x>", "</a>"},
                                                                  {"<li>`<br>", ""},
                                                                  {"<tr><td>a<td>b", ""},
                                                                  {"<b>a</b>", ""},
                                                                  {"<img src=x>", ""}}) {
    INFO(open);
    const Rendered page(page_of(open, close, 20'000));
    std::map<std::size_t, std::unique_ptr<Rendered>> pages;
    const auto render = [&](std::size_t times) {
      std::unique_ptr<Rendered>& rendered = pages[times];
      if (!rendered)
        rendered = std::make_unique<Rendered>(page_of(open, close, static_cast<int>(times)));
      static_cast<void>(render_markdown({rendered->tree, rendered->blocks, rendered->lines}, true));
      static_cast<void>(render_html({rendered->tree, rendered->blocks, rendered->lines}));
    };
    CHECK(reference::growth_of_time(render, 5'000) < reference::kMaxLinearGrowth);
    const std::string text = render_markdown({page.tree, page.blocks, page.lines}, true);
    const std::string html = render_html({page.tree, page.blocks, page.lines});
    CHECK(text.size() < 60 * page.html.size());
    CHECK(html.size() < 60 * page.html.size());
  }
}

}  // namespace saring::boilerplate
