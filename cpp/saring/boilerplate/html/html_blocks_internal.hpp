#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// What an end of a block's text is like.
enum class BlockEnd : std::uint8_t { kNone, kSentence, kColon, kComma, kEllipsis, kLetter, kOther };

// A line of the page: inline text between two block boundaries or line breaks, a row of a table of
// data (cells separated by tabs), or the whole of a <pre>, which may contain line ends.
struct HtmlBlock {
  std::uint32_t start = 0;  // bytes into HtmlBlocks::text, half-open
  std::uint32_t end = 0;
  std::uint32_t element = 0;    // the innermost element that holds all of it
  std::uint32_t container = 0;  // the innermost block element around it
  std::uint32_t chars = 0;      // code points
  std::uint32_t link_bytes = 0;
  std::uint32_t links = 0;
  std::uint32_t bold_bytes = 0;
  std::uint32_t words = 0;  // a run of a script without spaces counts half its code points
  std::uint32_t short_words = 0;
  std::uint32_t title_words = 0;
  std::uint32_t upper_words = 0;
  std::uint32_t number_words = 0;
  std::uint32_t sentence_marks = 0;
  std::uint32_t commas = 0;
  std::uint32_t separators = 0;  // | » › · • / and the like
  std::uint32_t digits = 0;
  std::uint32_t word_start = 0;  // into HtmlBlocks::word_hashes
  std::uint32_t word_end = 0;
  std::uint8_t first_class = 0;  // 0 other, 1 upper, 2 lower or caseless letter, 3 digit
  BlockEnd ending = BlockEnd::kNone;
  bool has_year = false;
  bool has_url = false;
  bool has_copyright = false;
  bool preformatted = false;     // white space is as in the page
  std::uint32_t mark_start = 0;  // into HtmlBlocks::marks
  std::uint32_t mark_end = 0;
  std::uint32_t row = 0;          // the <tr> of which it is all text; 0: none
  std::uint32_t empty_cells = 0;  // of the row, before the first with text
  bool after_break = false;       // one <br> and nothing else is between it and the block before
};

enum class MarkKind : std::uint8_t {
  kNone,
  kLink,
  kStrong,
  kEmphasis,
  kCode,
  kDeleted,
  kImage,
  kCell
};

// Where an inline element begins or ends in the text of a block. Marks of one block are in order
// and properly nested; kImage and kCell (the cell of a row begins here) are single points.
struct InlineMark {
  std::uint32_t offset = 0;  // into HtmlBlocks::text
  std::uint32_t node = 0;
  MarkKind kind = MarkKind::kNone;
  bool begins = true;
};

// An image between blocks.
struct BlockImage {
  std::uint32_t node = 0;
  std::uint32_t before = 0;  // index of the block that follows
};

struct HtmlBlocks {
  std::string text;  // blocks one after another
  std::vector<HtmlBlock> blocks;
  // Of the first kHashedWords words of each block; of a run of a script without spaces, its pairs
  // of characters. The lowest bit is set for long words and pairs.
  std::vector<std::uint32_t> word_hashes;
  static constexpr std::uint32_t kHashedWords = 64;
  std::vector<InlineMark> marks;
  std::vector<BlockImage> images;

  [[nodiscard]] std::string_view text_of(const HtmlBlock& b) const noexcept {
    return std::string_view(text).substr(b.start, b.end - b.start);
  }
};

// Blocks of everything under <body> that can be seen (html_visibility_internal.hpp; scripts, forms'
// values and SVG left out), as a person would write them down: white space collapsed as CSS does,
// except in <pre>; "10<sup>6</sup>" is "10⁶"; a space where two links, buttons or differently named
// spans touch; no space where a line of Chinese or Japanese is broken; readings (<rt>) left out.
// Linear.
[[nodiscard]] HtmlBlocks split_blocks(const HtmlTree& tree);

// The same hashes of any text, all of them, in order.
[[nodiscard]] std::vector<std::uint32_t> hash_words(std::string_view text);

// Appends `text` with white space collapsed to single spaces, zero-width and control characters
// dropped; no space at the start or after a newline or tab. `keep_lines`: newlines stay.
void append_collapsed(std::string_view text, bool keep_lines, std::string& out);

// Appends `text` as it is, less characters that are not seen.
void append_preformatted(std::string_view text, std::string& out);

// Fills the counts of a block whose `start` and `end` are set, and adds its words.
void count_text(HtmlBlocks& blocks, HtmlBlock& block);

}  // namespace saring::boilerplate
