#include "saring/pipeline/audit.hpp"

#include <catch2/catch.hpp>
#include <string>

using saring::boilerplate::Role;
using saring::pipeline::append_audit;
using saring::pipeline::CleanDocument;
using saring::pipeline::Document;
using saring::pipeline::Verdict;

TEST_CASE("audit: offsets are code points and refer to the text as read") {
  const std::string text = "Café é\nBagikan\nakhir";
  const Document document{.body = text, .where = R"("file":"a.txt","record":0,"line":1)"};
  CleanDocument clean;
  clean.removals.push_back({1, false, text.find("Bagikan"), text.find("\nakhir"), Role::kShare,
                            0.98, "id.share.bagikan", "a share label"});
  std::string out;
  append_audit(document, text, clean, out);
  CHECK(out ==
        R"({"kind":"line","file":"a.txt","record":0,"line":1,"text_line":2,"begin":7,"end":14,)"
        R"("role":"share","rule":"id.share.bagikan","reason":"a share label","score":0.980,)"
        R"("text":"Bagikan"})"
        "\n");
}

TEST_CASE("audit: a document that goes is written with its reason and clean text") {
  const Document document{.body = "Hello there", .where = R"("file":"a.txt")"};
  CleanDocument clean;
  clean.text = "Hello there";
  clean.verdict = Verdict::kLanguage;
  clean.lang = "eng_Latn";
  clean.confidence = 0.99951;
  std::string out;
  append_audit(document, document.body, clean, out);
  CHECK(out == R"({"kind":"document","file":"a.txt","reason":"language","lang":"eng_Latn",)"
               R"("confidence":1.000,"text":"Hello there"})"
               "\n");
}

TEST_CASE("audit: a document that stays whole leaves no trace") {
  const Document document{.body = "isi"};
  std::string out;
  append_audit(document, document.body, {}, out);
  CHECK(out.empty());
}
