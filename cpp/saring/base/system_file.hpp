#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

// File functions that differ between operating systems: system_file_posix.cpp and
// system_file_windows.cpp. An open file is a number, as in the C library. Functions that can fail
// return an error number of <cerrno>, or 0. Calls that a signal interrupts are repeated.
// They are tested through their users: tests/cpp/base/temp_file_test.cpp, loaded_file_test.cpp, and
// the tests of the index. tools/check_ports.py compiles them for the systems on which no test runs.
namespace saring {

// How a file is opened: a sum of these flags.
enum OpenFlags : unsigned {
  kOpenToRead = 0,
  kOpenToWrite = 1,  // and to read
  kOpenCreates = 2,  // creates the file if it is missing
  kOpenEmpties = 4,
  kOpenNoLink = 8,     // fails if the last part of the path is a symbolic link
  kOpenPrivate = 16,   // only the owner can use a created file
  kOpenNoWaiting = 32  // does not wait for the other end of a pipe
};

struct FileStatus {
  std::uint64_t size = 0;
  std::uint64_t device = 0;  // together with `number`, the same for the same file
  std::uint64_t number = 0;
  bool is_regular = false;
  bool is_folder = false;
};

// Programs that the process starts do not inherit the open file. Returns -1 with errno on failure.
[[nodiscard]] int open_file(const std::filesystem::path& path, unsigned flags) noexcept;
// Opens a new file without a name. The system removes it however the process ends.
[[nodiscard]] int open_temp_file(const std::filesystem::path& folder) noexcept;
void close_file(int file) noexcept;

[[nodiscard]] int file_status(int file, FileStatus& status) noexcept;
[[nodiscard]] int file_status(const std::filesystem::path& path, FileStatus& status) noexcept;

// Reads or writes some of the bytes, at most 1 GiB at once, and returns their number. Returns -1
// with errno on failure, 0 at the end of a file.
[[nodiscard]] std::int64_t read_at(int file, void* to, std::size_t size,
                                   std::uint64_t offset) noexcept;
[[nodiscard]] std::int64_t write_at(int file, const void* from, std::size_t size,
                                    std::uint64_t offset) noexcept;
[[nodiscard]] int resize_file(int file, std::uint64_t size) noexcept;

// Returns when a file, or the names in a folder, are on the disk. Windows writes the names in
// folders itself.
[[nodiscard]] int sync_file(int file) noexcept;
[[nodiscard]] int sync_path(const std::filesystem::path& path) noexcept;

// Renames `from` to `to`. Replaces an existing file of that name, which may be open.
[[nodiscard]] int replace_file(const std::filesystem::path& from,
                               const std::filesystem::path& to) noexcept;

enum class ByteLock : std::uint8_t { kNone, kShared, kExclusive };

// Locks one byte, which need not exist, or ends the lock. The lock belongs to the open file: it
// ends when the file is closed, and children of fork() share it. Returns false if another lock
// conflicts.
[[nodiscard]] bool lock_byte(int file, std::uint64_t at, ByteLock lock) noexcept;

[[nodiscard]] std::int64_t process_number() noexcept;

}  // namespace saring
