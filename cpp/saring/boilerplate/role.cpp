#include "saring/boilerplate/role.hpp"

#include <array>

namespace saring::boilerplate {
namespace {

constexpr std::array<std::string_view, kRoleCount> kNames = {
    "headline",     "body",     "subheading", "quote",      "list",
    "caption",      "dateline", "byline",     "timestamp",  "related_label",
    "related_link", "share",    "subscribe",  "navigation", "advert",
    "cookie",       "comments", "tags",       "copyright",  "other"};

}  // namespace

std::string_view role_name(Role role) noexcept { return kNames[static_cast<std::size_t>(role)]; }

std::optional<Role> role_from_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

}  // namespace saring::boilerplate
