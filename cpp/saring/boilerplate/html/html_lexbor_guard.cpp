// Tests: html_parser_test.cpp, html_bombs_test.cpp.
#include "saring/boilerplate/html/html_lexbor_guard_internal.hpp"

#include <lexbor/dom/interfaces/attr.h>
#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/interfaces/template_element.h>
#include <lexbor/html/parser.h>
#include <lexbor/html/token.h>
#include <lexbor/html/tokenizer.h>
#include <lexbor/html/tree.h>
#include <lexbor/html/tree/active_formatting.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_lexbor_names_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"
#include "saring/boilerplate/html/html_unclosed_internal.hpp"

namespace saring::boilerplate {
namespace {

struct HashDeleter {
  void operator()(lexbor_hash_t* hash) const noexcept { lexbor_hash_destroy(hash, true); }
};

using NameTable = std::unique_ptr<lexbor_hash_t, HashDeleter>;

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

}  // namespace

class LexborGuard::Impl {
 public:
  Impl(lxb_html_document_t& document, std::string_view page)
      : document_(document.dom_document),
        tree_(*parser(document)->tree),
        tokenizer_(*parser(document)->tkz),
        unclosed_(page),
        memory_limit_(kMemoryPerByte * page.size() + kMemoryBase) {
    lxb_html_tokenizer_callback_token_done_set(&tokenizer_, &Impl::receive, this);
  }
  ~Impl() {
    lxb_html_tokenizer_tags_set(&tokenizer_, document_.tags);
    lxb_html_tokenizer_attrs_set(&tokenizer_, document_.attrs);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] bool is_cancelled() const noexcept { return cancelled_; }
  [[nodiscard]] bool has(HtmlTag tag) const noexcept {
    return tag == HtmlTag::kHtml ? has_html_ : tag == HtmlTag::kHead ? has_head_ : has_body_;
  }

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
    return static_cast<Impl*>(self)->handle(tokenizer, token);
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
      tokenizer_.state = token->tag_id == LXB_TAG_SCRIPT ? &Impl::skip<true> : &Impl::skip<false>;
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
    if (hides_the_page(token)) return false;
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

  // Without these tags what follows is read as part of the page, which browsers would not show, or
  // show in another document.
  [[nodiscard]] bool hides_the_page(const lxb_html_token_t& token) noexcept {
    const auto* tag = reinterpret_cast<const char*>(token.begin);
    switch (token.tag_id) {
      case LXB_TAG_FRAMESET:
        has_frames_ = true;
        return true;
      case LXB_TAG_NOFRAMES:
        if (has_frames_) return true;
        break;
      case LXB_TAG_TEMPLATE:
        return is_shadow_tree(token) || unclosed_.is_unclosed("template", tag);
      case LXB_TAG_SELECT:
        return unclosed_.is_unclosed("select", tag);
      case LXB_TAG_PLAINTEXT:
        return false;
      default:
        if (!is_raw_text(token.tag_id)) return false;
        break;
    }
    const std::string_view name = tag_info(tag_of(token.tag_id)).name;
    if ((token.type & LXB_HTML_TOKEN_TYPE_CLOSE_SELF) != 0) {
      return unclosed_.stands_alone(name, tag);
    }
    const bool is_code = token.tag_id == LXB_TAG_SCRIPT || token.tag_id == LXB_TAG_STYLE;
    return !is_code && unclosed_.is_unclosed(name, tag);
  }

  // <template shadowrootmode="open">: the browser shows it in place of the element around it.
  [[nodiscard]] static bool is_shadow_tree(const lxb_html_token_t& token) noexcept {
    for (const lxb_html_token_attr_t* a = token.attr_first; a != nullptr; a = a->next) {
      if (a->name != nullptr && name_of(*a->name) == "shadowrootmode") return true;
    }
    return false;
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
    tokenizer->state = static_cast<const Impl*>(tokenizer->callback_token_ctx)->code_state_;
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
  UnclosedTags unclosed_;
  MemoryCount nodes_, texts_;
  std::size_t memory_limit_;
  std::size_t tags_ = 0;
  unsigned tokens_ = 0;
  lxb_html_tokenizer_state_f code_state_ = nullptr;  // in which lexbor reads a script or style
  bool has_html_ = false, has_head_ = false, has_body_ = false, has_frames_ = false;
  bool cancelled_ = false;
};

LexborGuard::LexborGuard(lxb_html_document_t& document, std::string_view page)
    : impl_(std::make_unique<Impl>(document, page)) {}
LexborGuard::~LexborGuard() = default;

bool LexborGuard::is_cancelled() const noexcept { return impl_->is_cancelled(); }

bool LexborGuard::has(HtmlTag tag) const noexcept { return impl_->has(tag); }

bool LexborGuard::renew_names() noexcept { return impl_->renew_names(); }

}  // namespace saring::boilerplate
