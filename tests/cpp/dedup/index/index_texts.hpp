#pragma once

#include <stdlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/index/index.hpp"

// Texts for the tests of the index, and a folder for its file.
namespace saring::dedup {

namespace fs = std::filesystem;

// A folder that goes with the test.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "saring-index-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
};

inline std::vector<std::string> random_texts(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> texts;
  const auto word = [&] { return "w" + std::to_string(random() % 400); };
  for (std::size_t i = 0; i < count; ++i) {
    std::string text;
    if (i > 2 && random() % 2 == 0) {  // a copy with some words changed
      text = texts[random() % i];
      for (std::size_t edits = random() % 6; edits > 0 && !text.empty(); --edits) {
        text.replace(random() % text.size(), 1, " " + word() + " ");
      }
    } else {
      for (std::size_t words = random() % 60; words > 0; --words) text += word() + " ";
    }
    texts.push_back(text);
  }
  return texts;
}

inline std::vector<IndexText> numbered(const std::vector<std::string>& texts,
                                       const std::vector<std::string>& ids, std::size_t begin = 0,
                                       std::size_t end = SIZE_MAX) {
  std::vector<IndexText> out;
  for (std::size_t i = begin; i < std::min(end, texts.size()); ++i) {
    out.push_back({.id = ids[i], .text = texts[i]});
  }
  return out;
}

inline std::vector<std::string> ids_for(std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back("id " + std::to_string(i));
  return ids;
}

inline std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace saring::dedup
