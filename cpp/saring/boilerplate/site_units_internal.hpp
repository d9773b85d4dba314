#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saring::boilerplate {

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

// Appends the units of a text, in order; without templates, their keys are 0. Linear.
void append_site_units(std::string_view text, std::vector<SiteUnit>& units,
                       bool with_templates = true);

// The key of a unit's template, by its bytes and key; 0: it has none. `masked` is a buffer.
[[nodiscard]] std::uint64_t site_template_key(std::string_view unit, std::uint64_t key,
                                              std::string& masked);

// Byte after the sentence of a long line that begins at `start`, with the white space behind it.
[[nodiscard]] std::size_t site_sentence_end(std::string_view line, std::size_t start) noexcept;

// Writes the line with numbers, dates and the name of a person or a place replaced by signs; false
// where nothing is, or where what is left does not tell lines apart: then the line has no template.
[[nodiscard]] bool mask_line(std::string_view line, std::string& out);

}  // namespace saring::boilerplate
