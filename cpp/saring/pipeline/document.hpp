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

// The type of a document's body.
enum class Content : std::uint8_t { kText, kHtml };

// The place of a document. `record` is the row of a table or the line of a file, counted from 0.
struct Location {
  std::uint64_t record = 0;
  std::uint64_t line = 0;  // of the file, from 1; 0: none
  std::string_view id{};   // as JSON, or empty
};

// One document as read. All views must outlive the call that gets the document.
struct Document {
  std::string_view body{};  // valid UTF-8; kHtml: the bytes of the page
  Content content = Content::kText;
  bool is_decoded = false;  // kHtml: `body` is valid UTF-8, whatever the page declares
  Location location{};
  std::string_view site{};  // host name or empty, for counts
  std::string_view url{};   // the source of the host name, or empty
  std::string_view rank{};  // JSON value by which copies are chosen, a date or a number; or empty
  std::string_view date{};  // JSON, for the report; or empty
  // The document is a text file: whole lines of it are kept, see StripOptions::keep_last_line_end.
  bool is_file = false;
  std::string_view line_end{};  // if the document is a line of a file: its line end
};

// Why a document is kept or removed. The Python side stores these values.
enum class Decision : std::uint8_t {
  kKept = 0,
  kEmpty = 1,          // no letter and no digit remains
  kTooShort = 2,       // fewer than min_chars characters remain
  kLanguage = 3,       // in a language that was not selected
  kUncertain = 4,      // the confidence of the language is less than min_confidence
  kDuplicate = 5,      // a copy of a kept document; decided after all documents are read
  kSourceChanged = 6,  // its file changed while it was read; decided at the end of the file
  kHeavyLoss = 7,      // it would lose most of its text, and OnHeavyLoss::kDrop is set
  kWhere = 8,          // it does not satisfy CleanerOptions::where
};
inline constexpr std::size_t kDecisions = 9;

// The names in the audit and the report, by value.
inline constexpr std::array<std::string_view, kDecisions> kDecisionNames = {
    "kept",      "empty",          "too_short",  "language", "uncertain",
    "duplicate", "source_changed", "heavy_loss", "where"};

[[nodiscard]] constexpr std::string_view decision_name(Decision decision) noexcept {
  return kDecisionNames[static_cast<std::size_t>(decision)];
}

// A removed line, or a removed span inside a line. Offsets are bytes in the document's text,
// half-open, without the line's terminator. The counted bytes directly before and after it were
// removed too: line ends, blank lines, and white space around spans.
struct Removal {
  std::uint32_t line = 0;  // from 0
  bool is_span = false;
  std::size_t start = 0;
  std::size_t end = 0;
  boilerplate::Role role = boilerplate::Role::kOther;
  double score = 0;
  std::string_view rule{};  // rule id, or empty; valid as long as the cleaner
  std::string_view reason{};
  std::size_t bytes_before = 0;
  std::size_t bytes_after = 0;
};

// A block of an article, from which HTML is written.
struct Block {
  boilerplate::Role role = boilerplate::Role::kBody;
  std::string text{};
};

// What a page has besides its text.
struct PageParts {
  std::string text{};  // all blocks, including the dropped ones; removals refer to it
  // Values from the page. Each may be empty.
  std::string title{};
  std::string language{};
  std::string byline{};
  std::string url{};  // canonical address
  std::string site_name{};
  std::string description{};
  std::vector<Block> blocks{};  // blocks of the article, in order, none empty
  std::string encoding{};       // the encoding in which it was read (DecodedBytes)
  std::string date{};           // date of publication from the page, ISO 8601; or empty
};

// A document after cleaning.
struct CleanDocument {
  Decision decision = Decision::kKept;
  std::string text{};               // the kept text
  PageParts page{};                 // only for kHtml
  std::vector<Removal> removals{};  // sorted by `start`
  std::string_view lang{};          // "ind_Latn"; valid as long as the cleaner; empty: not detected
  double confidence = 0;
  bool is_reliable = false;      // of the language, see lang::Detection
  std::size_t chars_before = 0;  // code points of the text as read
  std::size_t chars_after = 0;
  // Of `text`; only for kept documents, and only if requested.
  std::unique_ptr<text::Signals> signals{};
  // Why a person should look at it, see boilerplate::StripResult. Empty if nobody needs to. Valid
  // as long as the cleaner.
  std::string_view review_reason{};
  bool is_markup = false;    // kText: the body is HTML, see is_markup()
  bool is_mojibake = false;  // `text` was decoded in a wrong encoding before it was read
  // False with a review_reason: it is uncertain which lines are the article.
  bool is_heavy_loss = false;
};

}  // namespace saring::pipeline
