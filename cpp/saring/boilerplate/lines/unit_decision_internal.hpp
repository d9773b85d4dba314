#pragma once

#include <string_view>

#include "saring/boilerplate/role.hpp"

namespace saring::boilerplate {

// The rule of what the line model decides.
inline constexpr std::string_view kModelRule = "model.lines";

// What is decided about a unit.
struct UnitDecision {
  bool keep = true;
  bool by_model = false;  // dropped by the line model
  Role role = Role::kBody;
  float score = 1;
  float article = 1;  // probability that it is part of the article: 0 or 1 where no model decides
  std::string_view reason;
  std::string_view rule;
};

}  // namespace saring::boilerplate
