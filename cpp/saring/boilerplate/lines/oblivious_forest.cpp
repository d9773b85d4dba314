// A block of rows at a time: every test once, as a byte of ones or zeros for each row, although
// many trees share it; then the bits of a tree's tests make the leaf's number. With SSSE3 the
// leaves are four tables of 16 bytes in registers and one shuffle looks up 16 rows, so a tree costs
// some two instructions a row; with AVX-512 a test is a bit for each row and one permutation looks
// up
// 32. Sums saturate at 16 bits, far beyond any probability that a float can tell from 0 or 1.
// Tests: tests/cpp/boilerplate/lines/oblivious_forest_test.cpp, which compares the kernels.
#include "saring/boilerplate/lines/oblivious_forest_internal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "saring/base/byte_reader.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define SARING_HAS_X86_KERNELS 1
#include <immintrin.h>
#else
#define SARING_HAS_X86_KERNELS 0
#endif

namespace saring::boilerplate {
namespace {

constexpr std::size_t kHalf = ObliviousForest::kBlockRows / 2;

}  // namespace

ObliviousForest::ObliviousForest(std::vector<Split> splits, std::vector<std::uint16_t> levels,
                                 std::vector<std::int8_t> leaves, float scale, float bias)
    : splits_(std::move(splits)),
      levels_(std::move(levels)),
      leaves_(std::move(leaves)),
      scale_(scale),
      bias_(bias) {}

ObliviousForest ObliviousForest::read(ByteReader& in, std::size_t num_features) {
  const auto depth = in.read<std::uint32_t>();
  const auto num_trees = in.read<std::uint32_t>();
  const auto num_splits = in.read<std::uint32_t>();
  const float bias = in.read_finite();
  const float scale = in.read_finite();
  if (depth != ObliviousForest::kDepth) in.fail("trees of depth " + std::to_string(depth));
  if (num_trees > 4096 || num_splits > 65535) in.fail("larger than the format permits");
  std::vector<ObliviousForest::Split> splits(num_splits);
  for (auto& split : splits) {
    split.feature = in.read<std::uint32_t>();
    split.border = in.read_finite();
    if (split.feature >= num_features)
      in.fail("a tree tests feature " + std::to_string(split.feature));
  }
  auto levels = in.read_array<std::uint16_t>(std::size_t{num_trees} * depth);
  for (const std::uint16_t level : levels) {
    if (level >= num_splits) in.fail("a tree with test " + std::to_string(level));
  }
  auto leaves = in.read_array<std::int8_t>(std::size_t{num_trees} * ObliviousForest::kLeaves);
  return {std::move(splits), std::move(levels), std::move(leaves), scale, bias};
}

bool ObliviousForest::has_kernel(Kernel kernel) noexcept {
#if SARING_HAS_X86_KERNELS
  switch (kernel) {
    case Kernel::kPortable:
      return true;
    case Kernel::kSsse3:
      return __builtin_cpu_supports("ssse3") != 0;
    case Kernel::kAvx2:
      return __builtin_cpu_supports("avx2") != 0;
    case Kernel::kAvx512:
      return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
             __builtin_cpu_supports("avx512vbmi") != 0;
  }
#endif
  return kernel == Kernel::kPortable;
}

void ObliviousForest::predict(const float* block, std::size_t rows,
                              std::vector<std::uint8_t>& tests, float* probabilities) const {
  // A block that is half empty costs half with 16 rows at a time.
  const auto wide = {Kernel::kAvx512, Kernel::kAvx2, Kernel::kSsse3};
  const auto narrow = {Kernel::kAvx512, Kernel::kSsse3};
  const auto& kernels = rows > kHalf ? std::span(wide) : std::span(narrow);
  const auto found = std::find_if(kernels.begin(), kernels.end(), has_kernel);
  predict_by(found == kernels.end() ? Kernel::kPortable : *found, block, rows, tests,
             probabilities);
}

void ObliviousForest::predict_by(Kernel kernel, const float* block, std::size_t rows,
                                 std::vector<std::uint8_t>& tests, float* probabilities) const {
  tests.resize(splits_.size() * kBlockRows);
  std::array<std::int16_t, kBlockRows> sums;
  switch (kernel) {
    case Kernel::kPortable:
      sum_portable(block, rows, tests.data(), sums.data());
      break;
    case Kernel::kSsse3:
      for (std::size_t r = 0; r < rows; r += kHalf)
        sum_ssse3(block + r, tests.data(), sums.data() + r);
      break;
    case Kernel::kAvx2:
      sum_avx2(block, tests.data(), sums.data());
      break;
    case Kernel::kAvx512:
      sum_avx512(block, tests.data(), sums.data());
      break;
  }
  for (std::size_t r = 0; r < rows; ++r) {
    const float logit = static_cast<float>(sums[r]) * scale_ + bias_;
    probabilities[r] = 1.0F / (1.0F + std::exp(-logit));
  }
}

void ObliviousForest::sum_portable(const float* block, std::size_t rows, std::uint8_t* tests,
                                   std::int16_t* sums) const {
  for (std::size_t s = 0; s < splits_.size(); ++s) {
    const float* column = block + splits_[s].feature * kBlockRows;
    for (std::size_t r = 0; r < rows; ++r)
      tests[s * kBlockRows + r] = column[r] > splits_[s].border ? 1 : 0;
  }
  std::array<int, kBlockRows> totals{};
  const std::int8_t* leaves = leaves_.data();
  for (const std::uint16_t* level = levels_.data(); level < levels_.data() + levels_.size();
       level += kDepth, leaves += kLeaves) {
    for (std::size_t r = 0; r < rows; ++r) {
      unsigned leaf = 0;
      for (std::size_t d = 0; d < kDepth; ++d)
        leaf |= static_cast<unsigned>(tests[level[d] * kBlockRows + r]) << d;
      totals[r] = std::clamp(totals[r] + leaves[leaf], -32768, 32767);
    }
  }
  for (std::size_t r = 0; r < rows; ++r) sums[r] = static_cast<std::int16_t>(totals[r]);
}

#if SARING_HAS_X86_KERNELS

namespace {

__attribute__((target("ssse3"))) __m128i load(const void* p) {
  return _mm_loadu_si128(static_cast<const __m128i*>(p));
}

// `on` where the mask is set, else `off`.
__attribute__((target("ssse3"))) __m128i blend(__m128i mask, __m128i on, __m128i off) {
  return _mm_or_si128(_mm_and_si128(mask, on), _mm_andnot_si128(mask, off));
}

}  // namespace

__attribute__((target("ssse3"))) void ObliviousForest::sum_ssse3(const float* half,
                                                                 std::uint8_t* tests,
                                                                 std::int16_t* sums) const {
  std::uint32_t feature = 0xffffffffU;
  __m128 x[4] = {};
  for (std::size_t s = 0; s < splits_.size(); ++s) {
    if (splits_[s].feature != feature) {
      feature = splits_[s].feature;
      const float* const column = half + feature * kBlockRows;
      for (std::size_t k = 0; k < 4; ++k) x[k] = _mm_loadu_ps(column + 4 * k);
    }
    const __m128 border = _mm_set1_ps(splits_[s].border);
    const auto greater = [&](std::size_t k) {
      return _mm_castps_si128(_mm_cmpgt_ps(x[k], border));
    };
    const __m128i low = _mm_packs_epi32(greater(0), greater(1));
    const __m128i high = _mm_packs_epi32(greater(2), greater(3));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(tests + s * kHalf), _mm_packs_epi16(low, high));
  }
  __m128i low_sum = _mm_setzero_si128();
  __m128i high_sum = _mm_setzero_si128();
  const std::int8_t* leaves = leaves_.data();
  for (const std::uint16_t* level = levels_.data(); level < levels_.data() + levels_.size();
       level += kDepth, leaves += kLeaves) {
    const auto test = [&](std::size_t d) { return load(tests + level[d] * kHalf); };
    __m128i index = _mm_and_si128(test(0), _mm_set1_epi8(1));
    index = _mm_or_si128(index, _mm_and_si128(test(1), _mm_set1_epi8(2)));
    index = _mm_or_si128(index, _mm_and_si128(test(2), _mm_set1_epi8(4)));
    index = _mm_or_si128(index, _mm_and_si128(test(3), _mm_set1_epi8(8)));
    const __m128i fifth = test(4);
    const __m128i zero = blend(fifth, _mm_shuffle_epi8(load(leaves + 16), index),
                               _mm_shuffle_epi8(load(leaves), index));
    const __m128i one = blend(fifth, _mm_shuffle_epi8(load(leaves + 48), index),
                              _mm_shuffle_epi8(load(leaves + 32), index));
    const __m128i leaf = blend(test(5), one, zero);
    low_sum = _mm_adds_epi16(low_sum, _mm_srai_epi16(_mm_unpacklo_epi8(leaf, leaf), 8));
    high_sum = _mm_adds_epi16(high_sum, _mm_srai_epi16(_mm_unpackhi_epi8(leaf, leaf), 8));
  }
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sums), low_sum);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sums + 8), high_sum);
}

namespace {

__attribute__((target("avx2"))) __m256i load_test(const std::uint8_t* tests, std::uint16_t split) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(tests + std::size_t{split} * 32));
}

__attribute__((target("avx2"))) __m256i look_up(const std::int8_t* leaves, __m256i index) {
  const __m128i table = _mm_loadu_si128(reinterpret_cast<const __m128i*>(leaves));
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), index);
}

// Packing works inside halves of a register, so that byte b of a test belongs to this row.
std::size_t row_of_byte(std::size_t b) { return b % 16 / 4 * 8 + b / 16 * 4 + b % 4; }

}  // namespace

__attribute__((target("avx2"))) void ObliviousForest::sum_avx2(const float* block,
                                                               std::uint8_t* tests,
                                                               std::int16_t* sums) const {
  std::uint32_t feature = 0xffffffffU;
  __m256 x[4] = {};
  for (std::size_t s = 0; s < splits_.size(); ++s) {
    if (splits_[s].feature != feature) {
      feature = splits_[s].feature;
      const float* const column = block + feature * kBlockRows;
      for (std::size_t k = 0; k < 4; ++k) x[k] = _mm256_loadu_ps(column + 8 * k);
    }
    const __m256 border = _mm256_set1_ps(splits_[s].border);
    const __m256i a = _mm256_castps_si256(_mm256_cmp_ps(x[0], border, _CMP_GT_OQ));
    const __m256i b = _mm256_castps_si256(_mm256_cmp_ps(x[1], border, _CMP_GT_OQ));
    const __m256i c = _mm256_castps_si256(_mm256_cmp_ps(x[2], border, _CMP_GT_OQ));
    const __m256i d = _mm256_castps_si256(_mm256_cmp_ps(x[3], border, _CMP_GT_OQ));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(tests + s * 32),
                        _mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d)));
  }
  __m256i low_sum = _mm256_setzero_si256();
  __m256i high_sum = _mm256_setzero_si256();
  const std::int8_t* leaves = leaves_.data();
  for (const std::uint16_t* level = levels_.data(); level < levels_.data() + levels_.size();
       level += kDepth, leaves += kLeaves) {
    __m256i index = _mm256_and_si256(load_test(tests, level[0]), _mm256_set1_epi8(1));
    index =
        _mm256_or_si256(index, _mm256_and_si256(load_test(tests, level[1]), _mm256_set1_epi8(2)));
    index =
        _mm256_or_si256(index, _mm256_and_si256(load_test(tests, level[2]), _mm256_set1_epi8(4)));
    index =
        _mm256_or_si256(index, _mm256_and_si256(load_test(tests, level[3]), _mm256_set1_epi8(8)));
    const __m256i fifth = load_test(tests, level[4]);
    const __m256i zero =
        _mm256_blendv_epi8(look_up(leaves, index), look_up(leaves + 16, index), fifth);
    const __m256i one =
        _mm256_blendv_epi8(look_up(leaves + 32, index), look_up(leaves + 48, index), fifth);
    const __m256i leaf = _mm256_blendv_epi8(zero, one, load_test(tests, level[5]));
    low_sum = _mm256_adds_epi16(low_sum, _mm256_srai_epi16(_mm256_unpacklo_epi8(leaf, leaf), 8));
    high_sum = _mm256_adds_epi16(high_sum, _mm256_srai_epi16(_mm256_unpackhi_epi8(leaf, leaf), 8));
  }
  alignas(32) std::array<std::int16_t, 32> packed;
  _mm256_store_si256(reinterpret_cast<__m256i*>(packed.data()), low_sum);
  _mm256_store_si256(reinterpret_cast<__m256i*>(packed.data() + 16), high_sum);
  for (std::size_t k = 0; k < 32; ++k) {
    // The lower sums are of the bytes 0-7 and 16-23, the upper of 8-15 and 24-31.
    const std::size_t byte = k % 8 + k / 16 * 8 + k % 16 / 8 * 16;
    sums[row_of_byte(byte)] = packed[k];
  }
}

namespace {

#define SARING_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

constexpr std::size_t kMaskBytes = sizeof(__mmask32);  // one bit for each row

SARING_AVX512 __mmask32 load_mask(const std::uint8_t* tests, std::uint16_t split) {
  __mmask32 mask;
  std::memcpy(&mask, tests + split * kMaskBytes, kMaskBytes);
  return mask;
}

}  // namespace

SARING_AVX512 void ObliviousForest::sum_avx512(const float* block, std::uint8_t* tests,
                                               std::int16_t* sums) const {
  std::uint32_t feature = 0xffffffffU;
  __m512 low = _mm512_setzero_ps();
  __m512 high = low;
  // Pointers of their own: the compiler has to assume that a byte may be part of a vector.
  const Split* const end = splits_.data() + splits_.size();
  std::uint8_t* at = tests;
  for (const Split* split = splits_.data(); split != end; ++split, at += kMaskBytes) {
    if (split->feature != feature) {
      feature = split->feature;
      low = _mm512_loadu_ps(block + feature * kBlockRows);
      high = _mm512_loadu_ps(block + feature * kBlockRows + kHalf);
    }
    const __m512 border = _mm512_set1_ps(split->border);
    const __mmask32 mask = _mm512_kunpackw(_mm512_cmp_ps_mask(high, border, _CMP_GT_OQ),
                                           _mm512_cmp_ps_mask(low, border, _CMP_GT_OQ));
    std::memcpy(at, &mask, kMaskBytes);
  }
  __m512i sum = _mm512_setzero_si512();
  const std::int8_t* leaves = leaves_.data();
  for (const std::uint16_t* level = levels_.data(); level < levels_.data() + levels_.size();
       level += kDepth, leaves += kLeaves) {
    __m256i index = _mm256_maskz_set1_epi8(load_mask(tests, level[0]), 1);
    for (std::size_t d = 1; d < kDepth; ++d) {
      const __m256i bit = _mm256_set1_epi8(static_cast<char>(1U << d));
      index = _mm256_mask_add_epi8(index, load_mask(tests, level[d]), index, bit);
    }
    const __m256i lower = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(leaves));
    const __m256i upper =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(leaves + kLeaves / 2));
    const __m256i leaf = _mm256_permutex2var_epi8(lower, index, upper);
    sum = _mm512_adds_epi16(sum, _mm512_cvtepi8_epi16(leaf));
  }
  _mm512_storeu_si512(sums, sum);
}

#else

void ObliviousForest::sum_ssse3(const float* half, std::uint8_t* tests, std::int16_t* sums) const {
  sum_portable(half, kHalf, tests, sums);
}

void ObliviousForest::sum_avx2(const float* block, std::uint8_t* tests, std::int16_t* sums) const {
  sum_portable(block, kBlockRows, tests, sums);
}

void ObliviousForest::sum_avx512(const float* block, std::uint8_t* tests,
                                 std::int16_t* sums) const {
  sum_portable(block, kBlockRows, tests, sums);
}

#endif

}  // namespace saring::boilerplate
