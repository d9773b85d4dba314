#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/lines/line_model_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

using namespace saring;
using namespace saring::boilerplate;

namespace {

template <typename T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_forest(std::string& out, std::uint32_t feature, float bias = 0.0F, float scale = 0.5F,
                float border = 10.0F) {
  put<std::uint32_t>(out, 6);  // depth
  put<std::uint32_t>(out, 1);  // trees
  put<std::uint32_t>(out, 1);  // tests
  put(out, bias);
  put(out, scale);
  put<std::uint32_t>(out, feature);
  put(out, border);
  for (int level = 0; level < 6; ++level) put<std::uint16_t>(out, 0);
  out.append(64, '\4');
}

std::string body_of(float scale = 0.1F) {
  std::string body;
  put(body, scale);
  body.append(WordWeights::kSlots, '\0');
  return body;
}

std::string file_of(const std::string& body) {
  std::string out = "SARINGLN";
  put<std::uint32_t>(out, 2);
  put<std::uint32_t>(out, kDocumentFeatures);
  put<std::uint64_t>(out, hash64(body));
  return out + body;
}

std::string model_file(std::uint32_t feature = 0) {
  std::string body = body_of();
  put_forest(body, 0);
  put_forest(body, feature);
  return file_of(body);
}

LineModel parse(const std::string& file) {
  return LineModel::parse(std::as_bytes(std::span(file)));
}

}  // namespace

TEST_CASE("line model: a well-formed file is read, and the library's own is one") {
  CHECK_NOTHROW(parse(model_file()));
  CHECK_NOTHROW(LineModel::parse(built_in_line_model()));
}

TEST_CASE("line model: a broken file is refused, wherever it is broken") {
  const std::string good = model_file();
  CHECK_THROWS_AS(parse(""), ModelError);
  for (std::size_t size = 0; size < good.size(); size += size < 64 ? 1 : 997) {
    CHECK_THROWS_AS(parse(good.substr(0, size)), ModelError);
  }
  for (std::size_t at = 0; at < good.size(); at += at < 64 ? 1 : 499) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x40);
    CHECK_THROWS_AS(parse(bad), ModelError);
  }
  CHECK_THROWS_AS(parse(good + "x"), ModelError);
  CHECK_THROWS_WITH(parse(model_file(kDocumentFeatures)), Catch::Contains("tests feature"));
}

TEST_CASE("line model: each of many lines gets the probability of its own row") {
  // Trees that test only whether a line has more than ten characters.
  std::string body = body_of();
  for (int pass = 0; pass < 2; ++pass) {
    put_forest(body, 0);
    body[body.size() - ObliviousForest::kLeaves] = -100;
    body.back() = 100;
  }
  const LineModel model = parse(file_of(body));
  const RuleMatcher matcher({});
  for (const std::size_t n : {1U, 255U, 256U, 257U, 5000U}) {
    std::string text;
    const auto is_long = [](std::size_t i) { return i * i % 7 < 3; };
    for (std::size_t i = 0; i < n; ++i) text += is_long(i) ? "a line of words\n" : "short\n";
    DocumentLines document;
    analyse_lines(text, matcher, {}, nullptr, document);
    LineModel::Scratch scratch;
    std::vector<float> probabilities;
    model.predict(document, scratch, probabilities);
    REQUIRE(probabilities.size() == n);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < n; ++i) wrong += (probabilities[i] > 0.5F) != is_long(i) ? 1 : 0;
    CHECK(wrong == 0);
    CHECK(scratch.block.size() <= 256 * kDocumentFeatures);
  }
}

TEST_CASE(
    "line model: numbers that are not finite are refused, and any others give probabilities") {
  constexpr float kLargest = std::numeric_limits<float>::max();
  for (const float value : {std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity(), kLargest, -kLargest}) {
    for (int place = 0; place < 4; ++place) {
      std::string body = body_of(place == 0 ? value : 0.1F);
      put_forest(body, 0);
      put_forest(body, 0, place == 1 ? value : 0.0F, place == 2 ? value : 0.5F,
                 place == 3 ? value : 10.0F);
      const std::string file = file_of(body);
      if (!std::isfinite(value)) {
        CHECK_THROWS_WITH(parse(file), Catch::Contains("finite"));
        continue;
      }
      const LineStripper stripper({}, std::as_bytes(std::span(file)));
      for (const LineDecision& line : stripper.strip("Beras naik\nWarga desa panen.\n").lines) {
        CHECK((line.score >= 0 && line.score <= 1));
      }
    }
  }
}
