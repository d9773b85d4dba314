// Counts open elements by their tags alone, counting too many rather than too few: elements whose
// end tag may be left out (<p>, <li>, <td>, …) are closed by the parser itself and not counted.
// Tests: html_nesting_test.cpp.
#include "saring/boilerplate/html/html_nesting_internal.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {
namespace {

enum class Kind { kContainer, kFormatting, kUncounted, kRawText, kForeign, kIntegration };

constexpr std::array<std::string_view, 13> kFormattingNames = {
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"};
// Void elements, those whose end tag is optional, and <a>, which closes an open <a>.
constexpr std::array<std::string_view, 36> kUncountedNames = {
    "a",     "area",  "base",   "body",     "br",    "caption", "col",   "colgroup", "dd",
    "dt",    "embed", "head",   "hr",       "html",  "img",     "input", "keygen",   "li",
    "link",  "meta",  "option", "optgroup", "p",     "param",   "rp",    "rt",       "source",
    "tbody", "td",    "tfoot",  "th",       "thead", "tr",      "track", "wbr",      "frame"};
constexpr std::array<std::string_view, 8> kRawTextNames = {
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"};
// Elements of SVG and MathML inside which HTML is read again.
constexpr std::array<std::string_view, 8> kIntegrationNames = {
    "foreignobject", "desc", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"};

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Kind kind_of(std::string_view name) {
  if (is_among(kFormattingNames, name)) return Kind::kFormatting;
  if (is_among(kUncountedNames, name)) return Kind::kUncounted;
  if (is_among(kRawTextNames, name)) return Kind::kRawText;
  if (name == "svg" || name == "math") return Kind::kForeign;
  if (is_among(kIntegrationNames, name)) return Kind::kIntegration;
  return Kind::kContainer;
}

// Elements of one kind: how many are open, and how many more were removed.
struct Count {
  int limit;
  int open = 0;
  int dropped = 0;

  // Each returns whether the tag stays.
  bool start() {
    if (open < limit) return ++open, true;
    return ++dropped, false;
  }
  bool end() {
    if (dropped > 0) return --dropped, false;
    open = std::max(0, open - 1);
    return true;
  }
};

class NestingLimiter {
 public:
  NestingLimiter(std::string_view html, std::string& storage) : html_(html), out_(storage) {}

  std::string_view run() {
    for (std::size_t at = 0; (at = html_.find('<', at)) < html_.size();) at = read_markup(at);
    if (!changed_) return html_;
    out_.append(html_.substr(copied_));
    return out_;
  }

 private:
  // Reads what begins with the '<' at `at`; returns where to continue.
  std::size_t read_markup(std::size_t at) {
    if (html_.substr(at).starts_with("<!--")) return after("-->", at + 4);
    const bool is_end = at + 1 < html_.size() && html_[at + 1] == '/';
    const std::size_t name_begin = at + (is_end ? 2 : 1);
    if (name_begin >= html_.size() || !ascii::is_letter(html_[name_begin])) return at + 1;
    const std::string_view name = read_name(name_begin);
    std::size_t words = 0;
    const std::size_t next = tag_end(name_begin + name.size(), words);
    if (words > kMaxAttributes) return drop(at, next), next;
    const bool self_closed = next >= at + 2 && html_[next - 2] == '/';
    const Kind kind = kind_of(name);
    if (!(is_end ? end_tag(kind) : start_tag(kind, self_closed))) drop(at, next);
    if (kind == Kind::kRawText && !is_end && !in_foreign_) return raw_text_end(name, next);
    return next;
  }

  bool start_tag(Kind kind, bool self_closed) {
    if (kind == Kind::kUncounted || kind == Kind::kRawText) return true;
    if (kind == Kind::kFormatting) return formatting_.start();
    if (in_foreign_ && self_closed) return true;
    if (kind == Kind::kForeign) in_foreign_ = !self_closed;
    if (kind == Kind::kIntegration) in_foreign_ = false;
    return containers_.start();
  }

  bool end_tag(Kind kind) {
    if (kind == Kind::kUncounted || kind == Kind::kRawText) return true;
    if (kind == Kind::kFormatting) return formatting_.end();
    if (kind == Kind::kForeign) in_foreign_ = false;
    return containers_.end();
  }

  // Lower-case name of the tag; names longer than any that matter are cut.
  std::string_view read_name(std::size_t begin) {
    std::size_t n = 0;
    for (; n < name_.size() && begin + n < html_.size(); ++n) {
      const char c = html_[begin + n];
      if (!ascii::is_letter(c) && c != '-' && !ascii::is_digit(c)) break;
      name_[n] = ascii::to_lower(c);
    }
    return {name_.data(), n};
  }

  // After the '>' of a tag; a '>' in a quoted attribute value does not count. `words` becomes the
  // number of words and quoted values in it, no fewer than its attributes.
  std::size_t tag_end(std::size_t at, std::size_t& words) const {
    bool after_equals = false;
    bool after_space = false;
    for (; at < html_.size(); ++at) {
      const char c = html_[at];
      if (c == '>') return at + 1;
      const bool is_space =
          c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '/';
      words += after_space && !is_space ? 1 : 0;
      after_space = is_space;
      if (after_equals && (c == '"' || c == '\'')) {
        at = std::min(html_.find(c, at + 1), html_.size());
        after_space = true;
      }
      if (!is_space) after_equals = c == '=';
    }
    return html_.size();
  }

  std::size_t after(std::string_view mark, std::size_t at) const {
    const std::size_t found = html_.find(mark, at);
    return found == std::string_view::npos ? html_.size() : found + mark.size();
  }

  // The '<' of the end tag that ends raw text, or the end of the page.
  std::size_t raw_text_end(std::string_view name, std::size_t at) const {
    while ((at = html_.find("</", at)) != std::string_view::npos) {
      const std::string_view rest = html_.substr(at + 2, name.size());
      if (std::equal(rest.begin(), rest.end(), name.begin(), name.end(),
                     [](char a, char b) { return ascii::to_lower(a) == b; })) {
        return at;
      }
      at += 2;
    }
    return html_.size();
  }

  void drop(std::size_t begin, std::size_t end) {
    changed_ = true;
    out_.append(html_.substr(copied_, begin - copied_));
    copied_ = end;
  }

  std::string_view html_;
  std::string& out_;
  std::size_t copied_ = 0;  // of html_, already in out_ or dropped
  bool changed_ = false;
  bool in_foreign_ = false;
  std::array<char, 16> name_{};
  Count containers_{.limit = kMaxNesting};
  Count formatting_{.limit = kMaxFormatting};
};

}  // namespace

std::string_view limit_nesting(std::string_view html, std::string& storage) {
  storage.clear();
  return NestingLimiter(html, storage).run();
}

}  // namespace saring::boilerplate
