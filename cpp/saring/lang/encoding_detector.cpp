// Tests: tests/cpp/lang/encoding_detector_test.cpp.
#include "saring/lang/encoding_detector.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "saring/base/ascii_run.hpp"
#include "saring/lang/detector_internal.hpp"
#include "saring/lang/encoding_odds_internal.hpp"
#include "saring/lang/encoding_sample_internal.hpp"
#include "saring/lang/rows_internal.hpp"
#include "saring/text/encoding.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::lang {
namespace {
// How much better than the one declared another encoding must be.
constexpr double kBelief = 4;

// Judges decodings. For one thread.
class Judge {
 public:
  explicit Judge(const Detector::Impl& detector)
      : model_(detector.model), lookup_(detector.lookup) {}

  [[nodiscard]] Evidence judge(std::string_view text) {
    Evidence out;
    count_characters(text, out);
    read_words(text, out);
    return out;
  }

  // Adds what the words say to what the characters do.
  void read_words(std::string_view text, Evidence& out) {
    lookup_.reset(scores_);
    text::PlainWordScanner words(text);
    text::Word word;
    while (words.next(word)) {
      if (word.has_letter) lookup_.read_word(word, false, scores_);
    }
    const std::size_t main = totals_of(scores_).main;
    if (scores_.groups != 0) {
      const GroupRecord& group = model_.groups()[main];
      const std::int32_t* const by_label = scores_.by_label.data() + group.first_label;
      const double mean =
          static_cast<double>(sum_of(by_label, group.label_count)) / group.label_count;
      const std::size_t best = best_label(main);
      out.lead = (by_label[best] - mean) * static_cast<double>(model_.weight_unit());
      out.label = model_.code(group.first_label + best);
    }
    text::PlainWordScanner again(text);
    while (again.next(word)) {
      if (word.has_letter) add_word(word, main, out);
    }
  }

 private:
  [[nodiscard]] std::size_t best_label(std::size_t g) const noexcept {
    const GroupRecord& group = model_.groups()[g];
    const std::int32_t* const first = scores_.by_label.data() + group.first_label;
    return static_cast<std::size_t>(std::max_element(first, first + group.label_count) - first);
  }

  // Whether a feature speaks for a label of a group.
  [[nodiscard]] bool speaks_for(std::uint64_t feature, const GroupRecord& group,
                                std::size_t label) const noexcept {
    const Posting posting = model_.find(feature);
    if (!posting || group.label_count < 2) return static_cast<bool>(posting);
    for (std::size_t i = 0; i < posting.size; ++i) {
      if (posting.labels[i] == label) return posting.weights[i] > 0;
    }
    return false;
  }

  void add_word(const text::Word& word, std::size_t main, Evidence& out) {
    letters_.clear();
    std::size_t count = 0;
    for (const char* p = word.folded.data(); p < word.folded.data() + word.folded.size();) {
      letters_.push_back({text::decode(p) >= 0x80});
      count += letters_.back().is_counted ? 1 : 0;
    }
    if (count == 0) return;
    const auto weight = static_cast<double>(count);
    if (word.letter_case == text::WordCase::kMixed) out.humps += weight;
    const std::size_t g = lookup_.group_of(word.script);
    if (g == kMaxGroups) {
      out.unsupported += weight;
      return;
    }
    if (g != main) out.foreign += weight;
    const GroupRecord& group = model_.groups()[g];
    const std::size_t label = best_label(g);
    if (speaks_for(word_feature(word.folded), group, label)) {
      out.known += weight;
      return;
    }
    const NgramRange range = group_range(group);
    const std::size_t shift = range.padded ? 1 : 0;
    for_each_ngram(word.folded, range,
                   [&](std::uint64_t feature, std::size_t first, std::size_t n) {
                     if (n < 2) return;
                     const std::size_t begin = std::max(first, shift) - shift;
                     const std::size_t end = std::min(first + n - shift, letters_.size());
                     bool is_counted = false;
                     for (std::size_t i = begin; i < end; ++i)
                       is_counted = is_counted || letters_[i].is_counted;
                     if (!is_counted) return;
                     const std::uint32_t found = speaks_for(feature, group, label) ? 1 : 0;
                     for (std::size_t i = begin; i < end; ++i) {
                       ++letters_[i].ngrams;
                       letters_[i].found += found;
                     }
                   });
    for (const Letter& letter : letters_) {
      if (!letter.is_counted) continue;
      if (letter.found == 0) ++out.unsupported;
      if (letter.ngrams > 0) out.supported += static_cast<double>(letter.found) / letter.ngrams;
    }
  }

  struct Letter {
    bool is_counted = false;  // outside ASCII
    std::uint32_t ngrams = 0;
    std::uint32_t found = 0;
  };

  const Model& model_;
  const FeatureLookup& lookup_;
  Scores scores_;
  std::vector<Letter> letters_;
};

bool has_zeros(std::string_view bytes) noexcept {
  const std::string_view head = bytes.substr(0, EncodingDetector::kSampleBytes);
  return head.find('\0') != std::string_view::npos &&
         head.find_first_not_of('\0') != std::string_view::npos;
}

bool has_escape_of_iso_2022_jp(std::string_view bytes) noexcept {
  return bytes.find("\x1B$B") != std::string_view::npos ||
         bytes.find("\x1B$@") != std::string_view::npos;
}

struct Decoding {
  const Coding* coding = nullptr;
  std::string text;
  Evidence evidence;
  double favour = 0;
};

// The different decodings, in the order of kCodings; the one declared is favoured.
std::vector<Decoding> decodings_of(const Samples& samples, std::string_view declared) {
  std::vector<Decoding> all;
  for (const Coding& coding : kCodings) {
    Decoding decoding{&coding, samples.decoded(coding.name), {}, 0};
    const auto same = std::find_if(
        all.begin(), all.end(), [&](const Decoding& other) { return other.text == decoding.text; });
    if (same != all.end()) {
      if (coding.name == declared)
        *same = {&coding, std::move(decoding.text), same->evidence, kBelief};
      continue;
    }
    if (coding.name == declared) decoding.favour = kBelief;
    count_characters(decoding.text, decoding.evidence);
    all.push_back(std::move(decoding));
  }
  return all;
}

// Whether nearly all bytes outside ASCII make characters of UTF-8: of other encodings few do.
bool is_broken_utf8(std::string_view bytes) noexcept {
  constexpr std::size_t kEnough = 1U << 16U;
  std::size_t good = 0;
  std::size_t bad = 0;
  for (std::size_t at = 0; at < bytes.size() && good + bad < kEnough; ++at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead < 0x80) continue;
    const std::size_t size = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::size_t end = at + 1;
    while (end < std::min(at + size, bytes.size()) && text::is_continuation(bytes[end])) ++end;
    const bool is_good = size > 0 && end == at + size;
    good += is_good ? 1 : 0;
    // The last character may be cut.
    bad += is_good || (size > 0 && end == bytes.size()) ? 0 : 1;
    at = end - 1;
  }
  return good > 4 * bad;
}

struct BestEncoding {
  std::string_view encoding;
  double odds = 0;
  double margin = 0;  // to the next best, as far as it matters
};

// Where the margin is as large, more of the text would not change the answer.
constexpr double kClear = 6;

BestEncoding best_of(std::vector<Decoding> decodings, Judge& judge) {
  std::stable_sort(decodings.begin(), decodings.end(), [](const Decoding& a, const Decoding& b) {
    return most_odds(a.evidence, *a.coding, 0) + a.favour >
           most_odds(b.evidence, *b.coding, 0) + b.favour;
  });
  constexpr double kNone = std::numeric_limits<double>::lowest();
  BestEncoding best;
  double most = kNone;
  double second = kNone;
  double lead = 0;
  for (Decoding& decoding : decodings) {
    Evidence& evidence = decoding.evidence;
    if (most_odds(evidence, *decoding.coding, lead) + decoding.favour < most - kClear) continue;
    judge.read_words(decoding.text, evidence);
    const double found = odds(evidence, *decoding.coding) + decoding.favour;
    lead = std::max(lead, evidence.lead);
    second = std::max(second, std::min(most, found));
    if (found > most) {
      most = found;
      best.encoding = decoding.coding->name;
    }
  }
  best.odds = most;
  best.margin = most - second;
  return best;
}

// How much better than the text as it is another encoding of its bytes must be.
constexpr double kMuchBetter = 12;
// How much of a text is judged.
constexpr std::size_t kMojibakeBytes = 1U << 16U;

// Letters as nobody writes them.
class Suspicion {
 public:
  explicit Suspicion(std::string_view valid) noexcept {
    std::size_t run = 0;
    bool was_lower = false;
    const char* const end = valid.data() + valid.size();
    for (const char* p = valid.data(); p < end;) {
      if (!is_high(*p)) {
        run = 0;
        was_lower = false;
        p = ascii::skip_run(p, end);
        continue;
      }
      const char32_t c = text::decode(p);
      ++letters_;
      // Accented letters in a row, of which no language has more than two.
      run = c >= 0xA1 && c < 0x100 ? run + 1 : 0;
      accents_ += run < 3 ? 0 : run == 3 ? 3 : 1;
      const bool is_cyrillic = c >= 0x400 && c < 0x460;
      const bool is_capital = c < 0x430;
      // A capital after a small letter.
      humps_ += is_cyrillic && is_capital && was_lower ? 1 : 0;
      capitals_ += is_cyrillic && is_capital ? 1 : 0;
      was_lower = is_cyrillic && !is_capital;
    }
  }

  // In which the text may have been decoded wrongly.
  [[nodiscard]] std::optional<std::string_view> wrong_encoding() const noexcept {
    if (accents_ >= 9 && accents_ > letters_ / 4) return "windows-1252";
    // KOI8 has capitals where windows-1251 has small letters.
    if (humps_ >= 1 && capitals_ > letters_ / 3) return "windows-1251";
    return std::nullopt;
  }

 private:
  std::size_t letters_ = 0;  // characters outside ASCII
  std::size_t accents_ = 0;
  std::size_t humps_ = 0;
  std::size_t capitals_ = 0;  // Cyrillic
};

}  // namespace

std::string EncodingDetector::detect(std::string_view bytes, const EncodingOptions& options) const {
  constexpr std::array<SampleSize, 2> kSizes = {{{kSampleBytes / 2, 1}, {kSampleBytes, 4}}};
  if (!text::find_invalid_utf8(bytes)) {
    if (!may_be_hidden(bytes)) return "utf-8";
    if (!has_zeros(bytes)) return "iso-2022-jp";
  }
  if (!has_zeros(bytes) && is_broken_utf8(bytes)) return "utf-8";
  Judge judge(*detector_->impl_);
  BestEncoding best;
  for (const SampleSize size : kSizes) {
    const Samples samples(bytes, options.is_page, size);
    if (!options.declared.empty() &&
        !judge.judge(samples.decoded(options.declared)).is_nonsense()) {
      return std::string(options.declared);
    }
    best = best_of(decodings_of(samples, options.declared), judge);
    if (best.margin > kClear) break;
  }
  return std::string(best.encoding);
}

bool EncodingDetector::may_be_hidden(std::string_view valid) noexcept {
  return std::none_of(valid.begin(), valid.end(), is_high) &&
         (has_zeros(valid) || has_escape_of_iso_2022_jp(valid));
}

bool EncodingDetector::may_be_mojibake(std::string_view valid) noexcept {
  return Suspicion(valid).wrong_encoding().has_value();
}

bool EncodingDetector::is_mojibake(std::string_view valid) const {
  const auto encoding = Suspicion(valid).wrong_encoding();
  if (!encoding) return false;
  const std::string bytes = text::encode_single_bytes(text::cut(valid, kMojibakeBytes), *encoding);
  Judge judge(*detector_->impl_);
  const Samples samples(bytes, false, {kSampleBytes, 4});
  const auto* const coding =
      std::find_if(kCodings.begin(), kCodings.end(),
                   [&](const Coding& candidate) { return candidate.name == *encoding; });
  const double as_it_is = odds(judge.judge(samples.decoded(*encoding)), *coding);
  return best_of(decodings_of(samples, {}), judge).odds > as_it_is + kMuchBetter;
}

}  // namespace saring::lang
