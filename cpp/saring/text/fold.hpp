#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What makes no difference when texts are compared, taken out of them.
namespace saring::text {

// Differences that are taken out in addition to those that never count.
struct FoldOptions {
  // Characters that only full case folding makes equal: "ß" and "ss", final sigma. One-to-one
  // lower case is left to WordScanner.
  bool full_case = true;
  bool marks = false;   // marks of no script of their own: accents, Arabic and Hebrew points
  bool digits = false;  // every run of decimal digits becomes "0"
};

// Maps offsets in a folded text to offsets in the original one.
class FoldMap {
 public:
  // The original offset of a start or an end in the folded text. Inside what was changed as one, a
  // start maps to its beginning, an end to its end. O(log changes).
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

// The text in the form in which texts are compared:
// - without characters that nobody sees: Default_Ignorable_Code_Point (soft hyphen, zero-width
//   space and joiners, byte order mark, direction marks, variation selectors, tags but for up to
//   seven after a black flag, which make the flag of England and others), other format
//   characters but for the visible ones of Arabic and the like, and control characters that are
//   neither white space nor separators, NUL among them;
// - without letters that only stretch the line between others (tatweel);
// - letters, marks and decimal digits that are variants of others as those (NFKC: ligatures,
//   full-width, mathematical and superscript letters), and full-width symbols as narrow ones;
// - in NFC (UAX #15).
//
// Returns the text itself where that changes nothing, which a vectorised scan finds out for ASCII,
// else a view of `buffer`. Folding twice is folding once. Linear time. `map` may be null. Errors:
// see nfc().
[[nodiscard]] std::string_view fold(std::string_view valid, FoldOptions options,
                                    std::string& buffer, FoldMap* map = nullptr);

}  // namespace saring::text
