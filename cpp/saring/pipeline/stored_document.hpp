#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/document.hpp"

// Documents that were kept, as they wait in a temporary file until it is known which of them are
// copies. The bytes are for the run that wrote them: native byte order, no version.
namespace saring::pipeline {

// Views into the bytes that it is read from or made of.
struct StoredDocument {
  Location location{};
  std::string_view lang{};
  double confidence = 0;
  std::uint64_t chars = 0;          // code points of `text`
  std::uint64_t chars_removed = 0;  // of the text as it was read
  bool is_reliable = false;         // the language
  double rank = 0;                  // what copies are chosen by (copy_rank.hpp); NaN: nothing
  std::string_view site{};          // host name, or empty
  std::string_view url{};           // or empty
  std::string_view text{};          // clean
  std::string_view head{};          // JSON: the record up to the text's value
  std::string_view tail{};     // JSON: the record after it; a line of a text file: its line end
  bool has_own_text = true;    // JSON: false where `head` ends with the text's value as it was
  std::string_view page{};     // HTML: what append_page_parts wrote
  std::string_view signals{};  // what append_signals wrote; empty: they are not wanted
};

void append_stored(const StoredDocument& document, std::string& out);

// All documents of `bytes`, which append_stored wrote. Throws Error where the bytes are cut or
// damaged.
[[nodiscard]] std::vector<StoredDocument> read_stored(std::string_view bytes);

// Signals of a text.
void append_signals(const text::Signals& signals, std::string& out);

// Throws Error where the bytes are damaged.
[[nodiscard]] text::Signals read_signals(std::string_view bytes);

// The head of a page and the blocks of its article.
void append_page_parts(const PageParts& page, std::string& out);

// Views into the bytes that append_page_parts wrote. Throws Error where they are damaged.
struct StoredPage {
  struct StoredBlock {
    boilerplate::Role role = boilerplate::Role::kBody;
    std::string_view text{};
  };
  std::string_view title{};
  std::string_view language{};
  std::string_view byline{};
  std::string_view date{};
  std::string_view url{};
  std::string_view site_name{};
  std::string_view description{};
  std::vector<StoredBlock> blocks{};
};
[[nodiscard]] StoredPage read_page_parts(std::string_view bytes);

}  // namespace saring::pipeline
