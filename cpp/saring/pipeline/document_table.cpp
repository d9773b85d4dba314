// Tests: tests/cpp/pipeline/document_table_test.cpp.
#include "saring/pipeline/document_table.hpp"

#include <algorithm>
#include <stdexcept>

#include "saring/base/hash.hpp"
#include "saring/text/json_text.hpp"

namespace saring::pipeline {

void DocumentTable::add_source(std::string_view name) {
  text::append_json_string(name, file_json_.emplace_back());
}

void DocumentTable::append(std::uint32_t source, const Location& location, Decision decision) {
  if (source >= file_json_.size() || (!sources_.empty() && source < sources_.back())) {
    throw std::invalid_argument("documents must be added in the order of their sources");
  }
  sources_.push_back(source);
  records_.push_back(location.record);
  lines_.push_back(location.line);
  decisions_.push_back(static_cast<std::uint8_t>(decision));
  ids_ += location.id;
  id_ends_.push_back(ids_.size());
}

std::string_view DocumentTable::id(std::size_t row) const {
  const std::uint64_t start = row == 0 ? 0 : id_ends_[row - 1];
  return std::string_view(ids_).substr(start, id_ends_[row] - start);
}

Location DocumentTable::location(std::size_t row) const {
  return {records_[row], lines_[row], id(row)};
}

std::pair<std::size_t, std::size_t> DocumentTable::rows_of(std::uint32_t source) const {
  const auto [first, last] = std::equal_range(sources_.begin(), sources_.end(), source);
  return {static_cast<std::size_t>(first - sources_.begin()),
          static_cast<std::size_t>(last - sources_.begin())};
}

std::vector<std::pair<std::size_t, std::size_t>> DocumentTable::repeated_ids() const {
  struct Entry {
    std::uint64_t hash;
    std::size_t row;
  };
  std::vector<Entry> entries;
  for (std::size_t row = 0; row < size(); ++row) {
    if (!id(row).empty()) entries.push_back({hash64(id(row)), row});
  }
  std::sort(entries.begin(), entries.end(), [this](const Entry& a, const Entry& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    if (id(a.row) != id(b.row)) return id(a.row) < id(b.row);
    return a.row < b.row;
  });
  std::vector<std::pair<std::size_t, std::size_t>> repeated;
  std::size_t first = 0;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (id(entries[i].row) == id(entries[first].row)) {
      repeated.emplace_back(entries[i].row, entries[first].row);
    } else {
      first = i;
    }
  }
  std::sort(repeated.begin(), repeated.end());
  return repeated;
}

}  // namespace saring::pipeline
