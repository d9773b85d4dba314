#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saring::boilerplate {

// A sum of oblivious decision trees (all nodes of a level share one test), as CatBoost grows them
// (Prokhorenkova et al. 2018). Sums are integers, so every machine gives the same probabilities.
class ObliviousForest {
 public:
  static constexpr std::size_t kDepth = 6;
  static constexpr std::size_t kLeaves = std::size_t{1} << kDepth;

  struct Split {
    std::uint32_t feature = 0;
    float border = 0;  // true where the value is greater
  };

  ObliviousForest() = default;
  // `levels`: kDepth tests a tree, as indices into `splits`, the first the lowest bit of the leaf's
  // number; `leaves`: kLeaves values a tree, in units of `scale`. Splits of one feature are
  // together.
  ObliviousForest(std::vector<Split> splits, std::vector<std::uint16_t> levels,
                  std::vector<std::int8_t> leaves, float scale, float bias);

  // Probability for each of `rows` rows of `matrix`, `stride` floats apart. `tests` is scratch.
  void predict(const float* matrix, std::size_t rows, std::size_t stride,
               std::vector<std::uint8_t>& tests, float* probabilities) const;

  // The same by the plain loop that any machine can run.
  void predict_portable(const float* matrix, std::size_t rows, std::size_t stride,
                        std::vector<std::uint8_t>& tests, float* probabilities) const;

 private:
  // Fills sums[lane] for up to `lanes` rows; `tests` holds as many bytes for each split.
  using Kernel = void (ObliviousForest::*)(const float* matrix, std::size_t rows,
                                           std::size_t stride, std::uint8_t* tests,
                                           std::int16_t* sums) const;
  static constexpr std::size_t kMaxLanes = 32;

  void sum_portable(const float* matrix, std::size_t rows, std::size_t stride, std::uint8_t* tests,
                    std::int16_t* sums) const;  // 16 lanes
  void sum_ssse3(const float* matrix, std::size_t rows, std::size_t stride, std::uint8_t* tests,
                 std::int16_t* sums) const;  // 16 lanes
  void sum_avx2(const float* matrix, std::size_t rows, std::size_t stride, std::uint8_t* tests,
                std::int16_t* sums) const;  // 32 lanes
  void predict_by(Kernel kernel, std::size_t lanes, const float* matrix, std::size_t rows,
                  std::size_t stride, std::vector<std::uint8_t>& tests, float* probabilities) const;

  std::vector<Split> splits_;
  std::vector<std::uint16_t> levels_;
  std::vector<std::int8_t> leaves_;
  float scale_ = 0;
  float bias_ = 0;
};

}  // namespace saring::boilerplate
