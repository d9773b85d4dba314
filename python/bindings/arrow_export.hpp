#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrow_abi.hpp"

namespace saring::python {

// The data of an exported ArrowSchema and ArrowArray pair, in plain values. `owner` keeps the
// buffers alive until the consumer releases the array.
struct ArrowData {
  std::string format;
  std::string name;
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  std::vector<const void*> buffers;
  std::vector<ArrowData> children;
  std::shared_ptr<const ArrowData> dictionary;
  std::shared_ptr<const void> owner;
};

// Fill `out` so that it is valid until its release callback is called.
void export_schema(const ArrowData& data, ArrowSchema* out);
void export_array(const ArrowData& data, ArrowArray* out);
// A stream of the one chunk `data`.
void export_stream(const ArrowData& data, ArrowArrayStream* out);

}  // namespace saring::python
