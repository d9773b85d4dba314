#include "saring/base/ascii_run.hpp"

#include <catch2/catch.hpp>
#include <cstddef>
#include <string>

TEST_CASE("ascii run: ends at the first byte that is not ASCII, wherever that is") {
  for (std::size_t size = 0; size < 20; ++size) {
    const std::string run(size, 'a');
    const auto end_of = [](const std::string& text) {
      const char* const begin = text.data();
      return static_cast<std::size_t>(saring::ascii::skip_run(begin, begin + text.size()) - begin);
    };
    CHECK(end_of(run) == size);
    CHECK(end_of(run + "\x80" + run) == size);
    CHECK(end_of(run + "\xFF") == size);
    CHECK(end_of(run + '\x7F' + "\xC3\xA9 b") == size + 1);
  }
}
