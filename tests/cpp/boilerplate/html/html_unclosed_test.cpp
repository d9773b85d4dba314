#include "saring/boilerplate/html/html_unclosed_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {
namespace {

// Text of a page that is in no element whose content is skipped.
std::string text_of(std::string_view page) {
  const HtmlTree tree = HtmlTree::parse(page);
  std::string out;
  for (std::uint32_t i = 1; i < tree.size();) {
    if (tree[i].tag == HtmlTag::kText) out += tree[i].text;
    i = has_flag(tree[i].tag, kSkipped) ? tree[i].end : i + 1;
  }
  return out;
}

}  // namespace

TEST_CASE("unclosed tags: the page behind a tag that is never closed stays") {
  for (const std::string_view name :
       {"title", "textarea", "iframe", "noembed", "noframes", "xmp", "select", "template"}) {
    INFO(name);
    const std::string tag = "<" + std::string(name);
    CHECK(text_of(tag + "><p>one</p><p>two</p>").find("one") != std::string::npos);
    CHECK(text_of(tag + "><p>one</p><p>two</p>").find("two") != std::string::npos);
    CHECK(text_of(tag + " class=x>a</" + std::string(name) + "><p>two</p>").find("two") !=
          std::string::npos);
  }
}

TEST_CASE("unclosed tags: what is closed hides its content, in any letter case") {
  CHECK(text_of("<textarea>a</TEXTAREA ><p>b").find('a') == std::string::npos);
  CHECK(text_of("<select><option>a</select><p>b") == "b");
  CHECK(text_of("<template>a</template><p>b").find('a') == std::string::npos);
  CHECK(text_of("<p>b<textarea>a</textarea><textarea>c</textareas>d</textarea>e") == "be");
}

TEST_CASE("unclosed tags: a tag that ends itself hides nothing, as in XHTML") {
  CHECK(text_of("<title/><p>a</p><svg><title>b</title></svg>") == "a");
  CHECK(text_of("<script src=a.js /><p>a</p><script>b</script><p>c") == "ac");
  CHECK(text_of("<iframe src=x /><p>a</p><iframe></iframe>") == "a");
  CHECK(text_of("<style/><p>a</p><style>b</style>") == "a");
}

TEST_CASE("unclosed tags: a script is no text, whether it is closed or not") {
  CHECK(text_of("<p>a</p><script>b") == "a");
  CHECK(text_of("<p>a</p><style>b") == "a");
  CHECK(text_of("<p>a</p><script src=x.js />b</script>c") == "ac");
}

TEST_CASE("unclosed tags: the text for browsers without frames is that of a page of frames") {
  CHECK(text_of("<frameset><frame src=a><noframes><body><p>b</p></body></noframes></frameset>") ==
        "b");
  CHECK(text_of("<p>a</p><noframes>b</noframes>") == "a");
}

TEST_CASE("unclosed tags: a declared shadow tree is shown") {
  CHECK(text_of("<x-one><template shadowrootmode=open><p>a</p></template></x-one>b") == "ab");
}

TEST_CASE("unclosed tags: a pointer elsewhere says nothing") {
  const std::string page = "<title>a<p>", other = "<title>b<p>";
  UnclosedTags tags(page);
  CHECK(tags.is_unclosed("title", page.data()));
  CHECK_FALSE(tags.is_unclosed("title", other.data()));
  CHECK_FALSE(tags.is_unclosed("title", nullptr));
  CHECK_FALSE(tags.is_unclosed("b", page.data()));
  CHECK(HtmlTree::parse("<title>a < b")[1].tag == HtmlTag::kTitle);  // no page behind it
}

}  // namespace saring::boilerplate
