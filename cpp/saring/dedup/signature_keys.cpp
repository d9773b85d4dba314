#include "saring/dedup/signature_keys_internal.hpp"

#include "saring/base/parallel.hpp"
#include "saring/dedup/lsh.hpp"
#include "saring/dedup/minhash.hpp"

namespace saring::dedup {

KeyParts signature_keys(StoredSets sets, unsigned num_perm, double threshold,
                        unsigned num_threads) {
  const MinHasher hasher(num_perm);
  const LshBands bands = choose_bands(num_perm, threshold);
  std::vector<std::vector<SetKey>> keys(sets.size());
  parallel_for(sets.size(), 64, num_threads, [&](std::size_t begin, std::size_t end, unsigned) {
    std::vector<std::uint64_t> buffer;
    std::vector<std::uint64_t> hashes;
    std::vector<std::uint32_t> signature(num_perm);
    for (std::size_t i = begin; i < end; ++i) {
      const auto set = static_cast<std::uint32_t>(i);
      hasher.sign(sets.load(set, buffer), signature);
      band_keys(signature, bands, hashes);
      for (const std::uint64_t hash : hashes) keys[i].push_back({hash, set, 0});
    }
  });
  KeyParts parts(kKeyParts);
  for (auto& of_set : keys) {
    for (const SetKey& key : of_set) parts[key_part(key.hash)].push_back(key);
    std::vector<SetKey>().swap(of_set);
  }
  return parts;
}

}  // namespace saring::dedup
