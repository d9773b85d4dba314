// Tests: tests/cpp/pipeline/host_name_test.cpp.
#include "saring/pipeline/host_name.hpp"

#include <algorithm>
#include <optional>

#include "saring/base/ascii.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_of_scheme(char c) noexcept {
  return ascii::is_letter(c) || ascii::is_digit(c) || c == '+' || c == '-' || c == '.';
}

bool is_of_address(char c) noexcept {
  return ascii::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
         c == '.';
}

// The part between "//" and the next '/', '?' or '#'; empty if the URL has no such part.
std::string_view authority_of(std::string_view url) noexcept {
  const std::size_t colon = url.find(':');
  if (colon != kNone && colon > 0 && ascii::is_letter(url[0]) &&
      std::ranges::all_of(url.substr(0, colon), is_of_scheme)) {
    url.remove_prefix(colon + 1);
  }
  if (!url.starts_with("//")) return {};
  url.remove_prefix(2);
  return url.substr(0, url.find_first_of("/?#"));
}

// The host without user and port; nothing if brackets are wrong.
std::optional<std::string_view> host_in(std::string_view authority) noexcept {
  const bool has_bracket = authority.find_first_of("[]") != kNone;
  authority.remove_prefix(authority.rfind('@') + 1);  // npos + 1 is 0
  if (!has_bracket) return authority.substr(0, authority.find(':'));
  const std::size_t close = authority.find(']');
  if (!authority.starts_with('[') || close == kNone) return std::nullopt;
  const std::string_view host = authority.substr(1, close - 1);
  const std::string_view rest = authority.substr(close + 1);
  const std::string_view address = host.substr(0, host.find('%'));  // a zone follows the address
  if (address.find(':') == kNone || !std::ranges::all_of(address, is_of_address) ||
      !(rest.empty() || rest.starts_with(':'))) {
    return std::nullopt;
  }
  return host;
}

void append_lower(std::string_view valid, std::string& out) {
  const char* p = valid.data();
  const char* const end = p + valid.size();
  while (p != end) {
    char buffer[4];
    out.append(buffer, text::encode(text::to_lower(text::decode(p)), buffer));
  }
}

}  // namespace

std::string host_of(std::string_view site) {
  std::string_view host = site;
  std::string cleaned;
  if (site.find("//") != kNone) {
    std::string_view url = site;
    while (!url.empty() && static_cast<unsigned char>(url[0]) <= 0x20) url.remove_prefix(1);
    if (url.find_first_of("\t\r\n") != kNone) {
      cleaned = url;
      std::erase_if(cleaned, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
      url = cleaned;
    }
    const auto found = host_in(authority_of(url));
    if (found && !found->empty()) host = *found;
  }
  std::string lower;
  lower.reserve(host.size());
  append_lower(host, lower);
  if (lower.starts_with("www.")) lower.erase(0, 4);
  return lower;
}

}  // namespace saring::pipeline
