#include "saring/base/mapped_file.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace {

// A file that is gone when the test is over.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("saring_mapped_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string content(const saring::MappedFile& file) {
  const auto bytes = file.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("MappedFile: gives the bytes of the file, NUL among them") {
  const std::string bytes("abc\0def\xff", 8);
  const TemporaryFile file(bytes);
  CHECK(content(saring::MappedFile(file.path())) == bytes);
}

TEST_CASE("MappedFile: an empty file is empty, not an error") {
  const TemporaryFile file("");
  CHECK(saring::MappedFile(file.path()).bytes().empty());
}

TEST_CASE("MappedFile: survives being moved and its file being removed") {
  saring::MappedFile target = [] {
    const TemporaryFile file("first");
    saring::MappedFile source(file.path());
    saring::MappedFile moved(std::move(source));
    return moved;
  }();
  CHECK(content(target) == "first");
  const TemporaryFile second("second");
  target = saring::MappedFile(second.path());
  CHECK(content(target) == "second");
}

TEST_CASE("MappedFile: errors carry the errno and the path") {
  const std::string path = "/nonexistent/saring.bin";
  try {
    const saring::MappedFile file(path);
    FAIL("no error");
  } catch (const std::system_error& e) {
    CHECK(e.code().value() == ENOENT);
    CHECK_THAT(e.what(), Catch::Contains(path));
  }
  const std::string folder = std::filesystem::temp_directory_path().string();
  CHECK_THROWS_AS(saring::MappedFile(folder), std::filesystem::filesystem_error);
}
