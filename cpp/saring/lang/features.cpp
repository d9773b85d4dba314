// Which words of a text are language. Tests: tests/cpp/lang/features_test.cpp.
#include "saring/lang/features_internal.hpp"

namespace saring::lang {
namespace {

[[nodiscard]] bool is_joint(char c) noexcept {
  constexpr std::string_view kJoints = "./:&?#%$~";
  return kJoints.find(c) != std::string_view::npos;
}

// Of the two characters beyond the word, the nearer joins it to the farther: "x.com", "=x", "://x".
// A capital does not count: sentences are often glued together ("the end.Next").
[[nodiscard]] bool is_joined(char near_char, char far_char) noexcept {
  if (near_char == '@' || near_char == '\\' || near_char == '_' || near_char == '=') return true;
  if (!is_joint(near_char)) return false;
  const bool plain = (far_char >= '0' && far_char <= '9') || (far_char >= 'a' && far_char <= 'z');
  return far_char == '/' || (plain && near_char != '/');
}

}  // namespace

bool is_technical(std::string_view text, const text::Word& word) noexcept {
  if (word.is_dictionary) return false;
  if (word.has_digit) return true;
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : ' '; };
  if (is_joined(at(word.end), at(word.end + 1))) return true;
  return word.begin > 0 && is_joined(text[word.begin - 1], word.begin > 1 ? text[word.begin - 2] : ' ');
}

}  // namespace saring::lang
