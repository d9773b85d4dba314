// Tests: tests/cpp/boilerplate/sites/shared_site_profile_test.cpp.
#include "saring/boilerplate/sites/shared_site_profile.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "saring/base/archive.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {

SharedSiteProfile::SharedSiteProfile(SiteProfileOptions options, std::size_t max_sampled)
    : max_sampled_(std::max<std::size_t>(max_sampled, 3)), max_documents_(options.max_documents) {
  for (auto& shard : shards_) shard = std::make_unique<Shard>(options);
}

SharedSiteProfile::SharedSiteProfile(std::size_t max_sampled)
    : SharedSiteProfile(SiteProfileOptions{.max_samples = 0}, max_sampled) {}

SharedSiteProfile::SharedSiteProfile(const SiteProfile& profile)
    : SharedSiteProfile(profile.options(), SIZE_MAX) {
  for (const SiteProfile::SiteSize& size : profile.sites()) {
    shard_of(hash64(size.site)).profile.merge_site(profile, size.site);
  }
}

SharedSiteProfile::~SharedSiteProfile() = default;

SharedSiteProfile::Shard& SharedSiteProfile::shard_of(std::uint64_t name_hash) const {
  return *shards_[name_hash % kShards];
}

void SharedSiteProfile::add(std::string_view site, std::string_view text) {
  site = SiteProfile::cut_name(site);
  const std::uint64_t hash = hash64(site);
  {
    const std::shared_lock sizes(sizes_mutex_);
    if (hash > last_site_) return;
    Shard& shard = shard_of(hash);
    const std::lock_guard lock(shard.mutex);
    if (!shard.profile.add(site, text)) return;
    if (++sampled_ <= max_sampled_) return;
  }
  shrink();
}

void SharedSiteProfile::shrink() {
  const std::unique_lock sizes(sizes_mutex_);
  // Whether it shrinks depends on the documents alone: the more of them, the more are sampled,
  // whatever their order.
  while (sampled_ > max_sampled_ && last_site_ > 0) {
    if (max_documents_ > kMinPerSite) {
      max_documents_ = std::max(max_documents_ / 4 * 3, kMinPerSite);
    } else {
      last_site_ /= 2;
    }
    sampled_ = 0;
    for (const auto& shard : shards_) {
      sampled_ += shard->profile.shrink(
          max_documents_, [&](std::string_view site) { return hash64(site) <= last_site_; });
    }
  }
}

const SiteBoilerplate* SharedSiteProfile::find(std::string_view site) const {
  site = SiteProfile::cut_name(site);
  const Shard& shard = shard_of(hash64(site));
  const std::lock_guard lock(shard.mutex);
  auto at = shard.known.find(site);
  if (at == shard.known.end()) {
    SiteBoilerplate found = shard.profile.boilerplate_of(site);
    if (found.documents() == 0) return nullptr;  // not remembered for any name that is asked for
    at = shard.known.emplace(site, std::move(found)).first;
  }
  return at->second.entries().empty() ? nullptr : &at->second;
}

std::size_t SharedSiteProfile::num_known() const {
  std::size_t count = 0;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    for (const auto& [site, known] : shard->known) count += known.entries().empty() ? 0 : 1;
  }
  return count;
}

std::vector<std::string> SharedSiteProfile::known() const {
  std::vector<std::string> names;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    for (const auto& [site, known] : shard->known) {
      if (!known.entries().empty()) names.push_back(site);
    }
  }
  return names;
}

std::string SharedSiteProfile::serialise() const {
  const std::shared_lock sizes(sizes_mutex_);
  SavingArchive archive;
  std::uint32_t max_documents = max_documents_;
  std::uint64_t last_site = last_site_;
  std::uint64_t sampled = sampled_;
  archive(max_documents, last_site, sampled);
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    std::string bytes = shard->profile.serialise();
    archive(bytes);
  }
  return std::move(archive.bytes);
}

void SharedSiteProfile::restore(std::span<const std::byte> bytes) {
  const std::unique_lock sizes(sizes_mutex_);
  ByteReader reader(bytes, "saved site profile");
  LoadingArchive archive(reader);
  std::uint64_t sampled = 0;
  archive(max_documents_, last_site_, sampled);
  sampled_ = sampled;
  for (const auto& shard : shards_) {
    const std::lock_guard lock(shard->mutex);
    std::string profile;
    archive(profile);
    shard->profile = SiteProfile::parse(std::as_bytes(std::span(profile)), "saved site profile");
    shard->known.clear();
  }
}

std::uint32_t SharedSiteProfile::max_documents() const {
  const std::shared_lock sizes(sizes_mutex_);
  return max_documents_;
}

double SharedSiteProfile::share_of_sites() const {
  const std::shared_lock sizes(sizes_mutex_);
  // A power of one half.
  return std::exp2(std::round(std::log2(static_cast<double>(last_site_) / 0x1p64)));
}

}  // namespace saring::boilerplate
