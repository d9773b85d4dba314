// What repeats on the sites of a run.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "args.hpp"
#include "bind_run.hpp"
#include "bind_sites.hpp"
#include "interrupts.hpp"
#include "text_column.hpp"

namespace saring::python {

namespace {

using boilerplate::SharedSiteProfile;

}  // namespace

void bind_run_sites(py::module_& m) {
  py::class_<SharedSiteProfile>(m, "RunSites", "What repeats on the sites of a run.")
      .def(py::init<>(), "Of the documents that are counted into it.")
      .def(py::init([](const SharedProfile& shared) {
             return interruptible([&] {
               return shared.read([](const boilerplate::SiteProfile& profile) {
                 return std::make_unique<SharedSiteProfile>(profile);
               });
             });
           }),
           py::arg("profile"), "Of a profile.")
      .def_property_readonly(
          "num_known",
          [](const SharedSiteProfile& sites) {
            return interruptible([&] { return sites.num_known(); });
          },
          "Sites of documents that were cleaned, of which something is known.")
      .def_property_readonly(
          "known", [](const SharedSiteProfile& sites) { return sites.known(); },
          "The names of those sites.")
      .def(
          "save",
          [](const SharedSiteProfile& sites) {
            return to_bytes(interruptible([&] { return sites.serialise(); }));
          },
          "What was counted, as bytes.")
      .def(
          "restore",
          [](SharedSiteProfile& sites, const py::bytes& saved,
             const std::vector<std::string>& known) {
            const std::string_view bytes = bytes_view(saved);
            interruptible([&] {
              if (!bytes.empty()) sites.restore(std::as_bytes(std::span(bytes)));
              for (const std::string& site : known) (void)sites.find(site);
            });
          },
          py::arg("saved"), py::arg("known"),
          "Go on from what was saved (empty: from the profile that was given), with the sites "
          "that were known.")
      .def_property_readonly("max_documents", &SharedSiteProfile::max_documents,
                             "Documents of a site in its sample, at most.")
      .def_property_readonly("share_of_sites", &SharedSiteProfile::share_of_sites,
                             "Of all sites, how many are counted.");
}

}  // namespace saring::python
