#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saring::boilerplate {

struct LineShape;

// What is counted over the documents of a site, and looked up: a line that is not blank, or a
// sentence of a long line.
struct SiteUnit {
  // What is known of a unit beside its bytes; the low bits of its key. The order is stable: it is
  // stored in files.
  enum Flag : std::uint64_t {
    kContent = 1,   // reads like a sentence of an article
    kTitle = 2,     // could be a headline
    kNumeric = 4,   // numbers, or a date
    kColon = 8,     // ends with a colon
    kInside = 16,   // a sentence of a long line
    kMasked = 32,   // a template: key of a unit with numbers, dates and names masked
    kShort = 64,    // at most three words
    kFlags = 0xFF,  // all bits of flags
  };

  std::uint64_t key = 0;           // hash of the trimmed bytes, and flags
  std::uint64_t template_key = 0;  // of the masked bytes, and flags; 0: has no template
  std::size_t start = 0;           // bytes, half-open, in the text; without white space around it
  std::size_t end = 0;
  std::uint32_t number = 0;  // in its line
  std::uint32_t of = 1;      // units of that line

  [[nodiscard]] bool has(Flag flag) const noexcept { return (key & flag) != 0; }
};

// Writes lines with numbers, dates and the name of a person or a place replaced by signs. Its
// buffers are reused from one line to the next.
class LineMasker {
 public:
  enum class Kind : std::uint8_t { kWord, kName, kNumber, kDate };

  struct Token {
    std::string_view bytes{};
    Kind kind = Kind::kWord;
    bool ends = false;  // punctuation at its end: a name does not go on behind it
  };

  // False where nothing is masked, or where what is left does not tell lines apart: then the line
  // has no template.
  [[nodiscard]] bool mask(std::string_view line);
  // The last line, where `mask` was true.
  [[nodiscard]] const std::string& masked() const noexcept { return out_; }

 private:
  void scan(std::string_view line);

  std::vector<Token> tokens_;
  std::string out_;
};

// The key of a unit's template, by its bytes and key; 0: it has none.
[[nodiscard]] std::uint64_t site_template_key(std::string_view unit, std::uint64_t key,
                                              LineMasker& masker);

// What is known of lines and sentences that were met before: a text is looked at again when some of
// its lines are gone. Small tables in which what comes later takes the place of what was there.
class SiteUnitMemo {
 public:
  struct Part {
    enum Kind : std::uint8_t { kUnknown, kBlank, kShort, kLong };  // long: taken by its sentences

    std::uint64_t hash = 0;  // of its bytes
    std::uint64_t key = 0;   // of its unit
    Kind kind = kUnknown;
  };

  // What a line or sentence is, measured if it is not known. O(bytes).
  [[nodiscard]] Part part(std::string_view bytes);
  // Remembers a line that was measured elsewhere.
  void note(std::string_view bytes, const LineShape& shape);
  // As site_template_key; `part` was called before.
  [[nodiscard]] std::uint64_t template_key(std::string_view unit, std::uint64_t key);

 private:
  struct Template {
    std::uint64_t key = 0;
    std::uint64_t template_key = 0;
  };
  static constexpr std::size_t kParts = 2048;
  static constexpr std::size_t kTemplates = 1024;

  Part& place(std::uint64_t hash);

  std::vector<Part> parts_;
  std::vector<Template> templates_;
  LineMasker masker_;
};

// Appends the units of a text, in order; without templates, their keys are 0. `memo` may be null.
// Linear.
void append_site_units(std::string_view text, std::vector<SiteUnit>& units,
                       bool with_templates = true, SiteUnitMemo* memo = nullptr);

// Byte after the sentence of a long line that begins at `start`, with the white space behind it.
[[nodiscard]] std::size_t site_sentence_end(std::string_view line, std::size_t start) noexcept;

}  // namespace saring::boilerplate
