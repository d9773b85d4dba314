#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "dedup_args.hpp"
#include "interrupts.hpp"
#include "saring/dedup/overlap.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using dedup::OverlapFinder;
using dedup::OverlapOptions;
using dedup::OverlapSide;
using dedup::TextOverlap;

// The part of the text between two code point offsets.
std::string part_of(std::string_view valid, std::uint64_t start, std::uint64_t end) {
  const char* p = valid.data();
  std::uint64_t at = 0;
  for (; at < start; ++at) static_cast<void>(text::decode(p));
  const char* const begin = p;
  for (; at < end; ++at) static_cast<void>(text::decode(p));
  return {begin, p};
}

// One row for each of `texts` that shares something. `first` is the number of the first text.
py::object items_table(std::span<const std::string_view> texts,
                       const std::vector<TextOverlap>& overlaps, std::size_t first) {
  std::vector<std::uint32_t> test;
  std::vector<std::uint32_t> train;
  std::vector<std::int32_t> relation;
  std::vector<double> similarity;
  std::vector<double> containment;
  std::vector<double> containment_train;
  std::vector<std::uint32_t> num_train;
  std::vector<std::uint64_t> words;
  std::vector<std::uint64_t> shared_words;
  std::vector<std::uint64_t> passage_words;
  std::vector<std::uint64_t> start;
  std::vector<std::uint64_t> end;
  std::vector<std::uint32_t> passage_train;
  std::vector<std::uint64_t> train_start;
  std::vector<std::uint64_t> train_end;
  std::vector<std::string> passage;
  std::vector<std::uint8_t> has_relation;
  std::vector<std::uint8_t> has_passage;
  for (std::size_t i = 0; i < overlaps.size(); ++i) {
    const TextOverlap& o = overlaps[i];
    const bool related = o.other != TextOverlap::kNone;
    const bool shares = o.passage.words > 0;
    if (!related && !shares) continue;
    test.push_back(static_cast<std::uint32_t>(first + i));
    train.push_back(related ? o.other : 0);
    relation.push_back(related ? static_cast<std::int32_t>(o.relation) : 4);
    similarity.push_back(o.similarity);
    containment.push_back(o.containment);
    containment_train.push_back(o.containment_other);
    num_train.push_back(o.num_others);
    words.push_back(o.words);
    shared_words.push_back(o.shared_words);
    passage_words.push_back(o.passage.words);
    start.push_back(o.passage.start);
    end.push_back(o.passage.end);
    passage_train.push_back(o.passage.first_text);
    train_start.push_back(o.passage.first_start);
    train_end.push_back(o.passage.first_end);
    passage.push_back(shares ? part_of(texts[i], o.passage.start, o.passage.end) : std::string());
    has_relation.push_back(related ? 1 : 0);
    has_passage.push_back(shares ? 1 : 0);
  }
  return make_table({{"test", make_column(std::move(test))},
                     {"train", make_column(std::move(train), has_relation)},
                     {"relation", make_dictionary_column(std::move(relation),
                                                         {"exact", "near", "contains",
                                                          "contained_in", "shares_passage"})},
                     {"similarity", make_column(std::move(similarity), has_relation)},
                     {"containment", make_column(std::move(containment), has_relation)},
                     {"containment_train", make_column(std::move(containment_train), has_relation)},
                     {"num_train", make_column(std::move(num_train))},
                     {"words", make_column(std::move(words))},
                     {"shared_words", make_column(std::move(shared_words))},
                     {"passage_words", make_column(std::move(passage_words))},
                     {"start", make_column(std::move(start), has_passage)},
                     {"end", make_column(std::move(end), has_passage)},
                     {"passage_train", make_column(std::move(passage_train), has_passage)},
                     {"train_start", make_column(std::move(train_start), has_passage)},
                     {"train_end", make_column(std::move(train_end), has_passage)},
                     {"passage", make_string_column(passage, has_passage)}});
}

// Keeps the data that the finder needs from Python objects.
class PyOverlapFinder {
 public:
  PyOverlapFinder(const py::object& indexed, const OverlapOptions& options)
      : indexed_(indexed), finder_(options), side_(options.side) {
    run_interruptible([&] { finder_.index(indexed_.texts()); });
  }

  // The table of `texts` for a streamed test set, else None.
  py::object compare(const py::object& texts) {
    const TextColumn column(texts);
    const std::size_t first = num_compared_;
    num_compared_ += column.size();
    std::vector<TextOverlap> found;
    run_interruptible([&] { found = finder_.compare(column.texts()); });
    if (side_ == OverlapSide::kIndexed) return py::none();
    return items_table(column.texts(), found, first);
  }

  // The table of the indexed test set.
  py::object report() {
    std::vector<TextOverlap> found;
    run_interruptible([&] { found = finder_.report(indexed_.texts()); });
    return items_table(indexed_.texts(), found, 0);
  }

  [[nodiscard]] std::size_t num_indexed() const { return indexed_.size(); }
  [[nodiscard]] std::size_t num_compared() const { return num_compared_; }
  [[nodiscard]] bool all_found() const { return finder_.all_found(); }

 private:
  TextColumn indexed_;
  OverlapFinder finder_;
  OverlapSide side_;
  std::size_t num_compared_ = 0;
};

}  // namespace

void bind_overlap(py::module_& m) {
  py::class_<PyOverlapFinder>(m, "OverlapFinder", "Compares two corpora. See saring.overlap.")
      .def(py::init([](const py::object& indexed, bool reports_indexed, double threshold,
                       StrArg<"measure"> measure, double containment,
                       std::size_t containment_min_shingles, std::size_t passage_words,
                       IntArg<unsigned, "ngram_size"> ngram_size, const Names& normalize,
                       NumThreads num_threads) {
             return std::make_unique<PyOverlapFinder>(
                 indexed, OverlapOptions{.side = reports_indexed ? OverlapSide::kIndexed
                                                                 : OverlapSide::kStreamed,
                                         .threshold = threshold,
                                         .measure = std::move(measure.value),
                                         .containment = containment,
                                         .containment_min_shingles = containment_min_shingles,
                                         .passage_words = passage_words,
                                         .shingles = {.ngram_size = ngram_size,
                                                      .normalize = normalization_of(normalize)},
                                         .num_threads = num_threads});
           }),
           py::arg("indexed"), py::kw_only(), py::arg("reports_indexed"), py::arg("threshold"),
           py::arg("measure"), py::arg("containment"), py::arg("containment_min_shingles"),
           py::arg("passage_words"), py::arg("ngram_size"), py::arg("normalize"),
           py::arg("num_threads"))
      .def("compare", &PyOverlapFinder::compare, py::arg("texts"),
           "The table of these texts, or None where the indexed ones are reported.")
      .def("report", &PyOverlapFinder::report, "The table of the indexed texts.")
      .def_property_readonly("num_indexed", &PyOverlapFinder::num_indexed)
      .def_property_readonly("num_compared", &PyOverlapFinder::num_compared)
      .def_property_readonly("all_found", &PyOverlapFinder::all_found);
}

}  // namespace saring::python
