// Tested in tests/cpp/dedup/index/index_test.cpp.
#include "saring/dedup/index/lmdb_file_internal.hpp"

#include <lmdb.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/base/system_file.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kSmallestMap = std::size_t{1} << 24;
constexpr unsigned kMaxReaders = 1024;

// The bytes that are locked, far after the end of any file.
constexpr std::uint64_t kWriterByte = std::uint64_t{1} << 61;
constexpr std::uint64_t kUserByte = kWriterByte + 1;

// In LMDB a process must not open a file twice.
class OpenFiles {
 public:
  bool add(const FileStatus& status) {
    const std::lock_guard guard(mutex_);
    if (process_ != process_number()) files_.clear();  // of the parent
    process_ = process_number();
    return files_.emplace(status.device, status.number).second;
  }
  void remove(int file) {
    FileStatus status;
    const std::lock_guard guard(mutex_);
    if (file_status(file, status) == 0) files_.erase({status.device, status.number});
  }

 private:
  std::mutex mutex_;
  std::int64_t process_ = 0;
  std::set<std::pair<std::uint64_t, std::uint64_t>> files_;
};

OpenFiles& open_files() {
  static OpenFiles files;
  return files;
}

// UTF-8 on Windows.
std::string name_for_lmdb(const std::filesystem::path& path) {
  const std::u8string name = path.u8string();
  return {name.begin(), name.end()};
}

MDB_val to_val(std::string_view bytes) {
  if (bytes.data() == nullptr) bytes = "";  // LMDB copies from it, even if it is empty
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

std::string_view to_view(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

// Throws errors of LMDB as exceptions.
void check_result(const LmdbFile& file, int result, const char* what) {
  if (result == MDB_SUCCESS) return;
  if (result == MDB_MAP_FULL || result == MDB_MAP_RESIZED) {
    file.fail("is larger than the address space that this process may use for it");
  }
  if (result == MDB_READERS_FULL) file.fail("has too many readers");
  if (result > 0) {
    throw std::filesystem::filesystem_error(what, file.path(),
                                            std::error_code(result, std::generic_category()));
  }
  file.fail(std::string("cannot be used: ") + mdb_strerror(result));
}

}  // namespace

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

void check_written(int error, const std::filesystem::path& path) {
  if (error == 0) return;
  throw std::filesystem::filesystem_error("cannot write to the disk", path,
                                          std::error_code(error, std::generic_category()));
}

LmdbFile::LmdbFile(std::filesystem::path path, FileUse use)
    : path_(std::move(path)), process_(process_number()) {
  open_and_lock(use);
  try {
    open_env(use);
  } catch (...) {
    close();
    throw;
  }
}

LmdbFile::~LmdbFile() { close(); }

void LmdbFile::fail(const std::string& what) const {
  throw IndexFileError("'" + path_.string() + "' " + what);
}

void LmdbFile::open_and_lock(FileUse use) {
  const bool writes = use != FileUse::kRead;
  for (;;) {
    file_ = open_file(path_, (writes ? kOpenToWrite : kOpenToRead) | kOpenNoWaiting |
                                 (use == FileUse::kWrite ? kOpenCreates : kOpenToRead));
    FileStatus status;
    if (const int error = file_ < 0 ? errno : file_status(file_, status); error != 0) {
      if (file_ >= 0) close_file(file_);
      throw std::filesystem::filesystem_error("cannot open the index", path_,
                                              std::error_code(error, std::generic_category()));
    }
    const auto refuse = [&](const std::string& what) {
      close_file(file_);
      file_ = -1;
      fail(what);
    };
    if (!status.is_regular) refuse("is not a file");
    if (!lock_byte(file_, kUserByte,
                   use == FileUse::kExclusive ? ByteLock::kExclusive : ByteLock::kShared)) {
      refuse(use == FileUse::kExclusive ? "is open elsewhere"
                                        : "is being compacted; try again when that is done");
    }
    if (writes && !lock_byte(file_, kWriterByte, ByteLock::kExclusive)) {
      refuse("has a writer already, and can have one at a time; open it for reading (mode 'r')");
    }
    // Compaction may have replaced the file meanwhile.
    FileStatus now;
    if (file_status(path_, now) == 0 && now.number == status.number &&
        now.device == status.device) {
      if (!open_files().add(status)) refuse("is open in this process already");
      return;
    }
    close_file(file_);
  }
}

void LmdbFile::open_env(FileUse use) {
  const std::uint64_t size = file_size();
  if (size == 0 && use == FileUse::kWrite) check_written(sync_path(folder_of(path_)), path_);
  try {
    if (size > 0) (void)check_meta_pages(file_, size);
  } catch (const std::runtime_error& error) {
    fail(error.what());
  }
  if (size == 0 && use != FileUse::kWrite) fail("is no index of saring (it is empty)");
  const unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | MDB_NORDAHEAD |
                         (use == FileUse::kRead ? unsigned{MDB_RDONLY} : 0U);
  int result = ENOMEM;
  for (std::size_t map = kLargestMap; result == ENOMEM && map >= kSmallestMap && map > size;
       map /= 2) {
    if (env_ != nullptr) mdb_env_close(env_);
    env_ = nullptr;
    check_result(*this, mdb_env_create(&env_), "cannot open the index");
    mdb_env_set_mapsize(env_, map);
    mdb_env_set_maxreaders(env_, kMaxReaders);
    result = mdb_env_open(env_, name_for_lmdb(path_).c_str(), flags, 0666);
  }
  if (result == EACCES) {  // the file itself is open: readers write into the lock file too
    throw std::filesystem::filesystem_error("cannot open the index", path_.string() + "-lock",
                                            std::error_code(result, std::generic_category()));
  }
  check_result(*this, result, "cannot open the index");
  int dead = 0;
  check_result(*this, mdb_reader_check(env_, &dead), "cannot look for readers that died");
  MDB_txn* txn = nullptr;
  check_result(*this, mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn), "cannot read the index");
  result = mdb_dbi_open(txn, nullptr, 0, &table_);
  mdb_txn_abort(txn);
  check_result(*this, result, "cannot read the index");
  MDB_stat status{};
  mdb_env_stat(env_, &status);
  page_size_ = status.ms_psize;
}

std::optional<std::uint64_t> LmdbFile::check(const Snapshot& snapshot) const {
  try {
    return check_pages(file_, file_size(), snapshot.number());
  } catch (const std::runtime_error& error) {
    fail(error.what());
  }
}

void LmdbFile::copy_to(const std::filesystem::path& path) const {
  check_process();
  check_result(*this, mdb_env_copy2(env_, name_for_lmdb(path).c_str(), MDB_CP_COMPACT),
               "cannot copy the index");
  check_written(sync_path(path), path);
}

// LMDB reports EIO if the system wrote only a part. To find the reason, write after the end of the
// file.
int LmdbFile::reason_of_short_write() const {
  const std::uint64_t size = file_size();
  const std::vector<char> zeros(std::size_t{1} << 16);
  int reason = EIO;
  for (std::size_t done = 0; done < zeros.size();) {
    const std::int64_t wrote = write_at(file_, zeros.data(), zeros.size() - done, size + done);
    if (wrote < 0) reason = errno;
    if (wrote <= 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  if (resize_file(file_, size) != 0) return EIO;
  return reason;
}

void LmdbFile::release() noexcept {
  if (env_ != nullptr) mdb_env_close(env_);
  env_ = nullptr;
}

void LmdbFile::close() noexcept {
  // In a child of fork(), both belong to the parent, which still uses them.
  if (process_ != process_number()) return;
  release();
  if (file_ < 0) return;
  open_files().remove(file_);
  (void)lock_byte(file_, kWriterByte, ByteLock::kNone);
  (void)lock_byte(file_, kUserByte, ByteLock::kNone);
  close_file(file_);
  file_ = -1;
}

std::uint64_t LmdbFile::file_size() const {
  FileStatus status;
  if (const int error = file_status(file_, status); error != 0) {
    throw std::filesystem::filesystem_error("cannot read the index", path_,
                                            std::error_code(error, std::generic_category()));
  }
  return status.size;
}

void LmdbFile::check_process() const {
  if (process_ != process_number()) {
    fail("was opened by the process that this one was forked from: open it again here");
  }
}

void LmdbFile::lock_alone() {
  if (lock_byte(file_, kUserByte, ByteLock::kExclusive)) return;
  (void)lock_byte(file_, kUserByte, ByteLock::kShared);  // Windows has ended the lock
  fail("is open elsewhere");
}

Snapshot::Snapshot(const LmdbFile& file) : Snapshot(file, MDB_RDONLY) {}

Snapshot::Snapshot(const LmdbFile& file, unsigned flags) : file_(&file) {
  file.check_process();
  check_result(file, mdb_txn_begin(file.env_, nullptr, flags, &txn_), "cannot read the index");
  const int result = mdb_cursor_open(txn_, file.table_, &cursor_);
  if (result == MDB_SUCCESS) return;
  mdb_txn_abort(txn_);
  check_result(file, result, "cannot read the index");
}

Snapshot::~Snapshot() {
  if (txn_ == nullptr) return;
  mdb_cursor_close(cursor_);
  mdb_txn_abort(txn_);
}

std::uint64_t Snapshot::number() const noexcept { return mdb_txn_id(txn_); }

// LMDB frees as many pages as a value's first page says. A wrong number would free pages of other
// values.
void Snapshot::check_length(std::string_view key, std::string_view value) const {
  constexpr std::size_t kPageHeader = 16;
  constexpr std::size_t kNodeHeader = 8;
  const std::size_t page = file_->page_size_;
  const std::size_t node_max = (((page - kPageHeader) / 2) & ~std::size_t{1}) - 2;
  if (kNodeHeader + key.size() + value.size() <= node_max) return;
  std::uint32_t pages = 0;
  std::memcpy(&pages, value.data() - sizeof(pages), sizeof(pages));
  if (pages != (kPageHeader - 1 + value.size()) / page + 1) {
    file_->fail("is damaged: a value has a wrong number of pages");
  }
}

bool Snapshot::read(std::string_view key, int operation, std::string_view& found,
                    std::string_view& value) const {
  MDB_val at = to_val(key);
  MDB_val data{};
  const int result = mdb_cursor_get(cursor_, &at, &data, static_cast<MDB_cursor_op>(operation));
  if (result == MDB_NOTFOUND) return false;
  check_result(*file_, result, "cannot read the index");
  found = to_view(at);
  value = to_view(data);
  check_length(found, value);
  return true;
}

bool Snapshot::get(std::string_view key, std::string_view& value) const {
  std::string_view found;
  return read(key, MDB_SET_KEY, found, value);
}

bool Snapshot::seek(std::string_view key, std::string_view& found, std::string_view& value) const {
  return read(key, MDB_SET_RANGE, found, value);
}

bool Snapshot::next(std::string_view& found, std::string_view& value) const {
  return read({}, MDB_NEXT, found, value);
}

Changes::Changes(const LmdbFile& file) : Snapshot(file, 0) {}

void Changes::add(std::string_view key, std::string_view value) {
  MDB_val at = to_val(key);
  MDB_val data = to_val(value);
  const int result = mdb_put(txn_, file_->table_, &at, &data, MDB_NOOVERWRITE);
  if (result == MDB_KEYEXIST) file_->fail("is damaged: an entry is there already");
  check_result(*file_, result, "cannot write the index");
  keys_ ^= key_sum(key);
}

void Changes::replace(std::string_view key, std::string_view value) {
  MDB_val at = to_val(key);
  MDB_val data = to_val(value);
  check_result(*file_, mdb_put(txn_, file_->table_, &at, &data, 0), "cannot write the index");
}

void Changes::remove(std::string_view key) {
  std::string_view value;
  if (!get(key, value)) file_->fail("is damaged: an entry is missing");
  check_result(*file_, mdb_cursor_del(cursor_, 0), "cannot write the index");
  keys_ ^= key_sum(key);
}

void Changes::commit() {
  mdb_cursor_close(cursor_);
  int result = mdb_txn_commit(std::exchange(txn_, nullptr));
  if (result == EIO) result = file_->reason_of_short_write();
  check_result(*file_, result, "cannot write the index");
}

}  // namespace saring::dedup
