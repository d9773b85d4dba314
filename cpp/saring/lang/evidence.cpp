// Known words cost one look-up, unknown ones a look-up an n-gram. Tests:
// tests/cpp/lang/detector_test.cpp.
#include "saring/lang/evidence_internal.hpp"

#include <algorithm>

namespace saring::lang {
namespace {

// Letters of a word, weighed, from its bytes: no need to count code points.
[[nodiscard]] std::uint32_t weighed_letters(const text::Word& word) noexcept {
  const auto bytes = static_cast<std::uint32_t>(word.end - word.begin);
  switch (word.script) {
    case text::Script::kLatin:
      return bytes * 6;
    case text::Script::kCyrillic:
    case text::Script::kGreek:
    case text::Script::kArabic:
      return bytes * 3;
    case text::Script::kHan:
    case text::Script::kHiragana:
    case text::Script::kKatakana:
    case text::Script::kHangul:
      return bytes * 5;
    default:
      return bytes * 2;
  }
}

}  // namespace

Reader::Reader(const Model& model) : model_(model) {
  group_of_.fill(kMaxGroups);
  const auto groups = model.groups();
  for (std::size_t script = 0; script < group_of_.size(); ++script) {
    const auto group = static_cast<std::uint32_t>(script_group(static_cast<text::Script>(script)));
    for (std::size_t g = 0; g < std::min(groups.size(), kMaxGroups); ++g) {
      if (groups[g].script == group) group_of_[script] = static_cast<std::uint8_t>(g);
    }
  }
}

void Reader::reset(Evidence& evidence) const {
  // A group's postings name labels by one byte: room for any, even in the last group.
  evidence.scores.assign(model_.labels().size() + 256, 0);
  evidence.letters.fill(0);
  evidence.words.fill(0);
  evidence.known.fill(0);
  evidence.other_letters = 0;
  evidence.technical_letters = 0;
}

void Reader::add(const std::uint8_t* posting, std::int32_t* scores) const noexcept {
  const Posting p = Model::posting(posting);
  for (std::size_t i = 0; i < p.size; ++i) scores[p.labels[i]] += p.weights[i];
}

void Reader::read_word(const text::Word& word, bool is_technical, Evidence& evidence) const {
  const std::uint32_t letters = weighed_letters(word);
  if (is_technical) {
    evidence.technical_letters += letters;
    return;
  }
  const std::size_t g = group_of(word.script);
  if (g == kMaxGroups) {
    evidence.other_letters += letters;
    return;
  }
  evidence.letters[g] += letters;
  const GroupRecord& group = model_.groups()[g];
  ++evidence.words[g];
  if (group.label_count < 2) return;
  std::int32_t* scores = evidence.scores.data() + group.first_label;
  if (const std::uint8_t* posting = model_.find(word_feature(word.folded))) {
    ++evidence.known[g];
    add(posting, scores);
    return;
  }
  add_ngrams(word.folded, ngram_range(static_cast<text::Script>(group.script)), scores);
}

// Three passes, so that the memory that one n-gram waits for is fetched while others are worked on.
void Reader::add_ngrams(std::string_view folded, NgramRange range, std::int32_t* scores) const noexcept {
  constexpr std::size_t kBlock = 64;
  std::array<std::uint64_t, kBlock> hashes;
  std::size_t count = 0;
  const auto flush = [&] {
    std::array<const std::uint8_t*, kBlock> postings;
    std::size_t found = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (const std::uint8_t* posting = model_.find(hashes[i])) {
        __builtin_prefetch(posting);
        postings[found++] = posting;
      }
    }
    for (std::size_t i = 0; i < found; ++i) add(postings[i], scores);
    count = 0;
  };
  for_each_ngram(folded, range, [&](std::uint64_t hash) {
    model_.prefetch(hash);
    hashes[count++] = hash;
    if (count == kBlock) flush();
  });
  flush();
}

void Reader::read(std::string_view text, Evidence& evidence) const {
  text::WordScanner scanner(text);
  TechnicalFilter is_technical(text);
  text::Word word;
  while (scanner.next(word)) {
    if (word.has_letter) read_word(word, is_technical(word), evidence);
  }
}

}  // namespace saring::lang
