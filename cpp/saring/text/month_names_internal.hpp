#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// Names of months, written by generate_month_names.cpp at build time.
namespace saring::text::tables {

struct MonthName {
  std::string_view name;  // lower case, without the dot of an abbreviation
  std::uint8_t month = 0;
  bool is_persian = false;     // a month of the Persian calendar
  std::string_view languages;  // " de en ": ISO 639 codes
};

extern const MonthName kMonthNames[];  // by name
extern const std::size_t kMonthNameCount;

}  // namespace saring::text::tables
