// Tests: tests/cpp/base/loaded_file_test.cpp.
#include "saring/base/loaded_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <new>
#include <system_error>

#include "saring/base/error.hpp"

namespace saring {
namespace {

constexpr std::size_t kHugePage = std::size_t{1} << 21;
constexpr std::size_t kMaxRead = std::size_t{1} << 30;  // of one call; Linux reads no more

[[noreturn]] void fail(const char* what, const std::string& path, int code) {
  throw std::filesystem::filesystem_error(what, path,
                                          std::error_code(code, std::generic_category()));
}

class Descriptor {
 public:
  // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
  explicit Descriptor(const std::string& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
    if (fd_ < 0) fail("cannot open", path, errno);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

std::uint64_t checked_size(int fd, const std::string& path, std::uint64_t max_size) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) fail("cannot stat", path, errno);
  if (S_ISDIR(info.st_mode)) fail("cannot read", path, EISDIR);
  if (!S_ISREG(info.st_mode)) throw ModelError(path + ": not a regular file");
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > max_size) {
    throw ModelError(path + ": has " + std::to_string(size) + " bytes, expected at most " +
                     std::to_string(max_size));
  }
  return size;
}

}  // namespace

void LoadedFile::Free::operator()(std::byte* data) const noexcept {
  ::operator delete (data, std::align_val_t{alignment});
}

LoadedFile::LoadedFile(const std::string& path, std::uint64_t max_size) {
  const Descriptor file(path);
  const std::uint64_t size = checked_size(file.get(), path, max_size);
  if (size == 0) return;
  // Huge pages, where the system has them: fewer page faults here and fewer TLB misses later.
  const std::size_t alignment = size >= kHugePage ? kHugePage : kAlignment;
  auto* const memory = static_cast<std::byte*>(::operator new (size, std::align_val_t{alignment}));
  data_ = {memory, Free{alignment}};
#ifdef MADV_HUGEPAGE
  if (alignment == kHugePage) std::ignore = ::madvise(memory, size, MADV_HUGEPAGE);
#endif
  while (size_ < size) {
    const std::size_t wanted = std::min<std::size_t>(size - size_, kMaxRead);
    const ::ssize_t got = ::read(file.get(), memory + size_, wanted);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot read", path, errno);
    if (got == 0) throw ModelError(path + ": became shorter while it was read");
    size_ += static_cast<std::size_t>(got);
  }
}

}  // namespace saring
