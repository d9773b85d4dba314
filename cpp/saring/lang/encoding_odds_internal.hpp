#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// How likely it is that a text was decoded from the right encoding, by what it looks like.
namespace saring::lang {

// Which languages an encoding is usual for.
enum class Usual : std::uint8_t { kAny, kWestern, kCentral, kTurkic, kBaltic, kVietnamese, kOther };

struct Coding {
  std::string_view name;
  Usual usual = Usual::kOther;
  bool is_rare = false;
};

// Of encodings that give the same text the first one is named.
inline constexpr std::array<Coding, 31> kCodings = {{
    {"utf-8", Usual::kAny},
    {"windows-1252", Usual::kWestern},
    {"windows-1250", Usual::kCentral},
    {"iso-8859-2", Usual::kCentral},
    {"windows-1251"},
    {"koi8-r"},
    {"koi8-u"},
    {"iso-8859-5"},
    {"windows-1254", Usual::kTurkic},
    {"windows-1257", Usual::kBaltic},
    {"iso-8859-13", Usual::kBaltic, true},
    {"windows-1253"},
    {"iso-8859-7"},
    {"windows-1255"},
    {"iso-8859-8"},
    {"windows-1256"},
    {"iso-8859-6", Usual::kOther, true},
    {"windows-1258", Usual::kVietnamese},
    {"windows-874"},
    {"gb18030"},
    {"big5"},
    {"shift_jis"},
    {"euc-jp"},
    {"euc-kr"},
    {"iso-8859-15", Usual::kWestern, true},
    {"iso-8859-4", Usual::kBaltic, true},
    {"macintosh", Usual::kWestern, true},
    {"x-mac-cyrillic", Usual::kOther, true},
    {"ibm866", Usual::kOther, true},
    {"utf-16le", Usual::kAny},
    {"utf-16be", Usual::kAny},
}};
// What a decoding looks like. `all` and what follows it count characters outside ASCII.
struct Evidence {
  double lead = 0;         // of its language over the average, in nats
  std::string_view label;  // of its language; empty: no letters
  double chars = 0;
  double controls = 0;  // of ASCII, but for white space
  double all = 0;
  double bad = 0;      // U+FFFD and control characters
  double unusual = 0;  // private use and unassigned
  double symbols = 0;
  double capitals = 0;
  double glued = 0;        // places where an ASCII letter and one of another script meet
  double known = 0;        // letters in words that the language has
  double supported = 0;    // letters of other words, by the share of their n-grams that it has
  double unsupported = 0;  // letters of which it has no n-gram
  double humps = 0;        // letters in words with capitals inside
  double foreign = 0;      // letters of another script than most of the text

  // Whether nobody writes so.
  [[nodiscard]] bool is_nonsense() const noexcept {
    constexpr double kEnough = 16;
    return bad > all / 8 || controls > chars / 8 ||
           (all >= kEnough && unsupported + symbols > all / 2);
  }
};

// The logarithm of the odds, up to a constant. See the comment of EncodingDetector.
[[nodiscard]] double odds(const Evidence& e, const Coding& coding) noexcept;

// Not less than odds() by what was counted alone, if no decoding has a much greater lead than the
// best one so far.
[[nodiscard]] double most_odds(const Evidence& e, const Coding& coding, double best_lead) noexcept;

// Fills what counting characters gives: `glued`, and from `chars` to `capitals`.
void count_characters(std::string_view text, Evidence& out);

}  // namespace saring::lang
