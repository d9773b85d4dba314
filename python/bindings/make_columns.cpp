#include <cstring>
#include <memory>

#include "column.hpp"
#include "column_internal.hpp"

namespace saring::python {

namespace {

std::vector<std::uint8_t> pack_bits(const std::vector<std::uint8_t>& flags) {
  std::vector<std::uint8_t> bits((flags.size() + 7) / 8);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] != 0) bits[i >> 3] = static_cast<std::uint8_t>(bits[i >> 3] | (1U << (i & 7)));
  }
  return bits;
}

// Takes over the buffers. `parts` are the value buffers after the validity bitmap.
struct Buffers {
  std::vector<std::uint8_t> validity;
  std::vector<std::vector<std::uint8_t>> parts;
};

ArrowData make_data(const char* format, std::size_t length, const Validity& validity,
                    std::vector<std::vector<std::uint8_t>> parts) {
  auto owner = std::make_shared<Buffers>();
  ArrowData data;
  for (const std::uint8_t valid : validity) data.null_count += valid == 0 ? 1 : 0;
  if (data.null_count > 0) owner->validity = pack_bits(validity);
  owner->parts = std::move(parts);
  data.format = format;
  data.length = static_cast<std::int64_t>(length);
  data.buffers.push_back(data.null_count > 0 ? owner->validity.data() : nullptr);
  for (const auto& part : owner->parts) data.buffers.push_back(part.data());
  data.owner = std::move(owner);
  return data;
}

template <typename T>
ArrowData numeric_data(const char* format, std::vector<T> values, const Validity& validity) {
  auto owner = std::make_shared<std::pair<std::vector<T>, std::vector<std::uint8_t>>>();
  ArrowData data;
  for (const std::uint8_t valid : validity) data.null_count += valid == 0 ? 1 : 0;
  owner->first = std::move(values);
  if (data.null_count > 0) owner->second = pack_bits(validity);
  data.format = format;
  data.length = static_cast<std::int64_t>(owner->first.size());
  data.buffers = {data.null_count > 0 ? owner->second.data() : nullptr, owner->first.data()};
  data.owner = std::move(owner);
  return data;
}

ArrowData string_data(const std::vector<std::string>& values, const Validity& validity) {
  std::vector<std::uint8_t> offsets((values.size() + 1) * sizeof(std::int64_t));
  std::vector<std::uint8_t> bytes;
  std::int64_t at = 0;
  for (std::size_t i = 0; i <= values.size(); ++i) {
    std::memcpy(offsets.data() + i * sizeof at, &at, sizeof at);
    if (i == values.size()) break;
    bytes.insert(bytes.end(), values[i].begin(), values[i].end());
    at += static_cast<std::int64_t>(values[i].size());
  }
  if (bytes.empty()) bytes.push_back(0);  // a buffer is never null
  std::vector<std::vector<std::uint8_t>> parts;
  parts.push_back(std::move(offsets));
  parts.push_back(std::move(bytes));
  return make_data("U", values.size(), validity, std::move(parts));
}

py::object wrap(ArrowData data) { return py::cast(ResultColumn(std::move(data))); }

}  // namespace

py::object make_column(std::vector<float> values, Validity validity) {
  return wrap(numeric_data("f", std::move(values), validity));
}
py::object make_column(std::vector<double> values, Validity validity) {
  return wrap(numeric_data("g", std::move(values), validity));
}
py::object make_column(std::vector<std::int32_t> values, Validity validity) {
  return wrap(numeric_data("i", std::move(values), validity));
}
py::object make_column(std::vector<std::int64_t> values, Validity validity) {
  return wrap(numeric_data("l", std::move(values), validity));
}
py::object make_column(std::vector<std::uint32_t> values, Validity validity) {
  return wrap(numeric_data("I", std::move(values), validity));
}
py::object make_column(std::vector<std::uint64_t> values, Validity validity) {
  return wrap(numeric_data("L", std::move(values), validity));
}

py::object make_bool_column(std::vector<std::uint8_t> values, Validity validity) {
  std::vector<std::vector<std::uint8_t>> parts;
  parts.push_back(pack_bits(values));
  return wrap(make_data("b", values.size(), validity, std::move(parts)));
}

py::object make_string_column(const std::vector<std::string>& values, Validity validity) {
  return wrap(string_data(values, validity));
}

py::object make_dictionary_column(std::vector<std::int32_t> codes,
                                  const std::vector<std::string>& values) {
  Validity validity(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    validity[i] = codes[i] >= 0 ? 1 : 0;
    if (codes[i] < 0) codes[i] = 0;
  }
  ArrowData data = numeric_data("i", std::move(codes), validity);
  data.dictionary = std::make_shared<const ArrowData>(string_data(values, {}));
  return wrap(std::move(data));
}

py::object make_list_column(std::vector<std::int64_t> offsets, const py::object& items,
                            const Validity& validity) {
  const std::size_t length = offsets.size() - 1;
  ArrowData data = numeric_data(kListFormat, std::move(offsets), validity);
  data.length = static_cast<std::int64_t>(length);
  data.children.push_back(items.cast<const ResultColumn&>().data());
  data.children.back().name = "item";
  return wrap(std::move(data));
}

}  // namespace saring::python
