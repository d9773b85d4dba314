// Where which language stands: the best path through the words (Viterbi 1967), where staying in a
// language is free and changing it costs, less at the end of a line than inside one. Only languages
// that win some stretch of a few words are on the way, so that time stays linear. Tests:
// tests/cpp/lang/spans_test.cpp.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "saring/lang/detector_internal.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kMaxStates = 32;     // languages on the way; one bit each in Step::switched
constexpr std::size_t kStretchBytes = 56;  // that may bring a language in
constexpr float kLeastVotes = 0.5F;        // words, for a language to be on the way
constexpr float kSwitchInLine = 11.0F;     // nats
constexpr float kSwitchAtSentence = 6.0F;
constexpr float kSwitchAtLine = 3.0F;
constexpr float kForeignWord = 6.0F;    // a word in a script that the language does not use
constexpr std::size_t kForeignRun = 6;  // code points that count as one, where words are not parted
constexpr float kOverlap = 0.6F;        // neighbouring words repeat each other's evidence

constexpr float kLeastInLine = 0.6F;  // confidence of a stretch; a weaker one goes to its neighbour
constexpr float kLeastAtLine = 0.3F;  // of one that begins with a line
constexpr float kLeastShort = 0.8F;   // of one of less than kShortBytes
constexpr std::size_t kShortBytes = 40;
constexpr float kCloseSwitch = 3.0F;  // nats
constexpr float kLeastProbability = 1e-9F;

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
  void consider(std::string_view stretch);
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

// A stretch of some words, as detection reads it; close languages are not told apart here.
void SpanFinder::consider(std::string_view stretch) {
  Evidence& evidence = scratch_.evidence;
  impl_.reader.reset(evidence);
  impl_.reader.read_known(stretch, evidence);
  impl_.reader.read_unknown(evidence);
  evidence.read.clear();
  if (evidence.groups == 0) return;
  const Detection d = decider_.decide(evidence, 2, scratch_.probabilities);
  const auto words = static_cast<float>(totals_of(evidence).words);
  for (const Candidate& c : d.top)
    votes_[static_cast<std::size_t>(c.label)].first += c.probability * words;
}

void SpanFinder::find_states() {
  for (std::size_t i = 0; i < impl_.labels.size(); ++i)
    votes_.emplace_back(0.0F, static_cast<std::int32_t>(i));
  text::LineScanner lines(text_);
  text::Line line;
  while (lines.next(line)) {
    for (std::size_t begin = line.begin; begin < line.end;) {
      const std::size_t end = std::min(cut(text_, begin + kStretchBytes), line.end);
      consider(text_.substr(begin, end - begin));
      begin = end;
    }
    if (line.next == text_.size()) break;
  }
  const auto states = votes_.begin() + std::min<std::ptrdiff_t>(kMaxStates, std::ssize(votes_));
  std::partial_sort(votes_.begin(), states, votes_.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  for (const auto& [weight, label] : votes_) {
    if (states_.size() == kMaxStates || weight < kLeastVotes) break;
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
  const std::size_t words =
      word.is_dictionary ? 1 + text::count_code_points(word.folded) / kForeignRun : 1;
  for (std::size_t k = 0; k < states_.size(); ++k) {
    if (state_groups_[k] != g) out[k] = top - kForeignWord * static_cast<float>(words);
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

namespace {

[[nodiscard]] float probability_of(const Detection& d, std::int32_t label) noexcept {
  for (const Candidate& c : d.top) {
    if (c.label == label) return c.probability;
  }
  return 0;
}

// How many nats two stretches lose if one language has both, that which loses less.
[[nodiscard]] float loss_of_one(const Detection& a, const Detection& b) noexcept {
  const auto loss = [](const Detection& d, std::int32_t label) {
    return std::log(d.confidence / std::max(probability_of(d, label), kLeastProbability));
  };
  return std::min(loss(a, b.label), loss(b, a.label));
}

}  // namespace

// Puts stretches together: weak ones go to a neighbour, and close languages side by side must be
// surer of themselves than others, as their words change sides in texts of one language.
class SpanJoiner {
 public:
  SpanJoiner(const Detector::Impl& impl, const Decider& decider, std::string_view text)
      : impl_(impl), decider_(decider), text_(text) {}

  void add(std::size_t begin, std::size_t end, bool is_alone);
  [[nodiscard]] std::vector<LanguageSpan> finish(std::size_t top);

 private:
  [[nodiscard]] Detection detect(std::size_t begin, std::size_t end) {
    return impl_.detect(text_.substr(begin, end - begin), decider_, kMaxClose, scratch_);
  }
  [[nodiscard]] bool is_weak(std::size_t begin, std::size_t end, const Detection& d) const noexcept;
  [[nodiscard]] float common_confidence(const Detection& d) const noexcept;
  [[nodiscard]] bool belong_together(const Detection& a, const Detection& b) const noexcept;
  void extend(std::size_t end);

  const Detector::Impl& impl_;
  const Decider& decider_;
  std::string_view text_;
  Scratch scratch_;
  std::vector<LanguageSpan> spans_;
  bool is_open_ = false;   // the last span waits for a language to take
  bool is_stale_ = false;  // its answer is not that for all of it
};

bool SpanJoiner::is_weak(std::size_t begin, std::size_t end, const Detection& d) const noexcept {
  if (d.label < 0) return true;
  const bool is_at_line = begin == 0 || text_[begin - 1] == '\n';
  const float least = is_at_line ? kLeastAtLine : kLeastInLine;
  return common_confidence(d) < (end - begin < kShortBytes ? kLeastShort : least);
}

// Of the language and its close ones: which of them it is may be open, that it is one is not.
float SpanJoiner::common_confidence(const Detection& d) const noexcept {
  const std::size_t close = impl_.reader.close_of(static_cast<std::size_t>(d.label));
  if (close == kNoClose) return d.confidence;
  float sum = 0;
  for (const Candidate& c : d.top) {
    if (impl_.reader.close_of(static_cast<std::size_t>(c.label)) == close) sum += c.probability;
  }
  return sum;
}

bool SpanJoiner::belong_together(const Detection& a, const Detection& b) const noexcept {
  if (a.label == b.label) return true;
  const std::size_t close = impl_.reader.close_of(static_cast<std::size_t>(a.label));
  return close != kNoClose && close == impl_.reader.close_of(static_cast<std::size_t>(b.label)) &&
         loss_of_one(a, b) < kCloseSwitch;
}

void SpanJoiner::extend(std::size_t end) {
  spans_.back().end = end;
  is_stale_ = true;
}

void SpanJoiner::add(std::size_t begin, std::size_t end, bool is_alone) {
  Detection d = detect(begin, end);
  const bool weak = d.label < 0 || (!is_alone && is_weak(begin, end, d));
  if (spans_.empty()) {
    spans_.push_back({begin, end, std::move(d)});
    is_open_ = weak;
    return;
  }
  LanguageSpan& last = spans_.back();
  if (weak) {
    extend(end);
  } else if (is_open_) {
    extend(end);
    last.detection = std::move(d);
    is_open_ = false;
  } else {
    if (is_stale_) last.detection = detect(last.begin, last.end);
    is_stale_ = false;
    if (last.detection.label < 0 || belong_together(last.detection, d)) {
      extend(end);
    } else {
      spans_.push_back({begin, end, std::move(d)});
    }
  }
}

std::vector<LanguageSpan> SpanJoiner::finish(std::size_t top) {
  if (is_stale_) spans_.back().detection = detect(spans_.back().begin, spans_.back().end);
  for (LanguageSpan& span : spans_) {
    auto& candidates = span.detection.top;
    if (top > candidates.size()) {  // more than were needed to join
      span.detection =
          impl_.detect(text_.substr(span.begin, span.end - span.begin), decider_, top, scratch_);
    } else {
      candidates.resize(top);
    }
  }
  return std::move(spans_);
}

std::vector<LanguageSpan> Detector::detect_spans(std::string_view text,
                                                 const DetectOptions& options) const {
  const Decider decider(impl_->model, impl_->reader, options);
  const std::vector<std::size_t> begins = SpanFinder(*impl_, decider, text).begins();
  SpanJoiner joiner(*impl_, decider, text);
  for (std::size_t i = 0; i < begins.size(); ++i) {
    joiner.add(begins[i], i + 1 < begins.size() ? begins[i + 1] : text.size(), begins.size() == 1);
  }
  return joiner.finish(options.top);
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
