#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/role.hpp"
#include "saring/pipeline/document.hpp"

// HTML pages in the cleaner: the blocks of a page become the lines of a text.
namespace saring::pipeline {

struct PageLine {
  std::size_t start = 0;  // bytes into Page::text, half-open, without the newline
  std::size_t end = 0;
  boilerplate::Role role = boilerplate::Role::kOther;
  bool keep = false;
  double score = 0;
  std::string_view rule;
  std::string_view reason;
};

struct Page {
  std::string text;               // all blocks, including the dropped ones, joined by "\n"
  std::vector<PageLine> lines;    // all lines of `text`, in order
  std::string article;            // the kept lines, joined by "\n"
  std::vector<std::size_t> kept;  // for each line of `article`, its index in `lines`
  PageParts head;                 // without text and blocks
};

// Threads may share it.
class PageExtractor {
 public:
  PageExtractor();
  ~PageExtractor();
  // `html`: valid UTF-8.
  [[nodiscard]] Page extract(std::string_view html, boilerplate::RoleSet keep_roles) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Changes removals that refer to `page.article` so that they refer to `page.text`, and adds the
// lines that the extractor dropped, in order. Lines that either removed are marked as not kept in
// `page`.
void place_page_removals(Page& page, std::vector<Removal>& removals);

// The kept lines of `page` without the spans in `removals`, and without empty lines.
[[nodiscard]] std::vector<Block> article_blocks(const Page& page,
                                                const std::vector<Removal>& removals);

}  // namespace saring::pipeline
