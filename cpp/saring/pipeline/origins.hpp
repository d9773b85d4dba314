#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/copies.hpp"
#include "saring/pipeline/document_table.hpp"

// The sites and dates of the documents of a run, for the report.
namespace saring::pipeline {

// The day of a document without a known date.
inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

// The day of a JSON value: the first date in a string; or seconds or milliseconds since 1970, or
// the digits YYYYMMDD, as a number or a string. kNoDay if there is none from 1600 to 2099. Reads
// only the first 200 bytes.
[[nodiscard]] std::int32_t day_of(std::string_view json);

// The site and day of each document: 8 bytes per row, and the names of the first kMaxSites sites.
// Rows are rows of a DocumentTable.
class Origins {
 public:
  // The names of later sites are not stored.
  static constexpr std::size_t kMaxSites = 100'000;

  struct Count {
    std::uint64_t documents = 0;
    std::uint64_t kept = 0;
  };
  // The documents of one site that were removed as copies of documents of another site, or of the
  // same one.
  struct SitePair {
    std::string_view kept;
    std::string_view copy;
    std::uint64_t documents = 0;
  };

  Origins() = default;
  Origins(Origins&&) = default;
  Origins& operator=(Origins&&) = default;

  // Adds a row. `site` is cut to Tally::kMaxSiteBytes; empty: unknown.
  void append(std::string_view site, std::int32_t day);
  // Appends the rows of `later`.
  void append(const Origins& later);

  [[nodiscard]] std::size_t size() const noexcept { return days_.size(); }

  // These functions read `table`, which must have as many rows, and are O(rows).
  [[nodiscard]] std::map<std::string_view, Count> by_site(const DocumentTable& table) const;
  // By day from 1970-01-01. Documents without a date are under kNoDay.
  [[nodiscard]] std::map<std::int32_t, Count> by_day(const DocumentTable& table) const;
  // Pairs of named sites, sorted by the number of documents (most first), then by name. O(copies
  // log copies).
  [[nodiscard]] std::vector<SitePair> copies_between(const Copies& copies) const;

  // The rows [first, end) as bytes in native byte order, to continue in another process.
  [[nodiscard]] std::string to_bytes(std::size_t first, std::size_t end) const;
  // Throws Error if to_bytes() did not write the bytes.
  [[nodiscard]] static Origins from_bytes(std::string_view bytes);

 private:
  static constexpr std::uint32_t kNoSite = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t number_of(std::string_view site);
  void check_rows(const DocumentTable& table) const;

  std::vector<std::uint32_t> sites_;
  std::vector<std::int32_t> days_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::string_view> names_;  // the keys of numbers_, which do not move
};

}  // namespace saring::pipeline
