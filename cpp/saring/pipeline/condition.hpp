#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/text/signals.hpp"

// Conditions on documents, such as "words >= 50 and repeated_lines < .3", as steps of a stack
// machine. runs/where.py compiles the user's condition to these steps.
namespace saring::pipeline {

// Numbers of a document besides its signals. Their indexes follow those of the signals.
inline constexpr std::array<std::string_view, 3> kDocumentNumbers = {"chars_before", "chars_after",
                                                                     "confidence"};
inline constexpr std::array<std::string_view, 2> kDocumentTexts = {"lang", "script"};
inline constexpr std::size_t kConditionNumbers = text::kSignals + kDocumentNumbers.size();

// NaN means unknown. A comparison with an unknown value is unknown.
enum class ConditionOp : std::uint8_t {
  kNumber,  // pushes `number`
  kName,    // pushes the number with this `index`
  kTextIn,  // pushes whether the text with this `index` is one of `texts`
  // These take two values from the stack.
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kEqual,
  kNotEqual,
  kAnd,  // false if one is false, whatever the other is (Kleene's logic, as in SQL)
  kOr,   // true if one is true
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,  // division by 0 is unknown
  // These take one value from the stack.
  kNot,
  kNegate,
};
inline constexpr std::size_t kConditionOps = 17;

struct ConditionStep {
  ConditionOp op = ConditionOp::kNumber;
  double number = 0;
  std::size_t index = 0;
  std::vector<std::string> texts{};
};

// The values of a document. Empty texts are unknown.
struct ConditionValues {
  std::array<double, kConditionNumbers> numbers{};
  std::array<std::string_view, kDocumentTexts.size()> texts{};
};

// Immutable. Threads may share it.
class Condition {
 public:
  static constexpr std::size_t kMaxDepth = 256;  // of the stack

  // Throws std::invalid_argument if the steps do not leave exactly one value.
  explicit Condition(std::vector<ConditionStep> steps);

  // Returns true if the condition is true or unknown. Linear in the steps.
  [[nodiscard]] bool admits(const ConditionValues& values) const noexcept;

 private:
  std::vector<ConditionStep> steps_;
};

}  // namespace saring::pipeline
