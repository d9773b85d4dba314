// Which words of a text are language. Tests: tests/cpp/lang/features_test.cpp.
#include "saring/lang/features_internal.hpp"

#include <algorithm>
#include <array>

namespace saring::lang {
namespace {

[[nodiscard]] bool is_joint(char c) noexcept {
  constexpr std::string_view kJoints = "./:&?#%$~";
  return kJoints.find(c) != std::string_view::npos;
}

[[nodiscard]] bool is_plain(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

[[nodiscard]] bool always_joins(char c) noexcept { return c == '@' || c == '\\' || c == '='; }

[[nodiscard]] bool is_cyrillic_lead(char c) noexcept {
  return c == static_cast<char>(0xD0) || c == static_cast<char>(0xD1);
}

[[nodiscard]] std::string_view lookalike(char c) noexcept {
  constexpr std::string_view kLatin = "aceijopsxyABCEHIJKMOPSTX";
  constexpr std::array<std::string_view, 24> kCyrillic = {"а", "с", "е", "і", "ј", "о", "р", "ѕ",
                                                          "х", "у", "А", "В", "С", "Е", "Н", "І",
                                                          "Ј", "К", "М", "О", "Р", "Ѕ", "Т", "Х"};
  const std::size_t at = kLatin.find(c);
  return at == std::string_view::npos ? std::string_view{} : kCyrillic[at];
}

}  // namespace

bool unmix_cyrillic(std::string_view text, std::string& out) {
  out.clear();
  bool is_changed = false;
  std::size_t done = 0;
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    const std::string_view letters = text.substr(word.begin, word.end - word.begin);
    if (std::none_of(letters.begin(), letters.end(), is_cyrillic_lead)) continue;
    out += text.substr(done, word.begin - done);
    for (const char c : letters) {
      const std::string_view twin = lookalike(c);
      is_changed = is_changed || !twin.empty();
      twin.empty() ? out += c : out += twin;
    }
    done = word.end;
  }
  out += text.substr(done);
  return is_changed;
}

bool TechnicalFilter::operator()(const text::Word& word) noexcept {
  if (word.begin < address_end_) return true;
  const char next = at(word.end);
  const bool is_address = (next == ':' && at(word.end + 1) == '/' && at(word.end + 2) == '/') ||
                          (next == '.' && word.folded == "www");
  if (is_address) {
    address_end_ = word.end;
    while (address_end_ < text_.size() && static_cast<unsigned char>(text_[address_end_]) > ' ') {
      ++address_end_;
    }
    return true;
  }
  if (word.is_dictionary) return false;
  if (word.has_digit || always_joins(next) || word.folded.find('_') != std::string_view::npos) {
    return true;
  }
  // A capital behind a full stop joins nothing: sentences are often glued together ("the
  // end.Next").
  if (is_joint(next) && (next != '/' ? is_plain(at(word.end + 1)) : at(word.end + 1) == '/'))
    return true;
  if (word.begin == 0) return false;
  const char previous = text_[word.begin - 1];
  if (always_joins(previous)) return true;
  return is_joint(previous) && previous != '/' && word.begin > 1 && text_[word.begin - 2] > ' ' &&
         is_plain(text_[word.begin]);
}

}  // namespace saring::lang
