#include "saring/base/temp_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace saring {
namespace {

[[noreturn]] void fail(const char* what, const std::string& folder, int code) {
  throw std::filesystem::filesystem_error(what, folder,
                                          std::error_code(code, std::generic_category()));
}

}  // namespace

TempFile::TempFile(std::string folder) : folder_(std::move(folder)) {
  if (folder_.empty()) folder_ = std::filesystem::temp_directory_path().string();
  std::string name = folder_ + "/saring-XXXXXX";
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) fail("cannot make a temporary file", folder_, errno);
  ::unlink(name.c_str());
}

TempFile::~TempFile() { ::close(file_); }

void TempFile::write(std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("cannot write to a temporary file", folder_, n < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
}

void TempFile::read(std::span<std::byte> bytes, std::uint64_t offset) const {
  while (!bytes.empty()) {
    const ssize_t n = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("cannot read from a temporary file", folder_, n < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
}

}  // namespace saring
