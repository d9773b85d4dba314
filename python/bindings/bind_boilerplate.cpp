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
#include "saring/boilerplate/lines/rule_files.hpp"
#include "saring/pipeline/host_name.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using boilerplate::LineDecision;
using boilerplate::LineStripper;
using boilerplate::RemovedRange;
using boilerplate::RoleSpan;
using boilerplate::Rule;
using boilerplate::RuleFile;
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

// A stripper with the caller's rule files and the library's.
class Stripper {
 public:
  // `model`: the bytes of a model file; empty: no model; nothing: the library's model. `model_name`
  // is for errors.
  Stripper(const std::vector<RuleFile>& files, bool built_in,
           const std::optional<std::string>& model, const std::string& model_name) {
    run_interruptible([&] {
      rules_.emplace(files, built_in);
      const auto bytes =
          model ? std::as_bytes(std::span(*model)) : boilerplate::built_in_line_model();
      stripper_.emplace(rules_->rules(), bytes, model_name);
    });
  }

  [[nodiscard]] const LineStripper& get() const { return *stripper_; }

  // Buffers that are reused by later calls, because allocating them takes a fifth of a short call.
  // Call both functions with the GIL held, which serves as their lock.
  LineStripper::Scratch take_scratch() const {
    if (scratches_.empty()) return {};
    LineStripper::Scratch scratch = std::move(scratches_.back());
    scratches_.pop_back();
    return scratch;
  }
  void give_back(LineStripper::Scratch&& scratch, std::size_t text_bytes) const {
    // Buffers of a large text are freed.
    if (text_bytes <= kMaxSharedBytes && scratches_.size() < kMaxShared)
      scratches_.push_back(std::move(scratch));
  }

  [[nodiscard]] std::span<const Rule> rules() const { return rules_->rules(); }

 private:
  static constexpr std::size_t kMaxSharedBytes = std::size_t{1} << 16;
  static constexpr std::size_t kMaxShared = 16;  // threads

  std::optional<boilerplate::RuleFiles> rules_;
  std::optional<LineStripper> stripper_;
  mutable std::vector<LineStripper::Scratch> scratches_;
};

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

// A stripped text. Its lines and ranges become Python objects when they are requested.
class Stripped {
 public:
  Stripped(std::shared_ptr<const Stripper> stripper, py::handle source, StripOptions options,
           std::string_view site, const SharedProfile* profile)
      : stripper_(std::move(stripper)) {
    const TextArg arg(source);
    std::string kept;
    LineStripper::Scratch scratch = stripper_->take_scratch();
    run_interruptible([&] {
      std::shared_ptr<const boilerplate::SiteBoilerplate> of_site;
      if (profile != nullptr) of_site = profile->boilerplate_of(pipeline::host_of(site));
      options.site = of_site.get();
      stripper_->get().strip(arg.view(), options, scratch, result_);
      boilerplate::append_kept_text(arg.view(), result_, kept);
    });
    stripper_->give_back(std::move(scratch), arg.view().size());
    kept_ = to_str(kept);
    // The given str, unless lone surrogates in it were replaced.
    const bool is_given = PyUnicode_CheckExact(source.ptr()) && arg.is_unchanged_str();
    original_ = is_given ? py::reinterpret_borrow<py::str>(source) : to_str(arg.view());
  }

  [[nodiscard]] const py::str& kept() const { return kept_; }
  [[nodiscard]] const py::str& original() const { return original_; }
  [[nodiscard]] const StripResult& result() const { return result_; }

  [[nodiscard]] py::object part(std::optional<RoleSpan> StripResult::*field) const {
    const std::optional<RoleSpan>& span = result_.*field;
    if (!span) return py::none();
    const TextArg text(original_);
    return to_str(text.view().substr(span->start, span->end - span->start));
  }

  // Lines and spans with offsets in code points: one forward pass over both.
  [[nodiscard]] py::list lines() const {
    const TextArg text(original_);
    text::CodePointOffsets offset(text.view());
    SharedStrings shared;
    py::list lines(result_.lines.size());
    SignalCheck check;
    for (std::size_t i = 0; i < result_.lines.size(); ++i) {
      check();
      const LineDecision& line = result_.lines[i];
      const std::size_t start = offset(line.start);
      py::tuple spans(line.num_spans);
      for (std::uint32_t s = 0; s < line.num_spans; ++s) {
        const RoleSpan& span = result_.spans[line.first_span + s];
        const std::size_t span_start = offset(span.start);
        spans[s] = py::make_tuple(span_start, offset(span.end), shared(role_name(span.role)),
                                  span.keep, shared(span.rule), shared(span.reason));
      }
      lines[i] =
          py::make_tuple(start, offset(line.end), line.keep, shared(role_name(line.role)),
                         line.score, shared(line.reason), shared(line.rule), std::move(spans));
    }
    return lines;
  }

  // The removed ranges, in code points.
  [[nodiscard]] py::list removed_ranges() const {
    const TextArg text(original_);
    text::CodePointOffsets offset(text.view());
    py::list ranges(result_.removed.size());
    SignalCheck check;
    for (std::size_t i = 0; i < result_.removed.size(); ++i) {
      check();
      const std::size_t start = offset(result_.removed[i].start);
      ranges[i] = py::make_tuple(start, offset(result_.removed[i].end));
    }
    return ranges;
  }

 private:
  std::shared_ptr<const Stripper> stripper_;  // the result refers to its rules
  py::str kept_;
  py::str original_;
  StripResult result_;
};

std::unique_ptr<Stripped> strip(std::shared_ptr<const Stripper> stripper, py::handle text,
                                const StrArg<"language">& language, const py::object& keep_roles,
                                float threshold, const StrArg<"site">& site,
                                const SharedProfile* profile) {
  return std::make_unique<Stripped>(
      std::move(stripper), text,
      StripOptions{
          .language = language.value, .keep_roles = role_set(keep_roles), .threshold = threshold},
      site.value, profile);
}

// A removed line or span.
struct Removed {
  std::int64_t start = 0;  // code points of its range
  std::int64_t end = 0;
  std::int32_t role = 0;
  float score = 1;
  std::string_view rule;  // of the stripper
};

// The result of strip_batch for one text.
struct Row {
  std::string text, title, byline, caption, dateline;
  std::string_view review_reason;  // empty: no review is needed
  float confidence = 1;
  std::uint32_t removed_lines = 0;
  std::vector<Removed> removed;
};

void fill_removed(std::string_view text, const StripResult& result, Row& row) {
  text::CodePointOffsets offset(text);
  row.removed.reserve(result.removed.size());
  for (const RemovedRange& range : result.removed) {
    Removed& removed = row.removed.emplace_back();
    removed.start = static_cast<std::int64_t>(offset(range.start));
    removed.end = static_cast<std::int64_t>(offset(range.end));
    if (range.span != RemovedRange::kWholeLine) {
      removed.role = static_cast<std::int32_t>(result.spans[range.span].role);
      removed.rule = result.spans[range.span].rule;
    } else {
      const LineDecision& line = result.lines[range.line];
      removed.role = static_cast<std::int32_t>(line.role);
      removed.rule = line.rule;
      removed.score = line.score;
    }
  }
}

void fill(std::string_view text, const StripResult& result, Row& row) {
  row.review_reason = result.review_reason;
  row.confidence = result.confidence;
  boilerplate::append_kept_text(text, result, row.text);
  const auto copy = [&](const std::optional<RoleSpan>& span, std::string& out) {
    if (span) out.assign(text.substr(span->start, span->end - span->start));
  };
  copy(result.title, row.title);
  copy(result.byline, row.byline);
  copy(result.caption, row.caption);
  copy(result.dateline, row.dateline);
  for (const LineDecision& line : result.lines)
    row.removed_lines += line.keep || line.is_blank ? 0 : 1;
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

using Columns = std::vector<std::pair<std::string, py::object>>;

void add_review(const std::vector<Row>& rows, const TextColumn& column, Columns& columns) {
  std::vector<std::uint8_t> needs_review(rows.size());
  Validity has_reason(rows.size());
  std::vector<std::string> reasons(rows.size());
  std::vector<float> confidence(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    reasons[i] = rows[i].review_reason;
    confidence[i] = rows[i].confidence;
    needs_review[i] = has_reason[i] = reasons[i].empty() ? 0 : 1;
  }
  columns.emplace_back("needs_review",
                       make_bool_column(std::move(needs_review), column.validity()));
  columns.emplace_back("review_reason", make_string_column(reasons, std::move(has_reason)));
  columns.emplace_back("confidence", make_column(std::move(confidence), column.validity()));
}

// Parallel lists, one of each per text. Roles and rules are dictionary-encoded.
void add_removed(const std::vector<Row>& rows, const Validity& validity, Columns& columns) {
  std::vector<std::int64_t> ends = {0};
  std::vector<std::int64_t> starts_in_text;
  std::vector<std::int64_t> ends_in_text;
  std::vector<std::int32_t> roles;
  std::vector<std::int32_t> rules;
  std::vector<float> scores;
  std::vector<std::string> rule_names;
  std::unordered_map<std::string_view, std::int32_t> rule_codes;
  SignalCheck check;
  for (const Row& row : rows) {
    check();
    for (const Removed& removed : row.removed) {
      starts_in_text.push_back(removed.start);
      ends_in_text.push_back(removed.end);
      roles.push_back(removed.role);
      scores.push_back(removed.score);
      if (removed.rule.empty()) {
        rules.push_back(-1);
        continue;
      }
      const auto [found, is_new] =
          rule_codes.try_emplace(removed.rule, static_cast<std::int32_t>(rule_names.size()));
      if (is_new) rule_names.emplace_back(removed.rule);
      rules.push_back(found->second);
    }
    ends.push_back(static_cast<std::int64_t>(roles.size()));
  }
  const auto add = [&](const char* name, const py::object& items) {
    columns.emplace_back(name, make_list_column(ends, items, validity));
  };
  add("removed_start", make_column(std::move(starts_in_text)));
  add("removed_end", make_column(std::move(ends_in_text)));
  add("removed_role", make_dictionary_column(std::move(roles), role_names()));
  add("removed_rule", make_dictionary_column(std::move(rules), rule_names));
  add("removed_score", make_column(std::move(scores)));
}

py::object strip_batch(const Stripper& stripper, const py::object& texts,
                       const StrArg<"language">& language, const py::object& keep_roles,
                       float threshold, bool removed, NumThreads num_threads,
                       const py::object& sites, const SharedProfile* profile) {
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
    std::vector<std::shared_ptr<const boilerplate::SiteBoilerplate>> of_site;
    if (profile != nullptr && names) {
      of_site.resize(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        check_cancelled();
        if (!names->is_null(i))
          of_site[i] = profile->boilerplate_of(pipeline::host_of(names->texts()[i]));
      }
    }
    parallel_for(rows.size(), 32, workers,
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   StripOptions of_text = options;
                   for (std::size_t i = begin; i < end; ++i) {
                     check_cancelled();
                     of_text.site = of_site.empty() ? nullptr : of_site[i].get();
                     stripper.get().strip(views[i], of_text, scratch[worker], results[worker]);
                     fill(views[i], results[worker], rows[i]);
                     if (removed) fill_removed(views[i], results[worker], rows[i]);
                   }
                 });
  });
  std::vector<std::uint32_t> dropped(rows.size());
  std::transform(rows.begin(), rows.end(), dropped.begin(),
                 [](const Row& row) { return row.removed_lines; });
  Columns columns;
  columns.emplace_back("text", string_column(rows, &Row::text, column, false));
  columns.emplace_back("title", string_column(rows, &Row::title, column, true));
  columns.emplace_back("byline", string_column(rows, &Row::byline, column, true));
  columns.emplace_back("caption", string_column(rows, &Row::caption, column, true));
  columns.emplace_back("dateline", string_column(rows, &Row::dateline, column, true));
  columns.emplace_back("num_removed_lines", make_column(std::move(dropped), column.validity()));
  add_review(rows, column, columns);
  if (removed) add_removed(rows, column.validity(), columns);
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
  py::class_<Stripped>(m, "Stripped", "A text, and what was decided about it. See saring.Stripped.")
      .def_property_readonly("text", &Stripped::kept)
      .def_property_readonly("original", &Stripped::original)
      .def_property_readonly("title", [](const Stripped& s) { return s.part(&StripResult::title); })
      .def_property_readonly("byline",
                             [](const Stripped& s) { return s.part(&StripResult::byline); })
      .def_property_readonly("caption",
                             [](const Stripped& s) { return s.part(&StripResult::caption); })
      .def_property_readonly("dateline",
                             [](const Stripped& s) { return s.part(&StripResult::dateline); })
      .def_property_readonly("needs_review",
                             [](const Stripped& s) { return s.result().needs_review; })
      .def_property_readonly("review_reason",
                             [](const Stripped& s) {
                               return s.result().needs_review
                                          ? py::object(to_str(s.result().review_reason))
                                          : py::none();
                             })
      .def_property_readonly("confidence", [](const Stripped& s) { return s.result().confidence; })
      .def("lines", &Stripped::lines,
           "(start, end, keep, role, score, reason, rule, spans) of each line; of each span: "
           "(start, end, role, keep, rule, reason). Offsets are code points.")
      .def("removed_ranges", &Stripped::removed_ranges, "(start, end) of each, in code points.");
  py::class_<Stripper, std::shared_ptr<Stripper>>(
      m, "LineStripper", "Rules and the line model. See saring.LineStripper.")
      .def(py::init([](const NamedBytes& files, bool built_in,
                       const std::optional<std::string>& model, const std::string& model_name) {
             return std::make_shared<Stripper>(rule_files(files), built_in, model, model_name);
           }),
           py::arg("rule_files"), py::arg("built_in_rules"), py::arg("model").none(true),
           py::arg("model_name"))
      .def("rules", &rules_of,
           "(id, language, role, pattern, example to drop, example to keep, source) of each rule.")
      .def("strip", &strip, py::arg("text"), py::arg("language"), py::arg("keep_roles"),
           py::arg("threshold"), py::arg("site"), py::arg("profile").none(true),
           "One text, stripped.")
      .def("strip_batch", &strip_batch, py::arg("texts"), py::arg("language"),
           py::arg("keep_roles"), py::arg("threshold"), py::arg("removed"), py::arg("num_threads"),
           py::arg("site"), py::arg("profile").none(true), "A table, one row a text.");
}

}  // namespace saring::python
