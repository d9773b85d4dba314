#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/cleaner.hpp"
#include "saring/pipeline/document.hpp"
#include "saring/pipeline/document_table.hpp"
#include "saring/pipeline/json_lines.hpp"
#include "saring/pipeline/notable.hpp"

// The first pass over consecutive documents: reads, cleans and stores them.
namespace saring::pipeline {

// The content of a piece.
enum class PieceKind : std::uint8_t {
  kText,         // one text
  kHtml,         // one page
  kTextLines,    // lines, each a text; blank lines are skipped
  kJsonLines,    // lines, each a JSON record; blank lines are skipped
  kJsonRecord,   // one JSON record, which may have line ends between its tokens
  kDecodedHtml,  // one page in UTF-8, whatever it declares: a value of a column of strings
};

// Bytes of one file from its reader. The views must outlive the batch.
struct Piece {
  PieceKind kind = PieceKind::kText;
  std::uint32_t source = 0;
  std::uint64_t first_record = 0;
  std::uint64_t first_line = 1;  // 0: the file has no lines
  std::string_view bytes{};      // need not be valid UTF-8
  // Only for texts and pages; records have their own values.
  std::string_view id{};    // as JSON, or empty
  std::string_view site{};  // host name or URL, or empty
  std::string_view rank{};  // JSON value by which copies are chosen, or empty
  std::string_view date{};  // JSON, for the report, or empty
};

// What happens to a record with a problem.
enum class Outcome : std::uint8_t {
  kQuarantined,  // it could not be read
  kRepaired,     // it was read after a repair; RecordProblem::raw has the original bytes
  kNoted,        // nothing is lost or changed
};

// A problem of a record: it could not be read unchanged, or people should know something about it.
struct RecordProblem {
  std::uint32_t source = 0;
  std::uint64_t line = 0;   // of the file, from 1; 0: none
  std::string_view kind{};  // short name for counting: "not_json"
  std::string reason{};     // what was found and what was expected
  std::string_view raw{};   // the bytes as read
  Outcome outcome = Outcome::kQuarantined;
  std::uint64_t record = 0;  // the first one of its piece
};

// A document that would lose so much text that a person should look at it.
struct HeavyLoss {
  std::uint32_t source = 0;
  Location location{};
  std::string_view reason{};  // in words
  std::string_view lang{};    // of what is left
  std::size_t chars_before = 0;
  std::size_t chars_after = 0;
  std::string text{};  // the beginning of the text as read, at most kExcerptBytes
  std::string kept{};  // the beginning of what is left
};
inline constexpr std::size_t kExcerptBytes = 1000;

struct BatchOptions {
  JsonFields fields{};
  std::vector<std::string> site_order{};  // host names, by which copies are chosen; may be empty
  std::size_t max_document = 64U << 20U;  // bytes; longer lines are quarantined
  bool has_pages = false;                 // the texts of JSON records are HTML
};

// The result of the first pass over its documents. Views refer to the pieces. They are valid as
// long as the pieces and the cleaner.
struct Batch {
  std::vector<RecordProblem> problems{};  // in reading order, heavy losses last
  std::vector<HeavyLoss> heavy_losses{};  // in reading order, whatever happens to them
  std::vector<Document> documents{};      // as read, without the quarantined ones
  std::vector<std::uint32_t> sources{};   // of the documents
  CleanBatch cleaned{};
  Notable notable{};     // of the documents
  std::string audit{};   // JSON lines about removed text
  std::string stored{};  // the kept documents (read_stored)

  std::deque<std::string> repaired{};  // bytes that views refer to
  std::vector<std::unique_ptr<JsonBlock>> blocks{};
};

// The most lines of a text, and tags, entities, escapes and lines of a page. Beyond it a document
// is quarantined, because each takes up to a kilobyte while its document is cleaned.
inline constexpr std::size_t kMaxLines = 250'000;

// An estimate of the most memory, in bytes, that a piece takes from the time it is read until its
// documents are stored. `has_pages` as in BatchOptions. O(bytes), vectorised.
[[nodiscard]] std::size_t memory_of(PieceKind kind, std::string_view bytes,
                                    bool has_pages = false) noexcept;

// `table` has the names of the sources. `sites` as for Cleaner::clean. Linear in the bytes. Uses
// one thread.
[[nodiscard]] Batch clean_pieces(const Cleaner& cleaner, std::span<const Piece> pieces,
                                 const BatchOptions& options, const DocumentTable& table,
                                 const boilerplate::SharedSiteProfile* sites = nullptr);

// Counts, by site, the documents that clean_pieces would clean. Returns their number.
std::size_t count_pieces(const Cleaner& cleaner, std::span<const Piece> pieces,
                         const BatchOptions& options, boilerplate::SharedSiteProfile& sites);

}  // namespace saring::pipeline
