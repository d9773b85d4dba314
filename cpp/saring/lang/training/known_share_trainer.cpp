// Tests: tests/cpp/lang/training/known_share_trainer_test.cpp.
#include "saring/lang/training/known_share_trainer_internal.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "saring/lang/feature_lookup_internal.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kFirstLength = 2;  // 4 to 7 words; of fewer, too many are rare by chance

using Shares = std::array<std::vector<float>, kLengthBuckets>;

class ShareSampler {
 public:
  explicit ShareSampler(const Model& model)
      : model_(model), lookup_(model), shares_(model.labels().size()) {
    for (std::size_t g = 0; g < model.groups().size(); ++g) {
      const GroupRecord& group = model.groups()[g];
      for (std::size_t l = 0; l < group.label_count; ++l)
        places_[model.code(group.first_label + l)] = {g, l};
    }
  }

  void add(const HeldOutText& line);
  [[nodiscard]] std::vector<LeastShares> fit();

 private:
  [[nodiscard]] bool is_found(std::size_t group, std::size_t local) const noexcept;

  const Model& model_;
  FeatureLookup lookup_;
  Scores scores_;
  std::map<std::string_view, std::pair<std::size_t, std::size_t>>
      places_;  // group, and place in it
  std::vector<Shares> shares_;
};

// Whether the label, or one close to it, has the highest score.
bool ShareSampler::is_found(std::size_t group, std::size_t local) const noexcept {
  const GroupRecord& record = model_.groups()[group];
  const auto first = scores_.by_label.begin() + record.first_label;
  const auto best =
      static_cast<std::size_t>(std::max_element(first, first + record.label_count) - first);
  const std::size_t close = lookup_.close_of(record.first_label + local);
  return best == local ||
         (close != kNoClose && close == lookup_.close_of(record.first_label + best));
}

void ShareSampler::add(const HeldOutText& line) {
  const auto place = places_.find(line.label);
  if (place == places_.end()) return;
  const auto [group, local] = place->second;
  const GroupRecord& record = model_.groups()[group];
  if (record.label_count < 2) return;
  lookup_.reset(scores_);
  lookup_.read_known(line.text, scores_);
  lookup_.read_unknown(scores_);
  if (!is_found(group, local)) return;
  std::array<KnownShare, kLengthBuckets> open{};
  for (const ReadWord& word : scores_.read) {
    if (word.group != group || word.is_title) continue;
    for (std::size_t length = kFirstLength; length < kLengthBuckets; ++length) {
      open[length].add(word, local);
      if (open[length].words < fitted_words(length)) continue;
      shares_[record.first_label + local][length].push_back(open[length].share());
      open[length] = {};
    }
  }
}

std::vector<LeastShares> ShareSampler::fit() {
  std::vector<LeastShares> out;
  for (Shares& of_label : shares_) {
    LeastShares least{};
    double last = 0;
    for (std::size_t length = kFirstLength; length < kLengthBuckets; ++length) {
      std::vector<float>& all = of_label[length];
      if (all.size() >= kMinShares) {
        const auto low = all.begin() + static_cast<std::ptrdiff_t>(
                                           kLowShares * static_cast<double>(all.size() - 1));
        std::nth_element(all.begin(), low, all.end());
        last = std::max(last, kShareOfLow * static_cast<double>(*low));
      }
      least[length] = static_cast<std::uint8_t>(last / static_cast<double>(kShareUnit));
    }
    out.push_back(least);
  }
  return out;
}

}  // namespace

std::vector<LeastShares> fit_least_shares(std::span<const HeldOutText> held_out,
                                          const Model& model) {
  ShareSampler sampler(model);
  for (const HeldOutText& line : held_out) sampler.add(line);
  return sampler.fit();
}

}  // namespace saring::lang
