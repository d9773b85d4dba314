#include "bind_sites.hpp"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "args.hpp"
#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/pipeline/host_name.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using boilerplate::SiteBoilerplate;
using boilerplate::SiteProfile;
using boilerplate::SiteProfileOptions;

using MaxDocuments = IntArg<std::uint32_t, "max_documents">;
using MaxSamples = IntArg<std::uint32_t, "max_samples">;

py::str to_str(std::string_view s) { return {s.data(), s.size()}; }

std::unique_ptr<SharedProfile> make(MaxDocuments max_documents, MaxSamples max_samples) {
  return std::make_unique<SharedProfile>(
      SiteProfile(SiteProfileOptions{.max_documents = max_documents, .max_samples = max_samples}));
}

// `sites`: a column as long as `texts`. Rows with a null in either are left out.
void add(SharedProfile& shared, const py::object& texts, const py::object& sites) {
  const TextColumn column(texts);
  const TextColumn names(sites, "sites");
  if (names.size() != column.size()) {
    throw py::value_error("sites: has " + std::to_string(names.size()) + " rows, texts has " +
                          std::to_string(column.size()));
  }
  run_interruptible([&] {
    shared.change([&](SiteProfile& profile) {
      for (std::size_t i = 0; i < column.size(); ++i) {
        check_cancelled();
        if (column.is_null(i) || names.is_null(i)) continue;
        profile.add(pipeline::host_of(names.texts()[i]), column.texts()[i]);
      }
    });
  });
}

void merge(SharedProfile& shared, const SharedProfile& other) {
  run_interruptible([&] {
    const SiteProfile copy = other.read([](const SiteProfile& profile) { return profile; });
    shared.change([&](SiteProfile& profile) { profile.merge(copy); });
  });
}

py::bytes to_bytes(const SharedProfile& shared) {
  std::string out;
  run_interruptible(
      [&] { out = shared.read([](const SiteProfile& profile) { return profile.serialise(); }); });
  return {out};
}

std::unique_ptr<SharedProfile> from_bytes(const py::bytes& bytes, const std::string& name) {
  const BytesArg arg(bytes, "bytes");
  std::unique_ptr<SharedProfile> out;
  run_interruptible([&] {
    out = std::make_unique<SharedProfile>(
        SiteProfile::parse(std::as_bytes(std::span(arg.view())), name));
  });
  return out;
}

py::list sites(const SharedProfile& shared) {
  struct Row {
    std::string site;
    std::uint64_t documents;
    std::uint32_t sampled;
  };
  const auto rows = shared.read([](const SiteProfile& profile) {
    std::vector<Row> out;
    for (const auto& size : profile.sites())
      out.push_back({std::string(size.site), size.documents, size.sampled});
    return out;
  });
  py::list out;
  for (const Row& row : rows)
    out.append(py::make_tuple(to_str(row.site), row.documents, row.sampled));
  return out;
}

py::list show(const SharedProfile& shared, const StrArg<"site">& site) {
  std::vector<SiteProfile::Shown> rows;
  run_interruptible([&] {
    rows = shared.read(
        [&](const SiteProfile& profile) { return profile.show(pipeline::host_of(site.value)); });
  });
  py::list out;
  for (const SiteProfile::Shown& row : rows) {
    out.append(py::make_tuple(row.text.empty() ? py::object(py::none()) : to_str(row.text),
                              row.entry.documents, row.is_template,
                              (row.entry.places & SiteBoilerplate::kOpensTitles) != 0));
  }
  return out;
}

}  // namespace

void bind_sites(py::module_& m) {
  py::class_<SharedProfile>(m, "SiteProfile", "Lines of sites. See saring.SiteProfile.")
      .def(py::init(&make), py::arg("max_documents"), py::arg("max_samples"))
      .def("add", &add, py::arg("texts"), py::arg("sites"), "Counts the documents of a column.")
      .def("merge", &merge, py::arg("other"), "Adds what another profile has counted.")
      .def("to_bytes", &to_bytes, "The bytes of its file.")
      .def_static("from_bytes", &from_bytes, py::arg("data"), py::arg("name"),
                  "Reads the bytes of a file.")
      .def("sites", &sites, "(site, documents, documents in the sample) of each site.")
      .def("show", &show, py::arg("site"),
           "(text or None, documents, is a template, has titles under it) of each line.")
      .def("__len__",
           [](const SharedProfile& shared) {
             return shared.read([](const SiteProfile& profile) { return profile.size(); });
           })
      .def(
          "options",
          [](const SharedProfile& shared) {
            return shared.read([](const SiteProfile& profile) {
              return std::pair(profile.options().max_documents, profile.options().max_samples);
            });
          },
          "(max_documents, max_samples).");
}

}  // namespace saring::python
