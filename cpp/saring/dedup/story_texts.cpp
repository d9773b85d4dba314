// Tested through story_test.cpp.
#include "saring/dedup/story_texts_internal.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"
#include "saring/dedup/shingle_stream_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/fold.hpp"
#include "saring/text/utf8.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kGrain = 16;

// The two bits of a word that depend on its characters.
StoryWord bits_of(std::string_view word) {
  StoryWord bits = 0;
  const char* p = word.data();
  const char* const end = p + word.size();
  while (p < end) {
    const text::CharProps props = text::char_props(text::decode(p));
    if (props.kind == text::CharKind::kDigit) bits |= kHasDigit;
    if (props.is_upper) bits |= kHasCapital;
  }
  return bits;
}

// Reads texts as words, one after another.
class WordReader {
 public:
  // Appends the words to `out` and returns a hash of the sequence.
  std::uint64_t read(std::string_view valid, std::vector<StoryWord>& out) {
    const std::string_view folded = text::fold(valid, fold_options({}), buffer_);
    stream_.start(folded);
    while (stream_.next(batch_)) {
      check_cancelled();
      for (const Shingle& word : batch_) {
        out.push_back((static_cast<StoryWord>(word.hash) & kWordHash) |
                      bits_of(folded.substr(word.start, word.end - word.start)));
      }
    }
    return stream_.digest().content;
  }

 private:
  ShingleStream stream_{ShingleOptions{.ngram_size = 1}};
  std::string buffer_;
  std::vector<Shingle> batch_;
};

void append_vocabulary(std::span<const StoryWord> words, std::vector<StoryWord>& out) {
  const std::size_t first = out.size();
  out.insert(out.end(), words.begin(), words.end());
  const auto begin = out.begin() + static_cast<std::ptrdiff_t>(first);
  cancellable_sort(begin, out.end(),
                   [](StoryWord a, StoryWord b) { return (a & kWordHash) < (b & kWordHash); });
  std::size_t size = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    if (size > first && ((out[size - 1] ^ out[i]) & kWordHash) == 0) {
      out[size - 1] |= out[i];
    } else {
      out[size++] = out[i];
    }
  }
  out.resize(size);
}

// Texts that one thread has read, one after another.
struct ReadPart {
  std::vector<StoryWord> words;
  std::vector<StoryWord> vocabulary;
};

struct ReadText {
  std::uint64_t content = 0;
  std::uint32_t part = 0;
  std::uint64_t word_begin = 0;
  std::uint64_t word_end = 0;
  std::uint64_t vocabulary_begin = 0;
  std::uint64_t vocabulary_end = 0;
};

}  // namespace

StoryTexts::StoryTexts(std::span<const std::string_view> texts,
                       std::span<const std::uint32_t> chosen, unsigned num_threads) {
  const std::size_t n = chosen.size();
  std::vector<ReadText> read(n);
  std::vector<ReadPart> parts((n + kGrain - 1) / kGrain);
  parallel_for(n, kGrain, num_threads, [&](std::size_t begin, std::size_t end, unsigned) {
    WordReader reader;
    ReadPart& part = parts[begin / kGrain];
    for (std::size_t i = begin; i < end; ++i) {
      ReadText& text = read[i];
      text.part = static_cast<std::uint32_t>(begin / kGrain);
      text.word_begin = part.words.size();
      text.content = reader.read(texts[chosen[i]], part.words);
      text.word_end = part.words.size();
      text.vocabulary_begin = part.vocabulary.size();
      append_vocabulary(std::span(part.words).subspan(text.word_begin), part.vocabulary);
      text.vocabulary_end = part.vocabulary.size();
    }
    part.words.shrink_to_fit();
    part.vocabulary.shrink_to_fit();
  });

  position_.resize(n);
  std::iota(position_.begin(), position_.end(), 0U);
  cancellable_sort(position_.begin(), position_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return read[a].content != read[b].content ? read[a].content < read[b].content : a < b;
  });
  word_begin_.assign(n + 1, 0);
  vocabulary_begin_.assign(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const ReadText& text = read[position_[i]];
    word_begin_[i + 1] = word_begin_[i] + text.word_end - text.word_begin;
    vocabulary_begin_[i + 1] = vocabulary_begin_[i] + text.vocabulary_end - text.vocabulary_begin;
  }
  words_.resize(word_begin_[n]);
  vocabulary_.resize(vocabulary_begin_[n]);
  for (std::size_t i = 0; i < n; ++i) {
    const ReadText& text = read[position_[i]];
    const ReadPart& part = parts[text.part];
    std::copy(part.words.begin() + static_cast<std::ptrdiff_t>(text.word_begin),
              part.words.begin() + static_cast<std::ptrdiff_t>(text.word_end),
              words_.begin() + static_cast<std::ptrdiff_t>(word_begin_[i]));
    std::copy(part.vocabulary.begin() + static_cast<std::ptrdiff_t>(text.vocabulary_begin),
              part.vocabulary.begin() + static_cast<std::ptrdiff_t>(text.vocabulary_end),
              vocabulary_.begin() + static_cast<std::ptrdiff_t>(vocabulary_begin_[i]));
  }
}

}  // namespace saring::dedup
