// Tests: tests/cpp/base/byte_reader_test.cpp.
#include "saring/base/byte_reader.hpp"

#include <cmath>

#include "saring/base/error.hpp"

namespace saring {

void ByteReader::fail(const std::string& what) const { throw ModelError(name_ + ": " + what); }

float ByteReader::read_finite() {
  const auto value = read<float>();
  if (!std::isfinite(value)) fail("a number that is not finite");
  return value;
}

const std::byte* ByteReader::take(std::size_t count, std::size_t size) {
  if (count > remaining() / size) {
    fail("too short: " + std::to_string(bytes_.size()) + " bytes, expected " +
         std::to_string(count) + " x " + std::to_string(size) + " from byte " +
         std::to_string(offset_));
  }
  const std::byte* out = bytes_.data() + offset_;
  offset_ += count * size;
  return out;
}

const std::byte* ByteReader::section(std::uint64_t offset, std::uint64_t count, std::size_t size,
                                     std::size_t alignment) const {
  if (offset > bytes_.size() || count > (bytes_.size() - offset) / size) {
    fail("a section is outside the file: " + std::to_string(bytes_.size()) + " bytes, expected " +
         std::to_string(count) + " x " + std::to_string(size) + " from byte " +
         std::to_string(offset));
  }
  const std::byte* out = bytes_.data() + offset;
  if (reinterpret_cast<std::uintptr_t>(out) % alignment != 0)
    fail("the section at byte " + std::to_string(offset) + " is not aligned");
  return out;
}

}  // namespace saring
