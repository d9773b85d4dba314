#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saring {
class ByteReader;
}

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

  // As model files have it (docs/models/lines.md), on rows of `num_features`. ModelError where it
  // is cut off or has a value out of range.
  [[nodiscard]] static ObliviousForest read(ByteReader& in, std::size_t num_features);

  // Rows are read in blocks of up to this many, column by column: value `f * kBlockRows + r` is
  // feature f of row r. Values of rows that a block lacks may be anything.
  static constexpr std::size_t kBlockRows = 32;

  // Probability for each of the `rows` rows of a block. `tests` is scratch.
  void predict(const float* block, std::size_t rows, std::vector<std::uint8_t>& tests,
               float* probabilities) const;

  // What predict may use for its sums; not every machine has all.
  enum class Kernel : std::uint8_t { kPortable, kSsse3, kAvx2, kAvx512 };
  [[nodiscard]] static bool has_kernel(Kernel kernel) noexcept;
  void predict_by(Kernel kernel, const float* block, std::size_t rows,
                  std::vector<std::uint8_t>& tests, float* probabilities) const;

 private:
  // Fill sums[r] for each row of a block, or of the half of one; `tests` holds kBlockRows bytes for
  // each split.
  void sum_portable(const float* block, std::size_t rows, std::uint8_t* tests,
                    std::int16_t* sums) const;
  void sum_ssse3(const float* half, std::uint8_t* tests, std::int16_t* sums) const;  // 16 rows
  void sum_avx2(const float* block, std::uint8_t* tests, std::int16_t* sums) const;
  void sum_avx512(const float* block, std::uint8_t* tests, std::int16_t* sums) const;

  std::vector<Split> splits_;
  std::vector<std::uint16_t> levels_;
  std::vector<std::int8_t> leaves_;
  float scale_ = 0;
  float bias_ = 0;
};

}  // namespace saring::boilerplate
