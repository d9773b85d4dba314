// Splits a text by language: the best path through its words (Viterbi 1967), where a change of
// language has a cost, which is lower at the end of a line than inside one. The states are only the
// languages that are probable for some segment of a few words, so time is linear. Tests:
// tests/cpp/lang/spans_test.cpp.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "saring/base/cancel.hpp"
#include "saring/lang/detector_internal.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kMaxStates = 32;     // languages; one bit each in Step::switched
constexpr std::size_t kSegmentBytes = 56;  // on which candidate languages are detected
constexpr float kMinVotes = 0.5F;          // words in a language, for it to become a state
constexpr float kSwitchInLine = 11.0F;     // nats
constexpr float kSwitchAtSentence = 6.0F;
constexpr float kSwitchAtLine = 3.0F;
constexpr float kForeignWord = 6.0F;  // a word in a script that the language does not use
constexpr std::size_t kForeignRun =
    6;                            // code points that count as a word, in scripts without spaces
constexpr float kOverlap = 0.6F;  // discount, because neighbouring words are not independent

constexpr float kMinInLine = 0.6F;  // confidence of a span; a weaker one is joined to a neighbour
constexpr float kMinAtLine = 0.3F;  // of a span at the start of a line
constexpr float kMinShort = 0.8F;   // of a span of less than kShortBytes
constexpr std::size_t kShortBytes = 40;
constexpr float kCloseSwitch = 3.0F;  // nats
constexpr float kMinProbability = 1e-9F;

enum class Gap : std::uint8_t { kSpace, kSentence, kLine };

struct Step {
  std::size_t begin;       // of the word
  std::uint32_t switched;  // bit k: the path to state k comes from state `from`
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

// The boundary before a word: the start of the line if only symbols precede the word in it.
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

// Finds the boundaries in one text: first the candidate languages, then the best path through them.
class SpanFinder {
 public:
  SpanFinder(const Detector::Impl& impl, const Classifier& classifier, std::string_view text)
      : impl_(impl), classifier_(classifier), text_(text) {}

  // Start offsets of the segments of the best path; the first is 0.
  [[nodiscard]] std::vector<std::size_t> starts();

 private:
  void find_states();
  void add_candidates(std::string_view segment);
  void walk();
  void step(const text::Word& word, bool is_technical, std::size_t previous_end);
  void word_scores(const text::Word& word, bool is_technical, std::array<float, kMaxStates>& out);

  const Detector::Impl& impl_;
  const Classifier& classifier_;
  std::string_view text_;
  Scratch scratch_;
  std::vector<std::pair<float, std::int32_t>> votes_;  // by label
  std::vector<std::int32_t> states_;
  std::vector<std::uint8_t> state_groups_;
  std::array<float, kMaxStates> best_{};
  std::vector<Step> steps_;
};

// Votes for the languages of one segment. Without the second stage: close languages stay together.
void SpanFinder::add_candidates(std::string_view segment) {
  Scores& scores = scratch_.scores;
  impl_.lookup.reset(scores);
  impl_.lookup.read_known(segment, scores);
  impl_.lookup.read_unknown(scores);
  scores.read.clear();
  if (scores.groups == 0) return;
  const Detection d = classifier_.classify(scores, 2, scratch_.probabilities);
  const auto words = static_cast<float>(totals_of(scores).words);
  for (const Candidate& c : d.top)
    votes_[static_cast<std::size_t>(c.label)].first += c.probability * words;
}

void SpanFinder::find_states() {
  for (std::size_t i = 0; i < impl_.labels.size(); ++i)
    votes_.emplace_back(0.0F, static_cast<std::int32_t>(i));
  text::LineScanner lines(text_);
  text::Line line;
  while (lines.next(line)) {
    for (std::size_t begin = line.start; begin < line.end;) {
      check_cancelled();
      const std::size_t end = std::min(cut(text_, begin + kSegmentBytes), line.end);
      add_candidates(text_.substr(begin, end - begin));
      begin = end;
    }
    if (line.next == text_.size()) break;
  }
  const auto states = votes_.begin() + std::min<std::ptrdiff_t>(kMaxStates, std::ssize(votes_));
  std::partial_sort(votes_.begin(), states, votes_.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  for (const auto& [weight, label] : votes_) {
    if (states_.size() == kMaxStates || weight < kMinVotes) break;
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
  const std::size_t g = impl_.lookup.group_of(word.script);
  if (g == kMaxGroups || is_technical) return;
  const GroupRecord& group = impl_.model.groups()[g];
  auto& label_scores = scratch_.scores.by_label;
  std::fill_n(label_scores.begin() + group.first_label, group.label_count, 0);
  impl_.lookup.read_word(word, is_technical, scratch_.scores);
  float top = -std::numeric_limits<float>::infinity();
  const float unit = impl_.model.weight_unit() * kOverlap;
  for (std::size_t k = 0; k < states_.size(); ++k) {
    if (state_groups_[k] != g) continue;
    out[k] = static_cast<float>(label_scores[static_cast<std::size_t>(states_[k])]) * unit;
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
  std::array<float, kMaxStates> state_scores;
  word_scores(word, is_technical, state_scores);
  Step step{word.start, 0, 0};
  const auto count = static_cast<std::ptrdiff_t>(states_.size());
  const auto from = std::max_element(best_.begin(), best_.begin() + count) - best_.begin();
  step.from = static_cast<std::uint8_t>(from);
  const float entered = best_[static_cast<std::size_t>(from)] -
                        switch_cost(gap_before(text_, previous_end, word.start));
  const float level = best_[static_cast<std::size_t>(from)];
  for (std::size_t k = 0; k < states_.size(); ++k) {
    if (!steps_.empty() && entered > best_[k]) {
      best_[k] = entered;
      step.switched |= 1U << k;
    }
    best_[k] += state_scores[k] - level;  // kept near zero to preserve precision
  }
  steps_.push_back(step);
}

void SpanFinder::walk() {
  impl_.lookup.reset(scratch_.scores);
  text::PlainWordScanner scanner(text_);
  TechnicalFilter is_technical(text_);
  text::Word word;
  std::size_t end = 0;
  CancelCheck check;
  while (scanner.next(word)) {
    check();
    if (word.has_letter) {
      step(word, is_technical(word), end);
      end = word.end;
    }
  }
}

std::vector<std::size_t> SpanFinder::starts() {
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

// The loss in nats if two spans get one language, whichever loses less.
[[nodiscard]] float loss_of_one(const Detection& a, const Detection& b) noexcept {
  const auto loss = [](const Detection& d, std::int32_t label) {
    return std::log(d.confidence / std::max(probability_of(d, label), kMinProbability));
  };
  return std::min(loss(a, b.label), loss(b, a.label));
}

}  // namespace

// Joins segments to spans: weak segments are joined to a neighbour, and adjacent close languages
// are separated only with a clear margin, because words of the relative are common in a text of
// one language.
class SpanJoiner {
 public:
  SpanJoiner(const Detector::Impl& impl, const Classifier& classifier, std::string_view text)
      : impl_(impl), classifier_(classifier), text_(text) {}

  void add(std::size_t begin, std::size_t end, bool is_alone);
  [[nodiscard]] std::vector<LanguageSpan> finish(std::size_t top);

 private:
  [[nodiscard]] Detection detect(std::size_t begin, std::size_t end) {
    return impl_.detect(text_.substr(begin, end - begin), classifier_, kMaxClose, scratch_);
  }
  [[nodiscard]] bool is_weak(std::size_t begin, std::size_t end, const Detection& d) const noexcept;
  [[nodiscard]] float common_confidence(const Detection& d) const noexcept;
  [[nodiscard]] bool are_joined(const Detection& a, const Detection& b) const noexcept;
  void extend(std::size_t end);
  void settle();

  const Detector::Impl& impl_;
  const Classifier& classifier_;
  std::string_view text_;
  Scratch scratch_;
  std::vector<LanguageSpan> spans_;
  bool is_open_ = false;   // the last span has no language yet
  bool is_stale_ = false;  // the detection of the last span is not of the whole span
};

bool SpanJoiner::is_weak(std::size_t begin, std::size_t end, const Detection& d) const noexcept {
  if (d.label < 0) return true;
  const bool is_at_line = begin == 0 || text_[begin - 1] == '\n';
  const float least = is_at_line ? kMinAtLine : kMinInLine;
  return common_confidence(d) < (end - begin < kShortBytes ? kMinShort : least);
}

// The total probability of the close group: which of its languages it is may be open.
float SpanJoiner::common_confidence(const Detection& d) const noexcept {
  const std::size_t close = impl_.lookup.close_of(static_cast<std::size_t>(d.label));
  if (close == kNoClose) return d.confidence;
  float sum = 0;
  for (const Candidate& c : d.top) {
    if (impl_.lookup.close_of(static_cast<std::size_t>(c.label)) == close) sum += c.probability;
  }
  return sum;
}

bool SpanJoiner::are_joined(const Detection& a, const Detection& b) const noexcept {
  if (a.label == b.label) return true;
  const std::size_t close = impl_.lookup.close_of(static_cast<std::size_t>(a.label));
  return close != kNoClose && close == impl_.lookup.close_of(static_cast<std::size_t>(b.label)) &&
         loss_of_one(a, b) < kCloseSwitch;
}

void SpanJoiner::extend(std::size_t end) {
  spans_.back().end = end;
  is_stale_ = true;
}

// Detects the last span as a whole. Its language may be that of the span before it then: the two
// are one.
void SpanJoiner::settle() {
  while (is_stale_) {
    LanguageSpan& last = spans_.back();
    last.detection = detect(last.start, last.end);
    is_stale_ = false;
    if (spans_.size() < 2 || spans_[spans_.size() - 2].detection.label != last.detection.label) {
      return;
    }
    const std::size_t end = last.end;
    spans_.pop_back();
    extend(end);
  }
}

void SpanJoiner::add(std::size_t begin, std::size_t end, bool is_alone) {
  Detection d = detect(begin, end);
  const bool weak = d.label < 0 || (!is_alone && is_weak(begin, end, d));
  if (spans_.empty()) {
    spans_.push_back({begin, end, std::move(d)});
    is_open_ = weak;
    return;
  }
  if (weak) {
    extend(end);
  } else if (is_open_) {
    extend(end);
    spans_.back().detection = std::move(d);
    is_open_ = false;
  } else {
    settle();
    const Detection& last = spans_.back().detection;
    if (last.label < 0 || are_joined(last, d)) {
      extend(end);
    } else {
      spans_.push_back({begin, end, std::move(d)});
    }
  }
}

std::vector<LanguageSpan> SpanJoiner::finish(std::size_t top) {
  settle();
  for (LanguageSpan& span : spans_) {
    check_cancelled();
    auto& candidates = span.detection.top;
    if (top > candidates.size()) {  // more candidates than joining needed
      span.detection =
          impl_.detect(text_.substr(span.start, span.end - span.start), classifier_, top, scratch_);
    } else {
      candidates.resize(top);
    }
  }
  return std::move(spans_);
}

// Detects each span again with merged labels, and joins neighbours with one answer.
[[nodiscard]] std::vector<LanguageSpan> merge_spans(const Detector::Impl& impl,
                                                    std::string_view text,
                                                    const DetectOptions& options,
                                                    std::vector<LanguageSpan> spans) {
  const Classifier classifier(impl.model, impl.lookup, options);
  Scratch scratch;
  const auto detect = [&](LanguageSpan& span) {
    check_cancelled();
    span.detection = impl.detect(text.substr(span.start, span.end - span.start), classifier,
                                 options.top, scratch);
  };
  for (LanguageSpan& span : spans) detect(span);
  // A joined span is detected as a whole, which may give it the answer of its next neighbour.
  for (std::size_t before = spans.size() + 1; spans.size() < before;) {
    before = spans.size();
    std::vector<LanguageSpan> joined;
    std::vector<bool> is_joined;
    for (LanguageSpan& span : spans) {
      if (!joined.empty() && joined.back().detection.label == span.detection.label) {
        joined.back().end = span.end;
        is_joined.back() = true;
      } else {
        joined.push_back(std::move(span));
        is_joined.push_back(false);
      }
    }
    for (std::size_t i = 0; i < joined.size(); ++i) {
      if (is_joined[i]) detect(joined[i]);
    }
    spans = std::move(joined);
  }
  return spans;
}

std::vector<LanguageSpan> Detector::detect_spans(std::string_view text,
                                                 const DetectOptions& options) const {
  DetectOptions unmerged = options;
  unmerged.merged.clear();
  const Classifier classifier(impl_->model, impl_->lookup, unmerged);
  std::string unescaped;
  if (unescape_entities(text, unescaped)) text = unescaped;
  const std::vector<std::size_t> starts = SpanFinder(*impl_, classifier, text).starts();
  SpanJoiner joiner(*impl_, classifier, text);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    check_cancelled();
    joiner.add(starts[i], i + 1 < starts.size() ? starts[i + 1] : text.size(), starts.size() == 1);
  }
  if (options.merged.empty()) return joiner.finish(options.top);
  return merge_spans(*impl_, text, options, joiner.finish(0));
}

std::vector<LanguageSpan> Detector::detect_lines(std::string_view text,
                                                 const DetectOptions& options) const {
  const Classifier classifier(impl_->model, impl_->lookup, options);
  Scratch scratch;
  std::vector<LanguageSpan> out;
  text::LineScanner lines(text);
  text::Line line;
  while (lines.next(line)) {
    if (line.start == text.size() && line.start > 0) break;
    check_cancelled();
    out.push_back({line.start, line.next,
                   impl_->detect(text.substr(line.start, line.end - line.start), classifier,
                                 options.top, scratch)});
  }
  return out;
}

}  // namespace saring::lang
