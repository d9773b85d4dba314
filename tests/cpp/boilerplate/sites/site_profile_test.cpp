#include "saring/boilerplate/sites/site_profile.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

using namespace saring;
using namespace saring::boilerplate;

namespace {

constexpr std::string_view kSite = "ellery.example";

constexpr auto kNouns = std::to_array<std::string_view>(
    {"bridge", "quay", "council", "harbour", "school", "garden", "tower", "market", "library",
     "ferry", "square", "bakery", "museum", "station", "mill", "lighthouse"});

// Different sentences for each number.
std::string sentence(int article, int number) {
  const auto noun = [&](int k) {
    return std::string(
        kNouns[static_cast<std::size_t>(article * 7 + number * 3 + k * 5) % kNouns.size()]);
  };
  return "The " + noun(0) + " of the " + noun(1) + " was discussed by group " +
         std::to_string(article) + " on the " + noun(2) + " for part " + std::to_string(number) +
         ", said the " + noun(3) + ".";
}

std::string article(int number, int sentences = 6, std::string_view between = "\n") {
  std::string text;
  for (int i = 0; i < sentences; ++i) text += sentence(number, i) + std::string(between);
  return text;
}

std::string title(int number) {
  return "A " + std::string(kNouns[static_cast<std::size_t>(number) % kNouns.size()]) +
         " opens in street number " + std::to_string(number) + "\n";
}

SiteProfile profile_of(const std::vector<std::string>& texts, SiteProfileOptions options = {}) {
  SiteProfile profile(options);
  for (const std::string& text : texts) profile.add(kSite, text);
  return profile;
}

// The removed lines and sentences, in the order of the text.
std::vector<std::string> boilerplate_of(const SiteProfile& profile, std::string_view text) {
  std::vector<SiteBoilerplate::Found> found;
  profile.boilerplate_of(kSite).find(text, found);
  std::vector<std::string> out;
  for (const auto& part : found) out.emplace_back(text.substr(part.start, part.end - part.start));
  return out;
}

using Lines = std::vector<std::string>;

std::string error_of(std::string_view file) {
  try {
    std::ignore = SiteProfile::parse(std::as_bytes(std::span(file)), "my.profile");
  } catch (const ModelError& error) {
    return error.what();
  }
  return "";
}

std::string with_checksum(std::string file) {
  const std::uint64_t checksum = hash64(std::string_view(file).substr(24));
  std::memcpy(file.data() + 16, &checksum, sizeof checksum);
  return file;
}

}  // namespace

TEST_CASE("site profile: lines that otherwise different documents share go, articles stay") {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    texts.push_back(title(i) + article(i) +
                    "Have you seen something on the coast? Write to the desk and tell us.\n"
                    "Our reporters live where you live.");
  }
  const SiteProfile profile = profile_of(texts);
  for (const std::string& text : texts) {
    CHECK(boilerplate_of(profile, text) ==
          Lines{"Have you seen something on the coast? Write to the desk and tell us.",
                "Our reporters live where you live."});
  }
}

TEST_CASE("site profile: three documents are enough, two are not") {
  std::vector<std::string> texts;
  for (int i = 0; i < 3; ++i)
    texts.push_back(title(i) + article(i) + "Ellery Voice, the paper of the coast");
  CHECK(boilerplate_of(profile_of(texts), texts[0]) ==
        Lines{"Ellery Voice, the paper of the coast"});
  texts.pop_back();
  CHECK(boilerplate_of(profile_of(texts), texts[0]).empty());
}

TEST_CASE("site profile: wire copy in several versions stays whole") {
  for (const int versions : {2, 3, 5, 12}) {
    for (const int others : {0, 1, 3, 20}) {
      std::vector<std::string> texts;
      for (int v = 0; v < versions; ++v) {
        texts.push_back(title(100 + v) + "Updated in edition " + std::to_string(v) + "\n" +
                        article(7, 8) + sentence(500 + v, 1));
      }
      for (int i = 0; i < others; ++i) texts.push_back(title(i) + article(i + 20));
      const SiteProfile profile = profile_of(texts);
      for (const std::string& text : texts) {
        for (const std::string& gone : boilerplate_of(profile, text)) {
          INFO(versions << " versions, " << others << " others: " << gone);
          CHECK(gone.starts_with("Updated in edition"));
        }
      }
    }
  }
}

TEST_CASE("site profile: a sentence that a third of the articles end with stays") {
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) {
    texts.push_back(title(i) + article(i) +
                    (i % 3 == 0 ? "The investigation into the case continues.\n" : ""));
  }
  CHECK(boilerplate_of(profile_of(texts), texts[0]).empty());
}

TEST_CASE("site profile: headlines of a series, and signs between forecasts, stay") {
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) {
    texts.push_back("Your stars for the week\nAries\n" + sentence(i, 0) + "\nTaurus\n" +
                    sentence(i, 1) + "\nGemini\n" + sentence(i, 2) + "\n");
  }
  for (int i = 0; i < 12; ++i) {
    texts.push_back("Weather for the coast on day " + std::to_string(i) + "\n" + article(i + 40));
  }
  const SiteProfile profile = profile_of(texts);
  for (const std::string& text : texts) CHECK(boilerplate_of(profile, text).empty());
}

TEST_CASE("site profile: lines of figures are no template") {
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) {
    texts.push_back(title(i) + article(i) + "Net " + std::to_string(100 + i) + " cents against " +
                    std::to_string(90 - i) + " cents\n");
  }
  CHECK(boilerplate_of(profile_of(texts), texts[0]).empty());
}

TEST_CASE("site profile: a title among the related ones is the headline of its own page") {
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) {
    texts.push_back(title(i) + article(i) + "More from the coast\n" + title(0) + title(1) +
                    title(2));
  }
  const auto gone = boilerplate_of(profile_of(texts), texts[1]);
  REQUIRE(gone.size() == 4);
  CHECK(gone[0] == "More from the coast");
}

TEST_CASE("site profile: templates and the ends of texts in one line go") {
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) {
    texts.push_back("Published on " + std::to_string(i + 1) + " March 2020\n" + title(i) +
                    article(i, 8, " ") + "Read the news of the coast in our app every morning.");
  }
  const auto gone = boilerplate_of(profile_of(texts), texts[4]);
  CHECK(gone ==
        Lines{"Published on 5 March 2020", "Read the news of the coast in our app every morning."});
}

TEST_CASE("site profile: strip drops it as lines, or as spans of long lines, with rules") {
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) {
    texts.push_back(article(i, 8, " ") + "Read the news of the coast with us every morning.\n" +
                    "Ellery sees the coast as it is\n");
  }
  const SiteBoilerplate site = profile_of(texts).boilerplate_of(kSite);
  const LineStripper stripper({}, {});
  const StripResult result = stripper.strip(texts[3], {.site = &site});
  REQUIRE(result.spans.size() == 1);
  CHECK(result.spans[0].rule == "site.suffix");
  CHECK_FALSE(result.spans[0].reason.empty());
  CHECK(result.lines[1].rule == "site.line");
  CHECK_FALSE(result.lines[1].keep);
  std::string kept;
  append_kept_text(texts[3], result, kept);
  std::string expected = article(3, 8, " ");
  expected.pop_back();
  CHECK(kept == expected);
  CHECK(stripper.strip(texts[3]).removed.empty());
}

TEST_CASE("site profile: any partition in any order merges to the same bytes") {
  std::vector<std::pair<std::string, std::string>> documents;
  for (int i = 0; i < 200; ++i) {
    const std::string site = i % 3 == 0 ? "a.example" : i % 3 == 1 ? "b.example" : "c.example";
    documents.emplace_back(site, title(i) + article(i % 150) + "The same line");
  }
  const SiteProfileOptions options{.max_documents = 20, .max_samples = 3};
  std::string expected;
  std::mt19937 random(3);
  for (int round = 0; round < 30; ++round) {
    std::shuffle(documents.begin(), documents.end(), random);
    std::vector<SiteProfile> parts(1 + random() % 6, SiteProfile(options));
    for (const auto& [site, text] : documents) parts[random() % parts.size()].add(site, text);
    while (parts.size() > 1) {
      const std::size_t into = random() % (parts.size() - 1);
      if (random() % 2 == 0) {
        parts[into].merge(parts.back());
      } else {
        const std::string file = parts.back().serialise();
        parts[into].merge(SiteProfile::parse(std::as_bytes(std::span(file)), "part"));
      }
      parts.pop_back();
    }
    const std::string bytes = parts[0].serialise();
    if (round == 0) expected = bytes;
    REQUIRE(bytes == expected);
  }
  CHECK_THROWS_AS(SiteProfile({.max_documents = 20}).merge(SiteProfile({.max_documents = 21})),
                  std::invalid_argument);
}

TEST_CASE("site profile: its size is bounded, and a share is estimated within its error") {
  const SiteProfileOptions options{.max_documents = 400, .max_samples = 2};
  SiteProfile profile(options);
  for (int i = 0; i < 4000; ++i) {
    std::string text = title(i) + article(i, 3);
    if (i % 5 == 0) text += "In a fifth of the pages\n";
    profile.add(kSite, text);
  }
  CHECK(profile.serialise().size() < 40'000);
  REQUIRE(profile.sites().size() == 1);
  CHECK(profile.sites()[0].documents == 4000);
  CHECK(profile.sites()[0].sampled == 400);
  const auto rows = profile.show(kSite);
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [](const auto& r) { return r.text == "In a fifth of the pages"; });
  REQUIRE(row != rows.end());
  const double share = row->entry.documents / 400.0;
  CHECK(std::abs(share - 0.2) < 4 * std::sqrt(0.2 * 0.8 / 400));
}

TEST_CASE("site profile: a document that comes again counts once") {
  SiteProfile profile;
  for (int i = 0; i < 5; ++i) profile.add(kSite, "The same line\n" + article(1));
  CHECK(profile.sites()[0].documents == 5);
  CHECK(profile.sites()[0].sampled == 1);
}

TEST_CASE("site profile: a file is read as it was written, a damaged one is an error") {
  SiteProfile profile({.max_documents = 8, .max_samples = 2});
  for (int i = 0; i < 4; ++i)
    profile.add(i == 3 ? "b.example" : kSite,
                "Page " + std::to_string(i) + "\n" + article(i, 2) + "Edited by Anna Holm");
  const std::string file = profile.serialise();
  CHECK(SiteProfile::parse(std::as_bytes(std::span(file)), "x").serialise() == file);
  for (std::size_t size = 0; size < file.size(); ++size)
    REQUIRE(error_of(file.substr(0, size)).starts_with("my.profile: "));
  CHECK(error_of(file + "x").starts_with("my.profile: "));
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 0x20);
    REQUIRE(error_of(changed).starts_with("my.profile: "));
  }
}

TEST_CASE("site profile: a changed file with a right checksum is an error or a profile") {
  SiteProfile profile({.max_documents = 8, .max_samples = 2});
  for (int i = 0; i < 4; ++i)
    profile.add(kSite, "Page " + std::to_string(i) + "\n" + article(i, 2) + "Edited by Anna Holm");
  const std::string file = profile.serialise();
  std::mt19937 random(5);
  int errors = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string changed = file;
    for (auto n = 1 + random() % 3; n > 0; --n)
      changed[24 + random() % (file.size() - 24)] = static_cast<char>(random());
    changed = with_checksum(std::move(changed));
    try {
      const auto read = SiteProfile::parse(std::as_bytes(std::span(changed)), "my.profile");
      CHECK(read.serialise() == changed);
      for (const auto& size : read.sites()) std::ignore = read.show(size.site);
    } catch (const ModelError&) {
      ++errors;
    }
  }
  CHECK(errors > 100);
}

TEST_CASE("site profile: options out of range are refused") {
  CHECK_THROWS_AS(SiteProfile({.max_documents = 2}), std::invalid_argument);
  CHECK_THROWS_AS(SiteProfile({.max_documents = 65'537}), std::invalid_argument);
  CHECK_THROWS_AS(SiteProfile({.max_samples = 257}), std::invalid_argument);
}

TEST_CASE("site profile: shrunk it is what a profile with the lower number is") {
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) texts.push_back(title(i) + article(i) + "The paper of Ellery\n");
  SiteProfile profile = profile_of(texts);
  profile.add("left.example", texts[0]);
  CHECK(profile.shrink(10, [](std::string_view site) { return site == kSite; }) == 10);
  SiteProfile lower = profile_of(texts, {.max_documents = 10});
  CHECK(profile.serialise() == lower.serialise());
  CHECK_FALSE(profile.add(kSite, texts[0]));
}
