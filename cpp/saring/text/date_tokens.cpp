// The parts of dates, names of months, other calendars. Tests: dates_test.cpp.
#include "saring/text/date_tokens_internal.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "saring/text/char_props.hpp"
#include "saring/text/month_names_internal.hpp"
#include "saring/text/normalize.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

// The zeros of the decimal digits of other scripts.
constexpr std::array<char32_t, 19> kZeros = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6,
                                             0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
                                             0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10};

int digit_value(char32_t c) noexcept {
  if (c < 0x80) return c >= U'0' && c <= U'9' ? static_cast<int>(c - U'0') : -1;
  for (const char32_t zero : kZeros) {
    if (c >= zero && c < zero + 10) return static_cast<int>(c - zero);
  }
  return -1;
}

bool is_east_asian(char32_t c) noexcept {
  return (c >= 0x3040 && c < 0x3100) || (c >= 0x3400 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7A4);
}

// 〇 to 九; 十 is 10; -1: not a number.
int han_value(char32_t c) noexcept {
  constexpr std::u32string_view kHan = U"〇一二三四五六七八九十";
  const std::size_t at = kHan.find(c);
  return at == std::u32string_view::npos ? (c == U'零' ? 0 : -1) : static_cast<int>(at);
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text)
      : begin_(text.data()), p_(text.data()), end_(text.data() + text.size()) {}

  DateTokens run() {
    bool space = false;
    while (p_ < end_) {
      const char* start = p_;
      const char32_t c = decode(p_);
      if (c <= 0x20 || char_props(c).kind == CharKind::kSpace) {
        space = true;
        continue;
      }
      if (c == 0x200E || c == 0x200F || c == 0xAD) continue;  // direction marks, soft hyphens
      token_ = {};
      token_.space_before = space;
      token_.start = static_cast<std::size_t>(start - begin_);
      space = false;
      if (digit_value(c) >= 0) {
        number(c);
      } else if (han_value(c) >= 0) {
        han_number(c);
      } else if (const CharKind kind = char_props(c).kind;
                 kind == CharKind::kLetter && !is_east_asian(c)) {
        word(c);
      } else {
        token_.value = c;
      }
      token_.end = static_cast<std::size_t>(p_ - begin_);
      out_.tokens.push_back(token_);
    }
    return std::move(out_);
  }

 private:
  char32_t peek() const {
    const char* p = p_;
    return p < end_ ? decode(p) : 0;
  }

  void number(char32_t c) {
    token_.kind = DateToken::Kind::kNumber;
    do {
      if (token_.digits < 19) {
        token_.value = token_.value * 10 + static_cast<std::uint64_t>(digit_value(c));
        ++token_.digits;
      } else {
        token_.digits = 20;  // too long for any number in a date
      }
      c = peek();
      if (c != 0 && digit_value(c) >= 0) static_cast<void>(decode(p_));
    } while (c != 0 && digit_value(c) >= 0);
  }

  // 二〇二一 is read digit by digit; 十, 十五, 二十, 三十一 with tens.
  void han_number(char32_t c) {
    token_.kind = DateToken::Kind::kNumber;
    std::uint64_t value = 0;
    std::uint8_t digits = 0;
    bool tens = false;
    while (true) {
      const auto digit = static_cast<std::uint64_t>(han_value(c));
      if (digit == 10) {
        value = (value == 0 ? 1 : value) * 10;
        tens = true;
      } else {
        value = tens ? value + digit : value * 10 + digit;
      }
      if (digits < 20) ++digits;
      c = peek();
      if (c == 0 || han_value(c) < 0 || digits > 6) break;
      static_cast<void>(decode(p_));
    }
    token_.value = value;
    token_.digits = tens ? 2 : digits;
  }

  void word(char32_t c) {
    token_.kind = DateToken::Kind::kWord;
    token_.folded = out_.folded.size();
    const char* last = p_;
    while (true) {
      char bytes[4];
      out_.folded.append(bytes, encode(to_lower(c), bytes));
      last = p_;
      c = peek();
      if (c == 0) break;
      const CharKind kind = char_props(c).kind;
      const bool letter = (kind == CharKind::kLetter && !is_east_asian(c)) ||
                          kind == CharKind::kMark || kind == CharKind::kJoiner;
      if (!letter && c != U'.') break;
      static_cast<void>(decode(p_));
    }
    p_ = last;
    token_.folded_end = out_.folded.size();
  }

  const char* begin_;
  const char* p_;
  const char* end_;
  DateToken token_;
  DateTokens out_;
};

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

DateTokens date_tokens(std::string_view text) { return Tokenizer(text).run(); }

MonthMeaning month_meaning(std::string_view word, std::string_view language) {
  while (!word.empty() && word.back() == '.') word.remove_suffix(1);
  std::string composed;
  if (!is_nfc(word)) word = composed = nfc(word);
  const std::span<const tables::MonthName> names(tables::kMonthNames, tables::kMonthNameCount);
  auto row =
      std::lower_bound(names.begin(), names.end(), word,
                       [](const tables::MonthName& a, std::string_view b) { return a.name < b; });
  MonthMeaning best;
  std::size_t best_size = 0;
  for (; row != names.end() && row->name == word; ++row) {
    std::size_t size = row->languages.size();
    std::string padded = " ";
    padded.append(language).append(" ");
    if (!language.empty() && row->languages.find(padded) != std::string_view::npos) size = SIZE_MAX;
    if (size > best_size) {
      best = {row->month, row->is_persian};
      best_size = size;
    }
  }
  return best;
}

// Hinnant (2013), "chrono-compatible low-level date algorithms".
CalendarDay from_days(std::int64_t days) noexcept {
  days += 719468;
  const std::int64_t era = floor_div(days, 146097);
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  CalendarDay out;
  out.day = static_cast<int>(day_of_year - (153 * month + 2) / 5 + 1);
  out.month = static_cast<int>(month < 10 ? month + 3 : month - 9);
  out.year = static_cast<int>(year_of_era + era * 400 + (out.month <= 2 ? 1 : 0));
  return out;
}

std::int64_t to_days(const CalendarDay& date) noexcept {
  const std::int64_t y = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year =
      (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

// Leap years by the 33-year cycle, which agrees with the equinox from 1244 to 1472 (1865 to 2093).
CalendarDay from_persian(int year, int month, int day) noexcept {
  const std::int64_t y = year + 1595;
  const std::int64_t days = -355668 + 365 * y + (y / 33) * 8 + (y % 33 + 3) / 4 + day +
                            (month < 7 ? (month - 1) * 31 : (month - 7) * 30 + 186);
  return from_days(days - 719528);
}

}  // namespace saring::text
