#pragma once

#include <cstddef>
#include <string_view>

#include "saring/text/words.hpp"

namespace saring::text {

// The words of a text, whatever dress it wears: as WordScanner, with each word in plain form, so
// that canonically equal texts have equal words. Of a word that is not plain, `folded` is
// - in NFC (UAX #15), lower case;
// - in ordinary letters where it has those of another font, width or position, ligatures, or where
//   the whole word is in small capitals or superscript letters;
// - without joiners, points of Arabic and Hebrew, stress marks of Cyrillic; Greek has one accent.
// `script`, `letter_case` and `is_dictionary` are those of the plain form; the offsets are of the
// text. Words that are plain already cost nothing. Linear time.
class PlainWordScanner {
 public:
  explicit PlainWordScanner(std::string_view text) noexcept : scanner_(text) {}

  // False at the end of the text.
  bool next(Word& word) {
    if (!scanner_.next(word)) return false;
    if (word.may_vary) make_plain(word);
    return true;
  }

 private:
  void make_plain(Word& word);

  WordScanner scanner_;
  // A letter becomes at most four, in three bytes each (ligatures of Arabic phrases are longer and
  // are cut off).
  char plain_[4 * WordScanner::kMaxWordBytes];
};

}  // namespace saring::text
