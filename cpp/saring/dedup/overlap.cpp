// The indexed corpus is stored as an inverted index of its shingles and as the hashes of its
// windows. Tested in tests/cpp/dedup/overlap_test.cpp against all pairs.
#include "saring/dedup/overlap.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"
#include "saring/dedup/inverted_index_internal.hpp"
#include "saring/dedup/passage_joiner_internal.hpp"
#include "saring/dedup/repeated_hashes_internal.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/dedup/slices_internal.hpp"
#include "saring/dedup/windows_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kGrain = 16;

void check_share(const char* name, double value) {
  if (value > 0 && value <= 1) return;
  throw std::invalid_argument(std::string(name) + " must be in (0, 1], not " +
                              std::to_string(value));
}

void check(const OverlapOptions& o) {
  check_share("threshold", o.threshold);
  check_share("containment", o.containment);
  if (o.passage_words < 1 || o.passage_words > 64) {
    throw std::invalid_argument("passage_words must be between 1 and 64, not " +
                                std::to_string(o.passage_words));
  }
}

// The data of one text that decides relations.
struct Profile {
  std::uint32_t size = 0;  // shingles
  std::uint64_t content = 0;
  std::uint64_t words = 0;
};

// A pair with a relation, and its overlap.
struct Pair {
  std::uint32_t indexed = 0;
  Overlap overlap;  // left: the indexed text
  bool is_exact = false;
};

// A window of a text and its place in the index of hashes.
struct FoundWindow {
  Window window;
  std::size_t place = 0;
};

// A window of the indexed corpus.
struct IndexedWindow {
  std::uint64_t hash = 0;
  FirstPlace place;
};

// The results for one text of the corpus that is read.
struct Found {
  Profile profile;
  std::vector<Pair> pairs;  // by indexed text
  std::vector<FoundWindow> windows;
  bool all_found = true;
};

// Replaces byte offsets by code point offsets, in text order.
void count_code_points(std::string_view valid, std::vector<FoundWindow>& windows) {
  if (windows.empty()) return;
  text::CodePointOffsets start(valid);
  text::CodePointOffsets end(valid);
  for (FoundWindow& found : windows) {
    found.window.start = start(static_cast<std::size_t>(found.window.start));
    found.window.end = end(static_cast<std::size_t>(found.window.end));
  }
}

}  // namespace

struct OverlapFinder::Impl {
  struct Worker {
    Worker(const OverlapOptions& o, std::uint64_t key)
        : shingler(o.shingles, key),
          windows(RepeatUnit::kPassage, o.passage_words, o.shingles.normalize, key) {}

    Shingler shingler;
    WindowReader windows;
    std::vector<std::uint64_t> set;
    std::vector<Window> found_windows;
    std::vector<std::span<const std::uint32_t>> lists;
    std::vector<std::uint32_t> candidates;
  };

  explicit Impl(OverlapOptions given)
      : options(std::move(given)), measure(&measure_named(options.measure)) {
    const std::uint64_t key = options.key ? *options.key : random_key();
    for (unsigned i = 0; i < resolve_threads(options.num_threads); ++i) {
      workers.emplace_back(options, key);
    }
  }

  // Calls body(i, worker) for all texts, on all threads.
  template <typename Body>
  void for_each(std::size_t count, const Body& body) {
    parallel_for(count, kGrain, static_cast<unsigned>(workers.size()),
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   for (std::size_t i = begin; i < end; ++i) {
                     check_cancelled();
                     body(i, workers[worker]);
                   }
                 });
  }

  void index(std::span<const std::string_view> texts) {
    struct Read {
      Profile profile;
      std::vector<std::uint64_t> set;
      std::vector<FoundWindow> windows;
    };
    const bool needs_places = options.side == OverlapSide::kStreamed;
    std::vector<Read> read(texts.size());
    for_each(texts.size(), [&](std::size_t i, Worker& w) {
      read[i].profile = read_set(w, texts[i]);
      read[i].set = w.set;
      w.windows.read(texts[i], w.found_windows);
      for (const Window& window : w.found_windows) read[i].windows.push_back({window, 0});
      if (needs_places) count_code_points(texts[i], read[i].windows);
    });
    for (const Read& text : read) {
      const auto number = static_cast<std::uint32_t>(profiles.size());
      profiles.push_back(text.profile);
      for (const std::uint64_t shingle : text.set) entries.push_back({shingle, number});
      for (const auto& [window, place] : text.windows) {
        windows.push_back({window.hash, needs_places ? place_of(number, window) : FirstPlace{}});
      }
    }
  }

  [[nodiscard]] static FirstPlace place_of(std::uint32_t text, const Window& window) {
    return {text, window.number, window.start, window.end};
  }

  static Profile read_set(Worker& w, std::string_view valid) {
    const TextDigest digest = w.shingler.shingle(valid, w.set);
    return {static_cast<std::uint32_t>(w.set.size()), digest.keyed_content, digest.words};
  }

  void start_comparing() {
    if (is_comparing) return;
    is_comparing = true;
    sets = InvertedIndex(std::exchange(entries, {}));
    cancellable_sort(windows.begin(), windows.end(),
                     [](const IndexedWindow& a, const IndexedWindow& b) {
                       if (a.hash != b.hash) return a.hash < b.hash;
                       if (a.place.text != b.place.text) return a.place.text < b.place.text;
                       return a.place.number < b.place.number;
                     });
    windows.erase(std::unique(windows.begin(), windows.end(),
                              [](const IndexedWindow& a, const IndexedWindow& b) {
                                return a.hash == b.hash;
                              }),
                  windows.end());
    std::vector<std::uint64_t> hashes;
    hashes.reserve(windows.size());
    firsts.reserve(windows.size());
    for (const IndexedWindow& window : windows) {
      hashes.push_back(window.hash);
      firsts.push_back(window.place);
    }
    std::vector<IndexedWindow>().swap(windows);
    window_index = HashIndex(std::move(hashes));
    overlaps.resize(profiles.size());
  }

  // The windows of a text that are in the index, with code point offsets.
  void find_windows(Worker& w, std::string_view valid, std::vector<FoundWindow>& out) const {
    w.windows.read(valid, w.found_windows);
    for (const Window& window : w.found_windows) {
      const std::size_t place = window_index.find(window.hash);
      if (place != HashIndex::kNone) out.push_back({window, place});
    }
    count_code_points(valid, out);
  }

  // Adds the passages that a text shares with the other corpus, from its windows in text order.
  void add_passages(std::uint32_t text, std::span<const FoundWindow> found,
                    TextOverlap& out) const {
    std::vector<Repeat> passages;
    PassageJoiner joiner(true, passages);
    std::uint64_t words_end = 0;
    for (const auto& [window, place] : found) {
      const FirstPlace& first = firsts[place];
      if (first.text == FirstPlace::kUnseen) continue;
      joiner.add(text, window, first);
      const std::uint64_t end = window.number + window.words;
      out.shared_words += end - std::max(words_end, window.number);
      words_end = end;
    }
    for (const Repeat& passage : passages) {
      if (passage.words > out.passage.words) out.passage = passage;
    }
  }

  // The pairs of a text with indexed texts.
  void find_pairs(Worker& w, Found& found) const {
    w.lists.clear();
    for (const std::uint64_t shingle : w.set) {
      if (const auto list = sets.find(shingle); !list.empty()) w.lists.push_back(list);
    }
    std::sort(w.lists.begin(), w.lists.end(),
              [](const auto& a, const auto& b) { return a.size() < b.size(); });
    w.candidates.clear();
    const std::uint64_t steps = options.budget.of_set(w.set.size());
    for (const auto& list : w.lists) {
      if (w.candidates.size() + list.size() > steps) {
        found.all_found = false;
        break;
      }
      w.candidates.insert(w.candidates.end(), list.begin(), list.end());
    }
    std::sort(w.candidates.begin(), w.candidates.end());
    for (auto run = w.candidates.begin(); run != w.candidates.end();) {
      const auto end = std::upper_bound(run, w.candidates.end(), *run);
      std::size_t shared = static_cast<std::size_t>(end - run);
      if (!found.all_found) shared = count_in_lists(w, *run);
      const Pair pair = pair_with(*run, shared, found.profile);
      if (has_relation(pair)) found.pairs.push_back(pair);
      run = end;
    }
  }

  [[nodiscard]] static std::size_t count_in_lists(const Worker& w, std::uint32_t set) {
    return static_cast<std::size_t>(std::count_if(
        w.lists.begin(), w.lists.end(),
        [&](const auto& list) { return std::binary_search(list.begin(), list.end(), set); }));
  }

  [[nodiscard]] Pair pair_with(std::uint32_t set, std::size_t shared, const Profile& text) const {
    const Profile& indexed = profiles[set];
    return {set,
            {shared, indexed.size, text.size},
            indexed.content == text.content && indexed.words == text.words};
  }

  [[nodiscard]] bool is_near(const Overlap& overlap) const {
    return measure->similarity(overlap) >= options.threshold;
  }
  [[nodiscard]] bool has_relation(const Pair& pair) const {
    const auto& [shared, left, right] = pair.overlap;
    const std::size_t smaller = std::min(left, right);
    const bool is_contained =
        smaller >= options.containment_min_shingles &&
        static_cast<double>(shared) >= options.containment * static_cast<double>(smaller);
    return pair.is_exact || is_contained || is_near(pair.overlap);
  }

  // Adds a pair to the result of one of its texts. In the overlap, this text is the left one.
  void add_pair(TextOverlap& out, std::uint32_t other, const Overlap& overlap,
                bool is_exact) const {
    TextOverlap found;
    found.other = other;
    found.similarity = measure->similarity(overlap);
    found.containment = containment(overlap);
    found.containment_other = containment({overlap.shared, overlap.right, overlap.left});
    found.relation = is_exact                        ? Relation::kExact
                     : is_near(overlap)              ? Relation::kNear
                     : overlap.left <= overlap.right ? Relation::kContainedIn
                                                     : Relation::kContains;
    ++out.num_others;
    const bool is_better =
        out.other == TextOverlap::kNone ||
        std::pair(found.containment, found.similarity) > std::pair(out.containment, out.similarity);
    if (!is_better) return;  // texts come in ascending order
    found.num_others = out.num_others;
    out = found;  // words and passages are added later
  }

  std::vector<TextOverlap> compare(std::span<const std::string_view> texts) {
    const bool reports = options.side == OverlapSide::kStreamed;
    std::vector<Found> found(texts.size());
    for_each(texts.size(), [&](std::size_t i, Worker& w) {
      found[i].profile = read_set(w, texts[i]);
      find_pairs(w, found[i]);
      find_windows(w, texts[i], found[i].windows);
    });
    std::vector<TextOverlap> out(reports ? texts.size() : 0);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::uint32_t number = num_compared++;
      all_found = all_found && found[i].all_found;
      for (const auto& [indexed, overlap, is_exact] : found[i].pairs) {
        if (reports) {
          add_pair(out[i], indexed, {overlap.shared, overlap.right, overlap.left}, is_exact);
        } else {
          add_pair(overlaps[indexed], number, overlap, is_exact);
        }
      }
      if (reports) {
        out[i].words = found[i].profile.words;
        add_passages(number, found[i].windows, out[i]);
        continue;
      }
      for (const auto& [window, place] : found[i].windows) {
        if (firsts[place].text == FirstPlace::kUnseen) firsts[place] = place_of(number, window);
      }
    }
    return out;
  }

  std::vector<TextOverlap> report(std::span<const std::string_view> indexed) {
    std::vector<TextOverlap> out = overlaps;
    for_each(indexed.size(), [&](std::size_t i, Worker& w) {
      std::vector<FoundWindow> found;
      find_windows(w, indexed[i], found);
      out[i].words = profiles[i].words;
      add_passages(static_cast<std::uint32_t>(i), found, out[i]);
    });
    return out;
  }

  OverlapOptions options;
  const Measure* measure;
  std::vector<Worker> workers;
  // The indexed corpus.
  std::vector<Profile> profiles;
  std::vector<InvertedIndex::Entry> entries;  // used until comparing
  std::vector<IndexedWindow> windows;         // used until comparing
  InvertedIndex sets;
  HashIndex window_index;
  std::vector<FirstPlace> firsts;     // of the windows, in the other corpus
  std::vector<TextOverlap> overlaps;  // kIndexed
  bool is_comparing = false;
  std::uint32_t num_compared = 0;
  bool all_found = true;
};

OverlapFinder::OverlapFinder(OverlapOptions options) {
  check(options);
  impl_ = std::make_unique<Impl>(std::move(options));
}

OverlapFinder::~OverlapFinder() = default;
OverlapFinder::OverlapFinder(OverlapFinder&&) noexcept = default;
OverlapFinder& OverlapFinder::operator=(OverlapFinder&&) noexcept = default;

void OverlapFinder::index(std::span<const std::string_view> texts) {
  if (impl_->is_comparing) throw std::logic_error("index() was called after compare()");
  if (texts.size() >= UINT32_MAX - impl_->profiles.size()) {
    throw std::length_error("more than 2^32 - 1 texts");
  }
  for_each_slice(texts, [&](auto slice) { impl_->index(slice); });
}

std::vector<TextOverlap> OverlapFinder::compare(std::span<const std::string_view> texts) {
  if (texts.size() >= UINT32_MAX - impl_->num_compared) {
    throw std::length_error("more than 2^32 - 1 texts");
  }
  impl_->start_comparing();
  std::vector<TextOverlap> out;
  for_each_slice(texts, [&](auto slice) {
    const auto more = impl_->compare(slice);
    out.insert(out.end(), more.begin(), more.end());
  });
  return out;
}

std::vector<TextOverlap> OverlapFinder::report(std::span<const std::string_view> indexed) {
  if (impl_->options.side != OverlapSide::kIndexed || indexed.size() != impl_->profiles.size()) {
    throw std::logic_error("report() needs OverlapSide::kIndexed and all texts of index()");
  }
  impl_->start_comparing();
  return impl_->report(indexed);
}

bool OverlapFinder::all_found() const noexcept { return impl_->all_found; }

}  // namespace saring::dedup
