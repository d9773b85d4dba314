#include "saring/pipeline/render.hpp"

#include <catch2/catch.hpp>
#include <string>

using saring::boilerplate::Role;
using saring::pipeline::PageParts;
using saring::pipeline::render;
using saring::pipeline::Rendering;
using saring::pipeline::StoredDocument;

namespace {

std::string rendered(const StoredDocument& document, Rendering rendering,
                     std::string_view lang_field = "") {
  std::string out;
  render(document, rendering, lang_field, out);
  return out;
}

}  // namespace

TEST_CASE("render: text is as it is, a line of a file has its own line end") {
  StoredDocument document;
  document.text = "isi";
  CHECK(rendered(document, Rendering::kValue) == "isi");
  CHECK(rendered(document, Rendering::kText) == "isi");
  document.tail = "\r\n";
  CHECK(rendered(document, Rendering::kText) == "isi\r\n");
}

TEST_CASE("render: a record gets its text as JSON, or keeps the value that it had") {
  StoredDocument document;
  document.text = "a \"b\"";
  document.head = R"({"id":1, "text":)";
  document.tail = R"(, "n":1.10})";
  CHECK(rendered(document, Rendering::kJson) == R"({"id":1, "text":"a \"b\"", "n":1.10})"
                                                "\n");
  document.head = R"({"text":"caf\u00e9")";
  document.tail = "}";
  document.has_own_text = false;
  CHECK(rendered(document, Rendering::kJson) == R"({"text":"caf\u00e9"})"
                                                "\n");
}

TEST_CASE("render: a page holds the article, escaped") {
  PageParts page;
  page.title = "Judul & <lain>";
  page.language = "id";
  page.blocks = {{Role::kHeadline, "Judul"}, {Role::kQuote, "a < b & \"c\""}, {Role::kBody, "Isi"}};
  std::string parts;
  append_page_parts(page, parts);
  StoredDocument document;
  document.page = parts;
  document.lang = "ind_Latn";
  CHECK(rendered(document, Rendering::kHtml) ==
        "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<title>Judul &amp; &lt;lain&gt;</title>\n</head>\n<body>\n<article>\n<h1>Judul</h1>\n"
        "<blockquote>a &lt; b &amp; &quot;c&quot;</blockquote>\n<p>Isi</p>\n"
        "</article>\n</body>\n</html>\n");
  CHECK(rendered(document, Rendering::kHtml, "a\"b")
            .find("<meta name=\"a&quot;b\" content=\"ind_Latn\">\n") != std::string::npos);
}
