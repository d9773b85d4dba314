// Codes that users write, and the labels that they mean. Tests: tests/cpp/lang/language_test.cpp.
#include "saring/lang/language.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "saring/base/error.hpp"
#include "saring/text/lines.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kColumns = 8;

[[nodiscard]] std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != at) continue;
    out.emplace_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return out;
}

[[nodiscard]] std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c;
  return out;
}

[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

struct CodeParts {
  std::string language;
  std::string script;
  std::string region;
};

[[nodiscard]] CodeParts parse(std::string_view code) {
  constexpr std::string_view kFastText = "__label__";
  if (code.starts_with(kFastText)) code.remove_prefix(kFastText.size());
  std::string plain = lower(code);
  std::replace(plain.begin(), plain.end(), '-', '_');
  const auto fields = split(plain, '_');
  CodeParts parts{fields[0], "", ""};
  for (std::size_t i = 1; i < fields.size(); ++i) {
    if (fields[i].size() == 4 && parts.script.empty()) parts.script = fields[i];
    if (fields[i].size() == 2 && parts.region.empty()) parts.region = fields[i];
  }
  return parts;
}

// The script that a region writes Chinese in, where the code names none.
[[nodiscard]] std::string chinese_script(std::string_view region) {
  if (region == "tw" || region == "hk" || region == "mo") return "hant";
  if (region == "cn" || region == "sg") return "hans";
  return "";
}

[[nodiscard]] double parse_weight(const std::string& field, std::size_t line) {
  if (field.empty()) return 1;
  unsigned weight = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), weight);
  if (error != std::errc() || end != field.data() + field.size() || weight < 1 || weight > 100) {
    throw Error("languages.tsv, line " + std::to_string(line) +
                ": the weight must be a whole number from 1 to 100, or empty");
  }
  return weight;
}

// The script that BCP 47 need not name is that of the first row of a language.
void set_bcp47(std::vector<Language>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Language& row = rows[i];
    row.bcp47 = row.iso639_1.empty() ? std::string(row.iso639_3()) : row.iso639_1;
    const bool is_alone = std::count_if(rows.begin(), rows.end(), [&](const Language& other) {
                            return other.iso639_3() == row.iso639_3();
                          }) == 1;
    if (!is_alone) row.bcp47.append("-").append(row.script());
  }
}

}  // namespace

LanguageTable::LanguageTable(std::string_view tsv) {
  text::LineScanner lines(tsv);
  text::Line line;
  std::size_t number = 0;
  while (lines.next(line)) {
    ++number;
    const auto fields = split(tsv.substr(line.begin, line.end - line.begin), '\t');
    if (number == 1 || (fields.size() == 1 && fields[0].empty())) continue;
    if (fields.size() != kColumns || fields[0].find('_') == std::string::npos) {
      throw Error("languages.tsv, line " + std::to_string(number) +
                  ": wanted 8 columns, the first like 'ind_Latn'");
    }
    Language row{fields[0], fields[1], fields[2], fields[3],
                 fields[4], {},        fields[6], parse_weight(fields[7], number),
                 {}};
    for (const std::string& alias : split(fields[5], ' ')) {
      if (!alias.empty()) row.aliases.push_back(lower(alias));
    }
    rows_.push_back(std::move(row));
  }
  set_bcp47(rows_);
}

const Language* LanguageTable::find(std::string_view label) const noexcept {
  const auto it =
      std::find_if(rows_.begin(), rows_.end(), [&](const Language& r) { return r.label == label; });
  return it == rows_.end() ? nullptr : &*it;
}

// The most exact reading that finds anything: the language's own code, then another code of it,
// then its macrolanguage.
std::vector<std::string> LanguageTable::lookup(std::string_view language,
                                               std::string_view script) const {
  const auto has_script = [&](const Language& r) {
    return script.empty() || lower(r.script()) == script;
  };
  const auto is_own = [&](const Language& r) {
    return r.iso639_3() == language || r.iso639_1 == language || r.iso639_2b == language;
  };
  const auto is_alias = [&](const Language& r) {
    return std::find(r.aliases.begin(), r.aliases.end(), language) != r.aliases.end();
  };
  const auto collect = [&](auto&& matches) {
    std::vector<std::string> out;
    for (const Language& r : rows_) {
      if (has_script(r) && matches(r)) out.push_back(r.label);
    }
    return out;
  };
  if (language.size() < 2) return {};
  auto out = collect(is_own);
  if (out.empty()) out = collect(is_alias);
  if (out.empty()) out = collect([&](const Language& r) { return r.macro == language; });
  return out;
}

std::vector<std::string> LanguageTable::resolve(std::string_view code) const {
  const CodeParts parts = parse(code);
  std::string script = parts.script;
  if (script.empty() &&
      (parts.language == "zh" || parts.language == "zho" || parts.language == "cmn")) {
    script = chinese_script(parts.region);
  }
  auto out = lookup(parts.language, script);
  // "ja-Jpan" and "zho_Hani" name the script of the characters, labels that of the language.
  if (out.empty() &&
      (script == "hani" || script == "jpan" || script == "kore" || script == "hang")) {
    out = lookup(parts.language, "");
  }
  if (out.empty()) {
    throw std::invalid_argument("unknown language '" + std::string(code) +
                                "'; nearest: " + nearest(code));
  }
  return out;
}

std::string LanguageTable::nearest(std::string_view code) const {
  const std::string wanted = lower(code);
  const Language* best = nullptr;
  std::size_t least = std::string::npos;
  for (const Language& row : rows_) {
    for (const std::string& name :
         {lower(row.label), std::string(row.iso639_3()), row.iso639_1, lower(row.name)}) {
      if (name.empty()) continue;
      const std::size_t distance = edit_distance(wanted, name);
      if (distance < least) {
        least = distance;
        best = &row;
      }
    }
  }
  if (best == nullptr) return "none";
  std::string out(best->label);
  return out.append(" (").append(best->name).append(")");
}

}  // namespace saring::lang
