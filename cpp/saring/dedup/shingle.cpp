// Word n-grams hashed by a rolling polynomial over the words' own hashes (Karp and Rabin 1987,
// modulo 2^64), finished by a bijective mixer. Two multiplications a word, whatever the size of the
// n-grams. Tested in tests/cpp/dedup/shingle_test.cpp against a twin that hashes every n-gram
// afresh.
#include "saring/dedup/shingle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>
#include <string>

#include "saring/base/hash.hpp"
#include "saring/dedup/sort_hashes_internal.hpp"
#include "saring/text/normalize.hpp"
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

// Characters of a script without spaces that count as one word.
std::size_t chars_per_word(text::Script script) {
  switch (script) {
    case text::Script::kThai:
    case text::Script::kLao:
    case text::Script::kKhmer:
    case text::Script::kMyanmar:
      return 6;
    default:
      return 2;
  }
}

// The last words' hashes, their polynomial, and where finished n-grams go.
class NgramHasher {
 public:
  NgramHasher(unsigned size, std::uint64_t seed) : size_(size), seed_(seed) {
    for (unsigned i = 0; i < size; ++i) oldest_factor_ *= kFactor;
  }

  void start(std::vector<std::uint64_t>& out) {
    out_ = &out;
    sum_ = 0;
    content_ = 0;
    words_ = 0;
    at_ = 0;
    ring_.fill(0);
  }

  void add(std::uint64_t word_hash) {
    std::uint64_t& slot = ring_[at_];
    if (++at_ == size_) at_ = 0;
    sum_ = sum_ * kFactor + word_hash - slot * oldest_factor_;
    slot = word_hash;
    content_ = (std::rotl(content_, 29) ^ word_hash) * kFactor;
    if (++words_ >= size_) out_->push_back(mix64(sum_ ^ seed_));
  }

  TextDigest finish() {
    if (words_ > 0 && words_ < size_) out_->push_back(mix64((sum_ + words_) ^ seed_));
    return {words_ == 0 ? 0 : mix64(content_ + words_), words_};
  }

 private:
  unsigned size_;
  std::uint64_t seed_;
  std::uint64_t oldest_factor_ = 1;
  std::array<std::uint64_t, kMaxNgram> ring_{};
  std::uint64_t sum_ = 0;
  std::uint64_t content_ = 0;
  std::uint64_t words_ = 0;
  unsigned at_ = 0;
  std::vector<std::uint64_t>* out_ = nullptr;
};

// Cuts runs of a script without spaces into overlapping pieces of characters_per_word characters.
// WordScanner cuts a long run at a fixed length; runs that touch are one run here, so that the
// place of a cut, which depends on where the run began, leaves no trace.
class RunSplitter {
 public:
  // Ends the run in progress, if any, unless `word` continues it.
  void before(const text::Word& word, NgramHasher& ngrams) {
    if (active_ && !(word.is_dictionary && word.begin == end_)) flush(ngrams);
  }

  void add(const text::Word& word, NgramHasher& ngrams) {
    if (!active_) {
      active_ = true;
      emitted_ = false;
      length_ = chars_per_word(word.script);
    }
    end_ = word.end;
    const char* p = word.folded.data();
    const char* const end = p + word.folded.size();
    while (p < end) {
      window_.push_back(text::decode(p));
      if (window_.size() < length_) continue;
      ngrams.add(hash_window());
      emitted_ = true;
      window_.erase(window_.begin());
    }
  }

  // A run shorter than a piece is a word by itself.
  void flush(NgramHasher& ngrams) {
    if (active_ && !emitted_) ngrams.add(hash_window());
    active_ = false;
    window_.clear();
  }

 private:
  [[nodiscard]] std::uint64_t hash_window() const {
    return hash64(
        {reinterpret_cast<const char*>(window_.data()), window_.size() * sizeof(char32_t)},
        kRunSeed);
  }

  static constexpr std::uint64_t kRunSeed = 0x72756e;
  std::u32string window_;
  std::size_t length_ = 2;
  std::size_t end_ = 0;
  bool active_ = false;
  bool emitted_ = false;
};

}  // namespace

struct Shingler::Impl {
  NgramHasher ngrams;
  RunSplitter runs;
  HashSorter sorter;
};

Shingler::Shingler(ShingleOptions options) {
  if (options.ngram_size < 1 || options.ngram_size > kMaxNgram) {
    throw std::invalid_argument("ngram_size must lie between 1 and " + std::to_string(kMaxNgram) +
                                ", not " + std::to_string(options.ngram_size));
  }
  impl_ = std::make_unique<Impl>(
      Impl{NgramHasher(options.ngram_size, mix64(options.seed)), RunSplitter(), HashSorter()});
}

Shingler::~Shingler() = default;
Shingler::Shingler(Shingler&&) noexcept = default;
Shingler& Shingler::operator=(Shingler&&) noexcept = default;

TextDigest Shingler::shingle(std::string_view valid, std::vector<std::uint64_t>& out) {
  out.clear();
  std::string composed;
  if (!text::is_nfc(valid)) {
    composed = text::nfc(valid);
    valid = composed;
  }
  auto& [ngrams, runs, sorter] = *impl_;
  ngrams.start(out);
  text::WordScanner words(valid);
  for (text::Word word; words.next(word);) {
    runs.before(word, ngrams);
    if (word.is_dictionary) {
      runs.add(word, ngrams);
    } else {
      ngrams.add(hash64(word.folded));
    }
  }
  runs.flush(ngrams);
  const TextDigest digest = ngrams.finish();
  sorter.sort_unique(out);
  return digest;
}

}  // namespace saring::dedup
