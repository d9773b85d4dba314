// Known words cost one look-up, unknown ones a look-up an n-gram, and those are read last, as known
// words often decide alone. Tests:
// tests/cpp/lang/detector_test.cpp.
#include "saring/lang/evidence_internal.hpp"

#include <algorithm>
#include <cstring>

namespace saring::lang {
namespace {

// Letters of a word, weighed by what they tell, from its bytes: no need to count code points. A
// Han character counts as two and a half Latin letters.
[[nodiscard]] std::uint32_t weighed_letters(const text::Word& word) noexcept {
  const auto bytes = static_cast<std::uint32_t>(word.end - word.begin);
  switch (word.script) {
    case text::Script::kLatin:
      return bytes * kLetterWeight;
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

// Places where UTF-8 was read as Windows-1252 ("Ð¿", "Ã©"), or an eight-bit Cyrillic as Latin-1
// (three accented letters in a row). All have a letter of U+00C0 to U+00FF, whose first byte is
// 0xC3.
[[nodiscard]] std::uint32_t count_garbled(std::string_view text) noexcept {
  std::uint32_t count = 0;
  const char* const end = text.data() + text.size();
  const auto at = [&](const char* p) { return p < end ? static_cast<unsigned char>(*p) : 0U; };
  const char* p = text.data();
  while ((p = static_cast<const char*>(std::memchr(p, 0xC3, static_cast<std::size_t>(end - p)))) !=
         nullptr) {
    p += 2;
    const unsigned lead = at(p);
    const unsigned next = at(p + 1);
    const bool is_symbol = lead == 0xC2 || lead == 0xE2 ||
                           (lead == 0xC5 && (next == 0x92 || next == 0x93)) ||
                           (lead == 0xC6 && next == 0x92) || lead == 0xCB;
    const bool is_third = lead == 0xC3 && at(p + 2) == 0xC3;
    if (is_symbol || is_third) ++count;
    if (p >= end) break;
  }
  return count;
}

constexpr std::size_t kShortText = 256;

[[nodiscard]] std::uint32_t count_symbols(std::string_view text) noexcept {
  constexpr std::string_view kSymbols = "{}[]=;|\\#$";
  return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [&](char c) {
    return kSymbols.find(c) != std::string_view::npos;
  }));
}

void add_posting(const std::uint8_t* posting, std::int32_t* scores) noexcept {
  const Posting p = Model::posting(posting);
  for (std::size_t i = 0; i < p.size; ++i) scores[p.labels[i]] += p.weights[i];
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
  evidence.ngrams.fill(0);
  evidence.found.fill(0);
  evidence.other_letters = 0;
  evidence.technical_letters = 0;
  evidence.garbled = 0;
  evidence.symbols = 0;
  evidence.unknown.clear();
  evidence.unknown_letters.clear();
}

bool Reader::read_if_known(const text::Word& word, bool is_technical, Evidence& evidence) const {
  const std::uint32_t letters = weighed_letters(word);
  if (is_technical) {
    evidence.technical_letters += letters;
    return true;
  }
  const std::size_t g = group_of(word.script);
  if (g == kMaxGroups) {
    evidence.other_letters += letters;
    return true;
  }
  evidence.letters[g] += letters;
  const GroupRecord& group = model_.groups()[g];
  ++evidence.words[g];
  if (group.label_count < 2) return true;
  const std::uint8_t* posting = model_.find(word_feature(word.folded));
  if (posting == nullptr) return false;
  ++evidence.known[g];
  add_posting(posting, evidence.scores.data() + group.first_label);
  return true;
}

void Reader::read_word(const text::Word& word, bool is_technical, Evidence& evidence) const {
  if (read_if_known(word, is_technical, evidence)) return;
  add_ngrams(word.folded, group_of(word.script), evidence);
}

namespace {

// Looks features up in blocks, in three passes: the memory that one waits for is fetched while
// others are worked on.
class BlockLookup {
 public:
  BlockLookup(const Model& model, std::int32_t* scores) noexcept : model_(model), scores_(scores) {}
  ~BlockLookup() { flush(); }
  BlockLookup(const BlockLookup&) = delete;
  BlockLookup& operator=(const BlockLookup&) = delete;

  void add(std::uint64_t feature) noexcept {
    model_.prefetch(feature);
    features_[count_++] = feature;
    if (count_ == kBlock) flush();
  }
  void flush() noexcept {
    std::array<const std::uint8_t*, kBlock> postings;
    std::size_t found = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (const std::uint8_t* posting = model_.find(features_[i])) {
        __builtin_prefetch(posting);
        postings[found++] = posting;
      }
    }
    for (std::size_t i = 0; i < found; ++i) add_posting(postings[i], scores_);
    looked_up_ += count_;
    found_ += found;
    count_ = 0;
  }
  [[nodiscard]] std::size_t looked_up() const noexcept { return looked_up_; }
  [[nodiscard]] std::size_t found() const noexcept { return found_; }

 private:
  static constexpr std::size_t kBlock = 64;

  const Model& model_;
  std::int32_t* scores_;
  std::array<std::uint64_t, kBlock> features_;
  std::size_t count_ = 0;
  std::size_t looked_up_ = 0;
  std::size_t found_ = 0;
};

}  // namespace

void Reader::add_ngrams(std::string_view folded, std::size_t g, Evidence& evidence) const noexcept {
  const GroupRecord& group = model_.groups()[g];
  BlockLookup lookup(model_, evidence.scores.data() + group.first_label);
  for_each_ngram(folded, ngram_range(static_cast<text::Script>(group.script)),
                 [&](std::uint64_t hash) { lookup.add(hash); });
  lookup.flush();
  evidence.ngrams[g] += static_cast<std::uint32_t>(lookup.looked_up());
  evidence.found[g] += static_cast<std::uint32_t>(lookup.found());
}

void Reader::read_known(std::string_view text, Evidence& evidence) const {
  evidence.garbled += count_garbled(text);
  if (text.size() < kShortText) evidence.symbols += count_symbols(text);
  text::WordScanner scanner(text);
  TechnicalFilter is_technical(text);
  text::Word word;
  while (scanner.next(word)) {
    if (!word.has_letter || read_if_known(word, is_technical(word), evidence)) continue;
    evidence.unknown.push_back({static_cast<std::uint32_t>(evidence.unknown_letters.size()),
                                static_cast<std::uint16_t>(word.folded.size()),
                                static_cast<std::uint8_t>(group_of(word.script))});
    evidence.unknown_letters += word.folded;
  }
}

void Reader::read_unknown(Evidence& evidence) const {
  const std::string_view letters = evidence.unknown_letters;
  for (const UnknownWord& word : evidence.unknown) {
    add_ngrams(letters.substr(word.at, word.size), word.group, evidence);
  }
  evidence.unknown.clear();
  evidence.unknown_letters.clear();
}

std::uint32_t Reader::read_close(std::string_view text, std::size_t close,
                                 std::int32_t* scores) const {
  const std::size_t wanted = model_.close()[close].group;
  const NgramRange range = ngram_range(static_cast<text::Script>(model_.groups()[wanted].script));
  BlockLookup lookup(model_, scores);
  const auto look_up = [&](std::uint64_t feature) { lookup.add(close_feature(feature, close)); };
  text::WordScanner scanner(text);
  TechnicalFilter is_technical(text);
  text::Word word;
  std::uint64_t previous = 0;
  std::uint32_t count = 0;
  while (scanner.next(word)) {
    if (!word.has_letter || is_technical(word) || group_of(word.script) != wanted) continue;
    const std::uint64_t hash = word_feature(word.folded);
    look_up(hash);
    if (count++ > 0) look_up(pair_feature(previous, hash));
    for_each_ngram(word.folded, range, look_up);
    previous = hash;
  }
  return count;
}

}  // namespace saring::lang
