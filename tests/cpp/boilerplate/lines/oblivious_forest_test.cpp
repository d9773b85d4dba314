#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "saring/boilerplate/lines/oblivious_forest_internal.hpp"

using saring::boilerplate::ObliviousForest;

namespace {

constexpr std::size_t kFeatures = 5;
constexpr std::size_t kBlock = kFeatures * ObliviousForest::kBlockRows;

struct Case {
  std::vector<ObliviousForest::Split> splits;
  std::vector<std::uint16_t> levels;
  std::vector<std::int8_t> leaves;

  Case(std::size_t trees, std::mt19937& random) {
    std::uniform_real_distribution<float> number(-1, 1);
    for (std::uint32_t f = 0; f < kFeatures; ++f) {
      for (int k = 0; k < 4; ++k) splits.push_back({f, number(random)});
    }
    for (std::size_t i = 0; i < trees * ObliviousForest::kDepth; ++i) {
      levels.push_back(static_cast<std::uint16_t>(random() % splits.size()));
    }
    for (std::size_t i = 0; i < trees * ObliviousForest::kLeaves; ++i) {
      leaves.push_back(static_cast<std::int8_t>(static_cast<int>(random() % 255) - 127));
    }
  }

  // Computes the score tree by tree, as in the definition. `row` is the first feature of a row in a
  // block.
  [[nodiscard]] float naive(const float* row, float scale, float bias) const {
    int sum = 0;
    for (std::size_t tree = 0; tree * ObliviousForest::kLeaves < leaves.size(); ++tree) {
      std::size_t leaf = 0;
      for (std::size_t d = 0; d < ObliviousForest::kDepth; ++d) {
        const auto& split = splits[levels[tree * ObliviousForest::kDepth + d]];
        leaf |= static_cast<std::size_t>(row[split.feature * ObliviousForest::kBlockRows] >
                                         split.border)
                << d;
      }
      sum += leaves[tree * ObliviousForest::kLeaves + leaf];
    }
    return 1 / (1 + std::exp(-(static_cast<float>(sum) * scale + bias)));
  }
};

}  // namespace

TEST_CASE("oblivious forest: all kernels agree bit by bit with evaluating tree by tree") {
  using Kernel = ObliviousForest::Kernel;
  std::mt19937 random(7);
  const Case trees(40, random);
  const ObliviousForest forest(trees.splits, trees.levels, trees.leaves, 0.01F, 0.25F);
  std::uniform_real_distribution<float> number(-1, 1);
  std::vector<std::uint8_t> tests;
  for (const std::size_t rows : {1U, 15U, 16U, 17U, 31U, 32U}) {
    std::vector<float> block(kBlock);
    for (float& value : block) value = number(random);
    std::vector<float> expected(rows);
    for (std::size_t r = 0; r < rows; ++r)
      expected[r] = trees.naive(block.data() + r, 0.01F, 0.25F);
    std::vector<float> plain(rows);
    forest.predict_by(Kernel::kPortable, block.data(), rows, tests, plain.data());
    for (std::size_t r = 0; r < rows; ++r) CHECK(plain[r] == Approx(expected[r]).epsilon(1e-5));
    for (const Kernel kernel : {Kernel::kSsse3, Kernel::kAvx2, Kernel::kAvx512}) {
      if (!ObliviousForest::has_kernel(kernel)) continue;
      INFO("kernel " << static_cast<int>(kernel));
      std::vector<float> fast(rows);
      forest.predict_by(kernel, block.data(), rows, tests, fast.data());
      CHECK(fast == plain);
    }
    std::vector<float> chosen(rows);
    forest.predict(block.data(), rows, tests, chosen.data());
    CHECK(chosen == plain);
  }
}

TEST_CASE("oblivious forest: sums beyond 16 bits saturate instead of overflowing") {
  using Kernel = ObliviousForest::Kernel;
  std::mt19937 random(3);
  Case trees(400, random);
  for (auto& leaf : trees.leaves) leaf = 127;
  const ObliviousForest forest(trees.splits, trees.levels, trees.leaves, 0.01F, 0.0F);
  const std::vector<float> block(kBlock, 0.0F);
  std::vector<std::uint8_t> tests;
  float plain = 0;
  forest.predict_by(Kernel::kPortable, block.data(), 1, tests, &plain);
  CHECK(plain > 0.999F);
  for (const Kernel kernel : {Kernel::kSsse3, Kernel::kAvx2, Kernel::kAvx512}) {
    if (!ObliviousForest::has_kernel(kernel)) continue;
    float fast = 0;
    forest.predict_by(kernel, block.data(), 1, tests, &fast);
    CHECK(fast == plain);
  }
}

TEST_CASE("oblivious forest: without trees the probability is that of the bias") {
  const ObliviousForest forest({}, {}, {}, 1.0F, 0.0F);
  std::vector<std::uint8_t> tests;
  const std::vector<float> block(kBlock, 1.0F);
  float out = 0;
  forest.predict(block.data(), 1, tests, &out);
  CHECK(out == Approx(0.5F));
}
