#include "saring/base/temp_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace saring {
namespace {

[[noreturn]] void fail(const char* what, const std::string& path, int code) {
  throw std::filesystem::filesystem_error(what, path,
                                          std::error_code(code, std::generic_category()));
}

}  // namespace

OffsetFile::~OffsetFile() {
  if (file_ >= 0) ::close(file_);
}

void OffsetFile::write(std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("cannot write to a temporary file", path_, n < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
}

void OffsetFile::read(std::span<std::byte> bytes, std::uint64_t offset) const {
  while (!bytes.empty()) {
    const ssize_t n = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("cannot read from a temporary file", path_, n < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
}

std::uint64_t OffsetFile::size() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail("cannot read from a temporary file", path_, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

void OffsetFile::sync() {
  while (::fsync(file_) != 0) {
    if (errno != EINTR) fail("cannot write to a temporary file", path_, errno);
  }
}

TempFile::TempFile(std::string folder) : OffsetFile(std::move(folder)) {
  if (path_.empty()) path_ = std::filesystem::temp_directory_path().string();
  std::string name = path_ + "/saring-XXXXXX";
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) fail("cannot make a temporary file", path_, errno);
  ::unlink(name.c_str());
}

KeptFile::KeptFile(std::string path, Mode mode) : OffsetFile(std::move(path)) {
  const int flags = mode == Mode::kEmptied ? O_CREAT | O_TRUNC : 0;
  file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  if (file_ < 0) fail("cannot open a temporary file", path_, errno);
}

}  // namespace saring
