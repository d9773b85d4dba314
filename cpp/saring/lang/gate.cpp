// Fisher's linear discriminant (1936) between cuts of held-out lines and words of random letters.
// Tests: tests/cpp/lang/trainer_test.cpp.
#include "saring/lang/gate_internal.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kTexts = 20000;
constexpr std::size_t kLeastReal = 500;  // fewer say too little of what real text looks like
constexpr std::size_t kAlphabet = 40;    // commonest letters, that random words are made of

struct Sample {
  GateFeatures features;
  bool is_short;
};

class Sampler {
 public:
  Sampler(const GroupCorpus& corpus, const Model& model, std::uint64_t seed)
      : corpus_(corpus), model_(model), reader_(model), random_(seed) {
    while (model.groups()[group_].script != static_cast<std::uint32_t>(corpus.group())) ++group_;
    find_alphabet();
  }

  [[nodiscard]] std::vector<Sample> real();
  [[nodiscard]] std::vector<Sample> invented();

 private:
  void find_alphabet();
  [[nodiscard]] Sample sample(const std::string& text);

  const GroupCorpus& corpus_;
  const Model& model_;
  Reader reader_;
  Random random_;
  std::size_t group_ = 0;
  std::vector<char32_t> alphabet_;
  Evidence evidence_;
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
  for (std::size_t i = 0; i < std::min(kAlphabet, ranked.size()); ++i)
    alphabet_.push_back(ranked[i].second);
}

Sample Sampler::sample(const std::string& text) {
  reader_.reset(evidence_);
  reader_.read_known(text, evidence_);
  reader_.read_unknown(evidence_);
  const GroupRecord& group = model_.groups()[group_];
  const auto first = evidence_.scores.begin() + group.first_label;
  const auto best = static_cast<float>(*std::max_element(first, first + group.label_count));
  return {gate_features(evidence_, group_, best * model_.weight_unit()),
          evidence_.letters[group_] < kGateLetters * kLetterWeight};
}

std::vector<Sample> Sampler::real() {
  std::vector<Sample> out;
  const std::size_t stride = corpus_.held_out().size() / kTexts + 1;
  for (std::size_t i = 0; i < corpus_.held_out().size(); i += stride) {
    const CorpusLine& line = corpus_.held_out()[i];
    const std::uint32_t count = std::min(line.count, 1 + random_.below(10));
    const std::uint32_t first = random_.below(line.count - count + 1);
    std::string text;
    for (std::uint32_t w = first; w < first + count; ++w) {
      text += corpus_.type(corpus_.tokens(line)[w]);
      text += ' ';
    }
    out.push_back(sample(text));
  }
  return out;
}

std::vector<Sample> Sampler::invented() {
  std::vector<Sample> out;
  for (std::size_t i = 0; i < kTexts / 4 && !alphabet_.empty(); ++i) {
    std::string text;
    const std::uint32_t words = 1 + random_.below(8);
    for (std::uint32_t w = 0; w < words; ++w) {
      const std::uint32_t letters = 3 + random_.below(9);
      for (std::uint32_t l = 0; l < letters; ++l) {
        char bytes[4];
        text.append(
            bytes,
            text::encode(alphabet_[random_.below(static_cast<std::uint32_t>(alphabet_.size()))],
                         bytes));
      }
      text += ' ';
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

// Cramer's rule; the matrix is made regular by the caller.
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

[[nodiscard]] float dot(const GateFeatures& a, const GateFeatures& b) noexcept {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

[[nodiscard]] float quantile(std::vector<float> values, double share) {
  if (values.empty()) return -1e30F;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace

GateFeatures gate_features(const Evidence& evidence, std::size_t group, float best_score) noexcept {
  const auto words = static_cast<float>(std::max(evidence.words[group], 1U));
  const float known = static_cast<float>(evidence.known[group]) / words;
  const float covered = static_cast<float>(evidence.found[group]) /
                        static_cast<float>(std::max(evidence.ngrams[group], 1U));
  const float letters =
      static_cast<float>(std::max(evidence.letters[group], 1U)) / static_cast<float>(kLetterWeight);
  return {known + (1 - known) * covered, std::min(best_score / letters, 1.5F), known};
}

Gate fit_gate(const GroupCorpus& corpus, const Model& model, std::uint64_t seed) {
  Gate gate;
  gate.short_threshold = gate.long_threshold = -1e30F;
  if (corpus.labels().size() < 2 || text::is_dictionary_script(corpus.group())) return gate;
  Sampler sampler(corpus, model, seed);
  const std::vector<Sample> real = sampler.real();
  const std::vector<Sample> invented = sampler.invented();
  if (real.size() < kLeastReal || invented.empty()) return gate;
  const Moments a = moments(real);
  const Moments b = moments(invented);
  std::array<std::array<double, 3>, 3> scatter{};
  std::array<double, 3> difference{};
  for (std::size_t i = 0; i < 3; ++i) {
    difference[i] = a.mean[i] - b.mean[i];
    for (std::size_t j = 0; j < 3; ++j)
      scatter[i][j] = a.scatter[i][j] + b.scatter[i][j] + (i == j ? 1e-4 : 0);
  }
  const std::array<double, 3> weights = solve(scatter, difference);
  for (std::size_t i = 0; i < 3; ++i) gate.weights[i] = static_cast<float>(weights[i]);
  std::vector<float> shorts;
  std::vector<float> longs;
  for (const Sample& s : real)
    (s.is_short ? shorts : longs).push_back(dot(s.features, gate.weights));
  gate.short_threshold = quantile(shorts, kGateRefusals);
  gate.long_threshold = quantile(longs, kGateRefusals);
  return gate;
}

}  // namespace saring::lang
