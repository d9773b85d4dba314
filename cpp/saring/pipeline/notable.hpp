#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/document.hpp"

// Which documents of a batch a report could show, so that the texts of all others are not looked
// at again.
namespace saring::pipeline {

// A document, the removal that it is shown for, and by what it is chosen: the greatest, and of
// equal ones the first.
struct NotableDocument {
  std::uint64_t rank = 0;
  std::size_t document = 0;  // of the batch
  std::size_t removal = 0;   // of the document
};

class Notable {
 public:
  // Documents in `losses`.
  static constexpr std::size_t kMaxLosses = 30;
  // A document that loses fewer characters than this is in none of the lists but those of rules.
  static constexpr std::size_t kMinLoss = 100;

  // `index`: of the document in the batch; ascending. `site` may be empty.
  void add(std::size_t index, const CleanDocument& clean, std::string_view site);
  // Ends adding.
  void finish();

  // By share of the characters removed inside, in percent: how many documents.
  [[nodiscard]] const std::array<std::uint32_t, 101>& shares() const noexcept { return shares_; }
  // Documents that lost most and are no heavy losses, the greatest first. The rank is the share in
  // thousandths times 2^40, plus the characters.
  [[nodiscard]] const std::vector<NotableDocument>& losses() const noexcept { return losses_; }
  // By rule, or reason where no rule matched: the longest removal, in bytes.
  [[nodiscard]] const std::map<std::string, NotableDocument, std::less<>>& rules() const noexcept {
    return rules_;
  }
  // By site: the document that lost most characters.
  [[nodiscard]] const std::map<std::string, NotableDocument, std::less<>>& sites() const noexcept {
    return sites_;
  }

 private:
  std::array<std::uint32_t, 101> shares_{};
  std::vector<NotableDocument> losses_;
  std::map<std::string, NotableDocument, std::less<>> rules_;
  std::map<std::string, NotableDocument, std::less<>> sites_;
};

// A part of a document's text with what was removed from it. Offsets of the removals are bytes of
// `text`.
struct Excerpt {
  std::string_view text{};
  std::vector<Removal> removals{};
  bool has_more_before = false;
  bool has_more_after = false;
};

// The part around a removal of `clean`: from two lines before it on, or from the start where that
// is as near; at most `max_bytes` and kMaxRemovals. `text`: valid UTF-8, what the removals refer
// to.
inline constexpr std::size_t kMaxRemovals = 60;
[[nodiscard]] Excerpt excerpt_of(std::string_view text, const CleanDocument& clean,
                                 std::size_t removal, std::size_t max_bytes);

}  // namespace saring::pipeline
