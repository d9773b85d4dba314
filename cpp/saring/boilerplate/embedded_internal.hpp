#pragma once

#include <cstddef>
#include <span>

// Files of cpp/data that the build compiles into the library.
namespace saring::boilerplate {

[[nodiscard]] std::span<const std::byte> embedded_line_model() noexcept;  // models/lines.bin
[[nodiscard]] std::span<const std::byte> embedded_html_model() noexcept;  // models/html.bin
[[nodiscard]] std::span<const std::byte> embedded_html_rules() noexcept;  // boilerplate/html.tsv

}  // namespace saring::boilerplate
