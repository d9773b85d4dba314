#include "saring/boilerplate/html/html_next_articles_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "boilerplate/html/html_pages.hpp"

namespace saring::boilerplate {
namespace {

const std::string kTitle = "Petani kopi kembali ke lereng";
const std::string kFirst = "<h1>" + kTitle + "</h1>" + std::string(kThreeParagraphs);
const std::string kOther =
    "<p>Sebuah toko roti dibuka di Jalan Kenari pekan ini, dan antrean sudah sampai ke sudut "
    "alun-alun pada pukul sepuluh pagi.</p><p>Roti akan dijual enam hari dalam sepekan, kata salah "
    "satu pemiliknya yang masih muda.</p>";
const std::string kSecond = "<h1>Toko roti dibuka</h1>" + kOther;

// The remaining text of a page in which all lines were kept.
std::string left_of(const std::string& page) {
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  std::vector<std::uint8_t> chosen(blocks.blocks.size(), 1);
  drop_next_articles(tree, blocks, kTitle, chosen);
  std::string text;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] != 0) text.append(blocks.text_of(blocks.blocks[i])).append("\n");
  }
  return text;
}

bool keeps_second(const std::string& page) {
  const std::string text = left_of(page);
  CHECK(text.find("Pemerintah daerah berjanji") != std::string::npos);
  const bool begins = text.find("toko roti dibuka di Jalan") != std::string::npos;
  CHECK(begins == (text.find("Roti akan dijual") != std::string::npos));
  return begins;
}

}  // namespace

TEST_CASE("html next articles: an <article> behind the first, with a heading of its own") {
  const std::string first = "<main><article>" + kFirst + "</article>";
  CHECK_FALSE(keeps_second(first + "<div class=next-article><article>" + kSecond +
                           "</article></div></main>"));
  CHECK_FALSE(keeps_second(first + "<article>" + kSecond + "</article></main>"));
  CHECK_FALSE(keeps_second(first + "<article><h2><a href=/roti>Toko roti</a></h2>" + kOther +
                           "</article></main>"));
  // A link inside of an article is not its heading.
  CHECK(keeps_second(first + "<article>" + kOther + std::string(kThreeParagraphs) +
                     "<h2><a href=/roti>Toko roti</a></h2></article></main>"));
  CHECK(keeps_second(first + "<article><h2>Toko roti</h2>" + kOther + "</article></main>"));
  CHECK(keeps_second(first + "<article>" + kOther + "</article></main>"));
}

TEST_CASE("html next articles: an element like that of the first") {
  for (const std::string open :
       {"<div class='article-wrap'>", "<section class=story>", "<div class=post>",
        "<div role=article>", "<div itemscope itemtype='https://schema.org/NewsArticle'>"}) {
    INFO(open);
    const std::string close = open.starts_with("<div") ? "</div>" : "</section>";
    CHECK_FALSE(
        keeps_second("<main>" + open + kFirst + close + open + kSecond + close + "</main>"));
    CHECK(keeps_second("<main>" + open + kFirst + close + open + kOther + close + "</main>"));
  }
  // Sections of one article, and other sections that are not marked as an article.
  CHECK(keeps_second("<main><section>" + kFirst + "</section><section>" + kSecond +
                     "</section></main>"));
  CHECK(keeps_second("<article><div class=post-part>" + kFirst + "</div><div class=post-part>" +
                     kSecond + "</div></article>"));
  CHECK(keeps_second("<main><div class=post>" + kFirst + kSecond + "</div></main>"));
}

TEST_CASE("html next articles: an element that says so") {
  CHECK_FALSE(keeps_second("<article>" + kFirst + "<div class='next-article'>" + kSecond +
                           "</div></article>"));
  CHECK_FALSE(keeps_second("<main>" + kFirst + "<div id=nextPost><h2>Toko roti</h2>" + kOther +
                           "</div></main>"));
  CHECK(keeps_second("<main class=next-article-loader>" + kFirst + kSecond + "</main>"));
  CHECK(keeps_second("<main class=x>" + kFirst + "<div class=nextel>" + kSecond + "</div></main>"));
}

TEST_CASE("html next articles: nothing goes without a title, or behind a short text") {
  const std::string next = "<div class=next-article>" + kSecond + "</div>";
  CHECK(left_of("<h1>Kabar lain</h1>" + std::string(kThreeParagraphs) + next)
            .find("Roti akan dijual") != std::string::npos);
  CHECK(left_of("<h1>" + kTitle + "</h1><p>Foto.</p>" + next).find("Roti akan dijual") !=
        std::string::npos);
}

}  // namespace saring::boilerplate
