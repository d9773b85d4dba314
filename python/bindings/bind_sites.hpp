#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "saring/boilerplate/site_boilerplate.hpp"
#include "saring/boilerplate/sites/site_profile.hpp"

namespace saring::python {

// A profile for use by several threads. It caches the boilerplate of the sites that were requested.
class SharedProfile {
 public:
  explicit SharedProfile(boilerplate::SiteProfile profile) : profile_(std::move(profile)) {}

  // Runs `change` on the profile. Nobody else reads or changes it meanwhile.
  template <typename Change>
  auto change(Change&& change) {
    const std::lock_guard lock(mutex_);
    known_.clear();
    return change(profile_);
  }
  template <typename Read>
  auto read(Read&& read) const {
    const std::lock_guard lock(mutex_);
    return read(profile_);
  }
  // The result is not null.
  [[nodiscard]] std::shared_ptr<const boilerplate::SiteBoilerplate> boilerplate_of(
      std::string_view site) const {
    const std::lock_guard lock(mutex_);
    if (const auto at = known_.find(site); at != known_.end()) return at->second;
    auto out = std::make_shared<const boilerplate::SiteBoilerplate>(profile_.boilerplate_of(site));
    // Do not store every name that is requested.
    if (out->documents() > 0) known_.emplace(site, out);
    return out;
  }

 private:
  mutable std::mutex mutex_;
  boilerplate::SiteProfile profile_;
  mutable std::map<std::string, std::shared_ptr<const boilerplate::SiteBoilerplate>, std::less<>>
      known_;
};

}  // namespace saring::python
