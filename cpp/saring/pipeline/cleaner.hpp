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

// What happens to a heavy loss (boilerplate::StripResult::is_heavy_loss).
enum class OnHeavyLoss : std::uint8_t {
  kKeep,        // the remaining text is treated like any other text
  kDrop,        // the document is removed
  kQuarantine,  // the document is set aside unchanged: clean_pieces() makes it a RecordProblem
};

struct CleanerOptions {
  std::string model_path{};  // the language model; empty: languages are not detected
  bool strip = true;         // false: every line is kept
  // Label of the encoding of all pages (DecodeOptions); empty: it is detected.
  std::string encoding{};
  std::string language{};  // language of all texts, for choosing rules; empty: it is detected
  boilerplate::RoleSet keep_roles = boilerplate::kArticleRoles;
  std::vector<boilerplate::RuleFile> rule_files{};  // used in addition to the rules of the library
  std::string line_model{};  // bytes of a line model file; empty: the library's model
  std::string line_model_name = "line model";  // for errors
  std::vector<std::string>
      languages{};  // codes of any kind; documents in others are removed; empty: all are kept
  double min_confidence = 0;  // of the language, in [0, 1]
  std::size_t min_chars = 0;  // code points of the clean text
  OnHeavyLoss on_heavy_loss = OnHeavyLoss::kKeep;
  bool signals = false;                // compute the signals of kept documents
  std::vector<ConditionStep> where{};  // condition on documents (Condition); empty: none
  bool filter = true;                  // false: every document is kept
};

struct CleanBatch {
  std::vector<CleanDocument> documents{};  // in the order of the input
  Tally tally;                             // counts the documents that are not quarantined
};

// Strips documents, detects their language and decides which are kept. Duplicates are found later,
// among the texts of the kept documents (CopyFinder). The cleaner does not know how documents are
// written (render.hpp).
//
// The stripper needs the language to choose its rules, but language detection works best on the
// stripped text. So the language of a 256-byte excerpt is detected first, for the rules. The
// language of the stripped text is detected afterwards and is the answer.
//
// Immutable. Threads may share it. Linear in the texts.
class Cleaner {
 public:
  // Throws ModelError, RuleError and std::system_error. Throws std::invalid_argument for an unknown
  // language or encoding, or if languages or min_confidence are given without a model.
  explicit Cleaner(CleanerOptions options);
  ~Cleaner();
  Cleaner(Cleaner&&) noexcept;
  Cleaner& operator=(Cleaner&&) noexcept;

  [[nodiscard]] const CleanerOptions& options() const noexcept;

  // The result does not depend on `num_threads` (0: all cores). Lines that `sites` calls
  // boilerplate of the document's site are removed too; null: no site is known.
  [[nodiscard]] CleanBatch clean(std::span<const Document> documents, unsigned num_threads = 1,
                                 const boilerplate::SharedSiteProfile* sites = nullptr) const;

  // Adds the documents that name their site to `sites`, unstripped.
  void count(std::span<const Document> documents, boilerplate::SharedSiteProfile& sites) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace saring::pipeline
