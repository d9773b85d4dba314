// The linear HTML scanner: tokens as in the HTML Living Standard (13.2.5), the tree by its rules
// for implied end tags, but without the adoption agency and foster parenting, which move nodes and
// make the work on hostile pages quadratic. Every step that the standard describes as a search down
// the stack of open elements is one look-up here, because each stack entry remembers the nearest
// paragraph, list item, table, … below it. gumbo is the reference that it is compared with.
// Tests: html_tree_test.cpp.
#include <algorithm>
#include <array>
#include <cstring>

#include "saring/boilerplate/html_builder_internal.hpp"
#include "saring/boilerplate/html_tags_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr bool is_space(char c) noexcept {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
constexpr bool is_letter(char c) noexcept { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
constexpr bool is_heading(HtmlTag tag) noexcept {
  return tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6;
}
constexpr bool is_table_part(HtmlTag tag) noexcept {
  return tag >= HtmlTag::kCaption && tag <= HtmlTag::kTh;
}
constexpr bool belongs_in_head(HtmlTag tag) noexcept {
  return tag >= HtmlTag::kTitle && tag <= HtmlTag::kTemplate;
}
constexpr bool holds_list_items(HtmlTag tag) noexcept {
  return tag == HtmlTag::kOl || tag == HtmlTag::kUl || tag == HtmlTag::kMenu || tag == HtmlTag::kDl;
}

// An open element. The indices are stack positions at or below it, -1 for none.
struct Open {
  HtmlTag tag = HtmlTag::kDocument;
  std::uint32_t key = 0;  // what an end tag must match: the tag, or a hash of an unknown name
  int previous = -1;      // the next open element below in the same bucket
  int scope = 0;          // nearest that bounds end tags
  int special = 0;        // nearest that bounds inline end tags
  int paragraph = -1;     // nearest <p> that a block would end
  int item = -1;          // nearest <li>, <dt> or <dd> of the innermost list
  int table = -1;
  int row = -1;  // row, cell, group: of the innermost table
  int cell = -1;
  int group = -1;
  int skipped = -1;  // nearest <select> or <svg>
};

class Scanner {
 public:
  Scanner(std::string_view html, HtmlTreeBuilder& builder) : html_(html), builder_(builder) {
    last_open_.fill(-1);
    stack_.reserve(64);
    stack_.push_back({});
  }

  void run() {
    while (at_ < html_.size() && builder_.size() < kMaxHtmlNodes) {
      const void* found = std::memchr(html_.data() + at_, '<', html_.size() - at_);
      const std::size_t lt =
          found == nullptr
              ? html_.size()
              : static_cast<std::size_t>(static_cast<const char*>(found) - html_.data());
      if (!markup_at(lt)) at_ = std::min(lt + 1, html_.size());  // a lone '<' is text
    }
    if (builder_.size() < kMaxHtmlNodes) flush_text(html_.size());
  }

 private:
  // Handles what begins at `lt`; false where that is no markup.
  bool markup_at(std::size_t lt) {
    if (lt + 1 >= html_.size()) return false;
    const char c = html_[lt + 1];
    if (is_letter(c)) {
      flush_text(lt);
      start_tag(lt + 1);
    } else if (c == '/') {
      if (lt + 2 >= html_.size()) return false;
      flush_text(lt);
      if (is_letter(html_[lt + 2])) {
        end_tag(lt + 2);
      } else {
        skip_past('>', lt + 2);
      }
    } else if (c == '!') {
      flush_text(lt);
      declaration(lt + 2);
    } else if (c == '?') {
      flush_text(lt);
      skip_past('>', lt + 2);
    } else {
      return false;
    }
    text_begin_ = at_;
    return true;
  }

  void flush_text(std::size_t end) {
    if (end > text_begin_) add_text(html_.substr(text_begin_, end - text_begin_));
    text_begin_ = end;
  }

  void add_text(std::string_view text) {
    if (in_head_ && text.find_first_not_of(" \n\t\r\f") != std::string_view::npos) leave_head();
    builder_.add_text(text, true);
  }

  void skip_past(char c, std::size_t from) {
    const std::size_t end = html_.find(c, from);
    at_ = end == std::string_view::npos ? html_.size() : end + 1;
  }

  // Behind "<!": a comment, a doctype, or a bogus comment.
  void declaration(std::size_t from) {
    if (html_.substr(from, 2) != "--") return skip_past('>', from);
    if (html_.substr(from + 2, 1) == ">") return void(at_ = from + 3);
    const std::size_t end = html_.find("-->", from + 1 < html_.size() ? from + 1 : from);
    at_ = end == std::string_view::npos ? html_.size() : end + 3;
  }

  // The name that begins at `from`; at_ is behind it.
  std::string_view tag_name_at(std::size_t from) {
    std::size_t end = from;
    while (end < html_.size() && !is_space(html_[end]) && html_[end] != '>' && html_[end] != '/') {
      ++end;
    }
    at_ = end;
    return html_.substr(from, end - from);
  }

  static std::uint32_t key_of(HtmlTag tag, std::string_view name) noexcept {
    if (tag != HtmlTag::kUnknown) return static_cast<std::uint32_t>(tag);
    std::uint32_t h = 2166136261U;
    for (const char c : name) h = (h ^ (static_cast<unsigned char>(c) | 0x20U)) * 16777619U;
    return h | 0x80000000U;
  }
  static std::size_t bucket_of(std::uint32_t key) noexcept {
    return key < static_cast<std::uint32_t>(HtmlTag::kCount)
               ? key
               : static_cast<std::size_t>(HtmlTag::kCount) + key % kUnknownBuckets;
  }

  void start_tag(std::size_t from) {
    const std::string_view name = tag_name_at(from);
    const HtmlTag tag = tag_from_name(name);
    const bool repeated = (tag == HtmlTag::kHtml && seen_html_) ||
                          (tag == HtmlTag::kBody && seen_body_) ||
                          (tag == HtmlTag::kHead && (seen_head_ || seen_body_));
    if (repeated) {
      attributes(false);
      return;
    }
    seen_html_ |= tag == HtmlTag::kHtml;
    seen_head_ |= tag == HtmlTag::kHead;
    seen_body_ |= tag == HtmlTag::kBody;
    if (in_head_ && !belongs_in_head(tag)) leave_head();
    imply_end_tags(tag);
    open(tag, key_of(tag, name));
    const bool self_closing = attributes(true);
    in_head_ |= tag == HtmlTag::kHead;
    if (has_flag(tag, kVoid) || (self_closing && tag == HtmlTag::kUnknown) ||
        (self_closing && in_foreign())) {
      pop();
    } else if (has_flag(tag, kRawText | kRcData)) {
      raw_text(tag, name);
    } else if (tag == HtmlTag::kPlaintext) {
      builder_.add_text(html_.substr(at_), false);
      at_ = html_.size();
    } else if (stack_.size() > kMaxHtmlDepth) {
      ++overflow_by_bucket_[bucket_of(top().key)];
      ++overflow_;
      pop();
    }
  }

  [[nodiscard]] bool in_foreign() const noexcept {
    const int skipped = stack_.back().skipped;
    return skipped >= 0 && stack_[static_cast<std::size_t>(skipped)].tag == HtmlTag::kSvg;
  }

  // Reads to behind '>'. True for "/>". A repeated <body> has its attributes passed over.
  bool attributes(bool keep) {
    bool slash = false;
    while (at_ < html_.size()) {
      const char c = html_[at_];
      if (c == '>') {
        ++at_;
        return slash;
      }
      if (is_space(c) || c == '/') {
        slash = c == '/';
        ++at_;
        continue;
      }
      slash = false;
      one_attribute(keep);
    }
    return false;
  }

  void one_attribute(bool keep) {
    const std::size_t begin = at_;
    ++at_;  // a leading '=' is part of the name
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '=' && html_[at_] != '>' &&
           html_[at_] != '/') {
      ++at_;
    }
    const std::string_view name = html_.substr(begin, at_ - begin);
    std::size_t p = at_;
    while (p < html_.size() && is_space(html_[p])) ++p;
    std::string_view value;
    if (p < html_.size() && html_[p] == '=') {
      at_ = p + 1;
      value = attribute_value();
    }
    if (!keep) return;
    const std::string_view kept = kept_attribute_name(name);
    if (!kept.empty()) builder_.add_attribute(kept, value, true);
  }

  std::string_view attribute_value() {
    while (at_ < html_.size() && is_space(html_[at_])) ++at_;
    if (at_ >= html_.size()) return {};
    const char quote = html_[at_];
    if (quote == '"' || quote == '\'') {
      const std::size_t begin = at_ + 1;
      const std::size_t end = std::min(html_.find(quote, begin), html_.size());
      at_ = std::min(end + 1, html_.size());
      return html_.substr(begin, end - begin);
    }
    const std::size_t begin = at_;
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>') ++at_;
    return html_.substr(begin, at_ - begin);
  }

  // Text up to "</name"; its end tag is read too.
  void raw_text(HtmlTag tag, std::string_view name) {
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (true) {
      end = html_.find("</", end);
      if (end == std::string_view::npos) {
        end = html_.size();
        break;
      }
      const std::string_view after = html_.substr(end + 2, name.size() + 1);
      if (ends_raw_text(after, name)) break;
      end += 2;
    }
    keep_raw_text(tag, html_.substr(begin, end - begin));
    at_ = end;
    if (at_ < html_.size()) skip_past('>', std::min(at_ + 2 + name.size(), html_.size()));
    pop();
  }

  // Whether what follows "</" is the name and no longer one.
  static bool ends_raw_text(std::string_view after, std::string_view name) noexcept {
    if (after.size() < name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
      if ((after[i] | 0x20) != (name[i] | 0x20)) return false;
    }
    const char next = after.size() > name.size() ? after.back() : '>';
    return is_space(next) || next == '/' || next == '>';
  }

  void keep_raw_text(HtmlTag tag, std::string_view text) {
    if (tag == HtmlTag::kScript) {
      const std::uint32_t node = builder_.innermost();
      if (builder_.last_attribute(node, "type").find("ld+json") != std::string_view::npos) {
        builder_.set_text(node, text);
      }
    } else if (tag == HtmlTag::kTitle || tag == HtmlTag::kTextarea) {
      builder_.add_text(text, true);
    } else if (tag == HtmlTag::kXmp) {
      builder_.add_text(text, false);
    }
  }

  // Closes what a start tag of `tag` ends without an end tag.
  void imply_end_tags(HtmlTag tag) {
    const bool block = has_flag(tag, kBlock);
    if (block && top().skipped >= 0 && tag != HtmlTag::kOption && tag != HtmlTag::kOptgroup &&
        tag != HtmlTag::kTitle) {
      pop_to(top().skipped);  // a <select> or <svg> that was never closed
    }
    if (has_flag(tag, kClosesP) && top().paragraph >= 0) pop_to(top().paragraph);
    if (is_heading(tag) && is_heading(top().tag)) pop();
    switch (tag) {
      case HtmlTag::kLi:
      case HtmlTag::kDt:
      case HtmlTag::kDd:
        if (top().item >= 0) pop_to(top().item);
        break;
      case HtmlTag::kOption:
      case HtmlTag::kOptgroup:
        if (top().tag == HtmlTag::kOption) pop();
        break;
      case HtmlTag::kTr:
        if (top().row >= 0) pop_to(top().row);
        break;
      case HtmlTag::kTd:
      case HtmlTag::kTh:
        if (top().cell >= 0) pop_to(top().cell);
        break;
      case HtmlTag::kThead:
      case HtmlTag::kTbody:
      case HtmlTag::kTfoot:
        if (top().group >= 0) {
          pop_to(top().group);
        } else if (top().row >= 0) {
          pop_to(top().row);
        }
        break;
      case HtmlTag::kA:
      case HtmlTag::kButton: {
        const int open = last_open_[static_cast<std::size_t>(tag)];
        if (open > top().special || (tag == HtmlTag::kButton && open > top().scope)) pop_to(open);
        break;
      }
      default:
        break;
    }
  }

  void open(HtmlTag tag, std::uint32_t key) {
    builder_.open(tag);
    const int self = static_cast<int>(stack_.size());
    Open entry = top();
    entry.tag = tag;
    entry.key = key;
    int& last = last_open_[bucket_of(key)];
    entry.previous = last;
    last = self;
    if (has_flag(tag, kSpecial)) entry.special = self;
    if (has_flag(tag, kScope)) entry.scope = self;
    if (has_flag(tag, kScope) || tag == HtmlTag::kButton) entry.paragraph = -1;
    if (tag == HtmlTag::kP) entry.paragraph = self;
    if (tag == HtmlTag::kLi || tag == HtmlTag::kDt || tag == HtmlTag::kDd) {
      entry.item = self;
    } else if (has_flag(tag, kScope) || holds_list_items(tag)) {
      entry.item = -1;
    }
    if (tag == HtmlTag::kTable) {
      entry.table = self;
      entry.row = entry.cell = entry.group = -1;
    } else if (tag == HtmlTag::kTr) {
      entry.row = self;
    } else if (tag == HtmlTag::kTd || tag == HtmlTag::kTh) {
      entry.cell = self;
    } else if (tag >= HtmlTag::kThead && tag <= HtmlTag::kTfoot) {
      entry.group = self;
    } else if (tag == HtmlTag::kSelect || tag == HtmlTag::kSvg) {
      entry.skipped = self;
    }
    stack_.push_back(entry);
  }

  void end_tag(std::size_t from) {
    const std::string_view name = tag_name_at(from);
    const HtmlTag tag = tag_from_name(name);
    skip_past('>', at_);
    if (tag == HtmlTag::kBody || tag == HtmlTag::kHtml) return;
    if (tag == HtmlTag::kHead) return leave_head();
    const std::uint32_t key = key_of(tag, name);
    if (overflow_ > 0 && overflow_by_bucket_[bucket_of(key)] > 0) {
      --overflow_by_bucket_[bucket_of(key)];
      --overflow_;
      return;
    }
    const int open_at = find_open(tag, key);
    if (open_at < 0) {
      if (tag == HtmlTag::kP || tag == HtmlTag::kBr) {  // both stand for a break
        open(tag == HtmlTag::kP ? HtmlTag::kP : HtmlTag::kBr, static_cast<std::uint32_t>(tag));
        pop();
      }
      return;
    }
    pop_to(open_at);
  }

  // Stack position of the element that an end tag closes, or -1 where it closes none.
  [[nodiscard]] int find_open(HtmlTag tag, std::uint32_t key) const noexcept {
    if (tag == HtmlTag::kP) return top().paragraph;
    if (is_heading(tag) && is_heading(top().tag)) return static_cast<int>(stack_.size()) - 1;
    int open_at = last_open_[bucket_of(key)];
    for (int steps = 0; open_at >= 0 && stack_[static_cast<std::size_t>(open_at)].key != key;
         ++steps) {
      open_at = steps < kMaxProbes ? stack_[static_cast<std::size_t>(open_at)].previous : -1;
    }
    if (open_at < 0) return -1;
    if (tag == HtmlTag::kTable) return open_at;
    if (is_table_part(tag)) return open_at > top().table ? open_at : -1;
    if (tag == HtmlTag::kForm) {  // pages close forms anywhere: only a matching pair counts
      return open_at == static_cast<int>(stack_.size()) - 1 ? open_at : -1;
    }
    const int bound = has_flag(tag, kSpecial | kBlock) ? top().scope : top().special;
    return open_at >= bound ? open_at : -1;
  }

  void leave_head() {
    if (in_head_) pop_to(last_open_[static_cast<std::size_t>(HtmlTag::kHead)]);
    in_head_ = false;
  }

  [[nodiscard]] const Open& top() const noexcept { return stack_.back(); }

  void pop() {
    last_open_[bucket_of(top().key)] = top().previous;
    stack_.pop_back();
    builder_.close();
  }
  void pop_to(int position) {
    if (overflow_ > 0) {  // what was too deep to open is closed with its ancestor
      overflow_by_bucket_.fill(0);
      overflow_ = 0;
    }
    while (static_cast<int>(stack_.size()) > position && position > 0) pop();
  }

  static constexpr std::size_t kUnknownBuckets = 64;
  static constexpr std::size_t kBuckets =
      static_cast<std::size_t>(HtmlTag::kCount) + kUnknownBuckets;
  static constexpr int kMaxProbes = 8;

  std::string_view html_;
  HtmlTreeBuilder& builder_;
  std::vector<Open> stack_;
  std::array<int, kBuckets> last_open_{};
  std::array<std::uint32_t, kBuckets> overflow_by_bucket_{};  // start tags below kMaxHtmlDepth
  std::size_t at_ = 0;
  std::size_t text_begin_ = 0;
  std::size_t overflow_ = 0;  // sum of overflow_by_bucket_
  bool seen_html_ = false;
  bool seen_head_ = false;
  bool seen_body_ = false;
  bool in_head_ = false;
};

}  // namespace

void scan_html(std::string_view html, HtmlTreeBuilder& builder) { Scanner(html, builder).run(); }

}  // namespace saring::boilerplate
