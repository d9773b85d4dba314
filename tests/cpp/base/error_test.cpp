#include "saring/base/error.hpp"

#include <catch2/catch.hpp>

#include "saring/base/version.hpp"

TEST_CASE("InvalidUtf8: has the offset and says it") {
  const saring::InvalidUtf8 error(17);
  CHECK(error.offset() == 17);
  CHECK_THAT(error.what(), Catch::Contains("byte 17"));
}

TEST_CASE("errors: every error of saring can be caught as Error") {
  CHECK_THROWS_AS(throw saring::InvalidUtf8(0), saring::Error);
  CHECK_THROWS_AS(throw saring::ModelError("x"), saring::Error);
  CHECK_THROWS_AS(throw saring::RuleError("x"), saring::Error);
}

TEST_CASE("version: is three numbers") {
  CHECK_THAT(std::string(saring::version()), Catch::Matches("[0-9]+\\.[0-9]+\\.[0-9]+"));
}
