// The quick check of UAX #15 (section 9) over a table of combining classes decides nearly all text.
// Only parts that it cannot decide are passed to ICU, split where no character combines with the
// next. ICU orders the marks of a character by insertion, which is quadratic. So long runs of marks
// are put into canonical order first, by counting. Tests: tests/cpp/text/normalize_test.cpp.
#include "saring/text/normalize.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/text/char_tables_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kMaxStretch = std::size_t{1} << 30;  // ICU takes 32-bit lengths
constexpr std::size_t kMinStretch = 1024;  // a call of ICU costs as much as this many bytes

void require(UErrorCode status) {
  if (U_FAILURE(status))
    throw Error(std::string("cannot normalise: ICU says ") + u_errorName(status));
}

const icu::Normalizer2& normalizer() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  require(status);
  return *nfc;
}

const icu::Normalizer2& decomposer() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  require(status);
  return *nfd;
}

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

inline std::uint8_t nfc_class(char32_t c) noexcept {
  const std::size_t block = tables::kNfcStage1[c >> tables::kBlockBits];
  return tables::kNfcStage2[(block << tables::kBlockBits) | (c & tables::kBlockMask)];
}

inline bool is_ascii_word(const char* p) noexcept {
  std::uint64_t bytes;
  std::memcpy(&bytes, p, sizeof(bytes));
  return (bytes & 0x8080808080808080ULL) == 0;
}

// The length of the longest prefix that stays in NFC whatever follows it: the whole text if it is
// in NFC.
std::size_t quick_check(std::string_view valid) noexcept {
  const char* const begin = valid.data();
  const char* const end = begin + valid.size();
  const char* safe = begin;  // the last character that does not combine with the one before it
  std::uint8_t last_class = 0;
  for (const char* p = begin; p != end;) {
    if (end - p >= 8 && is_ascii_word(p)) {
      p += 8;
      safe = p - 1;
      last_class = 0;
      continue;
    }
    const char* const at = p;
    const std::uint8_t cls = nfc_class(decode(p));
    if (cls == tables::kNfcCheck || (cls != 0 && cls < last_class)) {
      return static_cast<std::size_t>(safe - begin);
    }
    if (cls == 0) safe = at;
    last_class = cls;
  }
  return valid.size();
}

// The end of a part for ICU: an offset of at least `from` at which no character combines with one
// before.
std::size_t next_boundary(std::string_view valid, std::size_t from) noexcept {
  const char* const end = valid.data() + valid.size();
  const char* p = valid.data() + std::min(from, valid.size());
  while (p != end && is_continuation(*p)) ++p;
  while (p != end) {
    const char* const at = p;
    if (nfc_class(decode(p)) == 0) return static_cast<std::size_t>(at - valid.data());
  }
  return valid.size();
}

struct Stretch {
  std::size_t start;
  std::size_t end;
};

// The next part from `from` on that needs ICU. If none does: an empty part at the end of the text.
Stretch next_stretch(std::string_view valid, std::size_t from) {
  const std::size_t begin = from + quick_check(valid.substr(from));
  if (begin == valid.size()) return {begin, begin};
  const std::size_t end = next_boundary(valid, begin + kMinStretch);
  if (end - begin > kMaxStretch)
    throw Error("cannot normalize: more than 2^30 bytes that may combine");
  return {begin, end};
}

// ICU orders runs of marks up to this length. Real text has shorter runs: UAX #15 chose 30 for its
// stream-safe format because no language needs more.
constexpr std::size_t kMaxInsertedMarks = 30;

// True if there may be a longer run of marks. Other characters that combine count too.
bool may_have_long_run(std::string_view valid) noexcept {
  std::size_t length = 0;
  for (const char *p = valid.data(), *end = p + valid.size(); p != end;) {
    length = nfc_class(decode(p)) == 0 ? 0 : length + 1;
    if (length > kMaxInsertedMarks) return true;
  }
  return false;
}

// Puts decomposed marks into canonical order (the Unicode Standard, section 3.11): by combining
// class, and within a class in their present order.
class MarkSorter {
 public:
  void add(UChar32 c) {
    if (!decomposer().getDecomposition(c, parts_)) return add_one(c);
    for (std::int32_t i = 0; i < parts_.length(); i = parts_.moveIndex32(i, 1))
      add_one(parts_.char32At(i));
  }
  void clear() noexcept { marks_.clear(); }
  void append_to(std::string& out) {
    std::array<std::size_t, 256> starts{};
    for (const Mark& mark : marks_) ++starts[mark.combining_class];
    std::size_t start = 0;
    for (std::size_t& count : starts) start += std::exchange(count, start);
    sorted_.resize(marks_.size());
    for (const Mark& mark : marks_) sorted_[starts[mark.combining_class]++] = mark.character;
    char bytes[4];
    for (const char32_t c : sorted_) out.append(bytes, encode(c, bytes));
  }

 private:
  struct Mark {
    char32_t character;
    std::uint8_t combining_class;
  };
  void add_one(UChar32 c) {
    marks_.push_back({static_cast<char32_t>(c), decomposer().getCombiningClass(c)});
  }

  icu::UnicodeString parts_;
  std::vector<Mark> marks_;
  std::vector<char32_t> sorted_;
};

// The text with its long runs of marks in canonical order. It is canonically equivalent, so its NFC
// is the same.
std::string order_long_runs(std::string_view valid) {
  std::string out;
  out.reserve(valid.size());
  MarkSorter marks;
  const char* const end = valid.data() + valid.size();
  const auto is_mark = [](const char* p) {
    return !decomposer().hasBoundaryBefore(static_cast<UChar32>(decode(p)));
  };
  for (const char* p = valid.data(); p != end;) {
    const char* const start = p;
    std::size_t length = 0;
    for (marks.clear(); p != end && is_mark(p); ++length)
      marks.add(static_cast<UChar32>(decode(p)));
    if (length > kMaxInsertedMarks) {
      marks.append_to(out);
      continue;
    }
    if (p != end) std::ignore = decode(p);
    out.append(start, p);
  }
  return out;
}

// Converts with ICU in linear time. Nothing around `stretch` may combine with it.
void append_nfc(std::string_view stretch, std::string& out) {
  std::string ordered;
  if (may_have_long_run(stretch)) stretch = ordered = order_long_runs(stretch);
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode status = U_ZERO_ERROR;
  normalizer().normalizeUTF8(0, piece(stretch), sink, nullptr, status);
  require(status);
}

bool is_stretch_nfc(std::string_view stretch) {
  if (may_have_long_run(stretch)) {
    std::string composed;
    append_nfc(stretch, composed);
    return composed == stretch;
  }
  UErrorCode status = U_ZERO_ERROR;
  const bool is_same = normalizer().isNormalizedUTF8(piece(stretch), status);
  require(status);
  return is_same;
}

}  // namespace

bool is_nfc(std::string_view valid) {
  std::size_t at = 0;
  while (at < valid.size()) {
    const Stretch s = next_stretch(valid, at);
    if (s.start < s.end && !is_stretch_nfc(valid.substr(s.start, s.end - s.start))) return false;
    at = s.end;
  }
  return true;
}

std::string nfc(std::string_view valid) {
  std::string result;
  result.reserve(valid.size());
  std::size_t at = 0;
  while (at < valid.size()) {
    const Stretch s = next_stretch(valid, at);
    result.append(valid.substr(at, s.start - at));
    if (s.start < s.end) append_nfc(valid.substr(s.start, s.end - s.start), result);
    at = s.end;
  }
  return result;
}

}  // namespace saring::text
