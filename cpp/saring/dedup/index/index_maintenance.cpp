// Functions that read or rewrite the whole index. Tested in tests/cpp/dedup/index/index_test.cpp.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <system_error>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/error.hpp"
#include "saring/base/system_file.hpp"
#include "saring/dedup/distinct_sets_internal.hpp"
#include "saring/dedup/duplicates_internal.hpp"
#include "saring/dedup/index/index_internal.hpp"
#include "saring/dedup/kept_texts_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/star_join_internal.hpp"

namespace saring::dedup {
namespace {

constexpr std::uint32_t kRewritten = 1 << 14;  // documents that compact() adds at once

// Calls visit(number, document) for every document that was not removed.
template <typename Visit>
void for_each_document(IndexReader& reader, const Visit& visit) {
  for (std::uint32_t number = 0; number < reader.header().next_document; ++number) {
    check_cancelled();
    if (reader.header().removed > 0 && reader.documents().is_removed(number)) continue;
    visit(number, reader.documents().read(number));
  }
}

// Fills `out` with the documents of `reader`, in order.
void rewrite(IndexReader& reader, const LmdbFile& out, const IndexRule& rule) {
  std::uint32_t number = 0;
  const std::uint32_t end = reader.header().next_document;
  std::vector<std::uint32_t> set;
  while (number < end) {
    Changes changes(out);
    IndexHeader header = IndexHeader::read(out, changes);
    IndexBuilder builder(out, changes, header, rule);
    for (std::uint32_t left = kRewritten; left > 0 && number < end; --left, ++number) {
      check_cancelled();
      if (reader.documents().is_removed(number)) continue;
      const Document document = reader.documents().read(number);
      DocumentReader::read_set(document, 0, set);
      builder.add(document.id, reader.documents().read_packed(number), set);
    }
    builder.finish();
    changes.commit();
  }
}

// A file and its LMDB lock file, which the destructor removes.
class Scratch {
 public:
  explicit Scratch(std::filesystem::path path) : path_(std::move(path)) { remove(); }
  ~Scratch() { remove(); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  void remove() noexcept {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(path_.string() + "-lock", ignored);
  }
  std::filesystem::path path_;
};

std::vector<std::uint32_t> order_of_preference(Keep keep, std::span<const Document> documents) {
  std::vector<std::uint32_t> order(documents.size());
  std::iota(order.begin(), order.end(), 0U);
  if (keep == Keep::kFirst) return order;
  if (keep == Keep::kLast) {
    std::reverse(order.begin(), order.end());
    return order;
  }
  const auto time = [&](std::uint32_t i) {
    const std::optional<double> value = documents[i].timestamp;
    return keep != Keep::kNewest || !value || std::isnan(*value) ? -HUGE_VAL : *value;
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (time(a) != time(b)) return time(a) > time(b);
    if (documents[a].bytes != documents[b].bytes) return documents[a].bytes > documents[b].bytes;
    return a < b;
  });
  return order;
}

}  // namespace

std::vector<IndexEntry> Index::entries() const {
  const auto file_lock = impl_->lock_file();
  const Snapshot snapshot(*impl_->file);
  IndexReader reader(*impl_->file, snapshot);
  std::vector<IndexEntry> entries;
  for_each_document(reader, [&](std::uint32_t, const Document& document) {
    entries.push_back({.id = std::string(document.id),
                       .timestamp = document.timestamp,
                       .group = std::nullopt,
                       .shingles = document.size});
    if (document.group) entries.back().group = std::string(*document.group);
  });
  return entries;
}

void Index::check() const {
  const auto file_lock = impl_->lock_file();
  const LmdbFile& file = *impl_->file;
  const Snapshot snapshot(file);
  IndexReader reader(file, snapshot);
  (void)file.check(snapshot);
  std::uint64_t postings = 0;
  std::uint64_t documents = 0;
  for_each_document(reader, [&](std::uint32_t, const Document&) { ++documents; });
  for (const RunInfo& run : reader.header().runs) {
    merge_runs(file, snapshot, {&run, 1}, [&](const Posting&) { ++postings; });
    postings -= run.postings;
  }
  if (postings != 0 || documents != reader.header().next_document - reader.header().removed) {
    file.fail("is damaged: it has not the documents and postings that it counts");
  }
}

IndexClusters Index::clusters(Keep keep, unsigned num_threads) const {
  if (keep == Keep::kBest || keep == Keep::kNone) {
    throw std::invalid_argument("an index chooses copies by length, order or time");
  }
  const auto file_lock = impl_->lock_file();
  const Snapshot snapshot(*impl_->file);
  IndexReader reader(*impl_->file, snapshot);
  const DedupOptions defaults;
  ShingleStore store(defaults.memory_budget, {});
  IndexClusters out;
  std::vector<Document> documents;
  std::vector<TextSet> sets;
  std::vector<TextContent> contents;
  std::vector<std::uint64_t> set;
  for_each_document(reader, [&](std::uint32_t, const Document& document) {
    DocumentReader::read_set(document, 64 - kSetBits, set);
    set.erase(std::unique(set.begin(), set.end()), set.end());
    sets.push_back({store.append(set), hash_set(set, 0)});
    contents.push_back({document.content, document.content});
    documents.push_back(document);
    out.ids.emplace_back(document.id);
  });
  const DistinctSets distinct =
      group_equal_sets(sets, order_of_preference(keep, documents), num_threads);
  const StoredSets stored(store, distinct.sets);
  const StarClusters clusters = join_similar_sets(stored, distinct.members,
                                                  {.stars = {.rule = impl_->rule().similar,
                                                             .pair_limit = defaults.pair_limit,
                                                             .num_perm = defaults.num_perm,
                                                             .budget = defaults.budget,
                                                             .num_threads = num_threads},
                                                   .memory = defaults.memory_budget});
  const ContainmentResult contained;
  const KeptSets kept =
      kept_sets(stored, distinct.members, clusters, {}, {}, {.measure = impl_->measure});
  out.found = duplicates_of_texts({.search = Search::kExact,
                                   .sets = stored,
                                   .members = distinct.members,
                                   .clusters = clusters,
                                   .contained = contained,
                                   .kept = kept,
                                   .contents = contents,
                                   .measure = *impl_->measure,
                                   .pair_limit = defaults.pair_limit,
                                   .lists_pairs = true,
                                   .listed_share = defaults.containment});
  return out;
}

void Index::compact() {
  const auto write_lock = impl_->lock_to_write();
  const auto file_lock = wait_for<std::unique_lock<std::shared_mutex>>(impl_->file_mutex);
  if (!impl_->file)
    throw IndexFileError("the index could not be opened again after it was compacted");
  impl_->file->lock_alone();
  const std::filesystem::path path = impl_->file->path();
  const Scratch rewritten(path.string() + ".rewritten");
  const Scratch compacted(path.string() + ".compacted");
  {
    const Snapshot snapshot(*impl_->file);
    IndexReader reader(*impl_->file, snapshot);
    const LmdbFile out(rewritten.path(), FileUse::kWrite);
    Impl::initialize(out, impl_->settings, impl_->hash_key);
    rewrite(reader, out, impl_->rule());
    out.copy_to(compacted.path());
  }
  // From here on nobody can open the old file: its lock is held until the new file replaces it.
  impl_->file->release();
  check_written(replace_file(compacted.path(), path), path);
  check_written(sync_path(folder_of(path)), path);
  impl_->file.reset();
  impl_->open(path, impl_->settings, impl_->hash_key);
}

}  // namespace saring::dedup
