#include "run_batches.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <array>

#include "saring/base/hash.hpp"
#include "saring/text/utf8.hpp"

namespace saring::python {

using pipeline::CleanDocument;
using pipeline::Decision;
using pipeline::Piece;

py::bytes to_bytes(std::string_view data) { return {data.data(), data.size()}; }

std::string_view bytes_view(py::handle value) {
  char* data = nullptr;
  py::ssize_t size = 0;
  if (PyBytes_AsStringAndSize(value.ptr(), &data, &size) != 0) throw py::error_already_set();
  return {data, static_cast<std::size_t>(size)};
}

Pieces::Pieces(const py::list& given) {
  for (const py::handle row : given) {
    const py::tuple& fields = rows.emplace_back(py::reinterpret_borrow<py::object>(row));
    Piece& piece = pieces.emplace_back();
    piece.kind = static_cast<pipeline::PieceKind>(fields[0].cast<std::uint8_t>());
    piece.source = fields[1].cast<std::uint32_t>();
    piece.first_record = fields[2].cast<std::uint64_t>();
    piece.first_line = fields[3].cast<std::uint64_t>();
    piece.bytes = PyBytes_Check(fields[4].ptr()) ? bytes_view(fields[4])
                                                 : texts.emplace_back(fields[4]).view();
    if (!fields[5].is_none()) piece.id = bytes_view(fields[5]);
    if (!fields[6].is_none()) piece.site = texts.emplace_back(fields[6]).view();
    if (fields.size() > 7 && !fields[7].is_none()) piece.rank = bytes_view(fields[7]);
    if (fields.size() > 8 && !fields[8].is_none()) piece.date = bytes_view(fields[8]);
  }
}

CleanedBatch::CleanedBatch(std::shared_ptr<const RunCleaner> cleaner, const py::list& pieces,
                           const Table& table, const boilerplate::SharedSiteProfile* sites)
    : cleaner_(std::move(cleaner)), pieces_(pieces) {
  with_locks(
      [&] {
        batch_ =
            clean_pieces(cleaner_->cleaner, pieces_.pieces, cleaner_->options, table.value, sites);
      },
      std::shared_lock(table.names, std::defer_lock));
}

const CleanDocument& CleanedBatch::at(std::size_t i) const {
  if (i >= size()) throw py::index_error();
  return batch_.cleaned.documents[i];
}

std::string_view CleanedBatch::source_text(std::size_t i) const {
  const CleanDocument& clean = at(i);
  const bool is_page = batch_.documents[i].content == pipeline::Content::kHtml;
  return is_page ? std::string_view(clean.page.text) : batch_.documents[i].body;
}

py::list CleanedBatch::problems() const {
  // By pipeline::Outcome. Python uses these values.
  static constexpr std::array<const char*, 3> kOutcomes = {"quarantined", "repaired", "noted"};
  py::list rows;
  for (const pipeline::RecordProblem& problem : batch_.problems) {
    rows.append(py::make_tuple(
        problem.source, problem.line == 0 ? py::object(py::none()) : py::int_(problem.line),
        problem.kind, problem.reason,
        problem.raw.empty() ? py::object(py::none()) : py::object(to_bytes(problem.raw)),
        kOutcomes[static_cast<std::size_t>(problem.outcome)],
        problem.line == 0 ? py::object(py::int_(problem.record)) : py::object(py::none())));
  }
  return rows;
}

namespace {

// (start, end, role, rule, reason, is_span). Offsets are code points of `text`.
py::list removal_rows(std::string_view text, const std::vector<pipeline::Removal>& removals) {
  text::CodePointOffsets offsets(text);
  py::list rows;
  for (const pipeline::Removal& removal : removals) {
    const std::size_t start = offsets(removal.start);
    rows.append(py::make_tuple(start, offsets(removal.end), boilerplate::role_name(removal.role),
                               removal.rule, removal.reason, removal.is_span));
  }
  return rows;
}

}  // namespace

py::list CleanedBatch::removals(std::size_t i) const {
  return removal_rows(source_text(i), at(i).removals);
}

py::tuple CleanedBatch::excerpt(std::size_t i, std::size_t removal, std::size_t max_bytes) const {
  if (removal >= at(i).removals.size()) throw py::index_error();
  const pipeline::Excerpt part = excerpt_of(source_text(i), at(i), removal, max_bytes);
  return py::make_tuple(part.text, removal_rows(part.text, part.removals), part.has_more_before,
                        part.has_more_after);
}

py::tuple CleanedBatch::described(std::size_t i) const {
  const CleanDocument& clean = at(i);
  const pipeline::Location& place = batch_.documents[i].location;
  return py::make_tuple(batch_.sources[i], place.record,
                        place.line == 0 ? py::object(py::none()) : py::int_(place.line),
                        place.id.empty() ? py::object(py::none()) : py::object(to_bytes(place.id)),
                        clean.lang, clean.chars_before, clean.chars_after);
}

py::tuple CleanedBatch::notable() const {
  const pipeline::Notable& notable = batch_.notable;
  py::list losses;
  for (const pipeline::NotableDocument& loss : notable.losses()) {
    losses.append(py::make_tuple(loss.rank, loss.document, loss.removal));
  }
  const auto rows_of = [](const auto& best) {
    py::list rows;
    for (const auto& [name, shown] : best) {
      rows.append(py::make_tuple(name, shown.rank, shown.document, shown.removal));
    }
    return rows;
  };
  return py::make_tuple(notable.shares(), losses, rows_of(notable.rules()),
                        rows_of(notable.sites()));
}

py::list CleanedBatch::markup() const {
  py::list rows;
  for (std::size_t i = 0; i < size(); ++i) {
    if (!at(i).is_markup) continue;
    const pipeline::Location& place = batch_.documents[i].location;
    rows.append(py::make_tuple(batch_.sources[i], place.record,
                               place.line == 0 ? py::object(py::none()) : py::int_(place.line)));
  }
  return rows;
}

py::list CleanedBatch::heavy_losses() const {
  py::list rows;
  for (const pipeline::HeavyLoss& loss : batch_.heavy_losses) {
    const pipeline::Location& at = loss.location;
    rows.append(py::make_tuple(
        loss.source, at.record, at.line == 0 ? py::object(py::none()) : py::int_(at.line),
        at.id.empty() ? py::object(py::none()) : py::object(to_bytes(at.id)), loss.reason,
        loss.lang, loss.chars_before, loss.chars_after, loss.text, loss.kept));
  }
  return rows;
}

std::vector<std::pair<std::uint64_t, std::size_t>> CleanedBatch::samples(
    std::size_t most, std::size_t max_chars) const {
  std::vector<std::pair<std::uint64_t, std::size_t>> keys;
  for (std::size_t i = 0; i < size(); ++i) {
    const CleanDocument& clean = batch_.cleaned.documents[i];
    if (clean.decision != Decision::kKept || clean.removals.empty()) continue;
    if (clean.chars_before > max_chars) continue;
    // Shifted so that it fits into an int64.
    const std::uint64_t place = mix64(batch_.sources[i] + 1) + batch_.documents[i].location.record;
    keys.emplace_back(mix64(place) >> 1U, i);
  }
  const auto end = keys.begin() + static_cast<std::ptrdiff_t>(std::min(most, keys.size()));
  std::partial_sort(keys.begin(), end, keys.end());
  keys.erase(end, keys.end());
  return keys;
}

StoredBatch::StoredBatch(py::bytes stored, const Table& table, std::size_t first_row,
                         std::size_t end_row)
    : stored_(std::move(stored)) {
  const std::string_view bytes = bytes_view(stored_);
  with_locks(
      [&] {
        if (end_row > table.value.size()) throw py::index_error();
        rows_ = pipeline::stored_rows(bytes, table.value, first_row, end_row);
      },
      to_read(table));
}

void StoredBatch::check_rows(const Table& table) const {
  if (!rows_.empty() && rows_.back().row >= table.value.size()) throw py::index_error();
}

const pipeline::StoredDocument* StoredBatch::find(std::size_t row) const {
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), row,
                       [](const pipeline::StoredRow& a, std::size_t b) { return a.row < b; });
  return found != rows_.end() && found->row == row ? &found->document : nullptr;
}

py::list StoredBatch::kept(const Table& table, std::uint32_t source) const {
  const auto documents = with_locks(
      [&] {
        check_rows(table);
        std::vector<const pipeline::StoredRow*> found;
        for (const pipeline::StoredRow& stored : rows_) {
          if (table.value.source(stored.row) == source &&
              table.value.decision(stored.row) == Decision::kKept) {
            found.push_back(&stored);
          }
        }
        return found;
      },
      to_read(table));
  py::list kept;
  for (const pipeline::StoredRow* stored : documents) {
    const pipeline::StoredDocument& document = stored->document;
    kept.append(
        py::make_tuple(document.location.record, document.text, document.lang, stored->row));
  }
  return kept;
}

py::tuple StoredBatch::signals(std::size_t row) const {
  const pipeline::StoredDocument* document = find(row);
  if (document == nullptr || document->signals.empty()) throw py::index_error();
  const text::Signals signals = pipeline::read_signals(document->signals);
  py::tuple values(text::kSignals);
  for (std::size_t i = 0; i < text::kSignals; ++i) values[i] = signal_value(signals, i);
  return values;
}

}  // namespace saring::python
