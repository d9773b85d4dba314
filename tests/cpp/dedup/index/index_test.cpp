#include "saring/dedup/index/index.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "index_texts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/error.hpp"
#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/index/index_format_internal.hpp"
#include "saring/dedup/index/lmdb_file_internal.hpp"
#include "saring/dedup/index/postings_internal.hpp"

using namespace saring;
using namespace saring::dedup;

TEST_CASE("queries find what the batch search finds, with the same similarity") {
  const std::vector<std::string> texts = random_texts(300, 7);
  const std::vector<std::string> ids = ids_for(texts.size());
  for (const std::string measure : {"jaccard", "dice", "cosine"}) {
    for (const double threshold : {0.3, 0.5, 0.8, 1.0}) {
      const Folder folder;
      Index index(folder.path / "x.saring", Index::Mode::kWrite,
                  {.threshold = threshold, .measure = measure, .ngram_size = 2});
      for (std::size_t at = 0; at < texts.size(); at += 37) {
        index.add(numbered(texts, ids, at, at + 37), 2);
      }
      std::set<std::tuple<std::string, std::string, double, Relation>> expected;
      const Duplicates batch = near_duplicates(views(texts), {.threshold = threshold,
                                                              .measure = measure,
                                                              .pair_limit = 1000,
                                                              .shingles = {.ngram_size = 2}});
      for (const DuplicatePair& pair : batch.pairs) {
        expected.emplace(ids[pair.left], ids[pair.right], pair.similarity, pair.relation);
        expected.emplace(ids[pair.right], ids[pair.left], pair.similarity, pair.relation);
      }
      std::set<std::tuple<std::string, std::string, double, Relation>> found;
      const auto matches = index.query(views(texts), 2);
      for (std::size_t i = 0; i < texts.size(); ++i) {
        for (const IndexMatch& match : matches[i]) {
          if (match.id != ids[i]) {
            found.emplace(ids[i], match.id, match.similarity, match.relation);
          }
        }
      }
      CAPTURE(measure, threshold);
      CHECK(found == expected);
      const IndexClusters clusters = index.clusters(Keep::kFirst, 2);
      const Duplicates first = near_duplicates(views(texts),
                                               {.threshold = threshold,
                                                .measure = measure,
                                                .pair_limit = 1000,
                                                .shingles = {.ngram_size = 2}},
                                               Keep::kFirst);
      CHECK(clusters.ids == ids);
      CHECK(clusters.found.representative == first.representative);
      CHECK(clusters.found.similarity == first.similarity);
      index.check();
    }
  }
}

TEST_CASE("an index is what was added, updated and removed, after it is opened again, too") {
  const Folder folder;
  const fs::path path = folder.path / "x.saring";
  const std::vector<std::string> texts = random_texts(100, 3);
  const std::vector<std::string> ids = ids_for(100);
  {
    Index index(path, Index::Mode::kWrite, {.threshold = 0.9});
    index.add(numbered(texts, ids));
    const std::vector<std::string_view> gone{ids[3], ids[50]};
    index.remove(gone);
    CHECK(index.size() == 98);
    const std::vector<IndexText> changed{
        {.id = ids[4], .text = "one two three four five six", .timestamp = 7.5, .group = "site"}};
    index.update(changed);
    CHECK(index.size() == 98);
    CHECK_FALSE(index.contains(ids[3]));
    CHECK(index.contains(ids[4]));
  }
  for (const bool compact : {false, true}) {
    if (compact) {
      Index index(path, Index::Mode::kWrite);
      const std::uint64_t before = index.stats().file_bytes;
      index.compact();
      CHECK(index.stats().removed == 0);
      CHECK(index.stats().file_bytes < before);
      index.check();
      const std::vector<IndexText> more{{.id = "more", .text = "more"}};
      index.add(more);
      index.remove(std::vector<std::string_view>{"more"});
    }
    const Index index(path, Index::Mode::kRead, {.threshold = 0.9});
    CHECK(index.size() == 98);
    CHECK(index.entries().size() == 98);
    const std::vector<std::string_view> text{"One, two, three: four five six!"};
    const auto found = index.query(text);
    REQUIRE(found[0].size() == 1);
    CHECK(found[0][0].id == ids[4]);
    CHECK(found[0][0].relation == Relation::kExact);
    CHECK(found[0][0].similarity == 1.0);
    CHECK(found[0][0].timestamp == 7.5);
    CHECK(found[0][0].group == "site");
    index.check();
  }
  for (const auto& entry : fs::directory_iterator(folder.path)) {
    CHECK(entry.path().filename().string().starts_with("x.saring"));
    CHECK_FALSE(entry.path().string().ends_with("compacted"));
  }
}

TEST_CASE("a change that cannot be made whole is not made") {
  const Folder folder;
  Index index(folder.path / "x", Index::Mode::kWrite);
  const std::vector<IndexText> first{{.id = "a", .text = "some words"}};
  index.add(first);
  const std::vector<IndexText> with_known{{.id = "b", .text = "b"}, {.id = "a", .text = "a"}};
  CHECK_THROWS_WITH(index.add(with_known), Catch::Contains("'a' is in the index already"));
  const std::vector<IndexText> twice{{.id = "b", .text = "b"}, {.id = "b", .text = "a"}};
  CHECK_THROWS_WITH(index.add(twice), Catch::Contains("'b' is given twice"));
  CHECK_THROWS_WITH(index.update(with_known), Catch::Contains("'b' is not in the index"));
  const std::string longest(kMaxIdBytes, 'x');
  const std::string longer(kMaxIdBytes + 1, 'x');
  const std::vector<IndexText> too_long{{.id = longer, .text = "b"}};
  CHECK_THROWS_AS(index.add(too_long), std::invalid_argument);
  const std::vector<IndexText> empty{{.id = "", .text = "b"}};
  CHECK_THROWS_AS(index.add(empty), std::invalid_argument);
  CHECK_THROWS_WITH(index.remove(std::vector<std::string_view>{"a", "c"}),
                    Catch::Contains("'c' is not in the index"));
  CHECK(index.size() == 1);
  const std::vector<IndexText> long_id{{.id = longest, .text = "b"}};
  index.add(long_id);
  CHECK(index.contains(longest));

  CancelToken token;
  token.cancel();
  const CancelScope scope(&token);
  const std::vector<IndexText> more{{.id = "c", .text = "c"}};
  CHECK_THROWS_AS(index.add(more), Cancelled);
  CHECK(index.size() == 2);
}

TEST_CASE("settings are fixed when an index is made") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  CHECK_THROWS_AS(Index(path, Index::Mode::kWrite, {.threshold = 0}), std::invalid_argument);
  CHECK_THROWS_AS(Index(path, Index::Mode::kWrite, {.measure = "length"}), std::invalid_argument);
  CHECK_FALSE(fs::exists(path));
  { Index(path, Index::Mode::kWrite, {.threshold = 0.7, .measure = "dice", .ngram_size = 3}); }
  CHECK(Index(path, Index::Mode::kRead).settings() ==
        IndexSettings{.threshold = 0.7, .measure = "dice", .ngram_size = 3});
  CHECK_THROWS_WITH(Index(path, Index::Mode::kRead, {.threshold = 0.8}),
                    Catch::Contains("was made with threshold"));
  CHECK_THROWS_WITH(Index(path, Index::Mode::kWrite, {.measure = "jaccard"}),
                    Catch::Contains("was made with measure dice, not jaccard"));
  CHECK_THROWS_WITH(Index(path, Index::Mode::kWrite, {.ngram_size = 5}),
                    Catch::Contains("was made with ngram_size 3, not 5"));
  CHECK_THROWS_WITH(Index(path, Index::Mode::kWrite, {.normalize = Normalization{.marks = true}}),
                    Catch::Contains("normalize case,punctuation, not case,marks,punctuation"));
  CHECK_THROWS_WITH(Index(path, Index::Mode::kWrite, {.containment = 0.9}),
                    Catch::Contains("was made with containment"));
  CHECK_THROWS_WITH(Index(path, Index::Mode::kWrite, {.containment = 1.5}),
                    Catch::Contains("containment must be in"));
}

TEST_CASE("one process writes; others read what was committed last") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  Index index(path, Index::Mode::kWrite);
  CHECK_THROWS_WITH(Index(path, Index::Mode::kRead), Catch::Contains("open in this process"));
  const std::vector<IndexText> first{{.id = "a", .text = "some words"}};
  index.add(first);
  const pid_t child = ::fork();
  if (child == 0) {
    int failures = 0;
    try {
      (void)index.size();
      failures |= 1;
    } catch (const IndexFileError&) {
    }
    try {
      (void)Index(path, Index::Mode::kWrite);
      // The child inherits its parent's locks, and LMDB's own lock would wait.
      failures |= 2;
    } catch (const IndexFileError&) {
    }
    try {
      const Index reader(path, Index::Mode::kRead);
      if (reader.size() != 1) failures |= 4;
    } catch (const IndexFileError&) {
      failures |= 8;
    }
    ::_exit(failures);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("files that are no index are refused and left alone") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  CHECK_THROWS_AS(Index(path, Index::Mode::kRead), fs::filesystem_error);
  std::ofstream(path) << "{\"id\": 1}\n" << std::string(20000, ' ');
  const auto size = fs::file_size(path);
  CHECK_THROWS_WITH(Index(path, Index::Mode::kWrite), Catch::Contains("is no index of saring"));
  CHECK(fs::file_size(path) == size);
  CHECK_THROWS_WITH(Index(folder.path, Index::Mode::kRead), Catch::Contains("is not a file"));
}

TEST_CASE("settings that no index has are refused, whatever the checksum says") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  { const Index index(path, Index::Mode::kWrite); }
  const auto change = [&](const std::function<void(IndexSettings&)>& edit) {
    const LmdbFile file(path, FileUse::kWrite);
    Changes changes(file);
    IndexHeader header = IndexHeader::read(file, changes);
    header.settings = {};
    edit(header.settings);
    changes.replace(kHeaderKey, header.pack());
    changes.commit();
  };
  const auto refuses = [&](const char* why) {
    CHECK_THROWS_AS(Index(path, Index::Mode::kRead), IndexFileError);
    CHECK_THROWS_WITH(Index(path, Index::Mode::kWrite), Catch::Contains(why));
  };
  change([](IndexSettings& settings) { settings.measure = "jacquard"; });
  refuses("measure");
  change([](IndexSettings& settings) { settings.threshold = -1; });
  refuses("threshold");
  change([](IndexSettings& settings) { settings.ngram_size = 1 << 20; });
  refuses("ngram_size");
  change([](IndexSettings& settings) { settings.containment = 2; });
  refuses("containment");
}

TEST_CASE("a number of pages that no index has is refused") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  { const Index index(path, Index::Mode::kWrite); }
  for (const std::streamoff page : {0, 4096}) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(page + 141);  // of the eight bytes of the last page, the sixth
    file.put('\x01');
    file.close();
    CHECK_THROWS_WITH(Index(path, Index::Mode::kRead), Catch::Contains("impossibly many"));
    CHECK_THROWS_AS(Index(path, Index::Mode::kWrite), IndexFileError);
  }
}

TEST_CASE("postings that no run has are damage, not written") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  { const Index index(path, Index::Mode::kWrite); }
  const LmdbFile file(path, FileUse::kWrite);
  Changes changes(file);
  RunWriter run(changes, {.run = 1, .first_document = 10, .documents = 2});
  run.add({5, 10});
  CHECK_NOTHROW(run.add({5, 11}));
  CHECK_THROWS_AS(run.add({4, 10}), IndexFileError);  // out of order
  CHECK_THROWS_AS(run.add({6, 12}), IndexFileError);  // of documents of other runs
  CHECK_THROWS_AS(run.add({6, 9}), IndexFileError);
  CHECK_THROWS_AS(run.add({std::uint64_t{1} << kKeyBits, 10}), IndexFileError);
}

TEST_CASE("flipped bits and missing ends are found, and never crash") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  const std::vector<std::string> texts = random_texts(400, 5);
  const std::vector<std::string> ids = ids_for(texts.size());
  {
    Index index(path, Index::Mode::kWrite, {.threshold = 0.5, .ngram_size = 2});
    for (std::size_t at = 0; at < texts.size(); at += 20) {
      index.add(numbered(texts, ids, at, at + 20));
    }
  }
  std::string whole;
  {
    std::ifstream file(path, std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(file), {});
  }
  const auto answers = [&] {
    Index index(path, Index::Mode::kWrite);
    auto found = index.query(views(texts));
    std::vector<std::string> shown;
    for (const auto& matches : found) {
      shown.emplace_back();
      for (const IndexMatch& match : matches) {
        shown.back() += match.id + " " + std::to_string(match.similarity) + "\n";
      }
    }
    index.check();
    const std::vector<IndexText> more{{.id = "more", .text = "and one more text"}};
    index.add(more);
    index.remove(std::vector<std::string_view>{"more"});
    return shown;
  };
  const auto write = [&](const std::string& bytes) {
    fs::remove(path.string() + "-lock");
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  };
  const std::vector<std::string> expected = answers();
  std::mt19937 random(11);
  std::size_t refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = whole;
    // Half of the flips are in the heads of pages, where they do most harm.
    std::size_t at = random() % damaged.size();
    if (round % 2 == 0) at = at / 4096 * 4096 + random() % 64;
    if (round % 10 == 0) at = random() % 2 * 4096 + random() % 160;
    damaged[at] = static_cast<char>(damaged[at] ^ 1 << random() % 8);
    write(damaged);
    try {
      const auto found = answers();
      CHECK(found == expected);  // the bit is not in use
    } catch (const IndexFileError& error) {
      CHECK_THAT(error.what(), Catch::Contains(path.string()));
      ++refused;
    }
  }
  CHECK(refused > 150);
  refused = 0;
  for (int round = 0; round < 60; ++round) {
    write(whole.substr(0, whole.size() * static_cast<std::size_t>(round) / 60));
    if (round == 0) continue;  // an empty file is a new index
    try {
      const auto found = answers();
      CHECK(found == expected);  // free pages are missing
    } catch (const IndexFileError&) {
      ++refused;
    }
  }
  CHECK(refused >= 50);
}
