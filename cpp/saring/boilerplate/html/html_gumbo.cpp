// Builds an HtmlTree with gumbo, which parses exactly as HTML5 specifies. Its memory is an arena of
// ours, freed as a whole: gumbo_destroy_output recurses. Its input has been through limit_nesting
// (html_nesting_internal.hpp), since its searches down the stack of open elements are quadratic in
// depth. Tests: html_tree_test.cpp.
#include <gumbo.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_builder_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"

namespace saring::boilerplate {
namespace {

class Arena {
 public:
  static void* allocate(void* self, std::size_t size) {
    return static_cast<Arena*>(self)->take(size);
  }
  static void release(void*, void*) {}

 private:
  void* take(std::size_t size) {
    size = (size + 15) & ~std::size_t{15};
    if (size > left_) {
      check_cancelled();  // leaves gumbo's frames as bad_alloc does: they own nothing
      left_ = std::max(kChunk, size);
      chunks_.push_back(std::make_unique<std::byte[]>(left_));
      next_ = chunks_.back().get();
    }
    std::byte* taken = next_;
    next_ += size;
    left_ -= size;
    return taken;
  }

  static constexpr std::size_t kChunk = 1 << 18;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

HtmlTag tag_of(const GumboElement& element) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return tag_from_name(gumbo_normalized_tagname(element.tag));
  return HtmlTag::kUnknown;
}

void add_attributes(const GumboElement& element, HtmlTreeBuilder& builder) {
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string_view kept = kept_attribute_name(attribute->name);
    if (!kept.empty()) builder.add_attribute(kept, attribute->value);
  }
}

class Walk {
 public:
  explicit Walk(HtmlTreeBuilder& builder) : builder_(builder) {}

  void run(const GumboNode* document) {
    stack_.push_back({document, 0, false, HtmlTag::kDocument, 0});
    CancelCheck check;
    while (!stack_.empty()) {
      check();
      Frame& frame = stack_.back();
      const GumboVector& children = frame.node->type == GUMBO_NODE_DOCUMENT
                                        ? frame.node->v.document.children
                                        : frame.node->v.element.children;
      if (frame.next == children.length) {
        if (frame.opened) builder_.close();
        stack_.pop_back();
        continue;
      }
      enter(static_cast<const GumboNode*>(children.data[frame.next++]));
    }
  }

 private:
  struct Frame {
    const GumboNode* node;
    unsigned next;
    bool opened;
    HtmlTag tag;
    std::uint32_t index;
  };

  void enter(const GumboNode* node) {
    switch (node->type) {
      case GUMBO_NODE_TEXT:
      case GUMBO_NODE_WHITESPACE:
      case GUMBO_NODE_CDATA:
        text(node->v.text.text);
        break;
      case GUMBO_NODE_ELEMENT:
      case GUMBO_NODE_TEMPLATE:
        element(node);
        break;
      default:
        break;
    }
  }

  void element(const GumboNode* node) {
    const HtmlTag tag = tag_of(node->v.element);
    if (is_implied(*node, tag)) {
      stack_.push_back({node, 0, false, stack_.back().tag, stack_.back().index});
      return;
    }
    const std::uint32_t index = builder_.open(tag);
    add_attributes(node->v.element, builder_);
    const bool keeps = stack_.size() < kMaxHtmlDepth;
    if (!keeps) builder_.close();
    stack_.push_back({node, 0, keeps, tag, index});
  }

  // <html>, <head> or <body> that the page itself does not have.
  static bool is_implied(const GumboNode& node, HtmlTag tag) {
    return (node.parse_flags & GUMBO_INSERTION_BY_PARSER) != 0 &&
           (tag == HtmlTag::kHtml || tag == HtmlTag::kHead || tag == HtmlTag::kBody);
  }

  void text(std::string_view text) {
    const Frame& frame = stack_.back();
    if (frame.tag == HtmlTag::kScript) {
      if (builder_.last_attribute(frame.index, "type").find("ld+json") != std::string_view::npos) {
        builder_.set_text(frame.index, text);
      }
    } else if (frame.tag != HtmlTag::kStyle && frame.tag != HtmlTag::kIframe) {
      builder_.add_text(text);
    }
  }

  HtmlTreeBuilder& builder_;
  std::vector<Frame> stack_;
};

const GumboOutput* parse(std::string_view html, Arena& arena) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = &Arena::allocate;
  options.deallocator = &Arena::release;
  options.userdata = &arena;
  options.max_errors = 0;
  return gumbo_parse_with_options(&options, html.data(), html.size());
}

}  // namespace

void parse_with_gumbo(std::string_view html, HtmlTreeBuilder& builder) {
  Arena arena;
  Walk(builder).run(parse(html, arena)->document);
}

void decode_character_references(std::string_view text, std::string& out) {
  if (text.find('&') == std::string_view::npos) {
    out.append(text);
    return;
  }
  // The text of a <title> is parsed with its character references and without tags.
  std::string page = "<title>";
  for (const char c : text) c == '<' ? page.append("&lt;") : page.append(1, c);
  HtmlTreeBuilder builder(page.size());
  parse_with_gumbo(page, builder);
  const HtmlTree tree = builder.finish();
  for (const HtmlNode& node : tree.nodes()) {
    if (node.tag == HtmlTag::kText) out.append(node.text);
  }
}

}  // namespace saring::boilerplate
