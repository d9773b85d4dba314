// Tests: tests/cpp/pipeline/tally_test.cpp.
#include "saring/pipeline/tally.hpp"

#include <algorithm>

#include "saring/base/archive.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

constexpr std::size_t kExampleBytes = 160;

void add_example(std::vector<std::string>& examples, std::string_view example) {
  if (examples.size() < Tally::kExamples &&
      std::find(examples.begin(), examples.end(), example) == examples.end()) {
    examples.emplace_back(example);
  }
}

template <typename Map>
typename Map::mapped_type& entry(Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found != map.end() ? found->second : map[std::string(key)];
}

}  // namespace

template <typename Archive>
void exchange(Archive& archive, Tally::Rule& rule) {
  archive(rule.role, rule.reason, rule.lines, rule.chars, rule.examples);
}

template <typename Archive>
void exchange(Archive& archive, Tally& tally) {
  archive(tally.documents, tally.mojibake, tally.markup, tally.unsure, tally.chars_before,
          tally.chars_after, tally.decisions, tally.decision_chars, tally.roles, tally.rules,
          tally.languages, tally.sites);
}

std::string Tally::save() const {
  Tally copy = *this;
  return saring::save(copy);
}

void Tally::load(std::span<const std::byte> bytes) { saring::load(*this, bytes, "saved counts"); }

void Tally::add(std::string_view text, const CleanDocument& clean, std::string_view site) {
  const auto decision = static_cast<std::size_t>(clean.decision);
  ++documents;
  mojibake += clean.is_mojibake ? 1 : 0;
  markup += clean.is_markup ? 1 : 0;
  unsure += clean.review_reason.empty() || clean.is_heavy_loss ? 0 : 1;
  chars_before += clean.chars_before;
  chars_after += clean.chars_after;
  ++decisions[decision];
  decision_chars[decision] += clean.chars_after;
  for (const Removal& removal : clean.removals) {
    const std::string_view taken = text.substr(removal.start, removal.end - removal.start);
    const std::size_t chars = text::count_code_points(taken);
    Role& role = roles[static_cast<std::size_t>(removal.role)];
    ++role.lines;
    role.chars += chars;
    Rule& rule = entry(rules, removal.rule.empty() ? removal.reason : removal.rule);
    if (rule.lines == 0) {
      rule.role = removal.role;
      rule.reason = removal.reason;
    }
    ++rule.lines;
    rule.chars += chars;
    add_example(rule.examples, text::cut(taken, kExampleBytes));
  }
  if (!site.empty()) {
    Site& mine = entry(sites, text::cut(site, kMaxSiteBytes));
    if (mine.documents++ == 0) mine.first = documents - 1;
    mine.lines += clean.removals.size();
    mine.chars_before += clean.chars_before;
    mine.chars_after += clean.chars_after;
  }
  if (clean.lang.empty()) return;
  Language& language = entry(languages, clean.lang);
  ++language.documents;
  language.chars += clean.chars_after;
  if (clean.decision != Decision::kKept) return;
  ++language.kept;
  language.chars_kept += clean.chars_after;
}

void Tally::reject(std::string_view lang, std::uint64_t chars, Decision decision) {
  const auto to = static_cast<std::size_t>(decision);
  --decisions[0];
  ++decisions[to];
  decision_chars[0] -= chars;
  decision_chars[to] += chars;
  const auto language = languages.find(lang);
  if (language == languages.end()) return;
  --language->second.kept;
  language->second.chars_kept -= chars;
}

void Tally::merge_sites(const Tally& later, std::size_t max_sites) {
  using Entry = decltype(later.sites)::value_type;
  std::vector<const Entry*> added;
  for (const Entry& item : later.sites) {
    const auto found = sites.find(item.first);
    if (found == sites.end()) {
      added.push_back(&item);
      continue;
    }
    Site& mine = found->second;
    mine.documents += item.second.documents;
    mine.lines += item.second.lines;
    mine.chars_before += item.second.chars_before;
    mine.chars_after += item.second.chars_after;
  }
  const std::size_t room = max_sites - std::min(max_sites, sites.size());
  if (added.size() > room) {
    std::sort(added.begin(), added.end(),
              [](const Entry* a, const Entry* b) { return a->second.first < b->second.first; });
    added.resize(room);
  }
  for (const Entry* item : added) sites.insert(*item).first->second.first += documents;
}

void Tally::merge(const Tally& later, std::size_t max_sites) {
  merge_sites(later, max_sites);  // first: it needs the number of documents before
  documents += later.documents;
  mojibake += later.mojibake;
  markup += later.markup;
  unsure += later.unsure;
  chars_before += later.chars_before;
  chars_after += later.chars_after;
  for (std::size_t i = 0; i < kDecisions; ++i) {
    decisions[i] += later.decisions[i];
    decision_chars[i] += later.decision_chars[i];
  }
  for (std::size_t i = 0; i < roles.size(); ++i) {
    roles[i].lines += later.roles[i].lines;
    roles[i].chars += later.roles[i].chars;
  }
  for (const auto& [name, rule] : later.rules) {
    const auto [mine, is_new] = rules.try_emplace(name, rule);
    if (is_new) continue;
    mine->second.lines += rule.lines;
    mine->second.chars += rule.chars;
    for (const std::string& example : rule.examples) add_example(mine->second.examples, example);
  }
  for (const auto& [name, language] : later.languages) {
    Language& mine = languages[name];
    mine.documents += language.documents;
    mine.kept += language.kept;
    mine.chars += language.chars;
    mine.chars_kept += language.chars_kept;
  }
}

}  // namespace saring::pipeline
