#include "saring/base/system_memory.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <new>

using namespace saring;

TEST_CASE("resident_bytes grows by what is written to", "[system_memory]") {
  constexpr std::size_t kSize = std::size_t{64} << 20;
  const std::size_t before = resident_bytes();
  REQUIRE(before > std::size_t{1} << 20);
  auto* const memory = static_cast<char*>(::operator new (kSize, std::align_val_t{kLargePage}));
  use_large_pages(memory, kSize);
  std::memset(memory, 1, kSize);
  CHECK(resident_bytes() >= before + kSize / 2);
  ::operator delete (memory, std::align_val_t{kLargePage});
  return_free_memory();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which hold what was freed
  CHECK(resident_bytes() < before + kSize / 2);
#endif
}
