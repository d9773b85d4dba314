// An array is stored as its count, its size in bytes, and its bytes. Tested in
// tests/cpp/base/array_file_test.cpp.
#include "saring/base/array_file.hpp"

#include <algorithm>
#include <string_view>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"

namespace saring {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

// The hash of bytes that come in pieces. The pieces have the same sizes when written and when read.
std::uint64_t hash_on(std::uint64_t before, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(kPiece, bytes.size()));
    before = hash64({reinterpret_cast<const char*>(piece.data()), piece.size()}, before);
    bytes = bytes.subspan(piece.size());
  }
  return before;
}

}  // namespace

ArrayFileWriter::ArrayFileWriter(const std::string& path, std::uint64_t kind)
    : file_(path, KeptFile::Mode::kEmptied) {
  put(std::as_bytes(std::span(&kind, 1)), 1);
}

void ArrayFileWriter::put(std::span<const std::byte> bytes, std::uint64_t count) {
  const ArrayFileReader::Head head{count, bytes.size()};
  const auto head_bytes = std::as_bytes(std::span(&head, 1));
  file_.write(head_bytes, end_);
  file_.write(bytes, end_ + head_bytes.size());
  end_ += head_bytes.size() + bytes.size();
  hash_ = hash_on(hash_on(hash_, head_bytes), bytes);
}

void ArrayFileWriter::finish() {
  file_.write(std::as_bytes(std::span(&hash_, 1)), end_);
  file_.sync();
}

ArrayFileReader::ArrayFileReader(const std::string& path, std::uint64_t kind)
    : path_(path), file_(path, KeptFile::Mode::kExisting) {
  const std::uint64_t size = file_.size();
  if (size < sizeof(std::uint64_t)) fail();
  end_ = size - sizeof(std::uint64_t);
  check(kind);
}

void ArrayFileReader::check(std::uint64_t kind) {
  std::uint64_t hash = 0;
  std::vector<std::byte> piece;
  for (std::uint64_t at = 0; at < end_;) {
    Head head;
    const auto head_bytes = std::as_writable_bytes(std::span(&head, 1));
    if (end_ - at < head_bytes.size()) fail();
    file_.read(head_bytes, at);
    at += head_bytes.size();
    if (head.bytes > end_ - at) fail();
    hash = hash_on(hash, head_bytes);
    for (const std::uint64_t last = at + head.bytes; at < last;) {
      piece.resize(std::min<std::uint64_t>(kPiece, last - at));
      file_.read(piece, at);
      hash = hash_on(hash, piece);
      at += piece.size();
    }
  }
  std::uint64_t written = 0;
  file_.read(std::as_writable_bytes(std::span(&written, 1)), end_);
  if (written != hash) fail();
  const std::vector<std::uint64_t> found = read<std::uint64_t>();
  if (found.size() != 1 || found[0] != kind) fail();
}

void ArrayFileReader::fail() const {
  throw Error("'" + path_ + "' is damaged, or was written by another version of this program");
}

std::size_t ArrayFileReader::next(std::size_t size_of_value) {
  Head head;
  const auto head_bytes = std::as_writable_bytes(std::span(&head, 1));
  if (end_ - at_ < head_bytes.size()) fail();
  take(head_bytes);
  if (head.bytes > end_ - at_ || head.bytes / size_of_value != head.count ||
      head.bytes % size_of_value != 0) {
    fail();
  }
  return head.count;
}

void ArrayFileReader::take(std::span<std::byte> bytes) {
  file_.read(bytes, at_);
  at_ += bytes.size();
}

}  // namespace saring
