#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "saring/pipeline/document.hpp"
#include "saring/pipeline/stored_document.hpp"

// The audit: one JSON line per removal with the removed text, its place and the reason.
// docs/cleaning.md lists the fields.
namespace saring::pipeline {

// Appends the JSON members for the place of a document, without braces:
// "file":…,"record":…,"line":… and, if it has an id, "id":…. `file` is a JSON string.
void append_location(std::string_view file, const Location& location, std::string& out);

// The JSON record of a document before and after the value of its text. Empty if the document has
// none.
struct RecordAround {
  std::string_view head{};
  std::string_view tail{};
};
[[nodiscard]] RecordAround record_around(const StoredDocument& document);

// Appends a line for each removal of `clean`, a line for the document if its decision is not kKept,
// and a line that marks it if its text is mojibake. All have the reason for a review, if there is
// one. The removals' offsets refer to `text`; they are written in code points. O(text + removals).
void append_audit(std::string_view file, const Location& location, std::string_view text,
                  const CleanDocument& clean, RecordAround around, std::string& out);

// Appends a line for a document that was kept at first. `members` has more JSON members, each with
// a comma before it, or is empty.
void append_late_removal(std::string_view file, const StoredDocument& document, Decision decision,
                         std::string_view members, std::string& out);

// Appends lines that list the kept records of a file as runs: the first record, and the number of
// consecutive records.
void append_kept_records(std::string_view file,
                         std::span<const std::pair<std::uint64_t, std::uint64_t>> runs,
                         std::string& out);

// Appends a value in [0, 1] with `decimals` decimals, at most 6.
void append_score(double value, std::string& out, int decimals = 3);

}  // namespace saring::pipeline
