#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace saring {

// A file that is read and written by offset rather than mapped, so that its pages do not count as
// memory of the process. Neither copyable nor movable. Throws std::filesystem::filesystem_error
// with the path.
class OffsetFile {
 public:
  ~OffsetFile();
  OffsetFile(const OffsetFile&) = delete;
  OffsetFile& operator=(const OffsetFile&) = delete;

  // Writes all bytes at an offset, beyond the end as well: what is between reads as zeros.
  void write(std::span<const std::byte> bytes, std::uint64_t offset);

  // Fills `bytes` from an offset; an error where the file ends before. Safe from several threads
  // while nothing writes the same range.
  void read(std::span<std::byte> bytes, std::uint64_t offset) const;

  [[nodiscard]] std::uint64_t size() const;
  // Returns once all that was written is on the disk.
  void sync();

 protected:
  // `path` is what errors name.
  explicit OffsetFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
  int file_ = -1;
};

// A temporary file without a name: it is unlinked as soon as it is made, so that the system removes
// it whatever happens to the process. Errors name the folder.
class TempFile : public OffsetFile {
 public:
  // Makes the file in `folder`; empty means the system's folder for temporary files.
  explicit TempFile(std::string folder = {});
};

// A file with a name, which stays; nobody but its owner may read it.
class KeptFile : public OffsetFile {
 public:
  enum class Mode : std::uint8_t {
    kEmptied,   // made, or emptied
    kExisting,  // as it is
  };
  KeptFile(std::string path, Mode mode);
};

}  // namespace saring
