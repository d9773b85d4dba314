// Tests: tests/cpp/boilerplate/rule_matcher_test.cpp.
#include "saring/boilerplate/rule_conditions_internal.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kMinSpanWords = 8;  // of a line that may begin with a span
constexpr std::size_t kMaxSpanBytes = 120;
constexpr std::size_t kMaxMarkBytes = 60;  // of a span that ends with a bracket or a stop

// `rarest` as by rarest_byte; memchr looks for it at memory speed.
bool contains(std::string_view line, std::string_view needle, std::size_t rarest) {
  for (std::size_t at = rarest; at < line.size(); ++at) {
    const void* hit = std::memchr(line.data() + at, needle[rarest], line.size() - at);
    if (hit == nullptr) return false;
    at = static_cast<std::size_t>(static_cast<const char*>(hit) - line.data());
    if (line.substr(at - rarest, needle.size()) == needle) return true;
  }
  return false;
}

// Whether a sign with which a span may end is near the beginning of the line: a hyphen, a dash, a
// colon, a bar; nearer, a bracket, a slash, an equals sign, the dot of a domain, a full stop behind
// capitals, or the word for "wired" in Chinese.
bool has_early_sign(std::string_view line) {
  const std::size_t end = std::min(line.size(), kMaxSpanBytes);
  for (std::size_t i = 0; i < end; ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    if (byte == '-' || byte == ':' || byte == '|') return true;
    if (byte == 0xE2 &&
        (line.substr(i, 3) == "\xE2\x80\x93" || line.substr(i, 3) == "\xE2\x80\x94"))
      return true;
    if (i >= kMaxMarkBytes) continue;
    if (byte == ')' || byte == ']' || byte == '/' || byte == '=') return true;
    if (byte == '.' && i + 1 < end &&
        (ascii::is_lower(line[i + 1]) || (ascii::is_upper(line[0]) && ascii::is_upper(line[1]))))
      return true;
    if (byte < 0xE3) continue;
    constexpr std::array<std::string_view, 7> kWide = {"】", "）", "］", "电", "電", "讯", "訊"};
    const std::string_view letter = line.substr(i, 3);
    if (std::find(kWide.begin(), kWide.end(), letter) != kWide.end()) return true;
  }
  return false;
}

}  // namespace

std::size_t rarest_byte(std::string_view needle) {
  constexpr std::string_view kFrequent = " aenitrsoudlmkhgpbcyjwfvz.,";
  std::size_t rarest = 0;
  std::size_t rank = 0;
  for (std::size_t i = 0; i < needle.size(); ++i) {
    const std::size_t r = std::min(kFrequent.find(needle[i]), kFrequent.size());
    if (r >= rank) rank = r, rarest = i;
  }
  return rarest;
}

bool holds(const RuleWhen& when, std::string_view line, const LineShape& shape,
           std::size_t rarest) {
  if (shape.bytes > when.max_bytes || shape.words() > when.max_words ||
      (when.open && shape.ends_sentence) || (when.closed && !shape.ends_sentence))
    return false;
  if (when.digits && shape.digits == 0) return false;
  if (when.last != 0 && shape.last != when.last) return false;
  if (when.has.empty()) return true;
  return contains(line, when.has, rarest);
}

bool may_begin_with_span(std::string_view line, std::uint32_t words) {
  return words >= kMinSpanWords && has_early_sign(line);
}

}  // namespace saring::boilerplate
