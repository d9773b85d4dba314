#include <catch2/catch.hpp>
#include <cstring>

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
}

TEST_CASE("model: one wrong bit is found by verify") {
  const std::string good = serialise(small_parts());
  const TemporaryFile whole(good);
  CHECK_NOTHROW(Model(whole.path()).verify());
  std::string bad = good;
  bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
  const TemporaryFile damaged(bad);
  CHECK_THROWS_WITH(Model(damaged.path()).verify(), Catch::Contains("checksum"));
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
  const Model model(file.path());
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

TEST_CASE("model: any damaged byte of the header is an error or harmless") {
  const std::string good = serialise(small_parts());
  for (std::size_t i = 0; i < 128; ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x5a);
    const TemporaryFile file(bad);
    try {
      const Model model(file.path());
      CHECK(model.labels().size() <= 1000);
    } catch (const ModelError&) {
    }
  }
}

TEST_CASE("model: a missing file is a system error") {
  CHECK_THROWS_AS(Model("/nonexistent/lang.saring"), std::system_error);
}
