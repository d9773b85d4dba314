#include "saring/base/version.hpp"

namespace saring {

std::string_view version() noexcept { return SARING_VERSION; }

}  // namespace saring
