#pragma once

#include <cstddef>
#include <span>

namespace saring::boilerplate {

// The file cpp/data/models/lines.bin, as compiled in.
[[nodiscard]] std::span<const std::byte> embedded_line_model() noexcept;

}  // namespace saring::boilerplate
