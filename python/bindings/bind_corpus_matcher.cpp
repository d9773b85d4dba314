#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "dedup_args.hpp"
#include "ids.hpp"
#include "interrupts.hpp"
#include "saring/dedup/corpus_matcher.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using dedup::CorpusMatch;
using dedup::CorpusMatcher;
using dedup::MatchOptions;
using dedup::OverlapSide;

// Stores the matches, so that the table can be made when the ids are known.
class PyCorpusMatcher {
 public:
  explicit PyCorpusMatcher(const MatchOptions& options) : matcher_(options), side_(options.side) {}

  // `name`: the argument's name in errors.
  void index(const py::object& texts, const std::string& name) {
    const TextColumn column(texts, name.c_str());
    run_interruptible([&] { matcher_.index(column.texts()); });
  }

  // If these texts are reported: the positions of the texts that have a match, ascending.
  std::vector<std::uint32_t> compare(const py::object& texts, const std::string& name) {
    const TextColumn column(texts, name.c_str());
    const auto first = static_cast<std::uint32_t>(num_compared_);
    num_compared_ += column.size();
    std::vector<std::uint32_t> rows;
    run_interruptible([&] {
      const auto more = matcher_.compare(column.texts());
      found_.insert(found_.end(), more.begin(), more.end());
      for (const CorpusMatch& match : more) rows.push_back(match.text - first);
      rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    });
    return rows;
  }

  // The table of all matches so far. `ids`: the ids of the corpus that is not reported.
  py::object matches(const Ids& ids) {
    if (side_ == OverlapSide::kIndexed) {
      run_interruptible([&] { found_ = matcher_.report(); });
    }
    const std::size_t n = found_.size();
    std::vector<std::uint32_t> row(n);
    std::vector<std::uint32_t> other_row(n);
    std::vector<std::int32_t> relation(n);
    std::vector<double> similarity(n);
    std::vector<double> containment(n);
    std::vector<double> containment_other(n);
    for (std::size_t i = 0; i < n; ++i) {
      const CorpusMatch& match = found_[i];
      row[i] = match.text;
      other_row[i] = match.other;
      relation[i] = static_cast<std::int32_t>(match.relation);
      similarity[i] = match.similarity;
      containment[i] = match.containment;
      containment_other[i] = match.containment_other;
    }
    std::vector<std::pair<std::string, py::object>> columns;
    columns.emplace_back("row", make_column(std::move(row)));
    if (ids.index() != 0) columns.emplace_back("id", id_column(ids, other_row));
    columns.emplace_back("other_row", make_column(std::move(other_row)));
    columns.emplace_back("relation",
                         make_dictionary_column(std::move(relation), {"exact", "near"}));
    columns.emplace_back("similarity", make_column(std::move(similarity)));
    columns.emplace_back("containment", make_column(std::move(containment)));
    columns.emplace_back("containment_other", make_column(std::move(containment_other)));
    return make_table(std::move(columns));
  }

  [[nodiscard]] std::size_t num_compared() const { return num_compared_; }
  [[nodiscard]] bool all_found() const { return matcher_.all_found(); }

 private:
  CorpusMatcher matcher_;
  OverlapSide side_;
  std::vector<CorpusMatch> found_;
  std::size_t num_compared_ = 0;
};

}  // namespace

void bind_corpus_matcher(py::module_& m) {
  py::class_<PyCorpusMatcher>(
      m, "CorpusMatcher", "Finds near-duplicates in another corpus. See saring.near_duplicates.")
      .def(py::init([](bool reports_indexed, double threshold, StrArg<"measure"> measure,
                       std::size_t match_limit, IntArg<unsigned, "ngram_size"> ngram_size,
                       const Names& normalize, NumThreads num_threads) {
             return std::make_unique<PyCorpusMatcher>(MatchOptions{
                 .side = reports_indexed ? OverlapSide::kIndexed : OverlapSide::kStreamed,
                 .threshold = threshold,
                 .measure = std::move(measure.value),
                 .match_limit = match_limit,
                 .shingles = {.ngram_size = ngram_size, .normalize = normalization_of(normalize)},
                 .num_threads = num_threads});
           }),
           py::kw_only(), py::arg("reports_indexed"), py::arg("threshold"), py::arg("measure"),
           py::arg("match_limit"), py::arg("ngram_size"), py::arg("normalize"),
           py::arg("num_threads"))
      .def("index", &PyCorpusMatcher::index, py::arg("texts"), py::arg("name"))
      .def("compare", &PyCorpusMatcher::compare, py::arg("texts"), py::arg("name"),
           "Positions of those that have a match, where they are reported.")
      .def("matches", &PyCorpusMatcher::matches, py::arg("ids"),
           "The table of all matches so far; ids of the corpus that is not reported, or None.")
      .def_property_readonly("num_compared", &PyCorpusMatcher::num_compared)
      .def_property_readonly("all_found", &PyCorpusMatcher::all_found);
}

}  // namespace saring::python
