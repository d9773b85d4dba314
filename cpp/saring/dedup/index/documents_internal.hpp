#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/index/elias_fano_internal.hpp"
#include "saring/dedup/index/index_format_internal.hpp"

// Stores documents by their number, several in a block.
namespace saring::dedup {

// Writes documents with consecutive numbers.
class DocumentWriter {
 public:
  DocumentWriter(Changes& changes, std::uint32_t first) noexcept
      : changes_(changes), next_(first) {}

  // `packed` is the output of pack_document().
  void add(std::string_view packed);
  void finish();

 private:
  Changes& changes_;
  std::uint32_t next_;
  std::vector<std::size_t> begins_;  // positions in records_
  std::string records_;
};

// Reads documents of a snapshot. Reading in ascending order is fastest.
class DocumentReader {
 public:
  DocumentReader(const LmdbFile& file, const Snapshot& snapshot) noexcept
      : file_(&file), snapshot_(&snapshot) {}

  // Valid as long as the snapshot. Throws IndexFileError if the document is damaged.
  [[nodiscard]] Document read(std::uint32_t number);
  [[nodiscard]] bool is_removed(std::uint32_t number) const;
  // The output of pack_document().
  [[nodiscard]] std::string_view read_packed(std::uint32_t number);

  // Replaces `out` by the set of a document. The last `shift` bits of each number are 0.
  template <typename Number>
  static void read_set(const Document& document, unsigned shift, std::vector<Number>& out);

 private:
  [[noreturn]] void damaged() const;
  void load(std::uint32_t number);

  const LmdbFile* file_;
  const Snapshot* snapshot_;
  std::string_view block_;
  std::uint32_t first_ = 0;  // first document of the block
  std::uint32_t count_ = 0;  // documents in the block; 0: no block is loaded
};

template <typename Number>
void DocumentReader::read_set(const Document& document, unsigned shift, std::vector<Number>& out) {
  out.clear();
  out.reserve(document.size);
  EliasFano(document.size, kSetEnd).for_each(document.set, [&](std::uint64_t number) {
    out.push_back(static_cast<Number>(number << shift));
    return true;
  });
}

}  // namespace saring::dedup
