// Where which language stands: the best path through the words (Viterbi 1967), where staying in a
// language is free and changing it costs, less at the end of a line than inside one. Only languages
// that win some stretch of a few words are on the way, so that time stays linear. Tests:
// tests/cpp/lang/spans_test.cpp.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "saring/lang/detector_internal.hpp"
#include "saring/text/lines.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kMaxStates = 32;   // languages on the way; one bit each in Step::switched
constexpr std::size_t kWindowWords = 8;  // a stretch that may bring a language in
constexpr float kSwitchInLine = 11.0F;   // nats
constexpr float kSwitchAtSentence = 6.0F;
constexpr float kSwitchAtLine = 3.0F;
constexpr float kForeignWord = 6.0F;  // a word in a script that the language does not use
constexpr float kOverlap = 0.6F;      // neighbouring words repeat each other's evidence

constexpr float kLeastInLine = 0.6F;  // confidence of a stretch; a weaker one goes to its neighbour
constexpr float kLeastAtLine = 0.3F;  // of one that begins with a line

enum class Gap : std::uint8_t { kSpace, kSentence, kLine };

struct Step {
  std::size_t begin;       // of the word
  std::uint32_t switched;  // bit k: state k was entered here, from `from`
  std::uint8_t from;
};

[[nodiscard]] Gap gap_before(std::string_view text, std::size_t previous_end, std::size_t begin) {
  Gap gap = Gap::kSpace;
  for (std::size_t i = previous_end; i < begin; ++i) {
    if (text[i] == '\n') return Gap::kLine;
    if (text[i] == '.' || text[i] == '!' || text[i] == '?') gap = Gap::kSentence;
  }
  return gap;
}

[[nodiscard]] float switch_cost(Gap gap) noexcept {
  if (gap == Gap::kLine) return kSwitchAtLine;
  return gap == Gap::kSentence ? kSwitchAtSentence : kSwitchInLine;
}

// A new language begins where the line begins, else at its first word.
[[nodiscard]] std::size_t boundary_before(std::string_view text, std::size_t word_begin) {
  std::size_t at = word_begin;
  while (at > 0 && text[at - 1] != '\n' && static_cast<unsigned char>(text[at - 1]) < 0x80 &&
         !(text[at - 1] >= 'a' && text[at - 1] <= 'z') &&
         !(text[at - 1] >= 'A' && text[at - 1] <= 'Z')) {
    --at;
  }
  return at > 0 && text[at - 1] == '\n' ? at : word_begin;
}

}  // namespace

// Follows one text: first which languages may occur, then the best path through them.
class SpanFinder {
 public:
  SpanFinder(const Detector::Impl& impl, const Decider& decider, std::string_view text)
      : impl_(impl), decider_(decider), text_(text) {}

  // Begins of the stretches; the first is 0.
  [[nodiscard]] std::vector<std::size_t> begins();

 private:
  void find_states();
  void consider(const Evidence& evidence);
  void walk();
  void step(const text::Word& word, bool is_technical, std::size_t previous_end);
  void word_scores(const text::Word& word, bool is_technical, std::array<float, kMaxStates>& out);

  const Detector::Impl& impl_;
  const Decider& decider_;
  std::string_view text_;
  Scratch scratch_;
  std::vector<std::pair<float, std::int32_t>> votes_;  // by label
  std::vector<std::int32_t> states_;
  std::vector<std::uint8_t> state_groups_;
  std::array<float, kMaxStates> best_{};
  std::vector<Step> steps_;
};

void SpanFinder::consider(const Evidence& evidence) {
  const Detection d = decider_.decide(evidence, 2, scratch_.probabilities);
  std::uint32_t words = 0;
  for (const std::uint32_t n : evidence.words) words += n;
  for (const Candidate& c : d.top)
    votes_[static_cast<std::size_t>(c.label)].first += c.probability * static_cast<float>(words);
}

void SpanFinder::find_states() {
  for (std::size_t i = 0; i < impl_.labels.size(); ++i)
    votes_.emplace_back(0.0F, static_cast<std::int32_t>(i));
  text::WordScanner scanner(text_);
  TechnicalFilter is_technical(text_);
  text::Word word;
  Evidence& evidence = scratch_.evidence;
  impl_.reader.reset(evidence);
  std::size_t count = 0;
  std::size_t end = 0;
  while (scanner.next(word)) {
    if (count == kWindowWords || (count > 0 && gap_before(text_, end, word.begin) == Gap::kLine)) {
      consider(evidence);
      impl_.reader.reset(evidence);
      count = 0;
    }
    if (!word.has_letter) continue;
    impl_.reader.read_word(word, is_technical(word), evidence);
    ++count;
    end = word.end;
  }
  if (count > 0) consider(evidence);
  std::sort(votes_.begin(), votes_.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  for (const auto& [weight, label] : votes_) {
    if (states_.size() == kMaxStates || weight < 0.5F) break;
    states_.push_back(label);
    const auto groups = impl_.model.groups();
    std::size_t g = 0;
    while (groups[g].first_label + groups[g].label_count <= static_cast<std::uint32_t>(label)) ++g;
    state_groups_.push_back(static_cast<std::uint8_t>(g));
  }
}

void SpanFinder::word_scores(const text::Word& word, bool is_technical,
                             std::array<float, kMaxStates>& out) {
  out.fill(0);
  const std::size_t g = impl_.reader.group_of(word.script);
  if (g == kMaxGroups || is_technical) return;
  const GroupRecord& group = impl_.model.groups()[g];
  auto& scores = scratch_.evidence.scores;
  std::fill_n(scores.begin() + group.first_label, group.label_count, 0);
  impl_.reader.read_word(word, is_technical, scratch_.evidence);
  float top = -std::numeric_limits<float>::infinity();
  const float unit = impl_.model.weight_unit() * kOverlap;
  for (std::size_t k = 0; k < states_.size(); ++k) {
    if (state_groups_[k] != g) continue;
    out[k] = static_cast<float>(scores[static_cast<std::size_t>(states_[k])]) * unit;
    top = std::max(top, out[k]);
  }
  if (top == -std::numeric_limits<float>::infinity()) return;
  for (std::size_t k = 0; k < states_.size(); ++k) {
    if (state_groups_[k] != g) out[k] = top - kForeignWord;
  }
}

void SpanFinder::step(const text::Word& word, bool is_technical, std::size_t previous_end) {
  std::array<float, kMaxStates> scores;
  word_scores(word, is_technical, scores);
  Step step{word.begin, 0, 0};
  const auto count = static_cast<std::ptrdiff_t>(states_.size());
  const auto from = std::max_element(best_.begin(), best_.begin() + count) - best_.begin();
  step.from = static_cast<std::uint8_t>(from);
  const float entered = best_[static_cast<std::size_t>(from)] -
                        switch_cost(gap_before(text_, previous_end, word.begin));
  const float level = best_[static_cast<std::size_t>(from)];
  for (std::size_t k = 0; k < states_.size(); ++k) {
    if (!steps_.empty() && entered > best_[k]) {
      best_[k] = entered;
      step.switched |= 1U << k;
    }
    best_[k] += scores[k] - level;  // kept near zero, so that precision does not fade
  }
  steps_.push_back(step);
}

void SpanFinder::walk() {
  impl_.reader.reset(scratch_.evidence);
  text::WordScanner scanner(text_);
  TechnicalFilter is_technical(text_);
  text::Word word;
  std::size_t end = 0;
  while (scanner.next(word)) {
    if (word.has_letter) {
      step(word, is_technical(word), end);
      end = word.end;
    }
  }
}

std::vector<std::size_t> SpanFinder::begins() {
  find_states();
  std::vector<std::size_t> out;
  if (states_.size() > 1) {
    walk();
    const auto count = static_cast<std::ptrdiff_t>(states_.size());
    auto state = static_cast<std::size_t>(std::max_element(best_.begin(), best_.begin() + count) -
                                          best_.begin());
    for (std::size_t i = steps_.size(); i-- > 0;) {
      if ((steps_[i].switched >> state & 1U) == 0) continue;
      out.push_back(boundary_before(text_, steps_[i].begin));
      state = steps_[i].from;
    }
  }
  out.push_back(0);
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<LanguageSpan> Detector::detect_spans(std::string_view text,
                                                 const DetectOptions& options) const {
  const Decider decider(impl_->model, impl_->reader, options);
  Scratch scratch;
  const std::vector<std::size_t> begins = SpanFinder(*impl_, decider, text).begins();
  std::vector<LanguageSpan> out;
  bool is_open = false;  // the last span waits for a language to take
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : text.size();
    Detection d =
        impl_->detect(text.substr(begins[i], end - begins[i]), decider, options.top, scratch);
    const bool is_at_line = begins[i] == 0 || text[begins[i] - 1] == '\n';
    const float least = is_at_line ? kLeastAtLine : kLeastInLine;
    const bool is_weak = d.label < 0 || (begins.size() > 1 && d.confidence < least);
    if (out.empty()) {
      out.push_back({begins[i], end, std::move(d)});
      is_open = is_weak;
    } else if (is_weak || is_open || d.label == out.back().detection.label) {
      out.back().end = end;
      if (is_open && !is_weak) {
        out.back().detection = std::move(d);
        is_open = false;
      }
    } else {
      out.push_back({begins[i], end, std::move(d)});
    }
  }
  for (LanguageSpan& span : out) {  // merged ones read once more as a whole
    span.detection = impl_->detect(text.substr(span.begin, span.end - span.begin), decider,
                                   options.top, scratch);
  }
  return out;
}

std::vector<LanguageSpan> Detector::detect_lines(std::string_view text,
                                                 const DetectOptions& options) const {
  const Decider decider(impl_->model, impl_->reader, options);
  Scratch scratch;
  std::vector<LanguageSpan> out;
  text::LineScanner lines(text);
  text::Line line;
  while (lines.next(line)) {
    if (line.begin == text.size() && line.begin > 0) break;
    out.push_back({line.begin, line.next,
                   impl_->detect(text.substr(line.begin, line.end - line.begin), decider,
                                 options.top, scratch)});
  }
  return out;
}

}  // namespace saring::lang
