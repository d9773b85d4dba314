#pragma once

#include <string_view>

namespace saring {

// The version in pyproject.toml, e.g. "0.1.0".
[[nodiscard]] std::string_view version() noexcept;

}  // namespace saring
