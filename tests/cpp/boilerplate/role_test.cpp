#include "saring/boilerplate/role.hpp"

#include <catch2/catch.hpp>

using namespace saring::boilerplate;

TEST_CASE("role: every name leads back to its role, and others to none") {
  for (std::size_t i = 0; i < kRoleCount; ++i) {
    const auto role = static_cast<Role>(i);
    CHECK(role_from_name(role_name(role)) == role);
  }
  CHECK_FALSE(role_from_name("Body").has_value());
  CHECK_FALSE(role_from_name("").has_value());
}

TEST_CASE("role: the article is made of headline, body, subheading, quote and list") {
  CHECK(kArticleRoles.contains(Role::kHeadline));
  CHECK(kArticleRoles.contains(Role::kList));
  CHECK_FALSE(kArticleRoles.contains(Role::kCaption));
  CHECK_FALSE(kArticleRoles.contains(Role::kOther));
}
