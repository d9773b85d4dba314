#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/output.hpp"

// The kept documents as rows of one table, in columns with the layout of Arrow.
namespace saring::pipeline {

// Strings one after another, with their ends, and a validity bit for each.
class StringColumn {
 public:
  void append(std::string_view value);
  void append_null();
  // Empty values are nulls.
  void append_or_null(std::string_view value);

  [[nodiscard]] std::size_t size() const noexcept { return ends_.size() - 1; }
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
  // With a zero before the first end: `size() + 1` values.
  [[nodiscard]] const std::vector<std::int64_t>& ends() const noexcept { return ends_; }
  // One bit per value, the first in the lowest bit.
  [[nodiscard]] const std::string& validity() const noexcept { return validity_; }

 private:
  void set_valid(bool is_valid);

  std::string bytes_;
  std::vector<std::int64_t> ends_{0};
  std::string validity_;
};

// The types of a member of JSON records. Sets of types are bits.
enum class MemberKind : std::uint8_t {
  kBool = 1,
  kInt = 2,      // at most 2^53, which a double can represent
  kLongInt = 4,  // 64 bits
  kDouble = 8,
  kString = 16,
  kOther = 32,  // objects, arrays, numbers that do not fit in 64 bits
};

struct TableOptions {
  std::vector<std::string> members{};  // members of JSON records: names, or dotted paths
  // For each member: true for decoded strings, false for JSON.
  std::vector<bool> as_strings{};
  std::vector<bool> is_json{};  // by source: its documents are JSON records
};

inline constexpr std::array<std::string_view, 10> kTableStrings = {
    "id", "text", "lang", "script", "title", "byline", "date", "url", "site", "source"};

struct TableRows {
  std::array<StringColumn, kTableStrings.size()> strings{};  // in the order of kTableStrings
  std::vector<float> confidence{};
  std::vector<std::uint8_t> is_reliable{};
  std::vector<std::int64_t> records{};
  std::vector<std::int64_t> chars_before{};
  std::vector<std::int64_t> chars_after{};
  std::vector<std::int64_t> clusters{};  // row of the cluster's representative
  std::vector<std::int64_t> cluster_sizes{};
  std::vector<std::vector<double>> signals{};  // values of text::Signals; NaN: unknown
  std::vector<StringColumn> members{};         // null if a record lacks the member
};

// Linear in the bytes.
[[nodiscard]] TableRows table_rows(std::span<const StoredRow> rows, const DocumentTable& table,
                                   const Copies& copies, const TableOptions& options);

// For each member, the set of MemberKind that it has in the kept documents. Linear.
[[nodiscard]] std::vector<std::uint8_t> member_kinds(std::span<const StoredRow> rows,
                                                     const DocumentTable& table,
                                                     const TableOptions& options);

}  // namespace saring::pipeline
