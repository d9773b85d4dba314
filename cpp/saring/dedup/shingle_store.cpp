#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {
namespace {

[[noreturn]] void fail(const std::string& what, int code) {
  throw std::system_error(code, std::generic_category(), what);
}

void write_all(int file, const std::uint64_t* values, std::size_t count, std::uint64_t at,
               const std::string& folder) {
  const char* p = reinterpret_cast<const char*>(values);
  std::size_t left = count * sizeof(std::uint64_t);
  auto offset = static_cast<off_t>(at * sizeof(std::uint64_t));
  while (left > 0) {
    const ssize_t n = ::pwrite(file, p, left, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("cannot write shingles to a temporary file in " + folder, n < 0 ? errno : EIO);
    p += n;
    left -= static_cast<std::size_t>(n);
    offset += n;
  }
}

}  // namespace

ShingleStore::ShingleStore(std::size_t memory_budget, std::string temp_folder)
    : budget_values_(memory_budget / sizeof(std::uint64_t)), temp_folder_(std::move(temp_folder)) {}

ShingleStore::~ShingleStore() {
  if (file_ >= 0) ::close(file_);
}

StoredSet ShingleStore::append(std::span<const std::uint64_t> set) {
  if (set.size() > UINT32_MAX) throw std::length_error("a text has more than 2^32 - 1 shingles");
  const std::size_t room = (kBlockValues - end_ % kBlockValues) % kBlockValues;
  if (set.size() > room) {
    end_ += room;  // to the start of the next block
    const std::size_t blocks =
        std::max<std::size_t>(1, (set.size() + kBlockValues - 1) / kBlockValues);
    blocks_.emplace_back().reserve(std::max(kBlockValues, set.size()));
    for (std::size_t i = 1; i < blocks; ++i) blocks_.emplace_back();
  }
  if (!set.empty()) {
    const std::size_t first = set.size() > kBlockValues ? end_ / kBlockValues : blocks_.size() - 1;
    blocks_[first].insert(blocks_[first].end(), set.begin(), set.end());
  }
  const StoredSet stored{end_, static_cast<std::uint32_t>(set.size())};
  end_ += set.size();
  if (set.size() > kBlockValues) end_ = blocks_.size() * kBlockValues;  // nobody shares its blocks
  values_in_memory_ += set.size();
  if (values_in_memory_ > budget_values_) spill();
  return stored;
}

// Everything but the block being filled goes to the file.
void ShingleStore::spill() {
  for (; blocks_on_disk_ + 1 < blocks_.size(); ++blocks_on_disk_) write_block(blocks_on_disk_);
}

void ShingleStore::write_block(std::size_t block) {
  if (blocks_[block].empty()) return;
  if (file_ < 0) open_file();
  std::vector<std::uint64_t>& values = blocks_[block];
  write_all(file_, values.data(), values.size(), block * kBlockValues, temp_folder_);
  values_in_memory_ -= values.size();
  std::vector<std::uint64_t>().swap(values);
}

void ShingleStore::open_file() {
  if (temp_folder_.empty()) temp_folder_ = std::filesystem::temp_directory_path().string();
  std::string name = temp_folder_ + "/saring-shingles-XXXXXX";
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) fail("cannot make a temporary file in " + temp_folder_, errno);
  ::unlink(name.c_str());
}

std::span<const std::uint64_t> ShingleStore::load(StoredSet set,
                                                  std::vector<std::uint64_t>& buffer) const {
  if (set.size == 0) return {};
  const std::size_t block = set.begin / kBlockValues;
  if (block >= blocks_on_disk_) {
    return std::span(blocks_[block]).subspan(set.begin % kBlockValues, set.size);
  }
  buffer.resize(set.size);
  char* p = reinterpret_cast<char*>(buffer.data());
  std::size_t left = buffer.size() * sizeof(std::uint64_t);
  auto offset = static_cast<off_t>(set.begin * sizeof(std::uint64_t));
  while (left > 0) {
    const ssize_t n = ::pread(file_, p, left, offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      fail("cannot read shingles back from a temporary file in " + temp_folder_,
           n < 0 ? errno : EIO);
    }
    p += n;
    left -= static_cast<std::size_t>(n);
    offset += n;
  }
  return buffer;
}

}  // namespace saring::dedup
