#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

// What every operating system does with files in a way of its own: system_file_posix.cpp and
// system_file_windows.cpp. An open file is a number, as in the C library. Functions that can fail
// give an error number of <cerrno>, or 0; calls that a signal interrupts are repeated.
// Tested by what uses it: tests/cpp/base/temp_file_test.cpp, loaded_file_test.cpp, and the tests of
// the index. tools/check_ports.sh compiles it for the systems that it is not tested on.
namespace saring {

// How a file is opened: a sum of these.
enum OpenFlags : unsigned {
  kOpenToRead = 0,
  kOpenToWrite = 1,  // and to read
  kOpenCreates = 2,  // makes it where it is missing
  kOpenEmpties = 4,
  kOpenNoLink = 8,     // fails where the last part of the path is a symbolic link
  kOpenPrivate = 16,   // what is made can be used by its owner alone
  kOpenNoWaiting = 32  // for the other end of a pipe
};

struct FileStatus {
  std::uint64_t size = 0;
  std::uint64_t device = 0;  // with `number`, the same for the same file
  std::uint64_t number = 0;
  bool is_regular = false;
  bool is_folder = false;
};

// An open file is closed in programs that the process starts. -1 with errno where it fails.
[[nodiscard]] int open_file(const std::filesystem::path& path, unsigned flags) noexcept;
// A new file without a name, which the system removes however the process ends.
[[nodiscard]] int open_temp_file(const std::filesystem::path& folder) noexcept;
void close_file(int file) noexcept;

[[nodiscard]] int file_status(int file, FileStatus& status) noexcept;
[[nodiscard]] int file_status(const std::filesystem::path& path, FileStatus& status) noexcept;

// Reads or writes a part, and says how much; -1 with errno where it fails, 0 at the end of a file.
// At most 1 GiB at once.
[[nodiscard]] std::int64_t read_at(int file, void* to, std::size_t size,
                                   std::uint64_t offset) noexcept;
[[nodiscard]] std::int64_t write_at(int file, const void* from, std::size_t size,
                                    std::uint64_t offset) noexcept;
[[nodiscard]] int resize_file(int file, std::uint64_t size) noexcept;

// Returns once a file, or the names in a folder, are on the disk. Windows writes those of folders
// itself.
[[nodiscard]] int sync_file(int file) noexcept;
[[nodiscard]] int sync_path(const std::filesystem::path& path) noexcept;

// Gives `from` the name `to`, in place of a file that has it and may be open.
[[nodiscard]] int replace_file(const std::filesystem::path& from,
                               const std::filesystem::path& to) noexcept;

enum class ByteLock : std::uint8_t { kNone, kShared, kExclusive };

// Locks a byte, which need not exist, or ends the lock. The lock belongs to the open file: it ends
// with it, and children of fork() share it. False where another holds a lock against it.
[[nodiscard]] bool lock_byte(int file, std::uint64_t at, ByteLock lock) noexcept;

[[nodiscard]] std::int64_t process_number() noexcept;

}  // namespace saring
