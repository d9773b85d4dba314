#include "saring/boilerplate/html/html_extractor.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "boilerplate/html/html_pages.hpp"
#include "reference/linear_time.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

const HtmlExtractor& extractor() {
  static const HtmlExtractor shared;
  return shared;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Role role_of(const Article& article, std::string_view start) {
  for (const ArticleLine& line : article.lines) {
    if (article.page_text.compare(line.start, start.size(), start) == 0) return line.role;
  }
  FAIL("no line begins with " << start);
  return Role::kOther;
}

}  // namespace

TEST_CASE("html extractor: a news page gives its article and nothing around it") {
  const Article article = extractor().extract(news_page());
  CHECK(article.title == "Petani kopi kembali ke lereng");
  CHECK(article.byline == "Sri Wahyuni");
  CHECK(article.date == "2024-05-06T07:08:09+07:00");
  CHECK(article.language_hint == "id");
  CHECK(article.site_name == "Kabar Lereng");
  CHECK(article.canonical_url == "https://kabarlereng.example/kopi");
  for (const char* part : {"Petani kopi kembali", "Warga desa di lereng", "Ketua kelompok tani",
                           "Pemerintah daerah berjanji", "Jalan sepanjang empat kilometer"}) {
    CHECK(has(article.text, part));
  }
  for (const char* part : {"Beranda", "kuki", "Facebook", "Berita Terkait", "Harga cabai", "Mantap",
                           "Hak cipta", "Kontak", "Foto:", "color:red"}) {
    INFO(part);
    CHECK(!has(article.text, part));
  }
}

TEST_CASE("html extractor: lines have the role of the element around them") {
  const Article article = extractor().extract(news_page());
  CHECK(role_of(article, "Petani kopi") == Role::kHeadline);
  CHECK(role_of(article, "Warga desa") == Role::kBody);
  CHECK(role_of(article, "Jalan kebun") == Role::kSubheading);
  CHECK(role_of(article, "Beranda") == Role::kNavigation);
  CHECK(role_of(article, "Situs ini memakai") == Role::kCookie);
  CHECK(role_of(article, "Harga cabai") == Role::kRelatedLink);
  CHECK(role_of(article, "Kebun kopi di lereng") == Role::kCaption);
  CHECK(role_of(article, "© 2024") == Role::kCopyright);
}

TEST_CASE("html extractor: text is the kept lines, and every line is there") {
  const Article article = extractor().extract(news_page());
  std::string kept, all;
  for (const ArticleLine& line : article.lines) {
    REQUIRE(line.end <= article.page_text.size());
    CHECK(line.score >= 0);
    CHECK(line.score <= 1);
    CHECK(!line.reason.empty());
    const std::string text = article.page_text.substr(line.start, line.end - line.start);
    all += text + "\n";
    if (!line.keep) continue;
    if (!kept.empty()) kept += '\n';
    kept += text;
  }
  CHECK(kept == article.text);
  CHECK(all == article.page_text);
}

TEST_CASE("html extractor: a list of links between paragraphs of the article is kept as a whole") {
  std::string page =
      "<html><body><nav><ul><li><a href=/>Beranda</a><li><a href=/k>Kota</a></ul></nav><article>"
      "<h1>Petani kopi kembali ke lereng</h1>";
  page.append(kThreeParagraphs).append("<p>Naskah itu dapat dibaca di sini:</p>");
  page +=
      "<ul><li><a href=/a>Naskah bahasa Jawa</a></li><li><a href=/b>Sunda</a></li>"
      "<li><a href=/c>Naskah bahasa Bali</a></li><li><a href=/d>Madura</a></li></ul>";
  page.append(kThreeParagraphs).append("</article></body></html>");
  const Article article = extractor().extract(page);
  for (const char* item : {"Jawa\n", "\nSunda\n", "Bali\n", "\nMadura\n"}) {
    INFO(item);
    CHECK(has(article.text, item));
  }
  CHECK(!has(article.text, "Beranda"));
}

TEST_CASE("html extractor: articleBody stands in for text that the page lacks") {
  const auto page_with = [](std::string_view text) {
    std::string page =
        "<html><head><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\","
        "\"articleBody\":\"Warga desa di lereng gunung itu mulai menanam kopi kembali sejak tiga "
        "tahun lalu.\\n\\nKetua kelompok tani mengatakan hasil panen tahun ini cukup baik.\\n"
        "Pemerintah daerah berjanji memperbaiki jalan menuju kebun sebelum musim panen.\"}</script>"
        "</head><body><nav><a href=/>Beranda</a></nav><main>";
    return page.append(text) + "</main><footer><p>© 2024 Kabar Lereng. Hak cipta.</p></footer>";
  };
  const std::string body =
      "Warga desa di lereng gunung itu mulai menanam kopi kembali sejak tiga tahun lalu.\n"
      "Ketua kelompok tani mengatakan hasil panen tahun ini cukup baik.\n"
      "Pemerintah daerah berjanji memperbaiki jalan menuju kebun sebelum musim panen.";
  CHECK(extractor().extract(page_with("<div id=root></div>")).text == body);
  const Article teaser = extractor().extract(
      page_with("<p>Warga desa di lereng gunung itu mulai menanam kopi kembali.</p>"));
  CHECK(teaser.text == body);
  CHECK(teaser.lines.back().reason == "articleBody of the JSON-LD of the page");
  for (const auto& [from, to] :
       {std::pair{"application/ld+json", "Application/LD+JSON"}, {"NewsArticle", "BlogPosting"}}) {
    std::string other = page_with("<div id=root></div>");
    other.replace(other.find(from), std::string_view(from).size(), to);
    if (std::string_view(to) == "BlogPosting") other.replace(other.find("articleBody"), 11, "text");
    CHECK(extractor().extract(other).text == body);
  }
  const Article whole = extractor().extract(page_with(kThreeParagraphs));
  CHECK(has(whole.text, "harga biji kering"));
  CHECK(!has(whole.page_text, "cukup baik.\n"));
}

TEST_CASE("html extractor: a page of nothing but a menu and a footer has no article") {
  CHECK(extractor()
            .extract("<nav><a href=/>Beranda</a></nav><div id=root></div><footer><p>© 2024 Kabar "
                     "Lereng. Hak cipta dilindungi.</p><a href=/t>Tentang kami</a></footer>")
            .text.empty());
}

TEST_CASE("html extractor: keep_roles chooses the roles to keep") {
  const std::string page = news_page();
  const Article captions = extractor().extract(page, {.keep_roles = {Role::kBody, Role::kCaption}});
  CHECK(has(captions.text, "Kebun kopi di lereng utara"));
  CHECK(!has(captions.text, "Petani kopi kembali"));
}

TEST_CASE("html extractor: an article below nested elements is found at any depth") {
  for (const int depth : {300, 10'000, 200'000}) {
    INFO(depth);
    const Article article = extractor().extract(nested_divs(depth, kThreeParagraphs));
    CHECK(has(article.text, "Warga desa di lereng"));
    CHECK(has(article.text, "supaya biaya angkut"));
  }
}

TEST_CASE("html extractor: any page gives an article, truncated anywhere") {
  for (const std::string& page : odd_pages())
    static_cast<void>(extractor().extract(text::repair_utf8(page)));
  const std::string page = news_page();
  for (std::size_t cut = 0; cut <= page.size(); cut += 97) {
    static_cast<void>(
        extractor().extract(text::repair_utf8(std::string_view(page).substr(0, cut))));
  }
  CHECK(extractor().extract("").text.empty());
  CHECK(extractor().extract("").lines.empty());
  CHECK(extractor().extract("<html><body></body></html>").text.empty());
}

TEST_CASE("html extractor: a page of one long line is read in linear time") {
  const auto read = [](std::size_t bytes) {
    std::string page = "<html><body><p>";
    while (page.size() < bytes) page += "satu dua tiga empat lima. ";
    return extractor().extract(page).text.size();
  };
  CHECK(read(20'000'000) > 19'000'000);
  CHECK(reference::growth_of_time(read, 200'000) < reference::kMaxLinearGrowth);
}

TEST_CASE("html extractor: time is linear in the blocks") {
  const auto read = [](std::size_t blocks) {
    std::string page = "<html><body><ul>";
    for (std::size_t i = 0; i < blocks; ++i) page += "<li><a href=x>tautan</a></li>";
    return extractor().extract(page).lines.size();
  };
  CHECK(read(300'000) == 300'000);
  CHECK(reference::growth_of_time(read, 20'000) < reference::kMaxLinearGrowth);
}

TEST_CASE("html extractor: a line that rules drop from plain text goes, and the rule is told") {
  std::string page = "<title>Kopi</title><article><h1>Kopi</h1>";
  page += kThreeParagraphs;
  page += "<p>Advertisement</p><p>SCROLL TO CONTINUE WITH CONTENT</p>";
  page.append(kThreeParagraphs).append("</article>");
  const Article article = extractor().extract(page);
  CHECK_FALSE(has(article.text, "Advertisement"));
  CHECK_FALSE(has(article.text, "SCROLL"));
  CHECK(has(article.text, "Ketua kelompok tani"));
  CHECK(role_of(article, "Advertisement") == Role::kAdvert);
  for (const ArticleLine& line : article.lines) {
    if (article.page_text.compare(line.start, 13, "Advertisement") != 0) continue;
    CHECK_FALSE(line.rule.empty());
    CHECK(line.score == 0.0F);
  }
}

TEST_CASE("html extractor: a link to another story inside a paragraph is cut, and told") {
  constexpr std::string_view kLink = "Baca juga: Harga beras turun di pasar induk";
  std::string page = "<title>Kopi</title><article><h1>Kopi</h1>";
  page += kThreeParagraphs;
  page +=
      "<p>Panen tahun ini lebih baik daripada tahun lalu. " + std::string(kLink) + "</p></article>";
  const Article article = extractor().extract(page, {.markdown = true, .html = true});
  REQUIRE(article.spans.size() == 1);
  const RoleSpan& span = article.spans[0];
  CHECK(article.page_text.substr(span.start, span.end - span.start) == kLink);
  CHECK_FALSE(span.keep);
  CHECK(span.role == Role::kRelatedLink);
  for (const std::string* form : {&article.text, &article.markdown, &article.html}) {
    CHECK(has(*form, "lebih baik daripada tahun lalu."));
    CHECK_FALSE(has(*form, "Baca juga"));
    CHECK_FALSE(has(*form, "Harga beras"));
  }
  CHECK(article.text.substr(article.text.size() - 11) == "tahun lalu.");
  CHECK(has(article.page_text, kLink));
  RoleSet with_links = kArticleRoles;
  with_links.add(Role::kRelatedLink);
  CHECK(has(extractor().extract(page, {.keep_roles = with_links}).text, kLink));
}

TEST_CASE("html extractor: rules of lines do not empty a page") {
  std::string page = "<article>";
  for (int year = 2010; year < 2020; ++year) {
    page += "<p>Copyright " + std::to_string(year) +
            " PT Kabar Desa. Dilarang menyalin isi halaman ini tanpa izin tertulis.</p>";
  }
  CHECK(has(extractor().extract(page + "</article>").text, "Dilarang menyalin"));
  // Next to an article they are removed.
  const Article article = extractor().extract(page + std::string(kThreeParagraphs) + "</article>");
  CHECK(has(article.text, "Ketua kelompok tani"));
  CHECK_FALSE(has(article.text, "Dilarang menyalin"));
}

}  // namespace saring::boilerplate
