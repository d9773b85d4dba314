// The quick check of UAX #15 (section 9) over a table of combining classes decides nearly all text;
// only a part that it cannot decide goes to ICU, split where no character combines with the next.
// Tests: tests/cpp/text/normalize_test.cpp.
#include "saring/text/normalize.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

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

// Length of the longest prefix that is in NFC whatever follows it; all of the text if it is in NFC.
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

// The end of a part for ICU, at least `from`: an offset where no character combines with one
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

// The next part from `from` on that needs ICU; empty, at the end of the text, if none does.
Stretch next_stretch(std::string_view valid, std::size_t from) {
  const std::size_t begin = from + quick_check(valid.substr(from));
  if (begin == valid.size()) return {begin, begin};
  const std::size_t end = next_boundary(valid, begin + kMinStretch);
  if (end - begin > kMaxStretch)
    throw Error("cannot normalize: more than 2^30 bytes that may combine");
  return {begin, end};
}

}  // namespace

bool is_nfc(std::string_view valid) {
  std::size_t at = 0;
  while (at < valid.size()) {
    const Stretch s = next_stretch(valid, at);
    if (s.start < s.end) {
      UErrorCode status = U_ZERO_ERROR;
      if (!normalizer().isNormalizedUTF8(piece(valid.substr(s.start, s.end - s.start)), status)) {
        return false;
      }
      require(status);
    }
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
    if (s.start < s.end) {
      icu::StringByteSink<std::string> sink(&result);
      UErrorCode status = U_ZERO_ERROR;
      normalizer().normalizeUTF8(0, piece(valid.substr(s.start, s.end - s.start)), sink, nullptr,
                                 status);
      require(status);
    }
    at = s.end;
  }
  return result;
}

}  // namespace saring::text
