#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "saring/base/byte_reader.hpp"

// Saves objects as bytes and loads them in another process of the same version of saring. A class
// has one function for both directions. The function names each member once:
//
//   template <typename Archive> void exchange(Archive& archive, Thing& thing) {
//     archive(thing.count, thing.names);
//   }
namespace saring {

// Appends the values it is given to `bytes`.
class SavingArchive {
 public:
  template <typename... Values>
  void operator()(Values&... values) {
    (put(values), ...);
  }
  std::string bytes;

 private:
  template <typename T>
  void put(T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      exchange(*this, value);
    }
  }
  void put(std::string& text) {
    std::uint64_t size = text.size();
    put(size);
    bytes += text;
  }
  template <typename T>
  void put(std::vector<T>& values) {
    std::uint64_t size = values.size();
    put(size);
    if constexpr (std::is_trivially_copyable_v<T>) {
      if (size > 0) {
        bytes.append(reinterpret_cast<const char*>(values.data()), size * sizeof(T));
      }
    } else {
      for (T& value : values) put(value);
    }
  }
  template <typename T>
  void put(std::map<std::string, T, std::less<>>& values) {
    std::uint64_t size = values.size();
    put(size);
    for (auto& [key, value] : values) {
      std::string name = key;
      put(name);
      put(value);
    }
  }
};

// Reads the values back, in the same order. Errors: ModelError if there are too few bytes.
class LoadingArchive {
 public:
  explicit LoadingArchive(ByteReader& reader) : reader_(reader) {}
  template <typename... Values>
  void operator()(Values&... values) {
    (get(values), ...);
  }

 private:
  template <typename T>
  void get(T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      value = reader_.read<T>();
    } else {
      exchange(*this, value);
    }
  }
  void get(std::string& text) {
    const auto bytes = reader_.read_array<char>(reader_.read<std::uint64_t>());
    text.assign(bytes.begin(), bytes.end());
  }
  template <typename T>
  void get(std::vector<T>& values) {
    const auto size = reader_.read<std::uint64_t>();
    if constexpr (std::is_trivially_copyable_v<T>) {
      values = reader_.read_array<T>(size);
    } else {
      values.clear();
      for (std::uint64_t i = 0; i < size; ++i) get(values.emplace_back());
    }
  }
  template <typename T>
  void get(std::map<std::string, T, std::less<>>& values) {
    values.clear();
    const auto size = reader_.read<std::uint64_t>();
    for (std::uint64_t i = 0; i < size; ++i) {
      std::string name;
      get(name);
      get(values.emplace_hint(values.end(), std::move(name), T())->second);
    }
  }

  ByteReader& reader_;
};

// Save or load a whole object. `name` is the name in error messages. Errors: ModelError.
template <typename T>
[[nodiscard]] std::string save(T& object) {
  SavingArchive archive;
  archive(object);
  return std::move(archive.bytes);
}
template <typename T>
void load(T& object, std::span<const std::byte> bytes, std::string name) {
  ByteReader reader(bytes, std::move(name));
  LoadingArchive archive(reader);
  archive(object);
  if (reader.remaining() != 0) reader.fail("bytes after its end");
}

}  // namespace saring
