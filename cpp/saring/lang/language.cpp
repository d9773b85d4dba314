// Maps language codes to labels. Tests: tests/cpp/lang/language_test.cpp.
#include "saring/lang/language.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "saring/base/ascii.hpp"
#include "saring/base/edit_distance.hpp"
#include "saring/base/error.hpp"
#include "saring/base/tsv.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/visible.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kColumns = 10;
constexpr std::size_t kGroupColumns = 4;
constexpr std::size_t kMaxCodeBytes = 64;  // longer than any language, script and region
constexpr std::string_view kFastText = "__label__";

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

[[nodiscard]] bool is_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), ascii::is_lower);
}

struct CodeParts {
  std::string language;
  std::string extended;  // "yue" of "zh-yue"
  std::string script;
  std::string region;
};

// Codes with a replacement: withdrawn ones of ISO 639-1, and "als" of Wikipedia and lid.176, which
// is Alemannic there and Tosk Albanian in ISO 639-3.
struct Renamed {
  std::string_view code;
  std::string_view means;
};
constexpr std::array<Renamed, 2> kRenamed{{{"sh", "hbs"}, {"bh", "bih"}}};
constexpr Renamed kFastTextAlemannic{"als", "gsw"};

// Regions that imply a script or a language, unless the code names another script.
struct Regional {
  std::string_view languages;  // codes, separated by spaces
  std::string_view regions;
  std::string_view script;
  std::string_view means = {};  // a code that replaces the language
};
constexpr std::array<Regional, 6> kRegional{{
    {"zh zho cmn", "tw hk mo", "hant"},
    {"zh zho cmn", "cn sg", "hans"},
    {"az aze", "ir", "arab"},
    {"ku kur", "iq ir", "arab"},
    {"fa fas per", "af", "arab", "prs"},
    {"sr srp", "me", "latn"},
}};

[[nodiscard]] CodeParts parse(std::string_view code) {
  const bool is_fast_text = code.starts_with(kFastText);
  if (is_fast_text) code.remove_prefix(kFastText.size());
  std::string plain = ascii::to_lower(code);
  std::replace(plain.begin(), plain.end(), '-', '_');
  const auto fields = split(plain, '_');
  CodeParts parts{fields[0], "", "", ""};
  for (std::size_t i = 1; i < fields.size(); ++i) {
    if (fields[i].size() == 1) break;  // extensions and private use follow
    if (!is_letters(fields[i])) continue;
    if (fields[i].size() == 3 && i == 1) parts.extended = fields[i];
    if (fields[i].size() == 4 && parts.script.empty()) parts.script = fields[i];
    if (fields[i].size() == 2 && parts.region.empty()) parts.region = fields[i];
  }
  if (is_fast_text && fields.size() == 1 && parts.language == kFastTextAlemannic.code) {
    parts.language = kFastTextAlemannic.means;
  }
  for (const Renamed& renamed : kRenamed) {
    if (parts.language == renamed.code) parts.language = renamed.means;
  }
  return parts;
}

[[nodiscard]] bool has(const std::vector<std::string>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

void apply_region(CodeParts& parts) {
  if (parts.region.empty()) return;
  for (const Regional& row : kRegional) {
    if (!parts.script.empty() && parts.script != row.script) continue;
    if (!has(split(row.languages, ' '), parts.language)) continue;
    if (!has(split(row.regions, ' '), parts.region)) continue;
    parts.script = row.script;
    if (!row.means.empty()) parts.language = row.means;
    return;
  }
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

[[nodiscard]] std::vector<std::string> names_of(std::string_view field) {
  std::vector<std::string> names;
  for (std::string& name : split(field, ',')) {
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

// A name for comparison: in lower case, words separated by single spaces, without "bahasa" in front
// or "language" behind.
[[nodiscard]] std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const bool is_gap = ascii::is_space(c) || c == '-' || c == '_';
    if (!is_gap) {
      plain += ascii::to_lower(c);
    } else if (!plain.empty() && plain.back() != ' ') {
      plain += ' ';
    }
  }
  if (plain.ends_with(' ')) plain.pop_back();
  for (const std::string_view before : {"bahasa ", "basa "}) {
    if (plain.starts_with(before)) plain.erase(0, before.size());
  }
  constexpr std::string_view kAfter = " language";
  if (plain.ends_with(kAfter)) plain.resize(plain.size() - kAfter.size());
  return plain;
}

// BCP 47 needs a script only for languages with several rows, and for romanised text.
void set_bcp47(std::vector<Language>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Language& row = rows[i];
    row.bcp47 = row.iso639_1.empty() ? std::string(row.iso639_3()) : row.iso639_1;
    const bool is_alone = std::count_if(rows.begin(), rows.end(), [&](const Language& other) {
                            return other.iso639_3() == row.iso639_3() && !other.is_romanised();
                          }) == 1;
    if (!is_alone || row.is_romanised()) row.bcp47.append("-").append(row.script());
  }
}

}  // namespace

std::string shown_code(std::string_view code) { return text::visible(code, kMaxCodeBytes); }

LanguageTable::LanguageTable(std::string_view tsv, std::string_view groups_tsv) {
  TsvReader reader(tsv);
  TsvRow line;
  while (reader.next(line)) {
    if (line.line == 1) continue;
    const std::vector<std::string> fields(line.fields.begin(), line.fields.end());
    if (fields.size() != kColumns || fields[0].find('_') == std::string::npos) {
      throw Error("languages.tsv, line " + std::to_string(line.line) +
                  ": expected 10 columns, the first like 'ind_Latn'");
    }
    Language row{fields[0], fields[1], fields[2],
                 fields[3], fields[4], {},
                 {},        fields[6], parse_weight(fields[7], line.line),
                 {},        fields[9], {}};
    row.names = names_of(fields[8]);
    if (!row.macro.empty()) row.groups.push_back(row.macro);
    for (const std::string& alias : split(fields[5], ' ')) {
      if (alias.starts_with('+')) {
        row.groups.push_back(ascii::to_lower(alias.substr(1)));
      } else if (!alias.empty()) {
        row.aliases.push_back(ascii::to_lower(alias));
      }
    }
    rows_.push_back(std::move(row));
  }
  set_bcp47(rows_);
  TsvReader groups(groups_tsv);
  while (groups.next(line)) {
    if (line.line == 1) continue;
    if (line.fields.size() != kGroupColumns) {
      throw Error("language_groups.tsv, line " + std::to_string(line.line) +
                  ": expected 4 columns, the first like 'hbs'");
    }
    groups_.push_back({std::string(line.fields[0]), std::string(line.fields[1]),
                       std::string(line.fields[2]), names_of(line.fields[3])});
  }
}

const Language* LanguageTable::find(std::string_view label) const noexcept {
  const auto it =
      std::find_if(rows_.begin(), rows_.end(), [&](const Language& r) { return r.label == label; });
  return it == rows_.end() ? nullptr : &*it;
}

// The most exact match: the code of the language, then an alias, then its macrolanguage. A
// two-letter code with a script that its main member is not written in ("ku-Arab") means the
// members of its macrolanguage in that script.
std::vector<std::string> LanguageTable::lookup(std::string_view language,
                                               std::string_view script) const {
  if (language.size() < 2) return {};
  const auto collect = [&](auto&& matches) {
    std::vector<std::string> out;
    for (const Language& r : rows_) {
      const bool has_script =
          script.empty() ? !r.is_romanised() : ascii::to_lower(r.script()) == script;
      if (has_script && matches(r)) out.push_back(r.label);
    }
    return out;
  };
  // Bibliographic and terminology codes of ISO 639-2 are synonyms.
  std::string_view macro;
  for (const Language& r : rows_) {
    if (r.iso639_2b == language) language = r.macro.empty() ? r.iso639_3() : r.macro;
    if (r.iso639_1 == language) macro = r.macro;
  }
  auto out = collect(
      [&](const Language& r) { return r.iso639_3() == language || r.iso639_1 == language; });
  if (out.empty()) out = collect([&](const Language& r) { return has(r.aliases, language); });
  if (out.empty()) out = collect([&](const Language& r) { return has(r.groups, language); });
  if (out.empty() && !macro.empty()) {
    out = collect([&](const Language& r) { return r.macro == macro; });
  }
  return out;
}

// A whole name, then one without the script that names of several rows carry: "Serbian (Latin)",
// "Serbian".
std::vector<std::string> LanguageTable::lookup_name(std::string_view name) const {
  const std::string wanted = plain_name(name);
  std::vector<std::string> whole;
  std::vector<std::string> without_script;
  for (const Language& r : rows_) {
    const std::string own = plain_name(r.name);
    if (own == wanted || std::any_of(r.names.begin(), r.names.end(), [&](const std::string& other) {
          return plain_name(other) == wanted;
        })) {
      whole.push_back(r.label);
    } else if (!r.is_romanised() && own.substr(0, own.find(" (")) == wanted) {
      without_script.push_back(r.label);
    }
  }
  return whole.empty() ? without_script : whole;
}

std::vector<std::string> LanguageTable::resolve(std::string_view code) const {
  const std::string name = shown_code(code);
  code = text::cut(code, kMaxCodeBytes);
  CodeParts parts = parse(code);
  apply_region(parts);
  std::vector<std::string> out;
  if (!parts.extended.empty()) {
    // "zh-yue" is a member of Chinese, but "fr-BEL" is not Belarusian.
    out = lookup(parts.extended, parts.script);
    const auto whole = lookup(parts.language, "");
    const bool is_member = !out.empty() && !whole.empty() && !find(out.front())->macro.empty() &&
                           find(out.front())->macro == find(whole.front())->macro;
    if (!is_member) out.clear();
  }
  if (out.empty()) out = lookup(parts.language, parts.script);
  // "ja-Jpan" and "zho_Hani" name a script of characters, labels the script of the language.
  constexpr std::array<std::string_view, 4> kEastAsian{"hani", "jpan", "kore", "hang"};
  if (out.empty() &&
      std::find(kEastAsian.begin(), kEastAsian.end(), parts.script) != kEastAsian.end()) {
    out = lookup(parts.language, "");
  }
  if (out.empty()) out = lookup_name(code);
  if (!out.empty()) return out;
  if (parts.language == "und" || parts.language == "zxx") {
    throw std::invalid_argument(
        "'" + name + "' is not a language that can be chosen: it is always a possible answer");
  }
  // The language in another script if there is one, else the most similar name.
  const auto known = lookup(parts.language, "");
  const Language* near = known.empty() ? nearest(code) : find(known.front());
  std::string message = "unknown language '" + name + "'";
  if (near != nullptr) message += "; did you mean '" + near->label + "' (" + near->name + ")?";
  throw std::invalid_argument(message);
}

const LanguageGroup& LanguageTable::resolve_group(std::string_view code) const {
  const std::string wanted = plain_name(text::cut(code, kMaxCodeBytes));
  std::string known;
  for (const LanguageGroup& group : groups_) {
    if (wanted == group.code || wanted == plain_name(group.name)) return group;
    if (!group.iso639_1.empty() && wanted == group.iso639_1) return group;
    for (const std::string& name : group.names) {
      if (wanted == plain_name(name)) return group;
    }
    known += (known.empty() ? "" : ", ") + group.code + " (" + group.name + ")";
  }
  throw std::invalid_argument("'" + shown_code(code) + "' is not a group of languages; there are " +
                              known);
}

std::vector<std::string> LanguageTable::labels_of(const LanguageGroup& group) const {
  std::vector<std::string> out;
  for (const Language& row : rows_) {
    if (!row.is_romanised() && has(row.groups, group.code)) out.push_back(row.label);
  }
  return out;
}

const Language* LanguageTable::nearest(std::string_view code) const {
  if (code.starts_with(kFastText)) code.remove_prefix(kFastText.size());
  const std::string wanted = plain_name(code);
  const Language* best = nullptr;
  // The smallest edit distance; of equals the longest common prefix, where typing errors are rare.
  std::pair<std::size_t, std::size_t> least{std::string::npos, 0};
  for (const Language& row : rows_) {
    std::vector<std::string> names{ascii::to_lower(row.label), std::string(row.iso639_3()),
                                   row.iso639_1, plain_name(row.name)};
    for (const std::string& name : row.names) names.push_back(plain_name(name));
    for (const std::string& name : names) {
      if (name.empty()) continue;
      const auto [end, other] =
          std::mismatch(wanted.begin(), wanted.end(), name.begin(), name.end());
      const auto apart = static_cast<std::size_t>(wanted.end() - end);
      const std::pair distance{edit_distance(wanted, name), apart};
      if (distance < least) {
        least = distance;
        best = &row;
      }
    }
  }
  return best;
}

}  // namespace saring::lang
