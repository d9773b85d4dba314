#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <utility>
#include <vector>

#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/text/visible.hpp"

// Arguments of deduplication that are names.
namespace saring::python {

namespace py = pybind11;

using Names = std::vector<std::string>;

// The value of a name. ValueError for an unknown name; the message lists the known names.
template <typename Value>
Value named(const std::string& name, const char* argument,
            const std::vector<std::pair<const char*, Value>>& values) {
  std::string known;
  for (const auto& [text, value] : values) {
    if (name == text) return value;
    known += (known.empty() ? "'" : ", '") + std::string(text) + "'";
  }
  throw py::value_error(std::string(argument) + " must be one of " + known + ", not '" +
                        text::visible(name) + "'");
}

// By value of dedup::Relation.
inline const std::vector<std::string> kRelationNames = {"exact", "near", "contains", "contained_in",
                                                        "shares_passage"};

inline dedup::Contained contained_named(const std::string& name) {
  using dedup::Contained;
  return named<Contained>(
      name, "contained",
      {{"keep", Contained::kKeep}, {"excerpts", Contained::kExcerpts}, {"all", Contained::kAll}});
}

// The normalization for the names of the differences that do not count.
inline dedup::Normalization normalization_of(const Names& names) {
  using dedup::Normalization;
  dedup::Normalization out{.letter_case = false, .punctuation = false};
  for (const std::string& name : names) {
    out.*named<bool Normalization::*>(name, "normalize",
                                      {{"case", &Normalization::letter_case},
                                       {"marks", &Normalization::marks},
                                       {"digits", &Normalization::digits},
                                       {"punctuation", &Normalization::punctuation},
                                       {"symbols", &Normalization::symbols}}) = true;
  }
  return out;
}

}  // namespace saring::python
