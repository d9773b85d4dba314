// Tests: dates_test.cpp.
#include "saring/text/dates.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "saring/text/date_tokens_internal.hpp"
#include "saring/text/date_words_internal.hpp"

namespace saring::text {
namespace {

using Kind = DateToken::Kind;

constexpr int kFirstYear = 1600, kLastYear = 2099;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class DateFinder {
 public:
  DateFinder(std::string_view text, const DateReading& reading)
      : all_(date_tokens(text)), tokens_(all_.tokens), reading_(reading) {
    for (const char c : reading.language) {
      if (c == '-' || c == '_') break;
      language_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }

  std::vector<FoundDate> run(std::size_t max_dates) {
    std::vector<FoundDate> found;
    std::size_t i = 0;
    while (i < tokens_.size() && found.size() < max_dates) {
      date_ = {};
      is_either_order_ = is_day_first_zone_ = false;
      const std::size_t end = match(i);
      if (end == 0) {
        ++i;
        continue;
      }
      const std::size_t after = date_.hour < 0 ? time_after(end) : end;
      std::size_t first = i;
      if (date_.hour < 0) first = time_before(i);
      // "12/05/2025 10:15 WIB" is in May, whatever the language of the page.
      if (is_either_order_ && is_day_first_zone_) std::swap(date_.month, date_.day);
      found.push_back({date_, tokens_[first].start, tokens_[after - 1].end});
      i = after;
    }
    return found;
  }

 private:
  bool is_number(std::size_t i, int min_digits, int max_digits) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::kNumber &&
           tokens_[i].digits >= min_digits && tokens_[i].digits <= max_digits;
  }
  bool is_mark(std::size_t i, char32_t mark) const {
    return i < tokens_.size() && tokens_[i].kind == Kind::kMark && tokens_[i].value == mark;
  }
  bool is_word(std::size_t i) const { return i < tokens_.size() && tokens_[i].kind == Kind::kWord; }
  bool is_glued(std::size_t i) const { return i < tokens_.size() && !tokens_[i].space_before; }
  std::string_view word(std::size_t i) const {
    return is_word(i) ? all_.word(tokens_[i]) : std::string_view();
  }
  int value(std::size_t i) const { return static_cast<int>(tokens_[i].value); }

  // '-', '.' or '/' (or a form of them); 0 for another token.
  char32_t separator(std::size_t i) const {
    if (i >= tokens_.size() || tokens_[i].kind != Kind::kMark) return 0;
    switch (tokens_[i].value) {
      case U'-':
      case U'‐':
      case U'‑':
      case U'–':
        return U'-';
      case U'/':
      case U'／':
        return U'/';
      case U'.':
      case U'．':
        return U'.';
      default:
        return 0;
    }
  }

  std::size_t match(std::size_t i) {
    if (is_number(i, 8, 14) && reading_.compact) return compact(i);
    if (is_number(i, 4, 4) || is_era(i)) return year_first(i);
    if (is_number(i, 1, 2)) return number_first(i);
    return is_word(i) ? month_first(i) : 0;
  }

  // Converts the year from the Buddhist or Persian calendar. Returns false if the day does not
  // exist.
  bool take(int year, int month, int day, bool is_persian) {
    const bool persian_number = language_ == "fa" && year >= 1300 && year < 1500;
    if (is_persian || persian_number) {
      if (year < 1300 || year >= 1500 || month < 1 || month > 12 || day < 1 || day > 31) {
        return false;
      }
      const CalendarDay g = from_persian(year, month, day);
      year = g.year;
      month = g.month;
      day = g.day;
    } else if (year >= 2443 && year < 2643) {
      year -= 543;
    }
    if (!is_valid_date(year, month, day)) return false;
    date_.year = year;
    date_.month = month;
    date_.day = day;
    return true;
  }

  // 20210403, 20210403102030, seconds or milliseconds since 1970.
  std::size_t compact(std::size_t i) {
    const std::uint64_t v = tokens_[i].value;
    const int digits = tokens_[i].digits;
    if (digits == 8 || digits == 12 || digits == 14) {
      const std::uint64_t day = digits == 8 ? v : digits == 12 ? v / 10000 : v / 1000000;
      if (!take(static_cast<int>(day / 10000), static_cast<int>(day / 100 % 100),
                static_cast<int>(day % 100), false)) {
        return 0;
      }
      if (digits == 8) return basic_time(i + 1);
      const auto clock = static_cast<int>(digits == 12 ? v % 10000 * 100 : v % 1000000);
      set_time(clock / 10000, clock / 100 % 100, digits == 12 ? -1 : clock % 100);
      return i + 1;
    }
    if (digits != 10 && digits != 13) return 0;
    const auto seconds = static_cast<std::int64_t>(digits == 10 ? v : v / 1000);
    const CalendarDay d = from_days(seconds / 86400);
    if (!take(d.year, d.month, d.day, false)) return 0;
    const auto clock = static_cast<int>(seconds % 86400);
    set_time(clock / 3600, clock / 60 % 60, clock % 60);
    date_.has_zone = true;
    return i + 1;
  }

  // The "T102030Z" of 20210403T102030Z.
  std::size_t basic_time(std::size_t j) {
    if (word(j) != "t" || !is_glued(j) || !is_number(j + 1, 4, 6) || tokens_[j + 1].digits == 5) {
      return j;
    }
    const int clock = tokens_[j + 1].digits == 4 ? value(j + 1) * 100 : value(j + 1);
    if (!set_time(clock / 10000, clock / 100 % 100, clock % 100)) return j;
    return zone(j + 2);
  }

  bool is_era(std::size_t i) const {
    for (const Era& era : kEras) {
      if (is_mark(i, era.first) && is_mark(i + 1, era.second)) {
        return is_number(i + 2, 1, 3) || is_mark(i + 2, U'元');
      }
    }
    return false;
  }

  std::size_t year_first(std::size_t i) {
    int year = 0;
    if (tokens_[i].kind == Kind::kNumber) {
      if (i > 0 && is_glued(i) && separator(i - 1) != 0 && is_number(i - 2, 1, 20) && i > 1) {
        return 0;  // the end of another number or date
      }
      year = value(i++);
    } else {
      for (const Era& era : kEras) {
        if (is_mark(i, era.first) && is_mark(i + 1, era.second)) year = era.before;
      }
      year += is_mark(i + 2, U'元') ? 1 : value(i + 2);
      i += 3;
    }
    if (is_mark(i, U'年') || is_mark(i, U'년')) {
      const bool month = is_number(i + 1, 1, 2) && (is_mark(i + 2, U'月') || is_mark(i + 2, U'월'));
      if (!month || !is_number(i + 3, 1, 2)) return 0;
      if (!take(year, value(i + 1), value(i + 3), false)) return 0;
      return is_mark(i + 4, U'日') || is_mark(i + 4, U'일') || is_mark(i + 4, U'号') ? i + 5
                                                                                     : i + 4;
    }
    if (const char32_t sep = separator(i); sep != 0 && is_number(i + 1, 1, 2)) {
      return year_month_day(year, i, sep);
    }
    return year_then_name(year, i);
  }

  // 2021-04-03, 2021/4/3, "2021. 4. 3."
  std::size_t year_month_day(int year, std::size_t i, char32_t sep) {
    if (separator(i + 2) != sep || !is_number(i + 3, 1, 2)) return 0;
    if (sep != U'.' && !(is_glued(i + 1) && is_glued(i + 3))) return 0;
    if (separator(i + 4) == sep && is_glued(i + 4) && is_number(i + 5, 1, 20) && is_glued(i + 5)) {
      return 0;  // a version, a path
    }
    return take(year, value(i + 1), value(i + 3), false) ? i + 4 : 0;
  }

  // "2019. március 15.", "2019 m. kovo 15 d."
  std::size_t year_then_name(int year, std::size_t i) {
    if (separator(i) != 0 || is_mark(i, U',')) ++i;
    i = skip_connectors(i);
    std::size_t end = i;
    const MonthMeaning month = month_at(i, end);
    if (month.month == 0) return 0;
    if (separator(end) != 0) ++end;
    if (!is_number(end, 1, 2) || is_mark(end + 1, U':')) return 0;
    return take(year, month.month, value(end), month.is_persian) ? end + 1 : 0;
  }

  std::size_t number_first(std::size_t i) {
    const char32_t before = i > 0 ? separator(i - 1) : 0;
    if (before != 0 && is_glued(i) && i > 1 && is_number(i - 2, 1, 20)) return 0;
    if (is_mark(i - 1, U':') && i > 0 && is_glued(i) && i > 1 && is_number(i - 2, 1, 2)) return 0;
    const char32_t sep = separator(i + 1);
    if (sep != 0 && is_number(i + 2, 1, 2) && separator(i + 3) == sep) {
      const bool close = is_glued(i + 1) && is_glued(i + 3) &&
                         (sep == U'.' || (is_glued(i + 2) && is_glued(i + 4)));
      if (close && (is_number(i + 4, 4, 4) || is_number(i + 4, 2, 2))) return numeric(i, sep);
      return 0;
    }
    return day_then_name(i);
  }

  // 3.4.2021, 03/04/21.
  std::size_t numeric(std::size_t i, char32_t sep) {
    int year = value(i + 4);
    if (separator(i + 5) == sep && is_glued(i + 5) && is_number(i + 6, 1, 20) && is_glued(i + 6)) {
      return 0;
    }
    if (tokens_[i + 4].digits == 2) {
      if (language_ == "hu" || language_ == "ja" || language_ == "zh" || language_ == "ko") {
        return take(2000 + value(i), value(i + 2), year, false) ? i + 5 : 0;
      }
      year += year < 70 ? 2000 : 1900;
    }
    int day = value(i), month = value(i + 2);
    const bool swap = sep != U'.' && reading_.month_first ? month <= 31 && day <= 12 : month > 12;
    if (swap) std::swap(day, month);
    is_either_order_ = swap && month <= 12 && day <= 12;
    return take(year, month, day, false) ? i + 5 : 0;
  }

  // "3 April 2021", "3. Apr. 2021", "3rd of April, 2021", "3 de abril de 2021", "3-Apr-21",
  // "3 tháng 4, 2021".
  std::size_t day_then_name(std::size_t i) {
    std::size_t j = i + 1;
    if (is_glued(j) && is_one_of(word(j), kOrdinals)) ++j;
    if (is_mark(j, U'º') || is_mark(j, U'ª') || is_mark(j, U'°')) ++j;
    if (separator(j) != 0 || is_mark(j, U',')) ++j;
    j = skip_connectors(j);
    std::size_t end = j;
    MonthMeaning month = month_at(j, end);
    if (month.month == 0 && (word(j) == "tháng" || word(j) == "thg") && is_number(j + 1, 1, 2)) {
      month.month = value(j + 1);
      end = j + 2;
    }
    if (month.month == 0) return 0;
    if (separator(end) != 0 || is_mark(end, U',') || is_mark(end, U'،')) ++end;
    const bool short_year = is_mark(end, U'\'') || is_mark(end, U'’');
    if (short_year) ++end;
    end = skip_connectors(end);
    if (is_number(end, 2, 2) && !is_mark(end + 1, U':') &&
        (short_year || (separator(end - 1) == U'-' && is_glued(end)))) {
      const int year = value(end) + (value(end) < 70 ? 2000 : 1900);
      return take(year, month.month, value(i), month.is_persian) ? end + 1 : 0;
    }
    // The last two digits of a Buddhist year: "3 พ.ค. 68".
    if (is_number(end, 2, 2) && is_thai(word(j)) && value(end) >= 43 && !is_mark(end + 1, U':')) {
      return take(2500 + value(end), month.month, value(i), false) ? end + 1 : 0;
    }
    if (!is_number(end, 4, 4)) return 0;
    return take(value(end), month.month, value(i), month.is_persian) ? end + 1 : 0;
  }

  static bool is_thai(std::string_view word) {
    return word.starts_with("\xE0\xB8") || word.starts_with("\xE0\xB9");
  }

  // "April 3, 2021", "Apr 3rd 2021", "Sat Apr 03 10:20:30 +0700 2021".
  std::size_t month_first(std::size_t i) {
    std::size_t j = i;
    if (!is_number(i + 1, 1, 2) && !is_number(i + 2, 1, 2) && !is_number(i + 3, 1, 2)) return 0;
    const MonthMeaning month = month_at(i, j);
    if (month.month == 0) return 0;
    if (separator(j) != 0) ++j;
    j = skip_connectors(j);
    if (!is_number(j, 1, 2)) return 0;
    const int day = value(j++);
    if (is_glued(j) && is_one_of(word(j), kOrdinals)) ++j;
    if (is_mark(j, U',') || is_mark(j, U'،') || separator(j) != 0) ++j;
    j = skip_connectors(j);
    if (is_number(j, 4, 4)) {
      return take(value(j), month.month, day, month.is_persian) ? j + 1 : 0;
    }
    if (!is_number(j, 1, 2) || !is_mark(j + 1, U':')) return 0;
    const std::size_t after = time_after(j);
    if (after == j || !is_number(after, 4, 4)) {
      date_ = {};
      return 0;
    }
    return take(value(after), month.month, day, month.is_persian) ? after + 1 : 0;
  }

  std::size_t skip_connectors(std::size_t j) const {
    for (int k = 0; k < 2 && (is_one_of(word(j), kConnectors) || is_mark(j, U'’')); ++k) ++j;
    return j;
  }

  // The month named at `i`, and the token after it. Arabic names may have two words ("كانون
  // الثاني"). In Hebrew a preposition is one word with the name ("במאי"), and in Catalan with an
  // apostrophe.
  MonthMeaning month_at(std::size_t i, std::size_t& end) const {
    if (!is_word(i)) return {};
    const std::string_view first = word(i);
    if (is_word(i + 1) && static_cast<unsigned char>(first[0]) >= 0xD8) {
      const std::string both = std::string(first) + ' ' + std::string(word(i + 1));
      if (const MonthMeaning m = month_meaning(both, language_); m.month != 0) {
        end = i + 2;
        return m;
      }
    }
    end = i + 1;
    if (const MonthMeaning m = month_meaning(first, language_); m.month != 0) return m;
    constexpr std::string_view kBet = "ב";
    return first.starts_with(kBet) ? month_meaning(first.substr(kBet.size()), language_)
                                   : MonthMeaning{};
  }

  bool set_time(int hour, int minute, int second) {
    if (hour > 23 || minute > 59 || second > 60) return false;
    date_.hour = hour;
    date_.minute = minute;
    date_.second = second;
    return true;
  }

  // The time after a date, with the separator before it; `i` if there is none.
  std::size_t time_after(std::size_t i) {
    std::size_t j = i;
    bool dot = false, afternoon = false, morning = false;
    for (int skipped = 0; skipped < 4 && j < tokens_.size() && !is_number(j, 1, 20); ++skipped) {
      if (is_word(j)) {
        if (!is_one_of(word(j), kBeforeTime)) return i;
        dot = dot || is_one_of(word(j), kTimeMayHaveDot);
      } else if (is_mark(j, U'午') || is_mark(j, U'오')) {  // 上午 10:20, 오후 3:20
        const bool before = is_mark(j, U'오') ? is_mark(j + 1, U'전') : is_mark(j + 1, U'前');
        afternoon =
            !before && (is_mark(j + 1, U'后') || is_mark(j + 1, U'後') || is_mark(j + 1, U'후'));
        if (!before && !afternoon && j > 0) {
          afternoon = is_mark(j - 1, U'下');
          morning = is_mark(j - 1, U'上');
        }
        morning = morning || before;
        if (before || is_mark(j + 1, U'后') || is_mark(j + 1, U'後') || is_mark(j + 1, U'후')) ++j;
      } else if (is_mark(j, U'(') || is_mark(j, U'（')) {  // the day of the week
        std::size_t close = j + 1;
        while (close < j + 5 && !is_mark(close, U')') && !is_mark(close, U'）')) ++close;
        if (!is_mark(close, U')') && !is_mark(close, U'）')) return i;
        j = close;
      }
      ++j;
    }
    const std::size_t end = clock(j, dot);
    if (end == 0) return i;
    if (afternoon && date_.hour < 12) date_.hour += 12;
    if (morning && date_.hour == 12) date_.hour = 0;
    return zone(half_of_day(end));
  }

  // 10:20, 10:20:30.5, 10h20, 10時20分, and 10.20 if words around it say that it is a time. Returns
  // the token after it, or 0.
  std::size_t clock(std::size_t j, bool dot) {
    if (!is_number(j, 1, 2) || j + 2 >= tokens_.size() + 1) return 0;
    const bool hours = is_mark(j + 1, U'時') || is_mark(j + 1, U'时') || is_mark(j + 1, U'시');
    if (hours && is_number(j + 2, 1, 2)) {
      if (!set_time(value(j), value(j + 2), -1)) return 0;
      return is_mark(j + 3, U'分') || is_mark(j + 3, U'분') ? j + 4 : j + 3;
    }
    if (!is_number(j + 2, 2, 2) || !is_glued(j + 1) || !is_glued(j + 2)) return 0;
    const bool colon = is_mark(j + 1, U':') || is_mark(j + 1, U'：') || word(j + 1) == "h";
    const bool dotted = is_mark(j + 1, U'.') && (dot || is_one_of(word(j + 3), kTimeWords));
    if (!colon && !dotted) return 0;
    if (!set_time(value(j), value(j + 2), -1)) return 0;
    std::size_t end = j + 3;
    if (is_mark(end, U':') && is_number(end + 1, 2, 2) && value(end + 1) <= 60) {
      date_.second = value(end + 1);
      end += 2;
      if ((is_mark(end, U'.') || is_mark(end, U',')) && is_glued(end) && is_glued(end + 1) &&
          is_number(end + 1, 1, 20)) {
        end += 2;  // parts of a second
      }
    }
    return end;
  }

  std::size_t half_of_day(std::size_t j) {
    const std::string_view w = word(j);
    const bool pm = w == "pm" || w == "p.m." || w == "p.m" || w == "pm.";
    const bool am = w == "am" || w == "a.m." || w == "a.m" || w == "am.";
    if (pm && date_.hour < 12) date_.hour += 12;
    if (am && date_.hour == 12) date_.hour = 0;
    return am || pm || w == "uhr" || w == "uur" ? j + 1 : j;
  }

  // "Z", "GMT", "+07:00", "+0700", "GMT+7", "WIB". Returns the token after it.
  std::size_t zone(std::size_t j) {
    std::size_t end = j;
    if (is_mark(j, U'(')) ++j;
    std::string_view name = word(j);
    while (!name.empty() && name.back() == '.') name.remove_suffix(1);
    const auto known =
        std::find_if(kZones.begin(), kZones.end(), [&](const Zone& z) { return z.name == name; });
    bool greenwich = false;
    if (!name.empty() && known != kZones.end()) {
      date_.has_zone = true;
      date_.zone_minutes = known->minutes;
      is_day_first_zone_ = is_one_of(name, kDayFirstZones);
      end = ++j;
      greenwich = known->minutes == 0;
    }
    const bool sign = is_mark(j, U'+') || is_mark(j, U'-') || is_mark(j, U'−');
    if (!sign || !is_glued(j + 1) || !is_number(j + 1, 1, 4)) return end;
    const bool four = tokens_[j + 1].digits == 4;
    const bool colon = is_mark(j + 2, U':') && is_number(j + 3, 2, 2) && is_glued(j + 3);
    if (!four && !colon && !greenwich && !(is_glued(j) && tokens_[j + 1].digits == 2)) return end;
    const int minutes = four ? value(j + 1) / 100 * 60 + value(j + 1) % 100
                             : value(j + 1) * 60 + (colon ? value(j + 3) : 0);
    if (minutes > 15 * 60) return end;
    date_.has_zone = true;
    date_.zone_minutes = is_mark(j, U'+') ? minutes : -minutes;
    return colon ? j + 4 : j + 2;
  }

  // "10:20, 3 April 2021": the first token of the time and date.
  std::size_t time_before(std::size_t i) {
    std::size_t j = i;
    if (j > 0 && tokens_[j - 1].kind == Kind::kMark) --j;
    if (j > 0 && is_word(j - 1) && is_one_of(word(j - 1), kTimeWords)) --j;
    if (j < 3 || !is_number(j - 1, 2, 2) || !is_mark(j - 2, U':') || !is_number(j - 3, 1, 2)) {
      return i;
    }
    if (j > 3 && (is_mark(j - 4, U':') || separator(j - 4) != 0)) return i;
    return set_time(value(j - 3), value(j - 1), -1) ? j - 3 : i;
  }

  DateTokens all_;
  std::span<const DateToken> tokens_;
  DateReading reading_;
  std::string language_;  // the primary subtag
  Date date_;
  bool is_either_order_ = false;    // read as month and day, but day and month would be valid too
  bool is_day_first_zone_ = false;  // zone of the time next to it
};

}  // namespace

bool is_valid_date(int year, int month, int day) noexcept {
  if (year < kFirstYear || year > kLastYear || month < 1 || month > 12 || day < 1) return false;
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

std::int64_t days_since_1970(const Date& date) noexcept {
  return to_days({date.year, date.month, date.day});
}

std::vector<FoundDate> find_dates(std::string_view text, const DateReading& reading,
                                  std::size_t max_dates) {
  return DateFinder(text, reading).run(max_dates);
}

std::string to_iso8601(const Date& date) {
  std::array<char, 64> out{};
  int n = std::snprintf(out.data(), out.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
  const auto add = [&](const char* format, auto... values) {
    n += std::snprintf(out.data() + n, out.size() - static_cast<std::size_t>(n), format, values...);
  };
  if (date.hour >= 0) {
    add("T%02d:%02d", date.hour, date.minute);
    if (date.second >= 0) add(":%02d", date.second);
    if (date.has_zone) {
      const int minutes = date.zone_minutes < 0 ? -date.zone_minutes : date.zone_minutes;
      add("%c%02d:%02d", date.zone_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
    }
  }
  return out.data();
}

}  // namespace saring::text
