// Which elements of a page no reader sees. Tests: html_visibility_test.cpp.
#include "saring/boilerplate/html/html_visibility_internal.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_map>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"

namespace saring::boilerplate {
namespace {

using std::string_view;

constexpr std::size_t kSentence = 50;       // bytes without spaces
constexpr std::size_t kSentences = 120;     // two of them or more
constexpr std::size_t kLongestValue = 512;  // of a class or style, in bytes; the rest is not read

// Names of elements whose text is shown on a click, as parts of class and id values.
constexpr std::array<string_view, 24> kUnfolds = {
    "collaps",   "accord",    "expand",    "toggle",     "readmore", "read-more",
    "read_more", "showmore",  "show-more", "show_more",  "fulltext", "full-text",
    "full_text", "moretext",  "more-text", "more-cont",  "spoiler",  "truncat",
    "faq",       "tab-panel", "tabpanel",  "transcript", "tab-pane", "tab-content"};
// The same as whole words.
constexpr std::array<string_view, 9> kUnfoldWords = {"more", "tab",     "tabs",   "panel", "answer",
                                                     "fold", "details", "hidden", "rest"};
// Elements with names of these two kinds hold other things.
constexpr std::array<string_view, 18> kOverlays = {
    "modal",  "popup",      "pop-up",  "overlay", "cookie", "consent",
    "login",  "newsletter", "subscri", "lightbo", "dialog", "menu",
    "navbar", "nav-",       "search",  "tooltip", "share",  "error"};
constexpr std::array<string_view, 6> kContents = {"article", "content", "story",
                                                  "entry",   "body",    "text"};

// Classes whose style, by convention, is to be read out and not shown.
constexpr std::array<string_view, 28> kForScreenReaders = {"sr-only",
                                                           "sr_only",
                                                           "sronly",
                                                           "screen-reader-text",
                                                           "screen-reader-only",
                                                           "screen-reader",
                                                           "screenreader",
                                                           "screenreader-only",
                                                           "screen-reader-response",
                                                           "visually-hidden",
                                                           "visuallyhidden",
                                                           "visually_hidden",
                                                           "visuallyhidden--always",
                                                           "is-visually-hidden",
                                                           "u-visually-hidden",
                                                           "u-visuallyhidden",
                                                           "u-hiddenvisually",
                                                           "hidden-visually",
                                                           "element-invisible",
                                                           "elementor-screen-only",
                                                           "show-for-sr",
                                                           "a11y-hidden",
                                                           "a11y-only",
                                                           "a-offscreen",
                                                           "off-screen",
                                                           "offscreen",
                                                           "cdk-visually-hidden",
                                                           "assistive-text"};
// Notes that appear under the pointer, names of icons, marks for editors, texts for paper.
constexpr std::array<string_view, 16> kNotShown = {
    "tooltiptext",     "tooltip-text",   "tooltip_text",        "tooltip__text",
    "tooltip-content", "tooltip-inner",  "tooltip__content",    "tooltip-body",
    "tooltip-popup",   "tooltip-box",    "material-icons",      "material-symbols-outlined",
    "headerlink",      "mw-editsection", "visible-print-block", "print-only"};

bool contains(string_view text, string_view part) { return text.find(part) != string_view::npos; }

template <std::size_t n>
bool contains_any(string_view text, const std::array<string_view, n>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](string_view p) { return contains(text, p); });
}

template <std::size_t n>
bool is_any(string_view text, const std::array<string_view, n>& names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

string_view trimmed(string_view text) {
  while (!text.empty() && ascii::is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && ascii::is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Calls `visit` for the parts of `text` between characters for which `ends` is true.
template <typename Ends, typename Visit>
void split(string_view text, Ends ends, Visit visit) {
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && !ends(text[i])) continue;
    if (i > start) visit(text.substr(start, i - start));
    start = i + 1;
  }
}

// Beyond the edge of any screen: "-999px", "-10000px", "-100em".
bool is_far_away(string_view value) {
  if (value.empty() || value.front() != '-') return false;
  const std::string digits(value.substr(1, 8));
  const double size = std::strtod(digits.c_str(), nullptr);
  return size >= (contains(value, "px") ? 900 : 90);
}

enum class Style : std::uint8_t { kShown, kHidden, kOffScreen };

// A property whose last declaration counts, or the last one that is important.
struct LastDeclared {
  bool value = false, is_firm = false;

  void declare(bool hides, bool important) {
    if (is_firm && !important) return;
    value = hides;
    is_firm = important;
  }
};

struct StyleReader {
  LastDeclared display, visibility;
  bool far = false, indent = false, out_of_flow = false, clipped = false;
  bool cut = false, no_width = false, no_height = false, cut_away = false;

  void declaration(string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const string_view name = trimmed(text.substr(0, colon));
    const string_view value = trimmed(text.substr(std::min(colon + 1, text.size())));
    const string_view word = value.substr(0, value.find_first_of(" !"));
    const bool tiny = word == "0" || word == "0px" || word == "1px";
    const bool important = contains(value, "!important") || contains(value, "! important");
    if (name == "display") display.declare(word == "none", important);
    if (name == "visibility") {
      visibility.declare(word == "hidden" || word == "collapse", important);
    }
    if (name == "content-visibility") cut_away |= word == "hidden";
    if (name == "left" || name == "top" || name == "right") far |= is_far_away(value);
    if (name == "text-indent") indent |= is_far_away(value);
    if (name == "position") out_of_flow |= word == "absolute" || word == "fixed";
    if (name == "clip-path") {
      clipped |= value.starts_with("inset(50%") || value.starts_with("inset(100%") ||
                 value.starts_with("circle(0");
    }
    if (name == "clip") clipped |= contains(value, "rect(0") || contains(value, "rect(1px");
    if (name == "overflow") cut |= word == "hidden";
    if (name == "width") no_width |= tiny;
    if (name == "height" || name == "max-height") no_height |= tiny;
  }

  [[nodiscard]] Style result() const {
    if (display.value || visibility.value || cut_away || (no_height && cut && !no_width))
      return Style::kHidden;
    const bool away = out_of_flow && (far || clipped);
    return away || indent || (no_width && no_height && cut) ? Style::kOffScreen : Style::kShown;
  }
};

// Comments out of a style: "display:/**/none".
void drop_comments(std::string& style) {
  for (std::size_t at = style.find("/*"); at != std::string::npos; at = style.find("/*", at)) {
    const std::size_t end = style.find("*/", at + 2);
    style.erase(at, end == std::string::npos ? end : end + 2 - at);
  }
}

Style style_of(string_view style) {
  if (style.empty()) return Style::kShown;
  std::string lower = ascii::to_lower(style.substr(0, kLongestValue));
  drop_comments(lower);
  StyleReader reader;
  split(
      lower, [](char c) { return c == ';'; }, [&](string_view d) { reader.declaration(d); });
  return reader.result();
}

// Bytes that are no white space or control characters.
std::size_t count_visible(string_view text) {
  constexpr std::size_t kStep = 255;  // a byte counts them, so that a step is vectorised
  std::size_t count = 0;
  for (; !text.empty(); text.remove_prefix(std::min(kStep, text.size()))) {
    std::uint8_t of_step = 0;
    for (const char c : text.substr(0, kStep))
      of_step = static_cast<std::uint8_t>(of_step + (static_cast<unsigned char>(c) > 0x20 ? 1 : 0));
    count += of_step;
  }
  return count;
}

class Finder {
 public:
  explicit Finder(const HtmlTree& tree)
      : tree_(tree),
        mass_(tree.size()),
        reasons_(tree.size()),
        hidden_(tree.size()),
        styles_(tree),
        for_machines_(tree) {
    weigh();
  }

  std::vector<std::uint8_t> run() {
    find_reasons();
    CancelCheck check;
    for (std::uint32_t i = 1; i < tree_.size();) {
      check();
      const bool hidden = reasons_[i] != Reason::kNone && is_hidden(i);
      hidden_[i] = hidden ? 1 : 0;
      if (hidden) hidden_mass_[static_cast<std::size_t>(reasons_[i])] += mass_[i];
      i = hidden || has_flag(tree_[i].tag, kSkipped) ? tree_[i].end : i + 1;
    }
    // Many small elements that hold most of the text: a script shows them one after another.
    const std::size_t aria = hidden_mass_[static_cast<std::size_t>(Reason::kAria)];
    const std::size_t style = hidden_mass_[static_cast<std::size_t>(Reason::kStyle)];
    if (aria * 2 > mass_[0]) show_all(Reason::kAria);
    if ((aria + style) * 10 > mass_[0] * 9) {
      show_all(Reason::kAria);
      show_all(Reason::kStyle);
    }
    return std::move(hidden_);
  }

 private:
  enum class Reason : std::uint8_t { kNone, kNoscript, kMachines, kStyle, kAria };

  void show_all(Reason reason) {
    for (std::size_t i = 0; i < hidden_.size(); ++i) {
      if (reasons_[i] == reason) hidden_[i] = 0;
    }
  }

  // Bytes of text outside of links, without spaces, of every subtree.
  void weigh() {
    std::uint32_t link_end = 0;
    for (std::uint32_t i = 1; i < tree_.size();) {
      const HtmlNode& node = tree_[i];
      if (has_flag(node.tag, kSkipped) || node.tag == HtmlTag::kHead) {
        i = node.end;
        continue;
      }
      if (node.tag == HtmlTag::kA && tree_.has_attribute(i, "href")) {
        link_end = std::max(link_end, node.end);
      }
      if (node.tag == HtmlTag::kText && i >= link_end) {
        mass_[i] = count_visible(node.text);
      }
      ++i;
    }
    for (std::size_t i = tree_.size(); i-- > 1;) {
      mass_[tree_[i].parent] += mass_[i];
      if (tree_[i].tag == HtmlTag::kNoscript) noscript_ += mass_[i];
    }
  }

  // Whether a subtree holds at least one `nth` of the text of the page.
  [[nodiscard]] bool holds(std::uint32_t i, std::size_t nth) const {
    return mass_[i] * nth >= mass_[0] && mass_[i] > 0;
  }

  void find_reasons() {
    for (std::uint32_t i = 1; i < tree_.size(); ++i) {
      if (tree_[i].tag == HtmlTag::kText) continue;
      reasons_[i] = reason_of(i);
      if (reasons_[i] >= Reason::kStyle && mass_[i] >= kSentence) ++alike_[look_of(i)];
    }
  }

  [[nodiscard]] Reason reason_of(std::uint32_t i) {
    constexpr std::uint32_t kHiding =
        HtmlAttributeName("style").bit() | HtmlAttributeName("role").bit() |
        HtmlAttributeName("class").bit() | HtmlAttributeName("hidden").bit() |
        HtmlAttributeName("aria-hidden").bit() | HtmlAttributeName("popover").bit();
    const HtmlTag tag = tree_[i].tag;
    if (tag == HtmlTag::kNoscript) return Reason::kNoscript;
    if (tag == HtmlTag::kDialog) return Reason::kMachines;
    if ((tree_[i].attribute_names & kHiding) == 0) return Reason::kNone;
    const HtmlAttribute* const declared = tree_.find_attribute(i, "style");
    const Style style =
        declared == nullptr
            ? Style::kShown
            : styles_.of(*declared, [](const HtmlAttribute& a) { return style_of(a.value); });
    if (style == Style::kOffScreen || is_for_machines(i) || tree_.has_attribute(i, "popover"))
      return Reason::kMachines;
    if (style == Style::kHidden || is_hidden_attribute(i)) return Reason::kStyle;
    const std::string_view aria = tree_.attribute(i, "aria-hidden");
    return aria.size() == 4 && ascii::to_lower(aria) == "true" ? Reason::kAria : Reason::kNone;
  }

  // Elements that look the same have the same tag, class and depth.
  [[nodiscard]] std::uint64_t look_of(std::uint32_t i) const {
    const std::uint64_t name = hash64(tree_.attribute(i, "class"));
    return mix64(name ^ (std::uint64_t{tree_[i].depth} << 8U) ^
                 static_cast<std::uint64_t>(tree_[i].tag));
  }

  [[nodiscard]] bool is_hidden(std::uint32_t i) {
    switch (reasons_[i]) {
      case Reason::kNoscript:
        return !noscript_is_text(i);
      case Reason::kMachines:
        return mass_[i] < kSentences || !holds(i, 2);
      case Reason::kStyle:
        return !is_shown_later(i);
      case Reason::kAria:
        return !is_seen_though_not_heard(i);
      case Reason::kNone:
        break;
    }
    return false;
  }

  [[nodiscard]] bool is_hidden_attribute(std::uint32_t i) const {
    // React sends parts of a page in <div hidden id="S:0"> and moves them to their place.
    return tree_.has_attribute(i, "hidden") && tree_.attribute(i, "hidden") != "until-found" &&
           !tree_.attribute(i, "id").starts_with("S:");
  }

  [[nodiscard]] bool is_for_machines(std::uint32_t i) {
    if (tree_.attribute(i, "role") == "tooltip") return true;
    const HtmlAttribute* const name = tree_.find_attribute(i, "class");
    return name != nullptr && for_machines_.of(*name, [](const HtmlAttribute& a) {
      return is_of_class(a.value, kForScreenReaders) || is_of_class(a.value, kNotShown);
    });
  }

  template <std::size_t n>
  static bool is_of_class(string_view value, const std::array<string_view, n>& names) {
    if (value.size() < 6) return false;
    bool found = false;
    const std::string lower = ascii::to_lower(value.substr(0, kLongestValue));
    split(lower, ascii::is_space, [&](string_view word) { found |= is_any(word, names); });
    return found;
  }

  // Class and id of an element and of its parent, in lower case.
  [[nodiscard]] std::string names_of(std::uint32_t i) const {
    std::string names;
    for (const std::uint32_t node : {i, tree_[i].parent}) {
      for (const HtmlAttributeName attribute :
           {HtmlAttributeName("class"), HtmlAttributeName("id")}) {
        names += ascii::to_lower(tree_.attribute(node, attribute).substr(0, kLongestValue));
        names += ' ';
      }
    }
    return names;
  }

  [[nodiscard]] bool is_shown_later(std::uint32_t i) const {
    if (tree_[i].tag == HtmlTag::kPre) return mass_[i] * 4 >= mass_[0] * 3;  // else: a raw copy
    if (holds(i, 2)) return true;
    if (tree_.attribute(i, "role") == "tabpanel") return true;
    if (mass_[i] < kSentence) return false;
    const std::string names = names_of(i);
    if (contains_any(names, kOverlays)) return false;
    if (alike_.at(look_of(i)) > 1) return true;
    if (mass_[i] < kSentences) return false;
    if (contains_any(names, kUnfolds)) return true;
    bool unfolds = false;
    split(
        names, [](char c) { return !ascii::is_letter(c); },
        [&](string_view word) { unfolds |= is_any(word, kUnfoldWords); });
    return unfolds || (holds(i, 5) && contains_any(names, kContents));
  }

  // aria-hidden is about screen readers: modal dialogs set it for the whole page behind them, and
  // what stands twice, once for each kind of reader, has it on the visible text.
  [[nodiscard]] bool is_seen_though_not_heard(std::uint32_t i) const {
    const bool glyph = mass_[i] <= 4 && !is_letter(first_text(i));
    if (glyph) return false;
    if (holds(i, 5) || is_shown_later(i)) return true;
    if (mass_[i] >= 2 * kSentences && !contains_any(names_of(i), kOverlays)) return true;
    const std::uint32_t parent = tree_[i].parent;
    const std::uint32_t next = tree_[i].end;
    for (std::uint32_t sibling : {next, parent + 1}) {
      if (sibling < tree_.size() && is_space(sibling)) ++sibling;
      if (sibling >= tree_.size() || sibling == i || tree_[sibling].parent != parent) continue;
      if (is_of_class(tree_.attribute(sibling, "class"), kForScreenReaders)) return true;
    }
    if (mass_[i] <= 16 && begins_number(first_text(i))) return true;  // a price, a mark
    // A drop cap: the first letter of the word that follows.
    if (next >= tree_.size() || tree_[next].tag != HtmlTag::kText || mass_[i] == 0) return false;
    return mass_[i] <= 4 && is_letter(tree_[next].text);
  }

  [[nodiscard]] string_view first_text(std::uint32_t i) const {
    for (const std::uint32_t end = std::min(tree_[i].end, i + 4); i < end; ++i) {
      if (tree_[i].tag == HtmlTag::kText) return tree_[i].text;
    }
    return {};
  }

  static bool is_letter(string_view text) {
    if (text.empty()) return false;
    const auto lead = static_cast<unsigned char>(text[0]);  // 0xC2, 0xE2: punctuation and symbols
    return ascii::is_letter(text[0]) || ascii::is_digit(text[0]) || (lead > 0xC2 && lead != 0xE2);
  }

  [[nodiscard]] bool is_space(std::uint32_t i) const {
    return tree_[i].tag == HtmlTag::kText && mass_[i] == 0;
  }

  static bool begins_number(string_view text) {
    text = trimmed(text);
    if (text.starts_with('$') || text.starts_with("€") || text.starts_with("£")) return true;
    return !text.empty() && ascii::is_digit(text[0]);
  }

  // Prose that a script would load, and not a call to switch scripts on.
  [[nodiscard]] bool noscript_is_text(std::uint32_t i) {
    if (i < noscript_end_) return true;
    const bool most = noscript_ * 2 >= mass_[0];
    if (!most && mass_[i] < 2 * kSentences) return false;
    const bool much = most && noscript_ >= 4 * kSentences;
    for (std::uint32_t at = i + 1; at < tree_[i].end && !much; ++at) {
      if (tree_[at].tag != HtmlTag::kText) continue;
      const std::string text = ascii::to_lower(tree_[at].text);
      if (contains(text, "javascript") || contains(text, "cookie")) return false;
    }
    noscript_end_ = tree_[i].end;
    return true;
  }

  const HtmlTree& tree_;
  std::vector<std::size_t> mass_;
  std::vector<Reason> reasons_;
  std::vector<std::uint8_t> hidden_;
  PerValue<Style> styles_;
  PerValue<bool> for_machines_;                             // classes
  std::array<std::size_t, 5> hidden_mass_{};                // by reason
  std::unordered_map<std::uint64_t, std::uint32_t> alike_;  // hidden elements by their looks
  std::size_t noscript_ = 0;                                // of all <noscript>
  std::uint32_t noscript_end_ = 0;                          // of the last one that is text
};

}  // namespace

std::vector<std::uint8_t> find_hidden(const HtmlTree& tree) { return Finder(tree).run(); }

}  // namespace saring::boilerplate
