#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/pipeline/document.hpp"

namespace saring::pipeline {

// What is remembered of each document during a run: 29 bytes and its id. Rows are in reading
// order; the rows of a source follow each other. Not thread-safe while rows are added or changed.
class DocumentTable {
 public:
  // Adds an input file; sources are numbered from 0. `name`: as the audit and the report write it.
  void add_source(std::string_view name);

  // Adds a row. `source` is that of the row before, or a later one.
  void append(std::uint32_t source, const Location& location, Decision decision);

  [[nodiscard]] std::size_t size() const noexcept { return decisions_.size(); }
  [[nodiscard]] std::uint32_t source(std::size_t row) const { return sources_[row]; }
  [[nodiscard]] Decision decision(std::size_t row) const {
    return static_cast<Decision>(decisions_[row]);
  }
  // Views live until the next append.
  [[nodiscard]] Location location(std::size_t row) const;
  // The name of a source, and of the file of a row, as a JSON string.
  [[nodiscard]] std::string_view source_json(std::uint32_t source) const {
    return file_json_.at(source);
  }
  [[nodiscard]] std::string_view file_json(std::size_t row) const {
    return file_json_[sources_[row]];
  }
  // The rows of a source, half-open. O(log rows).
  [[nodiscard]] std::pair<std::size_t, std::size_t> rows_of(std::uint32_t source) const;

  // Records of a source whose documents are kept: the first of each run, and how many follow each
  // other; and those whose documents are not. Linear in the rows of the source.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> kept_runs(
      std::uint32_t source) const;
  [[nodiscard]] std::vector<std::uint64_t> removed_records(std::uint32_t source) const;

  void set_decision(std::size_t row, Decision decision) {
    decisions_[row] = static_cast<std::uint8_t>(decision);
  }

  // Whether the first pass kept a row, so that the document was stored.
  [[nodiscard]] bool is_stored(std::size_t row) const {
    const Decision decided = decision(row);
    return decided == Decision::kKept || decided == Decision::kDuplicate ||
           decided == Decision::kSourceChanged;
  }

  // The rows [first, end) as bytes, and rows that were saved so put at the end: to go on with in
  // another process. All columns are in it. Errors of load(): ModelError.
  [[nodiscard]] std::string save(std::size_t first, std::size_t end) const;
  void load(std::span<const std::byte> bytes);

  // Rows whose id an earlier row had, each with the first of those; ascending. O(rows log rows).
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> repeated_ids() const;

 private:
  [[nodiscard]] std::string_view id(std::size_t row) const;

  std::vector<std::string> file_json_;
  std::vector<std::uint32_t> sources_;
  std::vector<std::uint64_t> records_;
  std::vector<std::uint64_t> lines_;
  std::vector<std::uint8_t> decisions_;
  std::vector<std::uint64_t> id_ends_;
  std::string ids_;
};

}  // namespace saring::pipeline
