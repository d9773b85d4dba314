// Tests: tests/cpp/lang/language_words_test.cpp.
#include "saring/lang/language_words.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "saring/base/tsv.hpp"
#include "saring/lang/stop_words_internal.hpp"

namespace saring::lang {
namespace {

using text::Script;

// Words separated by spaces, by label.
const std::map<std::string_view, std::string_view>& stop_words() {
  // Never destroyed: at the end of a process, its other threads may be using it.
  static const auto* const table = [] {
    auto* rows = new std::map<std::string_view, std::string_view>;
    TsvReader reader(kStopWordsTsv);
    TsvRow row;
    while (reader.next(row)) {
      if (row.line > 1 && row.fields.size() == 2) rows->emplace(row.fields[0], row.fields[1]);
    }
    return rows;
  }();
  return *table;
}

std::vector<Script> scripts_of(std::string_view label) {
  const std::size_t at = label.find('_');
  if (at == std::string_view::npos) return {};
  const std::string_view code = label.substr(at + 1);
  if (code == "Hans" || code == "Hant") return {Script::kHan};
  if (code == "Jpan") return {Script::kHan, Script::kHiragana, Script::kKatakana};
  if (code == "Kore") return {Script::kHangul, Script::kHan};
  const auto script = text::script_from_code(code);
  if (!script) return {};
  return {*script};
}

template <typename T>
void add_new(const std::vector<T>& more, std::vector<T>& to) {
  for (const T& value : more) {
    if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
  }
}

}  // namespace

text::LanguageWords language_words(std::string_view label) {
  text::LanguageWords words{.scripts = scripts_of(label)};
  const auto row = stop_words().find(label);
  if (row == stop_words().end()) return words;
  std::string_view rest = row->second;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    words.stop_words.push_back(text::word_key(word));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return words;
}

text::LanguageWords language_words(std::span<const std::string> labels) {
  text::LanguageWords words;
  for (const std::string& label : labels) {
    const text::LanguageWords more = language_words(label);
    add_new(more.stop_words, words.stop_words);
    add_new(more.scripts, words.scripts);
  }
  return words;
}

bool has_stop_words(std::string_view label) { return stop_words().contains(label); }

}  // namespace saring::lang
