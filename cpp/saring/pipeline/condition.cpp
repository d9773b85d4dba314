// Tests: tests/cpp/pipeline/condition_test.cpp.
#include "saring/pipeline/condition.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace saring::pipeline {
namespace {

constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

// The number of values that a step takes. Each step leaves one value.
std::size_t taken_by(ConditionOp op) noexcept {
  if (op <= ConditionOp::kTextIn) return 0;
  return op >= ConditionOp::kNot ? 1 : 2;
}

void check_index(const ConditionStep& step) {
  const bool is_name = step.op == ConditionOp::kName && step.index >= kConditionNumbers;
  const bool is_text = step.op == ConditionOp::kTextIn && step.index >= kDocumentTexts.size();
  if (is_name || is_text) throw std::invalid_argument("a condition has no value of this number");
}

double is_one_of(std::string_view text, const std::vector<std::string>& texts) {
  if (text.empty()) return kNotKnown;
  return std::find(texts.begin(), texts.end(), text) != texts.end() ? 1 : 0;
}

double logical_and(double a, double b) noexcept {
  if (a == 0 || b == 0) return 0;
  return std::isnan(a) || std::isnan(b) ? kNotKnown : 1;
}

double logical_not(double a) noexcept { return std::isnan(a) ? a : a == 0 ? 1 : 0; }

double compared(ConditionOp op, double a, double b) noexcept {
  if (std::isnan(a) || std::isnan(b)) return kNotKnown;
  switch (op) {
    case ConditionOp::kLess:
      return a < b ? 1 : 0;
    case ConditionOp::kLessEqual:
      return a <= b ? 1 : 0;
    case ConditionOp::kGreater:
      return a > b ? 1 : 0;
    case ConditionOp::kGreaterEqual:
      return a >= b ? 1 : 0;
    case ConditionOp::kEqual:
      return a == b ? 1 : 0;
    default:
      return a != b ? 1 : 0;
  }
}

double combined(ConditionOp op, double a, double b) noexcept {
  switch (op) {
    case ConditionOp::kAnd:
      return logical_and(a, b);
    case ConditionOp::kOr:
      return logical_not(logical_and(logical_not(a), logical_not(b)));
    case ConditionOp::kAdd:
      return a + b;
    case ConditionOp::kSubtract:
      return a - b;
    case ConditionOp::kMultiply:
      return a * b;
    case ConditionOp::kDivide:
      return b == 0 ? kNotKnown : a / b;
    default:
      return compared(op, a, b);
  }
}

}  // namespace

Condition::Condition(std::vector<ConditionStep> steps) : steps_(std::move(steps)) {
  std::size_t depth = 0;
  for (const ConditionStep& step : steps_) {
    if (static_cast<std::size_t>(step.op) >= kConditionOps) {
      throw std::invalid_argument("a condition has no such step");
    }
    check_index(step);
    if (depth < taken_by(step.op)) throw std::invalid_argument("a condition lacks a value");
    depth = depth - taken_by(step.op) + 1;
    if (depth > kMaxDepth) throw std::invalid_argument("a condition is nested too deeply");
  }
  if (depth != 1) throw std::invalid_argument("a condition must leave one value");
}

bool Condition::admits(const ConditionValues& values) const noexcept {
  std::array<double, kMaxDepth> stack;
  std::size_t size = 0;
  for (const ConditionStep& step : steps_) {
    switch (step.op) {
      case ConditionOp::kNumber:
        stack[size++] = step.number;
        break;
      case ConditionOp::kName:
        stack[size++] = values.numbers[step.index];
        break;
      case ConditionOp::kTextIn:
        stack[size++] = is_one_of(values.texts[step.index], step.texts);
        break;
      case ConditionOp::kNot:
        stack[size - 1] = logical_not(stack[size - 1]);
        break;
      case ConditionOp::kNegate:
        stack[size - 1] = -stack[size - 1];
        break;
      default:
        stack[size - 2] = combined(step.op, stack[size - 2], stack[size - 1]);
        --size;
    }
  }
  return stack[0] != 0;  // true also for NaN
}

}  // namespace saring::pipeline
