#include "reference/text_twins.hpp"

#include <vector>

#include "reference/text_reference.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/normalize.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace reference {
namespace {

namespace fast = saring::text;

const char* name_of(fast::WordCase letter_case) {
  static constexpr const char* kNames[] = {"none", "lower", "title", "upper", "mixed"};
  return kNames[static_cast<std::size_t>(letter_case)];
}

// A copy with exactly this size, so that a sanitizer detects a read after the end.
class Exact {
 public:
  explicit Exact(std::string_view text) : bytes_(text.begin(), text.end()) {}
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::vector<char> bytes_;
};

std::string difference_of_words(std::string_view text) {
  fast::WordScanner scanner(text);
  fast::Word word;
  for (const Word& expected : words(text, fast::WordScanner::kMaxWordBytes)) {
    if (!scanner.next(word)) return "too few words";
    const std::string where = " of the word at byte " + std::to_string(expected.start);
    if (word.start != expected.start) return "start" + where;
    if (word.end != expected.end) return "end" + where;
    if (word.folded != expected.folded) return "folded" + where;
    if (static_cast<int>(word.script) != expected.script) return "script" + where;
    if (name_of(word.letter_case) != expected.letter_case) return "letter_case" + where;
    if (word.has_letter != expected.has_letter) return "has_letter" + where;
    if (word.has_digit != expected.has_digit) return "has_digit" + where;
    if (word.is_dictionary != expected.is_dictionary) return "is_dictionary" + where;
  }
  return scanner.next(word) ? "too many words" : "";
}

std::string difference_of_lines(std::string_view text) {
  fast::LineScanner scanner(text);
  fast::Line line;
  for (const std::string& expected : lines(text)) {
    if (!scanner.next(line)) return "too few lines";
    if (text.substr(line.start, line.end - line.start) != expected) {
      return "line at byte " + std::to_string(line.start);
    }
  }
  return scanner.next(line) ? "too many lines" : "";
}

// Every character except replacement characters is in the original at the mapped offset.
std::string difference_of_map(std::string_view bytes, std::string_view repaired,
                              const fast::RepairMap& map) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < repaired.size(); ++i) {
    const std::size_t original = map.to_original(i);
    if (original < last) return "map goes back at " + std::to_string(i);
    last = original;
    if (repaired.substr(i, 3) == "\uFFFD") {
      i += 2;
    } else if (original >= bytes.size() || bytes[original] != repaired[i]) {
      return "map at " + std::to_string(i);
    }
  }
  return map.to_original(repaired.size()) == bytes.size() ? "" : "map at the end";
}

}  // namespace

std::string difference_on_valid(std::string_view valid) {
  const Exact copy(valid);
  const std::string_view text = copy.view();
  if (std::string what = difference_of_words(text); !what.empty()) return what;
  if (std::string what = difference_of_lines(text); !what.empty()) return what;
  if (fast::find_invalid_utf8(text).has_value()) return "validity";
  if (fast::count_code_points(text) != count_code_points(text)) return "count of code points";
  const std::string composed = nfc(text);
  if (fast::nfc(text) != composed) return "nfc";
  if (fast::is_nfc(text) != (composed == text)) return "is_nfc";
  return "";
}

std::string difference_on_bytes(std::string_view bytes) {
  const Exact copy(bytes);
  const std::string_view text = copy.view();
  if (fast::find_invalid_utf8(text) != find_invalid_utf8(text)) return "position of the error";
  fast::RepairMap map;
  const std::string repaired = fast::repair_utf8(text, &map);
  if (repaired != repair_utf8(text)) return "repair";
  if (fast::find_invalid_utf8(repaired).has_value()) return "validity of repaired text";
  return difference_of_map(text, repaired, map);
}

}  // namespace reference
