// How much memory a piece takes while it is cleaned, by its bytes alone. Tests:
// tests/cpp/pipeline/batch_test.cpp.
#include "saring/pipeline/batch_memory_internal.hpp"

#include <algorithm>
#include <cstdint>

#include "saring/pipeline/batch.hpp"

namespace saring::pipeline {
namespace {

// Estimates of memory in bytes: per byte of a text and of a page, per record, per line in a batch
// of records, and per line of a single text.
constexpr std::size_t kMemoryPerByte = 8;
constexpr std::size_t kMemoryPerPageByte = 12;
constexpr std::size_t kMemoryPerRecord = 800;
constexpr std::size_t kMemoryPerInnerLine = 300;
constexpr std::size_t kMemoryPerLine = 1500;

// The number of bytes from `start` on for which `is_counted` gives 1 and not 0. A sum of 255 fits
// in a byte, so the compiler can use whole vectors.
template <typename IsCounted>
std::size_t count_at(std::size_t start, std::size_t size, IsCounted is_counted) noexcept {
  std::size_t total = 0;
  while (start < size) {
    const std::size_t end = std::min(size, start + 255);
    std::uint8_t sum = 0;
    for (; start < end; ++start) sum = static_cast<std::uint8_t>(sum + is_counted(start));
    total += sum;
  }
  return total;
}

std::size_t count_escaped_newlines(std::string_view json) noexcept {
  return count_at(1, json.size(), [data = json.data()](std::size_t i) {
    return static_cast<std::uint8_t>((data[i - 1] == '\\') & (data[i] == 'n'));
  });
}

}  // namespace

std::size_t count(std::string_view bytes, char wanted) noexcept {
  return count_at(0, bytes.size(),
                  [data = bytes.data(), wanted](std::size_t i) { return data[i] == wanted; });
}

std::size_t count_parts(std::string_view page) noexcept {
  return count_at(0, page.size(), [data = page.data()](std::size_t i) {
    const char c = data[i];
    return static_cast<std::uint8_t>((c == '<') | (c == '&') | (c == '\n') | (c == '\\'));
  });
}

std::size_t memory_of(PieceKind kind, std::string_view bytes, bool has_pages) noexcept {
  const bool is_json = kind == PieceKind::kJsonLines || kind == PieceKind::kJsonRecord;
  if (is_json && has_pages) {
    return memory_of(PieceKind::kHtml, bytes) + count(bytes, '\n') * kMemoryPerRecord;
  }
  switch (kind) {
    case PieceKind::kText:
      return bytes.size() * kMemoryPerByte + count(bytes, '\n') * kMemoryPerLine;
    case PieceKind::kHtml:
    case PieceKind::kDecodedHtml:
      return bytes.size() * kMemoryPerPageByte + count_parts(bytes) * kMemoryPerLine;
    case PieceKind::kTextLines:
      return bytes.size() * kMemoryPerByte + count(bytes, '\n') * kMemoryPerRecord;
    case PieceKind::kJsonLines:
    case PieceKind::kJsonRecord:
      return bytes.size() * kMemoryPerByte + count(bytes, '\n') * kMemoryPerRecord +
             count_escaped_newlines(bytes) * kMemoryPerInnerLine;
  }
  return bytes.size();
}

}  // namespace saring::pipeline
