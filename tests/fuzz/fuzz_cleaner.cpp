// The cleaner on every kind of content, from bytes to the files it writes. Removals are in order
// and inside the text, all output is UTF-8, written JSON Lines can be read again, and the second
// pass writes the documents that the first pass kept.
#include <array>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "saring/pipeline/batch.hpp"
#include "saring/pipeline/copies.hpp"
#include "saring/pipeline/json_lines.hpp"
#include "saring/pipeline/output.hpp"

using fuzz::is_valid;
using fuzz::require;
using namespace saring::pipeline;
using saring::dedup::Relation;

namespace {

constexpr std::size_t kMaxDocument = 6000;  // bytes; some inputs are longer

const Cleaner& cleaner_of(std::uint8_t choice) {
  static const std::string model = SARING_DATA_DIR "/models/lang.saring";
  static const std::array<Cleaner, 4> cleaners = {
      Cleaner({.model_path = model}),
      Cleaner({.model_path = model, .strip = false, .filter = false}),
      Cleaner({.language = "ind", .filter = false}),
      Cleaner({.model_path = model, .languages = {"ind"}, .min_confidence = 0.5, .min_chars = 20}),
  };
  return cleaners[choice % cleaners.size()];
}

void check_removals(const Document& document, const CleanDocument& clean) {
  const bool is_page = document.content == Content::kHtml;
  const std::string_view text = is_page ? std::string_view(clean.page.text) : document.body;
  std::size_t last = 0;
  for (const Removal& removal : clean.removals) {
    require(removal.start >= last && removal.start <= removal.end && removal.end <= text.size(),
            "removals are in order and inside the text");
    require(is_valid(text.substr(removal.start, removal.end - removal.start)),
            "removals are whole characters");
    require(removal.score >= 0 && removal.score <= 1, "a score is in [0, 1]");
    last = removal.start;
  }
  if (is_page) return;
  std::string kept;
  std::size_t at = 0;
  for (const Removal& r : clean.removals) {
    const std::size_t start = r.start - r.bytes_before;
    require(r.start >= r.bytes_before && start >= at && r.end + r.bytes_after <= text.size(),
            "removed bytes in range");
    kept += text.substr(at, start - at);
    at = r.end + r.bytes_after;
  }
  kept += text.substr(at);
  require(kept == clean.text, "the text less what is removed is kept");
}

void check_document(const Document& document, const CleanDocument& clean) {
  check_removals(document, clean);
  require(is_valid(clean.text) && is_valid(clean.page.text) && is_valid(clean.page.title) &&
              is_valid(clean.page.language),
          "the clean document is UTF-8");
  require(clean.chars_after <= clean.chars_before, "cleaning adds nothing");
  require(clean.chars_after == saring::text::count_code_points(clean.text),
          "characters are counted");
  require(clean.confidence >= 0 && clean.confidence <= 1, "a confidence is in [0, 1]");
  for (const Block& block : clean.page.blocks) {
    require(!block.text.empty() && is_valid(block.text), "blocks have text");
  }
}

// Every line must be a separate record.
void check_json_lines(std::string_view bytes, std::size_t expected) {
  static JsonLinesReader reader({.text = "text", .id = "id", .lang = "lang"});
  JsonBlock block;
  reader.read(bytes, std::size_t{1} << 40, block);
  require(block.records().size() == expected && block.num_lines() == expected,
          "there is one line a record");
  for (const JsonRecord& record : block.records()) {
    require(record.status == LineStatus::kRecord, "what is written as JSON is read again");
    require(!record.invalid_utf8, "and is UTF-8");
  }
}

// The second pass, with every second document a copy of the first.
void check_output(const Batch& batch, DocumentTable& table, Rendering rendering,
                  const BatchOptions& options) {
  const auto rows = stored_rows(batch.stored, table, 0, table.size());
  for (std::size_t i = 1; i < rows.size(); i += 2) {
    table.set_decision(rows[i].row, Decision::kDuplicate);
  }
  std::vector<Copies::Copy> copies;
  for (std::size_t i = 1; i < rows.size(); i += 2) {
    const auto relation = i % 4 == 1 ? Relation::kExact : Relation::kNear;
    copies.push_back({rows[i].row, rows[0].row, 0.9, relation});
  }
  const Output output = write_documents(
      rows, table, Copies(std::move(copies)),
      {.renderings = {rendering}, .lang_field = "lang", .cluster_size_field = "copies"});
  require(is_valid(output.bytes) && is_valid(output.audit), "what is written is UTF-8");
  std::size_t bytes = 0;
  std::size_t documents = 0;
  for (const OutputPart& part : output.parts) {
    bytes += part.bytes;
    documents += part.documents;
  }
  require(bytes == output.bytes.size(), "the parts are all that is written");
  require(documents == (rows.size() + 1) / 2 && output.removals.size() == rows.size() / 2,
          "what is kept is written");
  check_json_lines(output.audit, output.removals.size());
  if (rendering == Rendering::kJson && options.fields.text == "text") {
    check_json_lines(output.bytes, documents);
  }
}

void run(std::string_view bytes, PieceKind kind, Rendering rendering, const Cleaner& cleaner) {
  DocumentTable table;
  table.add_source("berkas \"satu\".txt");
  BatchOptions options{.max_document = kMaxDocument};
  options.fields.id = "id";
  options.fields.site = "url";
  options.fields.lang = cleaner.options().model_path.empty() ? "" : "lang";
  const std::vector<Piece> pieces = {{.kind = kind, .bytes = bytes, .site = "https://a.example/"}};
  const Batch batch = clean_pieces(cleaner, pieces, options, table);
  require(batch.sources.size() == batch.documents.size() &&
              batch.cleaned.documents.size() == batch.documents.size(),
          "every document is cleaned");
  require(memory_of(kind, bytes) >= bytes.size(), "a piece takes its bytes at least");
  std::size_t lines = 0;
  for (std::size_t i = 0; i < batch.documents.size(); ++i) {
    const CleanDocument& clean = batch.cleaned.documents[i];
    check_document(batch.documents[i], clean);
    lines += clean.removals.size() + (clean.decision == Decision::kKept ? 0 : 1);
    table.append(0, batch.documents[i].location, clean.decision);
  }
  for (const RecordProblem& problem : batch.problems) {
    require(!problem.kind.empty() && is_valid(problem.reason), "a problem has its reason");
  }
  require(is_valid(batch.audit), "the audit is UTF-8");
  check_json_lines(batch.audit, lines);
  require(batch.cleaned.tally.documents == batch.documents.size(), "documents are counted");
  check_output(batch, table, rendering, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t choice = input.option();
  const Cleaner& cleaner = cleaner_of(choice / 4);
  const std::string bytes(input.bytes());
  switch (choice % 4) {
    case 0:
      run(bytes, PieceKind::kText, Rendering::kText, cleaner);
      break;
    case 1:
      run(bytes, PieceKind::kHtml, Rendering::kHtml, cleaner);
      run(bytes, PieceKind::kDecodedHtml, Rendering::kHtml, cleaner);
      break;
    case 2:
      run(bytes, PieceKind::kTextLines, Rendering::kValue, cleaner);
      break;
    default:
      run(bytes, PieceKind::kJsonLines, Rendering::kJson, cleaner);
      run(R"({"id":7,"text":")" + bytes + "\"}", PieceKind::kJsonLines, Rendering::kJson, cleaner);
  }
  return 0;
}
