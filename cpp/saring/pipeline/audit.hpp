#pragma once

#include <string>
#include <string_view>

#include "saring/pipeline/document.hpp"

// The audit: one JSON line for whatever is taken out, with what, where and why. docs/cleaning.md
// has its fields.
namespace saring::pipeline {

// Appends a line for each removal of `clean`, and one for the document where its verdict is not
// kKept. `text` is what the removals' offsets refer to; they are written in code points. O(text +
// removals).
void append_audit(const Document& document, std::string_view text, const CleanDocument& clean,
                  std::string& out);

// Appends a value in [0, 1] with three decimals.
void append_score(double value, std::string& out);

}  // namespace saring::pipeline
