#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "saring/base/system_file.hpp"

namespace saring {
namespace {

// Linux moves no more bytes at once; macOS fails.
constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;

template <typename Call>
auto repeated(Call&& call) noexcept {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

template <typename Call>
int error_of(Call&& call) noexcept {
  return repeated(call) < 0 ? errno : 0;
}

FileStatus to_status(const struct stat& info) noexcept {
  return {static_cast<std::uint64_t>(info.st_size), static_cast<std::uint64_t>(info.st_dev),
          static_cast<std::uint64_t>(info.st_ino), S_ISREG(info.st_mode), S_ISDIR(info.st_mode)};
}

}  // namespace

int open_file(const std::filesystem::path& path, unsigned flags) noexcept {
  int mode = O_CLOEXEC | ((flags & kOpenToWrite) != 0 ? O_RDWR : O_RDONLY);
  if ((flags & kOpenCreates) != 0) mode |= O_CREAT;
  if ((flags & kOpenEmpties) != 0) mode |= O_TRUNC;
  if ((flags & kOpenNoLink) != 0) mode |= O_NOFOLLOW;
  if ((flags & kOpenNoWaiting) != 0) mode |= O_NONBLOCK | O_NOCTTY;
  const int rights = (flags & kOpenPrivate) != 0 ? 0600 : 0666;
  return repeated([&] { return ::open(path.c_str(), mode, rights); });
}

int open_temp_file(const std::filesystem::path& folder) noexcept try {
  std::string name = (folder / "saring-XXXXXX").string();
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file >= 0) ::unlink(name.c_str());
  return file;
} catch (const std::exception&) {
  errno = ENOMEM;
  return -1;
}

void close_file(int file) noexcept { ::close(file); }

int file_status(int file, FileStatus& status) noexcept {
  struct stat info {};
  const int error = error_of([&] { return ::fstat(file, &info); });
  if (error == 0) status = to_status(info);
  return error;
}

int file_status(const std::filesystem::path& path, FileStatus& status) noexcept {
  struct stat info {};
  const int error = error_of([&] { return ::stat(path.c_str(), &info); });
  if (error == 0) status = to_status(info);
  return error;
}

std::int64_t read_at(int file, void* to, std::size_t size, std::uint64_t offset) noexcept {
  size = std::min(size, kMostAtOnce);
  return repeated([&] { return ::pread(file, to, size, static_cast<off_t>(offset)); });
}

std::int64_t write_at(int file, const void* from, std::size_t size, std::uint64_t offset) noexcept {
  size = std::min(size, kMostAtOnce);
  return repeated([&] { return ::pwrite(file, from, size, static_cast<off_t>(offset)); });
}

int resize_file(int file, std::uint64_t size) noexcept {
  return error_of([&] { return ::ftruncate(file, static_cast<off_t>(size)); });
}

int sync_file(int file) noexcept {
#ifdef F_FULLFSYNC
  // fsync() of macOS leaves written data in the memory of the disk. F_FULLFSYNC writes it, but not
  // every disk supports it.
  if (repeated([&] { return ::fcntl(file, F_FULLFSYNC); }) == 0) return 0;
#endif
  return error_of([&] { return ::fsync(file); });
}

int sync_path(const std::filesystem::path& path) noexcept {
  const int file = open_file(path, kOpenToRead);
  if (file < 0) return errno;
  const int error = sync_file(file);
  close_file(file);
  return error;
}

int replace_file(const std::filesystem::path& from, const std::filesystem::path& to) noexcept {
  return error_of([&] { return std::rename(from.c_str(), to.c_str()); });
}

bool lock_byte(int file, std::uint64_t at, ByteLock lock) noexcept {
  struct flock wanted {};
  wanted.l_type = static_cast<short>(lock == ByteLock::kNone     ? F_UNLCK
                                     : lock == ByteLock::kShared ? F_RDLCK
                                                                 : F_WRLCK);
  wanted.l_whence = SEEK_SET;
  wanted.l_start = static_cast<off_t>(at);
  wanted.l_len = 1;
  // Not F_SETLK: its locks belong to the process, which loses them when it closes any file of that
  // name.
  return ::fcntl(file, F_OFD_SETLK, &wanted) == 0;
}

std::int64_t process_number() noexcept { return ::getpid(); }

}  // namespace saring
