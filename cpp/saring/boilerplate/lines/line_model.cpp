// Tests: tests/cpp/boilerplate/lines/line_model_test.cpp.
#include "saring/boilerplate/lines/line_model_internal.hpp"

#include <cstring>
#include <string>
#include <utility>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

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

  [[noreturn]] static void fail(const std::string& what) {
    throw ModelError("the line model " + what);
  }

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
  const auto scale = in.value<float>();
  if (depth != ObliviousForest::kDepth) Reader::fail("has trees of depth " + std::to_string(depth));
  if (num_trees > 4096 || num_splits > 65535) Reader::fail("is larger than the format permits");
  std::vector<ObliviousForest::Split> splits(num_splits);
  for (auto& split : splits) {
    split.feature = in.value<std::uint32_t>();
    split.border = in.value<float>();
    if (split.feature >= num_features)
      Reader::fail("tests feature " + std::to_string(split.feature));
  }
  auto levels = in.values<std::uint16_t>(std::size_t{num_trees} * depth);
  for (const std::uint16_t level : levels) {
    if (level >= num_splits) Reader::fail("has a tree with test " + std::to_string(level));
  }
  auto leaves = in.values<std::int8_t>(std::size_t{num_trees} * ObliviousForest::kLeaves);
  return {std::move(splits), std::move(levels), std::move(leaves), scale, bias};
}

}  // namespace

LineModel LineModel::parse(std::span<const std::byte> bytes) {
  Reader in(bytes);
  const auto magic = in.values<char>(kMagic.size());
  if (std::string_view(magic.data(), magic.size()) != kMagic) Reader::fail("has another magic");
  const auto version = in.value<std::uint32_t>();
  if (version != kVersion)
    Reader::fail("has format version " + std::to_string(version) + ", wanted 1");
  const auto num_features = in.value<std::uint32_t>();
  const auto checksum = in.value<std::uint64_t>();
  const auto body = bytes.subspan(kMagic.size() + 16);
  if (hash64({reinterpret_cast<const char*>(body.data()), body.size()}) != checksum)
    Reader::fail("has another checksum");
  if (num_features != kSecondFeatures) {
    Reader::fail("is for " + std::to_string(num_features) + " features, wanted " +
                 std::to_string(kSecondFeatures));
  }
  LineModel model;
  const auto scale = in.value<float>();
  const auto weights = in.values<std::int8_t>(WordWeights::kSlots);
  model.words_ = WordWeights(weights, scale);
  model.first_ = read_forest(in, kFirstFeatures);
  model.second_ = read_forest(in, kSecondFeatures);
  if (!in.at_end()) Reader::fail("has bytes after its end");
  return model;
}

void LineModel::predict(const DocumentLines& document, Scratch& scratch,
                        std::vector<float>& probabilities) const {
  const std::size_t n = document.lines.size();
  first_features(document, scratch.matrix);
  scratch.first.resize(n);
  probabilities.resize(n);
  first_.predict(scratch.matrix.data(), n, kSecondFeatures, scratch.tests, scratch.first.data());
  second_features(document, scratch.first, scratch.matrix);
  second_.predict(scratch.matrix.data(), n, kSecondFeatures, scratch.tests, probabilities.data());
}

}  // namespace saring::boilerplate
