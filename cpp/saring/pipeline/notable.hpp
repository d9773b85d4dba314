#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/document.hpp"

// The documents of a batch that a report may show, so that the other texts need not be read again.
namespace saring::pipeline {

// A document, the removal for which it is shown, and its rank. The greatest rank is chosen, and of
// equal ranks the first.
struct NotableDocument {
  std::uint64_t rank = 0;
  std::size_t document = 0;  // index in the batch
  std::size_t removal = 0;   // index in the document
};

class Notable {
 public:
  // The number of documents in `losses`.
  static constexpr std::size_t kMaxLosses = 30;
  // A document that loses fewer characters than this is only in the lists of rules.
  static constexpr std::size_t kMinLoss = 100;

  // `index`: the document's index in the batch; must ascend. `site` may be empty.
  void add(std::size_t index, const CleanDocument& clean, std::string_view site);
  // Call it after the last add().
  void finish();

  // The number of documents by the share of characters removed inside them, in percent.
  [[nodiscard]] const std::array<std::uint32_t, 101>& shares() const noexcept { return shares_; }
  // The documents that lost most, the greatest loss first, without heavy losses. The rank is the
  // share in thousandths times 2^40, plus the characters.
  [[nodiscard]] const std::vector<NotableDocument>& losses() const noexcept { return losses_; }
  // By rule (or by reason if no rule matched): the longest removal, in bytes.
  [[nodiscard]] const std::map<std::string, NotableDocument, std::less<>>& rules() const noexcept {
    return rules_;
  }
  // By site: the document that lost the most characters.
  [[nodiscard]] const std::map<std::string, NotableDocument, std::less<>>& sites() const noexcept {
    return sites_;
  }

 private:
  std::array<std::uint32_t, 101> shares_{};
  std::vector<NotableDocument> losses_;
  std::map<std::string, NotableDocument, std::less<>> rules_;
  std::map<std::string, NotableDocument, std::less<>> sites_;
};

// A part of a document's text with the removals in it. Their offsets are bytes of `text`.
struct Excerpt {
  std::string_view text{};
  std::vector<Removal> removals{};
  bool has_more_before = false;
  bool has_more_after = false;
};

// The part around a removal of `clean`. It begins two lines before the removal, or at the start of
// the text if that is as near. It has at most `max_bytes` and kMaxRemovals. `text`: valid UTF-8, to
// which the removals refer.
inline constexpr std::size_t kMaxRemovals = 60;
[[nodiscard]] Excerpt excerpt_of(std::string_view text, const CleanDocument& clean,
                                 std::size_t removal, std::size_t max_bytes);

}  // namespace saring::pipeline
