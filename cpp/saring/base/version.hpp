#pragma once

#include <string_view>

namespace saring {

// The version of pyproject.toml, e.g. "0.1.0".
[[nodiscard]] std::string_view version() noexcept;

}  // namespace saring
