// Fisher's linear discriminant (1936) between excerpts of held-out lines and random text: words of
// random letters, and real words with their letters shuffled.
// Tests: tests/cpp/lang/training/rejection_trainer_test.cpp.
#include "saring/lang/training/rejection_trainer_internal.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <unordered_map>

#include "saring/lang/feature_lookup_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kTexts = 20000;
constexpr std::size_t kMinLines = 12;  // per label; fewer do not represent real text
constexpr std::size_t kMaxCuts = 40;   // of one line
constexpr std::size_t kAlphabet = 40;  // the most frequent letters, which random words are made of;
                                       // all letters, for scripts that are not alphabets
constexpr std::size_t kSingleLanguageNgrams = 2500;

[[nodiscard]] bool is_alphabet(text::Script script) noexcept {
  return !text::is_dictionary_script(script) && script != text::Script::kHangul &&
         script != kEthiopic;
}

struct Sample {
  RejectionFeatures features;
  bool is_short;
};

class Sampler {
 public:
  Sampler(const GroupCorpus& corpus, const Model& model, std::uint64_t seed)
      : corpus_(corpus), model_(model), lookup_(model), random_(seed) {
    while (model.groups()[group_].script != static_cast<std::uint32_t>(corpus.group())) ++group_;
    find_alphabet();
  }

  [[nodiscard]] std::vector<Sample> real();
  [[nodiscard]] std::vector<Sample> random_texts();

 private:
  void find_alphabet();
  [[nodiscard]] std::string cut(const CorpusLine& line);
  void append_random(const std::vector<char32_t>& alphabet, std::string& text);
  void append_shuffled(std::string_view words, std::string& text);
  [[nodiscard]] Sample sample(const std::string& text);

  const GroupCorpus& corpus_;
  const Model& model_;
  FeatureLookup lookup_;
  Random random_;
  std::size_t group_ = 0;
  std::vector<char32_t> alphabet_;
  std::vector<char32_t> letters_;  // of the alphabet, without combining marks
  Scores scores_;
};

void Sampler::find_alphabet() {
  std::map<char32_t, std::size_t> counts;
  for (std::size_t t = 0; t < corpus_.type_count(); ++t) {
    const std::string_view word = corpus_.type(t);
    for (const char* p = word.data(); p < word.data() + word.size();) ++counts[text::decode(p)];
  }
  std::vector<std::pair<std::size_t, char32_t>> ranked;
  for (const auto& [c, count] : counts) ranked.emplace_back(count, c);
  std::sort(ranked.rbegin(), ranked.rend());
  const std::size_t size =
      is_alphabet(corpus_.group()) ? std::min(kAlphabet, ranked.size()) : ranked.size();
  for (std::size_t i = 0; i < size; ++i) alphabet_.push_back(ranked[i].second);
  std::copy_if(alphabet_.begin(), alphabet_.end(), std::back_inserter(letters_),
               [](char32_t c) { return text::char_props(c).kind == text::CharKind::kLetter; });
}

Sample Sampler::sample(const std::string& text) {
  lookup_.reset(scores_);
  lookup_.read_known(text, scores_);
  lookup_.read_unknown(scores_);
  return {rejection_features(scores_, model_, group_),
          scores_.letters[group_] < kShortTextLetters * kLetterWeight};
}

std::string Sampler::cut(const CorpusLine& line) {
  const std::uint32_t count = std::min(line.count, 1 + random_.below(10));
  const std::uint32_t first = random_.below(line.count - count + 1);
  std::string text;
  for (std::uint32_t w = first; w < first + count; ++w) {
    text += corpus_.type(corpus_.tokens(line)[w]);
    text += ' ';
  }
  return text;
}

std::vector<Sample> Sampler::real() {
  std::vector<Sample> out;
  const std::size_t lines = corpus_.held_out().size();
  if (lines < kMinLines * corpus_.labels().size()) return out;
  const std::size_t stride = lines / kTexts + 1;
  const std::size_t cuts = std::clamp(kTexts / 4 / lines, std::size_t{1}, kMaxCuts);
  for (std::size_t i = 0; i < lines; i += stride) {
    for (std::size_t c = 0; c < cuts; ++c) out.push_back(sample(cut(corpus_.held_out()[i])));
  }
  return out;
}

void Sampler::append_random(const std::vector<char32_t>& alphabet, std::string& text) {
  const std::uint32_t words = 1 + random_.below(8);
  for (std::uint32_t w = 0; w < words; ++w) {
    const std::uint32_t letters = 3 + random_.below(9);
    for (std::uint32_t l = 0; l < letters; ++l) {
      char bytes[4];
      const char32_t letter = alphabet[random_.below(static_cast<std::uint32_t>(alphabet.size()))];
      text.append(bytes, text::encode(letter, bytes));
    }
    text += ' ';
  }
}

// Appends the words with the letters of each shuffled (Fisher and Yates 1938).
void Sampler::append_shuffled(std::string_view words, std::string& text) {
  std::vector<char32_t> letters;
  const auto flush = [&] {
    for (std::size_t i = letters.size(); i > 0; --i) {
      std::swap(letters[i - 1], letters[random_.below(static_cast<std::uint32_t>(i))]);
      char bytes[4];
      text.append(bytes, text::encode(letters[i - 1], bytes));
    }
    letters.clear();
  };
  for (const char* p = words.data(); p < words.data() + words.size();) {
    const char32_t c = text::decode(p);
    if (c != ' ') {
      letters.push_back(c);
    } else {
      flush();
      text += ' ';
    }
  }
  flush();
}

std::vector<Sample> Sampler::random_texts() {
  std::vector<Sample> out;
  const bool is_alphabetic = is_alphabet(corpus_.group());
  const auto lines = static_cast<std::uint32_t>(corpus_.held_out().size());
  for (std::size_t i = 0; i < kTexts / 4 && !alphabet_.empty() && lines > 0; ++i) {
    std::string text;
    if (i % 2 == 0 || !is_alphabetic) {
      append_random(i % 4 < 2 && !letters_.empty() ? letters_ : alphabet_, text);
    } else {
      append_shuffled(cut(corpus_.held_out()[random_.below(lines)]), text);
    }
    out.push_back(sample(text));
  }
  return out;
}

struct Moments {
  std::array<double, 3> mean{};
  std::array<std::array<double, 3>, 3> scatter{};
};

[[nodiscard]] Moments moments(const std::vector<Sample>& samples) {
  Moments m;
  const double n = static_cast<double>(samples.size());
  for (const Sample& s : samples) {
    for (std::size_t i = 0; i < 3; ++i) m.mean[i] += static_cast<double>(s.features[i]) / n;
  }
  for (const Sample& s : samples) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        m.scatter[i][j] += (static_cast<double>(s.features[i]) - m.mean[i]) *
                           (static_cast<double>(s.features[j]) - m.mean[j]) / n;
      }
    }
  }
  return m;
}

// Cramer's rule; the matrix is regular.
[[nodiscard]] std::array<double, 3> solve(const std::array<std::array<double, 3>, 3>& a,
                                          const std::array<double, 3>& b) {
  const auto det = [](const std::array<std::array<double, 3>, 3>& m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  };
  std::array<double, 3> out{};
  for (std::size_t column = 0; column < 3; ++column) {
    auto m = a;
    for (std::size_t row = 0; row < 3; ++row) m[row][column] = b[row];
    out[column] = det(m) / det(a);
  }
  return out;
}

[[nodiscard]] float dot(const RejectionFeatures& a, const RejectionFeatures& b) noexcept {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

[[nodiscard]] float quantile(std::vector<float> values, double share) {
  if (values.empty()) return -1e30F;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

[[nodiscard]] std::vector<float> sums(const RejectionModel& rejection,
                                      const std::vector<Sample>& samples, bool is_short) {
  std::vector<float> out;
  for (const Sample& s : samples) {
    if (s.is_short == is_short) out.push_back(dot(s.features, rejection.weights));
  }
  return out;
}

// The value that nearly all held-out text exceeds; where random text is below it, a value closer
// to the random text, because text of other domains than the training data, or in a legacy encoding
// of the script, has lower values.
[[nodiscard]] float threshold(const RejectionModel& rejection, const std::vector<Sample>& real,
                              const std::vector<Sample>& random_texts, bool is_short) {
  constexpr double kPassing = 0.02;
  const float lowest = quantile(sums(rejection, real, is_short), kMaxRejected);
  const std::vector<float> other = sums(rejection, random_texts, is_short);
  const float highest = quantile(other, 1 - kPassing);
  return quantile(other, 1 - kMaxRejected) < lowest ? (3 * highest + lowest) / 4 : lowest;
}

}  // namespace

std::vector<std::uint64_t> common_ngrams(const GroupCorpus& corpus) {
  std::vector<std::uint32_t> counts(corpus.type_count());
  for (const CorpusLine& line : corpus.training()) {
    for (std::uint32_t w = 0; w < line.count; ++w) ++counts[corpus.tokens(line)[w]];
  }
  std::unordered_map<std::uint64_t, std::size_t> times;
  for (std::size_t type = 0; type < counts.size(); ++type) {
    for_each_ngram(corpus.type(type), kSingleLanguageRange,
                   [&](std::uint64_t hash) { times[hash] += counts[type]; });
  }
  std::vector<std::pair<std::size_t, std::uint64_t>> ranked;
  for (const auto& [hash, count] : times) ranked.emplace_back(count, hash);
  std::sort(ranked.rbegin(), ranked.rend());
  ranked.resize(std::min(ranked.size(), kSingleLanguageNgrams));
  std::vector<std::uint64_t> out;
  for (const auto& [count, hash] : ranked) out.push_back(hash);
  return out;
}

RejectionModel fit_rejection_model(const GroupCorpus& corpus, const Model& model,
                                   std::uint64_t seed) {
  RejectionModel rejection;
  rejection.short_threshold = rejection.long_threshold = -1e30F;
  Sampler sampler(corpus, model, seed);
  const std::vector<Sample> real = sampler.real();
  const std::vector<Sample> random_texts = sampler.random_texts();
  if (real.empty() || random_texts.empty()) return rejection;
  const Moments a = moments(real);
  const Moments b = moments(random_texts);
  std::array<std::array<double, 3>, 3> scatter{};
  std::array<double, 3> difference{};
  for (std::size_t i = 0; i < 3; ++i) {
    difference[i] = a.mean[i] - b.mean[i];
    for (std::size_t j = 0; j < 3; ++j)
      scatter[i][j] = a.scatter[i][j] + b.scatter[i][j] + (i == j ? 1e-4 : 0);
  }
  const std::array<double, 3> weights = solve(scatter, difference);
  for (std::size_t i = 0; i < 3; ++i) rejection.weights[i] = static_cast<float>(weights[i]);
  rejection.short_threshold = threshold(rejection, real, random_texts, true);
  rejection.long_threshold = threshold(rejection, real, random_texts, false);
  return rejection;
}

}  // namespace saring::lang
