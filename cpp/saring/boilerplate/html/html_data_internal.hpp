#pragma once

#include <cstddef>
#include <span>

// Files that the build puts into the library: cpp/data/boilerplate/html.tsv,
// cpp/data/models/html.bin.
namespace saring::boilerplate {

[[nodiscard]] std::span<const std::byte> embedded_html_rules() noexcept;
[[nodiscard]] std::span<const std::byte> embedded_html_model() noexcept;

}  // namespace saring::boilerplate
