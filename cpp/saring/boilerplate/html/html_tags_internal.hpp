#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "saring/boilerplate/html/html_tree_internal.hpp"

// What the parsers and the block builder know about each element (HTML Living Standard, section 13
// "Parsing", and section 15 "Rendering").
namespace saring::boilerplate {

enum HtmlTagFlag : std::uint16_t {
  kVoid = 1,       // has no content and no end tag
  kBlock = 2,      // starts and ends a line
  kClosesP = 4,    // its start tag ends an open paragraph
  kSpecial = 8,    // an inline end tag does not reach across it
  kScope = 16,     // no end tag but a table's reaches across it
  kRawText = 32,   // content is text up to the end tag
  kRcData = 64,    // same, with character references
  kSkipped = 128,  // content is never article text
};

struct HtmlTagInfo {
  HtmlTag tag;
  std::string_view name;
  std::uint16_t flags;
};

inline constexpr std::uint16_t kPlainBlock = kBlock | kClosesP | kSpecial;

inline constexpr std::array<HtmlTagInfo, static_cast<std::size_t>(HtmlTag::kCount)> kHtmlTags = {{
    {HtmlTag::kDocument, "#document", kBlock | kSpecial | kScope},
    {HtmlTag::kText, "#text", 0},
    {HtmlTag::kUnknown, "", 0},
    {HtmlTag::kHtml, "html", kBlock | kSpecial | kScope},
    {HtmlTag::kHead, "head", kBlock | kSpecial},
    {HtmlTag::kBody, "body", kBlock | kSpecial},
    {HtmlTag::kTitle, "title", kBlock | kRcData | kSkipped},
    {HtmlTag::kMeta, "meta", kVoid},
    {HtmlTag::kLink, "link", kVoid},
    {HtmlTag::kBase, "base", kVoid},
    {HtmlTag::kScript, "script", kRawText | kSkipped},
    {HtmlTag::kStyle, "style", kRawText | kSkipped},
    {HtmlTag::kNoscript, "noscript", kBlock},
    {HtmlTag::kTemplate, "template", kSpecial | kScope | kSkipped},
    {HtmlTag::kArticle, "article", kPlainBlock},
    {HtmlTag::kSection, "section", kPlainBlock},
    {HtmlTag::kNav, "nav", kPlainBlock},
    {HtmlTag::kAside, "aside", kPlainBlock},
    {HtmlTag::kHeader, "header", kPlainBlock},
    {HtmlTag::kFooter, "footer", kPlainBlock},
    {HtmlTag::kMain, "main", kPlainBlock},
    {HtmlTag::kAddress, "address", kPlainBlock},
    {HtmlTag::kHgroup, "hgroup", kPlainBlock},
    {HtmlTag::kDiv, "div", kPlainBlock},
    {HtmlTag::kCenter, "center", kPlainBlock},
    {HtmlTag::kH1, "h1", kPlainBlock},
    {HtmlTag::kH2, "h2", kPlainBlock},
    {HtmlTag::kH3, "h3", kPlainBlock},
    {HtmlTag::kH4, "h4", kPlainBlock},
    {HtmlTag::kH5, "h5", kPlainBlock},
    {HtmlTag::kH6, "h6", kPlainBlock},
    {HtmlTag::kP, "p", kPlainBlock},
    {HtmlTag::kHr, "hr", kPlainBlock | kVoid},
    {HtmlTag::kPre, "pre", kPlainBlock},
    {HtmlTag::kBlockquote, "blockquote", kPlainBlock},
    {HtmlTag::kOl, "ol", kPlainBlock},
    {HtmlTag::kUl, "ul", kPlainBlock},
    {HtmlTag::kMenu, "menu", kPlainBlock},
    {HtmlTag::kLi, "li", kPlainBlock},
    {HtmlTag::kDl, "dl", kPlainBlock},
    {HtmlTag::kDt, "dt", kPlainBlock},
    {HtmlTag::kDd, "dd", kPlainBlock},
    {HtmlTag::kFigure, "figure", kPlainBlock},
    {HtmlTag::kFigcaption, "figcaption", kPlainBlock},
    {HtmlTag::kTable, "table", kPlainBlock | kScope},
    {HtmlTag::kCaption, "caption", kBlock | kSpecial | kScope},
    {HtmlTag::kThead, "thead", kBlock | kSpecial},
    {HtmlTag::kTbody, "tbody", kBlock | kSpecial},
    {HtmlTag::kTfoot, "tfoot", kBlock | kSpecial},
    {HtmlTag::kTr, "tr", kBlock | kSpecial},
    {HtmlTag::kTd, "td", kBlock | kSpecial | kScope},
    {HtmlTag::kTh, "th", kBlock | kSpecial | kScope},
    {HtmlTag::kColgroup, "colgroup", kSpecial},
    {HtmlTag::kCol, "col", kVoid},
    {HtmlTag::kForm, "form", kPlainBlock},
    {HtmlTag::kFieldset, "fieldset", kPlainBlock},
    {HtmlTag::kLegend, "legend", kBlock},
    {HtmlTag::kLabel, "label", 0},
    {HtmlTag::kInput, "input", kVoid},
    {HtmlTag::kButton, "button", kSpecial},
    {HtmlTag::kSelect, "select", kSpecial | kSkipped},
    {HtmlTag::kDatalist, "datalist", kSkipped},
    {HtmlTag::kOptgroup, "optgroup", kBlock},
    {HtmlTag::kOption, "option", kBlock},
    {HtmlTag::kTextarea, "textarea", kRcData | kSkipped},
    {HtmlTag::kDetails, "details", kPlainBlock},
    {HtmlTag::kSummary, "summary", kPlainBlock},
    {HtmlTag::kDialog, "dialog", kPlainBlock},
    {HtmlTag::kA, "a", 0},
    {HtmlTag::kSpan, "span", 0},
    {HtmlTag::kB, "b", 0},
    {HtmlTag::kStrong, "strong", 0},
    {HtmlTag::kI, "i", 0},
    {HtmlTag::kEm, "em", 0},
    {HtmlTag::kU, "u", 0},
    {HtmlTag::kS, "s", 0},
    {HtmlTag::kSmall, "small", 0},
    {HtmlTag::kBig, "big", 0},
    {HtmlTag::kFont, "font", 0},
    {HtmlTag::kSub, "sub", 0},
    {HtmlTag::kSup, "sup", 0},
    {HtmlTag::kCode, "code", 0},
    {HtmlTag::kKbd, "kbd", 0},
    {HtmlTag::kSamp, "samp", 0},
    {HtmlTag::kVar, "var", 0},
    {HtmlTag::kMark, "mark", 0},
    {HtmlTag::kQ, "q", 0},
    {HtmlTag::kCite, "cite", 0},
    {HtmlTag::kAbbr, "abbr", 0},
    {HtmlTag::kTime, "time", 0},
    {HtmlTag::kDel, "del", 0},
    {HtmlTag::kIns, "ins", 0},
    {HtmlTag::kTt, "tt", 0},
    {HtmlTag::kStrike, "strike", 0},
    {HtmlTag::kBr, "br", kVoid},
    {HtmlTag::kWbr, "wbr", kVoid},
    {HtmlTag::kImg, "img", kVoid},
    {HtmlTag::kPicture, "picture", 0},
    {HtmlTag::kSource, "source", kVoid},
    {HtmlTag::kTrack, "track", kVoid},
    {HtmlTag::kArea, "area", kVoid},
    {HtmlTag::kMap, "map", 0},
    {HtmlTag::kEmbed, "embed", kVoid},
    {HtmlTag::kParam, "param", kVoid},
    {HtmlTag::kObject, "object", kSpecial | kScope},
    {HtmlTag::kIframe, "iframe", kRawText | kSkipped},
    {HtmlTag::kNoembed, "noembed", kRawText | kSkipped},
    {HtmlTag::kNoframes, "noframes", kRawText | kSkipped},
    {HtmlTag::kFrame, "frame", kVoid},
    {HtmlTag::kFrameset, "frameset", kSpecial},
    {HtmlTag::kAudio, "audio", kSkipped},
    {HtmlTag::kVideo, "video", kSkipped},
    {HtmlTag::kCanvas, "canvas", kSkipped},
    {HtmlTag::kSvg, "svg", kSkipped},
    {HtmlTag::kMath, "math", 0},
    {HtmlTag::kXmp, "xmp", kPlainBlock | kRawText},
    {HtmlTag::kPlaintext, "plaintext", kPlainBlock},
    {HtmlTag::kListing, "listing", kPlainBlock},
    {HtmlTag::kMarquee, "marquee", kSpecial | kScope},
    {HtmlTag::kApplet, "applet", kSpecial | kScope},
    {HtmlTag::kRuby, "ruby", 0},
    {HtmlTag::kRt, "rt", kSkipped},
    {HtmlTag::kRp, "rp", kSkipped},
}};

[[nodiscard]] constexpr const HtmlTagInfo& tag_info(HtmlTag tag) noexcept {
  return kHtmlTags[static_cast<std::size_t>(tag)];
}
[[nodiscard]] constexpr std::uint16_t tag_flags(HtmlTag tag) noexcept {
  return tag_info(tag).flags;
}
[[nodiscard]] constexpr bool has_flag(HtmlTag tag, std::uint16_t flag) noexcept {
  return (tag_flags(tag) & flag) != 0;
}

}  // namespace saring::boilerplate
