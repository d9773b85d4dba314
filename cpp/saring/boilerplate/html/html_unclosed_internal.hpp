#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace saring::boilerplate {

// Which of the start tags that turn what follows into no text of the page have no end tag: such a
// tag would take the rest of the page with it. Asked in the order of the page, in time linear in
// its bytes. The page must live as long.
class UnclosedTags {
 public:
  explicit UnclosedTags(std::string_view page) : page_(page) {}

  // Whether no end tag follows, but other tags do. `name` is in lower case and one of kNames; `tag`
  // points at its start tag in the page. False for a pointer elsewhere.
  [[nodiscard]] bool is_unclosed(std::string_view name, const char* tag) noexcept;

  // Whether `<name/>`, as XHTML has it, ends at once: another start tag of the name, or none, comes
  // before an end tag.
  [[nodiscard]] bool stands_alone(std::string_view name, const char* tag) noexcept;

  static constexpr std::array<std::string_view, 10> kNames = {
      "title", "textarea", "iframe", "noembed", "noframes",
      "xmp",   "select",   "script", "style",   "template"};

 private:
  struct Found {
    std::size_t at = 0;
    bool is_end_tag = false;
  };

  [[nodiscard]] Found find(std::string_view name, std::size_t from) const noexcept;

  std::string_view page_;
  std::array<std::size_t, kNames.size()> next_end_{};  // of the last end tag that was found
};

}  // namespace saring::boilerplate
