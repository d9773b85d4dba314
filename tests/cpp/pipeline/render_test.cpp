#include "saring/pipeline/render.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <string>

using saring::boilerplate::Role;
using saring::pipeline::AddedFields;
using saring::pipeline::append_signals;
using saring::pipeline::PageParts;
using saring::pipeline::render;
using saring::pipeline::Rendering;
using saring::pipeline::StoredDocument;
using saring::text::Signal;

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
  page.byline = "Rina & Budi";
  page.date = "2024-05-01";
  page.url = "https://kabar.example/a?b=1&c=2";
  page.site_name = "Kabar";
  page.description = "Tentang \"lain\"";
  page.blocks = {{Role::kHeadline, "Judul"}, {Role::kQuote, "a < b & \"c\""}, {Role::kBody, "Isi"}};
  std::string parts;
  append_page_parts(page, parts);
  StoredDocument document;
  document.page = parts;
  document.lang = "ind_Latn";
  CHECK(rendered(document, Rendering::kHtml) ==
        "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<title>Judul &amp; &lt;lain&gt;</title>\n"
        "<meta name=\"author\" content=\"Rina &amp; Budi\">\n"
        "<meta property=\"article:published_time\" content=\"2024-05-01\">\n"
        "<meta property=\"og:site_name\" content=\"Kabar\">\n"
        "<meta name=\"description\" content=\"Tentang &quot;lain&quot;\">\n"
        "<link rel=\"canonical\" href=\"https://kabar.example/a?b=1&amp;c=2\">\n"
        "</head>\n<body>\n<article>\n<h1>Judul</h1>\n"
        "<blockquote>a &lt; b &amp; &quot;c&quot;</blockquote>\n<p>Isi</p>\n"
        "</article>\n</body>\n</html>\n");
  CHECK(rendered(document, Rendering::kHtml, {.lang = "a\"b", .cluster_size = "n"}, 12)
            .find("<meta name=\"a&quot;b\" content=\"ind_Latn\">\n"
                  "<meta name=\"n\" content=\"12\">\n") != std::string::npos);
}

TEST_CASE("render: signals are an object, rounded, with null for what is not known") {
  saring::text::Signals signals;
  signals[Signal::kWords] = 120;
  signals[Signal::kRepeatedLines] = 1.0 / 3;
  signals[Signal::kMeanWordLength] = 4.5;
  signals[Signal::kStopWords] = std::numeric_limits<double>::quiet_NaN();
  std::string bytes;
  append_signals(signals, bytes);
  StoredDocument document;
  document.text = "a";
  document.head = R"({"text":)";
  document.tail = R"(, "signals":7})";
  const std::string without = rendered(document, Rendering::kJson, {.signals = "signals"});
  CHECK(without == "{\"text\":\"a\", \"signals\":7}\n");
  document.signals = bytes;
  const std::string record = rendered(document, Rendering::kJson, {.signals = "signals"});
  CHECK(record.starts_with(R"({"text":"a", "signals":{"characters":0,"words":120,"lines":0,)"));
  CHECK(record.ends_with("\"duplicate_10grams\":0}}\n"));
  CHECK(record.find(R"("mean_word_length":4.5,)") != std::string::npos);
  CHECK(record.find(R"("repeated_lines":0.3333,)") != std::string::npos);
  CHECK(record.find(R"("stop_words":null,)") != std::string::npos);
  const std::string both =
      rendered(document, Rendering::kJson, {.cluster_size = "n", .signals = "s"}, 2);
  CHECK(both.starts_with(R"({"text":"a", "signals":7,"n":2,"s":{"characters":0,)"));
  std::string parts;
  append_page_parts(PageParts{}, parts);
  document.page = parts;
  CHECK(rendered(document, Rendering::kHtml, {.signals = "signals"})
            .find("<meta name=\"signals\" content=\"{&quot;characters&quot;:0,") !=
        std::string::npos);
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
