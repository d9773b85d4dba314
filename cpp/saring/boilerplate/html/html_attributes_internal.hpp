#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace saring::boilerplate {

// Names of the attributes that the extractor reads, in lower case; no others are kept. The values
// of the first kNumberedAttributes are numbered (HtmlAttribute::number).
inline constexpr std::array<std::string_view, 29> kHtmlAttributeNames = {
    "class",       "id",          "style",     "role",           "itemprop",   "rel",
    "aria-hidden", "data-testid", "data-type", "data-component", "type",       "href",
    "itemtype",    "name",        "hidden",    "property",       "content",    "lang",
    "charset",     "datetime",    "title",     "http-equiv",     "aria-label", "xml:lang",
    "alt",         "src",         "pubdate",   "value",          "popover"};
inline constexpr std::size_t kNumberedAttributes = 10;

// One of kHtmlAttributeNames, by its place there. A literal is looked up by the compiler, and one
// that is not in the list does not compile.
class HtmlAttributeName {
 public:
  constexpr HtmlAttributeName() = default;
  consteval HtmlAttributeName(const char* literal) : id_(id_of(literal)) {
    if (id_ == kNone) throw "not one of kHtmlAttributeNames";
  }

  // Any letter case; false() for all others.
  [[nodiscard]] static HtmlAttributeName find(std::string_view name) noexcept;

  [[nodiscard]] constexpr explicit operator bool() const noexcept { return id_ != kNone; }
  [[nodiscard]] constexpr std::string_view text() const noexcept {
    return id_ == kNone ? std::string_view() : kHtmlAttributeNames[id_];
  }
  [[nodiscard]] constexpr std::uint8_t id() const noexcept { return id_; }
  // One bit for each name.
  [[nodiscard]] constexpr std::uint32_t bit() const noexcept {
    return id_ == kNone ? 0 : std::uint32_t{1} << id_;
  }
  friend constexpr bool operator==(HtmlAttributeName, HtmlAttributeName) = default;

 private:
  static constexpr std::uint8_t kNone = 0xff;
  static constexpr std::uint8_t id_of(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kHtmlAttributeNames.size(); ++i) {
      if (kHtmlAttributeNames[i] == name) return static_cast<std::uint8_t>(i);
    }
    return kNone;
  }

  std::uint8_t id_ = kNone;
};

}  // namespace saring::boilerplate
