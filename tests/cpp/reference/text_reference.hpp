#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Naive versions of saring::text on plain ICU: the definitions written down one character at a
// time, without our tables. They define the right result, and the fast code must agree with them.
namespace reference {

struct Word {
  std::size_t start;
  std::size_t end;
  std::string folded;
  int script;               // UScriptCode
  std::string letter_case;  // "none", "lower", "title", "upper", "mixed"
  bool has_letter;
  bool has_digit;
  bool is_dictionary;
};

std::vector<Word> words(std::string_view valid, std::size_t max_bytes);
std::vector<std::string> lines(std::string_view text);
std::optional<std::size_t> find_invalid_utf8(std::string_view bytes);
std::string repair_utf8(std::string_view bytes);
std::string nfc(std::string_view valid);
std::size_t count_code_points(std::string_view valid);

}  // namespace reference
