#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saring::text {

// The parts of a date. Each character of Chinese, Japanese and Korean is a mark.
struct DateToken {
  enum class Kind : std::uint8_t { kNumber, kWord, kMark };
  Kind kind = Kind::kMark;
  bool space_before = false;
  std::uint8_t digits = 0;  // kNumber: number of digits
  std::uint64_t value = 0;  // kNumber; kMark: the code point
  std::size_t start = 0;    // bytes of the text, half-open
  std::size_t end = 0;
  std::size_t folded = 0;  // kWord: bytes of DateTokens::folded, half-open
  std::size_t folded_end = 0;
};

struct DateTokens {
  std::vector<DateToken> tokens;
  std::string folded;  // the words in lower case, with dots inside and at the end

  [[nodiscard]] std::string_view word(const DateToken& t) const noexcept {
    return std::string_view(folded).substr(t.folded, t.folded_end - t.folded);
  }
};

// `text`: valid UTF-8. Linear.
[[nodiscard]] DateTokens date_tokens(std::string_view text);

// The meaning of a month name; month 0: it is not a month. `word`: lower case, may end in a dot. If
// a name means different months in different languages, `language` decides, else the meaning in
// most languages.
struct MonthMeaning {
  int month = 0;
  bool is_persian = false;
};
[[nodiscard]] MonthMeaning month_meaning(std::string_view word, std::string_view language);

// A day as year, month, day. from_persian: the Gregorian day of a day of the Persian calendar
// (Borkowski 1996).
struct CalendarDay {
  int year = 0;
  int month = 0;
  int day = 0;
};
[[nodiscard]] CalendarDay from_persian(int year, int month, int day) noexcept;
// Converts between a day and the number of days since 1970-01-01.
[[nodiscard]] CalendarDay from_days(std::int64_t days) noexcept;
[[nodiscard]] std::int64_t to_days(const CalendarDay& day) noexcept;

}  // namespace saring::text
