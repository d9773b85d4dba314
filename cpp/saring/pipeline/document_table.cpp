// Tests: tests/cpp/pipeline/document_table_test.cpp.
#include "saring/pipeline/document_table.hpp"

#include <algorithm>
#include <stdexcept>

#include "saring/base/archive.hpp"
#include "saring/base/hash.hpp"
#include "saring/text/json_text.hpp"

namespace saring::pipeline {
namespace {

template <typename T>
std::vector<T> part_of(const std::vector<T>& values, std::size_t first, std::size_t end) {
  return {values.begin() + static_cast<std::ptrdiff_t>(first),
          values.begin() + static_cast<std::ptrdiff_t>(end)};
}

template <typename T>
void append_all(std::vector<T>& values, const std::vector<T>& added) {
  values.insert(values.end(), added.begin(), added.end());
}

}  // namespace

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

std::string DocumentTable::save(std::size_t first, std::size_t end) const {
  if (first > end || end > size()) throw std::out_of_range("rows that are not in the table");
  const std::uint64_t start = first == 0 ? 0 : id_ends_[first - 1];
  std::uint64_t ids_before = start;
  auto sources = part_of(sources_, first, end);
  auto records = part_of(records_, first, end);
  auto lines = part_of(lines_, first, end);
  auto decisions = part_of(decisions_, first, end);
  auto id_ends = part_of(id_ends_, first, end);
  std::string ids = ids_.substr(start, (end == 0 ? 0 : id_ends_[end - 1]) - start);
  SavingArchive archive;
  archive(ids_before, sources, records, lines, decisions, id_ends, ids);
  return std::move(archive.bytes);
}

void DocumentTable::load(std::span<const std::byte> bytes) {
  ByteReader reader(bytes, "saved rows");
  LoadingArchive archive(reader);
  std::uint64_t ids_before = 0;
  std::vector<std::uint32_t> sources;
  std::vector<std::uint64_t> records;
  std::vector<std::uint64_t> lines;
  std::vector<std::uint8_t> decisions;
  std::vector<std::uint64_t> id_ends;
  std::string ids;
  archive(ids_before, sources, records, lines, decisions, id_ends, ids);
  const std::size_t rows = sources.size();
  if (reader.remaining() != 0 || ids_before != ids_.size() || records.size() != rows ||
      lines.size() != rows || decisions.size() != rows || id_ends.size() != rows ||
      (rows > 0 &&
       (sources.back() >= file_json_.size() || id_ends.back() != ids_.size() + ids.size())) ||
      !std::is_sorted(sources.begin(), sources.end()) ||
      !std::is_sorted(id_ends.begin(), id_ends.end()) ||
      (rows > 0 && !sources_.empty() && sources.front() < sources_.back()) ||
      (rows > 0 && id_ends.front() < ids_.size()) ||
      std::any_of(decisions.begin(), decisions.end(),
                  [](std::uint8_t decision) { return decision >= kDecisions; })) {
    reader.fail("rows that do not follow those before");
  }
  append_all(sources_, sources);
  append_all(records_, records);
  append_all(lines_, lines);
  append_all(decisions_, decisions);
  append_all(id_ends_, id_ends);
  ids_ += ids;
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

std::vector<std::pair<std::uint64_t, std::uint64_t>> DocumentTable::kept_runs(
    std::uint32_t source) const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;
  const auto [first, end] = rows_of(source);
  for (std::size_t row = first; row < end; ++row) {
    if (decision(row) != Decision::kKept) continue;
    if (!runs.empty() && runs.back().first + runs.back().second == records_[row]) {
      ++runs.back().second;
    } else {
      runs.emplace_back(records_[row], 1);
    }
  }
  return runs;
}

std::vector<std::uint64_t> DocumentTable::removed_records(std::uint32_t source) const {
  std::vector<std::uint64_t> records;
  const auto [first, end] = rows_of(source);
  for (std::size_t row = first; row < end; ++row) {
    if (decision(row) != Decision::kKept) records.push_back(records_[row]);
  }
  return records;
}

}  // namespace saring::pipeline
