#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saring/boilerplate/lines/rule_files.hpp"
#include "saring/boilerplate/role.hpp"
#include "saring/boilerplate/sites/shared_site_profile.hpp"
#include "saring/pipeline/condition.hpp"
#include "saring/pipeline/document.hpp"
#include "saring/pipeline/tally.hpp"

namespace saring::pipeline {

// What becomes of a heavy loss (boilerplate::StripResult::is_heavy_loss).
enum class OnHeavyLoss : std::uint8_t {
  kKeep,        // what is left of it is treated as any other text
  kDrop,        // it is removed
  kQuarantine,  // it is set aside as it was read: clean_pieces() makes it a RecordProblem
};

struct CleanerOptions {
  std::string model_path{};  // of the language model; empty: languages are not detected
  bool strip = true;         // false: every line is kept
  std::string encoding{};    // of all pages, a label (DecodeOptions); empty: it is found
  std::string language{};    // of all texts, for the choice of rules; empty: as detected
  boilerplate::RoleSet keep_roles = boilerplate::kArticleRoles;
  std::vector<boilerplate::RuleFile> rule_files{};  // used beside the rules of the library
  std::string line_model{};  // bytes of a line model file; empty: the one of the library
  std::string line_model_name = "line model";  // for errors
  std::vector<std::string>
      languages{};  // codes of any kind; documents in others are removed; empty: all are kept
  double min_confidence = 0;  // of the language, in [0, 1]
  std::size_t min_chars = 0;  // code points of the clean text
  OnHeavyLoss on_heavy_loss = OnHeavyLoss::kKeep;
  bool signals = false;                // whether the signals of kept documents are wanted
  std::vector<ConditionStep> where{};  // what documents must satisfy (Condition); empty: nothing
  bool filter = true;                  // false: every document is kept
};

struct CleanBatch {
  std::vector<CleanDocument> documents{};  // in the order given
  Tally tally;                             // of the documents that are not for the quarantine
};

// Strips documents, detects their language and decides which are kept; duplicates are found
// afterwards, among the texts of those that do (CopyFinder). How documents are written is not known
// here (render.hpp).
//
// The stripper needs the language to choose its rules, and the language is best detected on the
// stripped text: so a 256-byte excerpt is classified first, for the rules, and the stripped text
// afterwards, for the answer.
//
// Immutable; may be shared by threads. Linear in the texts.
class Cleaner {
 public:
  // Throws ModelError, RuleError, std::system_error, and std::invalid_argument for an unknown
  // language or encoding, or for languages and min_confidence without a model.
  explicit Cleaner(CleanerOptions options);
  ~Cleaner();
  Cleaner(Cleaner&&) noexcept;
  Cleaner& operator=(Cleaner&&) noexcept;

  [[nodiscard]] const CleanerOptions& options() const noexcept;

  // The result does not depend on `num_threads` (0: all cores). What `sites` calls boilerplate of a
  // document's site is removed too; null: no site is known.
  [[nodiscard]] CleanBatch clean(std::span<const Document> documents, unsigned num_threads = 1,
                                 const boilerplate::SharedSiteProfile* sites = nullptr) const;

  // Counts the documents that name their site, as they are before they are stripped.
  void count(std::span<const Document> documents, boilerplate::SharedSiteProfile& sites) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace saring::pipeline
