#include "saring/pipeline/copy_rank.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

using saring::pipeline::completeness;
using saring::pipeline::rank_of;
using saring::pipeline::rank_of_site;
using saring::pipeline::StoredDocument;

TEST_CASE("copy rank: numbers, dates, and values that are neither") {
  CHECK(rank_of("0.75") == 0.75);
  CHECK(rank_of("-3e2") == -300);
  CHECK(rank_of("\"0.5\"") == 0.5);
  CHECK(rank_of("\"1970-01-02\"") == 86400);
  CHECK(rank_of("\"1970-01-02T00:00:30+00:01\"") == 86370);
  CHECK(rank_of("\"2 Maret 2024\"") == rank_of("\"2024-03-02\""));
  CHECK(rank_of("\"2024-03-02T08:00\"") > rank_of("\"2024-03-02\""));
  for (const char* json : {"", "null", "true", "[1]", "{}", "\"kemarin\"", "\"\"", "\"", "1x"}) {
    INFO(json);
    CHECK(std::isnan(rank_of(json)));
  }
}

TEST_CASE("copy rank: sites in order, others last") {
  const std::vector<std::string> order = {"a.id", "b.id"};
  CHECK(rank_of_site("a.id", order) > rank_of_site("b.id", order));
  CHECK(rank_of_site("b.id", order) > rank_of_site("c.id", order));
  CHECK(rank_of_site("", order) == rank_of_site("c.id", order));
}

TEST_CASE("copy rank: length in steps of a tenth, then metadata, then what was removed") {
  const StoredDocument plain{.chars = 1000};
  StoredDocument longer{.chars = 1200};
  StoredDocument described{.chars = 1005, .head = R"({"title":"Kopi","text":)"};
  StoredDocument removed{.chars = 1000, .chars_removed = 10};
  CHECK(completeness(longer) > completeness(described));
  CHECK(completeness(described) > completeness(plain));
  CHECK(completeness(plain) > completeness(removed));
}
