#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/copies.hpp"
#include "saring/pipeline/document_table.hpp"
#include "saring/pipeline/render.hpp"
#include "saring/pipeline/stored_document.hpp"

// The second pass over documents that follow each other: those that are kept are rendered, those
// that are removed after all are written to the audit.
namespace saring::pipeline {

struct OutputOptions {
  std::vector<Rendering> renderings{};  // by source
  std::string lang_field{};             // of HTML pages; empty: none
  std::string cluster_size_field{};     // of HTML pages and JSON records; empty: none
  std::string signals_field{};          // likewise
};

// The rendered documents of one source that follow each other.
struct OutputPart {
  std::uint32_t source = 0;
  std::uint64_t documents = 0;
  std::size_t bytes = 0;
};

// A document that the first pass kept and that is removed after all.
struct LateRemoval {
  std::string lang{};
  std::uint64_t chars = 0;  // of its clean text
  Decision decision = Decision::kDuplicate;
};

struct Output {
  std::string bytes{};  // of all parts, in order
  std::vector<OutputPart> parts{};
  std::string audit{};  // JSON lines
  std::vector<LateRemoval> removals{};
};

// The stored documents of the rows from `first_row` on, with the rows they belong to. `stored` is
// what the first pass wrote of them. Throws Error where the two do not match: a row without its
// document, or a document too many.
struct StoredRow {
  std::size_t row = 0;
  StoredDocument document{};
};
[[nodiscard]] std::vector<StoredRow> stored_rows(std::string_view stored,
                                                 const DocumentTable& table, std::size_t first_row,
                                                 std::size_t end_row);

// Renders what is kept of the rows [first_row, end_row). Linear in the bytes; one thread.
[[nodiscard]] Output write_documents(std::span<const StoredRow> rows, const DocumentTable& table,
                                     const Copies& copies, const OutputOptions& options);

}  // namespace saring::pipeline
