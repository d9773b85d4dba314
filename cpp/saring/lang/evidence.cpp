// Known words cost one look-up, unknown ones a look-up an n-gram, and those are read last, as known
// words often decide alone. All look-ups go in blocks: the memory that one waits for is fetched
// while others are worked on. Tests: tests/cpp/lang/detector_test.cpp.
#include "saring/lang/evidence_internal.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "saring/lang/rows_internal.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace saring::lang {
namespace {

// What a byte of a word in a script weighs as letters: by what they tell, and so that there is no
// need to count code points. A Han character counts as two and a half Latin letters.
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

// Letters of a word of `size` bytes, weighed.
[[nodiscard]] std::uint32_t weighed_letters(text::Script script, std::size_t size) noexcept {
  return static_cast<std::uint32_t>(size) * kByteWeights[static_cast<std::uint8_t>(script)];
}

// Whether a letter of U+00C0 to U+00FF, whose first byte is 0xC3, is one of those that come of
// UTF-8 read as Windows-1252 ("Ð¿", "Ã©"), or of an eight-bit Cyrillic as Latin-1 (three accented
// letters in a row). `p` is behind the letter.
[[nodiscard]] bool is_garbled(const char* p, const char* end) noexcept {
  const auto at = [&](std::ptrdiff_t i) {
    return end - p > i ? static_cast<unsigned char>(p[i]) : 0U;
  };
  const unsigned lead = at(0);
  if (lead < 0xC2) return false;
  const unsigned next = at(1);
  const bool is_symbol = lead == 0xC2 || lead == 0xE2 ||
                         (lead == 0xC5 && (next == 0x92 || next == 0x93)) ||
                         (lead == 0xC6 && next == 0x92) || lead == 0xCB;
  return is_symbol || (lead == 0xC3 && at(2) == 0xC3);
}

[[nodiscard]] std::uint32_t count_garbled(std::string_view text) noexcept {
  std::uint32_t count = 0;
  const char* p = text.data();
  const char* const end = p + text.size();
#ifdef __SSE2__
  const __m128i lead = _mm_set1_epi8(static_cast<char>(0xC3));
  for (; end - p >= 16; p += 16) {
    __m128i bytes;
    std::memcpy(&bytes, p, sizeof(bytes));
    auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, lead)));
    for (; found != 0; found &= found - 1)
      count += is_garbled(p + std::countr_zero(found) + 2, end);
  }
#endif
  for (; p < end; ++p) {
    if (*p == static_cast<char>(0xC3)) count += is_garbled(p + 2, end);
  }
  return count;
}

// Letters of language that signs and figures outweigh: those of programs and markup heavily, those
// that sentences have too lightly.
constexpr std::uint32_t kDigitWeight = 4;
constexpr std::uint32_t kOptionWeight = 3 * kLetterWeight;  // "tar -xzf"
constexpr std::uint32_t kVersionWeight =
    3 * kLetterWeight;  // each full stop of "1.2.3" but the first
constexpr std::uint32_t kAddressWeight = 6 * kLetterWeight;  // of any length

constexpr std::array<std::uint8_t, 256> make_sign_weights() {
  std::array<std::uint8_t, 256> weights{};
  for (const char c : std::string_view("{}=;"))
    weights[static_cast<unsigned char>(c)] = 8 * kLetterWeight;
  for (const char c : std::string_view("[]|\\#$<>_@^~*&"))
    weights[static_cast<unsigned char>(c)] = 5 * kLetterWeight;
  return weights;
}

[[nodiscard]] constexpr bool is_light(char c) noexcept {
  return c == '(' || c == ')' || c == ':' || c == '"' || c == '/' || c == '%' || c == '+';
}

// Two signs side by side that only programs have ("&&", "=>"), or that sentences seldom have.
[[nodiscard]] constexpr std::uint32_t operator_weight(char a, char b) noexcept {
  constexpr std::uint32_t kOnlyPrograms = 20 * kLetterWeight;
  constexpr std::uint32_t kSeldom = 8 * kLetterWeight;
  switch (b) {
    case '&':
    case '|':
      return a == b ? kOnlyPrograms : 0;
    case '=':
      return a == '=' || a == '!' || a == '<' || a == '>' || a == '+' || a == ':' ? kOnlyPrograms
                                                                                  : 0;
    case '>':
      return a == '=' || a == '-' ? kOnlyPrograms : 0;
    case '{':
      return a == ')' || a == '}' ? kSeldom : 0;
    case '(':
    case '\'':
    case '"':
      return a == '(' || a == '$' || a == '[' ? kSeldom : 0;
    default:
      return 0;
  }
}

// Adds what the signs between two words weigh; those that sentences have too weigh as figures do.
void weigh_signs(std::string_view gap, Evidence& evidence) noexcept {
  static constexpr std::array<std::uint8_t, 256> kWeights = make_sign_weights();
  std::uint32_t weight = 0;
  char previous = ' ';
  for (const char c : gap) {
    weight += kWeights[static_cast<unsigned char>(c)];
    weight += operator_weight(previous, c);
    if (is_light(c)) evidence.figures += kLetterWeight;
    previous = c;
  }
  // A statement's end; behind a bracket in a sentence there is more to come.
  if (gap.ends_with(");") || gap.find(");\n") != gap.npos) weight += 14 * kLetterWeight;
  evidence.technical_letters += weight;
}

// A sign of Windows-1251 between letters of another script, without a space: UTF-8 read as an
// eight-bit code.
[[nodiscard]] bool is_stray_sign(std::string_view gap, const text::Word& next) noexcept {
  if (gap.size() < 2 || gap.size() > 3 || !next.has_letter || next.script == text::Script::kLatin)
    return false;
  constexpr std::string_view kSigns = "¤¦§©«¬®°±µ¶»„…†‡‰№";
  return kSigns.find(gap) != kSigns.npos;
}

// Whether words are parted by one space, which weighs nothing.
[[nodiscard]] bool is_one_blank(std::string_view text, std::size_t end,
                                std::size_t begin) noexcept {
  return begin == end + 1 && text[end] == ' ';
}

// Hashtags and handles are neither language nor the signs of a program.
[[nodiscard]] bool is_social_tag(std::string_view text, std::size_t begin) noexcept {
  if (begin == 0 || (text[begin - 1] != '#' && text[begin - 1] != '@')) return false;
  return begin == 1 || text[begin - 2] == ' ' || text[begin - 2] == '\n';
}

[[nodiscard]] bool is_capital(const text::Word& word) noexcept {
  return word.letter_case == text::WordCase::kUpper ||
         (word.letter_case == text::WordCase::kTitle && word.end - word.begin <= 2);
}

void add_posting(const Posting& p, std::int32_t* scores) noexcept {
  for (std::size_t i = 0; i < p.size; ++i) scores[p.labels[i]] += p.weights[i];
}

}  // namespace

Reader::Reader(const Model& model) : model_(model), close_of_(model.labels().size(), kNoClose) {
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
  for (const LabelRecord& label : model.labels())
    prior_odds_.push_back(std::exp(static_cast<float>(label.prior) * kPriorUnit));
  prior_odds_.resize(prior_odds_.size() + kRowSlack);
}

Totals totals_of(const Evidence& evidence) noexcept {
  Totals out;
  std::uint32_t most = 0;
  for_each_group(evidence, [&](std::size_t g) {
    out.letters += evidence.letters[g];
    out.words += evidence.words[g];
    if (evidence.letters[g] > most) {
      most = evidence.letters[g];
      out.main = g;
    }
  });
  return out;
}

void Reader::reset(Evidence& evidence) const {
  // A group's postings name labels by one byte: room for any, even in the last group. All are
  // cleared: a wrong hit may have written into a group that has no letters.
  evidence.scores.assign(model_.labels().size() + 256, 0);
  for_each_group(evidence, [&](std::size_t g) {
    evidence.letters[g] = 0;
    evidence.words[g] = 0;
    evidence.known[g] = 0;
    evidence.ngrams[g] = 0;
    evidence.found[g] = 0;
  });
  evidence.groups = 0;
  evidence.other_letters = 0;
  evidence.technical_letters = 0;
  evidence.figures = 0;
  evidence.capitals = 0;
  evidence.garbled = 0;
  evidence.read.clear();
  evidence.folded.clear();
  evidence.looked_up = 0;
  evidence.unread = 0;
  evidence.next_unread = 0;
}

bool Reader::count(const text::Word& word, bool is_technical, Evidence& evidence) const noexcept {
  const std::uint32_t letters = weighed_letters(word.script, word.end - word.begin);
  if (is_technical) {
    // Digits inside words may be an old way to write letters that the typewriter had not.
    evidence.technical_letters += word.has_digit ? letters * 2 / 3 : letters * 3 / 2;
    if (word.letter_case == text::WordCase::kMixed && word.script != text::Script::kLatin)
      ++evidence.garbled;  // "РїСЂРё"
    return false;
  }
  const std::size_t g = group_of(word.script);
  if (g == kMaxGroups) {
    evidence.other_letters += letters;
    return false;
  }
  evidence.groups |= std::uint64_t{1} << g;
  evidence.letters[g] += letters;
  ++evidence.words[g];
  evidence.capitals += is_capital(word);
  return is_looked_up(model_.groups()[g], evidence.words[g]);
}

namespace {

// Looks n-grams up in blocks, in three passes.
class BlockLookup {
 public:
  BlockLookup(const Model& model, std::int32_t* scores) noexcept : model_(model), scores_(scores) {}
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
    for (std::size_t i = 0; i < found; ++i) add_posting(postings[i], scores_);
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
  std::int32_t* scores_;
  std::array<const Bucket*, kBlock> buckets_;
  std::array<std::uint16_t, kBlock> fingerprints_;
  std::size_t count_ = 0;
  std::size_t looked_up_ = 0;
  std::size_t found_ = 0;
};

constexpr std::size_t kWordBlock = 16;  // words that are looked up together

}  // namespace

void Reader::read_word(const text::Word& word, bool is_technical, Evidence& evidence) const {
  if (!count(word, is_technical, evidence)) return;
  const std::size_t g = group_of(word.script);
  const GroupRecord& group = model_.groups()[g];
  std::int32_t* scores = evidence.scores.data() + group.first_label;
  if (const Posting posting = model_.find(word_feature(word.folded))) {
    evidence.known[g] += weighed_letters(word.script, word.folded.size());
    add_posting(posting, scores);
    return;
  }
  BlockLookup lookup(model_, scores);
  for_each_ngram(word.folded, group_range(group), [&](std::uint64_t hash) { lookup.add(hash); });
  lookup.flush();
  evidence.ngrams[g] += static_cast<std::uint32_t>(lookup.looked_up());
  evidence.found[g] += static_cast<std::uint32_t>(lookup.found());
}

void Reader::read_known(std::string_view text, Evidence& evidence) const {
  evidence.garbled += count_garbled(text);
  text::WordScanner scanner(text);
  TechnicalFilter is_technical(text);
  text::Word word;
  std::size_t end = 0;
  std::size_t chain = 0;  // full stops between numbers, so far
  while (scanner.next(word)) {
    const bool was_in_address = word.begin < is_technical.address_end();
    const bool technical = is_technical(word);
    const bool is_tag = is_social_tag(text, word.begin);
    if (is_one_blank(text, end, word.begin)) {
      chain = was_in_address ? chain : 0;  // nearly always
    } else if (!was_in_address) {
      const std::size_t gap_end = word.begin - (is_tag ? 1 : 0);
      // A sum of money is no variable.
      const bool is_sum = !word.has_letter && gap_end > end && text[gap_end - 1] == '$';
      const std::string_view gap = text.substr(end, gap_end - end - (is_sum ? 1 : 0));
      weigh_signs(gap, evidence);
      if (end > 0 && gap == " -" && word.has_letter) evidence.technical_letters += kOptionWeight;
      if (end > 0) evidence.garbled += is_stray_sign(gap, word);
      chain = !word.has_letter && gap == "." ? chain + 1 : 0;
      if (chain > 1) evidence.technical_letters += kVersionWeight;
    }
    end = word.end;
    if (is_tag && technical) continue;
    if (word.begin < is_technical.address_end()) {
      if (!was_in_address) evidence.technical_letters += kAddressWeight;
      continue;
    }
    if (!word.has_letter) {
      evidence.figures += static_cast<std::uint32_t>(word.end - word.begin) * kDigitWeight;
      continue;
    }
    if (!count(word, technical, evidence)) continue;
    const std::uint64_t hash = word_feature(word.folded);
    model_.prefetch(hash);
    // Behind a change of case the letters lie in the scanner, which overwrites them.
    const bool is_in_text = word.folded.data() == text.data() + word.begin;
    evidence.read.push_back({hash, is_in_text ? word.folded.data() : nullptr,
                             static_cast<std::uint32_t>(evidence.folded.size()),
                             static_cast<std::uint16_t>(word.folded.size()),
                             static_cast<std::uint8_t>(group_of(word.script)), false});
    if (!is_in_text) evidence.folded += word.folded;
    if (evidence.read.size() - evidence.looked_up == kWordBlock) look_up_words(evidence);
  }
  weigh_signs(text.substr(std::max(end, is_technical.address_end())), evidence);
  look_up_words(evidence);
}

// In two passes: the postings are fetched while other words are looked up.
void Reader::look_up_words(Evidence& evidence) const noexcept {
  std::array<Posting, kWordBlock> postings;
  std::array<std::uint8_t, kWordBlock> groups;
  std::size_t found = 0;
  for (; evidence.looked_up < evidence.read.size(); ++evidence.looked_up) {
    ReadWord& word = evidence.read[evidence.looked_up];
    const Posting posting = model_.find(word.hash);
    word.is_known = static_cast<bool>(posting);
    if (!word.is_known) {
      ++evidence.unread;
      continue;
    }
    __builtin_prefetch(posting.labels);
    const auto script = static_cast<text::Script>(model_.groups()[word.group].script);
    evidence.known[word.group] += weighed_letters(script, word.size);
    postings[found] = posting;
    groups[found++] = word.group;
  }
  for (std::size_t i = 0; i < found; ++i) {
    add_posting(postings[i], evidence.scores.data() + model_.groups()[groups[i]].first_label);
  }
}

void Reader::read_unknown(Evidence& evidence) const {
  while (evidence.unread > 0) read_some_unknown(evidence);
}

// Words of one group, up to about a block of n-grams.
void Reader::read_some_unknown(Evidence& evidence) const noexcept {
  if (evidence.unread == 0) return;
  std::size_t& i = evidence.next_unread;
  while (evidence.read[i].is_known) ++i;
  const std::size_t g = evidence.read[i].group;
  const GroupRecord& group = model_.groups()[g];
  const NgramRange range = group_range(group);
  BlockLookup lookup(model_, evidence.scores.data() + group.first_label);
  for (; evidence.unread > 0 && evidence.read[i].group == g && !lookup.has_flushed(); ++i) {
    const ReadWord& word = evidence.read[i];
    if (word.is_known) continue;
    for_each_ngram(evidence.letters_of(word), range, [&](std::uint64_t hash) { lookup.add(hash); });
    --evidence.unread;
  }
  lookup.flush();
  evidence.ngrams[g] += static_cast<std::uint32_t>(lookup.looked_up());
  evidence.found[g] += static_cast<std::uint32_t>(lookup.found());
}

// A word that the group knows counts alone, another one through its n-grams.
std::uint32_t Reader::read_close(const Evidence& evidence, std::size_t close,
                                 std::int32_t* scores) const noexcept {
  const std::size_t wanted = model_.close()[close].group;
  const NgramRange range = ngram_range(static_cast<text::Script>(model_.groups()[wanted].script));
  BlockLookup lookup(model_, scores);
  std::array<const ReadWord*, kWordBlock> block;
  std::size_t size = 0;
  const auto look_up_block = [&] {
    std::array<Posting, kWordBlock> postings;
    for (std::size_t i = 0; i < size; ++i) {
      postings[i] = model_.find(close_feature(block[i]->hash, close));
      __builtin_prefetch(postings[i].labels);
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (postings[i]) {
        add_posting(postings[i], scores);
      } else {
        for_each_ngram(evidence.letters_of(*block[i]), range,
                       [&](std::uint64_t feature) { lookup.add(close_feature(feature, close)); });
      }
    }
    size = 0;
  };
  std::uint64_t previous = 0;
  std::uint32_t count = 0;
  for (const ReadWord& word : evidence.read) {
    if (word.group != wanted) continue;
    if (count++ > 0) lookup.add(close_feature(pair_feature(previous, word.hash), close));
    previous = word.hash;
    model_.prefetch(close_feature(word.hash, close));
    block[size++] = &word;
    if (size == kWordBlock) look_up_block();
  }
  look_up_block();
  return count;
}

}  // namespace saring::lang
