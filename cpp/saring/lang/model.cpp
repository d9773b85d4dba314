// Reading the model file; layout in model_internal.hpp. Tests:
// tests/cpp/lang/model_test.cpp.
#include <algorithm>
#include <bit>
#include <cstring>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/lang/model_internal.hpp"

static_assert(std::endian::native == std::endian::little, "the model file is little-endian");

namespace saring::lang {
namespace {

template <typename T>
std::span<const T> section(std::span<const std::byte> file, std::uint64_t at, std::uint64_t count) {
  return {reinterpret_cast<const T*>(file.data() + at), static_cast<std::size_t>(count)};
}

[[nodiscard]] std::string_view as_view(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Model::Model(const std::string& path) : path_(path), file_(path) { open(file_->bytes()); }

Model::Model(std::span<const std::byte> bytes, const std::string& name) : path_(name) {
  open(bytes);
}

void Model::open(std::span<const std::byte> bytes) {
  const std::string& path = path_;
  FileHeader header;
  if (bytes.size() < sizeof(header)) {
    throw ModelError(path + ": too short for a language model: " + std::to_string(bytes.size()) +
                     " bytes");
  }
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) {
    throw ModelError(path + ": not a language model of saring (wrong magic)");
  }
  if (header.version != kFormatVersion) {
    throw ModelError(path + ": model format " + std::to_string(header.version) +
                     ", this saring reads " + std::to_string(kFormatVersion));
  }
  if (header.file_size != bytes.size()) {
    throw ModelError(path + ": has " + std::to_string(bytes.size()) + " bytes, should have " +
                     std::to_string(header.file_size));
  }
  check_sections(header);
  body_ = bytes.subspan(sizeof(header));
  groups_ = section<GroupRecord>(bytes, header.groups_at, header.group_count);
  labels_ = section<LabelRecord>(bytes, header.labels_at, header.label_count);
  codes_ = as_view(bytes.subspan(header.codes_at, header.code_bytes));
  calibration_ = section<GroupCalibration>(bytes, header.calibration_at, header.group_count);
  close_ = section<CloseRecord>(bytes, header.close_at, header.close_count);
  buckets_ = section<Bucket>(bytes, header.buckets_at, header.bucket_count);
  postings_ = section<std::uint8_t>(bytes, header.postings_at, header.posting_bytes);
  weight_unit_ = header.weight_unit;
  checksum_ = header.checksum;
  check_contents();
}

void Model::verify() const {
  if (hash64(as_view(body_)) != checksum_)
    throw ModelError(path_ + ": checksum does not match, the file is damaged");
}

void Model::check_sections(const FileHeader& header) const {
  const auto inside = [&](std::uint64_t at, std::uint64_t count, std::uint64_t size,
                          std::uint64_t align) {
    return at % align == 0 && at <= header.file_size && count <= (header.file_size - at) / size;
  };
  const bool good =
      inside(header.groups_at, header.group_count, sizeof(GroupRecord), 8) &&
      inside(header.labels_at, header.label_count, sizeof(LabelRecord), 8) &&
      inside(header.codes_at, header.code_bytes, 1, 1) &&
      inside(header.calibration_at, header.group_count, sizeof(GroupCalibration), 4) &&
      inside(header.close_at, header.close_count, sizeof(CloseRecord), 4) &&
      inside(header.buckets_at, header.bucket_count, sizeof(Bucket), 64) &&
      inside(header.postings_at, header.posting_bytes, 1, 1) && header.bucket_count >= 1 &&
      header.bucket_count < (std::uint64_t{1} << 32);
  if (!good) throw ModelError(path_ + ": a section lies outside the file");
}

// Every number of the small tables that detection follows without looking is looked at here, once;
// those of the large ones are looked at as they are followed.
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
