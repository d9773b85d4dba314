#include "saring/base/error.hpp"

namespace saring {

InvalidUtf8::InvalidUtf8(std::size_t offset)
    : Error("not valid UTF-8: first error at byte " + std::to_string(offset)), offset_(offset) {}

}  // namespace saring
