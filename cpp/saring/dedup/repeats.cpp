// count() collects the hashes of all windows. find() looks up the hashes that occurred several
// times, and stores the first place of each. Tested in tests/cpp/dedup/repeats_test.cpp against all
// pairs of windows.
#include "saring/dedup/repeats.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/passage_joiner_internal.hpp"
#include "saring/dedup/repeated_hashes_internal.hpp"
#include "saring/dedup/slices_internal.hpp"
#include "saring/dedup/windows_internal.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kGrain = 16;
constexpr std::size_t kMaxWindow = 64;  // in words; the limit of ShingleStream

void check(const RepeatOptions& o) {
  if (o.min_words < 1) throw std::invalid_argument("min_words must be at least 1, not 0");
  if (o.unit == RepeatUnit::kPassage && o.min_words > kMaxWindow) {
    throw std::invalid_argument("min_words of passages must be between 1 and " +
                                std::to_string(kMaxWindow) + ", not " +
                                std::to_string(o.min_words));
  }
  if (o.min_count < 2) {
    throw std::invalid_argument("min_count must be at least 2, not " + std::to_string(o.min_count));
  }
}

// A window that is repeated, and its place in the index of hashes.
struct RepeatedWindow {
  Window window;
  std::size_t place = 0;
};

}  // namespace

struct RepeatFinder::Impl {
  explicit Impl(RepeatOptions given)
      : options(std::move(given)), hashes(options.memory_budget, options.temp_folder) {
    const std::uint64_t key = options.key ? *options.key : random_key();
    for (unsigned i = 0; i < resolve_threads(options.num_threads); ++i) {
      readers.emplace_back(options.unit, options.min_words, options.normalize, key);
    }
    buffers.resize(readers.size());
  }

  // Calls body(i, windows of texts[i], worker) for all texts, on all threads.
  template <typename Body>
  void for_windows(std::span<const std::string_view> texts, const Body& body) {
    parallel_for(texts.size(), kGrain, static_cast<unsigned>(readers.size()),
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   for (std::size_t i = begin; i < end; ++i) {
                     check_cancelled();
                     readers[worker].read(texts[i], buffers[worker]);
                     body(i, buffers[worker]);
                   }
                 });
  }

  void count(std::span<const std::string_view> texts) {
    found_hashes.resize(std::max(found_hashes.size(), texts.size()));
    for_windows(texts, [&](std::size_t i, const std::vector<Window>& windows) {
      found_hashes[i].clear();
      for (const Window& window : windows) found_hashes[i].push_back(window.hash);
    });
    for (std::size_t i = 0; i < texts.size(); ++i) hashes.add(found_hashes[i]);
  }

  void start_finding() {
    if (is_finding) return;
    std::vector<std::vector<std::uint64_t>>().swap(found_hashes);
    index = hashes.finish(options.min_count, options.num_threads);
    firsts.resize(index.size());
    is_finding = true;
  }

  void find(std::span<const std::string_view> texts, std::vector<Repeat>& out) {
    found_windows.resize(std::max(found_windows.size(), texts.size()));
    for_windows(texts, [&](std::size_t i, const std::vector<Window>& windows) {
      found_windows[i].clear();
      for (const Window& window : windows) {
        const std::size_t place = index.find(window.hash);
        if (place != HashIndex::kNone) found_windows[i].push_back({window, place});
      }
    });
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::size_t from = out.size();
      find_in(num_found++, found_windows[i], out);
      if (options.unit == RepeatUnit::kPassage) shorten_to_words(texts[i], out, from);
    }
  }

  // Takes one text after another in order: the first place of a window is in the first text.
  void find_in(std::uint32_t text, const std::vector<RepeatedWindow>& windows,
               std::vector<Repeat>& out) {
    PassageJoiner repeats(options.unit == RepeatUnit::kPassage, out);
    for (const auto& [window, place] : windows) {
      FirstPlace& first = firsts[place];
      const bool is_first = first.text == FirstPlace::kUnseen;
      if (is_first) first = {text, window.number, window.start, window.end};
      const bool overlaps = first.text == text && window.start < first.end;
      if (overlaps && options.keep_first) continue;
      repeats.add(text, window, first);
    }
  }

  RepeatOptions options;
  RepeatedHashes hashes;
  std::vector<WindowReader> readers;
  std::vector<std::vector<Window>> buffers;  // of each thread
  // For the texts of a slice.
  std::vector<std::vector<std::uint64_t>> found_hashes;
  std::vector<std::vector<RepeatedWindow>> found_windows;

  std::size_t num_counted = 0;
  bool is_finding = false;
  HashIndex index;
  std::vector<FirstPlace> firsts;  // of the hashes in the index
  std::uint32_t num_found = 0;
};

RepeatFinder::RepeatFinder(RepeatOptions options) {
  check(options);
  impl_ = std::make_unique<Impl>(std::move(options));
}

RepeatFinder::~RepeatFinder() = default;
RepeatFinder::RepeatFinder(RepeatFinder&&) noexcept = default;
RepeatFinder& RepeatFinder::operator=(RepeatFinder&&) noexcept = default;

void RepeatFinder::count(std::span<const std::string_view> texts) {
  if (impl_->is_finding) throw std::logic_error("count() was called after find()");
  if (texts.size() >= UINT32_MAX - impl_->num_counted) {
    throw std::length_error("more than 2^32 - 1 texts");
  }
  impl_->num_counted += texts.size();
  for_each_slice(texts, [&](auto slice) { impl_->count(slice); });
}

std::vector<Repeat> RepeatFinder::find(std::span<const std::string_view> texts) {
  if (texts.size() > impl_->num_counted - impl_->num_found) {
    throw std::logic_error("find() was given more texts than count()");
  }
  impl_->start_finding();
  std::vector<Repeat> out;
  for_each_slice(texts, [&](auto slice) { impl_->find(slice, out); });
  return out;
}

std::vector<Repeat> find_repeats(std::span<const std::string_view> texts,
                                 const RepeatOptions& options) {
  RepeatFinder finder(options);
  finder.count(texts);
  return finder.find(texts);
}

}  // namespace saring::dedup
