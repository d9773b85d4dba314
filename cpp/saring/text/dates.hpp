#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Finds dates as people and programs write them.
namespace saring::text {

// A day of the Gregorian calendar, with time of day and time zone if the text has them.
struct Date {
  int year = 0;
  int month = 0;    // 1 to 12
  int day = 0;      // 1 to 31
  int hour = -1;    // 0 to 23; -1: no time
  int minute = 0;   // 0 to 59
  int second = -1;  // 0 to 60; -1: none
  bool has_zone = false;
  int zone_minutes = 0;  // east of Greenwich
};

struct FoundDate {
  Date date;
  std::size_t start = 0;  // bytes of the text, half-open, including the time
  std::size_t end = 0;
};

struct DateReading {
  // Subtags as in "en-GB", in any letter case. The language decides the meaning of a month name
  // that names another month elsewhere ("srpen", "listopad"), and whether years of the Persian
  // calendar are expected. May be empty.
  std::string_view language = {};
  bool month_first = false;  // 3/4/2021 is the 4th of March
  bool compact = false;      // 20210403 is a date, and 1617408000 seconds since 1970 are one
};

// Finds dates that have a day, in the order of the text, at most `max_dates`. It reads ISO 8601,
// RFC 5322, numbers in the order of the language, names of months in some 70 languages (Unicode
// CLDR by ICU, compiled in), Chinese, Japanese and Korean forms, years of the Buddhist, Persian and
// Japanese calendars, and digits of any script. Relative times ("yesterday") and years outside 1600
// to 2099 are not dates. `text`: valid UTF-8. Linear.
[[nodiscard]] std::vector<FoundDate> find_dates(std::string_view text,
                                                const DateReading& reading = {},
                                                std::size_t max_dates = SIZE_MAX);

// "2021-04-03", "2021-04-03T10:20", "2021-04-03T10:20:30+07:00". A zone of zero minutes is written
// as "+00:00", not as "Z".
[[nodiscard]] std::string to_iso8601(const Date& date);

// Days from 1970-01-01 to the date, negative before it.
[[nodiscard]] std::int64_t days_since_1970(const Date& date) noexcept;

// True if the day exists and the year is from 1600 to 2099.
[[nodiscard]] bool is_valid_date(int year, int month, int day) noexcept;

}  // namespace saring::text
