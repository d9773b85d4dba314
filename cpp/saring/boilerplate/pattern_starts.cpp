// Reads an RE2 expression as far as its first bytes. What it does not understand counts as "any
// bytes". Tests: tests/cpp/boilerplate/pattern_starts_test.cpp.
#include "saring/boilerplate/pattern_starts_internal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <utility>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/rule_pattern_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxStarts = 512;
constexpr std::size_t kMaxDepth = 32;  // of groups: each takes a part of the stack
constexpr std::size_t kMaxUnsorted = 32;
constexpr std::size_t kMaxPieces = 64;
constexpr std::size_t kMaxFolded = 8;  // of a word in either case: then the rest does not count

// Up to kStartBytes bytes, in place: an expression has thousands of starts on the way.
class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(char c) : bytes_{c}, size_(1) {}
  explicit Bytes(std::string_view bytes) : size_(static_cast<std::uint8_t>(bytes.size())) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }

  // What is beyond kStartBytes is cut off.
  [[nodiscard]] Bytes operator+(const Bytes& more) const {
    Bytes out = *this;
    for (std::size_t i = 0; i < more.size_ && out.size_ < kStartBytes; ++i)
      out.bytes_[out.size_++] = more.bytes_[i];
    return out;
  }
  [[nodiscard]] Bytes cut(std::size_t bytes) const {
    return size_ <= bytes ? *this : Bytes(view().substr(0, bytes));
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Bytes lower() const {
    Bytes out = *this;
    for (char& c : out.bytes_) c = ascii::to_lower(c);
    return out;
  }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }

  auto operator<=>(const Bytes&) const = default;

 private:
  std::array<char, kStartBytes> bytes_{};
  std::uint8_t size_ = 0;
};

struct Start {
  Bytes bytes;
  bool is_open = true;  // what follows in the expression can still be appended

  auto operator<=>(const Start&) const = default;
};
using Starts = std::vector<Start>;

using Pieces = std::vector<Bytes>;

// A part of an expression: how its matches begin, and its leads and pieces (PatternNeeds), 0 and
// none if unknown.
struct Part {
  Starts starts;
  std::uint64_t leads = 0;
  Pieces pieces = {};
};

Starts any() { return {{Bytes(), false}}; }

// Signs that count as leads, in the place of bytes that UTF-8 has not.
constexpr std::string_view kSigns = ":=/()[]|.!?@>";
constexpr unsigned kUnusedLeads[] = {0xC0, 0xC1, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9,
                                     0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF};
static_assert(kSigns.size() == std::size(kUnusedLeads));

constexpr std::uint64_t lead_bit(unsigned byte) { return std::uint64_t{1} << (byte - 0xC0); }

// The bit of each byte, or 0.
constexpr std::array<std::uint64_t, 256> make_leads() {
  std::array<std::uint64_t, 256> leads{};
  for (unsigned byte = 0xC0; byte < 0x100; ++byte) leads[byte] = lead_bit(byte);
  for (std::size_t i = 0; i < kSigns.size(); ++i)
    leads[static_cast<unsigned char>(kSigns[i])] = lead_bit(kUnusedLeads[i]);
  return leads;
}

constexpr std::array<std::uint64_t, 256> kLeads = make_leads();

// Lines have signs more often than characters of a script.
int weight_of(std::uint64_t leads) {
  std::uint64_t signs = 0;
  for (const unsigned byte : kUnusedLeads) signs |= lead_bit(byte);
  return std::popcount(leads) + 4 * std::popcount(leads & signs);
}

// Of a character, whose case does not matter with `fold`: the other case may have another lead.
std::uint64_t lead_of(std::string_view code_point, bool fold) {
  const auto lead = static_cast<unsigned char>(code_point[0]);
  if (!fold || lead < 0xC0) return kLeads[lead];
  if (lead == 0xD0 || lead == 0xD1) return lead_bit(0xD0) | lead_bit(0xD1);
  if (lead == 0xCE || lead == 0xCF) {  // Greek letters are signs, too: the micro sign, the ohm sign
    std::uint64_t leads = 0;
    for (const unsigned other : {0xC2U, 0xCDU, 0xCEU, 0xCFU, 0xE1U, 0xE2U})
      leads |= lead_bit(other);
    return leads;
  }
  // The scripts of these have no case, but for a few at 0xEA.
  const bool has_no_case =
      (lead >= 0xD7 && lead <= 0xE0) || (lead >= 0xE3 && lead <= 0xED && lead != 0xEA);
  return has_no_case ? lead_bit(lead) : 0;
}

// The other case of a letter of Latin-1 or Latin Extended-A; 0 for what has none, or more forms.
char32_t other_case(char32_t c) {
  if (c >= 0xC0 && c <= 0xFE && c != 0xD7 && c != 0xF7 && c != 0xDF && c != 0xC5 && c != 0xE5)
    return c < 0xE0 ? c + 0x20 : c - 0x20;
  const bool upper_is_even =
      (c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) || (c >= 0x14A && c <= 0x177);
  const bool upper_is_odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if (upper_is_even) return c ^ 1U;
  if (upper_is_odd) return (c & 1U) != 0 ? c + 1 : c - 1;
  return 0;
}

// How often lines contain one of the pieces, roughly.
std::size_t weight_of(const Pieces& pieces) {
  std::size_t weight = 0;
  for (const Bytes& piece : pieces) {
    weight += piece.size() == 2 ? 64 : piece.size() == 3 ? 16 : 2 + kStartBytes - piece.size();
  }
  return weight;
}

// As pieces; none if one of them is too short or there are very many.
Pieces pieces_of(const Starts& starts, bool any_case) {
  Pieces pieces;
  for (const Start& start : starts) {
    if (start.bytes.size() < 2) return {};
    pieces.push_back(any_case ? start.bytes.lower() : start.bytes);
  }
  std::sort(pieces.begin(), pieces.end());
  pieces.erase(std::unique(pieces.begin(), pieces.end()), pieces.end());
  if (pieces.size() > kMaxPieces) pieces.clear();
  return pieces;
}

void keep_better(Pieces& best, Pieces other) {
  if (!other.empty() && (best.empty() || weight_of(other) < weight_of(best)))
    best = std::move(other);
}

bool is_known(const Starts& starts) {
  return std::none_of(starts.begin(), starts.end(),
                      [](const Start& start) { return start.bytes.size() == 0; });
}

class StartReader {
 public:
  // `any_case`: pieces are in lower case.
  StartReader(std::string_view pattern, bool any_case) : rest_(pattern), any_case_(any_case) {}

  Part read() {
    Part out = alternatives();
    return rest_.empty() && is_understood_ ? out : Part{any()};
  }

 private:
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view take_bytes(std::size_t n) {
    const std::string_view out = rest_.substr(0, n);
    rest_.remove_prefix(out.size());
    return out;
  }

  std::string_view take_code_point() {
    const auto lead = static_cast<unsigned char>(rest_[0]);
    return take_bytes(lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4);
  }

  static void sort_unique(Starts& starts) {
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  }

  // At most kMaxStarts: of more than that, fewer bytes each, which still rule out most lines.
  static Starts bounded(Starts starts) {
    for (std::size_t bytes = kStartBytes - 1; bytes > 0 && starts.size() > kMaxStarts; --bytes) {
      for (Start& start : starts) {
        if (start.bytes.size() > bytes) start = {start.bytes.cut(bytes), false};
      }
      sort_unique(starts);
    }
    return starts.size() > kMaxStarts ? any() : starts;
  }

  static Starts append(const Starts& to, const Starts& more) {
    Starts out;
    for (const Start& first : to) {
      if (!first.is_open) {
        out.push_back(first);
        continue;
      }
      for (const Start& second : more) {
        Start joined{first.bytes + second.bytes, second.is_open};
        if (joined.bytes.size() == kStartBytes) joined.is_open = false;
        out.push_back(joined);
      }
      if (out.size() > 2 * kMaxStarts) out = bounded(std::move(out));
    }
    // Optional parts give the same starts many times.
    if (out.size() > kMaxUnsorted) sort_unique(out);
    return bounded(std::move(out));
  }

  // As pieces are.
  [[nodiscard]] Starts in_case(Starts starts) const {
    if (!any_case_) return starts;
    for (Start& start : starts) start.bytes = start.bytes.lower();
    sort_unique(starts);
    return starts;
  }

  static void close(Starts& starts) {
    for (Start& start : starts) start.is_open = false;
  }

  // Up to ")" or the end.
  Part alternatives() {
    Part out = sequence();
    while (take("|")) {
      Part more = sequence();
      for (const Start& start : more.starts) out.starts.push_back(start);
      out.leads = out.leads == 0 || more.leads == 0 ? 0 : out.leads | more.leads;
      if (more.pieces.empty() || out.pieces.size() + more.pieces.size() > kMaxPieces)
        out.pieces.clear();
      if (!out.pieces.empty())
        out.pieces.insert(out.pieces.end(), more.pieces.begin(), more.pieces.end());
    }
    out.starts = bounded(std::move(out.starts));
    return out;
  }

  Part sequence() {
    Starts out = {{Bytes(), true}};
    std::uint64_t leads = 0;
    Pieces pieces;
    // Since the last item that is unknown or comes several times; in the case of pieces.
    Starts run = {{Bytes(), true}};
    while (!rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
      const Part item = atom();
      Starts with = append(out, item.starts);
      if (fold_ && item.starts.size() > 1 && with.size() > kMaxFolded) close(with);
      const bool is_optional = rest_.starts_with("?") || rest_.starts_with("*") ||
                               rest_.starts_with("{0") || rest_.starts_with("{,");
      const bool is_repeated = !take("?") && skip_repeat();
      if (is_repeated) close(with);
      take("?");  // prefers fewer
      if (is_optional) {
        for (const Start& start : with) out.push_back(start);
      } else {
        out = std::move(with);
        if (leads == 0 || (item.leads != 0 && weight_of(item.leads) < weight_of(leads)))
          leads = item.leads;
        keep_better(pieces, item.pieces);
        keep_better(pieces, pieces_of(item.starts, any_case_));
        run = append(run, in_case(item.starts));
        keep_better(pieces, pieces_of(run, any_case_));
      }
      if (is_optional || is_repeated || !is_known(item.starts) || !is_known(run))
        run = {{Bytes(), true}};
      out = bounded(std::move(out));
    }
    return {std::move(out), leads, std::move(pieces)};
  }

  bool skip_repeat() {
    if (take("*") || take("+")) return true;
    if (!rest_.starts_with("{")) return false;
    take_bytes(std::min(rest_.find('}'), rest_.size() - 1) + 1);
    return true;
  }

  Part atom() {
    if (take("(")) return group();
    if (take("[")) return char_class();
    if (take("\\")) return escape();
    if (rest_[0] == '.' || rest_[0] == '^' || rest_[0] == '$') {
      take_bytes(1);
      return {any()};
    }
    return literal(take_code_point());
  }

  Part not_understood() {
    is_understood_ = false;
    rest_ = {};
    return {any()};
  }

  Part group() {
    const bool outer_fold = fold_;
    if (depth_ == kMaxDepth) return not_understood();
    ++depth_;
    if (take("?")) {
      if (take("i:")) {
        fold_ = true;
      } else if (take("P<")) {
        take_bytes(std::min(rest_.find('>'), rest_.size() - 1) + 1);
      } else if (!take(":")) {
        return not_understood();  // flags for what follows
      }
    }
    Part out = alternatives();
    fold_ = outer_fold;
    --depth_;
    if (!take(")")) return {any()};
    return out;
  }

  Part literal(std::string_view code_point) const {
    const std::uint64_t leads = lead_of(code_point, fold_);
    if (!fold_) return {{{Bytes(code_point), true}}, leads};
    const char c = code_point[0];
    if (code_point.size() > 1) {
      const char* at = code_point.data();
      const char32_t other = code_point.size() == 2 ? other_case(text::decode(at)) : 0;
      if (other == 0) return {any(), leads};
      const std::array<char, 2> bytes = {static_cast<char>(0xC0U | other >> 6U),
                                         static_cast<char>(0x80U | (other & 0x3FU))};
      return {{{Bytes(code_point), true}, {Bytes({bytes.data(), bytes.size()}), true}}, leads};
    }
    const char lower = ascii::to_lower(c);
    if (lower < 'a' || lower > 'z') return {{{Bytes(c), true}}, leads};
    Starts out = {{Bytes(lower), true}, {Bytes(static_cast<char>(lower - 'a' + 'A')), true}};
    // "k" and "s" have a third form, outside ASCII: the Kelvin sign and the long s.
    if (lower == 'k') out.push_back({Bytes("\xE2\x84\xAA"), true});
    if (lower == 's') out.push_back({Bytes("\xC5\xBF"), true});
    return {std::move(out)};
  }

  static Starts digits() {
    Starts out;
    for (char c = '0'; c <= '9'; ++c) out.push_back({Bytes(c), true});
    return out;
  }

  Part escape() {
    if (rest_.empty()) return {any()};
    const char c = rest_[0];
    if (c == 'd') {
      take_bytes(1);
      return {digits()};
    }
    if (!ascii::is_digit(c) && !ascii::is_upper(c) && ascii::to_lower(c) == c &&
        (c < 'a' || c > 'z'))
      return literal(take_code_point());
    if (c == 'Q') return not_understood();  // quotes what follows
    take_bytes(1);
    if (c == 'p' || c == 'P' || c == 'x') {
      if (rest_.starts_with("{"))
        take_bytes(std::min(rest_.find('}'), rest_.size() - 1) + 1);
      else
        take_bytes(c == 'x' ? 2 : 1);
    }
    return {any()};
  }

  // Members one by one; a range, except for digits and letters of ASCII, is not understood.
  Part char_class() {
    bool is_known = !take("^") && !fold_;
    Starts out;
    std::uint64_t leads = 0;
    bool has_leads = true;
    bool is_first = true;
    while (!rest_.empty() && (is_first || rest_[0] != ']')) {
      is_first = false;
      if (rest_.starts_with("[:")) is_known = false;
      Starts member = class_member();
      if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
        take_bytes(1);
        is_known = fill_range(class_member(), member) && is_known;
      }
      for (const Start& start : member) {
        is_known = is_known && start.bytes.size() > 0;
        const std::uint64_t lead = start.bytes.size() == 0 ? 0 : lead_of(start.bytes.view(), false);
        has_leads = has_leads && lead != 0;
        leads |= lead;
        out.push_back(start);
      }
    }
    if (!take("]") || !is_known || out.size() > kMaxStarts) return {any()};
    return {std::move(out), has_leads ? leads : 0};
  }

  Starts class_member() {
    if (take("\\")) return escape().starts;
    if (rest_.empty()) return any();
    return {{Bytes(take_code_point()), true}};
  }

  static bool fill_range(const Starts& last, Starts& member) {
    const auto is_ascii = [](const Starts& one) {
      return one.size() == 1 && one[0].bytes.size() == 1 &&
             static_cast<unsigned char>(one[0].bytes.view()[0]) < 0x80;
    };
    if (!is_ascii(member) || !is_ascii(last)) return false;
    for (int c = member[0].bytes.view()[0] + 1; c <= last[0].bytes.view()[0]; ++c)
      member.push_back({Bytes(static_cast<char>(c)), true});
    return true;
  }

  std::string_view rest_;
  bool any_case_;
  bool fold_ = false;
  bool is_understood_ = true;
  std::size_t depth_ = 0;  // of groups
};

}  // namespace

PatternNeeds needs_of(std::string_view pattern) {
  const bool anchored = is_anchored(pattern);
  const std::string_view rest = anchored ? pattern.substr(1) : pattern;
  // Either case of every letter would be too many pieces, and perhaps that of a few too.
  bool any_case = pattern.find("(?i:") != std::string_view::npos;
  Part part = StartReader(rest, any_case).read();
  if (part.pieces.empty() && !any_case) {
    any_case = true;
    part.pieces = StartReader(rest, any_case).read().pieces;
  }
  PatternNeeds needs{.starts = std::nullopt, .leads = part.leads};
  needs.pieces.any_case = any_case;
  for (const Bytes& piece : part.pieces) needs.pieces.list.emplace_back(piece.view());
  if (!anchored) return needs;
  std::vector<std::string> starts;
  for (const Start& start : part.starts) {
    if (start.bytes.size() == 0) return needs;
    starts.emplace_back(start.bytes.view());
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  needs.starts = std::move(starts);
  return needs;
}

std::uint64_t leads_of(std::string_view line) noexcept {
  std::uint64_t leads = 0;
  for (const char c : line) leads |= kLeads[static_cast<unsigned char>(c)];
  return leads;
}

}  // namespace saring::boilerplate
