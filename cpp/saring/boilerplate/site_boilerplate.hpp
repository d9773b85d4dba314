#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace saring::boilerplate {

struct SiteUnit;
class SiteUnitMemo;

// How a site's profile knows that a line, or a sentence of a long line, is boilerplate of the site.
enum class SiteRule : std::uint8_t {
  kNone,
  kLine,      // it repeats
  kTemplate,  // it repeats but for numbers, dates and a name
  kPrefix,    // the same at the start of a text in one line
  kSuffix,    // the same at its end
  kTitle,     // a title under a line that repeats and has titles under it
  kEnclosed,  // between such lines, behind the article
};

// "site.line", "site.template", …; empty for none.
[[nodiscard]] std::string_view site_rule_name(SiteRule rule) noexcept;

// What a profile calls boilerplate of one site (sites/site_profile.hpp makes it). Immutable; safe
// to share between threads.
class SiteBoilerplate {
 public:
  // Where a line is boilerplate: in front of the first sentence of the article, behind the last
  // one, or between them.
  enum Place : std::uint8_t { kHead = 1, kTail = 2, kBody = 4, kOpensTitles = 8 };

  struct Entry {
    std::uint64_t key = 0;        // of a SiteUnit
    std::uint32_t documents = 0;  // that hold it, of those in the profile's sample
    std::uint8_t places = 0;      // of Place
  };

  // A part of a text that is boilerplate.
  struct Found {
    std::size_t start = 0;  // bytes, half-open
    std::size_t end = 0;
    SiteRule rule = SiteRule::kNone;
    std::uint32_t documents = 0;  // of Entry
  };

  SiteBoilerplate() = default;
  // `documents`: how many are in the sample.
  SiteBoilerplate(std::vector<Entry> entries, std::uint32_t documents);

  [[nodiscard]] std::span<const Entry> entries() const noexcept { return entries_; }
  [[nodiscard]] std::uint32_t documents() const noexcept { return documents_; }

  // The boilerplate in a text, in order, without overlap. Linear.
  void find(std::string_view text, std::vector<Found>& found) const;
  // The same; `memo` knows lines of texts that were looked at before.
  void find(std::string_view text, std::vector<Found>& found, SiteUnitMemo& memo) const;
  // The entry of a key, or null. Binary search.
  [[nodiscard]] const Entry* entry(std::uint64_t key) const noexcept;

 private:
  // Whether a unit with this key may have a template that is known. Most lines cost no more.
  [[nodiscard]] bool may_have_template(std::uint64_t key) const noexcept;

  std::vector<Entry> entries_;  // by key
  std::uint32_t documents_ = 0;
  std::bitset<256> template_flags_;  // of keys of units whose templates are known
};

}  // namespace saring::boilerplate
