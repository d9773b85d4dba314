#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

// One LMDB file with one ordered table of keys and values, as the index uses it.
namespace saring::dedup {

// How a process uses the file. The file is locked for the process and its children until the object
// is destroyed, or the process ends in any way.
enum class FileUse : std::uint8_t {
  kRead,       // together with any other users
  kWrite,      // together with readers, but no other writer
  kExclusive,  // alone
};

// Address space, not memory: the file can grow up to it. Smaller if a limit of the process requires
// it.
inline constexpr std::size_t kLargestMap = std::size_t{1} << 40;

class Snapshot;
class Changes;

// Neither copyable nor movable. Threads may share it.
class LmdbFile {
 public:
  // Opens the file and checks its first pages. kWrite creates a file that is missing or empty.
  // Errors: IndexFileError if it is in use, damaged or not an LMDB file;
  // std::filesystem::filesystem_error if it cannot be read or created.
  LmdbFile(std::filesystem::path path, FileUse use);
  ~LmdbFile();
  LmdbFile(const LmdbFile&) = delete;
  LmdbFile& operator=(const LmdbFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t file_size() const;
  // check_pages() of a state. Returns nothing if a writer has committed two more states since.
  // Throws IndexFileError.
  [[nodiscard]] std::optional<std::uint64_t> check(const Snapshot& snapshot) const;
  // Writes the state of a snapshot, without free pages, to a new file. The file is on the disk when
  // it returns.
  void copy_to(const std::filesystem::path& path) const;
  // Closes the file but keeps the locks.
  void release() noexcept;

  // Throws IndexFileError in a forked child of the process that opened the file.
  void check_process() const;
  // Becomes the only user. Throws IndexFileError if others have the file open.
  void lock_alone();
  // Throws IndexFileError with the path and `what`.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  friend class Snapshot;
  friend class Changes;

  void open_and_lock(FileUse use);
  void open_env(FileUse use);
  [[nodiscard]] int reason_of_short_write() const;
  void close() noexcept;

  std::filesystem::path path_;
  int file_ = -1;
  std::int64_t process_ = 0;
  MDB_env* env_ = nullptr;
  unsigned table_ = 0;
  std::size_t page_size_ = 0;
};

// A committed state of the file, which does not change while the object lives. Use it from one
// thread at a time. Values are views into the file and are valid as long as the object; in Changes,
// until the next change.
class Snapshot {
 public:
  explicit Snapshot(const LmdbFile& file);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // Calls LmdbFile::fail() of its file.
  [[noreturn]] void fail(const std::string& what) const { file_->fail(what); }

  // Equal for equal states.
  [[nodiscard]] std::uint64_t number() const noexcept;
  // Returns false if there is no such key.
  [[nodiscard]] bool get(std::string_view key, std::string_view& value) const;
  // Finds the first entry at or after `key`. Returns false if there is none. `found` and `value`
  // are views.
  [[nodiscard]] bool seek(std::string_view key, std::string_view& found,
                          std::string_view& value) const;
  // Finds the entry after the last found one.
  [[nodiscard]] bool next(std::string_view& found, std::string_view& value) const;

 protected:
  Snapshot(const LmdbFile& file, unsigned flags);
  void check_length(std::string_view key, std::string_view value) const;
  bool read(std::string_view key, int operation, std::string_view& found,
            std::string_view& value) const;

  const LmdbFile* file_;
  MDB_txn* txn_ = nullptr;
  MDB_cursor* cursor_ = nullptr;
};

// Changes that commit() writes completely or not at all. Use it only from the thread that made it.
class Changes : public Snapshot {
 public:
  explicit Changes(const LmdbFile& file);

  // Adds a new key. Throws IndexFileError if it exists.
  void add(std::string_view key, std::string_view value);
  // Replaces the value of a key that keys() does not count.
  void replace(std::string_view key, std::string_view value);
  void remove(std::string_view key);
  // Exclusive-or of key_sum() of all keys added and removed.
  [[nodiscard]] std::uint64_t keys() const noexcept { return keys_; }
  // When it returns, the changes are on the disk. Throws std::filesystem::filesystem_error if they
  // cannot be written; the file is then unchanged.
  void commit();

 private:
  std::uint64_t keys_ = 0;
};

// The key whose value every change replaces. key_sum() leaves it out.
inline constexpr std::string_view kHeaderKey = "h";

// The folder of a file.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& path);
// Throws std::filesystem::filesystem_error if writing to the disk gave an error.
void check_written(int error, const std::filesystem::path& path);

[[nodiscard]] std::uint64_t key_sum(std::string_view key) noexcept;

// Reads every page that leads to other pages, from the file itself. It checks that each page is at
// its place, used once and well formed, and that keys ascend. After this check LMDB, which trusts
// the mapped file, cannot be led outside the file. Returns the sum of the keys, or nothing if the
// file no longer says where the state is. Throws std::runtime_error with a description of the
// damage. Reads about 1 % of an index.
[[nodiscard]] std::optional<std::uint64_t> check_pages(int file, std::uint64_t file_size,
                                                       std::uint64_t state);

// Checks the two pages that LMDB reads first. Returns the page size. Throws std::runtime_error.
[[nodiscard]] std::size_t check_meta_pages(int file, std::uint64_t file_size);

}  // namespace saring::dedup
