// Reading the model file; layout in model_internal.hpp. Tests:
// tests/cpp/lang/model_test.cpp.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "saring/base/ascii.hpp"
#include "saring/base/byte_reader.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/lang/model_internal.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kMaxLabelCode = 64;

[[nodiscard]] std::string_view as_view(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Whether the sections, which are inside the file, are in the order of the format without space
// between them, except before the aligned buckets.
[[nodiscard]] bool is_gapless(const FileHeader& header) {
  std::uint64_t at = sizeof(header);
  const auto follows = [&](std::uint64_t section_at, std::uint64_t bytes) {
    const bool is_here = section_at == at;
    at += bytes;
    return is_here;
  };
  bool good = header.unused == 0 &&
              follows(header.groups_at, header.group_count * sizeof(GroupRecord)) &&
              follows(header.labels_at, header.label_count * sizeof(LabelRecord)) &&
              follows(header.calibration_at, header.group_count * sizeof(GroupCalibration)) &&
              follows(header.close_at, header.close_count * sizeof(CloseRecord)) &&
              follows(header.codes_at, header.code_bytes);
  at = (at + alignof(Bucket) - 1) / alignof(Bucket) * alignof(Bucket);
  good = good && follows(header.buckets_at, header.bucket_count * sizeof(Bucket)) &&
         follows(header.postings_at, header.posting_bytes);
  return good && at == header.file_size;
}

// Letters, digits, '_' and '-': what may be shown and written into any file.
[[nodiscard]] bool is_code(std::string_view code) {
  return !code.empty() && code.size() <= kMaxLabelCode &&
         std::all_of(code.begin(), code.end(), [](char c) {
           return ascii::is_letter(c) || ascii::is_digit(c) || c == '_' || c == '-';
         });
}

// Whether scores times these numbers are numbers.
[[nodiscard]] bool are_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}
[[nodiscard]] bool are_temperatures(std::span<const float> values) {
  return are_finite(values) &&
         std::all_of(values.begin(), values.end(), [](float x) { return x >= 0; });
}

}  // namespace

Model::Model(const std::string& path, Verify verify)
    : path_(path), file_(std::in_place, path, kMaxBytes) {
  open(file_->bytes(), verify);
}

Model::Model(std::span<const std::byte> bytes, const std::string& name, Verify verify)
    : path_(name) {
  open(bytes, verify);
}

void Model::open(std::span<const std::byte> bytes, Verify verify) {
  ByteReader in(bytes, path_);
  const auto header = in.read<FileHeader>();
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0)
    in.fail("not a language model of saring (wrong magic)");
  if (header.version != kFormatVersion) {
    in.fail("model format " + std::to_string(header.version) + ", this saring reads " +
            std::to_string(kFormatVersion));
  }
  if (header.file_size != bytes.size()) {
    in.fail("has " + std::to_string(bytes.size()) + " bytes, should have " +
            std::to_string(header.file_size));
  }
  if (verify == Verify::kYes && hash64(as_view(bytes.subspan(sizeof(header)))) != header.checksum)
    in.fail("the checksum does not match, the file is damaged");
  groups_ = in.view_at<GroupRecord>(header.groups_at, header.group_count);
  labels_ = in.view_at<LabelRecord>(header.labels_at, header.label_count);
  codes_ = as_view(in.view_at<std::byte>(header.codes_at, header.code_bytes));
  calibration_ = in.view_at<GroupCalibration>(header.calibration_at, header.group_count);
  close_ = in.view_at<CloseRecord>(header.close_at, header.close_count);
  buckets_ = in.view_at<Bucket>(header.buckets_at, header.bucket_count);
  postings_ = in.view_at<std::uint8_t>(header.postings_at, header.posting_bytes);
  weight_unit_ = header.weight_unit;
  checksum_ = header.checksum;
  if (!is_gapless(header)) in.fail("the sections do not follow each other");
  if (buckets_.empty() || buckets_.size() >= (std::uint64_t{1} << 32))
    in.fail("the number of buckets is out of range: " + std::to_string(buckets_.size()));
  check_contents();
}

// Detection uses the numbers of the small tables unchecked, so they are checked here. Those of the
// large tables are checked on use.
void Model::check_contents() const {
  std::size_t next = 0;
  bool good = groups_.size() <= kMaxGroups && weight_unit_ >= 1e-4F && weight_unit_ <= 1e4F;
  for (const GroupRecord& group : groups_) {
    good = good && group.first_label == next && group.label_count >= 1 &&
           group.label_count <= 256 && group.script < 256;
    next += group.label_count;
  }
  good = good && next == labels_.size();
  std::size_t code_at = 0;
  for (const LabelRecord& label : labels_) {
    good = good && label.code_at == code_at && label.code_size <= codes_.size() - code_at;
    code_at += label.code_size;
  }
  good = good && code_at == codes_.size();
  for (const GroupCalibration& group : calibration_) {
    good = good && are_temperatures(group.inverse_temperature) &&
           are_finite(group.rejection_weights) && std::isfinite(group.short_threshold) &&
           std::isfinite(group.long_threshold);
  }
  for (const CloseRecord& close : close_) {
    good = good && close.group < groups_.size() && close.label_count <= kMaxClose &&
           are_temperatures(close.inverse_temperature);
    for (std::size_t i = 0; i < close.label_count && good; ++i) {
      const GroupRecord& group = groups_[close.group];
      good = close.labels[i] >= group.first_label &&
             close.labels[i] < group.first_label + group.label_count;
    }
  }
  if (!good) throw ModelError(path_ + ": the tables of labels contradict each other");
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    if (!is_code(code(i)))
      throw ModelError(path_ + ": the code of label " + std::to_string(i) + " is not of 1 to " +
                       std::to_string(kMaxLabelCode) + " letters, digits, '_' and '-'");
  }
}

}  // namespace saring::lang
