#include "saring/boilerplate/sites/shared_site_profile.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "saring/base/error.hpp"

using namespace saring::boilerplate;

namespace {

struct Page {
  std::string site;
  std::string text;
};

std::string motto(int site) {
  return "All the news of harbour " + std::string(static_cast<std::size_t>(site + 1), 'a');
}

// Pages of sites: two sentences that no other page has, and the motto of the site.
std::vector<Page> make_pages(int sites, int pages) {
  std::vector<Page> out;
  for (int s = 0; s < sites; ++s) {
    for (int p = 0; p < pages; ++p) {
      const std::string number = std::to_string(s) + " and " + std::to_string(p);
      out.push_back({"site" + std::to_string(s) + ".example",
                     "The council of ward " + number + " met on the quay to talk.\n" +
                         "It will meet again at house " + number + " when the ferry is back.\n" +
                         motto(s) + "\n"});
    }
  }
  return out;
}

// The data about each site, as numbers.
std::vector<std::vector<std::uint64_t>> all_known(const SharedSiteProfile& profile, int sites) {
  std::vector<std::vector<std::uint64_t>> out;
  for (int s = 0; s < sites; ++s) {
    auto& keys = out.emplace_back();
    const SiteBoilerplate* known = profile.find("site" + std::to_string(s) + ".example");
    if (known == nullptr) continue;
    for (const auto& entry : known->entries()) {
      keys.push_back(entry.key);
      keys.push_back(entry.documents);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("shared site profile: knows what a profile of the same documents does") {
  SharedSiteProfile shared;
  SiteProfile profile({.max_samples = 0});
  for (const Page& page : make_pages(3, 8)) {
    shared.add(page.site, page.text);
    profile.add(page.site, page.text);
  }
  const SharedSiteProfile given(profile);
  for (const SharedSiteProfile* each : {&std::as_const(shared), &given}) {
    const SiteBoilerplate* known = each->find("site1.example");
    REQUIRE(known != nullptr);
    const SiteBoilerplate expected = profile.boilerplate_of("site1.example");
    REQUIRE(known->entries().size() == expected.entries().size());
    CHECK(known->entries().size() == 1);
    CHECK(known->entries()[0].key == expected.entries()[0].key);
    CHECK(known->documents() == 8);
    CHECK(each->find("site1.example") == known);
    CHECK(each->find("other.example") == nullptr);
    CHECK(each->num_known() == 1);
  }
}

TEST_CASE("shared site profile: of a site with two documents nothing is known") {
  SharedSiteProfile shared;
  for (const Page& page : make_pages(1, 2)) shared.add(page.site, page.text);
  CHECK(shared.find("site0.example") == nullptr);
  CHECK(shared.num_known() == 0);
}

TEST_CASE("shared site profile: samples shrink to what there is room for, in any order alike") {
  constexpr int kSites = 20;
  std::vector<Page> pages = make_pages(kSites, 200);
  // 20 sites x 200 pages: 99 of each fit into 2,000, and 16 of few sites into 50.
  for (const auto& [room, per_site] : {std::pair{2'000, 99U}, std::pair{50, 16U}}) {
    std::vector<std::vector<std::vector<std::uint64_t>>> results;
    double share = 0;
    for (const unsigned seed : {1U, 2U}) {
      std::shuffle(pages.begin(), pages.end(), std::mt19937(seed));
      SharedSiteProfile shared(static_cast<std::size_t>(room));
      for (const Page& page : pages) shared.add(page.site, page.text);
      CHECK(shared.max_documents() == per_site);
      share = shared.share_of_sites();
      results.push_back(all_known(shared, kSites));
      CHECK(shared.num_known() * per_site <= static_cast<std::size_t>(room));
    }
    CHECK(results[0] == results[1]);
    const auto known = std::count_if(results[0].begin(), results[0].end(),
                                     [](const auto& keys) { return !keys.empty(); });
    CHECK(known == (room == 2'000 ? kSites : known));
    CHECK((share == 1) == (room == 2'000));
    CHECK(known > 0);
  }
}

TEST_CASE("shared site profile: threads that count together know what one knows") {
  constexpr int kSites = 6;
  constexpr std::size_t kThreads = 4;
  const std::vector<Page> pages = make_pages(kSites, 120);
  const auto counted = [&](std::size_t num_threads) {
    SharedSiteProfile shared(300);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < num_threads; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < pages.size(); i += num_threads)
          shared.add(pages[i].site, pages[i].text);
      });
    }
    for (std::thread& thread : threads) thread.join();
    return all_known(shared, kSites);
  };
  CHECK(counted(1) == counted(kThreads));
}

TEST_CASE("shared site profile: what was saved on the way counts on to the same") {
  constexpr int kSites = 8;
  const std::vector<Page> pages = make_pages(kSites, 60);
  for (const std::size_t room : {1'000U, 200U, 50U}) {
    SharedSiteProfile whole(room);
    for (const Page& page : pages) whole.add(page.site, page.text);
    SharedSiteProfile first(room);
    SharedSiteProfile second(room);
    for (std::size_t i = 0; i < pages.size(); ++i) {
      if (i == pages.size() / 2) {
        const std::string saved = first.serialise();
        second.restore(std::as_bytes(std::span(saved)));
        CHECK(second.serialise() == saved);
      }
      (i < pages.size() / 2 ? first : second).add(pages[i].site, pages[i].text);
    }
    CHECK(second.serialise() == whole.serialise());
    CHECK(second.max_documents() == whole.max_documents());
    CHECK(second.share_of_sites() == whole.share_of_sites());
    CHECK(second.known().empty());
    CHECK(all_known(second, kSites) == all_known(whole, kSites));
    CHECK(second.known() == whole.known());
    CHECK(second.known().size() == second.num_known());
  }
  SharedSiteProfile cut;
  const std::string saved = cut.serialise();
  CHECK_THROWS_AS(cut.restore(std::as_bytes(std::span(saved).first(saved.size() - 1))),
                  saring::ModelError);
}
