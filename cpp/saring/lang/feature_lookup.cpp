// A known word costs one look-up, an unknown word one for each n-gram. Unknown words come last,
// because the known ones are often enough for an answer. Look-ups are done in blocks: memory is
// prefetched for a whole block before it is used. Tests: tests/cpp/lang/detector_test.cpp.
#include "saring/lang/feature_lookup_internal.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "saring/lang/language.hpp"
#include "saring/lang/rows_internal.hpp"
#include "saring/lang/symbols_internal.hpp"

namespace saring::lang {
namespace {

// The weight of one byte of a word, by script. It reflects how much information a letter carries,
// and working on bytes avoids counting code points. A Han character counts as two and a half Latin
// letters.
constexpr std::array<std::uint8_t, 256> make_byte_weights() {
  using text::Script;
  std::array<std::uint8_t, 256> weights{};
  weights.fill(2);
  const auto set = [&](Script script, std::uint32_t weight) {
    weights[static_cast<std::uint8_t>(script)] = static_cast<std::uint8_t>(weight);
  };
  set(Script::kLatin, kLetterWeight);
  for (const Script s : {Script::kCyrillic, Script::kGreek, Script::kArabic}) set(s, 3);
  for (const Script s : {Script::kHan, Script::kHiragana, Script::kKatakana, Script::kHangul})
    set(s, 5);
  return weights;
}
constexpr std::array<std::uint8_t, 256> kByteWeights = make_byte_weights();

// The weighted number of letters of a word of `size` bytes.
[[nodiscard]] std::uint32_t weighted_letters(text::Script script, std::size_t size) noexcept {
  return static_cast<std::uint32_t>(size) * kByteWeights[static_cast<std::uint8_t>(script)];
}

// How many letters the symbols and numbers of a text outweigh: symbols of programs and markup count
// much, symbols that are also found in sentences count little.
constexpr std::uint32_t kDigitWeight = 4;
constexpr std::uint32_t kOptionWeight = 3 * kLetterWeight;   // "tar -xzf"
constexpr std::uint32_t kVersionWeight = 3 * kLetterWeight;  // each dot of "1.2.3" but the first

// Whether two words are separated by a single space, which has no weight.
[[nodiscard]] bool is_one_space(std::string_view text, std::size_t end,
                                std::size_t begin) noexcept {
  return begin == end + 1 && text[end] == ' ';
}

// Hashtags and handles count neither as language nor as symbols of a program.
[[nodiscard]] bool is_social_tag(std::string_view text, std::size_t begin) noexcept {
  if (begin == 0 || (text[begin - 1] != '#' && text[begin - 1] != '@')) return false;
  return begin == 1 || text[begin - 2] == ' ' || text[begin - 2] == '\n';
}

[[nodiscard]] bool is_upper_case(const text::Word& word) noexcept {
  return word.letter_case == text::WordCase::kUpper ||
         (word.letter_case == text::WordCase::kTitle && word.end - word.start <= 2);
}

void add_posting(const Posting& p, std::int32_t* label_scores) noexcept {
  for (std::size_t i = 0; i < p.size; ++i) label_scores[p.labels[i]] += p.weights[i];
}

}  // namespace

FeatureLookup::FeatureLookup(const Model& model)
    : model_(model), close_of_(model.labels().size(), kNoClose) {
  group_of_.fill(kMaxGroups);
  const auto groups = model.groups();
  for (std::size_t script = 0; script < group_of_.size(); ++script) {
    const auto group = static_cast<std::uint32_t>(script_group(static_cast<text::Script>(script)));
    for (std::size_t g = 0; g < std::min(groups.size(), kMaxGroups); ++g) {
      if (groups[g].script == group) group_of_[script] = static_cast<std::uint8_t>(g);
    }
  }
  for (std::size_t c = std::min(model.close().size(), kNoClose); c-- > 0;) {
    const CloseRecord& close = model.close()[c];
    for (std::size_t i = 0; i < close.label_count; ++i)
      close_of_[close.labels[i]] = static_cast<std::uint8_t>(c);
  }
  for (std::size_t i = 0; i < model.labels().size(); ++i) {
    const Language* const language = LanguageTable::builtin().find(model.code(i));
    romanised_.push_back(language != nullptr && language->is_romanised());
  }
  for (const LabelRecord& label : model.labels())
    prior_odds_.push_back(std::exp(static_cast<float>(label.prior) * kPriorUnit));
  prior_odds_.resize(prior_odds_.size() + kRowSlack);
}

void FeatureLookup::reset(Scores& scores) const {
  // Postings number the labels of a group with one byte: leave room for 256 in the last group too.
  // All scores are cleared, because a false hit may have changed a group without letters.
  scores.by_label.assign(model_.labels().size() + 256, 0);
  for_each_group(scores, [&](std::size_t g) {
    scores.letters[g] = 0;
    scores.words[g] = 0;
    scores.known[g] = 0;
    scores.ngrams[g] = 0;
    scores.found[g] = 0;
  });
  scores.groups = 0;
  scores.other_letters = 0;
  scores.technical_weight = 0;
  scores.address_weight = 0;
  scores.number_weight = 0;
  scores.upper_case_words = 0;
  scores.roman_numbers = 0;
  scores.mojibake = 0;
  scores.read.clear();
  scores.folded.clear();
  scores.looked_up = 0;
  scores.unread = 0;
  scores.next_unread = 0;
}

bool FeatureLookup::count(const text::Word& word, bool is_technical,
                          Scores& scores) const noexcept {
  const std::uint32_t letters = weighted_letters(word.script, word.folded.size());
  if (is_technical) {
    // Some older spellings write a letter as a digit, so words with digits count less.
    scores.technical_weight += word.has_digit ? letters * 2 / 3 : letters * 3 / 2;
    if (word.letter_case == text::WordCase::kMixed && word.script != text::Script::kLatin)
      ++scores.mojibake;  // "РїСЂРё"
    return false;
  }
  const std::size_t g = group_of(word.script);
  if (g == kMaxGroups) {
    scores.other_letters += letters;
    return false;
  }
  scores.groups |= std::uint64_t{1} << g;
  scores.letters[g] += letters;
  ++scores.words[g];
  if (is_upper_case(word)) {
    ++scores.upper_case_words;
    scores.roman_numbers += is_roman_number(word.folded);
  }
  return is_looked_up(model_.groups()[g], scores.words[g]);
}

namespace {

// Looks up n-grams in blocks, in three passes.
class BlockLookup {
 public:
  BlockLookup(const Model& model, std::int32_t* label_scores) noexcept
      : model_(model), label_scores_(label_scores) {}
  ~BlockLookup() { flush(); }
  BlockLookup(const BlockLookup&) = delete;
  BlockLookup& operator=(const BlockLookup&) = delete;

  void add(std::uint64_t feature) noexcept {
    buckets_[count_] = model_.prefetch(feature);
    fingerprints_[count_] = static_cast<std::uint16_t>(feature);
    if (++count_ == kBlock) flush();
  }
  void flush() noexcept {
    std::array<Posting, kBlock> postings;
    std::size_t found = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      if (const Posting posting = model_.find(buckets_[i], fingerprints_[i])) {
        __builtin_prefetch(posting.labels);
        postings[found++] = posting;
      }
    }
    for (std::size_t i = 0; i < found; ++i) add_posting(postings[i], label_scores_);
    looked_up_ += count_;
    found_ += found;
    count_ = 0;
  }
  [[nodiscard]] bool has_flushed() const noexcept { return looked_up_ > 0; }
  [[nodiscard]] std::size_t looked_up() const noexcept { return looked_up_; }
  [[nodiscard]] std::size_t found() const noexcept { return found_; }

 private:
  static constexpr std::size_t kBlock = 32;

  const Model& model_;
  std::int32_t* label_scores_;
  std::array<const Bucket*, kBlock> buckets_;
  std::array<std::uint16_t, kBlock> fingerprints_;
  std::size_t count_ = 0;
  std::size_t looked_up_ = 0;
  std::size_t found_ = 0;
};

constexpr std::size_t kWordBlock = 16;  // words looked up together

}  // namespace

namespace {

// Three equal letters of one or two bytes.
[[nodiscard]] bool may_have_run(std::string_view word) noexcept {
  for (std::size_t i = 2; i < word.size(); ++i) {
    if (word[i] == word[i - 1] && word[i] == word[i - 2]) return true;
    if (i >= 5 && word[i] == word[i - 2] && word[i] == word[i - 4] && word[i - 1] == word[i - 3] &&
        word[i - 1] == word[i - 5])
      return true;
  }
  return false;
}

// The posting of a word without the letters repeated for emphasis, with three or more of a letter
// as two or as one, whichever the model knows, else as one; these are `letters` then, which are
// empty where nothing is repeated.
[[nodiscard]] Posting find_shortened(const Model& model, std::string_view word,
                                     std::string& letters) {
  letters.clear();
  if (!may_have_run(word)) return {};
  for (const std::size_t kept : {2U, 1U}) {
    if (!shorten_runs(word, kept, letters)) {
      letters.clear();
      return {};
    }
    if (const Posting posting = model.find(word_feature(letters))) return posting;
  }
  return {};
}

}  // namespace

void FeatureLookup::read_word(const text::Word& word, bool is_technical, Scores& scores) const {
  if (!count(word, is_technical, scores)) return;
  const std::size_t g = group_of(word.script);
  const GroupRecord& group = model_.groups()[g];
  std::int32_t* label_scores = scores.by_label.data() + group.first_label;
  std::string_view letters = word.folded;
  Posting posting = model_.find(word_feature(letters));
  if (!posting) {
    posting = find_shortened(model_, letters, scores.unstretched);
    if (!scores.unstretched.empty()) letters = scores.unstretched;
  }
  if (posting) {
    scores.known[g] += weighted_letters(word.script, word.folded.size());
    add_posting(posting, label_scores);
    return;
  }
  BlockLookup lookup(model_, label_scores);
  for_each_ngram(letters, group_range(group), [&](std::uint64_t hash) { lookup.add(hash); });
  lookup.flush();
  scores.ngrams[g] += static_cast<std::uint32_t>(lookup.looked_up());
  scores.found[g] += static_cast<std::uint32_t>(lookup.found());
}

void FeatureLookup::read_known(std::string_view text, Scores& scores) const {
  scores.mojibake += count_mojibake(text);
  text::PlainWordScanner scanner(text);
  TechnicalFilter is_technical(text);
  text::Word word;
  std::size_t end = 0;
  std::size_t num_dots = 0;  // between numbers, up to here
  while (scanner.next(word)) {
    const bool was_in_address = word.start < is_technical.address_end();
    const bool technical = is_technical(word);
    const bool is_tag = is_social_tag(text, word.start);
    if (is_one_space(text, end, word.start)) {  // the common case
      num_dots = was_in_address ? num_dots : 0;
    } else if (!was_in_address) {
      const std::size_t gap_end = word.start - (is_tag ? 1 : 0);
      // "$5" is a sum of money, not a variable.
      const bool is_sum = !word.has_letter && gap_end > end && text[gap_end - 1] == '$';
      const std::string_view gap = text.substr(end, gap_end - end - (is_sum ? 1 : 0));
      weigh_symbols(gap, scores);
      if (end > 0 && gap == " -" && word.has_letter) scores.technical_weight += kOptionWeight;
      if (end > 0) scores.mojibake += is_stray_symbol(gap, word);
      num_dots = !word.has_letter && gap == "." ? num_dots + 1 : 0;
      if (num_dots > 1) scores.technical_weight += kVersionWeight;
    }
    end = word.end;
    if (is_tag && technical) continue;
    if (word.start < is_technical.address_end()) {
      if (!was_in_address) scores.address_weight += kAddressWeight;
      continue;
    }
    if (!word.has_letter) {
      scores.number_weight += static_cast<std::uint32_t>(word.end - word.start) * kDigitWeight;
      continue;
    }
    if (!count(word, technical, scores)) continue;
    const std::uint64_t hash = word_feature(word.folded);
    model_.prefetch(hash);
    // Where folding changed letters, they are in the scanner's buffer, which is overwritten.
    const bool is_in_text = word.folded.data() == text.data() + word.start;
    scores.read.push_back({hash, is_in_text ? word.folded.data() : nullptr, nullptr,
                           static_cast<std::uint32_t>(scores.folded.size()),
                           static_cast<std::uint16_t>(word.folded.size()),
                           static_cast<std::uint8_t>(group_of(word.script)), 0,
                           word.letter_case == text::WordCase::kTitle});
    if (!is_in_text) scores.folded += word.folded;
    if (scores.read.size() - scores.looked_up == kWordBlock) look_up_words(scores);
  }
  weigh_symbols(text.substr(std::max(end, is_technical.address_end())), scores);
  look_up_words(scores);
}

// As find_shortened, and puts what the model knows in place of the word.
Posting FeatureLookup::find_unstretched(ReadWord& word, Scores& scores) const {
  const std::string_view letters = scores.letters_of(word);
  const Posting posting = find_shortened(model_, letters, scores.unstretched);
  // Without the repetition its n-grams are those of the word, too.
  if (scores.unstretched.empty()) return {};
  word.hash = word_feature(scores.unstretched);
  word.letters = nullptr;
  word.at = static_cast<std::uint32_t>(scores.folded.size());
  word.size = static_cast<std::uint16_t>(scores.unstretched.size());
  scores.folded += scores.unstretched;
  return posting;
}

// In two passes, so that postings are prefetched while other words are looked up.
void FeatureLookup::look_up_words(Scores& scores) const {
  std::array<Posting, kWordBlock> postings;
  std::array<std::uint8_t, kWordBlock> groups;
  std::size_t found = 0;
  for (; scores.looked_up < scores.read.size(); ++scores.looked_up) {
    ReadWord& word = scores.read[scores.looked_up];
    Posting posting = model_.find(word.hash);
    if (!posting) posting = find_unstretched(word, scores);
    word.labels = posting.labels;
    word.label_count = static_cast<std::uint8_t>(posting.size);
    if (!word.is_known()) {
      ++scores.unread;
      continue;
    }
    __builtin_prefetch(posting.labels);
    const auto script = static_cast<text::Script>(model_.groups()[word.group].script);
    scores.known[word.group] += weighted_letters(script, word.size);
    postings[found] = posting;
    groups[found++] = word.group;
  }
  for (std::size_t i = 0; i < found; ++i) {
    add_posting(postings[i], scores.by_label.data() + model_.groups()[groups[i]].first_label);
  }
}

void FeatureLookup::read_unknown(Scores& scores) const {
  while (scores.unread > 0) read_some_unknown(scores);
}

// Reads words of one group of scripts, up to about one block of n-grams.
void FeatureLookup::read_some_unknown(Scores& scores) const noexcept {
  if (scores.unread == 0) return;
  std::size_t& i = scores.next_unread;
  while (scores.read[i].is_known()) ++i;
  const std::size_t g = scores.read[i].group;
  const GroupRecord& group = model_.groups()[g];
  const NgramRange range = group_range(group);
  BlockLookup lookup(model_, scores.by_label.data() + group.first_label);
  for (; scores.unread > 0 && scores.read[i].group == g && !lookup.has_flushed(); ++i) {
    const ReadWord& word = scores.read[i];
    if (word.is_known()) continue;
    for_each_ngram(scores.letters_of(word), range, [&](std::uint64_t hash) { lookup.add(hash); });
    --scores.unread;
  }
  lookup.flush();
  scores.ngrams[g] += static_cast<std::uint32_t>(lookup.looked_up());
  scores.found[g] += static_cast<std::uint32_t>(lookup.found());
}

// A word that the second-stage classifier knows counts as a whole, others by their n-grams.
std::uint32_t FeatureLookup::read_close(const Scores& scores, std::size_t close,
                                        std::int32_t* label_scores) const noexcept {
  const std::size_t wanted = model_.close()[close].group;
  const NgramRange range = ngram_range(static_cast<text::Script>(model_.groups()[wanted].script));
  BlockLookup lookup(model_, label_scores);
  std::array<const ReadWord*, kWordBlock> block;
  std::size_t size = 0;
  const auto flush = [&] {
    std::array<Posting, kWordBlock> postings;
    for (std::size_t i = 0; i < size; ++i) {
      postings[i] = model_.find(close_feature(block[i]->hash, close));
      __builtin_prefetch(postings[i].labels);
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (postings[i]) {
        add_posting(postings[i], label_scores);
      } else {
        for_each_ngram(scores.letters_of(*block[i]), range,
                       [&](std::uint64_t feature) { lookup.add(close_feature(feature, close)); });
      }
    }
    size = 0;
  };
  std::uint64_t previous = 0;
  std::uint32_t count = 0;
  for (const ReadWord& word : scores.read) {
    if (word.group != wanted) continue;
    if (count++ > 0) lookup.add(close_feature(pair_feature(previous, word.hash), close));
    previous = word.hash;
    model_.prefetch(close_feature(word.hash, close));
    block[size++] = &word;
    if (size == kWordBlock) flush();
  }
  flush();
  return count;
}

}  // namespace saring::lang
