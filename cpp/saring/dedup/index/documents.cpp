// The format of a block: a checksum of its directory, the number of documents, and the start of
// each, counted from the beginning of the block, in 16 bits each. Then the documents, each after
// its checksum. Tested in tests/cpp/dedup/index/index_test.cpp.
#include "saring/dedup/index/documents_internal.hpp"

#include <cstring>

#include "saring/base/hash.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kSum = sizeof(std::uint32_t);
constexpr std::size_t kHead = kSum + sizeof(std::uint16_t);
constexpr std::size_t kPlace = sizeof(std::uint16_t);

std::uint32_t document_sum(std::uint32_t number, std::string_view packed) {
  return static_cast<std::uint32_t>(hash64(packed, number));
}

std::size_t directory_size(std::size_t count) { return kHead + count * kPlace; }

template <typename Number>
Number number_at(std::string_view bytes, std::size_t at) {
  Number number{};
  std::memcpy(&number, bytes.data() + at, sizeof(number));
  return number;
}

}  // namespace

void DocumentWriter::add(std::string_view packed) {
  const std::size_t more = kSum + packed.size();
  if (!begins_.empty() &&
      directory_size(begins_.size() + 1) + records_.size() + more + kPadding > kDocumentsBlock) {
    finish();
  }
  begins_.push_back(records_.size());
  const std::uint32_t sum =
      document_sum(next_ + static_cast<std::uint32_t>(begins_.size()) - 1, packed);
  records_.append(reinterpret_cast<const char*>(&sum), kSum);
  records_ += packed;
}

void DocumentWriter::finish() {
  if (begins_.empty()) return;
  next_ += static_cast<std::uint32_t>(begins_.size());
  const std::string key = documents_key(next_ - 1);
  const std::size_t directory = directory_size(begins_.size());
  std::string value(directory, '\0');
  const auto count = static_cast<std::uint16_t>(begins_.size());
  std::memcpy(value.data() + kSum, &count, sizeof(count));
  for (std::size_t i = 0; i < begins_.size(); ++i) {
    const auto place = static_cast<std::uint16_t>(directory + begins_[i]);
    std::memcpy(value.data() + directory_size(i), &place, kPlace);
  }
  const std::uint32_t sum = checksum(key, std::string_view(value).substr(kSum));
  std::memcpy(value.data(), &sum, kSum);
  value += records_;
  value.append(kPadding, '\0');
  changes_.add(key, value);
  begins_.clear();
  records_.clear();
}

void DocumentReader::damaged() const { file_->fail("is damaged: a document has a wrong checksum"); }

void DocumentReader::load(std::uint32_t number) {
  std::string_view key;
  if (!snapshot_->seek(documents_key(number), key, block_) || key.size() != 5 || key[0] != 'd') {
    file_->fail("is damaged: document " + std::to_string(number) + " is missing");
  }
  count_ = 0;
  if (block_.size() < kHead + kPadding) damaged();
  const auto count = number_at<std::uint16_t>(block_, kSum);
  const std::size_t directory = directory_size(count);
  const auto last = read_big_endian<std::uint32_t>(key.substr(1));
  if (directory + kPadding > block_.size() ||
      checksum(key, block_.substr(kSum, directory - kSum)) != number_at<std::uint32_t>(block_, 0) ||
      last - number >= count) {
    damaged();
  }
  first_ = last - count + 1;
  count_ = count;
}

std::string_view DocumentReader::read_packed(std::uint32_t number) {
  if (number - first_ >= count_) load(number);
  const std::size_t i = number - first_;
  const std::size_t begin = number_at<std::uint16_t>(block_, directory_size(i));
  const std::size_t end = i + 1 < count_ ? number_at<std::uint16_t>(block_, directory_size(i + 1))
                                         : block_.size() - kPadding;
  if (begin + kSum > end || end > block_.size() - kPadding) damaged();
  const std::string_view packed = block_.substr(begin + kSum, end - begin - kSum);
  if (document_sum(number, packed) != number_at<std::uint32_t>(block_, begin)) damaged();
  return packed;
}

Document DocumentReader::read(std::uint32_t number) {
  Document document;
  if (!unpack_document(read_packed(number), document)) damaged();
  return document;
}

bool DocumentReader::is_removed(std::uint32_t number) const {
  std::string_view value;
  return snapshot_->get(removed_key(number), value);
}

}  // namespace saring::dedup
