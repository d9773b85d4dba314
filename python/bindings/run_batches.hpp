#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/boilerplate/sites/shared_site_profile.hpp"
#include "saring/pipeline/batch.hpp"
#include "saring/pipeline/cleaner.hpp"
#include "saring/pipeline/copies.hpp"
#include "saring/pipeline/document_table.hpp"
#include "saring/pipeline/file_copies.hpp"
#include "saring/pipeline/output.hpp"
#include "text_column.hpp"

// The batches of a run as Python objects. Each keeps alive what its views refer to.
namespace saring::python {

[[nodiscard]] py::bytes to_bytes(std::string_view data);

// The signal with this number. None if it is unknown, an int if it is a count.
[[nodiscard]] py::object signal_value(const text::Signals& signals, std::size_t number);

// The content of a bytes object, without a copy. TypeError for anything else.
[[nodiscard]] std::string_view bytes_view(py::handle value);

// A mutable object of the core with a lock, so that several threads can use it.
template <typename T>
struct Locked {
  T value;
  mutable std::shared_mutex mutex;

  template <typename... Arguments>
  explicit Locked(Arguments&&... arguments) : value(std::forward<Arguments>(arguments)...) {}
};
struct Table : Locked<pipeline::DocumentTable> {
  // The lock of the names of sources. A cleaning call holds it for reading until it ends, while
  // rows are added. `mutex` is the lock of the rows. Take this lock first if you need both.
  mutable std::shared_mutex names;
};
using Finder = Locked<pipeline::CopyFinder>;
using FileFinder = Locked<pipeline::FileCopyFinder>;
using Counts = Locked<pipeline::Tally>;

// Runs `work` with locks that were made with std::defer_lock, taken in their order. It releases the
// GIL first, because the thread that has the lock may need it. Ctrl-C ends the wait, too.
template <typename Work, typename... Locks>
auto with_locks(Work work, Locks... locks) {
  return interruptible([&] {
    const auto wait_for = [](auto lock) {
      while (!lock.try_lock()) {
        check_cancelled();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      return lock;
    };
    const std::tuple<Locks...> held{wait_for(std::move(locks))...};
    return work();
  });
}

// A lock to change the object.
template <typename T>
[[nodiscard]] std::unique_lock<std::shared_mutex> to_write(const Locked<T>& object) {
  return {object.mutex, std::defer_lock};
}

// A lock to read it together with other readers.
template <typename T>
[[nodiscard]] std::shared_lock<std::shared_mutex> to_read(const Locked<T>& object) {
  return {object.mutex, std::defer_lock};
}

struct RunCleaner {
  pipeline::Cleaner cleaner;
  pipeline::BatchOptions options;
};

// Pieces from Python (tuples as Cleaner.clean() takes them) and the bytes that they refer to. They
// are in tuples, which cannot change while the GIL is released.
struct Pieces {
  std::vector<py::tuple> rows;
  std::deque<TextArg> texts;
  std::vector<pipeline::Piece> pieces;

  explicit Pieces(const py::list& given);
};

// A batch after the first pass.
class CleanedBatch {
 public:
  // `sites` may be null.
  CleanedBatch(std::shared_ptr<const RunCleaner> cleaner, const py::list& pieces,
               const Table& table, const boilerplate::SharedSiteProfile* sites);

  [[nodiscard]] const pipeline::Batch& batch() const noexcept { return batch_; }
  [[nodiscard]] std::size_t size() const noexcept { return batch_.documents.size(); }
  // IndexError after the last one.
  [[nodiscard]] const pipeline::CleanDocument& at(std::size_t i) const;
  // The text, or the visible text of a page, to which the offsets of removals refer.
  [[nodiscard]] std::string_view source_text(std::size_t i) const;

  // (source, line or None, kind, reason, raw bytes or None, outcome, record if there is
  // no line)
  [[nodiscard]] py::list problems() const;
  // (start, end, role, rule, reason, is_span). Offsets are code points of source_text(i).
  [[nodiscard]] py::list removals(std::size_t i) const;
  // (source, record, line or None) of each document whose text is HTML.
  [[nodiscard]] py::list markup() const;
  // (source, record, line or None, id as JSON or None, reason, language, characters before and
  // after, beginnings of the text as read and of the rest) of each heavy loss.
  [[nodiscard]] py::list heavy_losses() const;
  // (source, record, line or None, id as JSON or None, language, characters before and after)
  [[nodiscard]] py::tuple described(std::size_t i) const;
  // shares, losses, rules and sites of pipeline::Notable: losses as (rank, document, removal),
  // rules and sites as (name, rank, document, removal).
  [[nodiscard]] py::tuple notable() const;
  // The part of a text around a removal: (text, removals as above, whether there is more text
  // before, and after).
  [[nodiscard]] py::tuple excerpt(std::size_t i, std::size_t removal, std::size_t max_bytes) const;
  // (key, position) of the `most` kept documents with the smallest keys, among those with removals
  // and at most `max_chars` characters. A key depends only on the document's place.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::size_t>> samples(
      std::size_t most, std::size_t max_chars) const;

 private:
  std::shared_ptr<const RunCleaner> cleaner_;
  Pieces pieces_;
  pipeline::Batch batch_;
};

// Stored documents of the rows [first_row, end_row).
class StoredBatch {
 public:
  StoredBatch(py::bytes stored, const Table& table, std::size_t first_row, std::size_t end_row);

  [[nodiscard]] const std::vector<pipeline::StoredRow>& rows() const noexcept { return rows_; }
  // IndexError unless the table has all rows. The caller must hold the table's lock.
  void check_rows(const Table& table) const;
  // Null if the row is not in the batch.
  [[nodiscard]] const pipeline::StoredDocument* find(std::size_t row) const;
  // (record, text, language, row) of the kept documents of a source.
  [[nodiscard]] py::list kept(const Table& table, std::uint32_t source) const;
  // The values of the signals of a row, None if unknown. IndexError if the row is not in the batch
  // or has none.
  [[nodiscard]] py::tuple signals(std::size_t row) const;

 private:
  py::bytes stored_;
  std::vector<pipeline::StoredRow> rows_;
};

}  // namespace saring::python
