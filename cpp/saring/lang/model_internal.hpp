#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "saring/base/loaded_file.hpp"
#include "saring/text/script.hpp"

// The model file. Little-endian throughout:
//
//   FileHeader                         128 bytes
//   groups      GroupRecord[]          labels of a group are consecutive
//   labels      LabelRecord[]          and their codes in one string
//   calibration GroupCalibration[]     one per group
//   close       CloseRecord[]          groups of close languages
//   buckets     Bucket[]               64-byte aligned
//   postings    bytes                  per feature: local label numbers, then as many weights
//
// A feature's hash gives its bucket (high bits) and its fingerprint (low 16 bits); a full bucket
// overflows into the next. About one look-up in 3,000 of absent features is a false hit.
namespace saring::lang {

inline constexpr char kMagic[8] = {'S', 'A', 'R', 'I', 'N', 'G', 'L', 'G'};
inline constexpr std::uint32_t kFormatVersion = 3;

struct FileHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t group_count;
  std::uint64_t file_size;
  std::uint64_t checksum;  // hash64 of all bytes after the header
  std::uint32_t label_count;
  std::uint32_t unused;
  std::uint64_t code_bytes;
  std::uint64_t bucket_count;
  std::uint64_t posting_bytes;
  std::uint64_t groups_at, labels_at, codes_at, calibration_at, buckets_at, postings_at;
  float weight_unit;  // nats in one step of a stored weight
  std::uint32_t close_count;
  std::uint64_t close_at;
};
static_assert(sizeof(FileHeader) == 128);

struct GroupRecord {
  std::uint32_t script;  // text::Script that names the group
  std::uint32_t first_label;
  std::uint32_t label_count;  // at most 256
  std::uint32_t unused;
};

// Texts of 1, 2-3, 4-7, … words.
inline constexpr std::size_t kLengthBuckets = 8;
[[nodiscard]] constexpr std::size_t length_bucket(std::uint32_t words) noexcept {
  const auto bucket = static_cast<std::size_t>(std::bit_width(words) - (words > 0 ? 1 : 0));
  return bucket < kLengthBuckets ? bucket : kLengthBuckets - 1;
}

struct LabelRecord {
  std::uint32_t code_at;  // into the codes
  std::uint16_t code_size;
  std::uint16_t prior;  // prior log odds, in steps of kPriorUnit
  std::uint64_t training_lines;
  std::uint64_t training_bytes;
  // By length of the text: the share of its letters that is in words of the label, below which the
  // text may be in a language outside the model (known_share_internal.hpp). 255 is all of them.
  std::uint8_t least_share[kLengthBuckets];
};
static_assert(sizeof(LabelRecord) == 32);

inline constexpr float kPriorUnit = 1.0F / 1024;
inline constexpr float kShareUnit = 1.0F / 255;

// Per group: the inverse temperatures that turn scores in nats into log probabilities (temperature
// scaling, Guo et al. 2017), by length of the text; and the rejection model
// (rejection_internal.hpp).
struct GroupCalibration {
  float inverse_temperature[kLengthBuckets];
  float rejection_weights[3];
  float short_threshold;
  float long_threshold;
};
static_assert(sizeof(GroupCalibration) == 52);

// Close languages of one group of scripts, which the second stage distinguishes. The features of
// its classifier are in the common table under hashes of their own (close_feature); their postings
// number the labels in the order of this list.
inline constexpr std::size_t kMaxClose = 16;
struct CloseRecord {
  std::uint32_t group;  // number of the group of scripts
  std::uint32_t label_count;
  std::uint16_t labels[kMaxClose];
  float inverse_temperature[kLengthBuckets];
};
static_assert(sizeof(CloseRecord) == 72);

// The postings of a bucket's features are consecutive, so that a feature costs three bytes in
// addition to its posting.
inline constexpr std::size_t kSlots = 20;
inline constexpr std::uint32_t kPostingBits = 27;
struct alignas(64) Bucket {
  std::uint16_t fingerprint[kSlots];
  std::uint8_t size[kSlots];  // labels in the posting
  std::uint32_t head;         // number of slots in use, and below it the offset of the postings

  [[nodiscard]] std::size_t used() const noexcept { return head >> kPostingBits; }
  [[nodiscard]] std::size_t postings_at() const noexcept {
    return head & ((1U << kPostingBits) - 1);
  }
};
static_assert(sizeof(Bucket) == 64);

// The weights of one feature: label `labels[i]` of the group gains `weights[i]` steps. `labels` is
// null where the model does not have the feature. Members have no initial values, because arrays of
// postings are made for every text.
struct Posting {
  const std::uint8_t* labels;
  const std::int8_t* weights;
  std::size_t size;

  explicit operator bool() const noexcept { return labels != nullptr; }
};

// The slots with a fingerprint, one bit each.
[[nodiscard]] inline std::uint32_t slots_with(const Bucket& bucket,
                                              std::uint16_t fingerprint) noexcept {
  static_assert(kSlots == 20);
#ifdef __SSE2__
  const auto equal = [&](std::size_t first) {
    __m128i lanes;
    std::memcpy(&lanes, bucket.fingerprint + first, sizeof(lanes));
    return _mm_cmpeq_epi16(lanes, _mm_set1_epi16(static_cast<short>(fingerprint)));
  };
  const int low = _mm_movemask_epi8(_mm_packs_epi16(equal(0), equal(8)));
  const int high = _mm_movemask_epi8(_mm_packs_epi16(equal(12), _mm_setzero_si128()));
  return static_cast<std::uint32_t>(low | ((high >> 4) << 16));
#else
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < kSlots; ++i)
    out |= std::uint32_t{bucket.fingerprint[i] == fingerprint} << i;
  return out;
#endif
}

// The sum of the sizes before a slot.
[[nodiscard]] inline std::size_t size_before(const Bucket& bucket, std::size_t slot) noexcept {
#ifdef __SSE2__
  const __m128i numbers = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m128i end = _mm_set1_epi8(static_cast<char>(slot));
  __m128i sizes;
  std::memcpy(&sizes, bucket.size, sizeof(sizes));
  std::int32_t last;
  std::memcpy(&last, bucket.size + 16, sizeof(last));
  const __m128i rest = _mm_and_si128(_mm_cvtsi32_si128(last),
                                     _mm_cmpgt_epi8(end, _mm_add_epi8(numbers, _mm_set1_epi8(16))));
  sizes = _mm_and_si128(sizes, _mm_cmpgt_epi8(end, numbers));
  const __m128i sums = _mm_add_epi64(_mm_sad_epu8(sizes, _mm_setzero_si128()),
                                     _mm_sad_epu8(rest, _mm_setzero_si128()));
  return static_cast<std::size_t>(_mm_cvtsi128_si64(sums)) +
         static_cast<std::size_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
#else
  std::size_t sum = 0;
  for (std::size_t i = 0; i < slot; ++i) sum += bucket.size[i];
  return sum;
#endif
}

inline constexpr std::size_t kMaxGroups = 64;

// Whether the bytes of a model are compared with its checksum.
enum class Verify : bool { kNo, kYes };

// A model file. Immutable, shared by threads. Loading checks header, checksum and the tables of
// labels. The checksum does not cover the header, of which everything but the weight unit is bound
// to the size of the file. A file made to mislead, with a right checksum, causes wrong answers, but
// no look-up reads outside it.
class Model {
 public:
  // Larger files are refused before they are read. The postings have at most 128 MiB.
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

  // Reads the file. Errors: ModelError (what is wrong with the file), std::system_error (cannot be
  // read).
  explicit Model(const std::string& path, Verify verify = Verify::kYes);
  // A model in memory, aligned to 64 bytes, which must outlive it; `name` is for errors.
  Model(std::span<const std::byte> bytes, const std::string& name, Verify verify = Verify::kYes);

  [[nodiscard]] std::span<const GroupRecord> groups() const noexcept { return groups_; }
  [[nodiscard]] std::span<const LabelRecord> labels() const noexcept { return labels_; }
  [[nodiscard]] std::span<const GroupCalibration> calibration() const noexcept {
    return calibration_;
  }
  [[nodiscard]] std::span<const CloseRecord> close() const noexcept { return close_; }
  [[nodiscard]] std::string_view code(std::size_t label) const noexcept {
    return codes_.substr(labels_[label].code_at, labels_[label].code_size);
  }
  [[nodiscard]] float weight_unit() const noexcept { return weight_unit_; }
  // As in the header.
  [[nodiscard]] std::uint64_t checksum() const noexcept { return checksum_; }

  [[nodiscard]] std::size_t bucket_of(std::uint64_t feature) const noexcept {
    return bucket_of(feature, buckets_.size());
  }
  [[nodiscard]] static std::size_t bucket_of(std::uint64_t feature,
                                             std::size_t bucket_count) noexcept {
    return static_cast<std::size_t>(((feature >> 32) * bucket_count) >> 32);
  }
  [[nodiscard]] std::span<const std::uint8_t> postings() const noexcept { return postings_; }
  // The bucket where a look-up of the feature starts; prefetches its memory.
  const Bucket* prefetch(std::uint64_t feature) const noexcept {
    const Bucket* const bucket = &buckets_[bucket_of(feature)];
    __builtin_prefetch(bucket);
    return bucket;
  }

  [[nodiscard]] Posting find(std::uint64_t feature) const noexcept {
    return find(&buckets_[bucket_of(feature)], static_cast<std::uint16_t>(feature));
  }
  // `bucket` is what prefetch returned, `fingerprint` the feature's low 16 bits.
  [[nodiscard]] Posting find(const Bucket* bucket, std::uint16_t fingerprint) const noexcept {
    for (std::size_t probes = 0; probes < buckets_.size(); ++probes) {
      const std::size_t used = bucket->used();
      const std::uint32_t slots = slots_with(*bucket, fingerprint) & ((1U << used) - 1);
      if (slots != 0) return posting(*bucket, static_cast<std::size_t>(std::countr_zero(slots)));
      if (used < kSlots) break;
      if (++bucket == buckets_.data() + buckets_.size()) bucket = buckets_.data();
    }
    return {};
  }

 private:
  [[nodiscard]] Posting posting(const Bucket& bucket, std::size_t slot) const noexcept {
    const std::size_t at = bucket.postings_at() + 2 * size_before(bucket, slot);
    const std::size_t size = bucket.size[slot];
    if (at > postings_.size() || 2 * size > postings_.size() - at) return {};
    const std::uint8_t* labels = postings_.data() + at;
    return {labels, reinterpret_cast<const std::int8_t*>(labels + size), size};
  }
  void open(std::span<const std::byte> bytes, Verify verify);
  void check_contents() const;

  std::string path_;
  std::optional<LoadedFile> file_;
  std::span<const GroupRecord> groups_;
  std::span<const LabelRecord> labels_;
  std::string_view codes_;
  std::span<const GroupCalibration> calibration_;
  std::span<const CloseRecord> close_;
  std::span<const Bucket> buckets_;
  std::span<const std::uint8_t> postings_;
  float weight_unit_ = 1;
  std::uint64_t checksum_ = 0;
};

}  // namespace saring::lang
