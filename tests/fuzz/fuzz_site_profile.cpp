// Files of site profiles: a ModelError, or a profile that is written as it was read, and whose
// boilerplate is in order and inside any text. The input is a file; magic, version and checksum are
// set here.
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"
#include "model_file.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/sites/site_profile.hpp"

using fuzz::require;
using namespace saring::boilerplate;

namespace {

constexpr std::size_t kHead = 24;

std::string page(int number) {
  const std::string n = std::to_string(number);
  return "Report number " + n + "\nThe bridge of " + n +
         " was opened on the quay, said the mayor.\n" +
         "Edited by Anna Holm\nMore from the coast\nAnother bridge is built in the north\n";
}

const std::string& good() {
  static const std::string out = [] {
    SiteProfile profile({.max_documents = 8, .max_samples = 2});
    for (int i = 0; i < 5; ++i) profile.add(i == 4 ? "b.example" : "a.example", page(i));
    return profile.serialise();
  }();
  return out;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return fuzz::mutate_file(good(), data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string file(reinterpret_cast<const char*>(data), size);
  if (file.size() >= kHead) {
    file.replace(0, 16, std::string_view(good()).substr(0, 16));
    fuzz::set(file, 16, saring::hash64(std::string_view(file).substr(kHead)));
  }
  try {
    const SiteProfile profile = SiteProfile::parse(std::as_bytes(std::span(file)), "fuzz");
    require(profile.serialise() == file, "a profile is written as it was read");
    std::vector<SiteBoilerplate::Found> found;
    for (const auto& site : profile.sites()) {
      std::ignore = profile.show(site.site);
      const std::string text = page(1);
      profile.boilerplate_of(site.site).find(text, found);
      std::size_t last = 0;
      for (const auto& part : found) {
        require(part.start >= last && part.end > part.start && part.end <= text.size(),
                "boilerplate is in order and in the text");
        last = part.end;
      }
    }
  } catch (const saring::ModelError&) {
  }
  return 0;
}
