// Tests: tests/cpp/boilerplate/line_model_test.cpp.
#include "saring/boilerplate/line_model_internal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::string_view kMagic = "SARINGLN";
constexpr std::uint32_t kVersion = 1;

// Little-endian fields, read one after the other with bounds checked.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <typename T>
  T value() {
    T out;
    std::memcpy(&out, take(sizeof(T)), sizeof(T));
    return out;
  }

  template <typename T>
  std::vector<T> values(std::size_t count) {
    if (count > bytes_.size()) fail("is cut short");
    std::vector<T> out(count);
    if (count > 0) std::memcpy(out.data(), take(count * sizeof(T)), count * sizeof(T));
    return out;
  }

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

  [[noreturn]] static void fail(const std::string& what) { throw ModelError("the line model " + what); }

 private:
  const std::byte* take(std::size_t size) {
    if (size > bytes_.size() - at_) fail("is cut short");
    const std::byte* out = bytes_.data() + at_;
    at_ += size;
    return out;
  }

  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
};

ObliviousForest read_forest(Reader& in, std::size_t num_features) {
  const auto depth = in.value<std::uint32_t>();
  const auto num_trees = in.value<std::uint32_t>();
  const auto num_splits = in.value<std::uint32_t>();
  const auto bias = in.value<float>();
  const auto leaf_scale = in.value<float>();
  if (depth == 0 || depth > ObliviousForest::kMaxDepth) Reader::fail("has trees of depth " + std::to_string(depth));
  if (num_trees > 4096 || num_splits > 65535) Reader::fail("is larger than the format permits");
  std::vector<ObliviousForest::Split> splits(num_splits);
  for (auto& split : splits) {
    split.feature = in.value<std::uint32_t>();
    split.border = in.value<float>();
    if (split.feature >= num_features) Reader::fail("tests feature " + std::to_string(split.feature));
  }
  auto levels = in.values<std::uint16_t>(std::size_t{num_trees} * depth);
  for (const std::uint16_t level : levels) {
    if (level >= num_splits) Reader::fail("has a tree with test " + std::to_string(level));
  }
  const auto packed = in.values<std::int16_t>(std::size_t{num_trees} << depth);
  std::vector<float> leaves(packed.size());
  std::transform(packed.begin(), packed.end(), leaves.begin(),
                 [&](std::int16_t leaf) { return static_cast<float>(leaf) * leaf_scale; });
  return {std::move(splits), std::move(levels), std::move(leaves), depth, bias};
}

}  // namespace

ObliviousForest::ObliviousForest(std::vector<Split> splits, std::vector<std::uint16_t> levels, std::vector<float> leaves,
                                 std::size_t depth, float bias)
    : splits_(std::move(splits)), levels_(std::move(levels)), leaves_(std::move(leaves)), depth_(depth), bias_(bias) {}

void ObliviousForest::predict(const float* matrix, std::size_t rows, std::size_t stride, float* probabilities) const {
  std::vector<std::uint8_t> tests(splits_.size() * kLanes);
  for (std::size_t i = 0; i < rows; i += kLanes) {
    predict_block(matrix + i * stride, std::min(kLanes, rows - i), stride, tests, probabilities + i);
  }
}

void ObliviousForest::predict_block(const float* matrix, std::size_t rows, std::size_t stride,
                                    std::vector<std::uint8_t>& tests, float* probabilities) const {
  // Every test once, although many trees share it. Splits are sorted by feature.
  std::array<float, kLanes> column{};
  std::uint32_t feature = 0xffffffffU;
  for (std::size_t s = 0; s < splits_.size(); ++s) {
    if (splits_[s].feature != feature) {
      feature = splits_[s].feature;
      for (std::size_t lane = 0; lane < rows; ++lane) column[lane] = matrix[lane * stride + feature];
    }
    std::uint8_t* out = tests.data() + s * kLanes;
    const float border = splits_[s].border;
    for (std::size_t lane = 0; lane < kLanes; ++lane) out[lane] = column[lane] > border ? 1 : 0;
  }
  std::array<float, kLanes> total{};
  const std::uint16_t* level = levels_.data();
  const float* leaves = leaves_.data();
  for (std::size_t tree = 0; tree < num_trees(); ++tree, leaves += std::size_t{1} << depth_) {
    std::array<std::uint8_t, kLanes> leaf{};
    for (std::size_t d = 0; d < depth_; ++d, ++level) {
      const std::uint8_t* in = tests.data() + *level * kLanes;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        leaf[lane] = static_cast<std::uint8_t>(leaf[lane] | (in[lane] << d));
      }
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) total[lane] += leaves[leaf[lane]];
  }
  for (std::size_t lane = 0; lane < rows; ++lane) probabilities[lane] = 1.0F / (1.0F + std::exp(-(total[lane] + bias_)));
}

LineModel LineModel::parse(std::span<const std::byte> bytes) {
  Reader in(bytes);
  const auto magic = in.values<char>(kMagic.size());
  if (std::string_view(magic.data(), magic.size()) != kMagic) Reader::fail("has another magic");
  const auto version = in.value<std::uint32_t>();
  if (version != kVersion) Reader::fail("has format version " + std::to_string(version) + ", wanted 1");
  const auto num_features = in.value<std::uint32_t>();
  const auto checksum = in.value<std::uint64_t>();
  const auto body = bytes.subspan(kMagic.size() + 16);
  if (hash64({reinterpret_cast<const char*>(body.data()), body.size()}) != checksum) Reader::fail("has another checksum");
  if (num_features != kSecondFeatures) {
    Reader::fail("is for " + std::to_string(num_features) + " features, wanted " + std::to_string(kSecondFeatures));
  }
  LineModel model;
  const auto scale = in.value<float>();
  const auto weights = in.values<std::int8_t>(WordWeights::kSlots);
  model.words_ = WordWeights(weights, scale);
  model.first_ = read_forest(in, kFirstFeatures);
  model.second_ = read_forest(in, kSecondFeatures);
  if (!in.at_end()) Reader::fail("has bytes behind its end");
  return model;
}

void LineModel::predict(const DocumentLines& document, Scratch& scratch, std::vector<float>& probabilities) const {
  const std::size_t n = document.lines.size();
  first_features(document, scratch.matrix);
  scratch.first.resize(n);
  probabilities.resize(n);
  first_.predict(scratch.matrix.data(), n, kSecondFeatures, scratch.first.data());
  second_features(document, scratch.first, scratch.matrix);
  second_.predict(scratch.matrix.data(), n, kSecondFeatures, probabilities.data());
}

}  // namespace saring::boilerplate
