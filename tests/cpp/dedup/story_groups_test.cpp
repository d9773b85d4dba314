#include "saring/dedup/story_groups_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace saring::dedup;

namespace {

using Links = std::vector<StoryCandidate>;

void link_all(std::vector<std::uint32_t> members, Links& links) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = i + 1; j < members.size(); ++j)
      links.push_back({members[i], members[j], 0});
  }
}

}  // namespace

TEST_CASE("story groups: texts without links are alone") {
  CHECK(story_groups(3, {}, 0.5) == (std::vector<std::uint32_t>{0, 1, 2}));
  CHECK(story_groups(0, {}, 0.5).empty());
}

TEST_CASE("story groups: groups merge where half of their pairs is linked") {
  Links links;
  link_all({0, 1, 2, 3}, links);
  links.push_back({0, 4, 0});
  CHECK(story_groups(5, links, 0.5)[4] != story_groups(5, links, 0.5)[1]);  // 1 of 4 pairs
  links.push_back({1, 4, 0});
  CHECK(story_groups(5, links, 0.5)[4] == story_groups(5, links, 0.5)[1]);  // 2 of 4 pairs
  CHECK(story_groups(5, links, 0.6)[4] != story_groups(5, links, 0.6)[1]);
}

TEST_CASE("story groups: one text between two stories does not join them") {
  Links links;
  link_all({0, 1, 2, 3}, links);
  link_all({4, 5, 6, 7}, links);
  for (std::uint32_t i = 0; i < 8; ++i) links.push_back({i, 8, 0});
  const auto group = story_groups(9, links, 0.5);
  CHECK(group[0] == group[3]);
  CHECK(group[4] == group[7]);
  CHECK(group[0] != group[4]);
}

TEST_CASE("story groups: the order of the links makes no difference") {
  std::mt19937 random(7);
  Links links;
  for (std::uint32_t i = 0; i < 60; ++i) {
    for (std::uint32_t j = i + 1; j < 60; ++j) {
      const bool near = i / 6 == j / 6;
      if (random() % 100 < (near ? 70U : 4U)) links.push_back({i, j, 0});
    }
  }
  const auto expected = story_groups(60, links, 0.5);
  for (int i = 0; i < 5; ++i) {
    std::shuffle(links.begin(), links.end(), random);
    CHECK(story_groups(60, links, 0.5) == expected);
  }
}
