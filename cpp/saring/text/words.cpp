// Most bytes are ASCII. A run of ASCII word characters is read sixteen bytes at a time, or with one
// table look-up per byte without SSE2 and at the end of the text. From the first other character
// on, scan_rest reads code points with the tables of char_props.hpp. Tests:
// tests/cpp/text/words_test.cpp, against a reference on plain ICU in tests/cpp/reference/.
#include "saring/text/words.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

// Classes of a byte. A byte outside ASCII has none.
constexpr std::uint8_t kIsLower = 1;
constexpr std::uint8_t kIsUpper = 2;
constexpr std::uint8_t kIsDigit = 4;
constexpr std::uint8_t kIsConnector = 8;

constexpr std::array<std::uint8_t, 256> make_ascii_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = kIsLower;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = kIsUpper;
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = kIsDigit;
  classes['_'] = kIsConnector;
  return classes;
}
constexpr std::array<std::uint8_t, 256> kAsciiClasses = make_ascii_classes();

inline std::uint8_t ascii_class(const char* p) noexcept {
  return kAsciiClasses[static_cast<unsigned char>(*p)];
}
inline bool is_ascii(const char* p) noexcept { return static_cast<signed char>(*p) >= 0; }

// The cased letters of a word so far.
struct Cases {
  unsigned uppers = 0;  // 2 means two or more
  bool has_lower = false;
  bool begins_upper = false;

  [[nodiscard]] bool any() const noexcept { return uppers != 0 || has_lower; }
  [[nodiscard]] WordCase word_case() const noexcept {
    if (uppers == 0) return has_lower ? WordCase::kLower : WordCase::kNone;
    if (uppers == 1 && begins_upper) return WordCase::kTitle;
    return has_lower ? WordCase::kMixed : WordCase::kUpper;
  }
};

struct AsciiRun {
  const char* end;
  Cases cases;
  bool has_digit = false;
  bool has_connector = false;
};

#ifdef __SSE2__
constexpr std::ptrdiff_t kBlock = 16;

inline __m128i within(__m128i bytes, char first, char last) noexcept {
  return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(first - 1))),
                       _mm_cmpgt_epi8(_mm_set1_epi8(static_cast<char>(last + 1)), bytes));
}

inline unsigned mask_of(__m128i bytes) noexcept {
  return static_cast<unsigned>(_mm_movemask_epi8(bytes));
}

// Adds the leading word characters of sixteen bytes to the run, and writes all sixteen in lower
// case.
inline std::ptrdiff_t add_block(AsciiRun& run, char* folded) noexcept {
  __m128i bytes;
  std::memcpy(&bytes, run.end, kBlock);
  const __m128i upper = within(bytes, 'A', 'Z');
  const __m128i lower_bytes = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
  std::memcpy(folded, &lower_bytes, kBlock);
  const __m128i letter = within(lower_bytes, 'a', 'z');
  const __m128i digit = within(bytes, '0', '9');
  const __m128i connector = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_'));
  const __m128i word = _mm_or_si128(_mm_or_si128(letter, digit), connector);
  const int size = std::countr_one(mask_of(word));
  const unsigned front = (1U << size) - 1;
  const unsigned uppers = mask_of(upper) & front;
  const unsigned letters = mask_of(letter) & front;
  if (uppers != 0) {
    if (!run.cases.any()) run.cases.begins_upper = (letters & (0U - letters) & uppers) != 0;
    run.cases.uppers = std::min(run.cases.uppers + ((uppers & (uppers - 1)) != 0 ? 2U : 1U), 2U);
  }
  run.cases.has_lower |= letters != uppers;
  if (letters != front) {
    run.has_digit |= (mask_of(digit) & front) != 0;
    run.has_connector |= (mask_of(connector) & front) != 0;
  }
  run.end += size;
  return size;
}
#endif

// The run of ASCII word characters that starts at `begin`. Also writes it to `folded` in lower
// case.
inline AsciiRun scan_ascii(const char* begin, const char* limit, char* folded) noexcept {
  AsciiRun run{.end = begin, .cases = {}};
  if (!is_ascii(begin)) return run;
#ifdef __SSE2__
  while (limit - run.end >= kBlock) {
    if (add_block(run, folded + (run.end - begin)) < kBlock) return run;
  }
#endif
  for (; run.end != limit; ++run.end) {
    const unsigned cls = ascii_class(run.end);
    if (cls == 0) break;
    const bool is_upper = (cls & kIsUpper) != 0;
    if (is_upper) {
      if (!run.cases.any()) run.cases.begins_upper = true;
      run.cases.uppers = std::min(run.cases.uppers + 1, 2U);
    }
    run.cases.has_lower |= (cls & kIsLower) != 0;
    run.has_digit |= (cls & kIsDigit) != 0;
    run.has_connector |= (cls & kIsConnector) != 0;
    folded[run.end - begin] = static_cast<char>(*run.end | (is_upper ? 0x20 : 0));
  }
  return run;
}

bool begins_word(CharProps props) noexcept {
  switch (props.kind) {
    case CharKind::kLetter:
    case CharKind::kDigit:
    case CharKind::kConnector:
      return true;
    case CharKind::kMark:
      return props.script != Script::kInherited && props.script != Script::kCommon;
    default:
      return false;
  }
}

// Letters and marks that agree in these properties, such as two letters of one script, may follow
// each other. Kinds 2 and 3 are letter and mark.
constexpr unsigned kSameMask =
    (tables::kKindMask & ~1U) | tables::kWideBit | 0xFFU << tables::kScriptShift;
static_assert(static_cast<unsigned>(CharKind::kLetter) == 2 &&
              static_cast<unsigned>(CharKind::kMark) == 3);
constexpr unsigned kNoLetter = 1;  // different from all properties under kSameMask
constexpr unsigned kLatinLetter = static_cast<unsigned>(CharKind::kLetter) |
                                  static_cast<unsigned>(Script::kLatin) << tables::kScriptShift;

// Skips characters that agree with `last_letter` and are their own lower case.
inline const char* skip_alike(const char* p, const char* limit, unsigned last_letter,
                              unsigned& seen) noexcept {
  while (p < limit) {
    const char* q = p;
    const unsigned bits = tables::packed_props(decode(q));
    constexpr unsigned kMask = kSameMask | tables::kUpperBit | tables::kHasLowerMappingBit;
    if ((bits & kMask) != last_letter || q > limit) break;
    seen |= bits;
    p = q;
  }
  return p;
}

}  // namespace

// The state of the word that is being read.
struct WordScanner::Scan {
  const char* word_end;  // after its last character that is not a joiner
  // The lower case is in folded_ up to here. Nothing is copied until a character changes.
  const char* copied_to;
  std::size_t folded_size;
  Cases cases;
  unsigned last_letter = kNoLetter;  // its properties under kSameMask
  Script script = Script::kCommon;
  bool is_changed = false;  // the lower case differs from the text
  bool has_letter = false;
  bool has_digit = false;
  bool has_connector = false;
  bool is_wide = false;
  bool is_narrow = false;  // if neither is set: only digits, connectors and marks so far
  unsigned seen = 0;       // properties of its characters except those of the first ASCII run
  // The size of folded_ at word_end, if hidden characters follow.
  std::size_t size_at_word_end = 0;

  // Returns false if a character ends the word.
  bool admits(CharProps props) noexcept {
    if (props.kind != CharKind::kMark && !begins_word(props)) return false;
    const bool has_side = is_wide || is_narrow;
    const bool is_shared = props.script == Script::kCommon || props.script == Script::kInherited;
    const bool is_neutral =
        (props.kind == CharKind::kMark && has_side) || (is_shared && !props.is_wide);
    if (is_neutral) return true;
    // The word and the character disagree: only one of them is of a script without spaces.
    if (props.is_wide ? is_narrow : is_wide) return false;
    (props.is_wide ? is_wide : is_narrow) = true;
    return true;
  }

  // True if a hidden character may be inside the word. Scripts without spaces use zero-width spaces
  // between words, and so may other scripts.
  [[nodiscard]] bool may_hide(char32_t c) const noexcept {
    if (is_wide) return false;
    return c != 0x200B || script == Script::kLatin || script == Script::kGreek ||
           script == Script::kCyrillic;
  }

  void note(CharProps props) noexcept {
    has_digit |= props.kind == CharKind::kDigit;
    has_connector |= props.kind == CharKind::kConnector;
    if (props.kind == CharKind::kLetter && !has_letter) {
      has_letter = true;
      script = props.script;
    }
  }

  void note_case(unsigned bits) noexcept {
    if ((bits & tables::kUpperBit) != 0) {
      if (!cases.any()) cases.begins_upper = true;
      cases.uppers = std::min(cases.uppers + 1, 2U);
    } else {
      cases.has_lower |= (bits & tables::kLowerBit) != 0;
    }
  }
};

bool WordScanner::skip_to_word() noexcept {
  while (p_ != end_) {
    if (is_ascii(p_)) {
      if (ascii_class(p_) != 0) return true;
      ++p_;
      continue;
    }
    const char* q = p_;
    const CharProps props = char_props(decode(q));
    if (props.kind == CharKind::kLetter || begins_word(props)) return true;
    p_ = q;
  }
  return false;
}

void WordScanner::copy_until(Scan& scan, const char* p) noexcept {
  const auto unchanged = static_cast<std::size_t>(p - scan.copied_to);
  std::memcpy(folded_ + scan.folded_size, scan.copied_to, unchanged);
  scan.folded_size += unchanged;
  scan.is_changed = true;
}

void WordScanner::scan_rest(Scan& scan, const char* limit) noexcept {
  const char* p = p_;
  unsigned joiners = 0;  // properties of those after the last character of the word
  while (p < limit) {
    const char* q = p;
    const char32_t c = decode(q);
    if (q > limit) break;
    const unsigned bits = tables::packed_props(c);
    if ((bits & kSameMask) != scan.last_letter) {
      const CharProps props = char_props(c);
      if (props.kind == CharKind::kJoiner) {
        joiners = bits;
        p = q;
        continue;
      }
      if (props.kind == CharKind::kHidden && scan.may_hide(c)) {
        const bool is_first = scan.copied_to <= scan.word_end;
        if (is_first) {
          scan.size_at_word_end =
              scan.folded_size + static_cast<std::size_t>(scan.word_end - scan.copied_to);
        }
        copy_until(scan, p);
        scan.copied_to = p = q;
        continue;
      }
      if (!scan.admits(props)) break;
      scan.note(props);
      if (props.kind == CharKind::kLetter) scan.last_letter = bits & kSameMask;
    }
    scan.note_case(bits);
    scan.seen |= bits | std::exchange(joiners, 0U);
    if ((bits & tables::kHasLowerMappingBit) != 0) {
      copy_until(scan, p);
      scan.folded_size += encode(to_lower(c), folded_ + scan.folded_size);
      scan.copied_to = q;
    }
    unsigned seen = 0;
    p = skip_alike(q, limit, scan.last_letter, seen);
    scan.seen |= seen;
    scan.cases.has_lower |= (seen & tables::kLowerBit) != 0;
    scan.word_end = p;
  }
  p_ = p;
}

bool WordScanner::next(Word& word) noexcept {
  if (!skip_to_word()) return false;
  const char* const start = p_;
  const char* const limit = start + std::min<std::ptrdiff_t>(kMaxWordBytes, end_ - start);
  const AsciiRun run = scan_ascii(start, limit, folded_);
  const auto run_size = static_cast<std::size_t>(run.end - start);
  const bool is_changed = run.cases.uppers != 0;
  p_ = run.end;
  word.start = static_cast<std::size_t>(start - begin_);
  word.has_letter = run.cases.any();
  word.has_digit = run.has_digit;
  word.has_connector = run.has_connector;
  if (p_ == limit || is_ascii(p_)) {
    word.end = word.start + run_size;
    word.folded = {is_changed ? folded_ : start, run_size};
    word.script = word.has_letter ? Script::kLatin : Script::kCommon;
    word.letter_case = run.cases.word_case();
    word.is_dictionary = false;
    word.may_vary = false;
    return true;
  }
  Scan scan{.word_end = run.end,
            .copied_to = is_changed ? run.end : start,
            .folded_size = is_changed ? run_size : 0,
            .cases = run.cases};
  scan.is_changed = is_changed;
  scan.has_digit = run.has_digit;
  scan.has_connector = run.has_connector;
  if (run.cases.any()) {
    scan.has_letter = scan.is_narrow = true;
    scan.last_letter = kLatinLetter;
    scan.script = Script::kLatin;
  }
  scan_rest(scan, limit);
  word.end = static_cast<std::size_t>(scan.word_end - begin_);
  word.folded = {start, word.end - word.start};
  if (scan.is_changed) {
    if (scan.copied_to <= scan.word_end) {
      copy_until(scan, scan.word_end);
    } else {
      scan.folded_size = scan.size_at_word_end;
    }
    word.folded = {folded_, scan.folded_size};
  }
  word.script = scan.script;
  word.letter_case = scan.cases.word_case();
  word.has_letter = scan.has_letter;
  word.has_digit = scan.has_digit;
  word.has_connector = scan.has_connector;
  word.is_dictionary = scan.is_wide;
  constexpr unsigned kPair = tables::kPairFirstBit | tables::kPairSecondBit;
  word.may_vary = (scan.seen & tables::kVariesBit) != 0 || (scan.seen & kPair) == kPair;
  return true;
}

}  // namespace saring::text
