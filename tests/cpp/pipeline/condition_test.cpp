#include "saring/pipeline/condition.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>
#include <vector>

using saring::pipeline::Condition;
using saring::pipeline::ConditionOp;
using saring::pipeline::ConditionStep;
using saring::pipeline::ConditionValues;

namespace {

constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

ConditionStep number(double value) { return {.number = value}; }
ConditionStep name(std::size_t index) { return {.op = ConditionOp::kName, .index = index}; }
ConditionStep op(ConditionOp op) { return {.op = op}; }

bool admits(std::vector<ConditionStep> steps, const ConditionValues& values = {}) {
  return Condition(std::move(steps)).admits(values);
}

// True if a step on these values gives `expected`, which may be unknown.
bool gives(ConditionOp what, std::vector<double> values, double expected) {
  std::vector<ConditionStep> steps;
  for (const double value : values) steps.push_back(number(value));
  steps.push_back(op(what));
  std::vector<ConditionStep> refuted = steps;
  refuted.push_back(op(ConditionOp::kNot));
  const bool may_be = admits(steps);
  const bool may_not_be = admits(refuted);
  if (expected != expected) return may_be && may_not_be;
  steps.push_back(number(expected));
  steps.push_back(op(ConditionOp::kNotEqual));
  return !admits(steps);
}

}  // namespace

TEST_CASE("condition: comparisons") {
  CHECK(gives(ConditionOp::kLess, {1, 2}, 1));
  CHECK(gives(ConditionOp::kLess, {2, 2}, 0));
  CHECK(gives(ConditionOp::kLessEqual, {2, 2}, 1));
  CHECK(gives(ConditionOp::kGreater, {2, 2}, 0));
  CHECK(gives(ConditionOp::kGreater, {3, 2}, 1));
  CHECK(gives(ConditionOp::kGreaterEqual, {2, 2}, 1));
  CHECK(gives(ConditionOp::kEqual, {2, 2}, 1));
  CHECK(gives(ConditionOp::kEqual, {2, 3}, 0));
  CHECK(gives(ConditionOp::kNotEqual, {2, 3}, 1));
  CHECK(gives(ConditionOp::kNotEqual, {2, 2}, 0));
}

TEST_CASE("condition: arithmetic") {
  CHECK(gives(ConditionOp::kAdd, {1, 2}, 3));
  CHECK(gives(ConditionOp::kSubtract, {1, 2}, -1));
  CHECK(gives(ConditionOp::kMultiply, {3, 2}, 6));
  CHECK(gives(ConditionOp::kDivide, {3, 2}, 1.5));
  CHECK(gives(ConditionOp::kDivide, {3, 0}, kNotKnown));
  CHECK(gives(ConditionOp::kNegate, {3}, -3));
}

TEST_CASE("condition: what is not known makes comparisons unknown, and what follows from them") {
  CHECK(gives(ConditionOp::kLess, {kNotKnown, 2}, kNotKnown));
  CHECK(gives(ConditionOp::kNotEqual, {kNotKnown, 2}, kNotKnown));
  CHECK(gives(ConditionOp::kNot, {kNotKnown}, kNotKnown));
  CHECK(gives(ConditionOp::kAnd, {kNotKnown, 1}, kNotKnown));
  CHECK(gives(ConditionOp::kAnd, {kNotKnown, 0}, 0));
  CHECK(gives(ConditionOp::kAnd, {0, kNotKnown}, 0));
  CHECK(gives(ConditionOp::kAnd, {1, 1}, 1));
  CHECK(gives(ConditionOp::kOr, {kNotKnown, 1}, 1));
  CHECK(gives(ConditionOp::kOr, {1, kNotKnown}, 1));
  CHECK(gives(ConditionOp::kOr, {kNotKnown, 0}, kNotKnown));
  CHECK(gives(ConditionOp::kOr, {0, 0}, 0));
  CHECK(gives(ConditionOp::kNot, {0}, 1));
  CHECK(gives(ConditionOp::kNot, {1}, 0));
}

TEST_CASE("condition: names are values of the document") {
  ConditionValues values;
  values.numbers[1] = 60;
  values.texts[0] = "ind_Latn";
  CHECK(admits({name(1), number(50), op(ConditionOp::kGreaterEqual)}, values));
  CHECK_FALSE(admits({name(0), number(50), op(ConditionOp::kGreaterEqual)}, values));
  const ConditionStep wanted{.op = ConditionOp::kTextIn, .texts = {"zsm_Latn", "ind_Latn"}};
  CHECK(admits({wanted}, values));
  CHECK_FALSE(admits({wanted, op(ConditionOp::kNot)}, values));
  values.texts[0] = "eng_Latn";
  CHECK_FALSE(admits({wanted}, values));
  values.texts[0] = "";
  CHECK(admits({wanted}, values));
  CHECK(admits({wanted, op(ConditionOp::kNot)}, values));
}

TEST_CASE("condition: steps that leave no value are refused") {
  const auto refused = [](std::vector<ConditionStep> steps) {
    CHECK_THROWS_AS(Condition(std::move(steps)), std::invalid_argument);
  };
  refused({});
  refused({number(1), number(2)});
  refused({number(1), op(ConditionOp::kAnd)});
  refused({op(ConditionOp::kNot)});
  refused({name(saring::pipeline::kConditionNumbers)});
  refused({{.op = ConditionOp::kTextIn, .index = 2}});
  refused({op(static_cast<ConditionOp>(saring::pipeline::kConditionOps))});
  std::vector<ConditionStep> deep(Condition::kMaxDepth + 1, number(1));
  deep.resize(2 * deep.size() - 1, op(ConditionOp::kAnd));
  refused(deep);
}
