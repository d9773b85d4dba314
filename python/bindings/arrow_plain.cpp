#include "arrow_plain.hpp"

#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace saring::python {

namespace {

struct Decoded {
  std::vector<std::uint8_t> offsets;
  std::vector<char> bytes;
  std::shared_ptr<const void> source;  // has the validity
};

ArrowData decoded(const ArrowData& data) {
  const auto rows = static_cast<std::size_t>(data.length);
  const auto* codes = static_cast<const std::int32_t*>(data.buffers[1]);
  const auto value = [&](std::size_t i) {
    const bool is_null = data.buffers[0] != nullptr && !bit_at(data.buffers[0], i);
    if (is_null) return std::string_view();
    return string_at(*data.dictionary, static_cast<std::size_t>(codes[i]));
  };
  std::size_t size = 0;
  for (std::size_t i = 0; i < rows; ++i) size += value(i).size();

  auto owner = std::make_shared<Decoded>();
  owner->source = data.owner;
  owner->offsets.resize((rows + 1) * sizeof(std::int64_t));
  owner->bytes.reserve(size + 1);  // a buffer is never null
  for (std::size_t i = 0; i <= rows; ++i) {
    const auto at = static_cast<std::int64_t>(owner->bytes.size());
    std::memcpy(owner->offsets.data() + i * sizeof at, &at, sizeof at);
    if (i == rows) break;
    const std::string_view text = value(i);
    owner->bytes.insert(owner->bytes.end(), text.begin(), text.end());
  }
  ArrowData out = plain_schema(data);
  out.length = data.length;
  out.null_count = data.null_count;
  out.buffers = {data.buffers[0], owner->offsets.data(), owner->bytes.data()};
  out.owner = std::move(owner);
  return out;
}

}  // namespace

ArrowData plain(const ArrowData& data) {
  if (data.dictionary) return decoded(data);
  ArrowData out = data;
  for (ArrowData& child : out.children) child = plain(child);
  return out;
}

ArrowData plain_schema(const ArrowData& data) {
  ArrowData out;
  out.format = data.dictionary ? "U" : data.format;
  out.name = data.name;
  for (const ArrowData& child : data.children) out.children.push_back(plain_schema(child));
  return out;
}

}  // namespace saring::python
