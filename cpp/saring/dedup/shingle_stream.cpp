// Word n-grams are hashed by a rolling polynomial over the hashes of the words (Karp and Rabin
// 1987, modulo 2^64) and a final bijective mixer: two multiplications per word, whatever the size
// of the n-grams. Tested in tests/cpp/dedup/shingle_stream_test.cpp and shingle_test.cpp.
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
#include "saring/text/signs.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::dedup {
namespace {

// Odd, so that multiplying loses no information. 3 modulo 8, so that kFactor^k - 1 has few factors
// of two: swapping two words then changes the hash with probability 1 - 2^-60.
constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c13ULL;
constexpr unsigned kMaxNgram = 64;
static_assert(kFactor % 8 == 3);

constexpr std::size_t kMaxChars = 6;

// The number of characters of a script without spaces that count as one word.
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

// A word in an n-gram.
struct HashedWord {
  std::uint64_t hash = 0;
  std::uint64_t keyed = 0;  // 0 without a key

  void set_place(std::uint64_t, std::uint64_t) noexcept {}
};

// The same with the bytes of the word.
struct PlacedWord : HashedWord {
  std::uint64_t start = 0;
  std::uint64_t end = 0;

  void set_place(std::uint64_t first, std::uint64_t last) noexcept {
    start = first;
    end = last;
  }
};

// Appends the n-gram from one word to another. `number` is the number of the first word.
void append(std::uint64_t hash, std::uint64_t, const HashedWord&, const HashedWord&,
            std::vector<std::uint64_t>& out) {
  out.push_back(hash);
}
void append(std::uint64_t hash, std::uint64_t number, const PlacedWord& first,
            const PlacedWord& last, std::vector<Shingle>& out) {
  out.push_back({hash, number, first.start, last.end});
}

// Hashes words: with a stable hash, and with the key if there is one.
class WordHasher {
 public:
  explicit WordHasher(std::optional<std::uint64_t> key)
      : has_key_(key.has_value()), seed_(key ? mix64(*key ^ kWordSeed) : 0) {}

  [[nodiscard]] HashedWord hash(std::string_view bytes, std::uint64_t stable_seed) const {
    return {hash64(bytes, stable_seed), has_key_ ? hash64(bytes, seed_ ^ stable_seed) : 0};
  }

  // Hashes the word with signs before or after it.
  void add_signs(std::string_view signs, bool are_before, HashedWord& word) const {
    const std::uint64_t side = are_before ? kBeforeSeed : kAfterSeed;
    word.hash = hash64(signs, word.hash ^ side);
    if (has_key_) word.keyed = hash64(signs, word.keyed ^ seed_ ^ side);
  }

 private:
  static constexpr std::uint64_t kBeforeSeed = 0x6265666f7265;
  static constexpr std::uint64_t kAfterSeed = 0x6166746572;
  static constexpr std::uint64_t kWordSeed = 0x776f7264;
  bool has_key_;
  std::uint64_t seed_;
};

// The polynomial over the last words. Words enter and leave it.
class RollingSum {
 public:
  RollingSum() = default;
  RollingSum(std::uint64_t factor, unsigned size) : factor_(factor) {
    for (unsigned i = 0; i < size; ++i) oldest_factor_ *= factor;
  }

  void add(std::uint64_t newest, std::uint64_t oldest) noexcept {
    sum_ = sum_ * factor_ + newest - oldest * oldest_factor_;
  }
  void clear() noexcept { sum_ = 0; }
  [[nodiscard]] std::uint64_t value() const noexcept { return sum_; }

 private:
  std::uint64_t factor_ = 1;
  std::uint64_t oldest_factor_ = 1;
  std::uint64_t sum_ = 0;
};

// The last words, their polynomials, and the output for finished n-grams.
template <typename Word, typename Out>
class NgramHasher {
 public:
  NgramHasher(unsigned size, std::uint64_t seed, std::optional<std::uint64_t> key)
      : size_(size), seed_(seed), stable_(kFactor, size), has_key_(key.has_value()) {
    if (!key) return;
    // A secret factor. With a known one, long n-grams of few words could be made to collide,
    // whatever the words' hashes are.
    keyed_ = RollingSum((mix64(*key ^ kFactorSeed) & ~std::uint64_t{7}) | 3, size);
    keyed_seed_ = mix64(*key ^ kNgramSeed);
  }

  void start() {
    stable_.clear();
    keyed_.clear();
    content_ = 0;
    keyed_content_ = 0;
    least_ngram_ = UINT64_MAX;
    first_ngram_ = 0;
    words_ = 0;
    at_ = 0;
    ring_.fill({});
  }

  void add(const Word& word, std::vector<Out>& out) {
    Word& slot = ring_[at_];
    if (++at_ == size_) at_ = 0;
    stable_.add(word.hash, slot.hash);
    content_ = (std::rotl(content_, 29) ^ word.hash) * kFactor;
    if (has_key_) {
      keyed_.add(word.keyed, slot.keyed);
      keyed_content_ = (std::rotl(keyed_content_, 29) ^ word.keyed) * kFactor;
    }
    slot = word;
    if (++words_ >= size_) {
      const std::uint64_t hash = hash_ngram(0);
      append(hash, words_ - size_, ring_[at_], word, out);
      if (words_ == size_) first_ngram_ = hash;
    }
  }

  // A text with fewer words than an n-gram has one shingle.
  void finish(std::vector<Out>& out) {
    if (words_ == 0 || words_ >= size_) return;
    first_ngram_ = hash_ngram(words_);
    append(first_ngram_, 0, ring_[0], ring_[words_ - 1], out);
  }

  [[nodiscard]] TextDigest digest() const noexcept {
    if (words_ == 0) return {};
    return {.content = mix64(content_ + words_),
            .words = words_,
            .keyed_content = has_key_ ? mix64(keyed_content_ + words_) : 0,
            .least_ngram = has_key_ ? least_ngram_ : 0,
            .first_ngram = first_ngram_};
  }

 private:
  // `short_of`: the number of words if there are fewer than in an n-gram, else 0.
  [[nodiscard]] std::uint64_t hash_ngram(std::uint64_t short_of) noexcept {
    const std::uint64_t stable = mix64((stable_.value() + short_of) ^ seed_);
    if (!has_key_) return stable;
    const std::uint64_t keyed = mix64((keyed_.value() + short_of) ^ keyed_seed_);
    least_ngram_ = std::min(least_ngram_, keyed);
    return (keyed & ~std::uint64_t{UINT32_MAX}) | (stable >> 32);
  }

  static constexpr std::uint64_t kFactorSeed = 0x666163746f72;
  static constexpr std::uint64_t kNgramSeed = 0x6e6772616d;

  unsigned size_;
  std::uint64_t seed_;
  RollingSum stable_;
  bool has_key_;
  RollingSum keyed_;
  std::uint64_t keyed_seed_ = 0;
  std::array<Word, kMaxNgram> ring_{};
  std::uint64_t content_ = 0;
  std::uint64_t keyed_content_ = 0;
  std::uint64_t least_ngram_ = UINT64_MAX;
  std::uint64_t first_ngram_ = 0;
  std::uint64_t words_ = 0;
  unsigned at_ = 0;
};

// Cuts runs of a script without spaces into overlapping pieces of a fixed number of characters.
// WordScanner cuts a long run at a fixed length, and the place of the cut depends on where the run
// began. Here adjacent runs are one run, so that cuts have no effect.
class RunSplitter {
 public:
  explicit RunSplitter(WordHasher hasher) : hasher_(hasher) {}

  void start() {
    active_ = false;
    window_.clear();
  }

  // True if a run in progress ends before `word`.
  [[nodiscard]] bool ends_before(const text::Word& word) const noexcept {
    return active_ && !(word.is_dictionary && word.start == end_);
  }

  // Calls emit(HashedWord, start, end) for the pieces that end in this part of a run.
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
    // These scripts have no case: the folded characters correspond one to one to the text's.
    const char* at = text.data() + word.start;
    const char* const at_end = text.data() + word.end;
    while (p < end) {
      starts_[window_.size()] = static_cast<std::uint64_t>(at - text.data());
      window_.push_back(text::decode(p));
      if (at < at_end) static_cast<void>(text::decode(at));
      if (window_.size() < length_) continue;
      emit(hash_window(), starts_[0], static_cast<std::uint64_t>(at - text.data()));
      emitted_ = true;
      window_.erase(window_.begin());
      std::copy(starts_.begin() + 1, starts_.end(), starts_.begin());
    }
  }

  // Ends the run. A run shorter than a piece is a word.
  template <typename Emit>
  void finish(const Emit& emit) {
    if (active_ && !emitted_) emit(hash_window(), starts_[0], std::uint64_t{end_});
    start();
  }

 private:
  [[nodiscard]] HashedWord hash_window() const {
    return hasher_.hash(
        {reinterpret_cast<const char*>(window_.data()), window_.size() * sizeof(char32_t)},
        kRunSeed);
  }

  static constexpr std::uint64_t kRunSeed = 0x72756e;
  WordHasher hasher_;
  std::u32string window_;
  std::array<std::uint64_t, kMaxChars> starts_{};  // of the characters in the window
  std::size_t length_ = 2;
  std::size_t end_ = 0;
  bool active_ = false;
  bool emitted_ = false;
};

// Shingles in a batch. The last word may add a few more.
constexpr std::size_t kBatch = 256;

void check(const ShingleOptions& options) {
  if (options.ngram_size >= 1 && options.ngram_size <= kMaxNgram) return;
  throw std::invalid_argument("ngram_size must be between 1 and " + std::to_string(kMaxNgram) +
                              ", not " + std::to_string(options.ngram_size));
}

// Reads one text after another. `Word` is the type of a word, `Out` of an n-gram.
template <typename Word, typename Out>
class TextReader {
 public:
  TextReader(ShingleOptions options, std::optional<std::uint64_t> key)
      : hasher(key),
        ngrams(options.ngram_size, mix64(options.seed), key),
        runs(hasher),
        signs_that_count{.symbols = !options.normalize.symbols,
                         .punctuation = !options.normalize.punctuation},
        has_case(!options.normalize.letter_case) {}

  void start(std::string_view folded) {
    ngrams.start();
    runs.start();
    text = folded;
    words.emplace(folded);
    last.reset();
    gap_start = 0;
    leading_signs.clear();
  }

  // Appends some n-grams to `out`. Returns false at the end of the text.
  bool next(std::vector<Out>& out) {
    const std::size_t wanted = out.size() + kBatch;
    const auto emit_word = [&](const HashedWord& word, std::uint64_t start, std::uint64_t end) {
      emit(word, start, end, out);
    };
    while (words && out.size() < wanted) {
      text::Word word;
      if (!words->next(word)) {
        finish(emit_word, out);
        break;
      }
      if (runs.ends_before(word)) runs.finish(emit_word);
      end_gap(word.start);
      gap_start = word.end;
      if (word.is_dictionary) {
        runs.add(text, word, emit_word);
      } else {
        const std::string_view bytes =
            has_case ? text.substr(word.start, word.end - word.start) : word.folded;
        emit(hasher.hash(bytes, 0), word.start, word.end, out);
      }
    }
    return words.has_value();
  }

  [[nodiscard]] TextDigest digest() const noexcept {
    TextDigest digest = ngrams.digest();
    digest.bytes = text.size();
    return digest;
  }

 private:
  // Adds the signs between two words to the first word.
  void end_gap(std::size_t word_start) {
    const std::string_view gap(text.data() + gap_start, word_start - gap_start);
    // Most gaps: a space, or a hyphen inside a compound.
    if (gap.size() == 1 && !signs_that_count.punctuation &&
        (gap[0] == ' ' || (gap[0] == '-' && last))) {
      return;
    }
    if (!text::may_have_signs(gap, signs_that_count)) return;
    signs.clear();
    text::append_signs(text, gap_start, word_start, signs_that_count, signs);
    if (signs.empty()) return;
    if (last) {
      hasher.add_signs(signs, false, *last);
    } else {
      leading_signs = signs;
    }
  }

  // A word is hashed when the signs after it are known.
  void emit(const HashedWord& hashed, std::uint64_t start, std::uint64_t end,
            std::vector<Out>& batch) {
    if (last) ngrams.add(*last, batch);
    Word& word = last.emplace();
    static_cast<HashedWord&>(word) = hashed;
    word.set_place(start, end);
    if (leading_signs.empty()) return;
    hasher.add_signs(leading_signs, true, *last);
    leading_signs.clear();
  }

  template <typename Emit>
  void finish(const Emit& emit_word, std::vector<Out>& batch) {
    runs.finish(emit_word);
    end_gap(text.size());
    if (last) ngrams.add(*last, batch);
    last.reset();
    ngrams.finish(batch);
    words.reset();
  }

  WordHasher hasher;
  NgramHasher<Word, Out> ngrams;
  RunSplitter runs;
  text::SignOptions signs_that_count;
  bool has_case;
  std::string_view text;
  std::optional<text::WordScanner> words;
  std::optional<Word> last;
  std::size_t gap_start = 0;
  std::string signs;
  std::string leading_signs;
};

}  // namespace

struct ShingleStream::Impl {
  Impl(ShingleOptions options, std::optional<std::uint64_t> key) : reader(options, key) {}

  TextReader<PlacedWord, Shingle> reader;
};

ShingleStream::ShingleStream(ShingleOptions options, std::optional<std::uint64_t> key) {
  check(options);
  impl_ = std::make_unique<Impl>(options, key);
}

ShingleStream::~ShingleStream() = default;
ShingleStream::ShingleStream(ShingleStream&&) noexcept = default;
ShingleStream& ShingleStream::operator=(ShingleStream&&) noexcept = default;

void ShingleStream::start(std::string_view folded) { impl_->reader.start(folded); }

bool ShingleStream::next(std::vector<Shingle>& batch) {
  batch.clear();
  impl_->reader.next(batch);
  return !batch.empty();
}

TextDigest ShingleStream::digest() const noexcept { return impl_->reader.digest(); }

struct HashStream::Impl {
  Impl(ShingleOptions options, std::optional<std::uint64_t> key) : reader(options, key) {}

  TextReader<HashedWord, std::uint64_t> reader;
};

HashStream::HashStream(ShingleOptions options, std::optional<std::uint64_t> key) {
  check(options);
  impl_ = std::make_unique<Impl>(options, key);
}

HashStream::~HashStream() = default;
HashStream::HashStream(HashStream&&) noexcept = default;
HashStream& HashStream::operator=(HashStream&&) noexcept = default;

void HashStream::start(std::string_view folded) { impl_->reader.start(folded); }

bool HashStream::next(std::vector<std::uint64_t>& out) { return impl_->reader.next(out); }

TextDigest HashStream::digest() const noexcept { return impl_->reader.digest(); }

}  // namespace saring::dedup
