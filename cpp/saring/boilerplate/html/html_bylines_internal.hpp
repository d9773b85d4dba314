#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_titles_internal.hpp"

namespace saring::boilerplate {

// The names in a byline: "By Jo Fenn and Ann Bee, Senior Reporter | jo@post.example" holds two.
// What labels, jobs, dates, addresses and agencies add is taken off. Linear.
[[nodiscard]] std::vector<std::string> names_in_byline(std::string_view byline);

// What a part of a byline is: nothing of a name, two words and more, one word, an organisation or a
// job, the name of an account.
enum class NameKind : std::uint8_t { kNothing, kPerson, kSingle, kOrganization, kLogin };
[[nodiscard]] NameKind kind_of_name(std::string_view text);
[[nodiscard]] bool names_a_job(std::string_view text);

// Bytes of the label at the start ("By", "Penulis:"), 0 where there is none.
[[nodiscard]] std::size_t byline_label_size(std::string_view line);
// Without spaces, dashes, quotes and the like at both ends.
[[nodiscard]] std::string_view without_byline_marks(std::string_view text);

// The authors of the article: by JSON-LD, <meta>, microdata, rel=author, class names and lines with
// a label ("By", "Oleh", "記者"), whichever is to be trusted most. Organisations only where there
// is no person. `heading`: the element of the title; 0: none.
[[nodiscard]] std::vector<std::string> choose_authors(const PageView& page, const SiteNames& site,
                                                      std::uint32_t heading);

}  // namespace saring::boilerplate
