// Tested in tests/cpp/dedup/index/index_test.cpp.
#include "saring/dedup/index/index_format_internal.hpp"

#include <cstring>
#include <stdexcept>

#include "saring/base/byte_reader.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/dedup/index/elias_fano_internal.hpp"
#include "saring/dedup/shingle.hpp"

namespace saring::dedup {
namespace {

constexpr std::uint64_t kMagic = 0x7865646e69726173;  // "sarindex"

template <typename Number>
void append(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void append_varint(std::string& out, std::uint64_t number) {
  for (; number >= 128; number >>= 7) out.push_back(static_cast<char>(number | 128));
  out.push_back(static_cast<char>(number));
}

// Reads the parts of a document. `ok` is false if they end too early.
struct Parts {
  std::string_view rest;
  bool ok = true;

  std::string_view take(std::uint64_t size) {
    if (size > rest.size()) {
      ok = false;
      size = 0;
    }
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  }
  template <typename Number>
  Number number() {
    Number value{};
    const std::string_view bytes = take(sizeof(value));
    if (ok) std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = number<std::uint8_t>();
      value |= std::uint64_t{byte & 127U} << shift;
      if (byte < 128) return value;
    }
    ok = false;
    return 0;
  }
};

enum Has : std::uint8_t { kTimestamp = 1, kGroup = 2 };

std::uint32_t pack_normalization(const Normalization& normalize) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kDifferences.size(); ++i) {
    if (normalize.*kDifferences[i].is_in) bits |= 1U << i;
  }
  return bits;
}

// Returns false if the bits are not a normalization.
bool unpack_normalization(std::uint32_t bits, Normalization& out) {
  for (std::size_t i = 0; i < kDifferences.size(); ++i) {
    out.*kDifferences[i].is_in = (bits >> i & 1U) != 0;
  }
  return bits >> kDifferences.size() == 0;
}

}  // namespace

std::string documents_key(std::uint32_t last) {
  std::string key = "d";
  append_big_endian(key, last);
  return key;
}

std::string removed_key(std::uint32_t document) {
  std::string key = "t";
  append_big_endian(key, document);
  return key;
}

std::string postings_key(std::uint32_t run, std::uint64_t last, std::uint32_t number) {
  std::string key = "r";
  append_big_endian(key, run);
  append_big_endian(key, last);
  append_big_endian(key, number);
  return key;
}

std::uint32_t checksum(std::string_view key, std::string_view value) noexcept {
  return static_cast<std::uint32_t>(hash64(value, hash64(key)));
}

std::string IndexHeader::pack() const {
  std::string out;
  append(out, kMagic);
  append(out, kIndexVersion);
  append(out, kShingleVersion);
  append(out, settings.threshold);
  append(out, std::uint32_t{settings.ngram_size});
  append(out, static_cast<std::uint32_t>(settings.measure.size()));
  out += settings.measure;
  append(out, pack_normalization(settings.normalize));
  append(out, settings.containment);
  append(out, hash_key);
  append(out, next_document);
  append(out, next_run);
  append(out, removed);
  append(out, keys);
  append(out, static_cast<std::uint32_t>(runs.size()));
  for (const RunInfo& info : runs) append(out, info);
  append(out, hash64(out));
  return out;
}

IndexHeader IndexHeader::read(const LmdbFile& file, const Snapshot& snapshot) {
  std::string_view value;
  if (!snapshot.get(kHeaderKey, value)) file.fail("is no index of saring (it has no header)");
  IndexHeader header;
  try {
    ByteReader reader(std::as_bytes(std::span(value)), "header");
    if (reader.read<std::uint64_t>() != kMagic) file.fail("is no index of saring");
    const auto version = reader.read<std::uint32_t>();
    if (version < kOldestIndexVersion || version > kIndexVersion) {
      file.fail("is of version " + std::to_string(version) + " of the format; this saring reads " +
                std::to_string(kOldestIndexVersion) + " to " + std::to_string(kIndexVersion) +
                ": make the index anew");
    }
    const auto shingles = reader.read<std::uint32_t>();
    header.settings.threshold = reader.read<double>();
    header.settings.ngram_size = reader.read<std::uint32_t>();
    const auto measure = reader.read_array<char>(reader.read<std::uint32_t>());
    header.settings.measure.assign(measure.begin(), measure.end());
    bool has_settings = true;
    if (version >= 2) {
      has_settings = unpack_normalization(reader.read<std::uint32_t>(), header.settings.normalize);
      header.settings.containment = reader.read<double>();
    }
    header.hash_key = reader.read<std::uint64_t>();
    header.next_document = reader.read<std::uint32_t>();
    header.next_run = reader.read<std::uint32_t>();
    header.removed = reader.read<std::uint64_t>();
    header.keys = reader.read<std::uint64_t>();
    header.runs = reader.read_array<RunInfo>(reader.read<std::uint32_t>());
    const std::uint64_t sum = hash64(value.substr(0, reader.offset()));
    if (reader.read<std::uint64_t>() != sum || reader.remaining() != 0) {
      file.fail("is damaged: its header has a wrong checksum");
    }
    if (!has_settings) file.fail("is damaged: of its settings, normalize");
    if (shingles != kShingleVersion) {
      file.fail("was made with version " + std::to_string(shingles) +
                " of the shingles; this saring makes " + std::to_string(kShingleVersion) +
                ": make the index anew");
    }
  } catch (const ModelError&) {
    file.fail("is damaged: its header is too short");
  }
  return header;
}

void pack_document(const Document& document, std::span<const std::uint32_t> set, std::string& out) {
  append_varint(out, document.id.size());
  out += document.id;
  out.push_back(
      static_cast<char>((document.timestamp ? kTimestamp : 0) | (document.group ? kGroup : 0)));
  if (document.timestamp) append(out, *document.timestamp);
  if (document.group) {
    append_varint(out, document.group->size());
    out += *document.group;
  }
  append(out, document.content);
  append_varint(out, document.bytes);
  append_varint(out, set.size());
  const EliasFano form(set.size(), kSetEnd);
  const std::size_t at = out.size();
  out.resize(at + form.bytes() + kPadding, '\0');
  form.pack(set, reinterpret_cast<std::uint8_t*>(out.data()) + at);
  out.resize(at + form.bytes());
}

bool unpack_document(std::string_view bytes, Document& out) {
  Parts parts{.rest = bytes};
  out.id = parts.take(parts.varint());
  const auto has = parts.number<std::uint8_t>();
  out.timestamp.reset();
  out.group.reset();
  if ((has & kTimestamp) != 0) out.timestamp = parts.number<double>();
  if ((has & kGroup) != 0) out.group = parts.take(parts.varint());
  out.content = parts.number<std::uint64_t>();
  out.bytes = parts.varint();
  out.size = parts.varint();
  if (!parts.ok || out.size > bytes.size() * 8) return false;
  out.set = reinterpret_cast<const std::uint8_t*>(parts.rest.data());
  return parts.rest.size() == EliasFano(out.size, kSetEnd).bytes();
}

}  // namespace saring::dedup
