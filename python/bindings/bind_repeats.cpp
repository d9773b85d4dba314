#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "dedup_args.hpp"
#include "interrupts.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/repeats.hpp"
#include "saring/dedup/without_repeats.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using dedup::Repeat;
using dedup::RepeatOptions;
using dedup::RepeatUnit;

// Replaces byte offsets by code point offsets. First places may be in any order.
void count_code_points(std::span<const std::string_view> texts, std::vector<Repeat>& repeats,
                       unsigned num_threads) {
  struct Offset {
    std::uint32_t text;
    std::uint64_t* at;
  };
  std::vector<Offset> offsets;
  offsets.reserve(4 * repeats.size());
  for (Repeat& repeat : repeats) {
    offsets.push_back({repeat.text, &repeat.start});
    offsets.push_back({repeat.text, &repeat.end});
    offsets.push_back({repeat.first_text, &repeat.first_start});
    offsets.push_back({repeat.first_text, &repeat.first_end});
  }
  std::sort(offsets.begin(), offsets.end(), [](const Offset& a, const Offset& b) {
    return a.text != b.text ? a.text < b.text : *a.at < *b.at;
  });
  std::vector<std::size_t> begin;  // of the offsets of one text
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (i == 0 || offsets[i].text != offsets[i - 1].text) begin.push_back(i);
  }
  begin.push_back(offsets.size());
  parallel_for(begin.size() - 1, 64, num_threads,
               [&](std::size_t first, std::size_t last, unsigned) {
                 for (std::size_t i = first; i < last; ++i) {
                   text::CodePointOffsets count(texts[offsets[begin[i]].text]);
                   for (std::size_t k = begin[i]; k < begin[i + 1]; ++k) {
                     *offsets[k].at = count(static_cast<std::size_t>(*offsets[k].at));
                   }
                 }
               });
}

py::object span_table(const std::vector<Repeat>& repeats) {
  const auto column = [&](auto member) {
    using Value = std::remove_cvref_t<decltype(repeats.front().*member)>;
    std::vector<Value> values;
    values.reserve(repeats.size());
    for (const Repeat& repeat : repeats) values.push_back(repeat.*member);
    return make_column(std::move(values));
  };
  return make_table({{"row", column(&Repeat::text)},
                     {"start", column(&Repeat::start)},
                     {"end", column(&Repeat::end)},
                     {"words", column(&Repeat::words)},
                     {"first_row", column(&Repeat::first_text)},
                     {"first_start", column(&Repeat::first_start)},
                     {"first_end", column(&Repeat::first_end)}});
}

// The texts without their repeats. Texts that have none are copied unchanged.
std::vector<std::string> remaining_texts(std::span<const std::string_view> texts,
                                         std::span<const Repeat> repeats, unsigned num_threads) {
  std::vector<std::string> out(texts.size());
  std::vector<std::size_t> begin(texts.size() + 1, 0);
  for (const Repeat& repeat : repeats) ++begin[repeat.text + 1];
  for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  parallel_for(texts.size(), 64, num_threads, [&](std::size_t first, std::size_t last, unsigned) {
    for (std::size_t i = first; i < last; ++i) {
      out[i] = dedup::without_repeats(texts[i], repeats.subspan(begin[i], begin[i + 1] - begin[i]));
    }
  });
  return out;
}

RepeatOptions repeat_options(const StrArg<"by">& by, std::size_t min_words, std::uint64_t min_count,
                             const StrArg<"keep">& keep, const Names& normalize,
                             NumThreads num_threads, std::size_t memory_budget,
                             const std::filesystem::path& temp_folder) {
  return {.unit = named<RepeatUnit>(by.value, "by",
                                    {{"passage", RepeatUnit::kPassage},
                                     {"paragraph", RepeatUnit::kParagraph},
                                     {"line", RepeatUnit::kLine}}),
          .min_words = min_words,
          .min_count = min_count,
          .keep_first = named<bool>(keep.value, "keep", {{"first", true}, {"none", false}}),
          .normalize = normalization_of(normalize),
          .num_threads = num_threads,
          .memory_budget = memory_budget,
          .temp_folder = temp_folder.string()};
}

// Reads a collection twice, in batches.
class PyRepeatFinder {
 public:
  explicit PyRepeatFinder(const RepeatOptions& options)
      : num_threads_(options.num_threads), finder_(options) {}

  void count(const py::object& texts) {
    const TextColumn column(texts);
    run_interruptible([&] { finder_.count(column.texts()); });
  }

  // (repeats, remaining texts). `text` counts from the first of these texts.
  py::tuple find(const py::object& texts) {
    const TextColumn column(texts);
    std::vector<Repeat> repeats;
    std::vector<std::string> remaining;
    run_interruptible([&] {
      repeats = finder_.find(column.texts());
      for (Repeat& repeat : repeats) repeat.text -= num_found_;
      remaining = remaining_texts(column.texts(), repeats, num_threads_);
    });
    num_found_ += static_cast<std::uint32_t>(column.size());
    py::list places;
    for (std::size_t i = 0; i < repeats.size();) {
      const std::uint32_t number = repeats[i].text;
      // Starts and ends of one text ascend.
      text::CodePointOffsets start(column.texts()[number]);
      text::CodePointOffsets end(column.texts()[number]);
      for (; i < repeats.size() && repeats[i].text == number; ++i) {
        const Repeat& repeat = repeats[i];
        places.append(py::make_tuple(number, start(static_cast<std::size_t>(repeat.start)),
                                     end(static_cast<std::size_t>(repeat.end)), repeat.words,
                                     repeat.first_text));
      }
    }
    return py::make_tuple(places, make_string_column(remaining, column.validity()));
  }

 private:
  unsigned num_threads_;
  dedup::RepeatFinder finder_;
  std::uint32_t num_found_ = 0;
};

// (spans, remaining texts)
py::tuple find_repeats(const py::object& texts, const RepeatOptions& options) {
  const TextColumn column(texts);
  std::vector<Repeat> repeats;
  std::vector<std::string> remaining;
  run_interruptible([&] {
    repeats = dedup::find_repeats(column.texts(), options);
    remaining = remaining_texts(column.texts(), repeats, options.num_threads);
    count_code_points(column.texts(), repeats, options.num_threads);
  });
  return py::make_tuple(span_table(repeats), make_string_column(remaining, column.validity()));
}

}  // namespace

void bind_repeats(py::module_& m) {
  py::class_<RepeatOptions>(m, "RepeatOptions", "How to look for repeats.")
      .def(py::init(&repeat_options), py::kw_only(), py::arg("by"), py::arg("min_words"),
           py::arg("min_count"), py::arg("keep"), py::arg("normalize"), py::arg("num_threads"),
           py::arg("memory_budget"), py::arg("temp_folder"));
  m.def("find_repeats", &find_repeats, py::arg("texts"), py::arg("options"),
        "(spans, remaining texts). See saring.repeated_passages.");
  py::class_<PyRepeatFinder>(m, "RepeatFinder", "Finds repeats in a collection that is read twice.")
      .def(py::init<const RepeatOptions&>(), py::arg("options"))
      .def("count", &PyRepeatFinder::count, py::arg("texts"), "Reads texts for the first time.")
      .def("find", &PyRepeatFinder::find, py::arg("texts"),
           "Reads them again: a list of (text, start, end, words, first text), with the numbers of "
           "these texts and of all, and the texts that are left.");
}

}  // namespace saring::python
