#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

class HtmlTreeBuilder;

// Most elements open at once, and most formatting elements (<b>, <font>, …) that are opened again
// in every block because they were never closed. Real pages stay far below both. A tree builder by
// the HTML standard searches its lists of both at nearly every tag, so that without limits it is
// quadratic. Elements deeper than the first become siblings, as in browsers; text always stays.
inline constexpr std::size_t kMaxOpenElements = 512;
inline constexpr std::size_t kMaxOpenFormatting = 32;

// Parses one page after another by lexbor (the HTML Living Standard), reusing its memory. Use by
// one thread at a time.
class HtmlParser {
 public:
  HtmlParser();
  ~HtmlParser();
  HtmlParser(const HtmlParser&) = delete;
  HtmlParser& operator=(const HtmlParser&) = delete;

  // `html`: valid UTF-8 without NUL. Any input fills the builder, in time linear in its size;
  // throws bad_alloc, and Cancelled where the token of this thread says so.
  void parse(std::string_view html, HtmlTreeBuilder& builder);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Parsers that wait for the next page. Safe to share between threads.
class HtmlParserPool {
 public:
  [[nodiscard]] HtmlTree parse(std::string_view html);

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<HtmlParser>> idle_;
};

// Appends `text` with its character references ("&amp;", "&#233;") replaced (HTML Living Standard,
// 13.2.5.72); unknown ones stay as they are.
void decode_character_references(std::string_view text, std::string& out);

}  // namespace saring::boilerplate
