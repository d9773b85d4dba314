// The words that stand in and beside dates: connectors, ordinals, time zones, eras.
#pragma once

#include <array>
#include <string_view>

namespace saring::text {

// Words between day, month and year.
inline constexpr std::array<std::string_view, 24> kConnectors = {
    "de", "del", "d",  "of",  "the", "di", "do", "da", "dos", "em", "ng",   "i",
    "m",  "m.",  "г.", "год", "den", "af", "el", "en", "năm", "an", "метų", "metų"};
// Endings that make a number a day: "1st", "1er", "3rd".
inline constexpr std::array<std::string_view, 12> kOrdinals = {"st", "nd", "rd", "th",  "er", "ère",
                                                               "º",  "ª",  "e",  "-го", "го", "ος"};
// Words between a date and its time.
inline constexpr std::array<std::string_view, 27> kBeforeTime = {
    "at", "um", "à", "às",  "as",   "a",  "las", "kl", "kl.", "klo", "pukul", "jam", "ore", "alle",
    "o",  "в",  "о", "lúc", "saat", "on", "t",   "h",  "pk",  "v",   "ve",    "om",  "ur"};
inline constexpr std::array<std::string_view, 10> kTimeMayHaveDot = {
    "um", "kl", "kl.", "klo", "pukul", "jam", "ore", "alle", "om", "ur"};
inline constexpr std::array<std::string_view, 6> kTimeWords = {"uhr", "wib", "wita",
                                                               "wit", "uur", "h"};

struct Zone {
  std::string_view name;
  int minutes;
};
// Abbreviations that mean the same offset everywhere.
inline constexpr std::array<Zone, 28> kZones = {{
    {"z", 0},      {"gmt", 0},    {"utc", 0},    {"wet", 0},    {"west", 60},  {"cet", 60},
    {"mez", 60},   {"cest", 120}, {"mesz", 120}, {"eet", 120},  {"eest", 180}, {"msk", 180},
    {"мск", 180},  {"wib", 420},  {"wita", 480}, {"wit", 540},  {"jst", 540},  {"kst", 540},
    {"hkt", 480},  {"sgt", 480},  {"aest", 600}, {"aedt", 660}, {"nzst", 720}, {"nzdt", 780},
    {"est", -300}, {"edt", -240}, {"pst", -480}, {"pdt", -420},
}};

// The zones of places that write the day before the month.
inline constexpr std::array<std::string_view, 19> kDayFirstZones = {
    "wet", "west", "cet", "mez", "cest", "mesz", "eet",  "eest", "msk", "мск",
    "wib", "wita", "wit", "hkt", "sgt",  "aest", "aedt", "nzst", "nzdt"};

struct Era {
  char32_t first, second;
  int before;  // the year before its first year
};
inline constexpr std::array<Era, 4> kEras = {
    {{U'令', U'和', 2018}, {U'平', U'成', 1988}, {U'昭', U'和', 1925}, {U'民', U'國', 1911}}};

}  // namespace saring::text
