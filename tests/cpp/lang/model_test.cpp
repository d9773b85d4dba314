#include <catch2/catch.hpp>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <vector>

#include "lang/tiny_model.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

using namespace saring;
using namespace saring::lang;
using saring::lang::test::TemporaryFile;

namespace {

ModelParts small_parts() {
  ModelParts parts;
  parts.labels = {{"rus_Cyrl", text::Script::kCyrillic, 3, 30},
                  {"ukr_Cyrl", text::Script::kCyrillic, 4, 40},
                  {"eng_Latn", text::Script::kLatin, 5, 50}};
  for (std::uint64_t i = 0; i < 5000; ++i) {
    parts.features.push_back(
        {mix64(i + 1), {{0, static_cast<std::int8_t>(i % 100)}, {1, std::int8_t{-5}}}});
  }
  parts.labels[1].least_share[4] = 99;
  parts.calibration.resize(2);
  parts.calibration[1].inverse_temperature[3] = 0.25F;
  parts.weight_unit = 0.125F;
  return parts;
}

std::string error_of(const std::string& bytes) {
  const TemporaryFile file(bytes);
  try {
    const Model model(file.path());
  } catch (const ModelError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("model: what is written is read back") {
  const TemporaryFile file(serialise(small_parts()));
  const Model model(file.path());
  REQUIRE(model.labels().size() == 3);
  CHECK(model.code(1) == "ukr_Cyrl");
  CHECK(model.labels()[2].training_lines == 5);
  CHECK(model.labels()[1].least_share[4] == 99);
  CHECK(model.labels()[2].least_share[4] == 0);
  CHECK(model.groups().size() == 2);
  CHECK(model.calibration()[1].inverse_temperature[3] == 0.25F);
  CHECK(model.weight_unit() == 0.125F);
  std::size_t wrong = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const Posting posting = model.find(mix64(i + 1));
    REQUIRE(posting);
    wrong += posting.size != 2 || posting.weights[0] != static_cast<std::int8_t>(i % 100) ? 1 : 0;
  }
  CHECK(wrong <= 2);  // two features may share bucket and fingerprint
}

TEST_CASE("model: false hits of absent features are rare") {
  const TemporaryFile file(serialise(small_parts()));
  const Model model(file.path());
  std::size_t found = 0;
  for (std::uint64_t i = 10000; i < 110000; ++i) found += model.find(mix64(i)) ? 1 : 0;
  CHECK(found < 80);
}

TEST_CASE("model: damage is an error with a reason") {
  const std::string good = serialise(small_parts());
  CHECK(error_of(good).empty());
  CHECK_THAT(error_of(""), Catch::Contains("too short"));
  CHECK_THAT(error_of(good.substr(0, 100)), Catch::Contains("too short"));
  CHECK_THAT(error_of(good.substr(0, good.size() - 1)), Catch::Contains("bytes"));
  std::string bad = good;
  bad[0] = 'X';
  CHECK_THAT(error_of(bad), Catch::Contains("magic"));
  bad = good;
  bad[8] = 99;
  CHECK_THAT(error_of(bad), Catch::Contains("format 99"));
  bad[8] = 2;  // the one before, whose labels have no least shares
  CHECK_THAT(error_of(bad), Catch::Contains("model format 2, this saring reads 3"));
}

TEST_CASE("model: one wrong bit anywhere after the header is found by the checksum") {
  const std::string good = serialise(small_parts());
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    std::string bad = good;
    const std::size_t at = sizeof(FileHeader) + random() % (good.size() - sizeof(FileHeader));
    bad[at] = static_cast<char>(bad[at] ^ (1 << random() % 8));
    const TemporaryFile file(bad);
    CHECK_THROWS_WITH(Model(file.path()),
                      Catch::Contains("checksum") && Catch::Contains(file.path()));
  }
}

TEST_CASE("model: a file cut at any section or anywhere else is an error that names it") {
  const std::string good = serialise(small_parts());
  FileHeader header;
  std::memcpy(&header, good.data(), sizeof(header));
  std::vector<std::size_t> sizes = {0, 1, sizeof(header) - 1, sizeof(header), good.size() - 1};
  for (const std::uint64_t at :
       {header.groups_at, header.labels_at, header.codes_at, header.calibration_at, header.close_at,
        header.buckets_at, header.postings_at})
    sizes.push_back(at);
  std::mt19937 random(12);
  for (int i = 0; i < 50; ++i) sizes.push_back(random() % good.size());
  for (const std::size_t size : sizes) {
    const TemporaryFile file(good.substr(0, size));
    CHECK_THROWS_AS(Model(file.path(), Verify::kNo), ModelError);
    CHECK_THROWS_WITH(Model(file.path(), Verify::kNo), Catch::Contains(file.path()));
  }
}

TEST_CASE("model: labels of other than letters, digits and two signs are an error") {
  for (const std::string& code :
       {std::string("\xff\xfe_Latn"), std::string("e\0g_Latn", 8), std::string("en\n_Latn"),
        std::string("\x1b[31m_Latn"), std::string("ä_Latn"), std::string(), std::string(65, 'a')}) {
    ModelParts parts = small_parts();
    parts.labels[1].code = code;
    CHECK_THAT(error_of(serialise(parts)), Catch::Contains("label 1"));
  }
  ModelParts parts = small_parts();
  parts.labels[1].code = "x-y_Z9";
  CHECK(error_of(serialise(parts)).empty());
}

TEST_CASE("model: calibration that is not a number is an error") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -1.0F}) {
    ModelParts parts = small_parts();
    parts.calibration[0].inverse_temperature[2] = bad;
    CHECK_THAT(error_of(serialise(parts)), Catch::Contains("tables"));
  }
}

TEST_CASE("model: without the checksum a damaged body is read") {
  std::string bytes = serialise(small_parts());
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  const TemporaryFile file(bytes);
  CHECK_THROWS_AS(Model(file.path()), ModelError);
  CHECK_NOTHROW(Model(file.path(), Verify::kNo));
}

TEST_CASE("model: look-ups in damaged tables never leave the file") {
  std::string bytes = serialise(small_parts());
  FileHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  for (std::size_t i = 0; i < header.bucket_count; ++i) {
    char* at = bytes.data() + header.buckets_at + i * sizeof(Bucket);
    Bucket bucket;
    std::memcpy(&bucket, at, sizeof(bucket));
    bucket.head = i % 2 == 0 ? 0xFFFFFFFF : bucket.head + 0x1000;
    std::fill(std::begin(bucket.size), std::end(bucket.size), std::uint8_t{255});
    std::memcpy(at, &bucket, sizeof(bucket));
  }
  bytes.back() = static_cast<char>(255);
  const TemporaryFile file(bytes);
  const Model model(file.path(), Verify::kNo);
  std::size_t followed = 0;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const Posting posting = model.find(mix64(i + 1));
    if (!posting) continue;
    ++followed;
    const auto* end = reinterpret_cast<const std::uint8_t*>(posting.weights + posting.size);
    REQUIRE(end <= model.postings().data() + model.postings().size());
  }
  CHECK(followed > 0);
  CHECK(followed < 4000);
}

TEST_CASE("model: a damaged byte of the header is an error, except in the weight unit") {
  const std::string good = serialise(small_parts());
  const std::size_t unit_at = offsetof(FileHeader, weight_unit);
  for (std::size_t i = 0; i < sizeof(FileHeader); ++i) {
    if (i >= unit_at && i < unit_at + sizeof(float)) continue;
    for (const int mask : {0x5a, 1, 0x80}) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ mask);
      const TemporaryFile file(bad);
      CHECK_THROWS_AS(Model(file.path()), ModelError);
    }
  }
}

TEST_CASE("model: a detector answers the same when its file is cut or overwritten") {
  const TemporaryFile file(test::tiny_model_bytes());
  const Detector detector(file.path());
  const std::string text = "the house and the garden, rumah dan kebun itu";
  const auto answers = [&] {
    const Detection d = detector.detect(text, {.languages = {}, .prior = {}, .top = 3});
    return std::pair(d.top.at(0).label, d.top.at(0).probability);
  };
  const auto before = answers();
  std::filesystem::resize_file(file.path(), 200);
  CHECK(answers() == before);
  std::ofstream(file.path(), std::ios::binary) << std::string(1'000'000, 'x');
  CHECK(answers() == before);
  CHECK(detector.explain(text).winner == before.first);
}

TEST_CASE("model: a missing file is a system error") {
  CHECK_THROWS_AS(Model("/nonexistent/lang.saring"), std::system_error);
}
