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

// The data that a run keeps about each document: 29 bytes and its id. Rows are in reading order;
// the rows of a source are consecutive. Not thread-safe while rows are added or changed.
class DocumentTable {
 public:
  // Adds an input file. Sources are numbered from 0. `name`: the name in the audit and the report.
  void add_source(std::string_view name);

  // Adds a row. `source` must be the source of the row before, or a later one.
  void append(std::uint32_t source, const Location& location, Decision decision);

  [[nodiscard]] std::size_t size() const noexcept { return decisions_.size(); }
  [[nodiscard]] std::uint32_t source(std::size_t row) const { return sources_[row]; }
  [[nodiscard]] Decision decision(std::size_t row) const {
    return static_cast<Decision>(decisions_[row]);
  }
  // The views are valid until the next append.
  [[nodiscard]] Location location(std::size_t row) const;
  // The name of a source, or of the file of a row, as a JSON string.
  [[nodiscard]] std::string_view source_json(std::uint32_t source) const {
    return file_json_.at(source);
  }
  [[nodiscard]] std::string_view file_json(std::size_t row) const {
    return file_json_[sources_[row]];
  }
  // The rows of a source, half-open. O(log rows).
  [[nodiscard]] std::pair<std::size_t, std::size_t> rows_of(std::uint32_t source) const;

  // kept_runs: the kept records of a source as runs: the first record, and the number of
  // consecutive ones. removed_records: the other records. Linear in the rows of the source.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> kept_runs(
      std::uint32_t source) const;
  [[nodiscard]] std::vector<std::uint64_t> removed_records(std::uint32_t source) const;

  void set_decision(std::size_t row, Decision decision) {
    decisions_[row] = static_cast<std::uint8_t>(decision);
  }

  // True if the first pass kept the row, so that its document was stored.
  [[nodiscard]] bool is_stored(std::size_t row) const {
    const Decision decided = decision(row);
    return decided == Decision::kKept || decided == Decision::kDuplicate ||
           decided == Decision::kSourceChanged;
  }

  // save() returns the rows [first, end) as bytes, with all columns. load() appends saved rows, to
  // continue in another process. Errors of load(): ModelError.
  [[nodiscard]] std::string save(std::size_t first, std::size_t end) const;
  void load(std::span<const std::byte> bytes);

  // Rows with an id that an earlier row has, each with the first such row; ascending. O(rows log
  // rows).
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
