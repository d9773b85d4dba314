#pragma once

#include <string>
#include <string_view>

namespace saring::pipeline {

// The host name of a URL, in lower case and without "www."; if the text is not a URL, the text
// itself. The host name is what Python's urllib.parse.urlsplit returns (RFC 3986, and WHATWG's rule
// for leading blanks). But the form of IP addresses in brackets and Unicode's compatibility forms
// are not checked. Names in other scripts do not change: IDN is not decoded. `site` must be valid
// UTF-8. One pass.
[[nodiscard]] std::string host_of(std::string_view site);

}  // namespace saring::pipeline
