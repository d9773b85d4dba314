// Tests: tests/cpp/lang/encoding_detector_test.cpp.
#include "saring/lang/encoding_odds_internal.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

// Languages in Latin script with an encoding of their own, by the first three letters of a label.
constexpr std::array<std::string_view, 15> kCentralLanguages = {"hun", "pol", "ces", "slk", "slv",
                                                                "hrv", "bos", "srp", "ron", "als",
                                                                "sqi", "hsb", "dsb", "szl", "csb"};
constexpr std::array<std::string_view, 7> kTurkicLanguages = {"tur", "azj", "crh", "kmr",
                                                              "uzn", "tuk", "gag"};
constexpr std::array<std::string_view, 5> kBalticLanguages = {"lit", "lvs", "ltg", "est", "sgs"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_usual(const Coding& coding, std::string_view label) noexcept {
  const std::string_view name = label.substr(0, 3);
  const bool is_latin = label.ends_with("_Latn");
  switch (coding.usual) {
    case Usual::kAny:
      return true;
    case Usual::kWestern:
      return is_latin && name != "vie" && !has(kCentralLanguages, name) &&
             !has(kTurkicLanguages, name) && (name == "est" || !has(kBalticLanguages, name));
    case Usual::kCentral:
      return is_latin && has(kCentralLanguages, name);
    case Usual::kTurkic:
      return is_latin && has(kTurkicLanguages, name);
    case Usual::kBaltic:
      return is_latin && has(kBalticLanguages, name);
    case Usual::kVietnamese:
      return is_latin && name == "vie";
    case Usual::kOther:
      return coding.name == "koi8-u" ? name == "ukr" : !is_latin;
  }
  return false;
}
// The weights of the model.
constexpr double kLead = 0.078;
constexpr double kUsual = 5;
constexpr double kKnown = 4.6;
constexpr double kRare = -1.9;

// The part of the odds that counting characters gives.
double odds_by_characters(const Evidence& e, const Coding& coding) noexcept {
  const double n = std::max(e.all, 1.0);
  const double summed = -2.7 * e.symbols - 7.1 * e.bad - 2.9 * e.capitals - 18 * e.unusual;
  const double mean = 3.2 * e.symbols - 19.6 * e.bad - 3.9 * e.glued;
  // A stray one in a long text says little.
  const double of_controls = std::max(n, e.chars / 4);
  return summed / std::sqrt(n) + mean / n - 7.1 * e.controls / std::sqrt(of_controls) -
         19.6 * e.controls / of_controls + (coding.is_rare ? kRare : 0);
}

// 0: no letter; 1: ASCII; 2: other Latin; 3: another script.
int letter_class(char32_t c, const text::CharProps& props) noexcept {
  if (props.kind != text::CharKind::kLetter) return 0;
  if (c < 0x80) return 1;
  return props.script == text::Script::kLatin ? 2 : 3;
}

}  // namespace

double odds(const Evidence& e, const Coding& coding) noexcept {
  const double n = std::max(e.all, 1.0);
  const double summed = kKnown * e.known + 4.1 * e.supported - 2.1 * e.unsupported - 2.75 * e.humps;
  const double mean = -20 * e.humps - 10 * e.foreign;
  return odds_by_characters(e, coding) + summed / std::sqrt(n) + mean / n + kLead * e.lead +
         (is_usual(coding, e.label) ? kUsual : 0);
}

double most_odds(const Evidence& e, const Coding& coding, double best_lead) noexcept {
  const double n = std::max(e.all, 1.0);
  return odds_by_characters(e, coding) + kKnown * (n - e.bad - e.symbols) / std::sqrt(n) +
         kLead * (1.25 * best_lead + 10) + kUsual;
}

void count_characters(std::string_view text, Evidence& out) {
  int before = 0;
  for (const char* p = text.data(); p < text.data() + text.size();) {
    const char32_t c = text::decode(p);
    const text::CharProps props = text::char_props(c);
    const int now = letter_class(c, props);
    out.glued += (before == 1 && now == 3) || (before == 3 && now == 1) ? 1 : 0;
    before = now;
    ++out.chars;
    if (c < 0x80) {
      out.controls += c < 0x20 && (c < '\t' || c > '\r') ? 1 : 0;
      continue;
    }
    ++out.all;
    if (c == 0xFFFD || c < 0xA0) {
      ++out.bad;
    } else if (props.kind == text::CharKind::kOther || props.kind == text::CharKind::kHidden) {
      ++out.unusual;
    } else if (props.kind == text::CharKind::kLetter) {
      out.capitals += props.is_upper ? 1 : 0;
    } else if (props.kind != text::CharKind::kMark) {
      ++out.symbols;
    }
  }
}

}  // namespace saring::lang
