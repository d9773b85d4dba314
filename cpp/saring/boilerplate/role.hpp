#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace saring::boilerplate {

// The role of a line, or of a span inside a line, in relation to the article. The order is stable:
// it is stored in files.
enum class Role : std::uint8_t {
  kHeadline,
  kBody,
  kSubheading,
  kQuote,
  kList,
  kCaption,
  kDateline,
  kByline,
  kTimestamp,
  kRelatedLabel,
  kRelatedLink,
  kShare,
  kSubscribe,
  kNavigation,
  kAdvert,
  kCookie,
  kComments,
  kTags,
  kCopyright,
  kOther,
};

inline constexpr std::size_t kRoleCount = 20;

// The name as users write it: "related_link".
[[nodiscard]] std::string_view role_name(Role role) noexcept;

// Nothing for an unknown name.
[[nodiscard]] std::optional<Role> role_from_name(std::string_view name) noexcept;

// A set of roles.
class RoleSet {
 public:
  constexpr RoleSet() noexcept = default;
  constexpr RoleSet(std::initializer_list<Role> roles) noexcept {
    for (const Role role : roles) add(role);
  }
  constexpr void add(Role role) noexcept { bits_ |= 1U << static_cast<unsigned>(role); }
  [[nodiscard]] constexpr bool contains(Role role) const noexcept {
    return (bits_ >> static_cast<unsigned>(role) & 1U) != 0;
  }
  friend constexpr bool operator==(RoleSet, RoleSet) noexcept = default;

 private:
  std::uint32_t bits_ = 0;
};

// The roles of article text: the default of what is kept.
inline constexpr RoleSet kArticleRoles = {Role::kHeadline, Role::kBody, Role::kSubheading,
                                          Role::kQuote, Role::kList};

}  // namespace saring::boilerplate
