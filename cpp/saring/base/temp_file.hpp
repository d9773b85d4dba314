#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace saring {

// A file that is read and written by offset. It is not mapped, so its pages do not count as memory
// of the process. Neither copyable nor movable. Throws std::filesystem::filesystem_error with the
// path.
class OffsetFile {
 public:
  ~OffsetFile();
  OffsetFile(const OffsetFile&) = delete;
  OffsetFile& operator=(const OffsetFile&) = delete;

  // Writes all bytes at an offset, which may be beyond the end. A gap reads as zeros.
  void write(std::span<const std::byte> bytes, std::uint64_t offset);

  // Fills `bytes` from an offset. Throws if the file ends before. Several threads may read while
  // nothing writes the same range.
  void read(std::span<std::byte> bytes, std::uint64_t offset) const;

  [[nodiscard]] std::uint64_t size() const;
  // Returns when everything written is on the disk.
  void sync();

 protected:
  // `path` is the path in error messages.
  explicit OffsetFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
  int file_ = -1;
};

// A temporary file without a name. It is unlinked as soon as it is created, so the system removes
// it whatever happens to the process. Errors name the folder.
class TempFile : public OffsetFile {
 public:
  // Creates the file in `folder`; empty means the system's folder for temporary files.
  explicit TempFile(std::string folder = {});
};

// A file with a name, which is not deleted. Only its owner can read it.
class KeptFile : public OffsetFile {
 public:
  enum class Mode : std::uint8_t {
    kEmptied,   // created, or emptied
    kExisting,  // opened with its content
  };
  KeptFile(std::string path, Mode mode);
};

}  // namespace saring
