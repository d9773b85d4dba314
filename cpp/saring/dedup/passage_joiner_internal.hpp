#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "saring/dedup/repeats.hpp"
#include "saring/dedup/windows_internal.hpp"

namespace saring::dedup {

// The first place of a window.
struct FirstPlace {
  static constexpr std::uint32_t kUnseen = UINT32_MAX;

  std::uint32_t text = kUnseen;
  std::uint64_t number = 0;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
};

// Joins windows that are consecutive both here and at their first place.
class PassageJoiner {
 public:
  PassageJoiner(bool joins, std::vector<Repeat>& out) : joins_(joins), out_(out) {}

  void add(std::uint32_t text, const Window& window, const FirstPlace& first) {
    const bool follows = joins_ && has_last_ && text == last_text_ && first.text == last_first_ &&
                         window.number == last_number_ + 1 &&
                         first.number == last_first_number_ + 1;
    if (follows) {
      Repeat& repeat = out_.back();
      repeat.end = window.end;
      repeat.words += 1;
      repeat.first_end = first.end;
    } else {
      out_.push_back(
          {text, window.start, window.end, window.words, first.text, first.start, first.end});
    }
    has_last_ = true;
    last_text_ = text;
    last_first_ = first.text;
    last_number_ = window.number;
    last_first_number_ = first.number;
  }

 private:
  bool joins_;
  std::vector<Repeat>& out_;
  bool has_last_ = false;
  std::uint32_t last_text_ = 0;
  std::uint32_t last_first_ = 0;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_first_number_ = 0;
};

// If words are not divided by spaces, a window may begin and end at any character. This shortens
// the repeats of one text, beginning with repeat number `from`, to whole words, and drops repeats
// without a whole word. Their first places do not change, because the text there is not available.
void shorten_to_words(std::string_view valid, std::vector<Repeat>& repeats, std::size_t from);

}  // namespace saring::dedup
