#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "saring/pipeline/stored_document.hpp"

namespace saring::pipeline {

// How a document is written.
enum class Rendering : std::uint8_t {
  kValue,  // only its text
  kText,   // its text, with its line end if it is a line of a file
  kJson,   // its input record with the text replaced, and a newline
  kHtml,   // a page with only the article
  // Like kJson, but with a comma and a newline before the record instead of a newline after it.
  kJsonElement,
  kNothing,  // nothing is written
};

// Names of fields that are added to a document; empty: none. In HTML they are meta elements.
struct AddedFields {
  std::string_view lang{};          // the language; JSON records already have it
  std::string_view cluster_size{};  // in HTML, and as a member of JSON records
  std::string_view signals{};       // the same: an object, if the document has signals
};

// Appends signals as a JSON object: numbers to 4 decimals, null for what is not known.
void append_signals_json(const text::Signals& signals, std::string& out);

// Appends a document in its output form. `cluster_size`: the number of documents in its cluster
// (Copies). O(length).
void render(const StoredDocument& document, Rendering rendering, const AddedFields& fields,
            std::size_t cluster_size, std::string& out);

}  // namespace saring::pipeline
