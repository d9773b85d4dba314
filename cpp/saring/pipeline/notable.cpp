// Tests: tests/cpp/pipeline/notable_test.cpp.
#include "saring/pipeline/notable.hpp"

#include <algorithm>

#include "saring/pipeline/tally.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

constexpr std::size_t kBytesBefore = 240;
constexpr std::size_t kLinesBefore = 2;
constexpr unsigned kCharsBits = 40;

using ByName = std::map<std::string, NotableDocument, std::less<>>;

void offer(ByName& best, std::string_view name, const NotableDocument& document) {
  const auto found = best.find(name);
  if (found == best.end()) {
    best.emplace(name, document);
  } else if (document.rank > found->second.rank) {
    found->second = document;
  }
}

bool comes_first(const NotableDocument& a, const NotableDocument& b) {
  return a.rank != b.rank ? a.rank > b.rank : a.document < b.document;
}

std::size_t line_start(std::string_view text, std::size_t at) {
  const std::size_t end = at == 0 ? text.npos : text.rfind('\n', at - 1);
  return end == text.npos ? 0 : end + 1;
}

// The start of an excerpt that shows the text at `at`.
std::size_t start_before(std::string_view text, std::size_t at) {
  if (at <= kBytesBefore) return 0;
  std::size_t start = line_start(text, at);
  if (at - start > kBytesBefore) {
    start = at - kBytesBefore;
    while (text::is_continuation(text[start])) ++start;
    return start;
  }
  for (std::size_t lines = 0; lines < kLinesBefore && start > 0; ++lines) {
    const std::size_t before = line_start(text, start - 1);
    if (at - before > kBytesBefore) break;
    start = before;
  }
  return start;
}

}  // namespace

void Notable::add(std::size_t index, const CleanDocument& clean, std::string_view site) {
  const std::size_t lost = clean.chars_before - std::min(clean.chars_before, clean.chars_after);
  ++shares_[clean.chars_before == 0 ? 0 : lost * 100 / clean.chars_before];
  if (clean.removals.empty()) return;
  for (std::size_t i = 0; i < clean.removals.size(); ++i) {
    const Removal& removal = clean.removals[i];
    const std::string_view name = removal.rule.empty() ? removal.reason : removal.rule;
    offer(rules_, name, {removal.end - removal.start, index, i});
  }
  if (lost < kMinLoss) return;
  if (!site.empty()) offer(sites_, text::cut(site, Tally::kMaxSiteBytes), {lost, index, 0});
  if (clean.is_heavy_loss) return;
  const std::uint64_t share = lost * 1000 / clean.chars_before;
  losses_.push_back({(share << kCharsBits) + lost, index, 0});
  if (losses_.size() >= 2 * kMaxLosses) finish();
}

void Notable::finish() {
  std::sort(losses_.begin(), losses_.end(), comes_first);
  losses_.resize(std::min(losses_.size(), kMaxLosses));
}

Excerpt excerpt_of(std::string_view text, const CleanDocument& clean, std::size_t removal,
                   std::size_t max_bytes) {
  const std::size_t start = start_before(text, clean.removals.at(removal).start);
  Excerpt excerpt;
  std::size_t end = start + text::cut(text.substr(start), max_bytes).size();
  for (Removal part : clean.removals) {
    if (part.end <= start || part.start >= end) continue;
    if (excerpt.removals.size() == kMaxRemovals) {
      end = part.start;
      break;
    }
    part.start = std::max(part.start, start) - start;
    part.end = std::min(part.end, end) - start;
    excerpt.removals.push_back(part);
  }
  excerpt.text = text.substr(start, end - start);
  excerpt.has_more_before = start > 0;
  excerpt.has_more_after = end < text.size();
  return excerpt;
}

}  // namespace saring::pipeline
