#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saring/pipeline/stored_document.hpp"

namespace saring::pipeline {

// How a document is written.
enum class Rendering : std::uint8_t {
  kValue,  // its text alone
  kText,   // its text; of a line, with the line end it had
  kJson,   // the record it came in with the text replaced, and a newline
  kHtml,   // a page with only the article
};

// Appends a document as it is written. `lang_field`: HTML gets a meta element of this name with the
// document's language; empty: none (JSON records have theirs already). O(length).
void render(const StoredDocument& document, Rendering rendering, std::string_view lang_field,
            std::string& out);

}  // namespace saring::pipeline
