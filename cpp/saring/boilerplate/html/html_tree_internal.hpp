#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_attributes_internal.hpp"

// An HTML page as a flat array of nodes. lexbor fills it (html_lexbor.cpp); nothing of it is
// visible here, so that another parser can replace it.
namespace saring::boilerplate {

class HtmlParser;

// Elements that the extractor distinguishes; all others are kUnknown. Order:
// html_tags_internal.hpp.
enum class HtmlTag : std::uint8_t {
  kDocument,
  kText,
  kUnknown,
  kHtml,
  kHead,
  kBody,
  kTitle,
  kMeta,
  kLink,
  kBase,
  kScript,
  kStyle,
  kNoscript,
  kTemplate,
  kArticle,
  kSection,
  kNav,
  kAside,
  kHeader,
  kFooter,
  kMain,
  kAddress,
  kHgroup,
  kDiv,
  kCenter,
  kH1,
  kH2,
  kH3,
  kH4,
  kH5,
  kH6,
  kP,
  kHr,
  kPre,
  kBlockquote,
  kOl,
  kUl,
  kMenu,
  kLi,
  kDl,
  kDt,
  kDd,
  kFigure,
  kFigcaption,
  kTable,
  kCaption,
  kThead,
  kTbody,
  kTfoot,
  kTr,
  kTd,
  kTh,
  kColgroup,
  kCol,
  kForm,
  kFieldset,
  kLegend,
  kLabel,
  kInput,
  kButton,
  kSelect,
  kDatalist,
  kOptgroup,
  kOption,
  kTextarea,
  kDetails,
  kSummary,
  kDialog,
  kA,
  kSpan,
  kB,
  kStrong,
  kI,
  kEm,
  kU,
  kS,
  kSmall,
  kBig,
  kFont,
  kSub,
  kSup,
  kCode,
  kKbd,
  kSamp,
  kVar,
  kMark,
  kQ,
  kCite,
  kAbbr,
  kTime,
  kDel,
  kIns,
  kTt,
  kStrike,
  kBr,
  kWbr,
  kImg,
  kPicture,
  kSource,
  kTrack,
  kArea,
  kMap,
  kEmbed,
  kParam,
  kObject,
  kIframe,
  kNoembed,
  kNoframes,
  kFrame,
  kFrameset,
  kAudio,
  kVideo,
  kCanvas,
  kSvg,
  kMath,
  kXmp,
  kPlaintext,
  kListing,
  kMarquee,
  kApplet,
  kRuby,
  kRt,
  kRp,
  kCount
};

// Lower-case name, e.g. "div"; "#text", "#document" and "" for the three that are not named
// elements.
[[nodiscard]] std::string_view tag_name(HtmlTag tag) noexcept;
// By name, any letter case.
[[nodiscard]] HtmlTag tag_from_name(std::string_view name) noexcept;

struct HtmlAttribute {
  HtmlAttributeName name;
  // The same for the same name and value, from 1; 0: not numbered, as for values that are rarely
  // the same, long ones, and those beyond kMaxHtmlValues.
  std::uint16_t number = 0;
  std::string_view value;  // character references decoded
};

// Preorder: a node's descendants are the nodes (i, end).
struct HtmlNode {
  HtmlTag tag = HtmlTag::kUnknown;
  std::uint8_t attr_count = 0;        // each name at most once
  std::uint16_t depth = 0;            // of the document: 0; at most kMaxHtmlDepth
  std::uint32_t parent = 0;           // index; of the document: 0
  std::uint32_t end = 0;              // one past the last descendant
  std::uint32_t attr_begin = 0;       // into HtmlTree::attributes
  std::uint32_t attribute_names = 0;  // HtmlAttributeName::bit of all
  std::string_view text;  // kText: decoded. kScript: source, only of JSON-LD. Else empty.
};

// Elements deeper than this become siblings, as in browsers: work on the tree is bounded by
// nodes x depth on any input.
inline constexpr std::size_t kMaxHtmlDepth = 512;

// Tags beyond this many are left out, so that memory is bounded on malicious pages; text stays.
// Real pages of several megabytes have tens of thousands.
inline constexpr std::size_t kMaxHtmlTags = 2'000'000;

// Different attribute values that are numbered, at most.
inline constexpr std::size_t kMaxHtmlValues = 8192;

// Movable, not copyable: views point into the page given and into `storage`.
class HtmlTree {
 public:
  // `html`: valid UTF-8 that outlives the tree. Any input gives a tree; nothing throws but
  // bad_alloc. Linear in the size of the input.
  [[nodiscard]] static HtmlTree parse(std::string_view html);
  // The same with a parser that is used again.
  [[nodiscard]] static HtmlTree parse(std::string_view html, HtmlParser& parser);

  HtmlTree() = default;
  HtmlTree(HtmlTree&&) noexcept = default;
  HtmlTree& operator=(HtmlTree&&) noexcept = default;
  HtmlTree(const HtmlTree&) = delete;
  HtmlTree& operator=(const HtmlTree&) = delete;

  [[nodiscard]] const std::vector<HtmlNode>& nodes() const noexcept { return nodes_; }
  [[nodiscard]] const HtmlNode& operator[](std::size_t i) const noexcept { return nodes_[i]; }
  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
  [[nodiscard]] std::span<const HtmlAttribute> attributes(std::size_t node) const noexcept {
    return std::span(attributes_).subspan(nodes_[node].attr_begin, nodes_[node].attr_count);
  }
  // Value of an attribute, or an empty view (also where the attribute is absent).
  [[nodiscard]] std::string_view attribute(std::size_t node,
                                           HtmlAttributeName name) const noexcept {
    const HtmlAttribute* const found = find_attribute(node, name);
    return found == nullptr ? std::string_view() : found->value;
  }
  [[nodiscard]] bool has_attribute(std::size_t node, HtmlAttributeName name) const noexcept {
    return (nodes_[node].attribute_names & name.bit()) != 0;
  }
  // Null where it is absent.
  [[nodiscard]] const HtmlAttribute* find_attribute(std::size_t node,
                                                    HtmlAttributeName name) const noexcept {
    if (!has_attribute(node, name)) return nullptr;
    const HtmlAttribute* at = &attributes_[nodes_[node].attr_begin];
    while (at->name != name) ++at;
    return at;
  }
  // One more than the greatest HtmlAttribute::number.
  [[nodiscard]] std::size_t num_values() const noexcept { return num_values_; }

 private:
  friend class HtmlTreeBuilder;
  std::vector<HtmlNode> nodes_;
  std::vector<HtmlAttribute> attributes_;
  std::vector<std::string> storage_;  // blocks that never grow: views into them stay valid
  std::size_t num_values_ = 1;
};

// Something that is found once for each distinct value of an attribute.
template <typename T>
class PerValue {
 public:
  explicit PerValue(const HtmlTree& tree) : found_(tree.num_values()) {}
  // find(attribute) gives a T; a value that has no number is looked at each time.
  template <typename Find>
  [[nodiscard]] const T& of(const HtmlAttribute& attribute, Find&& find) {
    std::optional<T>& known = found_[attribute.number];
    if (!known || attribute.number == 0) known.emplace(find(attribute));
    return *known;
  }

 private:
  std::vector<std::optional<T>> found_;
};

}  // namespace saring::boilerplate
