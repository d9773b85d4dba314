#include "saring/pipeline/audit.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

using saring::boilerplate::Role;
using saring::pipeline::append_audit;
using saring::pipeline::append_kept_records;
using saring::pipeline::append_late_removal;
using saring::pipeline::CleanDocument;
using saring::pipeline::Decision;
using saring::pipeline::Location;
using saring::pipeline::record_around;
using saring::pipeline::StoredDocument;

TEST_CASE("audit: offsets are code points and refer to the text as read") {
  const std::string text = "Café é\nBagikan\nakhir";
  CleanDocument clean;
  clean.removals.push_back({1, false, text.find("Bagikan"), text.find("\nakhir"), Role::kShare,
                            0.98, "id.share.bagikan", "a share label"});
  std::string out;
  append_audit("\"a.txt\"", {.record = 0, .line = 1}, text, clean, {}, out);
  CHECK(out ==
        R"({"kind":"line","file":"a.txt","record":0,"line":1,"text_line":2,"start":7,"end":14,)"
        R"("role":"share","rule":"id.share.bagikan","reason":"a share label","score":0.980,)"
        R"("text":"Bagikan"})"
        "\n");
}

TEST_CASE("audit: what is removed around a line or a span is in it") {
  const std::string text = "Café -\t Isi\r\nBagikan\r\n\r\n";
  CleanDocument clean;
  clean.removals.push_back({0, true, 0, 7, Role::kDateline, 1, "r", "", 0, 2});
  clean.removals.push_back({1, false, 14, 21, Role::kShare, 1, "s", "", 2, 4});
  std::string out;
  append_audit("\"a.txt\"", {.record = 0, .line = 1}, text, clean, {}, out);
  CHECK(out.find(R"("text":"Café -","after":"\t "})") != std::string::npos);
  CHECK(out.find(R"("start":13,"end":20,"role":"share")") != std::string::npos);
  CHECK(out.find(R"("before":"\r\n","text":"Bagikan","after":"\r\n\r\n"})") != std::string::npos);
}

TEST_CASE("audit: a document that goes is written with its reason and clean text") {
  CleanDocument clean;
  clean.text = "Hello there";
  clean.decision = Decision::kLanguage;
  clean.lang = "eng_Latn";
  clean.confidence = 0.99951;
  std::string out;
  append_audit("\"a\"", {.record = 3, .line = 0, .id = "7"}, "Hello there", clean, {}, out);
  CHECK(out ==
        R"({"kind":"document","file":"a","record":3,"line":null,"id":7,"reason":"language",)"
        R"("why":"language not wanted","lang":"eng_Latn","confidence":1.000,"text":"Hello there"})"
        "\n");
}

TEST_CASE("audit: a document from which nothing is removed is not in the audit") {
  std::string out;
  append_audit("\"a\"", {}, "isi", {}, {}, out);
  CHECK(out.empty());
}

TEST_CASE("audit: a document that goes after all says why") {
  StoredDocument document;
  document.location = {.record = 2, .line = 3, .id = "\"x\""};
  document.text = "isi";
  std::string out;
  append_late_removal("\"a\"", document, Decision::kDuplicate, ",\"similarity\":0.9", out);
  CHECK(out == R"({"kind":"document","file":"a","record":2,"line":3,"id":"x","reason":"duplicate",)"
               R"("similarity":0.9,"text":"isi"})"
               "\n");
}

TEST_CASE("audit: a removed record is written around its text") {
  CleanDocument clean;
  clean.decision = Decision::kEmpty;
  std::string out;
  append_audit("\"a\"", {}, "", clean, {R"({"n": 1, "text": )", "}\n"}, out);
  CHECK(out.find(R"("why":"without a letter or digit")") != std::string::npos);
  CHECK(out.ends_with(R"("text":"","head":"{\"n\": 1, \"text\": ","tail":"}\n"})"
                      "\n"));
  clean.removals.push_back({});
  out.clear();
  append_audit("\"a\"", {}, "x", clean, {}, out);
  CHECK(out.find(R"("why":"emptied by stripping")") != std::string::npos);
  CHECK(out.find("head") == std::string::npos);
}

TEST_CASE("audit: the text's own bytes are not part of the record around it") {
  StoredDocument document;
  document.head = R"({"a": "b", "text": "q\\\" \\")";
  document.tail = "}";
  document.has_own_text = false;
  CHECK(record_around(document).head == R"({"a": "b", "text": )");
  document.head = R"({"text":"")";
  CHECK(record_around(document).head == R"({"text":)");
  CHECK(record_around(document).tail == "}");
}

TEST_CASE("audit: records that are kept are written as runs") {
  std::string out;
  const std::vector<std::pair<std::uint64_t, std::uint64_t>> runs = {{0, 2}, {5, 1}};
  append_kept_records("\"a\"", runs, out);
  CHECK(out == R"({"kind":"kept","file":"a","records":[[0,2],[5,1]]})"
               "\n");
  out.clear();
  append_kept_records("\"a\"", std::vector(1001, runs[0]), out);
  CHECK(std::count(out.begin(), out.end(), '\n') == 2);
  append_kept_records("\"a\"", {}, out);
  CHECK(std::count(out.begin(), out.end(), '\n') == 2);
}
