// Tests: tests/cpp/lang/encoding_detector_test.cpp.
#include "saring/lang/encoding_sample_internal.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "saring/base/ascii.hpp"
#include "saring/text/encoding.hpp"
#include "saring/text/normalize.hpp"

namespace saring::lang {
namespace {

// White space and control characters, which are part of no character of more bytes.
bool is_cut(char c) noexcept { return static_cast<unsigned char>(c) <= ' '; }

// Skips the mark-up of a page. Each search that finds nothing is the last of its kind, so that the
// whole is linear.
class MarkUp {
 public:
  explicit MarkUp(std::string_view bytes) noexcept : bytes_(bytes) {}

  // The end of the mark-up that starts at the '<' at `at`; right after it where there is none: tags
  // are told from text by a letter, as in the HTML Standard, and one that does not end is text.
  std::size_t skip(std::size_t at) {
    const char next = at + 1 < bytes_.size() ? bytes_[at + 1] : ' ';
    if (!ascii::is_letter(next) && next != '/' && next != '!' && next != '?') return at + 1;
    if (bytes_.substr(at).starts_with("<!--")) return find("-->", at, kComment, at + 1);
    const std::size_t end = find(">", at, kTag, at + 1);
    if (end == at + 1) return end;
    // An end tag in another spelling is rare, and only makes the sample worse.
    if (is_tag(at, "script")) {
      return find(next == 's' ? "</script" : "</SCRIPT", end, kScript, end);
    }
    if (is_tag(at, "style")) return find(next == 's' ? "</style" : "</STYLE", end, kStyle, end);
    return end;
  }

 private:
  enum Kind : std::uint8_t { kComment, kTag, kScript, kStyle };

  [[nodiscard]] bool is_tag(std::size_t at, std::string_view name) const {
    return ascii::to_lower(bytes_.substr(at + 1, name.size())) == name;
  }
  std::size_t find(std::string_view what, std::size_t from, Kind kind, std::size_t otherwise) {
    if (is_missing_[kind]) return otherwise;
    const std::size_t found = bytes_.find(what, from);
    is_missing_[kind] = found == std::string_view::npos;
    return is_missing_[kind] ? otherwise : found + what.size();
  }

  std::string_view bytes_;
  std::array<bool, 4> is_missing_{};
};

// Words with bytes outside ASCII and what is around them. Every such byte value is to be among
// them, because encodings may differ in one alone, so words with bytes that were seen often are
// left out. The pieces are cut at white space, so that no character is cut in two, and lie in
// different lines.
class Sampler {
 public:
  Sampler(std::string_view bytes, bool is_page, SampleSize size)
      : bytes_(bytes), is_page_(is_page), size_(size), mark_up_(bytes) {}

  [[nodiscard]] std::string read() {
    while (at_ < bytes_.size() && out_.size() < size_.bytes) {
      if (is_page_ && bytes_[at_] == '<') {
        at_ = start_ = mark_up_.skip(at_);
      } else if (is_cut(bytes_[at_])) {
        ++at_;
      } else {
        const std::size_t end = word_end(at_);
        at_ = is_wanted(at_, end) ? take(at_, end) : end;
      }
    }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kAround = 32;

  [[nodiscard]] std::size_t word_end(std::size_t at) const noexcept {
    while (at < bytes_.size() && !is_cut(bytes_[at]) && !(is_page_ && bytes_[at] == '<')) ++at;
    return at;
  }

  [[nodiscard]] bool is_wanted(std::size_t begin, std::size_t end) const noexcept {
    return std::any_of(bytes_.begin() + static_cast<std::ptrdiff_t>(begin),
                       bytes_.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](char c) { return is_high(c) && count(c) < size_.each; });
  }

  // Takes a word and what is around it; the end of what was taken.
  std::size_t take(std::size_t word, std::size_t end) {
    std::size_t begin = std::max(start_, word - std::min(word, kAround));
    while (begin < word && begin > start_ && !is_cut(bytes_[begin - 1])) ++begin;
    const std::size_t far = std::min(bytes_.size(), end + kAround);
    while (end < far && !(is_page_ && bytes_[end] == '<')) ++end;
    end = std::min(word_end(end), begin + (size_.bytes - out_.size()));
    for (std::size_t i = begin; i < end; ++i) {
      if (is_high(bytes_[i]) && count(bytes_[i]) < size_.each) ++count(bytes_[i]);
    }
    out_.append(bytes_, begin, end - begin);
    out_ += '\n';
    return start_ = std::max(end, word + 1);
  }

  [[nodiscard]] const std::uint8_t& count(char c) const noexcept {
    return seen_[static_cast<unsigned char>(c) - 0x80U];
  }
  [[nodiscard]] std::uint8_t& count(char c) noexcept {
    return seen_[static_cast<unsigned char>(c) - 0x80U];
  }

  std::string_view bytes_;
  bool is_page_;
  SampleSize size_;
  MarkUp mark_up_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;  // nothing before it may be taken
  std::array<std::uint8_t, 128> seen_{};
  std::string out_;
};

bool is_utf16(std::string_view encoding) noexcept { return encoding.starts_with("utf-16"); }

}  // namespace

Samples::Samples(std::string_view bytes, bool is_page, SampleSize size)
    : prefix(bytes.substr(0, 2 * size.bytes)), around(Sampler(bytes, is_page, size).read()) {
  if (is_page && around.empty()) around = Sampler(bytes, false, size).read();
}

std::string Samples::decoded(std::string_view encoding) const {
  const std::string_view bytes = is_utf16(encoding) ? prefix : std::string_view(around);
  const std::string text = text::decode_bytes(bytes, encoding).value_or(std::string());
  return encoding == "windows-1258" ? text::nfc(text) : text;
}

}  // namespace saring::lang
