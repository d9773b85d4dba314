// One pass with a table of byte classes: ASCII costs a load and an addition a byte; other characters
// are decoded and looked up in text's tables. Eight counters of one byte each are added at once and
// emptied before they can overflow. Tests: tests/cpp/boilerplate/line_shape_test.cpp.
#include "saring/boilerplate/line_shape_internal.hpp"

#include <array>
#include <cstring>

#include "saring/base/hash.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

// Fields of the packed counters, one byte each.
enum Field : unsigned { kLetterField, kUpperField, kDigitField, kPunctField, kCommaField, kSeparatorField, kStopField };

constexpr std::uint64_t one(Field field) { return std::uint64_t{1} << (8 * field); }

enum ByteClass : std::uint8_t { kSpaceByte = 1, kUpperByte = 2, kLowerByte = 4, kDigitByte = 8, kHighByte = 16 };

struct ByteTables {
  std::array<std::uint64_t, 256> counts{};
  std::array<std::uint8_t, 256> classes{};
};

constexpr ByteTables make_tables() {
  ByteTables t;
  for (unsigned c = 0; c < 256; ++c) {
    if (c >= 'a' && c <= 'z') {
      t.counts[c] = one(kLetterField), t.classes[c] = kLowerByte;
    } else if (c >= 'A' && c <= 'Z') {
      t.counts[c] = one(kLetterField) + one(kUpperField), t.classes[c] = kUpperByte;
    } else if (c >= '0' && c <= '9') {
      t.counts[c] = one(kDigitField), t.classes[c] = kDigitByte;
    } else if (c == ' ' || (c >= 9 && c <= 13)) {
      t.classes[c] = kSpaceByte;
    } else if (c > 32 && c < 127) {
      t.counts[c] = one(kPunctField);
    } else if (c >= 128) {
      t.classes[c] = kHighByte;
    }
  }
  t.counts[','] += one(kCommaField);
  t.counts['|'] += one(kSeparatorField);
  return t;
}

constexpr ByteTables kTables = make_tables();

bool is_separator(char32_t c) {
  return c == 0xB7 || c == 0xBB || c == 0x203A || c == 0x2022 || (c >= 0x2190 && c <= 0x21FF) ||
         (c >= 0x25A0 && c <= 0x25FF) || c == 0x2039 || c == 0xAB;
}

bool is_terminal(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x964 || c == 0x2026 ||
         c == 0x61F || c == 0x6D4;
}

bool is_closing(char32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 || c == 0xBB || c == 0x300D ||
         c == 0x300F || c == 0xFF09;
}

// State of the pass.
class Scan {
 public:
  explicit Scan(std::string_view line) : line_(line) {}

  LineShape run() {
    const char* const begin = line_.data();
    const char* const end = begin + line_.size();
    const char* p = begin;
    unsigned pending = 0;
    while (p < end) {
      const auto byte = static_cast<unsigned char>(*p);
      const std::uint8_t byte_class = kTables.classes[byte];
      if (byte_class == kHighByte) {
        const char* const at = p;
        high(text::decode(p), at);
        continue;
      }
      counts_ += kTables.counts[byte];
      if (byte_class == kSpaceByte) {
        if (token_ != nullptr) end_token(p);
      } else if (token_ == nullptr) {
        begin_token(p);
        shape_.title_tokens += byte_class == kUpperByte ? 1 : 0;
      }
      ++ascii_;
      ++p;
      if (++pending == 250) flush(), pending = 0;
    }
    if (token_ != nullptr) end_token(end);
    flush();
    finish();
    return shape_;
  }

 private:
  void begin_token(const char* p) {
    token_ = p;
    ++shape_.tokens;
  }

  void end_token(const char* p) {
    const auto size = static_cast<std::size_t>(p - token_);
    shape_.short_tokens += size <= 3 ? 1 : 0;
    shape_.long_tokens += size >= 24 ? 1 : 0;
    const char last = p[-1];
    shape_.stops += last == '.' || last == '!' || last == '?' ? 1 : 0;
    token_ = nullptr;
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

  void flush() {
    const auto take = [&](Field field) { return static_cast<std::uint32_t>(counts_ >> (8 * field) & 255U); };
    shape_.letters += take(kLetterField);
    shape_.upper += take(kUpperField);
    shape_.digits += take(kDigitField);
    shape_.puncts += take(kPunctField);
    shape_.commas += take(kCommaField);
    shape_.separators += take(kSeparatorField);
    counts_ = 0;
  }

  void finish() {
    shape_.bytes = static_cast<std::uint32_t>(line_.size());
    shape_.chars = ascii_ + others_;
    std::string_view s = line_;
    while (!s.empty() && kTables.classes[static_cast<unsigned char>(s.front())] == kSpaceByte) s.remove_prefix(1);
    while (!s.empty() && kTables.classes[static_cast<unsigned char>(s.back())] == kSpaceByte) s.remove_suffix(1);
    shape_.is_blank = shape_.tokens == 0;
    if (shape_.is_blank || s.empty()) return;
    shape_.hash = hash64(s);
    shape_.first = s.front();
    shape_.last = s.back();
    begins(s);
    ends(s);
    if (shape_.digits > 0) find_dates(s.size() > 400 ? s.substr(0, 400) : s);
    find_links(s.size() > 400 ? s.substr(0, 400) : s);
  }

  void begins(std::string_view s) {
    const char* p = s.data();
    const char32_t c = text::decode(p);
    shape_.starts_quote = c == '"' || c == '\'' || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x2018 || c == 0x300C;
    shape_.starts_bullet = c == '-' || c == '*' || c == 0x2022 || c == 0x2192 || c == 0xB7 || c == 0x2013 || c == 0x25CF;
    const text::CharProps props = text::char_props(c);
    shape_.starts_digit = props.kind == text::CharKind::kDigit;
    shape_.starts_upper = props.is_upper;
    shape_.starts_lower = props.kind == text::CharKind::kLetter && text::to_lower(c) == c && !props.is_upper &&
                          !props.is_wide && c < 0x530;
  }

  void ends(std::string_view s) {
    // Back over closing quotes and brackets, then one character that must end a sentence.
    std::size_t end = s.size();
    for (int steps = 0; end > 0 && steps < 4; ++steps) {
      std::size_t at = end - 1;
      while (at > 0 && (static_cast<unsigned char>(s[at]) & 0xC0U) == 0x80U) --at;
      const char* p = s.data() + at;
      const char32_t c = text::decode(p);
      if (is_terminal(c)) {
        shape_.ends_sentence = true;
        shape_.ends_ellipsis = c == 0x2026 || (c == '.' && at >= 2 && s[at - 1] == '.' && s[at - 2] == '.');
        return;
      }
      shape_.ends_colon |= steps == 0 && (c == ':' || c == 0xFF1A);
      if (!is_closing(c)) return;
      end = at;
    }
  }

  static bool digit_at(std::string_view s, std::size_t i) {
    return i < s.size() && kTables.classes[static_cast<unsigned char>(s[i])] == kDigitByte;
  }

  void find_dates(std::string_view s) {
    for (std::size_t i = 1; i + 1 < s.size(); ++i) {
      const char c = s[i];
      if (digit_at(s, i - 1) && digit_at(s, i + 1)) {
        shape_.has_time |= (c == ':' || c == '.') && digit_at(s, i + 2) && !digit_at(s, i + 3);
        if (c == '/' || c == '-' || c == '.') {
          const std::size_t next = digit_at(s, i + 2) ? i + 3 : i + 2;
          shape_.has_date |= next + 1 < s.size() && s[next] == c && digit_at(s, next + 1);
        }
      }
      if ((c == '1' && s[i + 1] == '9') || (c == '2' && s[i + 1] == '0')) year_at(s, i);
    }
    year_at(s, 0);
  }

  void year_at(std::string_view s, std::size_t i) {
    if ((i == 0 || !digit_at(s, i - 1)) && digit_at(s, i + 2) && digit_at(s, i + 3) && !digit_at(s, i + 4)) {
      shape_.has_year |= s.substr(i, 2) == "19" || s.substr(i, 2) == "20";
    }
  }

  void find_links(std::string_view s) {
    const auto has = [&](std::string_view needle) {
      return ::memmem(s.data(), s.size(), needle.data(), needle.size()) != nullptr;
    };
    const void* at = std::memchr(s.data(), '@', s.size());
    shape_.has_url = at != nullptr || has("http") || has("www.");
  }

  std::string_view line_;
  LineShape shape_;
  std::uint64_t counts_ = 0;
  const char* token_ = nullptr;
  std::uint32_t ascii_ = 0;
  std::uint32_t others_ = 0;
};

}  // namespace

LineShape measure_line(std::string_view line) noexcept { return Scan(line).run(); }

}  // namespace saring::boilerplate
