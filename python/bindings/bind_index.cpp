#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "dedup_args.hpp"
#include "interrupts.hpp"
#include "saring/dedup/index/index.hpp"
#include "saring/text/visible.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using dedup::IndexEntry;
using dedup::IndexMatch;
using dedup::IndexText;
using dedup::Keep;
// An index that close() closes. Running calls finish first, because they hold it.
class OpenIndex {
 public:
  OpenIndex(const std::filesystem::path& path, bool write, const dedup::WantedSettings& wanted)
      : index_(interruptible([&] {
          return std::make_shared<dedup::Index>(
              path, write ? dedup::Index::Mode::kWrite : dedup::Index::Mode::kRead, wanted);
        })) {}
  ~OpenIndex() { close(); }
  OpenIndex(const OpenIndex&) = delete;
  OpenIndex& operator=(const OpenIndex&) = delete;

  // Call it with the GIL held, which guards the pointer.
  [[nodiscard]] std::shared_ptr<dedup::Index> get() const {
    if (!index_) throw std::invalid_argument("the index is closed");
    return index_;
  }
  [[nodiscard]] bool is_closed() const noexcept { return !index_; }
  void close() {
    run_without_gil([held = std::move(index_)]() mutable { held.reset(); });
    index_.reset();
  }

 private:
  std::shared_ptr<dedup::Index> index_;
};

// Texts with their ids, from columns in Python.
class Rows {
 public:
  Rows(const py::object& ids, const py::object& texts, const std::vector<double>& timestamps,
       const py::object& groups)
      : ids_(ids, "ids"), texts_(texts) {
    if (!groups.is_none()) groups_ = std::make_unique<TextColumn>(groups, "groups");
    check(texts_.size(), "texts");
    if (!timestamps.empty()) check(timestamps.size(), "timestamps");
    if (groups_) check(groups_->size(), "groups");
    rows_.reserve(ids_.size());
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      IndexText row{.id = ids_.texts()[i], .text = texts_.texts()[i]};
      if (!timestamps.empty() && !std::isnan(timestamps[i])) row.timestamp = timestamps[i];
      if (groups_ && !groups_->is_null(i)) row.group = groups_->texts()[i];
      rows_.push_back(row);
    }
  }

  [[nodiscard]] const std::vector<IndexText>& rows() const noexcept { return rows_; }

 private:
  void check(std::size_t size, const char* name) const {
    if (size != ids_.size()) {
      throw py::value_error(std::string(name) + " must be as many as ids, " +
                            std::to_string(ids_.size()) + ", not " + std::to_string(size));
    }
  }

  TextColumn ids_;
  TextColumn texts_;
  std::unique_ptr<TextColumn> groups_;
  std::vector<IndexText> rows_;
};

void add(OpenIndex& self, const py::object& ids, const py::object& texts,
         const std::vector<double>& timestamps, const py::object& groups, NumThreads num_threads) {
  const Rows rows(ids, texts, timestamps, groups);
  const auto index = self.get();
  run_interruptible([&] { index->add(rows.rows(), num_threads); });
}

void update(OpenIndex& self, const py::object& ids, const py::object& texts,
            const std::vector<double>& timestamps, const py::object& groups,
            NumThreads num_threads) {
  const Rows rows(ids, texts, timestamps, groups);
  const auto index = self.get();
  run_interruptible([&] { index->update(rows.rows(), num_threads); });
}

void remove(OpenIndex& self, const py::object& ids) {
  const TextColumn column(ids, "ids");
  const auto index = self.get();
  run_interruptible([&] { index->remove(column.texts()); });
}

// Columns of timestamps and groups. Each may be missing.
class Extras {
 public:
  void add(const std::optional<double>& timestamp, std::optional<std::string>& group) {
    timestamps_.push_back(timestamp.value_or(0.0));
    has_timestamp_.push_back(timestamp ? 1 : 0);
    has_group_.push_back(group ? 1 : 0);
    groups_.push_back(group ? std::move(*group) : std::string());
  }
  void append_to(std::vector<std::pair<std::string, py::object>>& columns) {
    columns.emplace_back("timestamp",
                         make_column(std::move(timestamps_), std::move(has_timestamp_)));
    columns.emplace_back("group", make_string_column(groups_, std::move(has_group_)));
  }

 private:
  std::vector<double> timestamps_;
  Validity has_timestamp_;
  std::vector<std::string> groups_;
  Validity has_group_;
};

py::object query(const OpenIndex& self, const py::object& texts, NumThreads num_threads,
                 bool similar_only) {
  const TextColumn column(texts);
  const auto index = self.get();
  auto found =
      interruptible([&] { return index->query(column.texts(), num_threads, similar_only); });
  std::vector<std::uint64_t> rows;
  std::vector<std::string> ids;
  std::vector<std::int32_t> relations;
  std::vector<double> similarities;
  std::vector<double> containments;
  std::vector<double> containments_other;
  Extras extras;
  for (std::size_t row = 0; row < found.size(); ++row) {
    for (IndexMatch& match : found[row]) {
      rows.push_back(row);
      ids.push_back(std::move(match.id));
      relations.push_back(static_cast<std::int32_t>(match.relation));
      similarities.push_back(match.similarity);
      containments.push_back(match.containment);
      containments_other.push_back(match.containment_other);
      extras.add(match.timestamp, match.group);
    }
  }
  std::vector<std::pair<std::string, py::object>> columns{
      {"row", make_column(std::move(rows))},
      {"id", make_string_column(ids)},
      {"relation", make_dictionary_column(std::move(relations), kRelationNames)},
      {"similarity", make_column(std::move(similarities))},
      {"containment", make_column(std::move(containments))},
      {"containment_other", make_column(std::move(containments_other))}};
  extras.append_to(columns);
  return make_table(std::move(columns));
}

py::object entries(const OpenIndex& self) {
  const auto index = self.get();
  std::vector<IndexEntry> found = interruptible([&] { return index->entries(); });
  std::vector<std::string> ids;
  std::vector<std::uint64_t> shingles;
  Extras extras;
  for (IndexEntry& entry : found) {
    ids.push_back(std::move(entry.id));
    shingles.push_back(entry.shingles);
    extras.add(entry.timestamp, entry.group);
  }
  std::vector<std::pair<std::string, py::object>> columns{{"id", make_string_column(ids)}};
  extras.append_to(columns);
  columns.emplace_back("shingles", make_column(std::move(shingles)));
  return make_table(std::move(columns));
}

Keep keep_named(const std::string& name) {
  if (name == "longest") return Keep::kLongest;
  if (name == "first") return Keep::kFirst;
  if (name == "last") return Keep::kLast;
  if (name == "newest") return Keep::kNewest;
  throw py::value_error("keep must be one of 'longest', 'first', 'last', 'newest', not '" +
                        text::visible(name) + "'");
}

py::object clusters(const OpenIndex& self, const StrArg<"keep">& keep, NumThreads num_threads) {
  const Keep rule = keep_named(keep.value);
  const auto index = self.get();
  auto found = interruptible([&] { return index->clusters(rule, num_threads); });
  std::vector<std::uint8_t> kept;
  std::vector<std::string> representatives;
  for (std::size_t i = 0; i < found.ids.size(); ++i) {
    kept.push_back(found.found.is_kept(i) ? 1 : 0);
    representatives.push_back(found.ids[found.found.representative[i]]);
  }
  return make_table({{"id", make_string_column(found.ids)},
                     {"keep", make_bool_column(std::move(kept))},
                     {"cluster", make_column(std::move(found.found.cluster))},
                     {"representative", make_string_column(representatives)},
                     {"similarity", make_column(std::move(found.found.similarity))}});
}

py::dict stats(const OpenIndex& self) {
  const auto index = self.get();
  const dedup::IndexStats found = interruptible([&] { return index->stats(); });
  return py::dict(py::arg("documents") = found.documents, py::arg("removed") = found.removed,
                  py::arg("file_bytes") = found.file_bytes, py::arg("runs") = found.runs,
                  py::arg("postings") = found.postings);
}

}  // namespace

void bind_index(py::module_& m) {
  py::class_<OpenIndex>(m, "Index", "An index on disk. See saring.Index.")
      .def(py::init([](const std::filesystem::path& path, bool write,
                       std::optional<double> threshold, std::optional<std::string> measure,
                       std::optional<unsigned> ngram_size, const std::optional<Names>& normalize,
                       std::optional<double> containment) {
             dedup::WantedSettings wanted{.threshold = threshold,
                                          .measure = std::move(measure),
                                          .ngram_size = ngram_size,
                                          .containment = containment};
             if (normalize) wanted.normalize = normalization_of(*normalize);
             return std::make_unique<OpenIndex>(path, write, wanted);
           }),
           py::arg("path"), py::kw_only(), py::arg("write"), py::arg("threshold"),
           py::arg("measure"), py::arg("ngram_size"), py::arg("normalize"), py::arg("containment"))
      .def("add", &add, py::arg("ids"), py::arg("texts"), py::arg("timestamps"), py::arg("groups"),
           py::arg("num_threads"))
      .def("update", &update, py::arg("ids"), py::arg("texts"), py::arg("timestamps"),
           py::arg("groups"), py::arg("num_threads"))
      .def("remove", &remove, py::arg("ids"))
      .def("query", &query, py::arg("texts"), py::arg("num_threads"), py::arg("similar_only"))
      .def(
          "contains",
          [](const OpenIndex& self, py::handle id) {
            const TextArg arg(id, "id");
            const auto index = self.get();
            return interruptible([&] { return index->contains(arg.view()); });
          },
          py::arg("id"))
      .def("__len__",
           [](const OpenIndex& self) {
             const auto index = self.get();
             return interruptible([&] { return index->size(); });
           })
      .def("entries", &entries)
      .def("clusters", &clusters, py::arg("keep"), py::arg("num_threads"))
      .def("stats", &stats)
      .def("check",
           [](const OpenIndex& self) {
             const auto index = self.get();
             run_interruptible([&] { index->check(); });
           })
      .def("compact",
           [](const OpenIndex& self) {
             const auto index = self.get();
             run_interruptible([&] { index->compact(); });
           })
      .def("close", &OpenIndex::close)
      .def_property_readonly("is_closed", &OpenIndex::is_closed)
      .def_property_readonly("settings", [](const OpenIndex& self) {
        const dedup::IndexSettings& settings = self.get()->settings();
        return py::dict(py::arg("threshold") = settings.threshold,
                        py::arg("measure") = settings.measure,
                        py::arg("ngram_size") = settings.ngram_size,
                        py::arg("normalize") = dedup::names_of(settings.normalize),
                        py::arg("containment") = settings.containment);
      });
  m.attr("MAX_INDEX_ID_BYTES") = dedup::kMaxIdBytes;
}

}  // namespace saring::python
