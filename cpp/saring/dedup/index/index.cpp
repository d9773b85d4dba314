// Tested in tests/cpp/dedup/index/index_test.cpp.
#include "saring/dedup/index/index.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <unordered_set>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/index/index_internal.hpp"
#include "saring/text/visible.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kSlice = 1024;  // texts that are shingled before they are stored
constexpr std::size_t kGrain = 16;
constexpr std::uint32_t kMostDocuments = UINT32_MAX;
// The postings of a batch are sorted as 64-bit numbers; see IndexBuilder.
constexpr std::uint32_t kLargestBatch = std::uint32_t{1} << (64 - kKeyBits);

void check_settings(const IndexSettings& settings) {
  if (!(settings.threshold > 0 && settings.threshold <= 1)) {
    throw std::invalid_argument("threshold must be in (0, 1], not " +
                                std::to_string(settings.threshold));
  }
  if (!(settings.containment >= 0 && settings.containment <= 1)) {
    throw std::invalid_argument("containment must be in (0, 1], or be 0 for none, not " +
                                std::to_string(settings.containment));
  }
  (void)measure_named(settings.measure);
  (void)Shingler({.ngram_size = settings.ngram_size});
}

IndexSettings settings_for_new(const WantedSettings& wanted) {
  const IndexSettings defaults;
  return {.threshold = wanted.threshold.value_or(defaults.threshold),
          .measure = wanted.measure.value_or(defaults.measure),
          .ngram_size = wanted.ngram_size.value_or(defaults.ngram_size),
          .normalize = wanted.normalize.value_or(defaults.normalize),
          .containment = wanted.containment.value_or(defaults.containment)};
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ",") + name;
  return out.empty() ? "''" : out;
}

void check_wanted(const LmdbFile& file, const IndexSettings& settings,
                  const WantedSettings& wanted) {
  const auto compare = [&](const char* name, const std::string& is, const std::string& asked) {
    if (is == asked) return;
    throw std::invalid_argument("'" + file.path().string() + "' was made with " + name + " " + is +
                                ", not " + asked + ": these are fixed when an index is made");
  };
  if (wanted.threshold && *wanted.threshold != settings.threshold) {
    compare("threshold", std::to_string(settings.threshold), std::to_string(*wanted.threshold));
  }
  if (wanted.measure) compare("measure", settings.measure, *wanted.measure);
  if (wanted.ngram_size) {
    compare("ngram_size", std::to_string(settings.ngram_size), std::to_string(*wanted.ngram_size));
  }
  if (wanted.normalize) {
    compare("normalize", joined(names_of(settings.normalize)), joined(names_of(*wanted.normalize)));
  }
  if (wanted.containment && *wanted.containment != settings.containment) {
    compare("containment", std::to_string(settings.containment),
            std::to_string(*wanted.containment));
  }
}

void check_id(std::string_view id) {
  if (id.empty()) throw std::invalid_argument("an id is empty");
  if (id.size() > kMaxIdBytes) {
    throw std::invalid_argument("an id has " + std::to_string(id.size()) + " bytes, more than " +
                                std::to_string(kMaxIdBytes) + ": '" +
                                text::visible(id.substr(0, 40)) + "…'");
  }
}

template <typename Item, typename IdOf>
void check_ids(std::span<const Item> items, const IdOf& id_of) {
  std::unordered_set<std::string_view> seen;
  for (const Item& item : items) {
    check_id(id_of(item));
    if (!seen.insert(id_of(item)).second) {
      throw std::invalid_argument("the id '" + text::visible(id_of(item)) + "' is given twice");
    }
  }
}

// Marks a document as removed.
void remove_document(Changes& changes, IndexHeader& header, std::uint32_t document) {
  changes.add(removed_key(document), {});
  ++header.removed;
}

// The numbers of documents by their ids. All ids must be in the index.
std::vector<std::uint32_t> find_all(IndexReader& reader, std::span<const std::string_view> ids) {
  std::vector<std::uint32_t> found;
  for (const std::string_view id : ids) {
    check_cancelled();
    const std::optional<std::uint32_t> document = reader.find(id);
    if (!document) {
      throw std::invalid_argument("the id '" + text::visible(id) + "' is not in the index");
    }
    found.push_back(*document);
  }
  return found;
}

std::vector<std::string_view> ids_of(std::span<const IndexText> texts) {
  std::vector<std::string_view> ids;
  for (const IndexText& text : texts) ids.push_back(text.id);
  return ids;
}

// Shingles texts on several threads, and adds them in order.
void add_texts(const Index::Impl& index, IndexBuilder& builder, std::span<const IndexText> texts,
               unsigned num_threads) {
  struct Prepared {
    std::vector<std::uint32_t> set;
    std::string packed;
  };
  const unsigned workers = resolve_threads(num_threads);
  std::vector<Shingler> shinglers;
  for (unsigned i = 0; i < workers; ++i) shinglers.push_back(index.make_shingler());
  std::vector<Prepared> prepared(std::min(kSlice, texts.size()));
  for (std::size_t at = 0; at < texts.size(); at += kSlice) {
    const auto slice = texts.subspan(at, std::min(kSlice, texts.size() - at));
    parallel_for(slice.size(), kGrain, workers,
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   std::vector<std::uint64_t> shingles;
                   for (std::size_t i = begin; i < end; ++i) {
                     const IndexText& text = slice[i];
                     const TextDigest digest = shinglers[worker].shingle(text.text, shingles);
                     Prepared& out = prepared[i];
                     out.set.clear();
                     for (const std::uint64_t hash : shingles) out.set.push_back(stored_bits(hash));
                     out.packed.clear();
                     pack_document({.id = text.id,
                                    .timestamp = text.timestamp,
                                    .group = text.group,
                                    .content = digest.keyed_content,
                                    .bytes = digest.bytes},
                                   out.set, out.packed);
                   }
                 });
    for (std::size_t i = 0; i < slice.size(); ++i) {
      builder.add(slice[i].id, prepared[i].packed, prepared[i].set);
    }
  }
}

// The header of a state with checked pages. `start` fills an empty file, or returns false.
template <typename Start>
IndexHeader read_checked(const LmdbFile& file, const Start& start) {
  for (;;) {
    std::uint64_t state = 0;
    try {
      const Snapshot snapshot(file);
      state = snapshot.number();
      const std::optional<std::uint64_t> keys = file.check(snapshot);
      if (!keys || start(snapshot)) continue;
      IndexHeader header = IndexHeader::read(file, snapshot);
      if (header.keys != *keys) {
        file.fail("is damaged: the keys of some entries are not those that were written");
      }
      return header;
    } catch (const IndexFileError&) {
      // A writer that commits overwrites the first pages while they are read.
      if (Snapshot(file).number() == state) throw;
    }
  }
}

void check_room(const IndexHeader& header, std::size_t more) {
  if (more >= kLargestBatch || more > kMostDocuments - header.next_document) {
    throw std::length_error("more than 2^32 - 1 documents, or 2^30 - 1 at once");
  }
}

void check_new(IndexReader& reader, std::span<const IndexText> texts) {
  for (const IndexText& text : texts) {
    if (reader.find(text.id)) {
      throw std::invalid_argument("the id '" + text::visible(text.id) +
                                  "' is in the index already: use update() to replace its text");
    }
  }
}

}  // namespace

std::vector<std::string> names_of(const Normalization& normalize) {
  std::vector<std::string> names;
  for (const NamedDifference& difference : kDifferences) {
    if (normalize.*difference.is_in) names.emplace_back(difference.name);
  }
  return names;
}

template <typename Lock>
Lock wait_for(typename Lock::mutex_type& mutex) {
  Lock lock(mutex, std::try_to_lock);
  while (!lock.owns_lock()) {
    check_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    (void)lock.try_lock();
  }
  return lock;
}
template std::unique_lock<std::shared_mutex> wait_for(std::shared_mutex&);

Index::Impl::Impl(const std::filesystem::path& path, Mode how, const WantedSettings& wanted)
    : mode(how) {
  check_settings(settings_for_new(wanted));
  open(path, settings_for_new(wanted), random_key());
  check_wanted(*file, settings, wanted);
}

void Index::Impl::open(const std::filesystem::path& path, const IndexSettings& if_new,
                       std::uint64_t new_key) {
  auto opened =
      std::make_unique<LmdbFile>(path, mode == Mode::kWrite ? FileUse::kWrite : FileUse::kRead);
  const IndexHeader header = read_checked(*opened, [&](const Snapshot& snapshot) {
    std::string_view value;
    std::string_view key;
    // A process that was killed while it created the index left it empty.
    if (mode != Mode::kWrite || snapshot.seek({"\0", 1}, key, value)) return false;
    initialize(*opened, if_new, new_key);
    return true;
  });
  try {
    check_settings(header.settings);
  } catch (const std::invalid_argument& error) {
    opened->fail(std::string("is damaged: of its settings, ") + error.what());
  }
  settings = header.settings;
  measure = &measure_named(settings.measure);
  hash_key = header.hash_key;
  file = std::move(opened);
}

void Index::Impl::initialize(const LmdbFile& file, const IndexSettings& settings,
                             std::uint64_t hash_key) {
  IndexHeader header;
  header.settings = settings;
  header.hash_key = hash_key;
  Changes changes(file);
  changes.replace(kHeaderKey, header.pack());
  changes.commit();
}

std::unique_lock<std::mutex> Index::Impl::lock_to_write() {
  if (mode != Mode::kWrite) {
    throw std::invalid_argument("'" + file->path().string() +
                                "' is open for reading: nothing can be changed");
  }
  return wait_for<std::unique_lock<std::mutex>>(write_mutex);
}

std::shared_lock<std::shared_mutex> Index::Impl::lock_file() const {
  auto lock = wait_for<std::shared_lock<std::shared_mutex>>(file_mutex);
  if (!file) throw IndexFileError("the index could not be opened again after it was compacted");
  return lock;
}

Index::Index(const std::filesystem::path& path, Mode mode, const WantedSettings& wanted)
    : impl_(std::make_unique<Impl>(path, mode, wanted)) {}
Index::~Index() = default;

const IndexSettings& Index::settings() const noexcept { return impl_->settings; }

void Index::Impl::write(std::span<const IndexText> texts, unsigned num_threads, bool replaces) {
  const auto write_lock = lock_to_write();
  const auto file_lock = lock_file();
  check_ids(texts, [](const IndexText& text) { return text.id; });
  if (texts.empty()) return;
  Changes changes(*file);
  IndexReader reader(*file, changes);
  IndexHeader header = reader.header();
  check_room(header, texts.size());
  if (replaces) {
    for (const std::uint32_t document : find_all(reader, ids_of(texts))) {
      remove_document(changes, header, document);
    }
  } else {
    check_new(reader, texts);
  }
  IndexBuilder builder(*file, changes, header, rule());
  add_texts(*this, builder, texts, num_threads);
  builder.finish();
  check_cancelled();
  changes.commit();
}

void Index::add(std::span<const IndexText> texts, unsigned num_threads) {
  impl_->write(texts, num_threads, false);
}

void Index::update(std::span<const IndexText> texts, unsigned num_threads) {
  impl_->write(texts, num_threads, true);
}

void Index::remove(std::span<const std::string_view> ids) {
  const auto write_lock = impl_->lock_to_write();
  const auto file_lock = impl_->lock_file();
  check_ids(ids, [](std::string_view id) { return id; });
  if (ids.empty()) return;
  const LmdbFile& file = *impl_->file;
  Changes changes(file);
  IndexReader reader(file, changes);
  IndexHeader header = reader.header();
  for (const std::uint32_t document : find_all(reader, ids)) {
    remove_document(changes, header, document);
  }
  IndexBuilder(file, changes, header, impl_->rule()).finish();
  check_cancelled();
  changes.commit();
}

std::vector<std::vector<IndexMatch>> Index::query(std::span<const std::string_view> texts,
                                                  unsigned num_threads, bool similar_only) const {
  struct Worker {
    Worker(const Impl& impl) : snapshot(*impl.file), shingler(impl.make_shingler()) {}
    Snapshot snapshot;
    std::optional<IndexReader> reader;
    Shingler shingler;
    std::vector<std::uint64_t> shingles;
  };
  const auto file_lock = impl_->lock_file();
  const std::size_t count =
      std::min<std::size_t>(resolve_threads(num_threads), (texts.size() + kGrain - 1) / kGrain);
  std::vector<std::unique_ptr<Worker>> workers;
  // All must be of one state: if a writer commits in between, make them again.
  while (workers.size() < count) {
    workers.push_back(std::make_unique<Worker>(*impl_));
    if (workers.back()->snapshot.number() != workers.front()->snapshot.number()) workers.clear();
  }
  for (const auto& worker : workers) worker->reader.emplace(*impl_->file, worker->snapshot);
  std::vector<std::vector<IndexMatch>> found(texts.size());
  IndexRule rule = impl_->rule();
  if (similar_only) rule.containment = 0;
  parallel_for(texts.size(), kGrain, static_cast<unsigned>(count),
               [&](std::size_t begin, std::size_t end, unsigned number) {
                 Worker& worker = *workers[number];
                 for (std::size_t i = begin; i < end; ++i) {
                   const TextDigest digest = worker.shingler.shingle(texts[i], worker.shingles);
                   found[i] =
                       worker.reader->find_similar(worker.shingles, digest.keyed_content, rule);
                 }
               });
  return found;
}

bool Index::contains(std::string_view id) const {
  const auto file_lock = impl_->lock_file();
  const Snapshot snapshot(*impl_->file);
  return IndexReader(*impl_->file, snapshot).find(id).has_value();
}

std::uint64_t Index::size() const { return stats().documents; }

IndexStats Index::stats() const {
  const auto file_lock = impl_->lock_file();
  const Snapshot snapshot(*impl_->file);
  const IndexHeader header = IndexHeader::read(*impl_->file, snapshot);
  IndexStats stats{.documents = header.next_document - header.removed,
                   .removed = header.removed,
                   .file_bytes = impl_->file->file_size(),
                   .runs = header.runs.size()};
  for (const RunInfo& run : header.runs) stats.postings += run.postings;
  return stats;
}

}  // namespace saring::dedup
