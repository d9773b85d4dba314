// Tested in tests/cpp/dedup/spread_search_test.cpp against Deduplicator.
#include "saring/dedup/spread_search.hpp"

#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/distinct_sets_internal.hpp"
#include "saring/dedup/minhash.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"

namespace saring::dedup {

TextSpreader::TextSpreader(const ShingleOptions& options, std::uint64_t key)
    : shingler_(options, key) {}

SpreadText TextSpreader::spread(std::string_view valid, std::vector<std::uint64_t>& set) {
  const TextDigest digest = shingler_.shingle(valid, set);
  const SetHash hash = set.empty() ? SetHash{} : hash_set(set, digest.least_ngram);
  return {.set_high = hash.high,
          .set_low = hash.low,
          .content = digest.content,
          .keyed_content = digest.keyed_content,
          .bytes = digest.bytes};
}

std::size_t prefix_length(std::size_t size, const Measure& measure, double threshold) {
  return size == 0 ? 0 : prefix_length(size, measure.least_share(threshold));
}

struct SetBands::Impl {
  Impl(unsigned num_perm, LshBands with) : hasher(num_perm), bands(with), signature(num_perm) {}

  MinHasher hasher;
  LshBands bands;
  std::vector<std::uint32_t> signature;
  std::vector<std::uint64_t> stable;
};

SetBands::SetBands(unsigned num_perm, LshBands bands)
    : impl_(std::make_unique<Impl>(num_perm, bands)) {}
SetBands::~SetBands() = default;
SetBands::SetBands(SetBands&&) noexcept = default;
SetBands& SetBands::operator=(SetBands&&) noexcept = default;

void SetBands::find(std::span<const std::uint64_t> set, std::vector<std::uint64_t>& keys) {
  impl_->stable.clear();
  for (const std::uint64_t value : set) impl_->stable.push_back(stable_half(value));
  impl_->hasher.sign(impl_->stable, impl_->signature);
  band_keys(impl_->signature, impl_->bands, keys);
}

double similarity_from(std::span<const std::uint64_t> left, std::span<const std::uint64_t> right,
                       const Measure& measure, double threshold) {
  const SimilarityRule rule{.measure = &measure, .threshold = threshold};
  const std::size_t need = rule.least_shared(left.size(), right.size());
  const Overlap overlap{count_shared(left, right, need), left.size(), right.size()};
  return rule.accepts(overlap) ? measure.similarity(overlap) : 0;
}

}  // namespace saring::dedup
