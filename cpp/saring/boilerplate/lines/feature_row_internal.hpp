#pragma once

#include <cstddef>

namespace saring::boilerplate {

[[nodiscard]] inline float flag(bool value) noexcept { return value ? 1.0F : 0.0F; }

// Writes features one after the other, `stride` floats apart.
class Row {
 public:
  explicit Row(float* at, std::size_t stride = 1) : at_(at), stride_(stride) {}
  void operator()(float value) {
    *at_ = value;
    at_ += stride_;
  }
  // The row from its feature `index` on.
  [[nodiscard]] Row from(std::size_t index) const { return Row(at_ + index * stride_, stride_); }

 private:
  float* at_;
  std::size_t stride_;
};

}  // namespace saring::boilerplate
