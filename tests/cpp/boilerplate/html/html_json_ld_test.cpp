#include "saring/boilerplate/html/html_json_ld_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace saring::boilerplate {
namespace {

JsonLd read(const std::vector<std::string>& scripts, std::string_view title = {}) {
  JsonLdReader reader;
  for (const std::string& script : scripts) {
    reader.start_script();
    visit_json_strings(script, [&](const JsonString& s) { reader.add(s); });
  }
  return reader.finish(title);
}

std::string authors(const JsonLd& ld) {
  std::string out;
  for (const DeclaredAuthor& a : ld.article.authors) {
    out += a.name + (a.is_organization ? " (org);" : ";");
  }
  return out;
}

}  // namespace

TEST_CASE("json-ld: a name may be in parts, and a recipe has an author") {
  CHECK(authors(read({R"({"@type":"Article","author":{"@type":"Person","givenName":"Ivan",)"
                      R"("familyName":"Kuz"}})"})) == "Ivan Kuz;");
  CHECK(authors(read({R"({"@type":"Recipe","author":{"@type":"Person","name":"Ivan Kuz"}})"})) ==
        "Ivan Kuz;");
}

TEST_CASE("json-ld: authors by @id are found before and after the article") {
  const std::string person = R"({"@type":"Person","@id":"#p","name":"Ivan Kuz"})";
  const std::string article =
      R"({"@type":"Article","headline":"Kota","datePublished":"2021-10-05","author":{"@id":"#p"}})";
  for (const std::string& graph : {article + "," + person, person + "," + article}) {
    const JsonLd ld = read({R"({"@context":"https://schema.org","@graph":[)" + graph + "]}"});
    CHECK(authors(ld) == "Ivan Kuz;");
    CHECK(ld.article.headline == "Kota");
    CHECK(ld.article.date_published == "2021-10-05");
    CHECK(ld.article.is_article);
  }
  CHECK(authors(read({article, person})) == "Ivan Kuz;");
}

TEST_CASE("json-ld: authors as strings, objects, lists and organisations") {
  CHECK(authors(read({R"({"@type":"NewsArticle","author":"Ani"})"})) == "Ani;");
  CHECK(authors(read({R"({"@type":"NewsArticle","author":["Ani","Budi","Ani"]})"})) == "Ani;Budi;");
  CHECK(authors(read({R"({"@type":"NewsArticle","author":[{"name":"Ani"},{"name":"Budi"}]})"})) ==
        "Ani;Budi;");
  CHECK(
      authors(read({R"({"@type":"NewsArticle","author":{"@type":"Organization","name":"X"}})"})) ==
      "X (org);");
  CHECK(authors(read({R"({"@type":"NewsArticle","creator":{"name":"Ani"}})"})) == "Ani;");
}

TEST_CASE("json-ld: comments and other articles are not the article") {
  const JsonLd ld =
      read({R"({"@type":"NewsArticle","headline":"Satu","datePublished":"2021-01-01",)"
            R"("comment":[{"@type":"Comment","author":{"name":"Pembaca"},)"
            R"("datePublished":"2022-02-02"}],"author":{"name":"Ani"}})",
            R"({"@type":"ItemList","itemListElement":[{"@type":"NewsArticle",)"
            R"("headline":"Dua","datePublished":"2023-03-03"}]})"});
  CHECK(ld.article.headline == "Satu");
  CHECK(ld.article.date_published == "2021-01-01");
  CHECK(authors(ld) == "Ani;");
}

TEST_CASE("json-ld: of several articles the one that the page's title names is meant") {
  const std::string first =
      R"({"@type":"Article","headline":"Harga ikan naik","datePublished":"2021-01-01"})";
  const std::string second =
      R"({"@type":"Article","headline":"Lampu di perahu","datePublished":"2022-02-02"})";
  CHECK(read({first, second}).article.headline == "Harga ikan naik");
  CHECK(read({first, second}, "Lampu di perahu | Teluk").article.headline == "Lampu di perahu");
}

TEST_CASE("json-ld: publisher, section, keywords, picture, language and prefixed keys") {
  const JsonLd ld = read({R"({"@type":"schema:Article","schema:headline":"A &amp; B",)"
                          R"("publisher":{"name":"Teluk"},"articleSection":"Laut",)"
                          R"("keywords":["x","y"],"image":{"@type":"ImageObject",)"
                          R"("url":"https://a.example/1.jpg"},"inLanguage":"id"})"});
  CHECK(ld.article.headline == "A & B");
  CHECK(ld.site_names == std::vector<std::string>{"Teluk"});
  CHECK(ld.article.section == "Laut");
  CHECK(ld.article.keywords == std::vector<std::string>{"x", "y"});
  CHECK(ld.article.image == "https://a.example/1.jpg");
  CHECK(ld.article.language == "id");
}

TEST_CASE("json-ld: many objects and references take linear time and give something") {
  std::string graph = R"({"@graph":[{"@type":"Article","headline":"A","author":[)";
  for (int i = 0; i < 100'000; ++i) graph += R"({"@id":"#x"},)";
  graph += R"({"@id":"#p"}]},)";
  for (int i = 0; i < 100'000; ++i) graph += R"({"@id":"#y","name":"N"},)";
  CHECK(read({graph}).article.headline == "A");
}

}  // namespace saring::boilerplate
