#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "arrow_export.hpp"

// Columns in the form in which others get them. Dictionary-encoded strings become plain strings,
// because many readers, such as Spark, support dictionaries only in part or not at all.
namespace saring::python {

// Bit `i` of a bitmap.
[[nodiscard]] inline bool bit_at(const void* bits, std::size_t i) {
  return ((static_cast<const std::uint8_t*>(bits)[i >> 3] >> (i & 7)) & 1) != 0;
}

// Row `i` of a column of strings. The row must not be null.
[[nodiscard]] inline std::string_view string_at(const ArrowData& data, std::size_t i) {
  const auto* offsets = static_cast<const std::int64_t*>(data.buffers[1]);
  return {static_cast<const char*>(data.buffers[2]) + offsets[i],
          static_cast<std::size_t>(offsets[i + 1] - offsets[i])};
}

// The column, or record batch, without dictionaries. Other buffers are shared. Linear.
[[nodiscard]] ArrowData plain(const ArrowData& data);

// The schema of plain(data), without buffers.
[[nodiscard]] ArrowData plain_schema(const ArrowData& data);

}  // namespace saring::python
