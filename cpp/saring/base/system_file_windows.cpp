// For Windows 10 or later.
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "saring/base/system_file.hpp"

namespace saring {
namespace {

constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
constexpr DWORD kShared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

int last_error() noexcept {
  switch (::GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
      return ENOENT;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return EACCES;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
      return EEXIST;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      return ENOSPC;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
      return ENOMEM;
    case ERROR_INVALID_HANDLE:
      return EBADF;
    default:
      return EIO;
  }
}

HANDLE handle_of(int file) noexcept { return reinterpret_cast<HANDLE>(::_get_osfhandle(file)); }

int failed() noexcept {
  errno = last_error();
  return -1;
}

// Returns a file number of the C library for a handle. The number owns the handle from then on.
int to_number(HANDLE handle, bool writes) noexcept {
  if (handle == INVALID_HANDLE_VALUE) return failed();
  const int file = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle),
                                     _O_BINARY | (writes ? _O_RDWR : _O_RDONLY));
  if (file < 0) ::CloseHandle(handle);
  return file;
}

OVERLAPPED place(std::uint64_t offset) noexcept {
  OVERLAPPED at{};
  at.Offset = static_cast<DWORD>(offset);
  at.OffsetHigh = static_cast<DWORD>(offset >> 32U);
  return at;
}

bool is_link(HANDLE handle) noexcept {
  FILE_ATTRIBUTE_TAG_INFO info{};
  return ::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof(info)) != 0 &&
         (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

}  // namespace

// kOpenPrivate has no effect here: files have the rights of their folder, and the folders of a user
// are private.
int open_file(const std::filesystem::path& path, unsigned flags) noexcept {
  const bool writes = (flags & kOpenToWrite) != 0;
  const bool creates = (flags & kOpenCreates) != 0;
  const bool empties = (flags & kOpenEmpties) != 0;
  const DWORD how = creates && empties ? CREATE_ALWAYS
                    : creates          ? OPEN_ALWAYS
                    : empties          ? TRUNCATE_EXISTING
                                       : OPEN_EXISTING;
  const DWORD no_link = (flags & kOpenNoLink) != 0 ? FILE_FLAG_OPEN_REPARSE_POINT : 0;
  // Without FILE_FLAG_BACKUP_SEMANTICS a folder could not be opened, and the error would not say
  // that it is one.
  const HANDLE handle = ::CreateFileW(
      path.c_str(), GENERIC_READ | (writes ? GENERIC_WRITE : 0), kShared, nullptr, how,
      FILE_ATTRIBUTE_NORMAL | no_link | (writes ? 0 : FILE_FLAG_BACKUP_SEMANTICS), nullptr);
  if (handle != INVALID_HANDLE_VALUE && no_link != 0 && is_link(handle)) {
    ::CloseHandle(handle);
    errno = ELOOP;
    return -1;
  }
  return to_number(handle, writes);
}

int open_temp_file(const std::filesystem::path& folder) noexcept {
  wchar_t name[MAX_PATH];
  if (::GetTempFileNameW(folder.c_str(), L"sar", 0, name) == 0) return failed();
  return to_number(
      ::CreateFileW(name, GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_DELETE, nullptr,
                    CREATE_ALWAYS, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, nullptr),
      true);
}

void close_file(int file) noexcept { ::_close(file); }

int file_status(int file, FileStatus& status) noexcept {
  const HANDLE handle = handle_of(file);
  if (::GetFileType(handle) != FILE_TYPE_DISK) {
    status = {};
    return 0;
  }
  BY_HANDLE_FILE_INFORMATION info{};
  if (::GetFileInformationByHandle(handle, &info) == 0) return last_error();
  const auto joined = [](DWORD high, DWORD low) { return std::uint64_t{high} << 32U | low; };
  status.size = joined(info.nFileSizeHigh, info.nFileSizeLow);
  status.device = info.dwVolumeSerialNumber;
  status.number = joined(info.nFileIndexHigh, info.nFileIndexLow);
  status.is_folder = (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  status.is_regular = !status.is_folder;
  return 0;
}

int file_status(const std::filesystem::path& path, FileStatus& status) noexcept {
  const int file = open_file(path, kOpenToRead);
  if (file < 0) return errno;
  const int error = file_status(file, status);
  close_file(file);
  return error;
}

std::int64_t read_at(int file, void* to, std::size_t size, std::uint64_t offset) noexcept {
  OVERLAPPED at = place(offset);
  DWORD done = 0;
  if (::ReadFile(handle_of(file), to, static_cast<DWORD>(std::min(size, kMostAtOnce)), &done,
                 &at) != 0) {
    return done;
  }
  return ::GetLastError() == ERROR_HANDLE_EOF ? 0 : failed();
}

std::int64_t write_at(int file, const void* from, std::size_t size, std::uint64_t offset) noexcept {
  OVERLAPPED at = place(offset);
  DWORD done = 0;
  const bool wrote = ::WriteFile(handle_of(file), from,
                                 static_cast<DWORD>(std::min(size, kMostAtOnce)), &done, &at) != 0;
  return wrote ? std::int64_t{done} : failed();
}

int resize_file(int file, std::uint64_t size) noexcept {
  FILE_END_OF_FILE_INFO end{};
  end.EndOfFile.QuadPart = static_cast<LONGLONG>(size);
  return ::SetFileInformationByHandle(handle_of(file), FileEndOfFileInfo, &end, sizeof(end)) != 0
             ? 0
             : last_error();
}

int sync_file(int file) noexcept {
  return ::FlushFileBuffers(handle_of(file)) != 0 ? 0 : last_error();
}

int sync_path(const std::filesystem::path& path) noexcept {
  FileStatus status;
  int error = file_status(path, status);
  if (error != 0 || status.is_folder) return error;
  const int file = open_file(path, kOpenToWrite);
  if (file < 0) return errno;
  error = sync_file(file);
  close_file(file);
  return error;
}

int replace_file(const std::filesystem::path& from, const std::filesystem::path& to) noexcept try {
  const HANDLE handle = ::CreateFileW(from.c_str(), DELETE | SYNCHRONIZE, kShared, nullptr,
                                      OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
  if (handle == INVALID_HANDLE_VALUE) return last_error();
  const std::wstring name = std::filesystem::absolute(to).native();
  const std::size_t bytes = name.size() * sizeof(wchar_t);
  std::vector<std::byte> memory(sizeof(FILE_RENAME_INFO) + bytes);
  auto* const wanted = reinterpret_cast<FILE_RENAME_INFO*>(memory.data());
  wanted->Flags = FILE_RENAME_FLAG_REPLACE_IF_EXISTS | FILE_RENAME_FLAG_POSIX_SEMANTICS;
  wanted->FileNameLength = static_cast<DWORD>(bytes);
  std::memcpy(wanted->FileName, name.data(), bytes);
  const bool renamed = ::SetFileInformationByHandle(handle, FileRenameInfoEx, wanted,
                                                    static_cast<DWORD>(memory.size())) != 0;
  const int error = renamed ? 0 : last_error();
  ::CloseHandle(handle);
  return error;
} catch (const std::exception&) {
  return ENOMEM;
}

bool lock_byte(int file, std::uint64_t at, ByteLock lock) noexcept {
  OVERLAPPED where = place(at);
  // A lock cannot change its kind: end it first.
  const bool unlocked = ::UnlockFileEx(handle_of(file), 0, 1, 0, &where) != 0;
  if (lock == ByteLock::kNone) return unlocked;
  const DWORD exclusive = lock == ByteLock::kExclusive ? LOCKFILE_EXCLUSIVE_LOCK : 0;
  return ::LockFileEx(handle_of(file), LOCKFILE_FAIL_IMMEDIATELY | exclusive, 0, 1, 0, &where) != 0;
}

std::int64_t process_number() noexcept {
  return static_cast<std::int64_t>(::GetCurrentProcessId());
}

}  // namespace saring
