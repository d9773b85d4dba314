#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/role.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/site_boilerplate.hpp"

// Which lines of a plain text are the article, and which are boilerplate of the web site.
//
// Nothing is lost. The kept text is the text less the ranges in StripResult::removed, byte for
// byte, so that both together give the text back. A dropped line is removed with its own line end
// and the dropped blank lines after it (the first of several in a row, with those before it too);
// where only dropped lines follow, the line end of the last kept line goes with them, unless
// `keep_last_line_end`. Kept lines keep their own line ends, "\n" or "\r\n".
//
// The kept text is decided about again until nothing more goes, 16 times at most, so stripping it
// changes nothing. That holds for the article roles; of other `keep_roles`, it holds where they
// have kHeadline. No phrase of a rule takes more than 40 words behind it.
namespace saring::boilerplate {

struct StripOptions {
  // "ind_Latn", "ind", "id" or "id-ID": the rules of that language, of those that its pack
  // names beside it, and of every language. Empty: all rules. A language without rules is not an
  // error.
  std::string_view language = {};
  RoleSet keep_roles = kArticleRoles;
  // A line is dropped by the line model when its probability of being article is below this, in [0,
  // 1]. Lower keeps more.
  float threshold = 0.45F;
  // Where only dropped lines follow the last kept one, it keeps its line end: what is kept of a
  // file is whole lines then.
  bool keep_last_line_end = false;
  // What repeats on the text's site; null: unknown. It goes, but for what `keep_roles` has.
  const SiteBoilerplate* site = nullptr;
};

// A part of a line with a role of its own, e.g. a dateline before the first sentence.
struct RoleSpan {
  std::size_t start = 0;  // bytes, half-open, into the text
  std::size_t end = 0;
  Role role = Role::kOther;
  bool keep = false;
  std::string_view rule;    // as in LineDecision
  std::string_view reason;  // in words
};

// Views point into the rules of the stripper, which must live as long.
struct LineDecision {
  std::size_t start = 0;  // bytes, half-open, without the line's terminator
  std::size_t end = 0;
  bool keep = true;
  Role role = Role::kBody;
  bool is_blank = false;         // white space alone
  float score = 1;               // how sure `keep` is, in [0, 1]
  std::string_view reason;       // in words
  std::string_view rule;         // id of a rule, "structure.…", or "model.lines"
  std::uint32_t first_span = 0;  // into StripResult::spans: what goes of a line that stays
  std::uint32_t num_spans = 0;
};

// What is removed for a dropped line that is not blank, or for a dropped span of a kept line.
struct RemovedRange {
  static constexpr std::uint32_t kWholeLine = 0xFFFFFFFF;
  // Bytes, half-open, into the text. Of a line: with line ends and blank lines. Of a span: with the
  // white space that it would leave at the start or end of its line.
  std::size_t start = 0;
  std::size_t end = 0;
  std::uint32_t line = 0;           // into StripResult::lines
  std::uint32_t span = kWholeLine;  // into StripResult::spans
};

struct StripResult {
  std::vector<LineDecision>
      lines;  // every line of the text, in order; they cover it except for terminators
  std::vector<RoleSpan> spans;        // in order, without overlap, each inside one line
  std::vector<RemovedRange> removed;  // in order, without overlap
  // What was recognised; title and byline without their label.
  std::optional<RoleSpan> title;
  std::optional<RoleSpan> byline;
  std::optional<RoleSpan> caption;
  std::optional<RoleSpan> dateline;
  // How well the article is known, in [0, 1]: the F1 of its characters that is to be expected if
  // the line model's scores are probabilities, and what rules and structure decide is right. 1
  // without a line model. It does not depend on `keep_roles`.
  float confidence = 1;
  // A person should look at the text: it is a heavy loss, or the confidence is below 0.8 in a text
  // of more than three lines or long sentences.
  bool needs_review = false;
  // More would be lost than the line model may take alone, or nothing is kept of a text with
  // sentences.
  bool is_heavy_loss = false;
  std::string_view review_reason;  // in words; empty unless needs_review
};

// The bytes of the library's line model, cpp/data/models/lines.bin.
[[nodiscard]] std::span<const std::byte> built_in_line_model() noexcept;

// Example:
//   const LineStripper stripper;
//   const StripResult result = stripper.strip(text, {.language = "ind_Latn"});
//   std::string article;
//   append_kept_text(text, result, article);
//
// Immutable; safe to share between threads. Time is linear in the size of any text. Memory beside
// the text: some 800 bytes a line while it is read, of which 64 are the result.
class LineStripper {
 public:
  // The rules and the line model of the library.
  LineStripper();
  // Rules of the caller's own, which must live as long, and a line model file's bytes; no bytes:
  // rules and structure alone decide. `model_name` is the file's name in errors. Throws RuleError,
  // ModelError.
  LineStripper(std::span<const Rule> rules, std::span<const std::byte> model,
               std::string_view model_name = "line model");
  ~LineStripper();
  LineStripper(LineStripper&&) noexcept;
  LineStripper& operator=(LineStripper&&) noexcept;

  // Buffers that one thread may reuse from text to text.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;

   private:
    friend class LineStripper;
    struct Impl;
    std::unique_ptr<Impl> impl_;
  };

  // `text` is valid UTF-8.
  [[nodiscard]] StripResult strip(std::string_view text, const StripOptions& options = {}) const;
  // The same into `result`, whose memory is reused.
  void strip(std::string_view text, const StripOptions& options, Scratch& scratch,
             StripResult& result) const;

 private:
  struct Impl;
  std::string_view decide_units(std::string_view text, std::size_t lost_before,
                                const StripOptions& options, Scratch& scratch) const;

  std::unique_ptr<const Impl> impl_;
};

// Sets `result.removed` from its lines and spans. For a caller that has changed what is kept; strip
// has done it already. A run of dropped lines that are all blank gets one range. O(lines + spans).
void set_removed_ranges(std::string_view text, bool keep_last_line_end, StripResult& result);

// Appends the text less the removed ranges.
void append_kept_text(std::string_view text, const StripResult& result, std::string& out);

}  // namespace saring::boilerplate
