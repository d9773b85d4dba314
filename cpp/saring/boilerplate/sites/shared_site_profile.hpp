#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/site_boilerplate.hpp"
#include "saring/boilerplate/sites/site_profile.hpp"

namespace saring::boilerplate {

// A profile of many sites that threads share: they count documents, and then look up what is
// boilerplate of a site. What it says depends on the documents alone, not on their order.
//
// Memory is bounded by the number of documents in all samples together. Where there would be more,
// the sample of every site loses a quarter, down to kMinPerSite documents, and then the number of
// sites is halved, by the hash of their names: of the others nothing is known. A document takes
// 12 bytes a line and some 150 beside them, at most 16 KiB: typically 200 MB for kMaxSampled.
class SharedSiteProfile {
 public:
  static constexpr std::size_t kMaxSampled = std::size_t{1} << 18U;
  static constexpr std::uint32_t kMinPerSite = 16;

  // Without any document. `max_sampled`: documents in all samples together, at least 3.
  explicit SharedSiteProfile(std::size_t max_sampled = kMaxSampled);
  // With what a profile has counted, in samples of the size that it has.
  explicit SharedSiteProfile(const SiteProfile& profile);
  ~SharedSiteProfile();
  SharedSiteProfile(const SharedSiteProfile&) = delete;
  SharedSiteProfile& operator=(const SharedSiteProfile&) = delete;

  // Counts one document, as SiteProfile::add. Not after the first find().
  void add(std::string_view site, std::string_view text);

  // What is boilerplate of a site, worked out when it is first asked for; null if nothing is. It
  // lives as long as the profile.
  [[nodiscard]] const SiteBoilerplate* find(std::string_view site) const;
  // Sites that find() was asked for and that have boilerplate.
  [[nodiscard]] std::size_t num_known() const;

  // The names of those sites.
  [[nodiscard]] std::vector<std::string> known() const;

  // What was counted, as bytes, and back, to go on with in another process. Errors: ModelError.
  [[nodiscard]] std::string serialise() const;
  void restore(std::span<const std::byte> bytes);

  // Documents of a site that are sampled at most, and the share of all sites that is counted.
  [[nodiscard]] std::uint32_t max_documents() const;
  [[nodiscard]] double share_of_sites() const;

 private:
  struct Shard {
    explicit Shard(SiteProfileOptions options) : profile(options) {}
    mutable std::mutex mutex;
    SiteProfile profile;
    mutable std::map<std::string, SiteBoilerplate, std::less<>> known;
  };
  static constexpr std::size_t kShards = 64;

  explicit SharedSiteProfile(SiteProfileOptions options, std::size_t max_sampled);
  [[nodiscard]] Shard& shard_of(std::uint64_t name_hash) const;
  void shrink();

  std::size_t max_sampled_;
  mutable std::shared_mutex sizes_mutex_;  // of the following; who changes them has all shards
  std::uint32_t max_documents_;
  std::uint64_t last_site_ = UINT64_MAX;  // sites whose names have a greater hash are left out
  std::atomic<std::size_t> sampled_ = 0;
  std::array<std::unique_ptr<Shard>, kShards> shards_;
};

}  // namespace saring::boilerplate
