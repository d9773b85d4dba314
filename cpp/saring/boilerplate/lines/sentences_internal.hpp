#pragma once

#include <cstddef>
#include <string_view>

// Sentences of a line, and the titles and names that follow a label inside one. Everything is one
// forward pass without allocation. For scripts without case and without spaces the sentence end is
// all that is known.
namespace saring::boilerplate {

// What one phrase may take, in words.
inline constexpr std::size_t kMaxTakenWords = 40;

// Byte after the sentence that begins at `start`, with its closing quotes and brackets: after one
// of . ! ? … 。 ！ ？ । ؟ ۔ that a space, the end or (not a space, as scrapers glue) a capital
// follows. Not after abbreviations, initials, ordinals and before a small letter. line.size() if
// there is none.
[[nodiscard]] std::size_t sentence_end(std::string_view line, std::size_t start) noexcept;

// Byte after the title that begins at `start` and ends at `limit` at the latest; `start` if it is
// unsure that one is there. It ends with its sentence, before a quotation, before a separator, or
// before the capitalised word that begins the next sentence where nothing divides the two. In
// sentence case that has at least `least` words before it; it may be an acronym where `acronyms`.
[[nodiscard]] std::size_t title_end(std::string_view line, std::size_t start, std::size_t limit,
                                    std::size_t least = 4, bool acronyms = true) noexcept;

// The same for the title of another story, which hardly ever has a full stop: where one follows, it
// is that of the next sentence, in front of which a title in sentence case ends at the first word
// that may begin it, though it may be a name. Of a script without capitals nothing is taken then.
[[nodiscard]] std::size_t link_end(std::string_view line, std::size_t start,
                                   std::size_t limit) noexcept;

// The same for the name of a person behind "By" or "Editor:".
[[nodiscard]] std::size_t name_end(std::string_view line, std::size_t start,
                                   std::size_t limit) noexcept;

// Byte after the credit that begins at `start`: a name up to an agency or a slash and the word
// behind it ("Anna Holm/Reuters", "dpa"). An agency's name ends where the next word is glued to it.
// `start` where there is no agency or slash in the first words.
[[nodiscard]] std::size_t credit_end(std::string_view line, std::size_t start) noexcept;

// Whether a text begins with a capitalised word that opens sentences, and follows the name of no
// thing: "Advertisement The town …".
[[nodiscard]] bool opens_sentence(std::string_view rest) noexcept;

// Words, where two characters of a script without spaces count as one, but no more than `limit`.
[[nodiscard]] std::size_t count_words(std::string_view part, std::size_t limit) noexcept;

}  // namespace saring::boilerplate
