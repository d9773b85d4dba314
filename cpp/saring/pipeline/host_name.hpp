#pragma once

#include <string>
#include <string_view>

namespace saring::pipeline {

// Host name of a URL, or the text itself where it is none, in lower case and without "www.": what
// Python's urllib.parse.urlsplit takes for it (RFC 3986 and the leading blanks of WHATWG), except
// that neither the form of IP addresses in brackets nor Unicode's compatibility forms are checked.
// Names of other scripts stay as they are: IDN is not decoded. `site` is valid UTF-8. One pass.
[[nodiscard]] std::string host_of(std::string_view site);

}  // namespace saring::pipeline
