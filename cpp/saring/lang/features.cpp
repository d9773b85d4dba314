// Which words of a text are language. Tests: tests/cpp/lang/features_test.cpp.
#include "saring/lang/features_internal.hpp"

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

}  // namespace

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
