#pragma once

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

// Compares rows of features with a table in tests/data/features. README.md there says how to
// rewrite it.
namespace saring::boilerplate {

[[nodiscard]] inline std::string golden_file(const std::string& name) {
  std::ifstream in(SARING_TEST_DATA "/features/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// `columns`: one line or block each, with all its features. If SARING_WRITE_GOLDEN is set in the
// environment, writes the table; otherwise compares.
inline void check_golden(const std::string& name, const std::vector<std::vector<float>>& columns) {
  REQUIRE_FALSE(columns.empty());
  if (std::getenv("SARING_WRITE_GOLDEN") != nullptr) {
    std::ofstream out(SARING_TEST_DATA "/features/" + name, std::ios::binary);
    out << "# Written by boilerplate_tests: see README.md.\n";
    for (std::size_t f = 0; f < columns[0].size(); ++f) {
      out << f;
      for (const auto& column : columns) {
        char number[32];
        std::snprintf(number, sizeof number, "\t%.6g", static_cast<double>(column[f]));
        out << number;
      }
      out << '\n';
    }
  }
  std::istringstream in(golden_file(name));
  std::string line;
  std::getline(in, line);
  for (std::size_t f = 0; f < columns[0].size(); ++f) {
    REQUIRE(std::getline(in, line));
    std::istringstream fields(line);
    std::size_t feature = 0;
    fields >> feature;
    REQUIRE(feature == f);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      double expected = 0;
      REQUIRE(fields >> expected);
      INFO("feature " << f << " of line or block " << i);
      CHECK(static_cast<double>(columns[i][f]) == Approx(expected).epsilon(1e-4).margin(1e-5));
    }
    REQUIRE_FALSE(fields >> line);
  }
  REQUIRE_FALSE(std::getline(in, line));
}

}  // namespace saring::boilerplate
