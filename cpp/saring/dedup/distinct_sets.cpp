// Tested in tests/cpp/dedup/deduplicator_test.cpp.
#include "saring/dedup/distinct_sets_internal.hpp"

#include <algorithm>
#include <string_view>

#include "saring/base/hash.hpp"

namespace saring::dedup {
namespace {

// Texts of one set, as a range of those sorted by hash.
struct Group {
  std::uint32_t first;
  std::uint32_t size;
};

}  // namespace

SetHash hash_set(std::span<const std::uint64_t> set) {
  const std::string_view bytes(reinterpret_cast<const char*>(set.data()), set.size_bytes());
  return {hash64(bytes, 1), hash64(bytes, 2)};
}

DistinctSets group_equal_sets(std::span<const TextSet> texts,
                              std::span<const std::uint32_t> preference) {
  std::vector<std::uint32_t> rank(texts.size());
  std::vector<std::uint32_t> by_hash;
  for (std::uint32_t i = 0; i < preference.size(); ++i) {
    rank[preference[i]] = i;
    if (texts[preference[i]].set.size > 0) by_hash.push_back(preference[i]);
  }
  std::sort(by_hash.begin(), by_hash.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (texts[a].hash != texts[b].hash) return texts[a].hash < texts[b].hash;
    return rank[a] < rank[b];
  });
  std::vector<Group> groups;
  for (std::uint32_t i = 0; i < by_hash.size(); ++i) {
    if (i == 0 || texts[by_hash[i]].hash != texts[by_hash[i - 1]].hash) {
      groups.push_back({i, 0});
    }
    ++groups.back().size;
  }
  std::sort(groups.begin(), groups.end(), [&](const Group& a, const Group& b) {
    return rank[by_hash[a.first]] < rank[by_hash[b.first]];
  });
  DistinctSets out;
  out.sets.reserve(groups.size());
  out.members.texts.reserve(by_hash.size());
  out.members.begin.reserve(groups.size() + 1);
  out.members.begin.push_back(0);
  for (const Group& group : groups) {
    out.sets.push_back(texts[by_hash[group.first]].set);
    const auto begin = by_hash.begin() + group.first;
    out.members.texts.insert(out.members.texts.end(), begin, begin + group.size);
    out.members.begin.push_back(static_cast<std::uint32_t>(out.members.texts.size()));
  }
  return out;
}

}  // namespace saring::dedup
