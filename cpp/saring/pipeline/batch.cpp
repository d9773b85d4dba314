// Tests: tests/cpp/pipeline/batch_test.cpp.
#include "saring/pipeline/batch.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "saring/base/ascii.hpp"
#include "saring/pipeline/audit.hpp"
#include "saring/pipeline/batch_memory_internal.hpp"
#include "saring/pipeline/copy_rank.hpp"
#include "saring/pipeline/host_name.hpp"
#include "saring/pipeline/stored_document.hpp"
#include "saring/text/json_text.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

constexpr std::string_view kInvalidUtf8 = "invalid UTF-8 replaced by U+FFFD";

bool is_blank(std::string_view line) noexcept {
  return line.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

std::string_view kind_of(LineStatus status) noexcept {
  switch (status) {
    case LineStatus::kNotJson:
      return "not_json";
    case LineStatus::kNotObject:
      return "not_object";
    case LineStatus::kNoText:
      return "no_text";
    case LineStatus::kTooLong:
      return "too_long";
    case LineStatus::kRecord:
      break;
  }
  return "";
}

// Common JSON readers refuse longer numbers.
constexpr std::size_t kMaxNumber = 300;

// An id that any JSON reader accepts. Strings, numbers and booleans do not change, lone surrogates
// become U+FFFD, and anything else becomes a string.
std::string safe_id(std::string_view id) {
  std::string safe;
  if (id.starts_with('"')) {
    const std::string_view content = id.substr(1, id.size() - 2);
    std::string decoded(content.size(), '\0');
    const text::DecodedJson result = text::decode_json_string(content, decoded.data());
    if (!result.lone_surrogate) return std::string(id);
    decoded.resize(result.size);
    text::append_json_string(decoded, safe);
    return safe;
  }
  const bool is_number = id.find_first_not_of("-+.0123456789eE") == std::string_view::npos;
  if ((is_number && id.size() <= kMaxNumber) || id == "true" || id == "false") {
    return std::string(id);
  }
  text::append_json_string(id, safe);
  return safe;
}

// A quick check for ids that safe_id does not change.
bool is_plainly_safe(std::string_view id) noexcept {
  if (id.starts_with('"')) return id.find('\\') == std::string_view::npos;
  return id.size() <= 20 && id.find_first_not_of("-0123456789") == std::string_view::npos;
}

// The beginning of a reason about a row of a file without lines.
std::string row_prefix(std::uint64_t record, std::uint64_t line) {
  std::string prefix;
  if (line == 0) prefix.append("row ").append(std::to_string(record)).append(": ");
  return prefix;
}

std::string record_prefix(std::uint64_t record) {
  return "record " + std::to_string(record) + ": ";
}

// Reads the documents of pieces into a batch.
class PieceReader {
 public:
  PieceReader(const BatchOptions& options, Batch& batch)
      : options_(options), json_(options.fields), batch_(batch) {}

  void read(const Piece& piece) {
    switch (piece.kind) {
      case PieceKind::kText:
        add_text(piece, piece.bytes, piece.first_record, piece.first_line, {});
        break;
      case PieceKind::kHtml:
      case PieceKind::kDecodedHtml:
        add_page(piece);
        break;
      case PieceKind::kTextLines:
        read_text_lines(piece);
        break;
      case PieceKind::kJsonLines:
      case PieceKind::kJsonRecord:
        read_json(piece);
        break;
    }
  }

  // For each document of the batch: its JSON record (null if it is not JSON), and its bytes as
  // read.
  struct Origin {
    const JsonRecord* record = nullptr;
    std::string_view raw{};
  };
  [[nodiscard]] const std::vector<Origin>& origins() const noexcept { return origins_; }

 private:
  void add(const Document& document, std::uint32_t source, Origin origin) {
    batch_.documents.push_back(document);
    batch_.sources.push_back(source);
    origins_.push_back(origin);
  }

  std::string_view host(std::string_view site) {
    return site.empty() ? site : batch_.repaired.emplace_back(host_of(site));
  }

  void add_problem(const Piece& piece, std::uint64_t line, std::string_view kind,
                   std::string_view reason, std::string_view raw, Outcome outcome) {
    batch_.problems.push_back(
        {piece.source, line, kind, std::string(reason), raw, outcome, piece.first_record});
  }

  // Quarantines a document with too many lines. Returns true if it did.
  bool has_too_many_lines(const Piece& piece, std::uint64_t record, std::uint64_t line,
                          std::string_view text, std::string_view raw) {
    if (text.size() <= kMaxLines) return false;
    const std::size_t lines = count(text, '\n');
    if (lines <= kMaxLines) return false;
    std::string reason = row_prefix(record, line);
    reason +=
        "the text has " + std::to_string(lines) + " lines, more than " + std::to_string(kMaxLines);
    if (piece.kind == PieceKind::kText && line != 0) {
      reason += "; `lines=True` makes each line of a text file a document";
    }
    add_problem(piece, line, "too_many_lines", reason, raw, Outcome::kQuarantined);
    return true;
  }

  // Quarantines a text that became too long when it was repaired. Returns true if it did.
  bool is_too_long_repaired(const Piece& piece, std::uint64_t record, std::uint64_t line,
                            std::size_t size, std::string_view raw) {
    if (size <= options_.max_document) return false;
    std::string reason = row_prefix(record, line);
    reason += "with invalid UTF-8 replaced by U+FFFD it is " + std::to_string(size) +
              " bytes long, more than " + std::to_string(options_.max_document);
    add_problem(piece, line, "too_long", reason, raw, Outcome::kQuarantined);
    return true;
  }

  // The same for a page.
  bool has_too_many_parts(const Piece& piece, std::uint64_t record, std::uint64_t line,
                          std::string_view page, std::string_view raw) {
    if (page.size() <= kMaxLines) return false;
    const std::size_t parts = count_parts(page);
    if (parts <= kMaxLines) return false;
    add_problem(piece, line, "too_many_lines",
                row_prefix(record, line) + "the page has " + std::to_string(parts) +
                    " tags, entities and lines, more than " + std::to_string(kMaxLines),
                raw, Outcome::kQuarantined);
    return true;
  }

  void add_page(const Piece& piece) {
    const std::uint64_t record = piece.first_record;
    const std::uint64_t line = piece.first_line;
    if (has_too_many_parts(piece, record, line, piece.bytes, {})) return;
    std::string_view body = piece.bytes;
    const bool is_decoded = piece.kind == PieceKind::kDecodedHtml;
    if (is_decoded && text::find_invalid_utf8(body)) {
      std::string repaired = text::repair_utf8(body);
      if (is_too_long_repaired(piece, record, line, repaired.size(), body)) return;
      add_problem(piece, line, "invalid_utf8", row_prefix(record, line) + std::string(kInvalidUtf8),
                  body, Outcome::kRepaired);
      body = batch_.repaired.emplace_back(std::move(repaired));
    }
    add({.body = body,
         .content = Content::kHtml,
         .is_decoded = is_decoded,
         .location = {record, line, piece.id},
         .site = host(piece.site),
         .url = piece.site,
         .rank = piece.rank,
         .date = piece.date},
        piece.source, {nullptr, piece.bytes});
  }

  void add_text(const Piece& piece, std::string_view bytes, std::uint64_t record,
                std::uint64_t line, std::string_view line_end) {
    if (has_too_many_lines(piece, record, line, bytes, {})) return;
    std::string_view body = bytes;
    if (const auto invalid = text::find_invalid_utf8(bytes)) {
      const auto before = bytes.substr(0, *invalid);
      const auto lines = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n'));
      std::string reason(kInvalidUtf8);
      reason = row_prefix(record, line) + reason;
      std::string repaired = text::repair_utf8(bytes);
      if (is_too_long_repaired(piece, record, line, repaired.size(), bytes)) return;
      add_problem(piece, line == 0 ? 0 : line + lines, "invalid_utf8", reason, bytes,
                  Outcome::kRepaired);
      body = batch_.repaired.emplace_back(std::move(repaired));
    }
    add({.body = body,
         .content = Content::kText,
         .location = {record, line, piece.id},
         .site = host(piece.site),
         .url = piece.site,
         .rank = piece.rank,
         .date = piece.date,
         .is_file = piece.kind == PieceKind::kText && line != 0,
         .line_end = line_end},
        piece.source, {nullptr, bytes});
  }

  void read_text_lines(const Piece& piece) {
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < piece.bytes.size(); ++number) {
      const std::size_t start = at;
      std::size_t end = std::min(piece.bytes.find('\n', start), piece.bytes.size());
      at = std::min(end + 1, piece.bytes.size());
      if (end < at && end > start && piece.bytes[end - 1] == '\r') --end;
      const std::string_view line = piece.bytes.substr(start, end - start);
      if (line.size() > options_.max_document) {
        add_problem(piece, piece.first_line + number, "too_long",
                    "the line is " + std::to_string(line.size()) + " bytes long, more than " +
                        std::to_string(options_.max_document),
                    {}, Outcome::kQuarantined);
        continue;
      }
      if (is_blank(line)) continue;
      add_text(piece, line, piece.first_record + number, piece.first_line + number,
               piece.bytes.substr(end, at - end));
    }
  }

  void read_json(const Piece& piece) {
    JsonBlock& block = *batch_.blocks.emplace_back(std::make_unique<JsonBlock>());
    if (piece.kind == PieceKind::kJsonRecord) {
      json_.read_record(piece.bytes, options_.max_document, block);
    } else {
      json_.read(piece.bytes, options_.max_document, block);
    }
    for (const JsonRecord& record : block.records()) {
      const std::uint64_t line = piece.first_line + record.line;
      if (record.status != LineStatus::kRecord) {
        // Many records of an array may be on one line.
        std::string reason =
            piece.kind == PieceKind::kJsonRecord ? record_prefix(piece.first_record) : "";
        add_problem(piece, line, kind_of(record.status), reason.append(record.reason),
                    record.original, Outcome::kQuarantined);
        continue;
      }
      const std::uint64_t number = piece.first_record + record.line;
      if (options_.has_pages
              ? has_too_many_parts(piece, number, line, record.text, record.original)
              : has_too_many_lines(piece, number, line, record.text, record.original)) {
        continue;
      }
      if (record.invalid_utf8 &&
          is_too_long_repaired(piece, number, line, record.raw.size(), record.original)) {
        continue;
      }
      if (record.invalid_utf8) {
        add_problem(piece, line, "invalid_utf8", kInvalidUtf8, record.original, Outcome::kRepaired);
      }
      if (record.lone_surrogate) {
        add_problem(piece, line, "lone_surrogate",
                    "lone surrogates in '" + options_.fields.text + "' replaced by U+FFFD",
                    record.original, Outcome::kRepaired);
      }
      std::string_view id = record.id;
      if (!is_plainly_safe(id)) id = batch_.repaired.emplace_back(safe_id(id));
      add({.body = record.text,
           .content = options_.has_pages ? Content::kHtml : Content::kText,
           .is_decoded = true,
           .location = {number, line, id},
           .site = record.site,
           .url = record.url,
           .rank = record.rank,
           .date = record.date},
          piece.source, {&record, record.original});
    }
  }

  const BatchOptions& options_;
  JsonLinesReader json_;
  Batch& batch_;
  std::vector<Origin> origins_;
};

// `text` with the bytes [start, end) replaced.
std::string replaced(std::string_view text, std::size_t start, std::size_t end,
                     std::string_view by) {
  std::string out(text.substr(0, start));
  out += by;
  out += text.substr(end);
  return out;
}

// Sets the record around the text, including the language. `owned` stores the changed part.
void set_record(const JsonRecord& record, std::string_view lang_field, StoredDocument& stored,
                std::string& owned) {
  const text::JsonSpan text = record.text_span;
  stored.head = record.raw.substr(0, stored.has_own_text ? text.start : text.end);
  stored.tail = record.raw.substr(text.end);
  if (lang_field.empty()) return;
  std::string value;
  text::append_json_string(stored.lang, value);
  if (!record.lang_span) {
    std::size_t end = stored.tail.rfind('}');
    while (end > 0 && ascii::is_space(stored.tail[end - 1])) --end;
    std::string member = ",";
    text::append_json_string(lang_field, member);
    owned = replaced(stored.tail, end, end, member + ':' + value);
    stored.tail = owned;
    return;
  }
  const auto [start, end] = *record.lang_span;
  if (start < text.start) {
    owned = replaced(stored.head, start, end, value);
    stored.head = owned;
  } else {
    owned = replaced(stored.tail, start - text.end, end - text.end, value);
    stored.tail = owned;
  }
}

RecordAround around_text(const JsonRecord* record) noexcept {
  if (record == nullptr) return {};
  const text::JsonSpan text = record->text_span;
  return {record->raw.substr(0, text.start), record->raw.substr(text.end)};
}

// The text to which the offsets of a document's removals refer.
std::string_view text_of(const Document& document, const CleanDocument& clean) noexcept {
  return document.content == Content::kHtml ? std::string_view(clean.page.text) : document.body;
}

void note_heavy_loss(std::uint32_t source, const Document& document, const CleanDocument& clean,
                     Batch& batch) {
  batch.heavy_losses.push_back(
      {.source = source,
       .location = document.location,
       .reason = clean.review_reason,
       .lang = clean.lang,
       .chars_before = clean.chars_before,
       .chars_after = clean.chars_after,
       .text = std::string(text::cut(text_of(document, clean), kExcerptBytes)),
       .kept = std::string(text::cut(clean.text, kExcerptBytes))});
}

// Notes the encoding of a document, unless it is UTF-8.
void note_encoding(std::uint32_t source, const Document& document, const CleanDocument& clean,
                   Batch& batch) {
  const std::string& encoding = clean.page.encoding;
  if (encoding.empty() || encoding == "utf-8") return;
  const Location& at = document.location;
  batch.problems.push_back(
      {source, at.line, "encoding", "decoded from " + encoding, {}, Outcome::kNoted, at.record});
}

// Turns a document into a problem of the batch, with its bytes as read.
void quarantine(std::uint32_t source, const Document& document, const CleanDocument& clean,
                std::string_view raw, Batch& batch) {
  const Location& at = document.location;
  std::string reason = row_prefix(at.record, at.line);
  reason += clean.review_reason;
  batch.problems.push_back(
      {source, at.line, "heavy_loss", std::move(reason), raw, Outcome::kQuarantined, at.record});
}

void store(const Cleaner& cleaner, const BatchOptions& options, const Document& document,
           const JsonRecord* record, const CleanDocument& clean, std::string& out) {
  std::string owned;  // bytes that `stored` refers to
  std::string signals;
  StoredDocument stored;
  stored.location = document.location;
  stored.lang = clean.lang;
  stored.confidence = clean.confidence;
  stored.is_reliable = clean.is_reliable;
  stored.site = document.site;
  stored.url = document.url;
  stored.chars = clean.chars_after;
  stored.chars_removed = clean.chars_before - std::min(clean.chars_before, clean.chars_after);
  stored.rank = options.site_order.empty() ? rank_of(document.rank)
                                           : rank_of_site(document.site, options.site_order);
  stored.text = clean.text;
  if (cleaner.options().signals && clean.signals) append_signals(*clean.signals, signals);
  stored.signals = signals;
  if (record != nullptr) {
    stored.has_own_text = cleaner.options().strip || document.content == Content::kHtml;
    set_record(*record, options.fields.lang, stored, owned);
  } else if (document.content == Content::kText) {
    stored.tail = document.line_end;
  }
  std::string page;
  if (document.content == Content::kHtml) append_page_parts(clean.page, page);
  stored.page = page;
  append_stored(stored, out);
}

}  // namespace

Batch clean_pieces(const Cleaner& cleaner, std::span<const Piece> pieces,
                   const BatchOptions& options, const DocumentTable& table,
                   const boilerplate::SharedSiteProfile* sites) {
  Batch batch;
  PieceReader reader(options, batch);
  for (const Piece& piece : pieces) reader.read(piece);
  batch.cleaned = cleaner.clean(batch.documents, 1, sites);
  // Reserve enough: unused room takes no memory, but growing would copy the bytes.
  std::size_t bytes = 0;
  for (const Piece& piece : pieces) bytes += piece.bytes.size();
  batch.stored.reserve(bytes);
  batch.audit.reserve(bytes);
  std::vector<CleanDocument>& cleaned = batch.cleaned.documents;
  const bool sets_aside = cleaner.options().on_heavy_loss == OnHeavyLoss::kQuarantine;
  std::size_t kept = 0;  // documents that stay in the batch, moved to its front
  for (std::size_t i = 0; i < batch.documents.size(); ++i) {
    const Document& document = batch.documents[i];
    const CleanDocument& clean = cleaned[i];
    const std::uint32_t source = batch.sources[i];
    const PieceReader::Origin& origin = reader.origins()[i];
    if (clean.is_heavy_loss) note_heavy_loss(source, document, clean, batch);
    note_encoding(source, document, clean, batch);
    if (sets_aside && clean.decision == Decision::kHeavyLoss) {
      quarantine(source, document, clean, origin.raw, batch);
      continue;
    }
    append_audit(table.source_json(source), document.location, text_of(document, clean), clean,
                 around_text(origin.record), batch.audit);
    if (clean.decision == Decision::kKept)
      store(cleaner, options, document, origin.record, clean, batch.stored);
    batch.notable.add(kept, clean, document.site);
    if (kept < i) {
      batch.documents[kept] = batch.documents[i];
      batch.sources[kept] = source;
      cleaned[kept] = std::move(cleaned[i]);
    }
    ++kept;
  }
  batch.notable.finish();
  batch.documents.resize(kept);
  batch.sources.resize(kept);
  cleaned.resize(kept);
  return batch;
}

std::size_t count_pieces(const Cleaner& cleaner, std::span<const Piece> pieces,
                         const BatchOptions& options, boilerplate::SharedSiteProfile& sites) {
  Batch batch;
  PieceReader reader(options, batch);
  for (const Piece& piece : pieces) reader.read(piece);
  cleaner.count(batch.documents, sites);
  return batch.documents.size();
}

}  // namespace saring::pipeline
