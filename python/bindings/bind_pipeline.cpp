// The cleaner over batches of documents, its counts, and the search for copies among what it kept.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/dedup/deduplicator.hpp"
#include "saring/pipeline/cleaner.hpp"
#include "saring/text/json_text.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {

namespace {

using pipeline::CleanBatch;
using pipeline::CleanDocument;
using pipeline::Cleaner;
using pipeline::Document;
using pipeline::Tally;

py::bytes to_bytes(std::string_view data) { return {data.data(), data.size()}; }

template <typename T>
py::bytes array_bytes(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string_view bytes_view(py::handle value) {
  char* data = nullptr;
  py::ssize_t size = 0;
  if (PyBytes_AsStringAndSize(value.ptr(), &data, &size) != 0) throw py::error_already_set();
  return {data, static_cast<std::size_t>(size)};
}

boilerplate::RoleSet role_set(const std::vector<std::string>& names) {
  boilerplate::RoleSet roles;
  for (const std::string& name : names) {
    const auto role = boilerplate::role_from_name(name);
    if (!role) throw std::invalid_argument("unknown role '" + name + "'");
    roles.add(*role);
  }
  return roles;
}

// A cleaned batch, and the texts that it was made from.
class Batch {
 public:
  explicit Batch(CleanBatch cleaned) : cleaned_(std::move(cleaned)) {}

  [[nodiscard]] const CleanDocument& at(std::size_t i) const {
    if (i >= cleaned_.documents.size()) throw py::index_error();
    return cleaned_.documents[i];
  }
  [[nodiscard]] const CleanBatch& cleaned() const noexcept { return cleaned_; }

  [[nodiscard]] py::bytes join(std::string CleanDocument::*member) const {
    std::size_t size = 0;
    for (const CleanDocument& document : cleaned_.documents) size += (document.*member).size();
    py::bytes joined(static_cast<const char*>(nullptr), size);
    char* out = PyBytes_AS_STRING(joined.ptr());
    for (const CleanDocument& document : cleaned_.documents) {
      out = std::copy((document.*member).begin(), (document.*member).end(), out);
    }
    return joined;
  }

  [[nodiscard]] py::bytes lengths() const {
    std::vector<std::uint64_t> lengths;
    for (const CleanDocument& document : cleaned_.documents) {
      if (document.verdict == pipeline::Verdict::kKept) lengths.push_back(document.output.size());
    }
    return array_bytes(lengths);
  }

  [[nodiscard]] py::bytes verdicts() const {
    std::vector<std::uint8_t> verdicts;
    for (const CleanDocument& document : cleaned_.documents) {
      verdicts.push_back(static_cast<std::uint8_t>(document.verdict));
    }
    return array_bytes(verdicts);
  }

  [[nodiscard]] std::vector<std::size_t> removal_counts() const {
    std::vector<std::size_t> counts;
    for (const CleanDocument& document : cleaned_.documents) {
      counts.push_back(document.removals.size());
    }
    return counts;
  }

 private:
  CleanBatch cleaned_;
};

// What was read, kept alive and valid UTF-8 while the core works on it.
struct Arguments {
  std::deque<TextArg> texts;
  std::vector<Document> documents;

  Arguments(const py::list& bodies, const py::bytes& formats, const py::list& records,
            const py::list& wheres, const py::list& sites) {
    const std::string_view kinds = bytes_view(formats);
    if (kinds.size() != bodies.size() || records.size() != bodies.size() ||
        wheres.size() != bodies.size() || sites.size() != bodies.size()) {
      throw std::invalid_argument("the columns of a batch differ in length");
    }
    documents.resize(bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i) {
      Document& document = documents[i];
      document.format = static_cast<pipeline::Format>(kinds[i]);
      document.body = document.format == pipeline::Format::kHtml
                          ? bytes_view(bodies[i])
                          : texts.emplace_back(bodies[i]).view();
      if (!records[i].is_none()) document.record = bytes_view(records[i]);
      document.where = bytes_view(wheres[i]);
      if (!sites[i].is_none()) document.site = texts.emplace_back(sites[i]).view();
    }
  }
};

Batch clean_batch(const Cleaner& cleaner, const py::list& bodies, const py::bytes& formats,
                  const py::list& records, const py::list& wheres, const py::list& sites,
                  unsigned num_threads) {
  const Arguments arguments(bodies, formats, records, wheres, sites);
  const py::gil_scoped_release release;
  return Batch(cleaner.clean(arguments.documents, num_threads));
}

// (begin, end, role, rule, reason, is_span), offsets in code points of `text`.
py::list removals_of(const Batch& batch, std::size_t i, const py::object& text) {
  const CleanDocument& document = batch.at(i);
  const TextArg given(text);
  text::CodePointOffsets offsets(document.page_text.empty() ? given.view() : document.page_text);
  py::list rows;
  for (const pipeline::Removal& removal : document.removals) {
    const std::size_t begin = offsets(removal.begin);
    rows.append(py::make_tuple(begin, offsets(removal.end), boilerplate::role_name(removal.role),
                               removal.rule, removal.reason, removal.is_span));
  }
  return rows;
}

py::dict tally_dict(const Tally& tally) {
  py::dict roles;
  for (std::size_t i = 0; i < tally.roles.size(); ++i) {
    const auto name = boilerplate::role_name(static_cast<boilerplate::Role>(i));
    roles[py::str(name)] =
        py::dict(py::arg("lines") = tally.roles[i].lines, py::arg("chars") = tally.roles[i].chars);
  }
  py::dict rules;
  for (const auto& [name, rule] : tally.rules) {
    rules[py::str(name)] =
        py::dict(py::arg("role") = boilerplate::role_name(rule.role),
                 py::arg("reason") = rule.reason, py::arg("lines") = rule.lines,
                 py::arg("chars") = rule.chars, py::arg("examples") = rule.examples);
  }
  py::dict languages;
  for (const auto& [code, language] : tally.languages) {
    languages[py::str(code)] =
        py::dict(py::arg("documents") = language.documents, py::arg("kept") = language.kept,
                 py::arg("chars") = language.chars);
  }
  py::dict sites;
  for (const auto& [name, site] : tally.sites) {
    sites[py::str(name)] = py::dict(
        py::arg("documents") = site.documents, py::arg("lines") = site.lines,
        py::arg("chars_before") = site.chars_before, py::arg("chars_after") = site.chars_after);
  }
  return py::dict(py::arg("documents") = tally.documents, py::arg("sites") = sites,
                  py::arg("chars_before") = tally.chars_before,
                  py::arg("chars_after") = tally.chars_after,
                  py::arg("verdict_chars") = tally.verdict_chars, py::arg("roles") = roles,
                  py::arg("rules") = rules, py::arg("languages") = languages);
}

// Copies among the kept documents of all batches, in the order of adding.
class DuplicateFinder {
 public:
  DuplicateFinder(double threshold, unsigned num_threads, std::string temp_folder)
      : finder_({.threshold = threshold,
                 .pair_limit = 0,
                 .num_threads = num_threads,
                 .temp_folder = std::move(temp_folder)}) {}

  void add(const Batch& batch) {
    std::vector<std::string_view> texts;
    for (const CleanDocument& document : batch.cleaned().documents) {
      if (document.verdict == pipeline::Verdict::kKept) texts.push_back(document.text);
    }
    finder_.add(texts);
  }

  // Columns: the text that stays for each (uint32), similarity to it (double), 1 where exact
  // (uint8).
  [[nodiscard]] py::tuple finish(const std::string& keep) const {
    if (keep != "longest" && keep != "first") {
      throw std::invalid_argument("keep must be 'longest' or 'first', not '" + keep + "'");
    }
    dedup::Duplicates found;
    std::vector<std::uint8_t> exact;
    {
      const py::gil_scoped_release release;
      found = finder_.finish(keep == "first" ? dedup::Keep::kFirst : dedup::Keep::kLongest);
      exact.resize(found.size());
      for (const dedup::DuplicatePair& pair : found.pairs) {
        if (pair.relation != dedup::Relation::kExact) continue;
        if (found.kept[pair.left] == pair.right) exact[pair.left] = 1;
        if (found.kept[pair.right] == pair.left) exact[pair.right] = 1;
      }
    }
    return py::make_tuple(array_bytes(found.kept), array_bytes(found.similarity),
                          array_bytes(exact));
  }

 private:
  dedup::Deduplicator finder_;
};

py::bytes set_json_member(const py::bytes& record, const py::str& key, const py::bytes& json) {
  std::string out;
  text::append_json_with(bytes_view(record), TextArg(key).view(), bytes_view(json), out);
  return to_bytes(out);
}

void bind_cleaner(py::module_& m) {
  py::class_<Cleaner>(m, "Cleaner", "Strips documents, detects their language, judges them.")
      .def(py::init([](std::string model_path, bool strip, std::string language,
                       const std::optional<std::vector<std::string>>& keep_roles,
                       std::vector<std::string> languages, double min_confidence,
                       std::size_t min_chars, bool judge, std::string text_field,
                       std::string lang_field, std::string confidence_field) {
             pipeline::CleanerOptions options;
             options.model_path = std::move(model_path);
             options.strip = strip;
             options.language = std::move(language);
             if (keep_roles) options.keep_roles = role_set(*keep_roles);
             options.languages = std::move(languages);
             options.min_confidence = min_confidence;
             options.min_chars = min_chars;
             options.judge = judge;
             options.text_field = std::move(text_field);
             options.lang_field = std::move(lang_field);
             options.confidence_field = std::move(confidence_field);
             return Cleaner(std::move(options));
           }),
           py::kw_only(), py::arg("model_path"), py::arg("strip") = true, py::arg("language") = "",
           py::arg("keep_roles") = py::none(), py::arg("languages") = std::vector<std::string>(),
           py::arg("min_confidence") = 0.0, py::arg("min_chars") = 0, py::arg("judge") = true,
           py::arg("text_field") = "text", py::arg("lang_field") = "",
           py::arg("confidence_field") = "")
      .def("clean", &clean_batch, py::arg("bodies"), py::arg("formats"), py::arg("records"),
           py::arg("wheres"), py::arg("sites"), py::arg("num_threads") = 1,
           "Clean a batch: texts (bytes where the format is 3, HTML), one format byte each, the "
           "JSON records or None, JSON members saying where each stands, host names or None.");

  py::class_<Batch>(m, "CleanedBatch", "Documents after cleaning.")
      .def("__len__", [](const Batch& batch) { return batch.cleaned().documents.size(); })
      .def("output", [](const Batch& batch) { return batch.join(&CleanDocument::output); })
      .def("audit", [](const Batch& batch) { return batch.join(&CleanDocument::audit); })
      .def("lengths", &Batch::lengths, "Lengths of the kept documents in output(), uint64.")
      .def("verdicts", &Batch::verdicts)
      .def("removal_counts", &Batch::removal_counts)
      .def("removals", &removals_of, py::arg("at"), py::arg("text"))
      .def("text", [](const Batch& batch, std::size_t i) { return batch.at(i).text; })
      .def("page_text", [](const Batch& batch, std::size_t i) { return batch.at(i).page_text; })
      .def("lang", [](const Batch& batch, std::size_t i) { return std::string(batch.at(i).lang); })
      .def("confidence", [](const Batch& batch, std::size_t i) { return batch.at(i).confidence; });
}

}  // namespace

void bind_pipeline(py::module_& m) {
  bind_cleaner(m);
  py::class_<Tally>(m, "CleanTally", "Counts over cleaned documents.")
      .def(py::init<>())
      .def("merge",
           [](Tally& tally, const Batch& batch) {
             const py::gil_scoped_release release;
             tally.merge(batch.cleaned().tally);
           })
      .def("to_dict", &tally_dict);
  py::class_<DuplicateFinder>(m, "DuplicateFinder", "Finds copies among cleaned documents.")
      .def(py::init<double, unsigned, std::string>(), py::kw_only(), py::arg("threshold") = 0.8,
           py::arg("num_threads") = 0, py::arg("temp_folder") = "")
      .def("add", &DuplicateFinder::add, py::arg("batch"), py::call_guard<py::gil_scoped_release>())
      .def("finish", &DuplicateFinder::finish, py::arg("keep") = "longest");
  m.def("set_json_member", &set_json_member, py::arg("record"), py::arg("key"), py::arg("json"),
        "The JSON object with one member set, every other byte as it was.");
}

}  // namespace saring::python
