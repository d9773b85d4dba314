// Tests: tests/cpp/boilerplate/sites/site_profile_test.cpp.
#include "saring/boilerplate/sites/boilerplate_finder_internal.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/boilerplate/site_zones_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kMinArticles = 3;
constexpr double kSameArticle = 0.5;    // share of the sentences of the shorter document
constexpr double kCommonShare = 0.3;    // of documents: such sentences do not make articles alike
constexpr std::size_t kMinCommon = 12;  // documents
constexpr std::size_t kMinHeadings = 2;
constexpr std::size_t kPlainHead = 4;  // lines in front of an article that has no menu there
constexpr double kOpensShare = 0.6;    // of a label's places that have a title under them

// Where a key stands: one for each place.
struct Place {
  std::uint64_t key = 0;
  std::uint32_t document = 0;
  std::uint32_t unit = 0;
  friend bool operator<(const Place& a, const Place& b) {
    if (a.key != b.key) return a.key < b.key;
    return a.document != b.document ? a.document < b.document : a.unit < b.unit;
  }
};

// Calls `visit` with the places of each key.
template <typename Visit>
void for_each_key(std::span<const Place> places, Visit&& visit) {
  for (std::size_t first = 0; first < places.size();) {
    std::size_t end = first;
    while (end < places.size() && places[end].key == places[first].key) ++end;
    visit(places.subspan(first, end - first));
    first = end;
  }
}

class Finder {
 public:
  explicit Finder(std::span<const std::vector<SiteUnit>> documents)
      : documents_(documents), article_(documents.size()), stamp_(documents.size(), 0) {}

  SiteBoilerplate run() {
    if (documents_.size() < kMinArticles) return {};
    collect();
    join_versions();
    if (num_articles_ < kMinArticles) return {};
    set_thresholds();
    for_each_key(lines_, [&](std::span<const Place> places) {
      articles_of_[places.front().key] = count_articles(places);
    });
    for_each_key(templates_, [&](std::span<const Place> places) {
      articles_of_[places.front().key] = count_articles(places);
    });
    find_sentences();
    find_titles();
    find_sections();
    for_each_key(lines_, [&](std::span<const Place> places) { decide_line(places); });
    for_each_key(templates_, [&](std::span<const Place> places) { decide_template(places); });
    for_each_key(lines_, [&](std::span<const Place> places) { decide_label(places); });
    std::vector<SiteBoilerplate::Entry> entries;
    for (const auto& [key, entry] : entries_) entries.push_back(entry);
    return {std::move(entries), static_cast<std::uint32_t>(documents_.size())};
  }

 private:
  void collect() {
    for (std::uint32_t d = 0; d < documents_.size(); ++d) {
      const auto& units = documents_[d];
      for (std::uint32_t u = 0; u < units.size(); ++u) {
        lines_.push_back({units[u].key, d, u});
        if (units[u].template_key != 0) templates_.push_back({units[u].template_key, d, u});
      }
    }
    std::sort(lines_.begin(), lines_.end());
    std::sort(templates_.begin(), templates_.end());
  }

  // Versions of one article: those that share most of their sentences, of which those that stand
  // in very many documents do not count.
  void join_versions() {
    std::iota(article_.begin(), article_.end(), 0U);
    std::vector<std::vector<std::uint64_t>> sentences(documents_.size());
    const auto common =
        std::max(kMinCommon,
                 static_cast<std::size_t>(kCommonShare * static_cast<double>(documents_.size())));
    std::vector<std::uint32_t> holders;
    const auto set_holders = [&](std::span<const Place> places) {
      holders.clear();
      if ((places.front().key & SiteUnit::kContent) == 0) return;
      for (const Place& place : places) {
        if (holders.empty() || holders.back() != place.document) holders.push_back(place.document);
      }
      if (holders.size() > common) holders.clear();
    };
    for_each_key(lines_, [&](std::span<const Place> places) {
      set_holders(places);
      for (const std::uint32_t d : holders) sentences[d].push_back(places.front().key);  // sorted
    });
    CancelCheck check;
    for_each_key(lines_, [&](std::span<const Place> places) {
      check();
      set_holders(places);
      for (std::size_t i = 1; i < holders.size(); ++i) {
        const std::uint32_t a = root(holders[i - 1]);
        const std::uint32_t b = root(holders[i]);
        if (a != b && are_versions(sentences[holders[i - 1]], sentences[holders[i]]))
          article_[std::max(a, b)] = std::min(a, b);
      }
    });
    for (std::uint32_t d = 0; d < article_.size(); ++d) {
      article_[d] = root(d);
      num_articles_ += article_[d] == d ? 1 : 0;
    }
  }

  std::uint32_t root(std::uint32_t d) {
    while (article_[d] != d) d = article_[d] = article_[article_[d]];
    return d;
  }

  static bool are_versions(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    std::size_t shared = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
      shared += a[i] == b[j] ? 1 : 0;
      const bool next_a = a[i] <= b[j];
      j += b[j] <= a[i] ? 1 : 0;
      i += next_a ? 1 : 0;
    }
    return static_cast<double>(shared) >
           kSameArticle * static_cast<double>(std::min(a.size(), b.size()));
  }

  void set_thresholds() {
    const double n = num_articles_;
    const auto at_least = [](double x) {
      return std::max(kMinArticles, static_cast<std::uint32_t>(std::ceil(x)));
    };
    line_minimum_ = at_least(0.6 * std::sqrt(n));
    sentence_minimum_ = at_least(std::min(0.6 * n, 3 * std::pow(n, 0.55)));
    short_minimum_ = at_least(std::min(0.1 * n, 2 * std::sqrt(n)));
    body_minimum_ = std::max(kMinArticles + 1, at_least(0.8 * n));
  }

  // Articles that the places for which `counts` holds are in.
  template <typename Counts>
  std::uint32_t count_articles(std::span<const Place> places, Counts&& counts) {
    ++round_;
    std::uint32_t articles = 0;
    for (const Place& place : places) {
      std::uint32_t& stamp = stamp_[article_[place.document]];
      if (stamp == round_ || !counts(place)) continue;
      stamp = round_;
      ++articles;
    }
    return articles;
  }
  std::uint32_t count_articles(std::span<const Place> places) {
    return count_articles(places, [](const Place&) { return true; });
  }

  [[nodiscard]] bool is_boilerplate(const SiteUnit& unit) const {
    return entries_.contains(unit.key);
  }

  void set_zones() {
    zones_.clear();
    for (const auto& units : documents_)
      zones_.emplace_back(units, [&](const SiteUnit& unit) { return is_boilerplate(unit); });
  }

  [[nodiscard]] bool is_outside(const Place& place) const {
    const SiteZones& zones = zones_[place.document];
    return zones.has_article(documents_[place.document].size()) &&
           (zones.is_head(place.unit) || zones.is_tail(place.unit));
  }

  void add(std::span<const Place> places, unsigned where) {
    SiteBoilerplate::Entry& entry = entries_[places.front().key];
    entry.key = places.front().key;
    entry.places = static_cast<std::uint8_t>(entry.places | where);
    entry.documents = 0;
    std::uint32_t last = UINT32_MAX;
    for (const Place& place : places) {
      entry.documents += place.document != last ? 1 : 0;
      last = place.document;
    }
  }

  // Candidates first, as they bound the zones in which they must stand.
  void find_sentences() {
    constexpr unsigned kEverywhere =
        SiteBoilerplate::kHead | SiteBoilerplate::kTail | SiteBoilerplate::kBody;
    for_each_key(lines_, [&](std::span<const Place> places) {
      const std::uint64_t key = places.front().key;
      if ((key & SiteUnit::kContent) == 0) return;
      if (articles_of_[key] >= sentence_minimum_ || count_blocks(places) >= line_minimum_)
        add(places, kEverywhere);
    });
    set_zones();
    for_each_key(lines_, [&](std::span<const Place> places) {
      const std::uint64_t key = places.front().key;
      if (!entries_.contains(key)) return;
      const auto outside =
          count_articles(places, [&](const Place& place) { return is_outside(place); });
      if (outside < sentence_minimum_ && articles_of_[key] < body_minimum_ &&
          count_blocks(places) < line_minimum_)
        entries_.erase(key);
    });
    set_zones();
  }

  // Articles in which the line is in a block that repeats: between two lines that do, one of which
  // is no sentence. Lines of figures do not count: they repeat in tables.
  std::uint32_t count_blocks(std::span<const Place> places) {
    return count_articles(places, [&](const Place& place) {
      const auto& units = documents_[place.document];
      const auto repeats = [&](std::size_t i) {
        return !units[i].has(SiteUnit::kNumeric) && articles_of_[units[i].key] >= line_minimum_;
      };
      const std::size_t u = place.unit;
      return u > 0 && u + 1 < units.size() && repeats(u - 1) && repeats(u + 1) &&
             !(units[u - 1].has(SiteUnit::kContent) && units[u + 1].has(SiteUnit::kContent));
    });
  }

  // The line of each document that is most likely its headline: the rarest in front of the article
  // that could be one.
  void find_titles() {
    for (std::size_t d = 0; d < documents_.size(); ++d) {
      const auto& units = documents_[d];
      std::size_t best = units.size();
      const auto rank = [&](std::size_t i) {
        return std::pair(units[i].has(SiteUnit::kShort), articles_of_[units[i].key]);
      };
      for (std::size_t i = 0; i < std::min(zones_[d].first, units.size()); ++i) {
        if (!units[i].has(SiteUnit::kTitle) || units[i].has(SiteUnit::kNumeric)) continue;
        if (best == units.size() || rank(i) <= rank(best)) best = i;
      }
      titles_.push_back(best);
    }
  }

  // Documents with headings that repeat between their sentences, as horoscopes have: the first of
  // them stands in front of the first sentence.
  void find_sections() {
    for (std::size_t d = 0; d < documents_.size(); ++d) {
      const auto& units = documents_[d];
      std::size_t headings = 0;
      for (std::size_t i = zones_[d].first + 1; i < zones_[d].last && i < units.size(); ++i) {
        headings += !units[i].has(SiteUnit::kContent) && units[i].has(SiteUnit::kTitle) &&
                            units[i + 1].has(SiteUnit::kContent) &&
                            articles_of_[units[i].key] >= line_minimum_
                        ? 1
                        : 0;
      }
      has_sections_.push_back(headings >= kMinHeadings);
    }
  }

  [[nodiscard]] bool is_title(const Place& place) const {
    if (titles_[place.document] == place.unit) return true;
    if (has_sections_[place.document] && zones_[place.document].first == place.unit + 1)
      return true;
    const auto& units = documents_[place.document];
    const std::size_t other = titles_[place.document];
    if ((place.key & SiteUnit::kMasked) != 0 && other < units.size() &&
        !units[other].has(SiteUnit::kShort))
      return false;
    return place.unit == 0 && zones_[place.document].first <= kPlainHead &&
           units.front().has(SiteUnit::kTitle);
  }

  // The places in which the line is boilerplate, by its places outside articles.
  unsigned places_of(std::span<const Place> places, std::uint32_t minimum) {
    const auto head = count_articles(places, [&](const Place& place) {
      return is_outside(place) && zones_[place.document].is_head(place.unit) && !is_title(place);
    });
    const auto tail = count_articles(places, [&](const Place& place) {
      return is_outside(place) && zones_[place.document].is_tail(place.unit) &&
             !between_figures(place);
    });
    const bool in_head = head >= minimum;
    const bool in_tail = tail >= minimum;
    if (!in_head && !in_tail) return 0;
    const std::uint64_t key = places.front().key;
    // A title of other pages is the headline of its own.
    const bool may_be_title = (key & SiteUnit::kTitle) != 0 && (key & SiteUnit::kShort) == 0;
    unsigned where = SiteBoilerplate::kTail;
    if (in_head || !may_be_title) where |= SiteBoilerplate::kHead;
    const auto inside = count_articles(places, [&](const Place& place) {
      const SiteZones& zones = zones_[place.document];
      return !zones.is_head(place.unit) && !zones.is_tail(place.unit);
    });
    if (inside <= std::max(head, tail)) where |= SiteBoilerplate::kBody;
    return where;
  }

  // A cell of a table.
  [[nodiscard]] bool between_figures(const Place& place) const {
    const auto& units = documents_[place.document];
    const auto is_figure = [&](std::size_t i) {
      return i < units.size() && units[i].has(SiteUnit::kNumeric);
    };
    return place.unit > 0 && is_figure(place.unit - 1) && is_figure(place.unit + 1);
  }

  void decide_line(std::span<const Place> places) {
    const std::uint64_t key = places.front().key;
    if ((key & SiteUnit::kContent) != 0) return;
    const auto minimum = (key & SiteUnit::kShort) != 0 ? short_minimum_ : line_minimum_;
    if (articles_of_[key] < minimum) return;
    unsigned where = places_of(places, minimum);
    if (count_blocks(places) >= minimum) where |= SiteBoilerplate::kTail | SiteBoilerplate::kBody;
    // A scrap of a sentence, as between two quotations, is none.
    if ((key & SiteUnit::kShort) != 0 && (key & (SiteUnit::kTitle | SiteUnit::kColon)) == 0)
      where &= ~unsigned{SiteBoilerplate::kBody};
    if (where != 0) add(places, where);
  }

  void decide_template(std::span<const Place> places) {
    const std::uint64_t key = places.front().key;
    const auto minimum = (key & SiteUnit::kContent) != 0 ? sentence_minimum_ : line_minimum_;
    if (articles_of_[key] < minimum) return;
    const unsigned where = places_of(places, minimum);
    if (where != 0) add(places, where & ~unsigned{SiteBoilerplate::kBody});
  }

  // A line that has a title of another page under it.
  void decide_label(std::span<const Place> places) {
    const std::uint64_t key = places.front().key;
    if ((key & SiteUnit::kContent) != 0 || articles_of_[key] < line_minimum_) return;
    const bool is_known = entries_.contains(key);
    const bool is_colon = (key & SiteUnit::kColon) != 0 && (key & SiteUnit::kShort) != 0;
    if (!is_known && !is_colon) return;
    std::size_t all = 0;
    std::size_t opens = 0;
    const auto has_title = [&](const Place& place) {
      const auto& units = documents_[place.document];
      const std::size_t next = place.unit + 1;
      if (next >= units.size()) return false;
      const SiteUnit& unit = units[next];
      if (!unit.has(SiteUnit::kTitle) || unit.has(SiteUnit::kContent) ||
          unit.has(SiteUnit::kShort) || unit.has(SiteUnit::kNumeric))
        return false;
      if (!is_known) {  // between sentences: one title, then the article goes on
        return next + 1 < units.size() &&
               (units[next + 1].has(SiteUnit::kContent) || units[next + 1].key == key);
      }
      return !is_boilerplate(unit);
    };
    for (const Place& place : places) {
      ++all;
      opens += has_title(place) ? 1 : 0;
    }
    if (static_cast<double>(opens) < kOpensShare * static_cast<double>(all)) return;
    if (count_articles(places, has_title) < line_minimum_) return;
    unsigned where = SiteBoilerplate::kOpensTitles;
    if (!is_known) where |= SiteBoilerplate::kBody | SiteBoilerplate::kTail;
    add(places, where);
  }

  std::span<const std::vector<SiteUnit>> documents_;
  std::vector<Place> lines_;
  std::vector<Place> templates_;
  std::vector<std::uint32_t> article_;  // of each document: the number of one of its versions
  std::uint32_t num_articles_ = 0;
  std::vector<std::uint32_t> stamp_;
  std::uint32_t round_ = 0;
  std::uint32_t line_minimum_ = kMinArticles;
  std::uint32_t short_minimum_ = kMinArticles;
  std::uint32_t sentence_minimum_ = kMinArticles;
  std::uint32_t body_minimum_ = kMinArticles;
  std::unordered_map<std::uint64_t, std::uint32_t> articles_of_;
  std::unordered_map<std::uint64_t, SiteBoilerplate::Entry> entries_;
  std::vector<SiteZones> zones_;
  std::vector<std::size_t> titles_;
  std::vector<bool> has_sections_;
};

}  // namespace

SiteBoilerplate find_site_boilerplate(std::span<const std::vector<SiteUnit>> documents) {
  return Finder(documents).run();
}

}  // namespace saring::boilerplate
