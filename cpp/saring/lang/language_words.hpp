#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saring/text/signals.hpp"

namespace saring::lang {

// What is known of the words of a language: its scripts by its label ("jpn_Jpan": Han, Hiragana and
// Katakana), and its row of cpp/data/stop_words.tsv, if it has one. What is no label, such as
// "und", has neither.
[[nodiscard]] text::LanguageWords language_words(std::string_view label);

// The same of several labels together, such as those of a language in two scripts.
[[nodiscard]] text::LanguageWords language_words(std::span<const std::string> labels);

// Whether a label has a row of cpp/data/stop_words.tsv.
[[nodiscard]] bool has_stop_words(std::string_view label);

}  // namespace saring::lang
