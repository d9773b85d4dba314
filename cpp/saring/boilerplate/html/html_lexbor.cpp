// Builds an HtmlTree with lexbor. Each token passes a guard before the tree builder sees it
// (html_lexbor_guard.cpp), so that time and memory are linear in the page on any input; nothing
// here or in the parts of lexbor that are used recurses. Tests: html_parser_test.cpp.
#include <lexbor/dom/interfaces/attr.h>
#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/parser.h>
#include <lexbor/html/token.h>
#include <lexbor/html/tokenizer.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_builder_internal.hpp"
#include "saring/boilerplate/html/html_lexbor_guard_internal.hpp"
#include "saring/boilerplate/html/html_lexbor_names_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"

namespace saring::boilerplate {
namespace {

template <typename T, auto kDestroy>
struct Deleter {
  void operator()(T* object) const noexcept { static_cast<void>(kDestroy(object)); }
};

using Document =
    std::unique_ptr<lxb_html_document_t, Deleter<lxb_html_document_t, &lxb_html_document_destroy>>;
using Tokenizer = std::unique_ptr<lxb_html_tokenizer_t,
                                  Deleter<lxb_html_tokenizer_t, &lxb_html_tokenizer_destroy>>;

const lxb_char_t* bytes(std::string_view text) {
  return reinterpret_cast<const lxb_char_t*>(text.data());
}

// Copies lexbor's tree.
class Walk {
 public:
  Walk(HtmlTreeBuilder& builder, const LexborGuard& guard) : builder_(builder), guard_(guard) {}

  void run(const lxb_dom_node_t& document) {
    stack_.push_back({&document, false, HtmlTag::kDocument, 0});
    const lxb_dom_node_t* node = document.first_child;
    CancelCheck check;
    while (true) {
      check();
      if (node == nullptr) {
        const Frame done = stack_.back();
        stack_.pop_back();
        if (done.opened) builder_.close();
        if (stack_.empty()) return;
        node = done.node->next;
      } else {
        node = enter(*node) ? node->first_child : node->next;
      }
    }
  }

 private:
  struct Frame {
    const lxb_dom_node_t* node;
    bool opened;
    HtmlTag tag;
    std::uint32_t index;
  };

  // Whether the children of the node come next.
  bool enter(const lxb_dom_node_t& node) {
    if (node.type == LXB_DOM_NODE_TYPE_TEXT || node.type == LXB_DOM_NODE_TYPE_CDATA_SECTION) {
      text(view(reinterpret_cast<const lxb_dom_character_data_t&>(node).data));
      return false;
    }
    if (node.type != LXB_DOM_NODE_TYPE_ELEMENT) return false;
    const HtmlTag tag = tag_of(node.local_name);
    const bool outermost = tag == HtmlTag::kHtml || tag == HtmlTag::kHead || tag == HtmlTag::kBody;
    if (outermost && !guard_.has(tag)) {
      stack_.push_back({&node, false, stack_.back().tag, stack_.back().index});
      return true;
    }
    const std::uint32_t index = builder_.open(tag);
    add_attributes(reinterpret_cast<const lxb_dom_element_t&>(node));
    const bool keeps = stack_.size() < kMaxHtmlDepth;
    if (!keeps) builder_.close();
    stack_.push_back({&node, keeps, tag, index});
    return true;
  }

  void add_attributes(const lxb_dom_element_t& element) {
    for (const lxb_dom_attr_t* a = element.first_attr; a != nullptr; a = a->next) {
      const HtmlAttributeName name = use_of(a->node.local_name).kept;
      if (name) builder_.add_attribute(name, a->value == nullptr ? "" : view(*a->value));
    }
  }

  void text(std::string_view text) {
    const Frame& frame = stack_.back();
    if (frame.tag == HtmlTag::kScript) {
      if (is_json_ld(builder_.last_attribute(frame.index, "type"))) {
        builder_.set_text(frame.index, text);
      }
    } else if (frame.tag != HtmlTag::kStyle && frame.tag != HtmlTag::kIframe) {
      builder_.add_text(text);
    }
  }

  HtmlTreeBuilder& builder_;
  const LexborGuard& guard_;
  std::vector<Frame> stack_;
};

// In pieces, since one tag can have any number of attributes: between two pieces their names are
// renewed. Pieces end behind a tag where there is one near the end.
lxb_status_t feed(lxb_html_document_t& document, LexborGuard& guard, std::string_view html) {
  constexpr std::size_t kPiece = 16'384, kNear = 2048;
  lxb_status_t status = LXB_STATUS_OK;
  while (!html.empty() && status == LXB_STATUS_OK) {
    std::size_t size = std::min(html.size(), kPiece);
    if (size < html.size()) {
      const std::size_t tag_end = html.substr(size - kNear, kNear).rfind('>');
      if (tag_end != std::string_view::npos) size += tag_end + 1 - kNear;
    }
    status = lxb_html_document_parse_chunk(&document, bytes(html), size);
    if (!guard.renew_names()) status = LXB_STATUS_ERROR_MEMORY_ALLOCATION;
    html.remove_prefix(size);
  }
  return status;
}

// lexbor's steps after an element is closed (copies of options, parsing of styles) are not wanted.
constexpr std::array<lxb_html_document_open_elements_pop_f, LXB_TAG__LAST_ENTRY> kNoSteps{};

}  // namespace

struct HtmlParser::Impl {
  Document document;
};

HtmlParser::HtmlParser() : impl_(std::make_unique<Impl>()) {}
HtmlParser::~HtmlParser() = default;

void HtmlParser::parse(std::string_view html, HtmlTreeBuilder& builder) {
  constexpr std::size_t kKeptMemory = std::size_t{4} << 20;
  Document document = std::move(impl_->document);
  if (!document) {
    document.reset(lxb_html_document_create());
    if (!document) throw std::bad_alloc();
    lxb_dom_document_mutation_init(&document->dom_document);
    document->open_pop = kNoSteps.data();
  }
  lxb_status_t status = lxb_html_document_parse_chunk_begin(document.get());
  if (status != LXB_STATUS_OK) throw std::bad_alloc();
  {
    LexborGuard guard(*document, html);
    status = feed(*document, guard, html);
    if (status == LXB_STATUS_OK) status = lxb_html_document_parse_chunk_end(document.get());
    if (guard.is_cancelled()) throw Cancelled();
    if (status == LXB_STATUS_ERROR_MEMORY_ALLOCATION) throw std::bad_alloc();
    if (status != LXB_STATUS_OK) {
      throw std::runtime_error("lexbor ended with status " + std::to_string(status));
    }
    Walk(builder, guard).run(document->dom_document.node);
  }
  MemoryCount nodes, texts;
  if (nodes.of(document->dom_document.mraw) + texts.of(document->dom_document.text) < kKeptMemory) {
    impl_->document = std::move(document);
  }
}

HtmlTree HtmlParserPool::parse(std::string_view html) {
  std::unique_ptr<HtmlParser> parser;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      parser = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!parser) parser = std::make_unique<HtmlParser>();
  HtmlTree tree = HtmlTree::parse(html, *parser);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(parser));
  return tree;
}

void decode_character_references(std::string_view text, std::string& out) {
  if (text.find('&') == std::string_view::npos) {
    out.append(text);
    return;
  }
  const Tokenizer tokenizer(lxb_html_tokenizer_create());
  if (!tokenizer || lxb_html_tokenizer_init(tokenizer.get()) != LXB_STATUS_OK) {
    throw std::bad_alloc();
  }
  lxb_html_tokenizer_callback_token_done_set(
      tokenizer.get(),
      [](lxb_html_tokenizer_t*, lxb_html_token_t* token, void* to) noexcept {
        if (token->tag_id == LXB_TAG__TEXT) {
          static_cast<std::string*>(to)->append(
              reinterpret_cast<const char*>(token->text_start),
              static_cast<std::size_t>(token->text_end - token->text_start));
        }
        return token;
      },
      &out);
  // As in a <title>, where tags are text, and without the end tag that would end it.
  lxb_html_tokenizer_set_state_by_tag(tokenizer.get(), false, LXB_TAG_TITLE, LXB_NS_HTML);
  lxb_html_tokenizer_tmp_tag_id_set(tokenizer.get(), LXB_TAG__UNDEF);
  if (lxb_html_tokenizer_begin(tokenizer.get()) != LXB_STATUS_OK ||
      lxb_html_tokenizer_chunk(tokenizer.get(), bytes(text), text.size()) != LXB_STATUS_OK ||
      lxb_html_tokenizer_end(tokenizer.get()) != LXB_STATUS_OK) {
    throw std::bad_alloc();
  }
}

}  // namespace saring::boilerplate
