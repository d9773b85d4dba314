#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace saring {

// A temporary file without a name: it is unlinked as soon as it is made, so that the system removes
// it whatever happens to the process. Read and written by offset rather than mapped, so that its
// pages do not count as memory of the process. Neither copyable nor movable. Throws
// std::filesystem::filesystem_error with the folder.
class TempFile {
 public:
  // Makes the file in `folder`; empty means the system's folder for temporary files.
  explicit TempFile(std::string folder = {});
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  // Writes all bytes at an offset, beyond the end as well: what is between reads as zeros.
  void write(std::span<const std::byte> bytes, std::uint64_t offset);

  // Fills `bytes` from an offset; an error where the file ends before. Safe from several threads
  // while nothing writes the same range.
  void read(std::span<std::byte> bytes, std::uint64_t offset) const;

 private:
  std::string folder_;
  int file_ = -1;
};

}  // namespace saring
