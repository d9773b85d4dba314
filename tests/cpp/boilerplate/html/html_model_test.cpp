#include "saring/boilerplate/html/html_model_internal.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <limits>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/embedded_internal.hpp"

namespace saring::boilerplate {
namespace {

std::vector<std::byte> model_bytes() {
  const auto bytes = embedded_html_model();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("html model: the library's own loads") {
  const HtmlModel model = HtmlModel::load(embedded_html_model());
  CHECK(model.tokens.size() > 100);
  CHECK(model.local.trees.size() >= 20);
  CHECK(model.context.trees.size() >= 20);
}

TEST_CASE("html model: a damaged file is refused") {
  const auto good = model_bytes();
  CHECK_THROWS_AS(HtmlModel::load({}), ModelError);
  for (const std::size_t cut : {std::size_t{1}, std::size_t{8}, std::size_t{23}, std::size_t{24},
                                good.size() / 2, good.size() - 1}) {
    CHECK_THROWS_AS(HtmlModel::load(std::span(good).first(cut)), ModelError);
  }
  for (std::size_t at = 0; at < good.size(); at += good.size() / 40 + 1) {
    auto bad = good;
    bad[at] ^= std::byte{0x10};
    CHECK_THROWS_AS(HtmlModel::load(bad), ModelError);
  }
  auto longer = good;
  longer.push_back(std::byte{0});
  CHECK_THROWS_AS(HtmlModel::load(longer), ModelError);
}

TEST_CASE("html model: a number that is not finite is refused") {
  // The last four bytes of the file are a leaf; the checksum is at 16.
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    auto bad = model_bytes();
    std::memcpy(bad.data() + bad.size() - 4, &value, 4);
    const std::span body = std::span(bad).subspan(24);
    const std::uint64_t checksum =
        hash64({reinterpret_cast<const char*>(body.data()), body.size()});
    std::memcpy(bad.data() + 16, &checksum, 8);
    CHECK_THROWS_WITH(HtmlModel::load(bad), Catch::Contains("finite"));
  }
}

TEST_CASE("html model: trees decide at most to the left, and their leaves add up") {
  TreeEnsemble trees;
  trees.nodes = {{1.0F, 0, -1, 1}, {2.0F, 1, -2, -3}};
  trees.leaves = {-1.0F, 0.5F, 2.0F, 0.25F};
  trees.trees = {{0, 0, false}, {2, 3, true}};
  const std::vector<float> rows = {1.0F, 9.0F, 1.5F, 2.0F, 1.5F, 3.0F};
  std::vector<float> out(3);
  trees.predict(rows.data(), 3, 2, out.data());
  const auto logistic = [](float x) { return 1.0F / (1.0F + std::exp(-x)); };
  CHECK(out[0] == Approx(logistic(-0.75F)));
  CHECK(out[1] == Approx(logistic(0.75F)));
  CHECK(out[2] == Approx(logistic(2.25F)));
}

}  // namespace saring::boilerplate
