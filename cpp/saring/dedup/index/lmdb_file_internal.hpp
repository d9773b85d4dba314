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

// One file of LMDB with one ordered table of keys and values, as the index uses it.
namespace saring::dedup {

// How a process uses the file. What is asked for is locked, for the process and its children, until
// the object goes, however the process ends.
enum class FileUse : std::uint8_t {
  kRead,       // beside any others
  kWrite,      // beside readers, and no other writer
  kExclusive,  // alone
};

// Address space, not memory: the file grows up to it. Less where a limit of the process says so.
inline constexpr std::size_t kLargestMap = std::size_t{1} << 40;

class Snapshot;
class Changes;

// Neither copyable nor movable. Shared by threads.
class LmdbFile {
 public:
  // Opens the file, whose first pages are checked. kWrite makes one that is missing or empty.
  // Errors: IndexFileError where it is in use, damaged or something else than LMDB's;
  // std::filesystem::filesystem_error where it cannot be read or made.
  LmdbFile(std::filesystem::path path, FileUse use);
  ~LmdbFile();
  LmdbFile(const LmdbFile&) = delete;
  LmdbFile& operator=(const LmdbFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t file_size() const;
  // check_pages() of a state; nothing where a writer has made two more since. Throws
  // IndexFileError.
  [[nodiscard]] std::optional<std::uint64_t> check(const Snapshot& snapshot) const;
  // Writes the state of a snapshot, without free pages, to a new file that is on the disk on
  // return.
  void copy_to(const std::filesystem::path& path) const;
  // Ends all use but the locks.
  void release() noexcept;

  // Throws IndexFileError in a process that was forked from the one that opened the file.
  void check_process() const;
  // Becomes the only user, or throws IndexFileError where others have the file open.
  void lock_alone();
  // Throws IndexFileError: the path, and what is wrong.
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

// A committed state of the file, which stays as it is while the object lives. Used by one thread at
// a time. Values are views into the file, valid as long; in Changes, until the next change.
class Snapshot {
 public:
  explicit Snapshot(const LmdbFile& file);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  // LmdbFile::fail() of its file.
  [[noreturn]] void fail(const std::string& what) const { file_->fail(what); }

  // Equal for equal states.
  [[nodiscard]] std::uint64_t number() const noexcept;
  // False where there is no such key.
  [[nodiscard]] bool get(std::string_view key, std::string_view& value) const;
  // The first entry at or behind `key`; false where there is none. `found` and `value` are views.
  [[nodiscard]] bool seek(std::string_view key, std::string_view& found,
                          std::string_view& value) const;
  // The entry behind the one that was found last.
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

// Changes that are made whole by commit(), or not at all. For the one thread that made it.
class Changes : public Snapshot {
 public:
  explicit Changes(const LmdbFile& file);

  // A new key; IndexFileError where it is there already.
  void add(std::string_view key, std::string_view value);
  // Replaces the value of a key that does not count for keys().
  void replace(std::string_view key, std::string_view value);
  void remove(std::string_view key);
  // Exclusive-or of key_sum() of all keys added and removed.
  [[nodiscard]] std::uint64_t keys() const noexcept { return keys_; }
  // On return, the changes are on the disk. Throws std::filesystem::filesystem_error where they
  // cannot be written: the file is then as it was.
  void commit();

 private:
  std::uint64_t keys_ = 0;
};

// The key whose value is replaced with every change, and which key_sum() leaves out.
inline constexpr std::string_view kHeaderKey = "h";

// The folder that a file is in.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& path);
// Throws std::filesystem::filesystem_error where there is an error of what was to be on the disk.
void check_written(int error, const std::filesystem::path& path);

[[nodiscard]] std::uint64_t key_sum(std::string_view key) noexcept;

// Reads every page that finds others, from the file itself: each is where it should be, in use
// once, and well formed, and keys ascend. Returns the sum of the keys. After this LMDB, which
// trusts what it maps, cannot be led outside the file. Throws std::runtime_error with what is
// wrong; gives nothing where the file no longer says where the state is. Reads about 1 % of an
// index.
[[nodiscard]] std::optional<std::uint64_t> check_pages(int file, std::uint64_t file_size,
                                                       std::uint64_t state);

// Checks the two pages that LMDB reads first; returns the size of pages. Throws std::runtime_error.
[[nodiscard]] std::size_t check_meta_pages(int file, std::uint64_t file_size);

}  // namespace saring::dedup
