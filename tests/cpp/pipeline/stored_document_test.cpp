#include "saring/pipeline/stored_document.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "saring/base/error.hpp"

using saring::boilerplate::Role;
using saring::pipeline::append_page_parts;
using saring::pipeline::append_stored;
using saring::pipeline::PageParts;
using saring::pipeline::read_page_parts;
using saring::pipeline::read_stored;
using saring::pipeline::StoredDocument;

namespace {

StoredDocument sample() {
  StoredDocument document;
  document.location = {.record = 4, .line = 5, .id = "\"a\""};
  document.lang = "ind_Latn";
  document.confidence = 0.75;
  document.chars = 3;
  document.chars_removed = 2;
  document.rank = 1.5;
  document.text = "isi";
  document.head = "{\"text\":";
  document.tail = "}";
  document.has_own_text = false;
  document.signals = "signals";
  return document;
}

}  // namespace

TEST_CASE("stored documents: what is written is read back") {
  std::string bytes;
  append_stored(sample(), bytes);
  append_stored({}, bytes);
  const auto documents = read_stored(bytes);
  REQUIRE(documents.size() == 2);
  const StoredDocument& read = documents[0];
  CHECK(read.location.record == 4);
  CHECK(read.location.line == 5);
  CHECK(read.location.id == "\"a\"");
  CHECK(read.lang == "ind_Latn");
  CHECK(read.confidence == 0.75);
  CHECK(read.chars == 3);
  CHECK(read.chars_removed == 2);
  CHECK(read.rank == 1.5);
  CHECK(read.text == "isi");
  CHECK(read.head == "{\"text\":");
  CHECK(read.tail == "}");
  CHECK_FALSE(read.has_own_text);
  CHECK(read.signals == "signals");
  CHECK(documents[1].text.empty());
  CHECK(documents[1].has_own_text);
}

TEST_CASE("stored documents: signals are read back, and damage is an error") {
  saring::text::Signals signals;
  for (std::size_t i = 0; i < saring::text::kSignals; ++i) {
    signals.values[i] = static_cast<double>(i) / 7;
  }
  std::string bytes;
  saring::pipeline::append_signals(signals, bytes);
  CHECK(saring::pipeline::read_signals(bytes).values == signals.values);
  bytes.pop_back();
  CHECK_THROWS_AS(saring::pipeline::read_signals(bytes), saring::Error);
}

TEST_CASE("stored documents: bytes that are cut anywhere are an error") {
  std::string bytes;
  append_stored(sample(), bytes);
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    CHECK_THROWS_AS(read_stored(std::string_view(bytes).substr(0, size)), saring::Error);
  }
}

TEST_CASE("stored documents: a page's parts are read back") {
  PageParts page;
  page.title = "Judul";
  page.language = "id";
  page.byline = "Rina";
  page.description = "Tentang";
  page.blocks = {{Role::kHeadline, "Judul"}, {Role::kBody, "Isi"}};
  std::string bytes;
  append_page_parts(page, bytes);
  const auto read = read_page_parts(bytes);
  CHECK(read.title == "Judul");
  CHECK(read.language == "id");
  CHECK(read.byline == "Rina");
  CHECK(read.date.empty());
  CHECK(read.description == "Tentang");
  REQUIRE(read.blocks.size() == 2);
  CHECK(read.blocks[0].role == Role::kHeadline);
  CHECK(read.blocks[1].text == "Isi");
}
