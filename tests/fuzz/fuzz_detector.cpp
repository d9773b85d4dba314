// Language detection on any text with the library's own model. Probabilities are valid, spans cover
// the text and begin between characters, an explanation sums to the log-odds of its two languages,
// and a batch gives the same as single calls.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "saring/lang/detector.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/words.hpp"

using fuzz::require;
using saring::lang::Candidate;
using saring::lang::Contribution;
using saring::lang::ContributionKind;
using saring::lang::Detection;
using saring::lang::DetectOptions;
using saring::lang::Detector;
using saring::lang::Explanation;
using saring::lang::LanguageSpan;

namespace {

const Detector& detector() {
  static const Detector out(SARING_DATA_DIR "/models/lang.saring");
  return out;
}

DetectOptions options_of(fuzz::Input& input) {
  constexpr std::array<std::string_view, 5> kCodes = {"ind_Latn", "zsm_Latn", "jav_Latn",
                                                      "rus_Cyrl", "zho_Hans"};
  const std::uint8_t choice = input.option();
  DetectOptions options;
  options.top = choice / 16U;
  for (std::size_t i = 0; i < kCodes.size(); ++i) {
    const std::int32_t label = detector().label_number(kCodes[i]);
    if (choice % 4 == 1) options.languages.push_back(label);
    if (choice % 4 == 2) options.prior.emplace_back(label, static_cast<float>(i) / 2);
  }
  return options;
}

bool is_allowed(std::int32_t label, const DetectOptions& options) {
  const auto& allowed = options.languages;
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), label) != allowed.end();
}

void check_detection(const Detection& d, const DetectOptions& options) {
  require(!detector().label_code(d.label).empty(), "an answer has a code");
  require(d.confidence >= 0 && d.confidence <= 1, "a confidence is in [0, 1]");
  require(d.label >= 0 || (d.confidence == 0 && !d.is_reliable), "no language, no confidence");
  require(d.label < 0 || is_allowed(d.label, options), "only allowed languages are found");
  require(d.top.size() <= options.top, "there are no more candidates than asked for");
  float sum = 0;
  float last = 1;
  for (const Candidate& c : d.top) {
    require(c.label >= 0 && is_allowed(c.label, options), "candidates are allowed languages");
    require(c.probability >= 0 && c.probability <= last, "candidates are in order");
    last = c.probability;
    sum += c.probability;
  }
  require(sum <= 1.001F, "probabilities sum to 1 at most");
}

void check_spans(std::string_view text, const std::vector<LanguageSpan>& spans,
                 const DetectOptions& options) {
  std::size_t last = 0;
  for (const LanguageSpan& span : spans) {
    require(span.start == last && span.end >= span.start && span.end <= text.size(),
            "spans follow each other");
    require(fuzz::is_valid(text.substr(span.start, span.end - span.start)),
            "spans are cut between characters");
    check_detection(span.detection, options);
    last = span.end;
  }
  require(last == text.size(), "spans cover the text");
}

// Neighbours differ in language, and begin at a line or a word.
void check_boundaries(std::string_view text, const std::vector<LanguageSpan>& spans) {
  saring::text::WordScanner words(text);
  saring::text::Word word;
  bool is_word = words.next(word);
  for (std::size_t i = 1; i < spans.size(); ++i) {
    const std::size_t start = spans[i].start;
    require(spans[i - 1].detection.label != spans[i].detection.label, "neighbours differ");
    while (is_word && word.start < start) is_word = words.next(word);
    require(text[start - 1] == '\n' || (is_word && word.start == start),
            "spans begin at a line or a word");
  }
}

void check_lines(std::string_view text, const DetectOptions& options) {
  const std::vector<LanguageSpan> spans = detector().detect_lines(text, options);
  check_spans(text, spans, options);
  saring::text::LineScanner lines(text);
  saring::text::Line line;
  for (const LanguageSpan& span : spans) {
    require(lines.next(line) && line.start == span.start && line.next == span.end,
            "there is one span per line");
  }
}

// Log-odds are compared if single precision can represent them.
void check_sum(const Explanation& e, const Detection& found) {
  if (found.top.size() < 2 || found.top[1].probability < 1e-4F || found.label < 0) return;
  if (e.runner_up != found.top[1].label) return;  // a tie
  double sum = 0;
  for (const Contribution& c : e.parts) sum += c.winner - c.runner_up;
  const double odds = std::log(static_cast<double>(found.top[0].probability)) -
                      std::log(static_cast<double>(found.top[1].probability));
  require(std::abs(sum - odds) < 0.01 + 0.001 * std::abs(odds), "the parts sum to the log-odds");
}

void check_explanation(std::string_view text, DetectOptions options) {
  options.top = 2;
  const Detection found = detector().detect(text, options);
  const Explanation e = detector().explain(text, options);
  require(e.winner == found.label, "what is explained is the answer");
  require(e.runner_up == saring::lang::kUnd || e.runner_up != e.winner, "by comparison");
  require(e.runner_up != saring::lang::kUnd || e.parts.empty(), "with another language");
  for (const Contribution& c : e.parts) {
    require(std::isfinite(c.winner) && std::isfinite(c.runner_up), "contributions are finite");
    require(c.start <= c.end && c.end <= text.size(), "a part is in the text");
    require(fuzz::is_valid(c.feature), "features are UTF-8");
    require(c.kind < ContributionKind::kScript || c.end == 0, "only words have a place");
    require(fuzz::is_valid(text.substr(c.start, c.end - c.start)), "parts are whole characters");
  }
  check_sum(e, found);
}

void check_batch(std::string_view text, const DetectOptions& options, const Detection& found,
                 unsigned num_threads) {
  const std::vector<std::string_view> texts = {text, "warga desa menanam padi", text};
  const auto all = detector().detect_batch(texts, options, num_threads);
  require(all.size() == texts.size(), "every text has its answer");
  for (const std::size_t i : {0U, 2U}) {
    require(all[i].label == found.label && all[i].confidence == found.confidence &&
                all[i].top.size() == found.top.size(),
            "a batch gives what single calls give");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const DetectOptions options = options_of(input);
  const unsigned num_threads = input.option() % 8 == 7 ? 2 : 1;
  const std::string text = input.text();
  const Detection found = detector().detect(text, options);
  check_detection(found, options);
  const std::vector<LanguageSpan> spans = detector().detect_spans(text, options);
  check_spans(text, spans, options);
  check_boundaries(text, spans);
  check_lines(text, options);
  check_explanation(text, options);
  check_batch(text, options, found, num_threads);
  return 0;
}
