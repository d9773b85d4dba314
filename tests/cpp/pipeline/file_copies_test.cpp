#include "saring/pipeline/file_copies.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "saring/base/error.hpp"

using namespace saring::pipeline;

namespace {

struct Folder {
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path = std::filesystem::temp_directory_path() / "saring-file-copies-test";
};

StoredDocument document(std::uint64_t line, const std::string& text, double rank = 0) {
  StoredDocument out;
  out.location.line = line;
  out.text = text;
  out.rank = rank;
  return out;
}

const std::string kStory = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh";
const std::string kOther = "hujan turun sejak pagi di seluruh kota dan jalan utama tergenang";

void add_files(FileCopyFinder& finder) {
  finder.start_file();
  finder.add(std::vector{document(1, kStory, 1), document(3, kOther, 2)});
  finder.add(std::vector{document(4, kStory + "!", 3)});
  finder.start_file();
  finder.start_file();
  finder.add(std::vector{document(7, kOther, 9), document(9, kStory + " sebelas", 0)});
}

using Lines = std::vector<std::vector<std::uint32_t>>;

}  // namespace

TEST_CASE("FileCopyFinder: gives the lines of copies by file") {
  for (const std::size_t memory : {std::size_t{0}, std::size_t{256} << 20}) {
    FileCopyFinder finder({}, "longest", memory, "");
    add_files(finder);
    const CopiesInFiles found = finder.finish();
    CHECK(found.lines == Lines{{1, 4}, {}, {7}});
    CHECK(found.num_copies == 3);
    CHECK(found.num_documents == 5);
    CHECK(found.expected_recall == 1);
  }
  FileCopyFinder best({}, "best", 0, "");
  add_files(best);
  CHECK(best.finish().lines == Lines{{1, 3}, {}, {9}});
}

TEST_CASE("FileCopyFinder: another one goes on with what was saved") {
  const Folder folder;
  for (const std::string keep : {"first", "best"}) {
    FileCopyFinder all({}, keep, 0, "");
    add_files(all);
    {
      FileCopyFinder first({}, keep, 0, folder.path.string());
      add_files(first);
      first.save();
    }
    FileCopyFinder second({}, keep, 0, folder.path.string());
    second.restore();
    CHECK(second.size() == 5);
    CHECK(second.finish().lines == all.finish().lines);
  }
  std::filesystem::resize_file(folder.path / "texts", 100);
  FileCopyFinder third({}, "first", 0, folder.path.string());
  CHECK_THROWS_AS(third.restore(), saring::Error);
}

TEST_CASE("FileCopyFinder: a bound that is too small is refused with what is needed") {
  FileCopyFinder finder({}, "first", std::size_t{10} << 20, "");
  add_files(finder);
  CHECK_THROWS_WITH(finder.finish(), Catch::Contains("at least 145 MiB, not 10"));
  CHECK_THROWS_AS(FileCopyFinder({}, "shortest", 0, ""), std::invalid_argument);
}
