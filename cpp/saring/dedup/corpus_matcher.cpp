// Indexed texts with equal words are one set, so thousands of copies cost as much as one text.
// Tested in tests/cpp/dedup/corpus_matcher_test.cpp against all pairs.
#include "saring/dedup/corpus_matcher.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/inverted_index_internal.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/dedup/slices_internal.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kGrain = 16;

void check(const MatchOptions& o) {
  if (!(o.threshold > 0 && o.threshold <= 1)) {
    throw std::invalid_argument("threshold must be in (0, 1], not " + std::to_string(o.threshold));
  }
}

// The words of a text, in order.
struct Content {
  std::uint64_t hash = 0;
  std::uint64_t words = 0;
  bool operator==(const Content&) const = default;
};

struct ContentHash {
  std::size_t operator()(const Content& content) const noexcept {
    return static_cast<std::size_t>(content.hash);
  }
};

// Texts with equal words.
struct Group {
  Content content;
  std::uint32_t size = 0;  // shingles
};

// A group that is similar to a text.
struct GroupMatch {
  std::uint32_t group = 0;
  Overlap overlap;  // left: the text that is read
  bool is_exact = false;
};

bool is_before(const CorpusMatch& a, const CorpusMatch& b) noexcept {
  return a.similarity != b.similarity ? a.similarity > b.similarity : a.other < b.other;
}

// Sorts the matches of a text and keeps the best `limit`.
void keep_best(std::vector<CorpusMatch>& matches, std::size_t limit) {
  std::sort(matches.begin(), matches.end(), is_before);
  if (matches.size() > limit) matches.resize(limit);
}

}  // namespace

struct CorpusMatcher::Impl {
  struct Worker {
    Worker(const MatchOptions& o, std::uint64_t key) : shingler(o.shingles, key) {}

    Shingler shingler;
    std::vector<std::uint64_t> set;
    std::vector<std::span<const std::uint32_t>> lists;
    std::vector<std::uint32_t> candidates;
  };

  // The results for one text that is read.
  struct Found {
    std::vector<GroupMatch> matches;
    std::uint64_t extra_steps = 0;  // beyond the text's own budget
    bool all_found = true;
  };

  explicit Impl(MatchOptions given)
      : options(std::move(given)),
        rule{&measure_named(options.measure), options.threshold},
        shared_steps(options.budget.of_search) {
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
    std::vector<Content> contents(texts.size());
    std::vector<std::vector<std::uint64_t>> sets_read(texts.size());
    for_each(texts.size(), [&](std::size_t i, Worker& w) {
      contents[i] = read_set(w, texts[i]);
      sets_read[i] = w.set;
    });
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto number = static_cast<std::uint32_t>(groups.size());
      const auto [at, is_new] = group_of_content.try_emplace(contents[i], number);
      group_of_text.push_back(at->second);
      if (!is_new) continue;
      groups.push_back({contents[i], static_cast<std::uint32_t>(sets_read[i].size())});
      for (const std::uint64_t shingle : sets_read[i]) entries.push_back({shingle, number});
    }
  }

  static Content read_set(Worker& w, std::string_view valid) {
    const TextDigest digest = w.shingler.shingle(valid, w.set);
    return {digest.keyed_content, digest.words};
  }

  void start_comparing() {
    if (is_comparing) return;
    is_comparing = true;
    sets = InvertedIndex(std::exchange(entries, {}));
    group_of_content = {};
    members_begin.assign(groups.size() + 1, 0);
    for (const std::uint32_t group : group_of_text) ++members_begin[group + 1];
    for (std::size_t i = 1; i < members_begin.size(); ++i) members_begin[i] += members_begin[i - 1];
    members.resize(group_of_text.size());
    std::vector<std::uint32_t> next(members_begin.begin(), members_begin.end() - 1);
    for (std::size_t i = 0; i < group_of_text.size(); ++i) {
      members[next[group_of_text[i]]++] = static_cast<std::uint32_t>(i);
    }
    if (options.side == OverlapSide::kIndexed) of_group.resize(groups.size());
  }

  // The texts of a group, ascending.
  [[nodiscard]] std::span<const std::uint32_t> members_of(std::uint32_t group) const {
    return std::span(members).subspan(members_begin[group],
                                      members_begin[group + 1] - members_begin[group]);
  }

  // The groups that are similar to the worker's set.
  void find(Worker& w, const Content& content, std::uint64_t extra_steps, Found& found) const {
    const std::size_t size = w.set.size();
    if (size == 0) return;
    w.lists.clear();
    for (const std::uint64_t shingle : w.set) {
      if (const auto list = sets.find(shingle); !list.empty()) w.lists.push_back(list);
    }
    // A similar set lacks fewer shingles than this. Shingles that no indexed text has come first.
    const std::size_t prefix = size - std::min(size, rule.smallest_partner(size)) + 1;
    const std::size_t absent = size - w.lists.size();
    if (absent >= prefix) return;
    std::sort(w.lists.begin(), w.lists.end(),
              [](const auto& a, const auto& b) { return a.size() < b.size(); });
    const std::uint64_t own_steps = options.budget.of_set(size);
    std::uint64_t steps = 0;
    std::size_t looked_at = 0;
    w.candidates.clear();
    for (; looked_at < prefix - absent; ++looked_at) {
      const auto& list = w.lists[looked_at];
      steps += list.size();
      if (steps > own_steps + extra_steps) {
        found.all_found = false;
        break;
      }
      w.candidates.insert(w.candidates.end(), list.begin(), list.end());
    }
    std::sort(w.candidates.begin(), w.candidates.end());
    for (auto run = w.candidates.begin(); run != w.candidates.end();) {
      const auto end = std::upper_bound(run, w.candidates.end(), *run);
      steps += verify(w, *run, static_cast<std::size_t>(end - run), looked_at, content, found);
      if (steps > own_steps + extra_steps) {
        found.all_found = false;
        break;
      }
      run = end;
    }
    found.extra_steps = steps - std::min(steps, own_steps);
  }

  // Compares the worker's set with a group that occurs in `shared` of the first `looked_at` lists.
  // Returns the steps if the comparison finds no match.
  std::uint64_t verify(const Worker& w, std::uint32_t group, std::size_t shared,
                       std::size_t looked_at, const Content& content, Found& found) const {
    const std::size_t left = w.set.size();
    const std::size_t right = groups[group].size;
    const std::size_t need = rule.least_shared(left, right);
    std::uint64_t steps = 1;
    if (need > std::min(left, right)) return steps;
    for (std::size_t at = looked_at; at < w.lists.size(); ++at) {
      if (shared + (w.lists.size() - at) < need) return steps;
      const auto& list = w.lists[at];
      shared += std::binary_search(list.begin(), list.end(), group) ? 1 : 0;
      ++steps;
    }
    const Overlap overlap{shared, left, right};
    if (!rule.accepts(overlap)) return steps;
    found.matches.push_back({group, overlap, groups[group].content == content});
    return 0;
  }

  [[nodiscard]] CorpusMatch match_of(const GroupMatch& found, std::uint32_t text,
                                     std::uint32_t other) const {
    const Overlap& o = found.overlap;
    return {text,
            other,
            found.is_exact ? Relation::kExact : Relation::kNear,
            rule.measure->similarity(o),
            containment(o),
            containment({o.shared, o.right, o.left})};
  }

  std::vector<CorpusMatch> compare(std::span<const std::string_view> texts) {
    std::vector<Found> found(texts.size());
    const std::uint64_t extra_steps = shared_steps.part(kSlice);
    for_each(texts.size(), [&](std::size_t i, Worker& w) {
      const Content content = read_set(w, texts[i]);
      find(w, content, extra_steps, found[i]);
    });
    std::vector<CorpusMatch> out;
    for (const Found& text : found) {
      const std::uint32_t number = num_compared++;
      all_found = all_found && text.all_found;
      shared_steps.take(text.extra_steps);
      if (options.side == OverlapSide::kStreamed) {
        add_streamed(number, text, out);
      } else {
        add_indexed(number, text);
      }
    }
    return out;
  }

  // The matches of a text that is read.
  void add_streamed(std::uint32_t number, const Found& text, std::vector<CorpusMatch>& out) const {
    std::vector<CorpusMatch> matches;
    for (const GroupMatch& match : text.matches) {
      const auto others = members_of(match.group);
      // More texts of one group would all come after these.
      for (std::size_t i = 0; i < std::min(others.size(), options.match_limit); ++i) {
        matches.push_back(match_of(match, number, others[i]));
      }
    }
    keep_best(matches, options.match_limit);
    out.insert(out.end(), matches.begin(), matches.end());
  }

  // Adds the text that is read as a match of the groups that are reported.
  void add_indexed(std::uint32_t number, const Found& text) {
    for (const auto& [group, overlap, is_exact] : text.matches) {
      const GroupMatch seen{group, {overlap.shared, overlap.right, overlap.left}, is_exact};
      std::vector<CorpusMatch>& matches = of_group[group];
      matches.push_back(match_of(seen, 0, number));
      if (matches.size() > 2 * options.match_limit + kGrain) {
        keep_best(matches, options.match_limit);
      }
    }
  }

  [[nodiscard]] std::vector<CorpusMatch> report() const {
    std::vector<CorpusMatch> out;
    for (std::size_t i = 0; i < group_of_text.size(); ++i) {
      if (of_group.empty()) break;
      std::vector<CorpusMatch> matches = of_group[group_of_text[i]];
      keep_best(matches, options.match_limit);
      for (CorpusMatch& match : matches) {
        match.text = static_cast<std::uint32_t>(i);
        out.push_back(match);
      }
    }
    return out;
  }

  MatchOptions options;
  SimilarityRule rule;
  SharedSteps shared_steps;
  std::vector<Worker> workers;
  // The indexed corpus.
  std::vector<Group> groups;
  std::vector<std::uint32_t> group_of_text;
  std::unordered_map<Content, std::uint32_t, ContentHash> group_of_content;  // used until comparing
  std::vector<InvertedIndex::Entry> entries;                                 // used until comparing
  InvertedIndex sets;                                                        // of groups
  std::vector<std::uint32_t> members_begin;
  std::vector<std::uint32_t> members;
  std::vector<std::vector<CorpusMatch>> of_group;  // kIndexed
  bool is_comparing = false;
  std::uint32_t num_compared = 0;
  bool all_found = true;
};

CorpusMatcher::CorpusMatcher(MatchOptions options) {
  check(options);
  impl_ = std::make_unique<Impl>(std::move(options));
}

CorpusMatcher::~CorpusMatcher() = default;
CorpusMatcher::CorpusMatcher(CorpusMatcher&&) noexcept = default;
CorpusMatcher& CorpusMatcher::operator=(CorpusMatcher&&) noexcept = default;

void CorpusMatcher::index(std::span<const std::string_view> texts) {
  if (impl_->is_comparing) throw std::logic_error("index() was called after compare()");
  if (texts.size() >= UINT32_MAX - impl_->group_of_text.size()) {
    throw std::length_error("more than 2^32 - 1 texts");
  }
  for_each_slice(texts, [&](auto slice) { impl_->index(slice); });
}

std::vector<CorpusMatch> CorpusMatcher::compare(std::span<const std::string_view> texts) {
  if (texts.size() >= UINT32_MAX - impl_->num_compared) {
    throw std::length_error("more than 2^32 - 1 texts");
  }
  impl_->start_comparing();
  std::vector<CorpusMatch> out;
  for_each_slice(texts, [&](auto slice) {
    const auto more = impl_->compare(slice);
    out.insert(out.end(), more.begin(), more.end());
  });
  return out;
}

std::vector<CorpusMatch> CorpusMatcher::report() const {
  if (impl_->options.side != OverlapSide::kIndexed) {
    throw std::logic_error("report() needs OverlapSide::kIndexed");
  }
  return impl_->report();
}

bool CorpusMatcher::all_found() const noexcept { return impl_->all_found; }

}  // namespace saring::dedup
