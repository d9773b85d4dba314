#include "saring/base/array_file.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <system_error>
#include <vector>

#include "saring/base/error.hpp"

using saring::ArrayFileReader;
using saring::ArrayFileWriter;

namespace {

constexpr std::uint64_t kKind = 77;

struct Folder {
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path = std::filesystem::temp_directory_path() / "saring-array-file-test";
};

std::string written(const Folder& folder) {
  std::string path = (folder.path / "arrays").string();
  std::vector<std::uint32_t> many(700'000);
  std::iota(many.begin(), many.end(), 0U);
  const std::vector<double> few = {1.5, -2};
  ArrayFileWriter file(path, kKind);
  file.write(std::span<const std::uint32_t>(many));
  file.write(std::span<const double>());
  file.write(std::span<const double>(few));
  file.finish();
  return path;
}

}  // namespace

TEST_CASE("ArrayFile: gives the arrays back, to its owner alone") {
  const Folder folder;
  const std::string path = written(folder);
  ArrayFileReader file(path, kKind);
  const auto many = file.read<std::uint32_t>();
  REQUIRE(many.size() == 700'000);
  CHECK(many[699'999] == 699'999);
  CHECK(file.read<double>().empty());
  CHECK(file.read<double>() == std::vector<double>{1.5, -2});
  CHECK_THROWS_AS(file.read<double>(), saring::Error);
  const auto mode = std::filesystem::status(path).permissions();
  CHECK((mode & std::filesystem::perms::mask) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("ArrayFile: another kind, a changed byte and a cut file are refused") {
  const Folder folder;
  const std::string path = written(folder);
  CHECK_THROWS_AS(ArrayFileReader(path, kKind + 1), saring::Error);
  {
    ArrayFileReader file(path, kKind);
    CHECK_THROWS_AS(file.read<std::uint64_t>(), saring::Error);
  }
  const auto size = std::filesystem::file_size(path);
  for (const std::uintmax_t at : {std::uintmax_t{0}, std::uintmax_t{9}, size / 2, size - 1}) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const auto byte = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 0x10));
    file.close();
    CHECK_THROWS_AS(ArrayFileReader(path, kKind), saring::Error);
    std::ofstream(path, std::ios::in | std::ios::out | std::ios::binary)
        .seekp(static_cast<std::streamoff>(at))
        .put(byte);
  }
  CHECK_NOTHROW(ArrayFileReader(path, kKind));
  for (const std::uintmax_t cut : {size - 1, size / 2, std::uintmax_t{3}}) {
    std::filesystem::resize_file(path, cut);
    CHECK_THROWS_AS(ArrayFileReader(path, kKind), saring::Error);
  }
  CHECK_THROWS_AS(ArrayFileReader("/no/such/file", kKind), std::system_error);
}
