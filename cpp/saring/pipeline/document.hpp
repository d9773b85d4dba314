#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/role.hpp"

namespace saring::pipeline {

// What a document is read from, and so how it is written.
enum class Format : std::uint8_t {
  kValue,  // written as its text alone
  kText,   // written as its text, with a newline at the end
  kJson,   // written as the record it came in, with the text replaced
  kHtml,   // written as a page that holds the article alone
};

// One document as read. All views outlive the call that they are given to.
struct Document {
  std::string_view body{};  // valid UTF-8; kHtml: the bytes of the page
  Format format = Format::kText;
  std::string_view record{};  // kJson: the whole record, well-formed JSON in valid UTF-8
  std::string_view where{};  // JSON members that say where it stands, for the audit: "file":"a",…
  std::string_view site{};   // host name or empty, for the counts
};

// Why a document stays or goes. The values are stored by the Python side.
enum class Verdict : std::uint8_t {
  kKept = 0,
  kEmpty = 1,      // no letter and no digit remains
  kTooShort = 2,   // fewer than min_chars characters remain
  kLanguage = 3,   // in a language that was not asked for
  kUncertain = 4,  // the language is less certain than min_confidence
};

// The name as the audit writes it: "too_short".
[[nodiscard]] std::string_view verdict_name(Verdict verdict) noexcept;

// A line, or a span inside a line, that was taken out. Offsets are bytes into the document's text,
// half-open, without the line's terminator.
struct Removal {
  std::uint32_t line = 0;  // from 0
  bool is_span = false;
  std::size_t begin = 0;
  std::size_t end = 0;
  boilerplate::Role role = boilerplate::Role::kOther;
  double score = 0;
  std::string_view rule{};  // id, or empty; both live as long as the cleaner
  std::string_view reason{};
};

// A document after cleaning.
struct CleanDocument {
  Verdict verdict = Verdict::kKept;
  std::string text{};               // what stays
  std::string page_text{};          // kHtml: the page's text that offsets refer to; else empty
  std::vector<Removal> removals{};  // by `begin`
  std::string_view lang{};          // "ind_Latn"; lives as long as the cleaner; empty: not asked
  double confidence = 0;
  std::size_t chars_before = 0;  // code points of the text as read
  std::size_t chars_after = 0;
  std::string output{};  // as it is written, with a final newline where kJson; empty unless kept
  std::string audit{};   // JSON lines
};

}  // namespace saring::pipeline
