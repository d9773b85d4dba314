// Word n-grams hashed by a rolling polynomial over the words' own hashes (Karp and Rabin 1987,
// modulo 2^64), finished by a bijective mixer. Two multiplications a word, whatever the size of the
// n-grams. Tested in tests/cpp/dedup/shingle_stream_test.cpp and shingle_test.cpp.
#include "saring/dedup/shingle_stream_internal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

#include "saring/base/hash.hpp"
#include "saring/text/script.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::dedup {
namespace {

// Odd, so that multiplying loses nothing, and 3 modulo 8, so that kFactor^k - 1 keeps few factors
// of two: swapping two words then changes the hash with probability 1 - 2^-60.
constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c13ULL;
constexpr unsigned kMaxNgram = 64;
static_assert(kFactor % 8 == 3);

constexpr std::size_t kMaxChars = 6;

// Characters of a script without spaces that count as one word.
std::size_t chars_per_word(text::Script script) {
  switch (script) {
    case text::Script::kThai:
    case text::Script::kLao:
    case text::Script::kKhmer:
    case text::Script::kMyanmar:
      return kMaxChars;
    default:
      return 2;
  }
}

// A word as the n-grams see it: its hash, and the bytes that it spans.
struct HashedWord {
  std::uint64_t hash = 0;
  std::uint64_t start = 0;
  std::uint64_t end = 0;
};

// The last words, their polynomial, and where finished n-grams go.
class NgramHasher {
 public:
  NgramHasher(unsigned size, std::uint64_t seed) : size_(size), seed_(seed) {
    for (unsigned i = 0; i < size; ++i) oldest_factor_ *= kFactor;
  }

  void start() {
    sum_ = 0;
    content_ = 0;
    words_ = 0;
    at_ = 0;
    ring_.fill({});
  }

  void add(const HashedWord& word, std::vector<Shingle>& out) {
    HashedWord& slot = ring_[at_];
    if (++at_ == size_) at_ = 0;
    sum_ = sum_ * kFactor + word.hash - slot.hash * oldest_factor_;
    slot = word;
    content_ = (std::rotl(content_, 29) ^ word.hash) * kFactor;
    if (++words_ >= size_) {
      out.push_back({mix64(sum_ ^ seed_), words_ - size_, ring_[at_].start, word.end});
    }
  }

  // A text of fewer words than an n-gram has one shingle.
  void finish(std::vector<Shingle>& out) const {
    if (words_ == 0 || words_ >= size_) return;
    out.push_back({mix64((sum_ + words_) ^ seed_), 0, ring_[0].start, ring_[words_ - 1].end});
  }

  [[nodiscard]] TextDigest digest() const noexcept {
    return {words_ == 0 ? 0 : mix64(content_ + words_), words_};
  }

 private:
  unsigned size_;
  std::uint64_t seed_;
  std::uint64_t oldest_factor_ = 1;
  std::array<HashedWord, kMaxNgram> ring_{};
  std::uint64_t sum_ = 0;
  std::uint64_t content_ = 0;
  std::uint64_t words_ = 0;
  unsigned at_ = 0;
};

// Cuts runs of a script without spaces into overlapping pieces of a fixed number of characters.
// WordScanner cuts a long run at a fixed length; runs that touch are one run here, so that the
// place of a cut, which depends on where the run began, has no effect.
class RunSplitter {
 public:
  void start() {
    active_ = false;
    window_.clear();
  }

  // Whether a run in progress ends before `word`.
  [[nodiscard]] bool ends_before(const text::Word& word) const noexcept {
    return active_ && !(word.is_dictionary && word.start == end_);
  }

  // Gives emit(HashedWord) the pieces that end in this part of a run.
  template <typename Emit>
  void add(std::string_view text, const text::Word& word, const Emit& emit) {
    if (!active_) {
      active_ = true;
      emitted_ = false;
      length_ = chars_per_word(word.script);
    }
    end_ = word.end;
    const char* p = word.folded.data();
    const char* const end = p + word.folded.size();
    // These scripts have no case: the folded characters are those of the text, one for one.
    const char* at = text.data() + word.start;
    const char* const at_end = text.data() + word.end;
    while (p < end) {
      starts_[window_.size()] = static_cast<std::uint64_t>(at - text.data());
      window_.push_back(text::decode(p));
      if (at < at_end) static_cast<void>(text::decode(at));
      if (window_.size() < length_) continue;
      emit(HashedWord{hash_window(), starts_[0], static_cast<std::uint64_t>(at - text.data())});
      emitted_ = true;
      window_.erase(window_.begin());
      std::copy(starts_.begin() + 1, starts_.end(), starts_.begin());
    }
  }

  // Ends the run. One shorter than a piece is a word of its own.
  template <typename Emit>
  void finish(const Emit& emit) {
    if (active_ && !emitted_) emit(HashedWord{hash_window(), starts_[0], end_});
    start();
  }

 private:
  [[nodiscard]] std::uint64_t hash_window() const {
    return hash64(
        {reinterpret_cast<const char*>(window_.data()), window_.size() * sizeof(char32_t)},
        kRunSeed);
  }

  static constexpr std::uint64_t kRunSeed = 0x72756e;
  std::u32string window_;
  std::array<std::uint64_t, kMaxChars> starts_{};  // of the characters in the window
  std::size_t length_ = 2;
  std::size_t end_ = 0;
  bool active_ = false;
  bool emitted_ = false;
};

// Shingles in a batch; the last word may add some more.
constexpr std::size_t kBatch = 256;

}  // namespace

struct ShingleStream::Impl {
  explicit Impl(ShingleOptions options) : ngrams(options.ngram_size, mix64(options.seed)) {}

  NgramHasher ngrams;
  RunSplitter runs;
  std::string_view text;
  std::optional<text::WordScanner> words;
};

ShingleStream::ShingleStream(ShingleOptions options) {
  if (options.ngram_size < 1 || options.ngram_size > kMaxNgram) {
    throw std::invalid_argument("ngram_size must be between 1 and " + std::to_string(kMaxNgram) +
                                ", not " + std::to_string(options.ngram_size));
  }
  impl_ = std::make_unique<Impl>(options);
}

ShingleStream::~ShingleStream() = default;
ShingleStream::ShingleStream(ShingleStream&&) noexcept = default;
ShingleStream& ShingleStream::operator=(ShingleStream&&) noexcept = default;

void ShingleStream::start(std::string_view nfc) {
  impl_->ngrams.start();
  impl_->runs.start();
  impl_->text = nfc;
  impl_->words.emplace(nfc);
}

bool ShingleStream::next(std::vector<Shingle>& batch) {
  batch.clear();
  Impl& s = *impl_;
  const auto emit = [&](const HashedWord& word) { s.ngrams.add(word, batch); };
  while (s.words && batch.size() < kBatch) {
    text::Word word;
    if (!s.words->next(word)) {
      s.runs.finish(emit);
      s.ngrams.finish(batch);
      s.words.reset();
      break;
    }
    if (s.runs.ends_before(word)) s.runs.finish(emit);
    if (word.is_dictionary) {
      s.runs.add(s.text, word, emit);
    } else {
      emit({hash64(word.folded), word.start, word.end});
    }
  }
  return !batch.empty();
}

TextDigest ShingleStream::digest() const noexcept { return impl_->ngrams.digest(); }

}  // namespace saring::dedup
