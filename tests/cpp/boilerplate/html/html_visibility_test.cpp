#include "saring/boilerplate/html/html_visibility_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "boilerplate/html/html_pages.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kNote =
    "Catatan untuk redaksi yang belum diperiksa siapa pun dan tidak boleh terbit.";
constexpr std::string_view kPart =
    "Bagian ini baru terbuka setelah pembaca menekan tombol di atasnya. Isinya menjelaskan cara "
    "merawat perahu kayu selama musim hujan, mulai dari papan sampai layar. Setiap nelayan di "
    "teluk itu mengetahuinya.";

// True if `inside` is visible in a page with an article, below an element with these attributes.
bool is_seen(std::string_view tag, std::string_view attributes, std::string_view inside) {
  std::string page = "<article>" + std::string(kThreeParagraphs) + "<div class=box><";
  page.append(tag).append(" ").append(attributes).append(">").append(inside);
  page.append("</").append(tag).append("></div></article>");
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  CHECK(blocks.text.find("Warga desa") != std::string::npos);
  return blocks.text.find(inside) != std::string::npos;
}

std::string text_of(std::string_view page) {
  const HtmlTree tree = HtmlTree::parse(page);
  return split_blocks(tree).text;
}

std::string article_in(std::string_view open, std::string_view close) {
  std::string page = "<body><p>Beranda</p>";
  return page.append(open).append(kThreeParagraphs).append(close);
}

}  // namespace

TEST_CASE("html visibility: what the mark-up hides is not text") {
  for (const char* attributes :
       {"style='display:none'",
        "style='DISPLAY : None !important; color:red'",
        "hidden",
        "style='visibility:hidden'",
        "aria-hidden=true",
        "class='x sr-only'",
        "class=screen-reader-text",
        "class=visually-hidden",
        "class='u-visuallyHidden'",
        "role=tooltip",
        "class=tooltiptext",
        "style='position:absolute;left:-9999px'",
        "style='text-indent:-9999px'",
        "style='position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)'",
        "style='height:0;overflow:hidden'",
        "aria-hidden=TRUE",
        "style='display:/**/none'",
        "style='/* x */display:none'",
        "style='display:block;display:none'",
        "style='display:none!important;display:block'",
        "style='content-visibility:hidden'",
        "style='position:absolute;clip-path:inset(50%)'",
        "class=elementor-screen-only",
        "popover",
        "popover=auto id=menu"}) {
    INFO(attributes);
    CHECK_FALSE(is_seen("div", attributes, kNote));
    CHECK_FALSE(is_seen("span", attributes, kNote));
  }
  CHECK_FALSE(is_seen("template", "", kNote));
  CHECK_FALSE(is_seen("noscript", "", kNote));
  CHECK_FALSE(is_seen("dialog", "", kNote));
}

TEST_CASE("html visibility: what looks similar but is shown is text") {
  for (const char* attributes :
       {"style='display:block'", "style='color:none'", "aria-hidden=false", "class=sr",
        "class=tooltip", "style='left:-9999px'", "style='text-indent:-1em'", "style='opacity:0'",
        "style='height:1px;width:1px'", "style='display:none;display:block'",
        "style='visibility:hidden;visibility:visible'", "style='clip-path:inset(50%)'",
        "hidden=until-found", "hidden id=S:0"}) {
    INFO(attributes);
    CHECK(is_seen("div", attributes, kNote));
  }
}

TEST_CASE("html visibility: nothing is glued to a word by hidden text, and no word is split") {
  CHECK(text_of("<p>satu<span hidden>tiga</span> dua</p>") == "satu dua\n");
  CHECK(text_of("<p>sa<span style='display:none'>x</span>tu</p>") == "satu\n");
  CHECK(text_of("<p>satu dua<span aria-hidden=true>»</span></p>") == "satu dua\n");
}

TEST_CASE("html visibility: what a click opens stays") {
  for (const char* attributes :
       {"class=accordion-body style='display:none'", "id=more style='display:none'",
        "class=collapse hidden", "class=read-more-text style='display:none'",
        "role=tabpanel aria-hidden=true hidden", "class=full-text style='visibility:hidden'",
        "class='faq-item' style='height:0;overflow:hidden'"}) {
    INFO(attributes);
    CHECK(is_seen("div", attributes, kPart));
  }
  CHECK(is_seen("div", "role=tabpanel hidden", "Tanya jawab"));
  CHECK_FALSE(is_seen("div", "class='modal-more' style='display:none'", kPart));
  CHECK_FALSE(is_seen("div", "class=meta style='display:none'", kPart));
}

TEST_CASE("html visibility: hidden panels that look the same are opened one after another") {
  std::string panels;
  for (int i = 0; i < 3; ++i) {
    panels += "<h3>Tanya</h3><div class=k7 style='display:none'><p>";
    panels.append(kPart).append("</p></div>");
  }
  const std::string text = text_of(article_in("", panels));
  CHECK(text.find(kPart) != std::string::npos);
}

TEST_CASE("html visibility: a page that a script shows keeps its text") {
  for (const char* open :
       {"<div style='display:none'>", "<div style='opacity:0'>", "<main hidden>",
        "<div class=wrap aria-hidden=true>", "<div style='visibility:hidden'>", "<noscript>"}) {
    INFO(open);
    CHECK(text_of(article_in(open, "")).find("Warga desa") != std::string::npos);
  }
  const std::string raw = "<pre hidden># Petani kopi " + std::string(kThreeParagraphs) + "</pre>";
  CHECK(text_of(article_in("", raw)).find("harga biji") ==
        text_of(article_in("", raw)).rfind("harga biji"));
  std::string body = "<body style='display:none'>";
  CHECK(text_of(body.append(kThreeParagraphs)).find("Warga desa") != std::string::npos);
}

TEST_CASE("html visibility: a page is not empty because each of its parts is hidden") {
  std::string words, parts;
  for (const char* word : {"Warga ", "desa ", "menanam ", "kopi ", "di ", "lereng ", "gunung"}) {
    words.append("<span aria-hidden=true>").append(word).append("</span>");
    parts.append("<p style='display:none'>").append(word);
  }
  CHECK(text_of("<h1 aria-label=x>" + words + "</h1>") ==
        "Warga desa menanam kopi di lereng gunung\n");
  CHECK(text_of(parts).starts_with("Warga\ndesa\n"));
}

TEST_CASE("html visibility: noscript with prose is text, a call for JavaScript is not") {
  CHECK(is_seen("noscript", "", std::string(kPart) + " " + std::string(kPart)));
  CHECK_FALSE(
      is_seen("noscript", "", "Aktifkan JavaScript. " + std::string(kPart) + std::string(kPart)));
  CHECK(
      text_of("<body><noscript>You need to enable JavaScript to run this app.</noscript>").empty());
}

TEST_CASE("html visibility: of text for two kinds of readers, the visible one counts") {
  CHECK(
      text_of("<p>Harga <span class=sr-only>12 rupiah</span><span aria-hidden=true>Rp12</span>") ==
      "Harga Rp12\n");
  CHECK(
      text_of("<p>Harga <span aria-hidden=true>Rp12</span><span class=sr-only>12 rupiah</span>") ==
      "Harga Rp12\n");
  CHECK(text_of("<p>Harga <del aria-hidden=true>lama</del> <b class=sr-only>Harga lama</b>") ==
        "Harga lama\n");
  CHECK(is_seen("span", "aria-hidden=true", "4,5 dari 5"));
  CHECK_FALSE(is_seen("span", "aria-hidden=true", "dari 5"));
  CHECK(text_of("<p><span aria-hidden=true>W</span>arga desa") == "Warga desa\n");
}

TEST_CASE("html visibility: any page is read") {
  for (const std::string& page : odd_pages()) {
    const HtmlTree tree = HtmlTree::parse(page);
    CHECK(find_hidden(tree).size() == tree.size());
  }
}

}  // namespace saring::boilerplate
