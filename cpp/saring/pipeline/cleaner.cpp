// Tests: tests/cpp/pipeline/cleaner_test.cpp.
#include "saring/pipeline/cleaner.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/lang/detector.hpp"
#include "saring/lang/language_words.hpp"
#include "saring/pipeline/decoded_bytes.hpp"
#include "saring/pipeline/markup.hpp"
#include "saring/pipeline/page_internal.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::pipeline {
namespace {

using boilerplate::LineDecision;
using boilerplate::LineStripper;
using boilerplate::RemovedRange;
using boilerplate::RoleSpan;
using boilerplate::SharedSiteProfile;
using boilerplate::StripResult;

// An excerpt of this length shows which rules a text needs.
constexpr std::size_t kHintBytes = 256;
// The number of documents that a thread takes at once.
constexpr std::size_t kGrain = 16;

// The excerpt is not at the start of the text, because menus are often there.
std::string_view hint_part(std::string_view text) noexcept {
  if (text.size() <= kHintBytes + kHintBytes / 2) return text;
  std::size_t begin = std::min(text.size() / 4, kHintBytes);
  while (text::is_continuation(text[begin])) ++begin;
  std::size_t end = begin + kHintBytes;
  while (end < text.size() && text::is_continuation(text[end])) --end;
  return text.substr(begin, end - begin);
}

bool has_word(std::string_view text) {
  text::WordScanner words(text);
  text::Word word;
  while (words.next(word)) {
    if (word.has_letter || word.has_digit) return true;
  }
  return false;
}

std::vector<Removal> removals_of(const StripResult& result) {
  std::vector<Removal> removals;
  removals.reserve(result.removed.size());
  for (const RemovedRange& range : result.removed) {
    Removal& removal = removals.emplace_back();
    removal.line = range.line;
    removal.is_span = range.span != RemovedRange::kWholeLine;
    if (removal.is_span) {
      const RoleSpan& span = result.spans[range.span];
      // A part that two spans share belongs to one of them.
      removal.start = std::clamp(span.start, range.start, range.end);
      removal.end = std::clamp(span.end, range.start, range.end);
      removal.role = span.role;
      removal.score = 1;
      removal.rule = span.rule;
      removal.reason = span.reason;
    } else {
      const LineDecision& line = result.lines[range.line];
      removal.start = line.start;
      removal.end = line.end;
      removal.role = line.role;
      removal.score = static_cast<double>(line.score);
      removal.rule = line.rule;
      removal.reason = line.reason;
    }
    removal.bytes_before = removal.start - range.start;
    removal.bytes_after = range.end - removal.end;
  }
  return removals;
}

}  // namespace

struct Cleaner::Impl {
  explicit Impl(CleanerOptions given) : options(std::move(given)) {
    options.encoding = check_encoding(options.encoding);
    if (!options.model_path.empty()) detector.emplace(options.model_path);
    if (!detector && (!options.languages.empty() || options.min_confidence > 0)) {
      throw std::invalid_argument("choosing documents by language needs a language model");
    }
    for (const std::string& code : options.languages) {
      const auto labels = detector->resolve(code);
      wanted.insert(wanted.end(), labels.begin(), labels.end());
    }
    std::sort(wanted.begin(), wanted.end());
    if (!options.where.empty()) where.emplace(options.where);
    if (detector && (options.signals || where)) {
      for (const auto& label : detector->labels()) {
        words_of_labels.push_back(lang::language_words(label.code));
      }
    }
    if (!options.strip) return;
    if (!options.rule_files.empty()) own_rules.emplace(options.rule_files);
    const auto model = options.line_model.empty() ? boilerplate::built_in_line_model()
                                                  : std::as_bytes(std::span(options.line_model));
    stripper.emplace(own_rules ? own_rules->rules() : boilerplate::built_in_rules(), model,
                     options.line_model_name);
  }

  struct Worker {
    LineStripper::Scratch scratch;
    StripResult result;
    Tally tally;
    text::SignalMeter meter;
  };

  void clean(const Document& document, const SharedSiteProfile* sites, Worker& worker,
             CleanDocument& out) const;
  void strip(std::string_view text, boilerplate::StripOptions strip_options, Worker& worker,
             CleanDocument& out) const;
  void decide(Worker& worker, CleanDocument& out) const;
  void measure(std::int32_t label, Worker& worker, CleanDocument& out) const;
  // Sets the encoding if the page had to be decoded.
  [[nodiscard]] Page read_page(const Document& document, std::string& encoding) const;

  CleanerOptions options;
  std::optional<lang::Detector> detector;
  DetectorSource source = [this] { return detector ? &*detector : nullptr; };
  std::optional<boilerplate::RuleFiles> own_rules;
  std::optional<LineStripper> stripper;
  PageExtractor extractor;
  std::vector<std::int32_t> wanted;  // labels, sorted
  std::optional<Condition> where;
  std::vector<text::LanguageWords> words_of_labels;
};

Page Cleaner::Impl::read_page(const Document& document, std::string& encoding) const {
  if (document.is_decoded) return extractor.extract(document.body, options.keep_roles);
  DecodedBytes decoded =
      decode(document.body, {.encoding = options.encoding, .is_page = true}, source);
  encoding = std::move(decoded.encoding);
  return extractor.extract(decoded.text, options.keep_roles);
}

void Cleaner::Impl::strip(std::string_view text, boilerplate::StripOptions strip_options,
                          Worker& worker, CleanDocument& out) const {
  strip_options.keep_roles = options.keep_roles;
  if (!options.language.empty()) {
    strip_options.language = options.language;
  } else if (detector) {
    const lang::Detection hint = detector->detect(hint_part(text));
    if (hint.is_reliable) strip_options.language = detector->label_code(hint.label);
  }
  stripper->strip(text, strip_options, worker.scratch, worker.result);
  boilerplate::append_kept_text(text, worker.result, out.text);
  out.removals = removals_of(worker.result);
  out.review_reason = worker.result.review_reason;
  out.is_heavy_loss = worker.result.is_heavy_loss;
}

// Measures the signals of a document, and applies the condition on them.
void Cleaner::Impl::measure(std::int32_t label, Worker& worker, CleanDocument& out) const {
  const bool is_known = label >= 0 && detector;
  const text::LanguageWords* words =
      is_known ? &words_of_labels[static_cast<std::size_t>(label)] : nullptr;
  out.signals = std::make_unique<text::Signals>(worker.meter.measure(out.text, words));
  if (!where) return;
  ConditionValues values;
  std::copy(out.signals->values.begin(), out.signals->values.end(), values.numbers.begin());
  values.numbers[text::kSignals] = static_cast<double>(out.chars_before);
  values.numbers[text::kSignals + 1] = static_cast<double>(out.chars_after);
  values.numbers[text::kSignals + 2] = out.confidence;
  values.texts[0] = out.lang;
  if (is_known)
    values.texts[1] = out.lang.substr(std::min(out.lang.find('_'), out.lang.size() - 1) + 1);
  if (!where->admits(values)) out.decision = Decision::kWhere;
}

void Cleaner::Impl::decide(Worker& worker, CleanDocument& out) const {
  std::int32_t label = lang::kUnd;
  if (detector) {
    const lang::Detection detection = detector->detect(out.text);
    label = detection.label;
    out.lang = detector->label_code(label);
    out.confidence = static_cast<double>(detection.confidence);
    out.is_reliable = detection.is_reliable;
  }
  if (!options.filter) return;
  // Decide this first: the rest of such a text says little about it.
  if (out.is_heavy_loss && options.on_heavy_loss != OnHeavyLoss::kKeep) {
    out.decision = Decision::kHeavyLoss;
  } else if (!has_word(out.text)) {
    out.decision = Decision::kEmpty;
  } else if (out.chars_after < options.min_chars) {
    out.decision = Decision::kTooShort;
  } else if (!wanted.empty() && !std::binary_search(wanted.begin(), wanted.end(), label)) {
    out.decision = Decision::kLanguage;
  } else if (out.confidence < options.min_confidence) {
    out.decision = Decision::kUncertain;
  }
  const bool is_measured = options.signals || where.has_value();
  if (is_measured && out.decision == Decision::kKept) measure(label, worker, out);
}

void Cleaner::Impl::clean(const Document& document, const SharedSiteProfile* sites, Worker& worker,
                          CleanDocument& out) const {
  const bool is_page = document.content == Content::kHtml;
  Page page;
  if (is_page) {
    page = read_page(document, out.page.encoding);
  }
  const std::string_view read = is_page ? std::string_view(page.article) : document.body;
  if (stripper) {
    const bool has_site = sites != nullptr && !document.site.empty();
    strip(read,
          {.language = page.head.language,
           .keep_last_line_end = document.is_file,
           .site = has_site ? sites->find(document.site) : nullptr},
          worker, out);
  } else {
    out.text = read;
  }
  if (is_page) place_page_removals(page, out.removals);
  const std::string_view text = is_page ? std::string_view(page.text) : document.body;
  out.chars_before = text::count_code_points(text);
  out.chars_after = text::count_code_points(out.text);
  out.is_mojibake = is_mojibake(out.text, source);
  out.is_markup = !is_page && is_markup(document.body);
  decide(worker, out);
  const bool is_for_quarantine =
      out.decision == Decision::kHeavyLoss && options.on_heavy_loss == OnHeavyLoss::kQuarantine;
  if (!is_for_quarantine) worker.tally.add(text, out, document.site);
  if (!is_page) return;
  page.head.encoding = std::move(out.page.encoding);
  out.page = std::move(page.head);
  if (out.decision == Decision::kKept) out.page.blocks = article_blocks(page, out.removals);
  out.page.text = std::move(page.text);
}

Cleaner::Cleaner(CleanerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Cleaner::~Cleaner() = default;
Cleaner::Cleaner(Cleaner&&) noexcept = default;
Cleaner& Cleaner::operator=(Cleaner&&) noexcept = default;

const CleanerOptions& Cleaner::options() const noexcept { return impl_->options; }

CleanBatch Cleaner::clean(std::span<const Document> documents, unsigned num_threads,
                          const SharedSiteProfile* sites) const {
  CleanBatch batch;
  batch.documents.resize(documents.size());
  std::vector<Tally> tallies((documents.size() + kGrain - 1) / kGrain);
  num_threads = resolve_threads(num_threads);
  std::vector<Impl::Worker> workers(num_threads);
  parallel_for(documents.size(), kGrain, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned number) {
                 Impl::Worker& worker = workers[number];
                 for (std::size_t i = begin; i < end; ++i) {
                   impl_->clean(documents[i], sites, worker, batch.documents[i]);
                 }
                 tallies[begin / kGrain] = std::exchange(worker.tally, {});
               });
  for (const Tally& tally : tallies) batch.tally.merge(tally);
  return batch;
}

void Cleaner::count(std::span<const Document> documents, SharedSiteProfile& sites) const {
  for (const Document& document : documents) {
    check_cancelled();
    if (document.site.empty()) continue;
    if (document.content == Content::kHtml) {
      std::string encoding;
      sites.add(document.site, impl_->read_page(document, encoding).article);
    } else {
      sites.add(document.site, document.body);
    }
  }
}

}  // namespace saring::pipeline
