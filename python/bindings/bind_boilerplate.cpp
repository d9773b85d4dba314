#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "args.hpp"
#include "bind_sites.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/pipeline/host_name.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using boilerplate::LineDecision;
using boilerplate::LineStripper;
using boilerplate::RoleSpan;
using boilerplate::Rule;
using boilerplate::RuleTable;
using boilerplate::StripOptions;
using boilerplate::StripResult;

using Names = std::vector<std::string>;

py::str to_str(std::string_view s) { return {s.data(), s.size()}; }

Names role_names() {
  Names names;
  for (std::size_t i = 0; i < boilerplate::kRoleCount; ++i) {
    names.emplace_back(boilerplate::role_name(static_cast<boilerplate::Role>(i)));
  }
  return names;
}

// A stripper with the rule files of the caller beside those of the library.
class Stripper {
 public:
  // `files`: name and content of each. `model`: bytes of a model file; empty: none; nothing: ours.
  // `model_name` is for errors.
  Stripper(const std::vector<std::pair<std::string, std::string>>& files, bool built_in,
           const std::optional<std::string>& model, const std::string& model_name) {
    run_interruptible([&] { load(files, built_in, model, model_name); });
  }

  [[nodiscard]] const LineStripper& get() const { return *stripper_; }
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }

 private:
  void load(const std::vector<std::pair<std::string, std::string>>& files, bool built_in,
            const std::optional<std::string>& model, const std::string& model_name) {
    if (built_in)
      rules_.assign(boilerplate::built_in_rules().begin(), boilerplate::built_in_rules().end());
    for (const auto& [name, content] : files) {
      check_cancelled();
      tables_.push_back(RuleTable::parse(content, name));
      const auto added = tables_.back().rules();
      rules_.insert(rules_.end(), added.begin(), added.end());
    }
    const auto bytes =
        model ? std::as_bytes(std::span(*model)) : boilerplate::built_in_line_model();
    stripper_ = std::make_unique<LineStripper>(rules_, bytes, model_name);
  }

  std::vector<RuleTable> tables_;
  std::vector<Rule> rules_;
  std::unique_ptr<LineStripper> stripper_;
};

py::object part(std::string_view text, const std::optional<RoleSpan>& span) {
  return span ? py::object(to_str(text.substr(span->start, span->end - span->start))) : py::none();
}

// One Python object for each of a few strings that many lines share: roles, reasons and rules.
class SharedStrings {
 public:
  const py::str& operator()(std::string_view s) {
    const auto found = strings_.find(s);
    return found != strings_.end() ? found->second : strings_.emplace(s, to_str(s)).first->second;
  }

 private:
  std::unordered_map<std::string_view, py::str> strings_;
};

// Lines and spans with offsets in code points: one forward pass over both.
py::list lines_of(std::string_view text, const StripResult& result) {
  text::CodePointOffsets offset(text);
  SharedStrings shared;
  py::list lines(result.lines.size());
  SignalCheck check;
  for (std::size_t i = 0; i < result.lines.size(); ++i) {
    check();
    const LineDecision& line = result.lines[i];
    const std::size_t start = offset(line.start);
    py::tuple spans(line.num_spans);
    for (std::uint32_t s = 0; s < line.num_spans; ++s) {
      const RoleSpan& span = result.spans[line.first_span + s];
      const std::size_t span_start = offset(span.start);
      spans[s] = py::make_tuple(span_start, offset(span.end), shared(role_name(span.role)),
                                span.keep, shared(span.rule));
    }
    lines[i] = py::make_tuple(start, offset(line.end), line.keep, shared(role_name(line.role)),
                              line.score, shared(line.reason), shared(line.rule), std::move(spans));
  }
  return lines;
}

// The ranges that were removed, in code points.
py::list removed_of(std::string_view text, const StripResult& result) {
  text::CodePointOffsets offset(text);
  py::list ranges(result.removed.size());
  SignalCheck check;
  for (std::size_t i = 0; i < result.removed.size(); ++i) {
    check();
    const std::size_t start = offset(result.removed[i].start);
    ranges[i] = py::make_tuple(start, offset(result.removed[i].end));
  }
  return ranges;
}

py::tuple strip(const Stripper& stripper, py::handle source, const StrArg<"language">& language,
                const py::object& keep_roles, float threshold, const StrArg<"site">& site,
                const SharedProfile* profile) {
  const TextArg arg(source);
  StripOptions options{
      .language = language.value, .keep_roles = role_set(keep_roles), .threshold = threshold};
  StripResult result;
  std::string kept;
  std::shared_ptr<const boilerplate::SiteFurniture> furniture;
  run_interruptible([&] {
    if (profile != nullptr) furniture = profile->furniture(pipeline::host_of(site.value));
    options.site = furniture.get();
    result = stripper.get().strip(arg.view(), options);
    boilerplate::append_kept_text(arg.view(), result, kept);
  });
  const std::string_view text = arg.view();
  return py::make_tuple(
      to_str(text), to_str(kept), lines_of(text, result), removed_of(text, result),
      part(text, result.title), part(text, result.byline), part(text, result.caption),
      part(text, result.dateline),
      result.needs_review ? py::object(to_str(result.review_reason)) : py::none());
}

// What strip_batch gives for one text.
struct Row {
  std::string text, title, byline, caption, dateline;
  std::uint32_t dropped_lines = 0;
};

void fill(std::string_view text, const StripResult& result, Row& row) {
  boilerplate::append_kept_text(text, result, row.text);
  const auto copy = [&](const std::optional<RoleSpan>& span, std::string& out) {
    if (span) out.assign(text.substr(span->start, span->end - span->start));
  };
  copy(result.title, row.title);
  copy(result.byline, row.byline);
  copy(result.caption, row.caption);
  copy(result.dateline, row.dateline);
  for (const LineDecision& line : result.lines)
    row.dropped_lines += line.keep || line.is_blank ? 0 : 1;
}

py::object string_column(std::vector<Row>& rows, std::string Row::*field, const TextColumn& column,
                         bool empty_is_null) {
  std::vector<std::string> values(rows.size());
  std::vector<std::uint8_t> validity(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    values[i] = std::move(rows[i].*field);
    validity[i] = column.is_null(i) || (empty_is_null && values[i].empty()) ? 0 : 1;
  }
  return make_string_column(values, std::move(validity));
}

py::object strip_batch(const Stripper& stripper, const py::object& texts,
                       const StrArg<"language">& language, const py::object& keep_roles,
                       float threshold, NumThreads num_threads, const py::object& sites,
                       const SharedProfile* profile) {
  const TextColumn column(texts);
  std::optional<TextColumn> names;
  if (!sites.is_none()) names.emplace(sites, "site");
  if (names && names->size() != column.size()) {
    throw py::value_error("site: has " + std::to_string(names->size()) + " rows, texts has " +
                          std::to_string(column.size()));
  }
  const StripOptions options{
      .language = language.value, .keep_roles = role_set(keep_roles), .threshold = threshold};
  std::vector<Row> rows(column.size());
  run_interruptible([&] {
    const unsigned workers = resolve_threads(num_threads);
    std::vector<LineStripper::Scratch> scratch(workers);
    std::vector<StripResult> results(scratch.size());
    const auto views = column.texts();
    std::vector<std::shared_ptr<const boilerplate::SiteFurniture>> furniture;
    if (profile != nullptr && names) {
      furniture.resize(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        check_cancelled();
        if (!names->is_null(i))
          furniture[i] = profile->furniture(pipeline::host_of(names->texts()[i]));
      }
    }
    parallel_for(rows.size(), 32, workers,
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   StripOptions of_text = options;
                   for (std::size_t i = begin; i < end; ++i) {
                     check_cancelled();
                     of_text.site = furniture.empty() ? nullptr : furniture[i].get();
                     stripper.get().strip(views[i], of_text, scratch[worker], results[worker]);
                     fill(views[i], results[worker], rows[i]);
                   }
                 });
  });
  std::vector<std::uint32_t> dropped(rows.size());
  std::transform(rows.begin(), rows.end(), dropped.begin(),
                 [](const Row& row) { return row.dropped_lines; });
  std::vector<std::pair<std::string, py::object>> columns;
  columns.emplace_back("text", string_column(rows, &Row::text, column, false));
  columns.emplace_back("title", string_column(rows, &Row::title, column, true));
  columns.emplace_back("byline", string_column(rows, &Row::byline, column, true));
  columns.emplace_back("caption", string_column(rows, &Row::caption, column, true));
  columns.emplace_back("dateline", string_column(rows, &Row::dateline, column, true));
  columns.emplace_back("dropped_lines", make_column(std::move(dropped), column.validity()));
  return make_table(std::move(columns));
}

py::list rules_of(const Stripper& stripper) {
  py::list out;
  for (const Rule& rule : stripper.rules()) {
    out.append(py::make_tuple(to_str(rule.id), to_str(rule.language), to_str(role_name(rule.role)),
                              to_str(rule.pattern), to_str(rule.drop), to_str(rule.keep),
                              to_str(rule.source)));
  }
  return out;
}

}  // namespace

void bind_boilerplate(py::module_& m) {
  m.def("role_names", &role_names, "The roles that a line can have.");
  m.attr("MAX_RULE_FILE_BYTES") = boilerplate::kMaxRuleFileBytes;
  py::class_<Stripper>(m, "LineStripper", "Rules and the line model. See saring.LineStripper.")
      .def(py::init<const std::vector<std::pair<std::string, std::string>>&, bool,
                    const std::optional<std::string>&, const std::string&>(),
           py::arg("rule_files"), py::arg("built_in_rules"), py::arg("model").none(true),
           py::arg("model_name"))
      .def("rules", &rules_of,
           "(id, language, role, pattern, example to drop, example to keep, source) of each rule.")
      .def("strip", &strip, py::arg("text"), py::arg("language"), py::arg("keep_roles"),
           py::arg("threshold"), py::arg("site"), py::arg("profile").none(true),
           "(input, article, lines, removed ranges, title, byline, caption, dateline, "
           "reason for a review or None).")
      .def("strip_batch", &strip_batch, py::arg("texts"), py::arg("language"),
           py::arg("keep_roles"), py::arg("threshold"), py::arg("num_threads"), py::arg("site"),
           py::arg("profile").none(true), "A table, one row a text.");
}

}  // namespace saring::python
