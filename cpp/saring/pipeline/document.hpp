#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/role.hpp"
#include "saring/text/signals.hpp"

namespace saring::pipeline {

// What the body of a document is.
enum class Content : std::uint8_t { kText, kHtml };

// Where a document is. `record` is the row of a table or the line of a file, counted from 0.
struct Location {
  std::uint64_t record = 0;
  std::uint64_t line = 0;  // of the file, from 1; 0: none
  std::string_view id{};   // as JSON, or empty
};

// One document as read. All views outlive the call that they are given to.
struct Document {
  std::string_view body{};  // valid UTF-8; kHtml: the bytes of the page
  Content content = Content::kText;
  bool is_decoded = false;  // of kHtml: `body` is valid UTF-8, whatever the page declares
  Location location{};
  std::string_view site{};  // host name or empty, for the counts
  std::string_view url{};   // what the host name was taken from, or empty
  std::string_view rank{};  // JSON of what copies are chosen by, a date or a number; or empty
  std::string_view date{};  // JSON, for the report; or empty
  // A text file: what is kept of it is whole lines, see StripOptions::keep_last_line_end.
  bool is_file = false;
  std::string_view line_end{};  // of a document that is a line of a file: its line end there
};

// Why a document is kept or removed. The values are stored by the Python side.
enum class Decision : std::uint8_t {
  kKept = 0,
  kEmpty = 1,          // no letter and no digit remains
  kTooShort = 2,       // fewer than min_chars characters remain
  kLanguage = 3,       // in a language that was not requested
  kUncertain = 4,      // the language is less certain than min_confidence
  kDuplicate = 5,      // a copy of a document that is kept; decided after all are read
  kSourceChanged = 6,  // its file changed while it was read; decided when the file ends
  kHeavyLoss = 7,      // it would lose most of its text, and such documents are not wanted
  kWhere = 8,          // it does not satisfy CleanerOptions::where
};
inline constexpr std::size_t kDecisions = 9;

// The names as the audit and the report write them, by value.
inline constexpr std::array<std::string_view, kDecisions> kDecisionNames = {
    "kept",      "empty",          "too_short",  "language", "uncertain",
    "duplicate", "source_changed", "heavy_loss", "where"};

[[nodiscard]] constexpr std::string_view decision_name(Decision decision) noexcept {
  return kDecisionNames[static_cast<std::size_t>(decision)];
}

// A line, or a span inside a line, that was removed. Offsets are bytes into the document's text,
// half-open, without the line's terminator. The bytes right before and after them that are counted
// here were removed too: line ends, blank lines, and white space around spans.
struct Removal {
  std::uint32_t line = 0;  // from 0
  bool is_span = false;
  std::size_t start = 0;
  std::size_t end = 0;
  boilerplate::Role role = boilerplate::Role::kOther;
  double score = 0;
  std::string_view rule{};  // id, or empty; both live as long as the cleaner
  std::string_view reason{};
  std::size_t bytes_before = 0;
  std::size_t bytes_after = 0;
};

// A block of an article, as HTML is written from it.
struct Block {
  boilerplate::Role role = boilerplate::Role::kBody;
  std::string text{};
};

// What a page has in addition to its text.
struct PageParts {
  std::string text{};  // all blocks, the dropped ones too; removals refer to it
  // As the page says, each may be empty.
  std::string title{};
  std::string language{};
  std::string byline{};
  std::string url{};  // canonical address
  std::string site_name{};
  std::string description{};
  std::vector<Block> blocks{};  // of the article, in order, none empty
  std::string encoding{};       // in which it was read (DecodedBytes)
  std::string date{};           // of publication as the page tells it, ISO 8601; or empty
};

// A document after cleaning.
struct CleanDocument {
  Decision decision = Decision::kKept;
  std::string text{};               // what is kept
  PageParts page{};                 // of kHtml only
  std::vector<Removal> removals{};  // by `start`
  std::string_view lang{};          // "ind_Latn"; lives as long as the cleaner; empty: not detected
  double confidence = 0;
  bool is_reliable = false;      // the language, see lang::Detection
  std::size_t chars_before = 0;  // code points of the text as read
  std::size_t chars_after = 0;
  std::unique_ptr<text::Signals> signals{};  // of `text`; of documents that are kept, if wanted
  // Why a person should look at it, see boilerplate::StripResult; empty if nobody need. Lives as
  // long as the cleaner.
  std::string_view review_reason{};
  bool is_markup = false;      // the body of kText is HTML, see is_markup()
  bool is_mojibake = false;    // `text` was decoded in a wrong encoding before it was read
  bool is_heavy_loss = false;  // else, with a reason: which lines are the article is unsure
};

}  // namespace saring::pipeline
