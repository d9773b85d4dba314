// A table says which characters change, or may combine with others. Everything between two such
// characters is copied. Tests: tests/cpp/text/fold_test.cpp.
#include "saring/text/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "saring/base/error.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/char_tables_internal.hpp"
#include "saring/text/normalize.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

using tables::fold_bits;

const icu::Normalizer2& form(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(status);
  if (U_FAILURE(status)) {
    throw Error(std::string("cannot fold: ICU says ") + u_errorName(status));
  }
  return *found;
}

// Separates the tags of a flag, such as England's, from tags that hide text. The text is read in
// order.
class FlagTags {
 public:
  // Whether `c` is a tag that belongs to the flag before it.
  bool read(char32_t c) noexcept {
    constexpr char32_t kBlackFlag = 0x1F3F4;
    constexpr unsigned kMaxTags = 7;  // six of the name, and the end
    const bool is_tag = c >= 0xE0020 && c <= 0xE007F;
    left_ = c == kBlackFlag ? kMaxTags : is_tag && left_ > 0 ? left_ - 1 : 0;
    const bool belongs = is_tag && is_open_;
    is_open_ = left_ > 0;
    return belongs;
  }

 private:
  unsigned left_ = 0;
  bool is_open_ = false;
};

void append(char32_t c, std::string& out) {
  char bytes[4];
  out.append(bytes, encode(c, bytes));
}

#ifdef __SSE2__
constexpr std::ptrdiff_t kBlock = 16;

// The number of bytes at the start of a block that are ASCII and not control characters, except
// tabs and line ends.
inline int count_plain_ascii(const char* p) noexcept {
  __m128i bytes;
  std::memcpy(&bytes, p, sizeof(bytes));
  // Bytes outside ASCII are negative.
  const __m128i printed = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x1F)),
                                        _mm_cmpgt_epi8(_mm_set1_epi8(0x7F), bytes));
  const __m128i space = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x08)),
                                      _mm_cmpgt_epi8(_mm_set1_epi8(0x0E), bytes));
  const int plain = _mm_movemask_epi8(_mm_or_si128(printed, space));
  return std::countr_one(static_cast<unsigned>(plain));
}
#else
constexpr std::ptrdiff_t kBlock = 8;

// The size of a block if it is ASCII without control characters, else 0.
inline int count_plain_ascii(const char* p) noexcept {
  std::uint64_t bytes;
  std::memcpy(&bytes, p, sizeof(bytes));
  constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
  // A byte below 0x20 borrows; 0x7F becomes 0x80.
  const std::uint64_t below = (bytes - 0x2020202020202020ULL) & ~bytes;
  const std::uint64_t above = bytes + 0x0101010101010101ULL;
  return ((bytes | below | above) & kHigh) == 0 ? static_cast<int>(kBlock) : 0;
}
#endif

}  // namespace

class Folding {
 public:
  Folding(std::string_view text, FoldOptions options, std::string& out, FoldMap* map)
      : text_(text), options_(options), out_(out), map_(map) {
    mask_ = tables::kInvisible | tables::kVariant | tables::kCombines;
    if (options.full_case) mask_ |= tables::kFullCase;
    if (options.marks) mask_ |= tables::kHasMark;
  }

  std::string_view run() {
    out_.clear();
    if (map_ != nullptr) map_->changes_.clear();
    const char* const end = text_.data() + text_.size();
    for (const char* p = text_.data(); p != end;) {
      p = next_special(p, end);
      if (p == end) break;
      // From the character before (marks may combine with it) to the next unchanged character.
      const char* first = base_of(p);
      const char* last = p;
      while (last != end) {
        const char* q = last;
        if (!is_special(decode(q))) break;
        last = q;
      }
      change(first, last);
      p = last;
    }
    if (!is_changed_) return text_;
    copy_until(end);
    return out_;
  }

 private:
  [[nodiscard]] bool is_special(char32_t c) const noexcept {
    return (fold_bits(c) & mask_) != 0 ||
           (options_.digits && char_props(c).kind == CharKind::kDigit);
  }

  [[nodiscard]] const char* next_special(const char* p, const char* end) const noexcept {
    while (p != end) {
      if (!options_.digits && end - p >= kBlock) {
        const int plain = count_plain_ascii(p);
        if (plain == kBlock) {  // a constant: the next block does not wait for the count
          p += kBlock;
          continue;
        }
        p += plain;
      }
      const char* const at = p;
      if (is_special(decode(p))) return at;
    }
    return end;
  }

  // The character before `p`, if it was not changed yet.
  [[nodiscard]] const char* base_of(const char* p) const noexcept {
    const char* const begin = text_.data() + copied_;
    if (p == begin) return p;
    do {
      --p;
    } while (p != begin && is_continuation(*p));
    return p;
  }

  void copy_until(const char* p) {
    const auto at = static_cast<std::size_t>(p - text_.data());
    out_.append(text_, copied_, at - copied_);
    copied_ = at;
  }

  void change(const char* first, const char* last) {
    const std::string_view original(first, static_cast<std::size_t>(last - first));
    piece_.clear();
    bool in_digits = false;
    FlagTags flags;  // the character before the first special one is among these
    for (const char* p = first; p != last;) {
      const char32_t c = decode(p);
      const std::uint8_t bits = fold_bits(c);
      const bool is_flag = flags.read(c);
      if ((bits & tables::kInvisible) != 0 && !is_flag) continue;
      const bool is_number = options_.digits && is_decimal(c);
      if (is_number && !in_digits) piece_ += '0';
      in_digits = is_number;
      if (!is_number) append_folded(c, bits);
    }
    if (!is_nfc(piece_)) piece_ = nfc(piece_);
    if (piece_ == original) return;
    is_changed_ = true;
    const std::size_t same = common_characters(original, piece_);
    copy_until(first + same);
    const std::size_t start = out_.size();
    out_.append(piece_, same);
    const std::size_t from = copied_;
    copied_ = static_cast<std::size_t>(last - text_.data());
    if (map_ != nullptr) map_->changes_.push_back({start, out_.size(), from, copied_});
  }

  // The number of bytes in the whole characters at the start of both texts that are equal.
  [[nodiscard]] static std::size_t common_characters(std::string_view a, std::string_view b) {
    const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    auto same = static_cast<std::size_t>(differ.first - a.begin());
    const auto is_inside = [&](std::string_view text) {
      return same < text.size() && is_continuation(text[same]);
    };
    while (same > 0 && (is_inside(a) || is_inside(b))) --same;
    return same;
  }

  // True for a decimal digit, also for a variant of one.
  [[nodiscard]] static bool is_decimal(char32_t c) noexcept {
    return (fold_bits(c) & tables::kDecimal) != 0;
  }

  void append_folded(char32_t c, std::uint8_t bits) {
    const bool is_full_case = options_.full_case && (bits & tables::kFullCase) != 0;
    if (!is_full_case && (bits & tables::kVariant) == 0) return append_without_marks(c, bits);
    const icu::Normalizer2& to = is_full_case ? form(icu::Normalizer2::getNFKCCasefoldInstance)
                                              : form(icu::Normalizer2::getNFKCInstance);
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString folded =
        to.normalize(icu::UnicodeString(static_cast<UChar32>(c)), status);
    if (U_FAILURE(status)) throw Error("cannot fold a character");
    for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
      const auto part = static_cast<char32_t>(folded.char32At(i));
      const std::uint8_t part_bits = fold_bits(part);
      // Presentation forms of single Arabic points stand on a tatweel.
      if ((part_bits & tables::kInvisible) == 0) append_without_marks(part, part_bits);
    }
  }

  void append_without_marks(char32_t c, std::uint8_t bits) {
    if (!options_.marks || (bits & tables::kHasMark) == 0) return append(c, piece_);
    icu::UnicodeString parts;
    if (!form(icu::Normalizer2::getNFDInstance).getDecomposition(static_cast<UChar32>(c), parts)) {
      return;  // a mark
    }
    for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
      const auto part = static_cast<char32_t>(parts.char32At(i));
      if ((fold_bits(part) & tables::kHasMark) == 0) append(part, piece_);
    }
  }

  std::string_view text_;
  FoldOptions options_;
  std::string& out_;
  FoldMap* map_;
  std::uint8_t mask_ = 0;
  std::string piece_;
  std::size_t copied_ = 0;
  bool is_changed_ = false;
};

std::size_t FoldMap::to_original_start(std::size_t folded) const noexcept {
  const auto after = std::upper_bound(
      changes_.begin(), changes_.end(), folded,
      [](std::size_t at, const Change& change) { return at < change.folded_start; });
  if (after == changes_.begin()) return folded;
  const Change& change = after[-1];
  if (folded >= change.folded_end) return change.original_end + (folded - change.folded_end);
  return change.original_start;
}

std::size_t FoldMap::to_original_end(std::size_t folded) const noexcept {
  const auto after = std::lower_bound(
      changes_.begin(), changes_.end(), folded,
      [](const Change& change, std::size_t at) { return change.folded_start < at; });
  if (after == changes_.begin()) return folded;
  const Change& change = after[-1];
  if (folded > change.folded_end) return change.original_end + (folded - change.folded_end);
  return change.original_end;
}

std::string_view fold(std::string_view valid, FoldOptions options, std::string& buffer,
                      FoldMap* map) {
  return Folding(valid, options, buffer, map).run();
}

}  // namespace saring::text
