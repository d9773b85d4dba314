// One pass. Sixteen bytes of ASCII at once where SSE2 is (every x86-64): classes are compared and
// counted in vectors, and only tokens are visited one by one. Elsewhere a table of byte classes:
// ASCII costs a load and an addition a byte, eight counters of one byte each being added at once,
// for at most 250 bytes, so that none overflows. Other characters are decoded and looked up in
// text's tables. Tests: tests/cpp/boilerplate/line_shape_test.cpp.
#include "saring/boilerplate/line_shape_internal.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <array>
#include <bit>

#include "saring/base/ascii.hpp"
#include "saring/base/hash.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

// Fields of the packed counters, one byte each.
enum Field : unsigned {
  kLetterField,
  kUpperField,
  kDigitField,
  kPunctField,
  kCommaField,
  kSeparatorField,
  kAtField
};

constexpr std::uint64_t one(Field field) { return std::uint64_t{1} << (8 * field); }

// The top byte marks what ends a run of ASCII; it is not part of the sums.
constexpr std::uint64_t kSpaceBit = std::uint64_t{1} << 56;
constexpr std::uint64_t kHighBit = std::uint64_t{1} << 57;
constexpr std::uint64_t kStopBits = kSpaceBit | kHighBit;

constexpr std::array<std::uint64_t, 256> make_bytes() {
  std::array<std::uint64_t, 256> t{};
  for (unsigned c = 0; c < 256; ++c) {
    const char ch = static_cast<char>(c);
    if (ascii::is_lower(ch)) {
      t[c] = one(kLetterField);
    } else if (ascii::is_upper(ch)) {
      t[c] = one(kLetterField) + one(kUpperField);
    } else if (ascii::is_digit(ch)) {
      t[c] = one(kDigitField);
    } else if (ascii::is_space(ch)) {
      t[c] = kSpaceBit;
    } else if (c > 32 && c < 127) {
      t[c] = one(kPunctField);
    } else if (c >= 128) {
      t[c] = kHighBit;
    }
  }
  t[','] += one(kCommaField);
  t['|'] += one(kSeparatorField);
  t['@'] += one(kAtField);
  return t;
}

constexpr std::array<std::uint64_t, 256> kBytes = make_bytes();

// All but letters and capitals.
constexpr std::uint64_t kRareFields = ~std::uint64_t{0xffff};

std::uint64_t byte_info(char c) { return kBytes[static_cast<unsigned char>(c)]; }
bool is_space(char c) { return byte_info(c) == kSpaceBit; }

bool is_separator(char32_t c) {
  return c == 0xB7 || c == 0xBB || c == 0x203A || c == 0x2022 || (c >= 0x2190 && c <= 0x21FF) ||
         (c >= 0x25A0 && c <= 0x25FF) || c == 0x2039 || c == 0xAB;
}

bool is_terminal(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F ||
         c == 0x964 || c == 0x2026 || c == 0x61F || c == 0x6D4;
}

bool is_closing(char32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 || c == 0xBB ||
         c == 0x300D || c == 0x300F || c == 0xFF09;
}

#ifdef __SSE2__

// Byte masks (0xFF: yes) of sixteen bytes of ASCII, and the spaces as bits (bit i: byte i).
struct AsciiBlock {
  explicit AsciiBlock(__m128i v) noexcept {
    upper = within(v, 'A', 'Z');
    letter = _mm_or_si128(upper, within(v, 'a', 'z'));
    digit = within(v, '0', '9');
    punct = _mm_andnot_si128(_mm_or_si128(letter, digit), within(v, '!', '~'));
    comma = is(v, ',');
    stop = _mm_or_si128(is(v, '.'), _mm_or_si128(is(v, '!'), is(v, '?')));
    space = _mm_or_si128(is(v, ' '), within(v, 9, 13));
    const __m128i h = is(v, 'h');
    const __m128i w = is(v, 'w');
    const __m128i next_link = _mm_srli_si128(_mm_or_si128(h, w), 1);
    link = _mm_or_si128(_mm_and_si128(punct, next_link),
                        _mm_or_si128(_mm_and_si128(h, _mm_srli_si128(is(v, 't'), 1)),
                                     _mm_and_si128(w, _mm_srli_si128(w, 1))));
    spaces = bits(space);
    has_rare = bits(_mm_or_si128(is(v, '|'), is(v, '@'))) != 0;
  }

  static __m128i is(__m128i v, char c) noexcept { return _mm_cmpeq_epi8(v, _mm_set1_epi8(c)); }
  static __m128i within(__m128i v, char first, char last) noexcept {
    return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(v, _mm_set1_epi8(static_cast<char>(last + 1))));
  }
  static std::uint32_t bits(__m128i mask) noexcept {
    return static_cast<std::uint32_t>(_mm_movemask_epi8(mask));
  }

  __m128i upper, letter, digit, punct, comma, stop, space;
  __m128i link;  // a link may begin here
  std::uint32_t spaces;
  bool has_rare;
};

// Counts of byte masks: a counter a lane, to be emptied into `total` after at most kMaxBlocks
// blocks, before one overflows.
struct LaneCounter {
  static constexpr unsigned kMaxBlocks = 255;

  void add(__m128i mask) noexcept { lanes = _mm_sub_epi8(lanes, mask); }
  void flush() noexcept {
    const __m128i sums = _mm_sad_epu8(lanes, _mm_setzero_si128());
    total += static_cast<std::uint32_t>(_mm_cvtsi128_si32(sums) +
                                        _mm_cvtsi128_si32(_mm_srli_si128(sums, 8)));
    lanes = _mm_setzero_si128();
  }

  __m128i lanes = _mm_setzero_si128();
  std::uint32_t total = 0;
};

struct BlockCounters {
  LaneCounter letters, uppers, digits, puncts, commas, tokens, titles, shorts, stops;

  template <typename Visit>
  void for_each(Visit&& visit) {
    for (LaneCounter* counter :
         {&letters, &uppers, &digits, &puncts, &commas, &tokens, &titles, &shorts, &stops})
      visit(*counter);
  }
};

#endif

// State of the pass.
class Scan {
 public:
  explicit Scan(std::string_view line) : line_(line) {}

  LineShape run() {
    const char* p = line_.data();
    const char* const end = p + line_.size();
#ifdef __SSE2__
    p = blocks(p, end);
#endif
    scalar(p, end);
    if (token_ != nullptr) end_token(end);
    finish();
    return shape_;
  }

 private:
#ifdef __SSE2__
  // Reads as many whole blocks as there are; blocks that are not all ASCII are read by the scalar
  // code.
  const char* blocks(const char* p, const char* end) {
    BlockCounters counters;
    const auto flush = [&] { counters.for_each([](LaneCounter& counter) { counter.flush(); }); };
    unsigned unflushed = 0;  // blocks that were added: those that are not all ASCII do not count
    while (end - p >= 16) {
      const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
      if (_mm_movemask_epi8(v) != 0) {
        p = scalar(p, p + 16);
        continue;
      }
      const AsciiBlock block(v);
      counters.letters.add(block.letter);
      counters.uppers.add(block.upper);
      counters.digits.add(block.digit);
      counters.puncts.add(block.punct);
      counters.commas.add(block.comma);
      tokens(p, block, counters);
      if (++unflushed == LaneCounter::kMaxBlocks) {
        flush();
        unflushed = 0;
      }
      if (block.has_rare) count_rare({p, 16});
      ascii_ += 16;
      p += 16;
    }
    flush();
    shape_.letters += counters.letters.total;
    shape_.upper += counters.uppers.total;
    shape_.digits += counters.digits.total;
    shape_.puncts += counters.puncts.total;
    shape_.commas += counters.commas.total;
    shape_.tokens += counters.tokens.total;
    shape_.title_tokens += counters.titles.total;
    shape_.short_tokens += counters.shorts.total;
    shape_.stops += counters.stops.total;
    return p;
  }

  void count_rare(std::string_view block) {
    for (const char c : block) {
      shape_.separators += c == '|' ? 1 : 0;
      shape_.has_url |= c == '@';
    }
  }

  // Ends and begins the tokens of one block. Those in it are counted by masks; one that began in
  // front of it is ended by end_token.
  void tokens(const char* p, const AsciiBlock& block, BlockCounters& counters) {
    const bool goes_on = token_ != nullptr;
    if (goes_on) {
      if (block.spaces == 0) return;
      const char* const end = p + std::countr_zero(block.spaces);
      // The masks count the stops but for one in front of the block.
      measure_token(end);
      if (end == p) shape_.stops += is_stop(p[-1]) ? 1 : 0;
      token_ = nullptr;
    }
    const __m128i first = _mm_cvtsi32_si128(goes_on ? 0 : 0xFF);
    const __m128i behind_space = _mm_or_si128(_mm_slli_si128(block.space, 1), first);
    const __m128i begins = _mm_andnot_si128(block.space, behind_space);
    const __m128i ends = _mm_andnot_si128(behind_space, block.space);
    const __m128i space_follows =
        _mm_or_si128(_mm_srli_si128(block.space, 1),
                     _mm_or_si128(_mm_srli_si128(block.space, 2), _mm_srli_si128(block.space, 3)));
    counters.tokens.add(begins);
    counters.titles.add(_mm_and_si128(begins, block.upper));
    counters.shorts.add(_mm_and_si128(begins, space_follows));
    counters.stops.add(_mm_and_si128(ends, _mm_slli_si128(block.stop, 1)));
    std::uint32_t links = AsciiBlock::bits(_mm_and_si128(begins, block.link));
    if ((block.spaces & 0x8000U) == 0) {
      // The last token goes on behind the block.
      const int at = 32 - std::countl_zero(block.spaces);
      token_ = p + at;
      links &= ~(std::uint32_t{1} << at);
    }
    for (; links != 0; links &= links - 1) {
      const int at = std::countr_zero(links);
      const int size = std::countr_zero(block.spaces >> at);
      if (size >= 8) find_link({p + at, static_cast<std::size_t>(size)});
    }
  }
#endif

  // Returns where it stopped: at `end`, or after the character that contains `end`.
  const char* scalar(const char* p, const char* end) {
    while (p < end) {
      const std::uint64_t info = byte_info(*p);
      if (info == kSpaceBit) {
        if (token_ != nullptr) end_token(p);
        ++ascii_;
        ++p;
      } else if (info == kHighBit) {
        const char* const at = p;
        high(text::decode(p), at);
      } else {
        if (token_ == nullptr) {
          begin_token(p);
          shape_.title_tokens += static_cast<std::uint32_t>(info >> (8 * kUpperField) & 255U);
        }
        p = ascii_run(p, end, info);
        if (p < end && is_space(*p)) {
          end_token(p++);
          ++ascii_;
        }
      }
    }
    return p;
  }

  // The bytes of a token up to white space or the next byte that is not ASCII; `info` is the
  // first's.
  const char* ascii_run(const char* p, const char* end, std::uint64_t info) {
    const char* const begin = p;
    if (end - p > 250) end = p + 250;
    std::uint64_t counts = 0;
    do {
      counts += info;
      if (++p == end) break;
      info = byte_info(*p);
    } while ((info & kStopBits) == 0);
    const auto take = [&](Field field) {
      return static_cast<std::uint32_t>(counts >> (8 * field) & 255U);
    };
    shape_.letters += take(kLetterField);
    shape_.upper += take(kUpperField);
    if ((counts & kRareFields) != 0) {
      shape_.digits += take(kDigitField);
      shape_.puncts += take(kPunctField);
      shape_.commas += take(kCommaField);
      shape_.separators += take(kSeparatorField);
      shape_.has_url |= take(kAtField) != 0;
    }
    ascii_ += static_cast<std::uint32_t>(p - begin);
    return p;
  }

  void begin_token(const char* p) {
    token_ = p;
    ++shape_.tokens;
  }

  static bool is_stop(char c) { return c == '.' || c == '!' || c == '?'; }

  void end_token(const char* p) {
    measure_token(p);
    shape_.stops += is_stop(p[-1]) ? 1 : 0;
    token_ = nullptr;
  }

  // The token that ends at `p`.
  void measure_token(const char* p) {
    const auto size = static_cast<std::size_t>(p - token_);
    shape_.short_tokens += size <= 3 ? 1 : 0;
    shape_.long_tokens += size >= 24 ? 1 : 0;
    if (size >= 8 && (*token_ == 'h' || *token_ == 'w' || byte_info(*token_) == one(kPunctField))) {
      find_link({token_, size});
    }
  }

  void high(char32_t c, const char* at) {
    const text::CharProps props = text::char_props(c);
    ++others_;
    if (props.kind == text::CharKind::kSpace) {
      if (token_ != nullptr) end_token(at);
      return;
    }
    if (token_ == nullptr) {
      begin_token(at);
      shape_.title_tokens += props.is_upper ? 1 : 0;
    }
    switch (props.kind) {
      case text::CharKind::kLetter:
        ++shape_.letters;
        shape_.upper += props.is_upper ? 1 : 0;
        shape_.wide += props.is_wide ? 1 : 0;
        break;
      case text::CharKind::kDigit:
        ++shape_.digits;
        break;
      case text::CharKind::kPunct:
      case text::CharKind::kSymbol:
        ++shape_.puncts;
        shape_.separators += is_separator(c) ? 1 : 0;
        shape_.has_copyright |= c == 0xA9;
        shape_.stops += c == 0x3002 ? 1 : 0;
        shape_.commas += c == 0xFF0C || c == 0x3001 || c == 0x60C ? 1 : 0;
        break;
      default:
        break;
    }
  }

  void find_link(std::string_view token) {
    if (byte_info(token[0]) == one(kPunctField)) token.remove_prefix(1);
    shape_.has_url |= token.substr(0, 4) == "http" || token.substr(0, 4) == "www.";
  }

  void finish() {
    shape_.bytes = static_cast<std::uint32_t>(line_.size());
    shape_.chars = ascii_ + others_;
    std::string_view s = line_;
    while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
    while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
    shape_.is_blank = shape_.tokens == 0;
    if (shape_.is_blank || s.empty()) return;
    shape_.hash = hash64(s);
    shape_.first = s.front();
    shape_.last = s.back();
    begins(s);
    ends(s);
    if (shape_.digits > 0) find_dates(s.size() > 400 ? s.substr(0, 400) : s);
  }

  void begins(std::string_view s) {
    const char* p = s.data();
    const char32_t c = text::decode(p);
    shape_.starts_quote = c == '"' || c == '\'' || c == 0x201C || c == 0x201E || c == 0xAB ||
                          c == 0x2018 || c == 0x300C;
    shape_.starts_bullet = c == '-' || c == '*' || c == 0x2022 || c == 0x2192 || c == 0xB7 ||
                           c == 0x2013 || c == 0x25CF;
    const text::CharProps props = text::char_props(c);
    shape_.starts_digit = props.kind == text::CharKind::kDigit;
    shape_.starts_upper = props.is_upper;
    shape_.starts_lower = props.kind == text::CharKind::kLetter && text::to_lower(c) == c &&
                          !props.is_upper && !props.is_wide && c < 0x530;
  }

  void ends(std::string_view s) {
    // Back over closing quotes and brackets, then one character that must end a sentence.
    std::size_t end = s.size();
    for (int steps = 0; end > 0 && steps < 4; ++steps) {
      std::size_t at = end - 1;
      while (at > 0 && text::is_continuation(s[at])) --at;
      const char* p = s.data() + at;
      const char32_t c = text::decode(p);
      if (is_terminal(c)) {
        shape_.ends_sentence = true;
        shape_.ends_ellipsis =
            c == 0x2026 || (c == '.' && at >= 2 && s[at - 1] == '.' && s[at - 2] == '.');
        return;
      }
      shape_.ends_colon |= steps == 0 && (c == ':' || c == 0xFF1A);
      if (!is_closing(c)) return;
      end = at;
    }
  }

  static bool digit_at(std::string_view s, std::size_t i) {
    return i < s.size() && byte_info(s[i]) == one(kDigitField);
  }

  static std::size_t digits_end(std::string_view s, std::size_t i) {
    while (digit_at(s, i)) ++i;
    return i;
  }

  static std::size_t next_digit(std::string_view s, std::size_t i) {
#ifdef __SSE2__
    for (; i + 16 <= s.size(); i += 16) {
      const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(s.data() + i));
      const std::uint32_t digits = AsciiBlock::bits(AsciiBlock::within(v, '0', '9'));
      if (digits != 0) return i + static_cast<std::size_t>(std::countr_zero(digits));
    }
#endif
    while (i < s.size() && !digit_at(s, i)) ++i;
    return i;
  }

  // Visits the runs of digits and what follows each.
  void find_dates(std::string_view s) {
    for (std::size_t begin = 0; (begin = next_digit(s, begin)) < s.size(); ++begin) {
      const std::size_t end = digits_end(s, begin + 1);
      const std::string_view century = s.substr(begin, 2);
      shape_.has_year |= end - begin == 4 && (century == "19" || century == "20");
      if (end < s.size()) after_digits(s, end);
      begin = end;
    }
  }

  void after_digits(std::string_view s, std::size_t i) {
    const char c = s[i];
    if (c != ':' && c != '.' && c != '/' && c != '-') return;
    const std::size_t next = digits_end(s, i + 1);
    const std::size_t length = next - i - 1;
    shape_.has_time |= (c == ':' || c == '.') && length == 2;
    shape_.has_date |= c != ':' && (length == 1 || length == 2) && next < s.size() &&
                       s[next] == c && digit_at(s, next + 1);
  }

  std::string_view line_;
  LineShape shape_;
  const char* token_ = nullptr;
  std::uint32_t ascii_ = 0;
  std::uint32_t others_ = 0;
};

}  // namespace

LineShape measure_line(std::string_view line) noexcept { return Scan(line).run(); }

}  // namespace saring::boilerplate
