#include "saring/base/temp_file.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

using saring::TempFile;

namespace {

void write(TempFile& file, std::string_view text, std::uint64_t offset) {
  file.write(std::as_bytes(std::span(text)), offset);
}

std::string read(const TempFile& file, std::size_t size, std::uint64_t offset) {
  std::string out(size, '?');
  file.read(std::as_writable_bytes(std::span(out)), offset);
  return out;
}

}  // namespace

TEST_CASE("TempFile: gives back what was written, at any offset and in any order") {
  TempFile file;
  write(file, "later", 10);
  write(file, "first", 0);
  CHECK(read(file, 5, 0) == "first");
  CHECK(read(file, 15, 0) == std::string("first\0\0\0\0\0later", 15));
  write(file, "over", 11);
  CHECK(read(file, 5, 10) == "lover");
  CHECK(read(file, 0, 99).empty());
  // Beyond four gigabytes; the file stays sparse.
  write(file, "far", std::uint64_t{5} << 30);
  CHECK(read(file, 3, std::uint64_t{5} << 30) == "far");
}

TEST_CASE("TempFile: leaves no name in its folder, even while it is open") {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("saring_temp_file_test_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  {
    TempFile file(folder.string());
    write(file, "content", 0);
    CHECK(std::filesystem::is_empty(folder));
    CHECK(read(file, 7, 0) == "content");
  }
  CHECK(std::filesystem::is_empty(folder));
  std::filesystem::remove(folder);
}

TEST_CASE("TempFile: reading beyond the end is an error, not zeros") {
  TempFile file;
  write(file, "abc", 0);
  CHECK_THROWS_AS(read(file, 4, 0), std::system_error);
  CHECK_THROWS_AS(read(file, 1, 3), std::system_error);
}

TEST_CASE("TempFile: errors carry the errno and the folder") {
  try {
    const TempFile file("/no/such/folder");
    FAIL("no error");
  } catch (const std::system_error& e) {
    CHECK(e.code().value() == ENOENT);
    CHECK_THAT(e.what(), Catch::Contains("/no/such/folder"));
  }
}
