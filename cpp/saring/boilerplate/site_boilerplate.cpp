// Tests: tests/cpp/boilerplate/sites/site_profile_test.cpp.
#include "saring/boilerplate/site_boilerplate.hpp"

#include <algorithm>
#include <utility>

#include "saring/boilerplate/site_units_internal.hpp"
#include "saring/boilerplate/site_zones_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kEdgeSentences = 4;  // of a long line, at its start and at its end
constexpr std::size_t kMaxTitles = 12;       // under one line
constexpr std::size_t kMaxEnclosed = 6;      // units between two that are boilerplate

// What is behind the article, reads like no sentence, and has boilerplate in front and behind.
void add_enclosed(const std::vector<SiteUnit>& units, const SiteZones& zones,
                  std::vector<SiteBoilerplate::Found>& found) {
  const std::size_t known = found.size();
  std::size_t next = 0;  // of the known ones, the first behind the unit
  std::size_t gap = 0;   // units since the last one
  std::size_t gap_start = 0;
  bool is_open = false;  // there is one in front
  for (std::size_t i = 0; i < units.size(); ++i) {
    while (next < known && found[next].end <= units[i].start) ++next;
    const bool is_known = next < known && found[next].start <= units[i].start;
    if (is_known) {
      for (std::size_t g = gap_start; is_open && gap <= kMaxEnclosed && g < i; ++g)
        found.push_back({units[g].start, units[g].end, SiteRule::kEnclosed, 0});
      is_open = true;
      gap = 0;
      gap_start = i + 1;
      continue;
    }
    ++gap;
    if (!zones.has_article(units.size()) || !zones.is_tail(i) || !units[i].has(SiteUnit::kTitle) ||
        units[i].has(SiteUnit::kContent))
      is_open = false;
  }
  std::sort(found.begin(), found.end(),
            [](const SiteBoilerplate::Found& a, const SiteBoilerplate::Found& b) {
              return a.start < b.start;
            });
}

}  // namespace

std::string_view site_rule_name(SiteRule rule) noexcept {
  switch (rule) {
    case SiteRule::kLine:
      return "site.line";
    case SiteRule::kTemplate:
      return "site.template";
    case SiteRule::kPrefix:
      return "site.prefix";
    case SiteRule::kSuffix:
      return "site.suffix";
    case SiteRule::kTitle:
      return "site.title";
    case SiteRule::kEnclosed:
      return "site.enclosed";
    case SiteRule::kNone:
      break;
  }
  return {};
}

SiteBoilerplate::SiteBoilerplate(std::vector<Entry> entries, std::uint32_t documents)
    : entries_(std::move(entries)), documents_(documents) {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.key < b.key; });
  for (const Entry& entry : entries_) {
    if ((entry.key & SiteUnit::kMasked) == 0) continue;
    template_flags_.set(entry.key & SiteUnit::kFlags & ~std::uint64_t{SiteUnit::kMasked});
  }
}

bool SiteBoilerplate::may_have_template(std::uint64_t key) const noexcept {
  return template_flags_.test(key & SiteUnit::kFlags);
}

const SiteBoilerplate::Entry* SiteBoilerplate::entry(std::uint64_t key) const noexcept {
  const auto at =
      std::lower_bound(entries_.begin(), entries_.end(), key,
                       [](const Entry& entry, std::uint64_t k) { return entry.key < k; });
  return at != entries_.end() && at->key == key ? &*at : nullptr;
}

void SiteBoilerplate::find(std::string_view text, std::vector<Found>& found) const {
  SiteUnitMemo memo;
  find(text, found, memo);
}

void SiteBoilerplate::find(std::string_view text, std::vector<Found>& found,
                           SiteUnitMemo& memo) const {
  found.clear();
  if (entries_.empty()) return;
  std::vector<SiteUnit> units;
  append_site_units(text, units, false, &memo);
  const SiteZones zones(units, [&](const SiteUnit& unit) { return entry(unit.key) != nullptr; });
  const Entry* label = nullptr;
  std::size_t titles = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const SiteUnit& unit = units[i];
    const unsigned place = zones.is_head(i) ? kHead : zones.is_tail(i) ? kTail : kBody;
    SiteRule rule = SiteRule::kLine;
    const Entry* known = entry(unit.key);
    if (known == nullptr || (known->places & place) == 0) {
      known = nullptr;
      if (may_have_template(unit.key)) {
        const std::string_view bytes = text.substr(unit.start, unit.end - unit.start);
        const std::uint64_t key = memo.template_key(bytes, unit.key);
        if (key != 0) known = entry(key);
      }
      rule = SiteRule::kTemplate;
    }
    if (known != nullptr && (known->places & place) != 0) {
      if (rule == SiteRule::kLine && unit.of > 1) {
        if (unit.number < kEdgeSentences) rule = SiteRule::kPrefix;
        if (unit.number + kEdgeSentences >= unit.of) rule = SiteRule::kSuffix;
      }
      found.push_back({unit.start, unit.end, rule, known->documents});
      label = (known->places & kOpensTitles) != 0 ? known : nullptr;
      titles = 0;
      continue;
    }
    if (label == nullptr) continue;
    const bool is_open =
        titles < kMaxTitles && !((label->key & SiteUnit::kColon) != 0 && titles > 0);
    const bool is_title = unit.has(SiteUnit::kTitle) && !unit.has(SiteUnit::kContent);
    if (!is_open || !is_title || (place != kTail && titles > 0)) {
      label = nullptr;
      continue;
    }
    ++titles;
    found.push_back({unit.start, unit.end, SiteRule::kTitle, label->documents});
  }
  add_enclosed(units, zones, found);
}

}  // namespace saring::boilerplate
