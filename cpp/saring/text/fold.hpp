#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Removes differences between texts that do not matter for comparing them.
namespace saring::text {

// Differences to remove in addition to those that are always removed.
struct FoldOptions {
  // Differences that only full case folding removes: "ß" and "ss", final sigma. WordScanner does
  // the one-to-one lower case.
  bool full_case = true;
  bool marks = false;   // marks without a script of their own: accents, Arabic and Hebrew points
  bool digits = false;  // every run of decimal digits becomes "0"
};

// Maps offsets in a folded text to offsets in the original one.
class FoldMap {
 public:
  // The original offset of a start or an end in the folded text. Inside a part that was changed as
  // a whole, a start maps to the beginning of the part and an end to its end. O(log changes).
  [[nodiscard]] std::size_t to_original_start(std::size_t folded) const noexcept;
  [[nodiscard]] std::size_t to_original_end(std::size_t folded) const noexcept;

 private:
  friend class Folding;
  struct Change {
    std::size_t folded_start;
    std::size_t folded_end;
    std::size_t original_start;
    std::size_t original_end;
  };
  std::vector<Change> changes_;
};

// Returns the text in the form in which texts are compared:
// - without invisible characters: Default_Ignorable_Code_Point (soft hyphen, zero-width space and
//   joiners, byte order mark, direction marks, variation selectors, tags), other format characters
//   except the visible ones of Arabic and similar scripts, and control characters that are neither
//   white space nor separators, such as NUL. Up to seven tags after a black flag stay: they make
//   the flags of England and others;
// - without letters that only stretch a line (tatweel);
// - with variants of letters, marks and decimal digits replaced by the plain form (NFKC: ligatures,
//   full-width, mathematical and superscript letters), and full-width symbols replaced by narrow
//   ones;
// - in NFC (UAX #15).
//
// Returns the text itself if nothing changes (a vectorised scan detects this for ASCII), else a
// view of `buffer`. Folding a folded text changes nothing. Linear time. `map` may be null. Errors:
// see nfc().
[[nodiscard]] std::string_view fold(std::string_view valid, FoldOptions options,
                                    std::string& buffer, FoldMap* map = nullptr);

}  // namespace saring::text
