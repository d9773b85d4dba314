// What the classifier counts in the text of a line. Tests: html_blocks_test.cpp.
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr bool is_sentence_mark(char32_t c) noexcept {
  switch (c) {
    case U'.':
    case U'!':
    case U'?':
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0x061F:
    case 0x06D4:
    case 0x0964:
    case 0x0965:
    case 0x1362:
    case 0x104B:
    case 0x17D4:
    case 0xFF0E:
      return true;
    default:
      return false;
  }
}
constexpr bool is_comma(char32_t c) noexcept {
  return c == U',' || c == U';' || c == 0x3001 || c == 0xFF0C || c == 0x060C || c == 0x061B;
}
constexpr bool is_separator(char32_t c) noexcept {
  return c == U'|' || c == U'/' || c == 0xBB || c == 0xAB || c == 0x203A || c == 0x2039 ||
         c == 0xB7 || c == 0x2022 || c == U'>' || c == 0x2192 || c == U'<' || c == U'*' ||
         c == U'#';
}
constexpr bool is_closing(char32_t c) noexcept {
  return c == U'"' || c == U'\'' || c == U')' || c == U']' || c == 0x201D || c == 0x2019 ||
         c == 0xBB || c == 0x300D || c == 0x300F || c == 0xFF09;
}

// What count_marks does with an ASCII character.
enum Mark : std::uint8_t { kDigit = 1, kSentenceMark = 2, kComma = 4, kSeparator = 8, kNoEnd = 16 };
constexpr auto kMarks = [] {
  std::array<std::uint8_t, 128> marks{};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const auto c = static_cast<char32_t>(i);
    marks[i] = static_cast<std::uint8_t>(
        (c >= U'0' && c <= U'9' ? kDigit : 0) | (is_sentence_mark(c) ? kSentenceMark : 0) |
        (is_comma(c) ? kComma : 0) | (is_separator(c) ? kSeparator : 0) |
        (is_closing(c) || c == U' ' || c == U'\n' ? kNoEnd : 0));
  }
  return marks;
}();
// The same of any other character.
std::uint8_t marks_of(char32_t c) noexcept {
  return static_cast<std::uint8_t>((is_sentence_mark(c) ? kSentenceMark : 0) |
                                   (is_comma(c) ? kComma : 0) | (is_separator(c) ? kSeparator : 0) |
                                   (is_closing(c) ? kNoEnd : 0));
}

BlockEnd ending_of(char32_t c) noexcept {
  if (is_sentence_mark(c)) return BlockEnd::kSentence;
  if (c == U':' || c == 0xFF1A) return BlockEnd::kColon;
  if (is_comma(c)) return BlockEnd::kComma;
  if (c == 0x2026) return BlockEnd::kEllipsis;
  return BlockEnd::kOther;
}

void count_marks(std::string_view text, HtmlBlock& block) {
  const char* p = text.data();
  const char* const end = p + text.size();
  char32_t last = 0;
  std::uint32_t digit_run = 0;
  std::uint32_t number = 0;
  while (p < end) {
    const bool is_ascii = static_cast<unsigned char>(*p) < 0x80;
    const char32_t c = is_ascii ? static_cast<char32_t>(*p++) : text::decode(p);
    const std::uint8_t marks = is_ascii ? kMarks[c] : marks_of(c);
    ++block.chars;
    if ((marks & kDigit) != 0) {
      ++block.digits;
      ++digit_run;
      number = number * 10 + static_cast<std::uint32_t>(c - U'0');
    } else {
      if (digit_run == 4 && number >= 1900 && number < 2100) block.has_year = true;
      digit_run = number = 0;
      if ((marks & (kSentenceMark | kComma | kSeparator)) != 0) {
        if ((marks & kSentenceMark) != 0) ++block.sentence_marks;
        if ((marks & kComma) != 0) ++block.commas;
        if ((marks & kSeparator) != 0) ++block.separators;
      }
      if (c == 0xA9) block.has_copyright = true;
    }
    if (digit_run > 4) number = 0;
    if ((marks & kNoEnd) == 0) last = c;
  }
  if (digit_run == 4 && number >= 1900 && number < 2100) block.has_year = true;
  block.ending = ending_of(last);
  block.has_url = text.find("http") != std::string_view::npos ||
                  text.find("www.") != std::string_view::npos ||
                  text.find('@') != std::string_view::npos;
}

constexpr std::size_t kLongWord = 5;  // bytes; shorter ones are mostly function words

// The lowest bit marks long words.
std::uint32_t word_hash(std::string_view folded, bool is_long) noexcept {
  return (static_cast<std::uint32_t>(hash64(folded)) & ~1U) | (is_long ? 1U : 0U);
}

// Hashes of the pairs of characters of a run without spaces, until there are `room`.
void add_pairs(std::string_view run, std::size_t room, std::vector<std::uint32_t>& hashes) {
  const char* const end = run.data() + run.size();
  const char* first = run.data();
  const char* second = first;
  static_cast<void>(text::decode(second));
  while (second < end && hashes.size() < room) {
    const char* next = second;
    static_cast<void>(text::decode(next));
    hashes.push_back(word_hash({first, static_cast<std::size_t>(next - first)}, true));
    first = second;
    second = next;
  }
}

void count_words(std::string_view text, HtmlBlock& block, std::vector<std::uint32_t>& hashes) {
  text::WordScanner scanner(text);
  text::Word word;
  std::size_t last_end = 0;
  while (scanner.next(word)) {
    const std::size_t bytes = word.end - word.start;
    if (word.is_dictionary) {
      block.words += static_cast<std::uint32_t>(bytes / 6 + 1);
    } else {
      ++block.words;
      block.short_words += bytes <= 3 ? 1U : 0U;
      block.title_words += word.letter_case == text::WordCase::kTitle ? 1U : 0U;
      block.upper_words += word.letter_case == text::WordCase::kUpper ? 1U : 0U;
      block.number_words += word.has_digit && !word.has_letter ? 1U : 0U;
    }
    if (last_end == 0) {
      const bool upper =
          word.letter_case == text::WordCase::kTitle || word.letter_case == text::WordCase::kUpper;
      block.first_class = upper ? 1 : word.has_letter ? 2 : 3;
    }
    const std::size_t room = block.word_start + HtmlBlocks::kHashedWords;
    if (hashes.size() < room) {
      if (word.is_dictionary) {
        add_pairs(text.substr(word.start, bytes), room, hashes);
      } else {
        hashes.push_back(word_hash(word.folded, bytes >= kLongWord));
      }
    }
    last_end = word.end;
  }
  if (last_end == text.size() && last_end > 0) block.ending = BlockEnd::kLetter;
}

}  // namespace

void count_text(HtmlBlocks& blocks, HtmlBlock& block) {
  const std::string_view text = blocks.text_of(block);
  block.word_start = static_cast<std::uint32_t>(blocks.word_hashes.size());
  count_marks(text, block);
  count_words(text, block, blocks.word_hashes);
  block.word_end = static_cast<std::uint32_t>(blocks.word_hashes.size());
}

std::vector<std::uint32_t> hash_words(std::string_view text) {
  std::vector<std::uint32_t> hashes;
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    const std::size_t bytes = word.end - word.start;
    if (word.is_dictionary) {
      add_pairs(text.substr(word.start, bytes), SIZE_MAX, hashes);
    } else {
      hashes.push_back(word_hash(word.folded, bytes >= kLongWord));
    }
  }
  return hashes;
}

}  // namespace saring::boilerplate
