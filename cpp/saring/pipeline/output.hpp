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

// The second pass over consecutive documents: renders the kept documents, and writes documents that
// are removed after all to the audit.
namespace saring::pipeline {

struct OutputOptions {
  std::vector<Rendering> renderings{};  // by source
  std::string lang_field{};             // field in HTML pages; empty: none
  std::string cluster_size_field{};     // field in HTML pages and JSON records; empty: none
  std::string signals_field{};          // the same for signals
};

// Consecutive rendered documents of one source.
struct OutputPart {
  std::uint32_t source = 0;
  std::uint64_t documents = 0;
  std::size_t bytes = 0;
};

// A document that the first pass kept and that is removed after all.
struct LateRemoval {
  std::string lang{};
  std::uint64_t chars = 0;  // characters of its clean text
  Decision decision = Decision::kDuplicate;
};

struct Output {
  std::string bytes{};  // of all parts, in order
  std::vector<OutputPart> parts{};
  std::string audit{};  // JSON lines
  std::vector<LateRemoval> removals{};
};

// A stored document and its row. The function returns the stored documents of the rows from
// `first_row` on. `stored` is the output of the first pass for them. Throws Error if the two do not
// match: a row without its document, or a document too many.
struct StoredRow {
  std::size_t row = 0;
  StoredDocument document{};
};
[[nodiscard]] std::vector<StoredRow> stored_rows(std::string_view stored,
                                                 const DocumentTable& table, std::size_t first_row,
                                                 std::size_t end_row);

// Renders the kept documents of the rows [first_row, end_row). Linear in the bytes. Uses one
// thread.
[[nodiscard]] Output write_documents(std::span<const StoredRow> rows, const DocumentTable& table,
                                     const Copies& copies, const OutputOptions& options);

}  // namespace saring::pipeline
