#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace saring {

// The bytes of a whole regular file, copied into memory. So nothing changes if the file is
// truncated or overwritten later; a mapped file would raise SIGBUS or give other answers. Movable,
// not copyable. The copy takes about 10 ms for 16 MB.
class LoadedFile {
 public:
  static constexpr std::size_t kAlignment = 64;  // of the first byte

  // Errors: std::filesystem::filesystem_error with the path if the system fails. ModelError for a
  // device, pipe or socket (it does not wait for one), for a file of more than `max_size` bytes,
  // and for a file that becomes shorter while it is read.
  explicit LoadedFile(const std::string& path, std::uint64_t max_size = kNoLimit);

  // Empty after a move.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return {data_.get(), data_ ? size_ : 0};
  }

 private:
  static constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
  struct Free {
    std::size_t alignment;
    void operator()(std::byte* data) const noexcept;
  };

  std::unique_ptr<std::byte[], Free> data_{nullptr, Free{kAlignment}};
  std::size_t size_ = 0;
};

}  // namespace saring
