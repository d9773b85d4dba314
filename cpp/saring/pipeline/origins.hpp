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

// Where the documents of a run are from and when, for the report.
namespace saring::pipeline {

// Days from 1970-01-01 on which nothing is known.
inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

// Of a JSON value: the first date of a string; seconds or milliseconds since 1970, or the digits
// of YYYYMMDD, as a number or a string. kNoDay where there is none from 1600 to 2099. Looks at the
// first 200 bytes.
[[nodiscard]] std::int32_t day_of(std::string_view json);

// Site and day of each document: 8 bytes a row, and the names of the first kMaxSites sites. Rows
// are those of a DocumentTable.
class Origins {
 public:
  // Later sites are not known by name.
  static constexpr std::size_t kMaxSites = 100'000;

  struct Count {
    std::uint64_t documents = 0;
    std::uint64_t kept = 0;
  };
  // Documents of one site that went for those of another or of the same one.
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
  // Adds the rows of `later` after those that are here.
  void append(const Origins& later);

  [[nodiscard]] std::size_t size() const noexcept { return days_.size(); }

  // All read `table`, which has as many rows, and are O(rows).
  [[nodiscard]] std::map<std::string_view, Count> by_site(const DocumentTable& table) const;
  // By days from 1970-01-01; documents without a date under kNoDay.
  [[nodiscard]] std::map<std::int32_t, Count> by_day(const DocumentTable& table) const;
  // Pairs of named sites, those of most documents first, then by name. O(copies log copies).
  [[nodiscard]] std::vector<SitePair> copies_between(const Copies& copies) const;

  // The rows [first, end) as bytes in native byte order, to go on with in another process.
  [[nodiscard]] std::string to_bytes(std::size_t first, std::size_t end) const;
  // Throws Error for bytes that to_bytes() did not write.
  [[nodiscard]] static Origins from_bytes(std::string_view bytes);

 private:
  static constexpr std::uint32_t kNoSite = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t number_of(std::string_view site);
  void check_rows(const DocumentTable& table) const;

  std::vector<std::uint32_t> sites_;
  std::vector<std::int32_t> days_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::string_view> names_;  // the keys of numbers_, which stay where they are
};

}  // namespace saring::pipeline
