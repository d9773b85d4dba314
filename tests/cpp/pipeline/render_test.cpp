#include "saring/pipeline/render.hpp"

#include <catch2/catch.hpp>
#include <string>

using saring::boilerplate::Role;
using saring::pipeline::AddedFields;
using saring::pipeline::PageParts;
using saring::pipeline::render;
using saring::pipeline::Rendering;
using saring::pipeline::StoredDocument;

namespace {

std::string rendered(const StoredDocument& document, Rendering rendering,
                     const AddedFields& fields = {}, std::size_t cluster_size = 1) {
  std::string out;
  render(document, rendering, fields, cluster_size, out);
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

TEST_CASE("render: an element of an array follows a comma and a newline") {
  StoredDocument document;
  document.text = "isi";
  document.head = "{\n \"text\": ";
  document.tail = "\n}";
  CHECK(rendered(document, Rendering::kJsonElement) == ",\n{\n \"text\": \"isi\"\n}");
  CHECK(rendered(document, Rendering::kJsonElement, {.cluster_size = "n"}, 2).starts_with(",\n{"));
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
  CHECK(rendered(document, Rendering::kHtml, {.lang = "a\"b", .cluster_size = "n"}, 12)
            .find("<meta name=\"a&quot;b\" content=\"ind_Latn\">\n"
                  "<meta name=\"n\" content=\"12\">\n") != std::string::npos);
}

TEST_CASE(
    "render: a record gets the size of its cluster, in the member that it has or at its end") {
  StoredDocument document;
  document.text = "a";
  document.head = R"({"text":)";
  document.tail = R"(, "n":null})";
  CHECK(rendered(document, Rendering::kJson, {.cluster_size = "n"}, 3) == R"({"text":"a", "n":3})"
                                                                          "\n");
  CHECK(rendered(document, Rendering::kJson, {.cluster_size = "\"m\""}, 1) ==
        R"({"text":"a", "n":null,"\"m\"":1})"
        "\n");
}
