#include "saring/base/temp_file.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "saring/base/system_file.hpp"

namespace saring {
namespace {

[[noreturn]] void fail(const char* what, const std::string& path, int code) {
  throw std::filesystem::filesystem_error(what, path,
                                          std::error_code(code, std::generic_category()));
}

}  // namespace

OffsetFile::~OffsetFile() {
  if (file_ >= 0) close_file(file_);
}

void OffsetFile::write(std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const std::int64_t n = write_at(file_, bytes.data(), bytes.size(), offset);
    if (n <= 0) fail("cannot write to a temporary file", path_, n < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
}

void OffsetFile::read(std::span<std::byte> bytes, std::uint64_t offset) const {
  while (!bytes.empty()) {
    const std::int64_t n = read_at(file_, bytes.data(), bytes.size(), offset);
    if (n <= 0) fail("cannot read from a temporary file", path_, n < 0 ? errno : EIO);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
}

std::uint64_t OffsetFile::size() const {
  FileStatus status;
  const int error = file_status(file_, status);
  if (error != 0) fail("cannot read from a temporary file", path_, error);
  return status.size;
}

void OffsetFile::sync() {
  const int error = sync_file(file_);
  if (error != 0) fail("cannot write to a temporary file", path_, error);
}

TempFile::TempFile(std::string folder) : OffsetFile(std::move(folder)) {
  if (path_.empty()) path_ = std::filesystem::temp_directory_path().string();
  file_ = open_temp_file(path_);
  if (file_ < 0) fail("cannot make a temporary file", path_, errno);
}

KeptFile::KeptFile(std::string path, Mode mode) : OffsetFile(std::move(path)) {
  const unsigned flags = mode == Mode::kEmptied ? kOpenCreates | kOpenEmpties : kOpenToRead;
  file_ = open_file(path_, kOpenToWrite | kOpenNoLink | kOpenPrivate | flags);
  if (file_ < 0) fail("cannot open a temporary file", path_, errno);
}

}  // namespace saring
