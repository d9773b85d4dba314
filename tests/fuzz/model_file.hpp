#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// Inputs that are model files without their checksum. The targets compute the checksum, so that
// inputs reach the code behind it.
namespace fuzz {

template <typename T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
void set(std::string& out, std::size_t at, T value) {
  std::memcpy(out.data() + at, &value, sizeof value);
}

}  // namespace fuzz

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace fuzz {

// Mutates an input. It starts from a well-formed file if the input is too short, and sometimes
// otherwise.
inline std::size_t mutate_file(std::string_view good, std::uint8_t* data, std::size_t size,
                               std::size_t max_size, unsigned seed) {
  if ((size < good.size() / 2 || seed % 256 == 0) && good.size() <= max_size) {
    std::memcpy(data, good.data(), good.size());
    size = good.size();
  }
  return LLVMFuzzerMutate(data, size, max_size);
}

}  // namespace fuzz
