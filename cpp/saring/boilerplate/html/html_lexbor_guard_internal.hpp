#pragma once

#include <lexbor/core/mraw.h>
#include <lexbor/html/interfaces/document.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// Bytes that an allocator of lexbor holds; those of chunks that were there before are remembered.
class MemoryCount {
 public:
  std::size_t of(const lexbor_mraw_t* pool) {
    const lexbor_mem_chunk_t* newest = pool->mem->chunk;
    for (const lexbor_mem_chunk_t* at = newest; at != seen_ && at != nullptr; at = at->prev) {
      total_ += at->size;
    }
    seen_ = newest;
    return total_;
  }

 private:
  const lexbor_mem_chunk_t* seen_ = nullptr;
  std::size_t total_ = 0;
};

// Stands between lexbor's tokenizer and its tree builder during one page: each token passes it, so
// that time and memory are linear in the page on any input.
class LexborGuard {
 public:
  // `document` must live as long, and be ready for its first chunk; so must `page`, of which the
  // chunks are parts. Errors: bad_alloc.
  LexborGuard(lxb_html_document_t& document, std::string_view page);
  ~LexborGuard();

  [[nodiscard]] bool is_cancelled() const noexcept;
  // Whether the page itself has the tag: kHtml, kHead or kBody. lexbor adds these elements where it
  // has not.
  [[nodiscard]] bool has(HtmlTag tag) const noexcept;
  // lexbor's tables of names do not grow, so that many names make long chains. Names of the old
  // table stay valid. False: no memory.
  [[nodiscard]] bool renew_names() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::boilerplate
