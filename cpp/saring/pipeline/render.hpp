#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "saring/pipeline/stored_document.hpp"

namespace saring::pipeline {

// How a document is written.
enum class Rendering : std::uint8_t {
  kValue,        // its text alone
  kText,         // its text; of a line, with the line end it had
  kJson,         // the record it came in with the text replaced, and a newline
  kHtml,         // a page with only the article
  kJsonElement,  // as kJson, but a comma and a newline before the record in place of one after it
  kNothing,      // it is not
};

// Names of what a document gets in addition; empty: none. HTML gets a meta element.
struct AddedFields {
  std::string_view lang{};          // its language; JSON records have theirs already
  std::string_view cluster_size{};  // of HTML, and a member of JSON records
  std::string_view signals{};       // likewise: an object, where the document has them
};

// Appends signals as a JSON object: numbers to 4 decimals, null for what is not known.
void append_signals_json(const text::Signals& signals, std::string& out);

// Appends a document as it is written. `cluster_size`: documents in its cluster (Copies).
// O(length).
void render(const StoredDocument& document, Rendering rendering, const AddedFields& fields,
            std::size_t cluster_size, std::string& out);

}  // namespace saring::pipeline
