// Reading the model file; layout in model_internal.hpp. Tests:
// tests/cpp/lang/model_test.cpp.
#include <cstring>

#include "saring/base/byte_reader.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/lang/model_internal.hpp"

namespace saring::lang {
namespace {

[[nodiscard]] std::string_view as_view(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Model::Model(const std::string& path) : path_(path), file_(path) { open(file_->bytes()); }

Model::Model(std::span<const std::byte> bytes, const std::string& name) : path_(name) {
  open(bytes);
}

void Model::open(std::span<const std::byte> bytes) {
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
  body_ = bytes.subspan(sizeof(header));
  groups_ = in.view_at<GroupRecord>(header.groups_at, header.group_count);
  labels_ = in.view_at<LabelRecord>(header.labels_at, header.label_count);
  codes_ = as_view(in.view_at<std::byte>(header.codes_at, header.code_bytes));
  calibration_ = in.view_at<GroupCalibration>(header.calibration_at, header.group_count);
  close_ = in.view_at<CloseRecord>(header.close_at, header.close_count);
  buckets_ = in.view_at<Bucket>(header.buckets_at, header.bucket_count);
  postings_ = in.view_at<std::uint8_t>(header.postings_at, header.posting_bytes);
  weight_unit_ = header.weight_unit;
  checksum_ = header.checksum;
  if (buckets_.empty() || buckets_.size() >= (std::uint64_t{1} << 32))
    in.fail("the number of buckets is out of range: " + std::to_string(buckets_.size()));
  check_contents();
}

void Model::verify() const {
  if (hash64(as_view(body_)) != checksum_)
    throw ModelError(path_ + ": checksum does not match, the file is damaged");
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
  for (const LabelRecord& label : labels_) {
    good =
        good && label.code_at <= codes_.size() && label.code_size <= codes_.size() - label.code_at;
  }
  for (const CloseRecord& close : close_) {
    good = good && close.group < groups_.size() && close.label_count <= kMaxClose;
    for (std::size_t i = 0; i < close.label_count && good; ++i) {
      const GroupRecord& group = groups_[close.group];
      good = close.labels[i] >= group.first_label &&
             close.labels[i] < group.first_label + group.label_count;
    }
  }
  if (!good) throw ModelError(path_ + ": the tables of labels contradict each other");
}

}  // namespace saring::lang
