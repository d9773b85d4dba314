#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/index/index.hpp"
#include "saring/dedup/index/lmdb_file_internal.hpp"

// The format of keys and values of an index on disk. Numbers in keys are big-endian, so that keys
// have the order of the numbers. Numbers in values are little-endian.
//
//   h                          the header: options, counts and the list of runs
//   d, last                    documents with consecutive numbers; `last` is the greatest number
//   r, run, last key, number   a block of postings
//   t, document                a document that was removed; no value
//
// Every value begins with a checksum of itself and its key.
namespace saring::dedup {

// Changes with every change of the format. Version 1 has no `normalize` and no `containment`.
// Indexes of version 1 are read with the default values, and become version 2 when they are
// changed.
inline constexpr std::uint32_t kIndexVersion = 2;
inline constexpr std::uint32_t kOldestIndexVersion = 1;

// The number of bits of a shingle's hash that are stored. When two texts of n shingles are
// compared, two different shingles, one in each text, agree in these bits with a probability of
// about n² / 2^32: 2 in 100,000 for texts of 300.
inline constexpr unsigned kSetBits = 32;
inline constexpr std::uint64_t kSetEnd = std::uint64_t{1} << kSetBits;
// Keys from here on are postings of ids, after the postings of shingles.
inline constexpr std::uint64_t kIdKeys = kSetEnd;
// Keys from here on are postings of shingles that are not in the prefix of their document.
inline constexpr std::uint64_t kRestKeys = 2 * kSetEnd;
inline constexpr unsigned kKeyBits = kSetBits + 2;

// The largest value for which a 4 KiB page of LMDB has room, if the value has its own pages.
inline constexpr std::size_t kPostingsBlock = 4096 - 16;
inline constexpr std::size_t kDocumentsBlock = 16 * 4096 - 16;

template <typename Number>
void append_big_endian(std::string& out, Number number) {
  for (std::size_t shift = sizeof(Number) * 8; shift > 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> (shift - 8)));
  }
}

template <typename Number>
[[nodiscard]] Number read_big_endian(std::string_view bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>(number << 8 | static_cast<unsigned char>(bytes[i]));
  }
  return number;
}

[[nodiscard]] std::string documents_key(std::uint32_t last);
[[nodiscard]] std::string removed_key(std::uint32_t document);
[[nodiscard]] std::string postings_key(std::uint32_t run, std::uint64_t last, std::uint32_t number);

// The parts of a normalization, and the bit of each in the header.
struct NamedDifference {
  const char* name;
  bool Normalization::*is_in;
};
inline constexpr std::array kDifferences = {
    NamedDifference{"case", &Normalization::letter_case},
    NamedDifference{"marks", &Normalization::marks},
    NamedDifference{"digits", &Normalization::digits},
    NamedDifference{"punctuation", &Normalization::punctuation},
    NamedDifference{"symbols", &Normalization::symbols}};

// A 32-bit checksum of a value and its key.
[[nodiscard]] std::uint32_t checksum(std::string_view key, std::string_view value) noexcept;

// The postings of documents with consecutive numbers.
struct RunInfo {
  std::uint32_t run = 0;
  std::uint32_t first_document = 0;
  std::uint32_t documents = 0;
  std::uint32_t blocks = 0;
  std::uint64_t postings = 0;
};

// The value of kHeaderKey.
struct IndexHeader {
  IndexSettings settings;
  std::uint64_t hash_key = 0;  // key of the shingles' hashes, random
  std::uint32_t next_document = 0;
  std::uint32_t next_run = 0;
  std::uint64_t removed = 0;
  std::uint64_t keys = 0;  // see key_sum()
  std::vector<RunInfo> runs;

  [[nodiscard]] std::string pack() const;
  // Throws IndexFileError.
  [[nodiscard]] static IndexHeader read(const LmdbFile& file, const Snapshot& snapshot);
};

// A document as it is stored.
struct Document {
  std::string_view id;
  std::optional<double> timestamp;
  std::optional<std::string_view> group;
  std::uint64_t content = 0;  // hash of the words in order; 0 if there are none
  std::uint64_t bytes = 0;    // length of the folded text
  std::size_t size = 0;       // number of shingles
  const std::uint8_t* set = nullptr;
};

// Packs a document. `set` must ascend.
void pack_document(const Document& document, std::span<const std::uint32_t> set, std::string& out);
// Returns false if the bytes are not a document. kPadding bytes after them must be readable.
[[nodiscard]] bool unpack_document(std::string_view bytes, Document& out);

}  // namespace saring::dedup
