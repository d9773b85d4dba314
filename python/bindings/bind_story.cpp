#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "saring/dedup/story.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using dedup::StoryOptions;
using dedup::StoryOverlap;
using dedup::StoryRule;

py::object stories(const py::object& texts, const std::vector<std::uint32_t>& representative,
                   const std::vector<double>& times, const StoryRule& rule,
                   NumThreads num_threads) {
  const TextColumn column(texts);
  std::vector<std::uint32_t> found;
  run_interruptible([&] {
    found = dedup::find_stories(column.texts(), representative, times,
                                {.rule = rule, .num_threads = num_threads});
  });
  return make_column(std::move(found));
}

StoryOverlap overlap(py::handle left, py::handle right, const StoryRule& rule) {
  const TextArg a(left, "left");
  const TextArg b(right, "right");
  StoryOverlap found;
  run_interruptible([&] { found = dedup::story_overlap(a.view(), b.view(), rule); });
  return found;
}

}  // namespace

void bind_story(py::module_& m) {
  py::class_<StoryRule>(m, "StoryRule", "When two texts are linked as one story.")
      .def(py::init<>())
      .def_readwrite("evidence", &StoryRule::evidence)
      .def_readwrite("stock_frequency", &StoryRule::stock_frequency)
      .def_readwrite("gap", &StoryRule::gap)
      .def_readwrite("contained", &StoryRule::contained)
      .def_readwrite("covered", &StoryRule::covered)
      .def_readwrite("opening", &StoryRule::opening)
      .def_readwrite("lead", &StoryRule::lead)
      .def_readwrite("facts", &StoryRule::facts)
      .def_readwrite("max_seconds", &StoryRule::max_seconds)
      .def_readwrite("majority", &StoryRule::majority);
  py::class_<StoryOverlap>(m, "StoryOverlap", "What two texts share, as StoryRule sees it.")
      .def_readonly("evidence", &StoryOverlap::evidence)
      .def_readonly("covered_left", &StoryOverlap::covered_left)
      .def_readonly("covered_right", &StoryOverlap::covered_right)
      .def_readonly("facts", &StoryOverlap::facts)
      .def_readonly("linked", &StoryOverlap::linked);
  m.def("stories", &stories, py::arg("texts"), py::arg("representative"), py::arg("times"),
        py::arg("rule"), py::arg("num_threads"), "The story of each text (find_stories).");
  m.def("story_overlap", &overlap, py::arg("left"), py::arg("right"), py::arg("rule"),
        "How two texts by themselves share a story.");
}

}  // namespace saring::python
