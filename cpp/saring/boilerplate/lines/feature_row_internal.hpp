#pragma once

namespace saring::boilerplate {

[[nodiscard]] inline float flag(bool value) noexcept { return value ? 1.0F : 0.0F; }

// Writes features one after the other.
class Row {
 public:
  explicit Row(float* at) : at_(at) {}
  void operator()(float value) { *at_++ = value; }

 private:
  float* at_;
};

}  // namespace saring::boilerplate
