#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "saring/pipeline/document.hpp"
#include "saring/pipeline/stored_document.hpp"

// The audit: one JSON line for each removal, with what, where and why. docs/cleaning.md
// has its fields.
namespace saring::pipeline {

// Appends the JSON members that give the place of a document, without braces:
// "file":…,"record":…,"line":… and "id":… where it has one. `file` is a JSON string.
void append_location(std::string_view file, const Location& location, std::string& out);

// The JSON record of a document up to its text's value and after it; empty where it has none.
struct RecordAround {
  std::string_view head{};
  std::string_view tail{};
};
[[nodiscard]] RecordAround record_around(const StoredDocument& document);

// Appends a line for each removal of `clean`, one for the document where its decision is not kKept,
// and one that marks it where its text is mojibake; all with the reason for a review if there is
// one. `text` is what the removals' offsets refer to; they are written in code points. O(text +
// removals).
void append_audit(std::string_view file, const Location& location, std::string_view text,
                  const CleanDocument& clean, RecordAround around, std::string& out);

// Appends a line for a document that was kept at first: `members` are further JSON members, each
// with its comma in front, or empty.
void append_late_removal(std::string_view file, const StoredDocument& document, Decision decision,
                         std::string_view members, std::string& out);

// Appends lines that say which records of a file are kept, as runs of a first record and how many
// follow each other.
void append_kept_records(std::string_view file,
                         std::span<const std::pair<std::uint64_t, std::uint64_t>> runs,
                         std::string& out);

// Appends a value in [0, 1] with `decimals` decimals, at most 6.
void append_score(double value, std::string& out, int decimals = 3);

}  // namespace saring::pipeline
