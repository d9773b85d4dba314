// Builds an HtmlTree with lexbor. Each token passes a guard before the tree builder sees it, so
// that time and memory are linear in the page on any input; nothing here or in the parts of lexbor
// that are used recurses. Tests: html_parser_test.cpp.
#include <lexbor/dom/interfaces/attr.h>
#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/interfaces/template_element.h>
#include <lexbor/html/parser.h>
#include <lexbor/html/token.h>
#include <lexbor/html/tokenizer.h>
#include <lexbor/html/tree.h>
#include <lexbor/html/tree/active_formatting.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_builder_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"

namespace saring::boilerplate {
namespace {

template <typename T, auto kDestroy>
struct Deleter {
  void operator()(T* object) const noexcept { static_cast<void>(kDestroy(object)); }
};

lexbor_hash_t* destroy_hash(lexbor_hash_t* hash) { return lexbor_hash_destroy(hash, true); }

using Document =
    std::unique_ptr<lxb_html_document_t, Deleter<lxb_html_document_t, &lxb_html_document_destroy>>;
using Tokenizer = std::unique_ptr<lxb_html_tokenizer_t,
                                  Deleter<lxb_html_tokenizer_t, &lxb_html_tokenizer_destroy>>;
using NameTable = std::unique_ptr<lexbor_hash_t, Deleter<lexbor_hash_t, &destroy_hash>>;

std::string_view view(const lexbor_str_t& text) {
  return {reinterpret_cast<const char*>(text.data), text.length};
}

const lxb_char_t* bytes(std::string_view text) {
  return reinterpret_cast<const lxb_char_t*>(text.data());
}

// By lexbor's number of an element.
HtmlTag tag_of(lxb_tag_id_t id) {
  static const auto table = [] {
    std::array<HtmlTag, LXB_TAG__LAST_ENTRY> tags{};
    for (lxb_tag_id_t i = 0; i < tags.size(); ++i) {
      std::size_t length = 0;
      const lxb_char_t* name = lxb_tag_name_by_id(i, &length);
      tags[i] = name == nullptr ? HtmlTag::kUnknown
                                : tag_from_name({reinterpret_cast<const char*>(name), length});
    }
    return tags;
  }();
  return id < table.size() ? table[id] : HtmlTag::kUnknown;
}

std::string_view name_of(const lxb_dom_attr_data_t& data) {
  return {reinterpret_cast<const char*>(lexbor_hash_entry_str(&data.entry)), data.entry.length};
}

// What is done with an attribute.
struct AttributeUse {
  HtmlAttributeName kept;      // where the extractor reads it
  bool steers_parser = false;  // the tree builder itself looks at it
};

AttributeUse use_of_name(std::string_view name) {
  return {HtmlAttributeName::find(name),
          name == "encoding" || name == "color" || name == "face" || name == "size"};
}

// By lexbor's number of the attribute.
AttributeUse use_of(lxb_dom_attr_id_t id) {
  static const auto table = [] {
    std::array<AttributeUse, LXB_DOM_ATTR__LAST_ENTRY> uses{};
    for (lxb_dom_attr_id_t i = 1; i < uses.size(); ++i) {
      uses[i] = use_of_name(name_of(*lxb_dom_attr_data_by_id(nullptr, i)));
    }
    return uses;
  }();
  if (id < table.size()) return table[id];
  const lxb_dom_attr_data_t* data = lxb_dom_attr_data_by_id(nullptr, id);
  return data == nullptr ? AttributeUse() : use_of_name(name_of(*data));
}

// Of the attribute `type` of a script.
bool is_json_ld(std::string_view type) { return type.find("ld+json") != std::string_view::npos; }

bool is_formatting(lxb_tag_id_t tag) {
  switch (tag) {
    case LXB_TAG_A:
    case LXB_TAG_B:
    case LXB_TAG_BIG:
    case LXB_TAG_CODE:
    case LXB_TAG_EM:
    case LXB_TAG_FONT:
    case LXB_TAG_I:
    case LXB_TAG_NOBR:
    case LXB_TAG_S:
    case LXB_TAG_SMALL:
    case LXB_TAG_STRIKE:
    case LXB_TAG_STRONG:
    case LXB_TAG_TT:
    case LXB_TAG_U:
      return true;
    default:
      return false;
  }
}

// What is inside is text for the tokenizer: without the start tag it would be text of the page.
bool is_raw_text(lxb_tag_id_t tag) {
  switch (tag) {
    case LXB_TAG_IFRAME:
    case LXB_TAG_NOEMBED:
    case LXB_TAG_NOFRAMES:
    case LXB_TAG_PLAINTEXT:
    case LXB_TAG_SCRIPT:
    case LXB_TAG_STYLE:
    case LXB_TAG_TEXTAREA:
    case LXB_TAG_TITLE:
    case LXB_TAG_XMP:
      return true;
    default:
      return false;
  }
}

// Elements that the tree builder counts on finding in its stack.
bool holds_structure(lxb_tag_id_t tag) {
  switch (tag) {
    case LXB_TAG_APPLET:
    case LXB_TAG_BODY:
    case LXB_TAG_CAPTION:
    case LXB_TAG_COLGROUP:
    case LXB_TAG_FRAMESET:
    case LXB_TAG_HEAD:
    case LXB_TAG_HTML:
    case LXB_TAG_MARQUEE:
    case LXB_TAG_OBJECT:
    case LXB_TAG_SELECT:
    case LXB_TAG_TABLE:
    case LXB_TAG_TBODY:
    case LXB_TAG_TD:
    case LXB_TAG_TEMPLATE:
    case LXB_TAG_TFOOT:
    case LXB_TAG_TH:
    case LXB_TAG_THEAD:
    case LXB_TAG_TR:
      return true;
    default:
      return false;
  }
}

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

// Stands between lexbor's tokenizer and its tree builder during one page.
class Guard {
 public:
  Guard(lxb_html_document_t& document, std::size_t page_bytes)
      : document_(document.dom_document),
        tree_(*parser(document)->tree),
        tokenizer_(*parser(document)->tkz),
        memory_limit_(kMemoryPerByte * page_bytes + kMemoryBase) {
    lxb_html_tokenizer_callback_token_done_set(&tokenizer_, &Guard::receive, this);
  }
  ~Guard() {
    lxb_html_tokenizer_tags_set(&tokenizer_, document_.tags);
    lxb_html_tokenizer_attrs_set(&tokenizer_, document_.attrs);
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

  [[nodiscard]] bool is_cancelled() const noexcept { return cancelled_; }
  // Whether the page itself has the tag; lexbor adds these elements where it has not.
  [[nodiscard]] bool has(HtmlTag tag) const noexcept {
    return tag == HtmlTag::kHtml ? has_html_ : tag == HtmlTag::kHead ? has_head_ : has_body_;
  }

  // lexbor's tables of names do not grow, so that many names make long chains. Names of the old
  // table stay valid. False: no memory.
  bool renew_names() noexcept {
    if (lexbor_dobject_allocated(tokenizer_.tags->entries) > kMaxNames) {
      lexbor_hash_t* fresh = new_names(sizeof(lxb_tag_data_t));
      if (fresh == nullptr || !rename_open_elements(fresh)) return false;
      lxb_html_tokenizer_tags_set(&tokenizer_, fresh);
    }
    if (lexbor_dobject_allocated(tokenizer_.attrs->entries) > kMaxNames) {
      lexbor_hash_t* fresh = new_names(sizeof(lxb_dom_attr_data_t));
      if (fresh == nullptr) return false;
      lxb_html_tokenizer_attrs_set(&tokenizer_, fresh);
    }
    return true;
  }

  static lxb_html_parser_t* parser(lxb_html_document_t& document) {
    return static_cast<lxb_html_parser_t*>(document.dom_document.parser);
  }

 private:
  // Elements that are opened again in each block can take many times the memory of the page. Beyond
  // this they are not; an ordinary page takes some eight bytes a byte.
  static constexpr std::size_t kMemoryPerByte = 48;
  static constexpr std::size_t kMemoryBase = std::size_t{8} << 20;
  static constexpr std::size_t kMaxFormattingInAll = 1024;
  static constexpr std::size_t kMaxNames = 512;
  static constexpr std::size_t kMaxErrors = 1024;
  static constexpr std::size_t kLongText = 4096;
  static constexpr unsigned kTokensBetweenChecks = 1024;

  static lxb_html_token_t* receive(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token,
                                   void* self) noexcept {
    return static_cast<Guard*>(self)->handle(tokenizer, token);
  }

  lxb_html_token_t* handle(lxb_html_tokenizer_t* tokenizer, lxb_html_token_t* token) noexcept {
    if (++tokens_ % kTokensBetweenChecks == 0) {
      CancelToken* cancel = current_cancel_token();
      cancelled_ = cancel != nullptr && cancel->is_cancelled();
      if (cancelled_) return stop(tokenizer, LXB_STATUS_ABORTED);
    }
    if (!admit(*token)) return token;
    const bool is_code = holds_unread_code(*token);
    const lxb_html_tokenizer_state_f state = tokenizer_.state;
    while (!lxb_html_tree_construction_dispatcher(&tree_, token)) {
    }
    if (tree_.status != LXB_STATUS_OK) return stop(tokenizer, tree_.status);
    if (is_code && tokenizer_.state != state) {
      code_state_ = tokenizer_.state;
      tokenizer_.state = token->tag_id == LXB_TAG_SCRIPT ? &Guard::skip<true> : &Guard::skip<false>;
    }
    end_long_text(*token);
    if (tree_.parse_errors->length > kMaxErrors) lexbor_array_obj_clean(tree_.parse_errors);
    if (tokenizer_.parse_errors->length > kMaxErrors) {
      lexbor_array_obj_clean(tokenizer_.parse_errors);
    }
    return renew_names() ? token : stop(tokenizer, LXB_STATUS_ERROR_MEMORY_ALLOCATION);
  }

  static lxb_html_token_t* stop(lxb_html_tokenizer_t* tokenizer, lxb_status_t status) noexcept {
    tokenizer->status = status;
    return nullptr;
  }

  // Whether the tree builder may see the token; takes off what is of no use.
  bool admit(lxb_html_token_t& token) noexcept {
    switch (token.tag_id) {
      case LXB_TAG__EM_COMMENT:
      case LXB_TAG__PROCESSINGINSTRUCTION:
        return false;
      case LXB_TAG__EM_DOCTYPE:
      case LXB_TAG__END_OF_FILE:
        return true;
      case LXB_TAG__TEXT:
        limit_memory();
        return true;
      default:
        break;
    }
    if ((token.type & LXB_HTML_TOKEN_TYPE_CLOSE) != 0) {
      return tags_ <= kMaxHtmlTags || is_raw_text(token.tag_id);
    }
    remember(token.tag_id);
    keep_useful_attributes(token);
    limit_memory();
    const bool raw = is_raw_text(token.tag_id);
    if (++tags_ > kMaxHtmlTags && !raw) return false;
    return make_room(token.tag_id) && (!is_formatting(token.tag_id) || has_room_for_formatting());
  }

  void remember(lxb_tag_id_t tag) noexcept {
    has_html_ |= tag == LXB_TAG_HTML;
    has_head_ |= tag == LXB_TAG_HEAD;
    has_body_ |= tag == LXB_TAG_BODY;
  }

  // Comparing and copying attributes is quadratic in their number.
  void keep_useful_attributes(lxb_html_token_t& token) noexcept {
    for (lxb_html_token_attr_t* attribute = token.attr_first; attribute != nullptr;) {
      lxb_html_token_attr_t* next = attribute->next;
      const AttributeUse use =
          attribute->name == nullptr ? AttributeUse() : use_of(attribute->name->attr_id);
      if (!use.kept && !use.steers_parser) {
        lxb_html_token_attr_remove(&token, attribute);
      }
      attribute = next;
    }
  }

  // Scripts, except JSON-LD, and style sheets.
  [[nodiscard]] static bool holds_unread_code(const lxb_html_token_t& token) noexcept {
    if ((token.type & LXB_HTML_TOKEN_TYPE_CLOSE) != 0) return false;
    if (token.tag_id != LXB_TAG_SCRIPT) return token.tag_id == LXB_TAG_STYLE;
    for (const lxb_html_token_attr_t* a = token.attr_first; a != nullptr; a = a->next) {
      if (a->name == nullptr || a->name->attr_id != LXB_DOM_ATTR_TYPE || a->value == nullptr) {
        continue;
      }
      return !is_json_ld({reinterpret_cast<const char*>(a->value), a->value_size});
    }
    return true;
  }

  // A state of the tokenizer: what nobody reads is not stored. The state of lexbor goes on at what
  // may be the end tag or, in a script, the begin of a comment, inside which end tags may not
  // count.
  template <bool is_script>
  static const lxb_char_t* skip(lxb_html_tokenizer_t* tokenizer, const lxb_char_t* data,
                                const lxb_char_t* end) noexcept {
    if (!tokenizer->is_eof) {
      data = find_code_end(data, end, is_script ? "</script" : "</style",
                           is_script ? "<!--" : "</style");
      if (data == end) return end;
    }
    tokenizer->state = static_cast<const Guard*>(tokenizer->callback_token_ctx)->code_state_;
    return data;
  }

  // Of one of the two in any letter case, or of its first bytes at the end of the data.
  static const lxb_char_t* find_code_end(const lxb_char_t* data, const lxb_char_t* end,
                                         std::string_view one, std::string_view other) noexcept {
    while (data != end) {
      const auto size = static_cast<std::size_t>(end - data);
      data = static_cast<const lxb_char_t*>(std::memchr(data, '<', size));
      if (data == nullptr) return end;
      const std::string_view rest(reinterpret_cast<const char*>(data),
                                  static_cast<std::size_t>(end - data));
      for (const std::string_view name : {one, other}) {
        const std::size_t common = std::min(name.size(), rest.size());
        if (std::equal(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(common),
                       rest.begin(), [](char a, char b) { return a == ascii::to_lower(b); })) {
          return data;
        }
      }
      ++data;
    }
    return end;
  }

  // Ends the innermost element where too many are open. False where it may not be ended.
  bool make_room(lxb_tag_id_t tag) noexcept {
    const lexbor_array_t& open = *tree_.open_elements;
    if (open.length < kMaxOpenElements) return true;
    const auto* current = static_cast<const lxb_dom_node_t*>(open.list[open.length - 1]);
    if (current->ns == LXB_NS_HTML && holds_structure(current->local_name)) {
      return is_raw_text(tag) || has_flag(tag_of(tag), kVoid);
    }
    while (tree_.open_elements->length >= kMaxOpenElements) {
      const auto* last =
          static_cast<const lxb_dom_node_t*>(open.list[tree_.open_elements->length - 1]);
      if (last->ns == LXB_NS_HTML && holds_structure(last->local_name)) break;
      --tree_.open_elements->length;
    }
    return true;
  }

  [[nodiscard]] bool has_room_for_formatting() const noexcept {
    const lexbor_array_t& list = *tree_.active_formatting;
    if (list.length < kMaxOpenFormatting) return true;
    if (list.length >= kMaxFormattingInAll) return false;
    const void* marker = lxb_html_tree_active_formatting_marker();
    std::size_t count = 0;
    while (count < list.length && list.list[list.length - 1 - count] != marker) ++count;
    return count < kMaxOpenFormatting;
  }

  void limit_memory() noexcept {
    if (tree_.active_formatting->length == 0) return;
    if (nodes_.of(document_.mraw) + texts_.of(document_.text) > memory_limit_) {
      tree_.active_formatting->length = 0;
    }
  }

  // A text that another token's text is joined to is copied; a long one is not joined any more.
  void end_long_text(const lxb_html_token_t& token) const noexcept {
    const lexbor_array_t& open = *tree_.open_elements;
    if (open.length == 0) return;
    auto* current = static_cast<lxb_dom_node_t*>(open.list[open.length - 1]);
    if (token.tag_id == LXB_TAG__TEXT) end_text(current->last_child);
    switch (current->local_name) {
      case LXB_TAG_TABLE:
      case LXB_TAG_TBODY:
      case LXB_TAG_TFOOT:
      case LXB_TAG_THEAD:
      case LXB_TAG_TR:
        end_text_before_table();
        break;
      case LXB_TAG_TEMPLATE:
        if (current->ns == LXB_NS_HTML) {
          end_text(lxb_html_interface_template(current)->content->node.last_child);
        }
        break;
      default:
        break;
    }
  }

  void end_text_before_table() const noexcept {
    const lexbor_array_t& open = *tree_.open_elements;
    for (std::size_t i = open.length; i-- > 0;) {
      auto* node = static_cast<lxb_dom_node_t*>(open.list[i]);
      if (node->local_name != LXB_TAG_TABLE || node->ns != LXB_NS_HTML) continue;
      end_text(node->prev);
      return;
    }
  }

  static void end_text(lxb_dom_node_t* node) noexcept {
    if (node == nullptr || node->local_name != LXB_TAG__TEXT) return;
    if (lxb_dom_interface_character_data(node)->data.length > kLongText) {
      node->local_name = LXB_TAG__UNDEF;  // its type still says that it is text
    }
  }

  // An end tag finds its element by the name in the table of its time.
  bool rename_open_elements(lexbor_hash_t* names) noexcept {
    for (std::size_t i = 0; i < tree_.open_elements->length; ++i) {
      auto* node = static_cast<lxb_dom_node_t*>(tree_.open_elements->list[i]);
      if (node->local_name <= LXB_TAG__LAST_ENTRY) continue;
      const lxb_tag_data_t& old = *lxb_tag_data_by_id(node->local_name);
      auto* data = static_cast<lxb_tag_data_t*>(lexbor_hash_insert(
          names, lexbor_hash_insert_lower, lexbor_hash_entry_str(&old.entry), old.entry.length));
      if (data == nullptr) return false;
      data->tag_id = reinterpret_cast<lxb_tag_id_t>(data);
      node->local_name = data->tag_id;
    }
    return true;
  }

  lexbor_hash_t* new_names(std::size_t entry_size) noexcept {
    NameTable table(lexbor_hash_create());
    if (!table || lexbor_hash_init(table.get(), 128, entry_size) != LXB_STATUS_OK) return nullptr;
    try {
      return names_.emplace_back(std::move(table)).get();
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
  }

  lxb_dom_document_t& document_;
  lxb_html_tree_t& tree_;
  lxb_html_tokenizer_t& tokenizer_;
  std::vector<NameTable> names_;
  MemoryCount nodes_, texts_;
  std::size_t memory_limit_;
  std::size_t tags_ = 0;
  unsigned tokens_ = 0;
  lxb_html_tokenizer_state_f code_state_ = nullptr;  // in which lexbor reads a script or style
  bool has_html_ = false, has_head_ = false, has_body_ = false;
  bool cancelled_ = false;
};

// Copies lexbor's tree.
class Walk {
 public:
  Walk(HtmlTreeBuilder& builder, const Guard& guard) : builder_(builder), guard_(guard) {}

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
  const Guard& guard_;
  std::vector<Frame> stack_;
};

// In pieces, since one tag can have any number of attributes: between two pieces their names are
// renewed. Pieces end behind a tag where there is one near the end.
lxb_status_t feed(lxb_html_document_t& document, Guard& guard, std::string_view html) {
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
    Guard guard(*document, html.size());
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
