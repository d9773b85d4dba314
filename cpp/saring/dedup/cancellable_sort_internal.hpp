#pragma once

#include <algorithm>

#include "saring/base/cancel.hpp"

namespace saring::dedup {

// std::sort that throws Cancelled if the result is no longer needed. The values are then in no
// particular order. For arrays that grow with the collection.
template <typename Iterator, typename Less>
void cancellable_sort(Iterator first, Iterator last, const Less& less) {
  CancelCheck check;
  std::sort(first, last, [&](const auto& a, const auto& b) {
    check();
    return less(a, b);
  });
}

}  // namespace saring::dedup
