#pragma once

#include <cstddef>
#include <string_view>

#include "saring/text/words.hpp"

namespace saring::text {

// Reads words as WordScanner does, but gives each word in plain form, so that canonically equal
// texts have equal words. If a word is not plain, its `folded` is
// - in NFC (UAX #15), lower case;
// - in ordinary letters instead of letters of another font, width or position and instead of
//   ligatures; also if the whole word is in small capitals or superscript letters;
// - without joiners, points of Arabic and Hebrew, and stress marks of Cyrillic; Greek has one
//   accent.
// `script`, `letter_case` and `is_dictionary` describe the plain form. The offsets are offsets in
// the text. Words that are already plain cost nothing. Linear time.
class PlainWordScanner {
 public:
  explicit PlainWordScanner(std::string_view text) noexcept : scanner_(text) {}

  // Returns false at the end of the text.
  bool next(Word& word) {
    if (!scanner_.next(word)) return false;
    if (word.may_vary) make_plain(word);
    return true;
  }

 private:
  void make_plain(Word& word);

  WordScanner scanner_;
  // A letter becomes at most four letters of three bytes each. Ligatures of Arabic phrases are
  // longer and are cut off.
  char plain_[4 * WordScanner::kMaxWordBytes];
};

}  // namespace saring::text
