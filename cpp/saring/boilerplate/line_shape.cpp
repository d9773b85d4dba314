// One pass with a table of byte classes: ASCII costs a load and an addition a byte; other
// characters are decoded and looked up in text's tables. Eight counters of one byte each are added
// at once, for at most 250 bytes, so that none overflows. Tests:
// tests/cpp/boilerplate/line_shape_test.cpp.
#include "saring/boilerplate/line_shape_internal.hpp"

#include <array>

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

// The top byte says what ends a run of ASCII; it takes no part in the sums.
constexpr std::uint64_t kSpaceBit = std::uint64_t{1} << 56;
constexpr std::uint64_t kHighBit = std::uint64_t{1} << 57;
constexpr std::uint64_t kStopBits = kSpaceBit | kHighBit;

constexpr std::array<std::uint64_t, 256> make_bytes() {
  std::array<std::uint64_t, 256> t{};
  for (unsigned c = 0; c < 256; ++c) {
    if (c >= 'a' && c <= 'z') {
      t[c] = one(kLetterField);
    } else if (c >= 'A' && c <= 'Z') {
      t[c] = one(kLetterField) + one(kUpperField);
    } else if (c >= '0' && c <= '9') {
      t[c] = one(kDigitField);
    } else if (c == ' ' || (c >= 9 && c <= 13)) {
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

// State of the pass.
class Scan {
 public:
  explicit Scan(std::string_view line) : line_(line) {}

  LineShape run() {
    const char* p = line_.data();
    const char* const end = p + line_.size();
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
    if (token_ != nullptr) end_token(end);
    finish();
    return shape_;
  }

 private:
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

  void end_token(const char* p) {
    const auto size = static_cast<std::size_t>(p - token_);
    shape_.short_tokens += size <= 3 ? 1 : 0;
    shape_.long_tokens += size >= 24 ? 1 : 0;
    const char last = p[-1];
    shape_.stops += last == '.' || last == '!' || last == '?' ? 1 : 0;
    if (size >= 8 && (*token_ == 'h' || *token_ == 'w' || byte_info(*token_) == one(kPunctField))) {
      find_link({token_, size});
    }
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
      while (at > 0 && (static_cast<unsigned char>(s[at]) & 0xC0U) == 0x80U) --at;
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
    if ((i == 0 || !digit_at(s, i - 1)) && digit_at(s, i + 2) && digit_at(s, i + 3) &&
        !digit_at(s, i + 4)) {
      shape_.has_year |= s.substr(i, 2) == "19" || s.substr(i, 2) == "20";
    }
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
