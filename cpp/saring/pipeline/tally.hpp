#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/document.hpp"

namespace saring::pipeline {

// Counts over documents, for the report. Merging is associative. If parts are merged in reading
// order, the result does not depend on how documents were divided among threads.
class Tally {
 public:
  static constexpr std::size_t kExamples = 3;
  // For a whole run: about 15 MB.
  static constexpr std::size_t kMaxSites = 100'000;
  static constexpr std::size_t kMaxSiteBytes = 256;

  struct Role {
    std::uint64_t lines = 0;  // and spans
    std::uint64_t chars = 0;
  };
  struct Rule {
    boilerplate::Role role = boilerplate::Role::kOther;
    std::string reason;
    std::uint64_t lines = 0;
    std::uint64_t chars = 0;
    std::vector<std::string> examples;  // the first different ones, at most kExamples, shortened
  };
  struct Language {
    std::uint64_t documents = 0;
    std::uint64_t kept = 0;
    std::uint64_t chars = 0;       // characters of the clean texts, also of removed documents
    std::uint64_t chars_kept = 0;  // characters of the kept documents
  };

  struct Site {
    std::uint64_t documents = 0;
    std::uint64_t lines = 0;         // removed lines and spans
    std::uint64_t chars_before = 0;  // characters of the texts as read
    std::uint64_t chars_after = 0;   // characters of the clean texts
    std::uint64_t first = 0;         // number of the first document, from 0
  };

  // The removals' offsets refer to `text`. `site` may be empty; it is cut to kMaxSiteBytes.
  void add(std::string_view text, const CleanDocument& clean, std::string_view site = {});
  // Sites after the first `max_sites` are not counted by name. The result does not depend on how
  // documents were divided, if the limit is given each time that parts without a limit are merged
  // into a whole.
  void merge(const Tally& later, std::size_t max_sites = SIZE_MAX);

  // Counts a document as removed that was added as kept. `chars`: characters of its clean text.
  void reject(std::string_view lang, std::uint64_t chars, Decision decision);

  // save() returns all counts as bytes and load() reads them, to continue in another process. Add a
  // new member to exchange() in the source file. Errors of load(): ModelError.
  [[nodiscard]] std::string save() const;
  void load(std::span<const std::byte> bytes);

  std::uint64_t documents = 0;
  std::uint64_t mojibake = 0;  // with CleanDocument::is_mojibake
  std::uint64_t markup = 0;    // with CleanDocument::is_markup
  std::uint64_t unsure = 0;    // need a review and are not heavy losses
  std::uint64_t chars_before = 0;
  std::uint64_t chars_after = 0;  // of all documents, also the removed ones
  std::array<std::uint64_t, kDecisions> decisions{};
  std::array<std::uint64_t, kDecisions> decision_chars{};
  std::array<Role, boilerplate::kRoleCount> roles{};
  // By rule id, or by reason if no rule matched.
  std::map<std::string, Rule, std::less<>> rules;
  std::map<std::string, Language, std::less<>> languages;
  std::map<std::string, Site, std::less<>> sites;

 private:
  void merge_sites(const Tally& later, std::size_t max_sites);
};

}  // namespace saring::pipeline
