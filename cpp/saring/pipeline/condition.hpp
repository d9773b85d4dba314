#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/text/signals.hpp"

// Conditions on documents, such as "words >= 50 and repeated_lines < .3", as steps of a stack
// machine: runs/where.py makes them of what a user writes.
namespace saring::pipeline {

// What a document has beside its signals. Their numbers go on after those of the signals.
inline constexpr std::array<std::string_view, 3> kDocumentNumbers = {"chars_before", "chars_after",
                                                                     "confidence"};
inline constexpr std::array<std::string_view, 2> kDocumentTexts = {"lang", "script"};
inline constexpr std::size_t kConditionNumbers = text::kSignals + kDocumentNumbers.size();

// NaN stands for what is not known; so do comparisons with it.
enum class ConditionOp : std::uint8_t {
  kNumber,  // pushes `number`
  kName,    // pushes the value that has the number `index`
  kTextIn,  // pushes whether the text that has the number `index` is one of `texts`
  // These take two values.
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kEqual,
  kNotEqual,
  kAnd,  // false where one is false, whatever the other one is (Kleene's logic), as of SQL
  kOr,   // true where one is true
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,  // by 0: not known
  // These take one.
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

// What a condition is about. Empty texts are not known.
struct ConditionValues {
  std::array<double, kConditionNumbers> numbers{};
  std::array<std::string_view, kDocumentTexts.size()> texts{};
};

// Immutable; may be shared by threads.
class Condition {
 public:
  static constexpr std::size_t kMaxDepth = 256;  // of the stack

  // Throws std::invalid_argument where the steps do not leave one value.
  explicit Condition(std::vector<ConditionStep> steps);

  // Whether the condition is true, or not known to be false. Linear in the steps.
  [[nodiscard]] bool admits(const ConditionValues& values) const noexcept;

 private:
  std::vector<ConditionStep> steps_;
};

}  // namespace saring::pipeline
