// Tests: tests/cpp/base/loaded_file_test.cpp.
#include "saring/base/loaded_file.hpp"

#include <cerrno>
#include <filesystem>
#include <new>
#include <system_error>

#include "saring/base/error.hpp"
#include "saring/base/system_file.hpp"
#include "saring/base/system_memory.hpp"

namespace saring {
namespace {

[[noreturn]] void fail(const char* what, const std::string& path, int code) {
  throw std::filesystem::filesystem_error(what, path,
                                          std::error_code(code, std::generic_category()));
}

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : fd_(open_file(path, kOpenToRead | kOpenNoWaiting)) {
    if (fd_ < 0) fail("cannot open", path, errno);
  }
  ~Descriptor() { close_file(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

std::uint64_t checked_size(int fd, const std::string& path, std::uint64_t max_size) {
  FileStatus status;
  if (const int error = file_status(fd, status); error != 0) fail("cannot stat", path, error);
  if (status.is_folder) fail("cannot read", path, EISDIR);
  if (!status.is_regular) throw ModelError(path + ": not a regular file");
  if (status.size > max_size) {
    throw ModelError(path + ": has " + std::to_string(status.size) + " bytes, expected at most " +
                     std::to_string(max_size));
  }
  return status.size;
}

}  // namespace

void LoadedFile::Free::operator()(std::byte* data) const noexcept {
  ::operator delete (data, std::align_val_t{alignment});
}

LoadedFile::LoadedFile(const std::string& path, std::uint64_t max_size) {
  const Descriptor file(path);
  const std::uint64_t size = checked_size(file.get(), path, max_size);
  if (size == 0) return;
  // Large pages cause fewer page faults here and fewer TLB misses later.
  const std::size_t alignment = size >= kLargePage ? kLargePage : kAlignment;
  auto* const memory = static_cast<std::byte*>(::operator new (size, std::align_val_t{alignment}));
  data_ = {memory, Free{alignment}};
  if (alignment == kLargePage) use_large_pages(memory, size);
  while (size_ < size) {
    const std::int64_t got = read_at(file.get(), memory + size_, size - size_, size_);
    if (got < 0) fail("cannot read", path, errno);
    if (got == 0) throw ModelError(path + ": became shorter while it was read");
    size_ += static_cast<std::size_t>(got);
  }
}

}  // namespace saring
