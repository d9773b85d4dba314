#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/document.hpp"

// Kept documents in a temporary file, where they wait until it is known which of them are copies.
// Only the run that wrote the bytes can read them: native byte order, no version.
namespace saring::pipeline {

// Views into the bytes from which it is read or made.
struct StoredDocument {
  Location location{};
  std::string_view lang{};
  double confidence = 0;
  std::uint64_t chars = 0;          // code points of `text`
  std::uint64_t chars_removed = 0;  // characters removed from the text as read
  bool is_reliable = false;         // of the language
  double rank = 0;                  // rank by which copies are chosen (copy_rank.hpp); NaN: none
  std::string_view site{};          // host name, or empty
  std::string_view url{};           // or empty
  std::string_view text{};          // the clean text
  std::string_view head{};          // JSON: the record before the text's value
  std::string_view tail{};   // JSON: the record after the value; line of a text file: its line end
  bool has_own_text = true;  // JSON: false if `head` ends with the unchanged value of the text
  std::string_view page{};   // HTML: the output of append_page_parts
  std::string_view signals{};  // the output of append_signals; empty: not requested
};

void append_stored(const StoredDocument& document, std::string& out);

// All documents of `bytes`, the output of append_stored. Throws Error if the bytes are cut or
// damaged.
[[nodiscard]] std::vector<StoredDocument> read_stored(std::string_view bytes);

// Signals of a text.
void append_signals(const text::Signals& signals, std::string& out);

// Throws Error if the bytes are damaged.
[[nodiscard]] text::Signals read_signals(std::string_view bytes);

// The metadata of a page and the blocks of its article.
void append_page_parts(const PageParts& page, std::string& out);

// Views into the output of append_page_parts. Throws Error if it is damaged.
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
