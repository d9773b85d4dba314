// Most bytes are ASCII: a word of ASCII alone is read by one table look-up a byte. From the first
// other character on, scan_rest reads code points with the tables of char_props.hpp. Tests:
// tests/cpp/text/words_test.cpp, with a twin on plain ICU in tests/cpp/reference/.
#include "saring/text/words.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

// Classes of a byte. A byte that is not ASCII has none of them.
constexpr std::uint8_t kIsLower = 1;
constexpr std::uint8_t kIsUpper = 2;
constexpr std::uint8_t kIsLetter = kIsLower | kIsUpper;
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

WordCase case_of(std::size_t uppers, bool has_lower, bool begins_upper) noexcept {
  if (uppers == 0) return has_lower ? WordCase::kLower : WordCase::kNone;
  if (uppers == 1 && begins_upper) return WordCase::kTitle;
  return has_lower ? WordCase::kMixed : WordCase::kUpper;
}

}  // namespace

// What is known of the word so far.
struct WordScanner::Scan {
  const char* start;
  const char* word_end;   // behind its last character that is no joiner
  char* folded_end;       // of folded_, by characters read; unused until is_copied
  char* folded_word_end;  // the same for word_end
  std::size_t uppers = 0;
  Script script = Script::kCommon;
  bool is_copied = false;  // folded differs from the text
  bool has_lower = false;
  bool begins_upper = false;
  bool has_letter = false;
  bool has_digit = false;
  bool is_wide = false;
  bool is_narrow = false;  // neither: nothing but digits, connectors and marks so far

  // False where a character ends the word because it is written without spaces and the word is not,
  // or the other way round.
  bool agrees(CharProps props) noexcept {
    const bool is_neutral = props.kind == CharKind::kMark
                                ? is_wide || is_narrow
                                : !props.is_wide && (props.script == Script::kCommon ||
                                                     props.script == Script::kInherited);
    if (is_neutral) return true;
    if (props.is_wide ? is_narrow : is_wide) return false;
    (props.is_wide ? is_wide : is_narrow) = true;
    return true;
  }

  void note(CharProps props) noexcept {
    if (props.kind == CharKind::kDigit) has_digit = true;
    if (props.kind == CharKind::kLetter && !has_letter) {
      has_letter = true;
      script = props.script;
    }
    if (props.is_upper) {
      if (uppers == 0 && !has_lower) begins_upper = true;
      ++uppers;
    } else if (props.is_lower) {
      has_lower = true;
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
    if (begins_word(char_props(decode(q)))) return true;
    p_ = q;
  }
  return false;
}

std::string_view WordScanner::fold_ascii(const char* begin, const char* end) noexcept {
  const auto size = static_cast<std::size_t>(end - begin);
  for (std::size_t i = 0; i < size; ++i) {
    const char c = begin[i];
    folded_[i] = static_cast<char>(c | (c >= 'A' && c <= 'Z' ? 0x20 : 0));
  }
  return {folded_, size};
}

void WordScanner::scan_rest(Scan& scan, const char* limit) noexcept {
  while (p_ < limit) {
    const char* q = p_;
    const char32_t c = decode(q);
    if (q > limit) break;
    const CharProps props = char_props(c);
    const bool is_joiner = props.kind == CharKind::kJoiner;
    const bool is_word = props.kind == CharKind::kMark || begins_word(props);
    if (!is_joiner && !(is_word && scan.agrees(props))) break;
    const char32_t lower = to_lower(c);
    if (lower != c && !scan.is_copied) {
      const auto before = static_cast<std::size_t>(p_ - scan.start);
      std::memcpy(folded_, scan.start, before);
      scan.folded_end = folded_ + before;
      scan.is_copied = true;
    }
    if (scan.is_copied) scan.folded_end += encode(lower, scan.folded_end);
    p_ = q;
    if (is_joiner) continue;
    scan.note(props);
    scan.word_end = q;
    scan.folded_word_end = scan.folded_end;
  }
}

bool WordScanner::next(Word& word) noexcept {
  if (!skip_to_word()) return false;
  const char* const start = p_;
  const char* const limit = start + std::min<std::ptrdiff_t>(kMaxWordBytes, end_ - start);
  const std::uint8_t first_letter = 0;
  unsigned seen = first_letter;
  std::size_t uppers = 0;
  bool begins_upper = false;
  for (; p_ != limit; ++p_) {
    const unsigned cls = ascii_class(p_);
    if (cls == 0) break;
    if ((cls & kIsUpper) != 0) {
      begins_upper |= (seen & kIsLetter) == 0;
      ++uppers;
    }
    seen |= cls;
  }
  word.begin = static_cast<std::size_t>(start - begin_);
  if (p_ == limit || is_ascii(p_)) {
    word.end = static_cast<std::size_t>(p_ - begin_);
    word.folded = uppers == 0 ? std::string_view(start, static_cast<std::size_t>(p_ - start))
                              : fold_ascii(start, p_);
    word.has_letter = (seen & kIsLetter) != 0;
    word.has_digit = (seen & kIsDigit) != 0;
    word.script = word.has_letter ? Script::kLatin : Script::kCommon;
    word.letter_case = case_of(uppers, (seen & kIsLower) != 0, begins_upper);
    word.is_dictionary = false;
    return true;
  }
  Scan scan{.start = start, .word_end = p_, .folded_end = folded_, .folded_word_end = folded_};
  scan.uppers = uppers;
  scan.has_letter = (seen & kIsLetter) != 0;
  if (scan.has_letter) scan.script = Script::kLatin;
  scan.is_narrow = scan.has_letter;
  scan.has_lower = (seen & kIsLower) != 0;
  scan.begins_upper = begins_upper;
  scan.has_digit = (seen & kIsDigit) != 0;
  if (uppers > 0) {
    scan.is_copied = true;
    scan.folded_end = scan.folded_word_end = folded_ + fold_ascii(start, p_).size();
  }
  scan_rest(scan, limit);
  word.end = static_cast<std::size_t>(scan.word_end - begin_);
  word.folded =
      scan.is_copied
          ? std::string_view(folded_, static_cast<std::size_t>(scan.folded_word_end - folded_))
          : std::string_view(start, static_cast<std::size_t>(scan.word_end - start));
  word.script = scan.script;
  word.letter_case = case_of(scan.uppers, scan.has_lower, scan.begins_upper);
  word.has_letter = scan.has_letter;
  word.has_digit = scan.has_digit;
  word.is_dictionary = scan.is_wide;
  return true;
}

}  // namespace saring::text
