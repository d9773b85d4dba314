#include "saring/base/loaded_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "saring/base/error.hpp"

namespace {

// A file that is deleted at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("saring_loaded_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string content(const saring::LoadedFile& file) {
  const auto bytes = file.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("LoadedFile: gives the bytes of the file, NUL among them") {
  const std::string bytes("abc\0def\xff", 8);
  const TemporaryFile file(bytes);
  CHECK(content(saring::LoadedFile(file.path())) == bytes);
}

TEST_CASE("LoadedFile: an empty file is empty, not an error") {
  const TemporaryFile file("");
  CHECK(saring::LoadedFile(file.path()).bytes().empty());
}

TEST_CASE("LoadedFile: survives being moved and its file being removed") {
  saring::LoadedFile target = [] {
    const TemporaryFile file("first");
    saring::LoadedFile source(file.path());
    saring::LoadedFile moved(std::move(source));
    return moved;
  }();
  CHECK(content(target) == "first");
  const TemporaryFile second("second");
  target = saring::LoadedFile(second.path());
  CHECK(content(target) == "second");
}

TEST_CASE("LoadedFile: errors carry the errno and the path") {
  const std::string path = "/nonexistent/saring.bin";
  try {
    const saring::LoadedFile file(path);
    FAIL("no error");
  } catch (const std::system_error& e) {
    CHECK(e.code().value() == ENOENT);
    CHECK_THAT(e.what(), Catch::Contains(path));
  }
  const std::string folder = std::filesystem::temp_directory_path().string();
  CHECK_THROWS_AS(saring::LoadedFile(folder), std::filesystem::filesystem_error);
}

TEST_CASE("LoadedFile: a file that changes after it was read changes nothing") {
  for (const std::size_t size : {100U, 5'000'000U}) {
    const TemporaryFile file(std::string(size, 'a'));
    const saring::LoadedFile loaded(file.path());
    std::ofstream(file.path(), std::ios::binary | std::ios::in) << std::string(size, 'b');
    CHECK(content(loaded) == std::string(size, 'a'));
    std::filesystem::resize_file(file.path(), 0);
    CHECK(content(loaded) == std::string(size, 'a'));
  }
}

TEST_CASE("LoadedFile: the bytes are aligned whatever the size") {
  for (const std::size_t size : {1U, 63U, 4097U, 3'000'000U}) {
    const TemporaryFile file(std::string(size, 'a'));
    const saring::LoadedFile loaded(file.path());
    REQUIRE(loaded.bytes().size() == size);
    CHECK(reinterpret_cast<std::uintptr_t>(loaded.bytes().data()) %
              saring::LoadedFile::kAlignment ==
          0);
  }
}

TEST_CASE("LoadedFile: a larger file than permitted is refused unread") {
  const TemporaryFile file("12345");
  CHECK_NOTHROW(saring::LoadedFile(file.path(), 5));
  CHECK_THROWS_WITH(saring::LoadedFile(file.path(), 4),
                    Catch::Contains(file.path()) && Catch::Contains("at most 4"));
  std::filesystem::resize_file(file.path(), std::uintmax_t{1} << 40);  // a sparse file
  CHECK_THROWS_AS(saring::LoadedFile(file.path(), 1 << 20), saring::ModelError);
}

TEST_CASE("LoadedFile: devices and pipes are errors that name them, not waited for") {
  const TemporaryFile place("");
  const std::string pipe = place.path() + ".pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  for (const std::string& path : {pipe, std::string("/dev/zero"), std::string("/dev/null")}) {
    CHECK_THROWS_AS(saring::LoadedFile(path), saring::ModelError);
    CHECK_THROWS_WITH(saring::LoadedFile(path), Catch::Contains(path));
  }
  std::filesystem::remove(pipe);
}
