// Tested in tests/cpp/dedup/passages_test.cpp against a search that compares all places.
#include "saring/dedup/passages.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"
#include "saring/dedup/shingle_stream_internal.hpp"
#include "saring/text/fold.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kSelectWords = 8;  // of the n-grams that candidates share
constexpr std::size_t kSeedWords = 4;    // words of the n-grams from which a passage is grown
// The most steps of growing per word. Beyond it the texts repeat themselves too much for this
// method.
constexpr std::size_t kStepsPerWord = 32;

// The words of a text and where they are in it.
struct Words {
  std::vector<std::uint64_t> hashes;
  std::vector<std::uint64_t> starts;  // bytes of the text
  std::vector<std::uint64_t> ends;
};

class WordReader {
 public:
  WordReader(const Normalization& normalize, std::uint64_t key)
      : fold_(fold_options(normalize)), stream_({.ngram_size = 1, .normalize = normalize}, key) {}

  void read(std::string_view valid, Words& out) {
    out.hashes.clear();
    out.starts.clear();
    out.ends.clear();
    text::FoldMap map;
    stream_.start(text::fold(valid, fold_, folded_, &map));
    while (stream_.next(batch_)) {
      check_cancelled();
      for (const Shingle& word : batch_) {
        out.hashes.push_back(word.hash);
        out.starts.push_back(map.to_original_start(word.start));
        out.ends.push_back(map.to_original_end(word.end));
      }
    }
  }

 private:
  text::FoldOptions fold_;
  ShingleStream stream_;
  std::string folded_;
  std::vector<Shingle> batch_;
};

// Computes a hash for each run of `size` words, by a rolling polynomial and a final mixer.
void hash_runs(const std::vector<std::uint64_t>& words, std::size_t size,
               std::vector<std::uint64_t>& out) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;
  out.clear();
  std::uint64_t oldest = 1;
  for (std::size_t i = 0; i < size; ++i) oldest *= kFactor;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    sum = sum * kFactor + mix64(words[i]);
    if (i >= size) sum -= mix64(words[i - size]) * oldest;
    if (i + 1 >= size) out.push_back(mix64(sum));
  }
}

struct Run {
  std::size_t words = 0;
  std::size_t left = 0;  // number of its first word
  std::size_t right = 0;

  // True if it is longer, or of equal length and earlier.
  [[nodiscard]] bool is_better_than(const Run& other) const noexcept {
    if (words != other.words) return words > other.words;
    return left != other.left ? left < other.left : right < other.right;
  }
};

struct Place {
  std::uint64_t hash;
  std::size_t word;
  bool operator<(const Place& other) const noexcept {
    return hash != other.hash ? hash < other.hash : word < other.word;
  }
};

// Finds the longest run of words that one left text has in common with right texts.
class RunFinder {
 public:
  void set_left(const Words& left) {
    left_ = &left.hashes;
    places_[0].clear();
    places_[1].clear();
  }

  Run find(const std::vector<std::uint64_t>& right) {
    const std::size_t shorter = std::min(left_->size(), right.size());
    if (shorter == 0) return {};
    if (shorter >= kSeedWords) {
      const std::optional<Run> run = grow(right, kSeedWords);
      if (!run) return bisect(right);
      if (run->words > 0) return *run;
    }
    const std::optional<Run> run = grow(right, 1);
    return run ? *run : bisect(right);
  }

 private:
  static std::vector<Place> places_of(const std::vector<std::uint64_t>& hashes) {
    std::vector<Place> places(hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i) places[i] = {hashes[i], i};
    std::sort(places.begin(), places.end());
    return places;
  }

  static auto first_place(const std::vector<Place>& places, std::uint64_t hash) {
    return std::lower_bound(places.begin(), places.end(), Place{hash, 0});
  }

  // Grows runs from seeds of `seed` words. Returns nothing if that takes too many steps.
  std::optional<Run> grow(const std::vector<std::uint64_t>& right, std::size_t seed) {
    std::vector<Place>& places = places_[seed == 1 ? 0 : 1];
    if (places.empty()) {
      hash_runs(*left_, seed, hashes_);
      places = places_of(hashes_);
    }
    hash_runs(right, seed, hashes_);
    const std::vector<std::uint64_t>& left = *left_;
    std::size_t steps = kStepsPerWord * (left.size() + right.size());
    Run best;
    for (std::size_t r = 0; r < hashes_.size(); ++r) {
      for (auto at = first_place(places, hashes_[r]); at != places.end() && at->hash == hashes_[r];
           ++at) {
        const std::size_t l = at->word;
        std::size_t words = 0;
        // A run that begins earlier was already grown through this place.
        const bool is_inside = l > 0 && r > 0 && left[l - 1] == right[r - 1];
        while (!is_inside && l + words < left.size() && r + words < right.size() &&
               left[l + words] == right[r + words]) {
          ++words;
        }
        if (words + 1 > steps) return std::nullopt;
        steps -= words + 1;
        const Run run{words, l, r};
        if (words > 0 && run.is_better_than(best)) best = run;
      }
    }
    return best;
  }

  // Finds the length by bisection: a shared run of a length contains shared runs of every smaller
  // length.
  Run bisect(const std::vector<std::uint64_t>& right) {
    Run best;
    std::size_t low = 1;
    std::size_t high = std::min(left_->size(), right.size());
    while (low <= high) {
      check_cancelled();
      const std::size_t middle = low + (high - low) / 2;
      const Run run = first_of_length(right, middle);
      if (run.words > 0) {
        best = run;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return best;
  }

  Run first_of_length(const std::vector<std::uint64_t>& right, std::size_t length) {
    hash_runs(right, length, hashes_);
    const std::vector<Place> places = places_of(hashes_);
    hash_runs(*left_, length, hashes_);
    for (std::size_t l = 0; l < hashes_.size(); ++l) {
      const auto at = first_place(places, hashes_[l]);
      if (at == places.end() || at->hash != hashes_[l]) continue;
      const auto length_of = static_cast<std::ptrdiff_t>(length);
      const auto begin = left_->begin() + static_cast<std::ptrdiff_t>(l);
      if (std::equal(begin, begin + length_of,
                     right.begin() + static_cast<std::ptrdiff_t>(at->word))) {
        return {length, l, at->word};
      }
    }
    return {};
  }

  const std::vector<std::uint64_t>* left_ = nullptr;
  std::vector<Place> places_[2];  // of seeds of one word and of several
  std::vector<std::uint64_t> hashes_;
};

Passage passage_of(const Run& run, const Words& left, const Words& right) {
  if (run.words == 0) return {};
  return {.words = run.words,
          .left_start = left.starts[run.left],
          .left_end = left.ends[run.left + run.words - 1],
          .right_start = right.starts[run.right],
          .right_end = right.ends[run.right + run.words - 1]};
}

// The least hashes of the windows of a text.
struct Selected {
  std::uint64_t hash;
  std::uint32_t text;
};

void select(const std::vector<std::uint64_t>& words, std::size_t window,
            std::vector<std::uint64_t>& hashes, std::vector<std::uint64_t>& out) {
  out.clear();
  hash_runs(words, kSelectWords, hashes);
  std::deque<std::size_t> least;  // places that may be the least of a window, with ascending hashes
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    while (!least.empty() && hashes[least.back()] >= hashes[i]) least.pop_back();
    least.push_back(i);
    if (least.front() + window <= i) least.pop_front();
    if (i + 1 >= window && (out.empty() || out.back() != hashes[least.front()])) {
      out.push_back(hashes[least.front()]);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

class PassageSearch {
 public:
  PassageSearch(std::span<const std::string_view> texts, const PassageOptions& options,
                Duplicates& found)
      : texts_(texts),
        options_(options),
        found_(found),
        key_(options.key ? *options.key : random_key()) {}

  void run() {
    std::vector<std::uint64_t> pairs = candidates();
    for (const DuplicatePair& pair : found_.pairs) pairs.push_back(number(pair.left, pair.right));
    cancellable_sort(pairs.begin(), pairs.end(), std::less<>());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    compare(pairs);
  }

 private:
  static std::uint64_t number(std::uint32_t left, std::uint32_t right) {
    return std::uint64_t{left} << 32 | right;
  }

  std::vector<Selected> select_all() {
    const std::size_t window = options_.min_words - kSelectWords + 1;
    const unsigned threads = resolve_threads(options_.num_threads);
    std::vector<std::vector<Selected>> parts(threads);
    parallel_for(texts_.size(), 64, threads,
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   WordReader reader(options_.shingles.normalize, key_);
                   Words words;
                   std::vector<std::uint64_t> hashes;
                   std::vector<std::uint64_t> least;
                   for (std::size_t i = begin; i < end; ++i) {
                     reader.read(texts_[i], words);
                     select(words.hashes, window, hashes, least);
                     for (const std::uint64_t hash : least) {
                       parts[worker].push_back({hash, static_cast<std::uint32_t>(i)});
                     }
                   }
                 });
    std::vector<Selected> all;
    for (auto& part : parts) {
      all.insert(all.end(), part.begin(), part.end());
      std::vector<Selected>().swap(part);
    }
    cancellable_sort(all.begin(), all.end(), [](const Selected& a, const Selected& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.text < b.text;
    });
    return all;
  }

  std::vector<std::uint64_t> candidates() {
    const std::vector<Selected> all = select_all();
    std::unordered_set<std::uint64_t> pairs;
    for (std::size_t begin = 0; begin < all.size();) {
      std::size_t end = begin + 1;
      while (end < all.size() && all[end].hash == all[begin].hash) ++end;
      const bool is_limited = end - begin > options_.pair_limit + 1;
      if (is_limited) found_.all_pairs = false;
      for (std::size_t i = begin; i < (is_limited ? begin + 1 : end); ++i) {
        for (std::size_t j = i + 1; j < end; ++j) pairs.insert(number(all[i].text, all[j].text));
      }
      begin = end;
      check_cancelled();
    }
    return {pairs.begin(), pairs.end()};
  }

  struct Worker {
    Worker(const PassageOptions& options, std::uint64_t key)
        : reader(options.shingles.normalize, key), shingler(options.shingles, key) {}
    WordReader reader;
    Shingler shingler;
    RunFinder finder;
    Words left;
    Words right;
    std::vector<std::uint64_t> left_set;
    std::vector<std::uint64_t> right_set;
    std::vector<DuplicatePair> found;
  };

  // Pairs sorted by their left text.
  void compare(const std::vector<std::uint64_t>& pairs) {
    const unsigned threads = resolve_threads(options_.num_threads);
    std::vector<Worker> workers;
    for (unsigned i = 0; i < threads; ++i) workers.emplace_back(options_, key_);
    parallel_for(pairs.size(), 32, threads,
                 [&](std::size_t begin, std::size_t end, unsigned number_of_worker) {
                   Worker& worker = workers[number_of_worker];
                   std::uint64_t left = UINT64_MAX;
                   for (std::size_t i = begin; i < end; ++i) {
                     check_cancelled();
                     if (pairs[i] >> 32 != left) set_left(left = pairs[i] >> 32, worker);
                     compare(static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(pairs[i]),
                             worker);
                   }
                 });
    for (Worker& worker : workers) {
      found_.pairs.insert(found_.pairs.end(), worker.found.begin(), worker.found.end());
    }
    cancellable_sort(found_.pairs.begin(), found_.pairs.end(), comes_before);
  }

  static bool comes_before(const DuplicatePair& a, const DuplicatePair& b) noexcept {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  }

  void set_left(std::uint64_t left, Worker& worker) const {
    worker.reader.read(texts_[left], worker.left);
    static_cast<void>(worker.shingler.shingle(texts_[left], worker.left_set));
    worker.finder.set_left(worker.left);
  }

  void compare(std::uint32_t left, std::uint32_t right, Worker& worker) {
    worker.reader.read(texts_[right], worker.right);
    const Passage passage =
        passage_of(worker.finder.find(worker.right.hashes), worker.left, worker.right);
    DuplicatePair pair{.left = left, .right = right, .relation = Relation::kSharesPassage};
    const auto known =
        std::lower_bound(found_.pairs.begin(), found_.pairs.end(), pair, comes_before);
    if (known != found_.pairs.end() && known->left == left && known->right == right) {
      known->passage = passage;
      return;
    }
    if (passage.words < options_.min_words) return;
    static_cast<void>(worker.shingler.shingle(texts_[right], worker.right_set));
    const Overlap overlap{count_shared(worker.left_set, worker.right_set), worker.left_set.size(),
                          worker.right_set.size()};
    pair.similarity = options_.measure->similarity(overlap);
    pair.containment_left = containment(overlap);
    pair.containment_right = containment({overlap.shared, overlap.right, overlap.left});
    pair.passage = passage;
    worker.found.push_back(pair);
  }

  std::span<const std::string_view> texts_;
  const PassageOptions& options_;
  Duplicates& found_;
  std::uint64_t key_;
};

}  // namespace

Passage longest_passage(std::string_view left, std::string_view right,
                        const Normalization& normalize) {
  WordReader reader(normalize, random_key());
  Words a;
  Words b;
  reader.read(left, a);
  reader.read(right, b);
  RunFinder finder;
  finder.set_left(a);
  return passage_of(finder.find(b.hashes), a, b);
}

void add_passages(std::span<const std::string_view> texts, const PassageOptions& options,
                  Duplicates& found) {
  if (options.min_words < kSelectWords) {
    throw std::invalid_argument("passages must have " + std::to_string(kSelectWords) +
                                " words or more, not " + std::to_string(options.min_words));
  }
  PassageSearch(texts, options, found).run();
}

}  // namespace saring::dedup
