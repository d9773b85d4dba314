// Validation is a finite automaton whose state is a shift count. The row of each byte holds the
// next state of every state in six bits each, so a step is one load and one shift, without a branch
// on the data (P. Vognsen, "Shift-based DFAs", 2020). Sixteen bytes of ASCII are skipped at once.
// It was chosen over byte-shuffle kernels (Keiser and Lemire 2021) because it needs only the
// baseline instruction set. A plain scan of the failing block gives the exact position of an error.
// Tests: tests/cpp/text/utf8_test.cpp, against a reference in tests/cpp/reference/.
#include "saring/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace saring::text {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kBlock = 16;

// States, as shift counts. kTwoMore etc.: continuation bytes still to come; the others restrict the
// second byte (table 3-7 of the Unicode Standard).
enum State : std::uint64_t {
  kAccept = 0,
  kError = 6,
  kOneMore = 12,
  kTwoMore = 18,
  kThreeMore = 24,
  kAfterE0 = 30,
  kAfterEd = 36,
  kAfterF0 = 42,
  kAfterF4 = 48,
};

constexpr State after_lead(unsigned byte) {
  if (byte < 0x80) return kAccept;
  if (byte >= 0xC2 && byte <= 0xDF) return kOneMore;
  if (byte == 0xE0) return kAfterE0;
  if (byte == 0xED) return kAfterEd;
  if (byte >= 0xE1 && byte <= 0xEF) return kTwoMore;
  if (byte == 0xF0) return kAfterF0;
  if (byte >= 0xF1 && byte <= 0xF3) return kThreeMore;
  if (byte == 0xF4) return kAfterF4;
  return kError;
}

constexpr State next_state(State state, unsigned byte) {
  const auto within = [byte](unsigned low, unsigned high, State next) {
    return byte >= low && byte <= high ? next : kError;
  };
  switch (state) {
    case kAccept:
      return after_lead(byte);
    case kOneMore:
      return within(0x80, 0xBF, kAccept);
    case kTwoMore:
      return within(0x80, 0xBF, kOneMore);
    case kThreeMore:
      return within(0x80, 0xBF, kTwoMore);
    case kAfterE0:
      return within(0xA0, 0xBF, kOneMore);
    case kAfterEd:
      return within(0x80, 0x9F, kOneMore);
    case kAfterF0:
      return within(0x90, 0xBF, kTwoMore);
    case kAfterF4:
      return within(0x80, 0x8F, kTwoMore);
    default:
      return kError;
  }
}

constexpr std::array<std::uint64_t, 256> make_rows() {
  std::array<std::uint64_t, 256> rows{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (unsigned state = kAccept; state <= kAfterF4; state += 6) {
      rows[byte] |= static_cast<std::uint64_t>(next_state(static_cast<State>(state), byte))
                    << state;
    }
  }
  return rows;
}
constexpr std::array<std::uint64_t, 256> kRows = make_rows();

inline unsigned byte_at(const char* p) noexcept { return static_cast<unsigned char>(*p); }

struct Sequence {
  std::size_t size;  // of the code point, or of the maximal ill-formed subsequence
  bool is_valid;
};

Sequence read_sequence(const char* p, const char* end) noexcept {
  std::uint64_t state = next_state(kAccept, byte_at(p));
  std::size_t size = 1;
  while (state != kAccept) {
    if (state == kError || p + size == end) return {size, false};
    state = next_state(static_cast<State>(state), byte_at(p + size));
    // The byte that ends an ill-formed sequence may begin the next one.
    if (state == kError) return {size, false};
    ++size;
  }
  return {size, true};
}

inline bool is_lead(char c) noexcept { return static_cast<signed char>(c) >= -64; }

inline bool is_ascii_block(const char* p) noexcept {
  std::uint64_t a;
  std::uint64_t b;
  std::memcpy(&a, p, 8);
  std::memcpy(&b, p + 8, 8);
  return ((a | b) & 0x8080808080808080ULL) == 0;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) noexcept {
  const char* const begin = bytes.data();
  const char* const end = begin + bytes.size();
  const char* p = begin;
  std::uint64_t state = kAccept;
  bool is_suspect = false;
  while (static_cast<std::size_t>(end - p) >= kBlock) {
    if ((state & 63) == kAccept && is_ascii_block(p)) {
      p += kBlock;
      continue;
    }
    std::uint64_t s = state;
    for (std::size_t i = 0; i < kBlock; ++i) s = kRows[byte_at(p + i)] >> (s & 63);
    if ((s & 63) == kError) {
      is_suspect = true;
      break;
    }
    state = s;
    p += kBlock;
  }
  if (!is_suspect) {
    std::uint64_t s = state;
    for (const char* q = p; q != end; ++q) s = kRows[byte_at(q)] >> (s & 63);
    if ((s & 63) == kAccept) return std::nullopt;
  }
  // The block may begin inside a code point: go back to its lead byte.
  if ((state & 63) != kAccept) {
    do --p;
    while ((byte_at(p) & 0xC0) == 0x80);
  }
  while (p != end) {
    const Sequence sequence = read_sequence(p, end);
    if (!sequence.is_valid) return static_cast<std::size_t>(p - begin);
    p += sequence.size;
  }
  return std::nullopt;
}

std::size_t RepairMap::to_original(std::size_t repaired_offset) const noexcept {
  const auto after = std::upper_bound(
      shifts_.begin(), shifts_.end(), repaired_offset,
      [](std::size_t offset, const Shift& shift) { return offset < shift.repaired; });
  const Shift base = after == shifts_.begin() ? Shift{0, 0} : *(after - 1);
  const std::size_t original = base.original + (repaired_offset - base.repaired);
  // Inside a replacement character, which may be longer than the bytes that it replaces.
  return after == shifts_.end() ? original : std::min(original, after->original);
}

std::string repair_utf8(std::string_view bytes, RepairMap* map) {
  std::string repaired;
  repaired.reserve(bytes.size());
  if (map != nullptr) map->shifts_.clear();
  std::size_t at = 0;
  const auto note_shift = [&] {
    if (map != nullptr) map->shifts_.push_back({repaired.size(), at});
  };
  if (bytes.starts_with(kByteOrderMark)) {
    at = kByteOrderMark.size();
    note_shift();
  }
  const char* const end = bytes.data() + bytes.size();
  while (at < bytes.size()) {
    const Sequence sequence = read_sequence(bytes.data() + at, end);
    if (sequence.is_valid) {
      const std::string_view rest = bytes.substr(at);
      const std::size_t valid = find_invalid_utf8(rest).value_or(rest.size());
      repaired.append(rest.substr(0, valid));
      at += valid;
      continue;
    }
    repaired.append(kReplacement);
    at += sequence.size;
    if (sequence.size != kReplacement.size()) note_shift();
  }
  return repaired;
}

std::size_t count_code_points(std::string_view valid) noexcept {
  const char* p = valid.data();
  std::size_t left = valid.size();
  std::size_t count = 0;
  // Short pieces, such as the text between words, are read eight bytes at a time.
  for (; left >= 8 && left < 64; p += 8, left -= 8) {
    std::uint64_t bytes;
    std::memcpy(&bytes, p, 8);
    const std::uint64_t continuations = (bytes >> 7) & ~(bytes >> 6) & 0x0101010101010101ULL;
    count += 8 - ((continuations * 0x0101010101010101ULL) >> 56);
  }
  while (left >= 64) {
    // At most 240, so that the sum fits in a byte: the compiler then adds sixteen at once.
    const std::size_t n = std::min<std::size_t>(left, 240) & ~std::size_t{15};
    std::uint8_t leads = 0;
    for (std::size_t i = 0; i < n; ++i) {
      leads = static_cast<std::uint8_t>(leads + (is_lead(p[i]) ? 1 : 0));
    }
    count += leads;
    p += n;
    left -= n;
  }
  for (; left > 0; ++p, --left) count += is_lead(*p) ? 1 : 0;
  return count;
}

std::size_t CodePointOffsets::operator()(std::size_t byte_offset) noexcept {
  code_point_ += count_code_points(text_.substr(byte_, byte_offset - byte_));
  byte_ = byte_offset;
  return code_point_;
}

}  // namespace saring::text
