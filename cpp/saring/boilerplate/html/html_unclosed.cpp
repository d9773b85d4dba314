// Tests: html_unclosed_test.cpp.
#include "saring/boilerplate/html/html_unclosed_internal.hpp"

#include <algorithm>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool begins_with(std::string_view text, std::string_view name) noexcept {
  if (text.size() < name.size()) return false;
  if (!std::equal(name.begin(), name.end(), text.begin(),
                  [](char a, char b) { return a == ascii::to_lower(b); })) {
    return false;
  }
  return text.size() == name.size() || text[name.size()] == '>' || text[name.size()] == '/' ||
         ascii::is_space(text[name.size()]);
}

bool has_tag_behind(std::string_view page, std::size_t tag) noexcept {
  for (std::size_t at = page.find('<', tag + 1); at != kNowhere; at = page.find('<', at + 1)) {
    if (at + 1 < page.size() && (ascii::is_letter(page[at + 1]) || page[at + 1] == '/'))
      return true;
  }
  return false;
}

}  // namespace

UnclosedTags::Found UnclosedTags::find(std::string_view name, std::size_t from) const noexcept {
  for (std::size_t at = page_.find('<', from); at != kNowhere; at = page_.find('<', at + 1)) {
    const bool is_end_tag = at + 1 < page_.size() && page_[at + 1] == '/';
    if (begins_with(page_.substr(at + (is_end_tag ? 2 : 1)), name)) return {at, is_end_tag};
  }
  return {kNowhere, false};
}

bool UnclosedTags::is_unclosed(std::string_view name, const char* tag) noexcept {
  if (tag < page_.data() || tag >= page_.data() + page_.size()) return false;
  const auto at = static_cast<std::size_t>(tag - page_.data());
  const auto slot = std::find(kNames.begin(), kNames.end(), name);
  if (slot == kNames.end()) return false;
  std::size_t& next = next_end_[static_cast<std::size_t>(slot - kNames.begin())];
  if (next != kNowhere && next <= at) {
    Found found = find(name, at + 1);
    while (found.at != kNowhere && !found.is_end_tag) found = find(name, found.at + 1);
    next = found.at;
  }
  return next == kNowhere && has_tag_behind(page_, at);
}

bool UnclosedTags::stands_alone(std::string_view name, const char* tag) noexcept {
  if (tag < page_.data() || tag >= page_.data() + page_.size()) return false;
  return !find(name, static_cast<std::size_t>(tag - page_.data()) + 1).is_end_tag;
}

}  // namespace saring::boilerplate
