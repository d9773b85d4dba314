#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saring::lang {

// One row of cpp/data/languages.tsv. Fields that do not exist are empty.
struct Language {
  std::string label;      // as the model names it: "ind_Latn"
  std::string name;       // in English
  std::string iso639_1;   // "id"
  std::string iso639_2b;  // bibliographic, e.g. "ger", where it differs from the terminology code
  std::string macro;      // macrolanguage of ISO 639-3, "msa" of "ind"
  std::vector<std::string> aliases;  // other codes that mean this label
  std::vector<std::string> groups;   // codes of several languages, the macrolanguage among them
  std::string close;                 // name of its close group, which has a second-stage classifier
  double weight = 1;                 // prior odds relative to other languages
  std::vector<std::string> names;    // further names: "Persian", "Farsi"
  std::string usual_script;          // of romanised text, "Cyrl" of "rus_Latn"; else empty

  [[nodiscard]] std::string_view iso639_3() const noexcept {
    return std::string_view(label).substr(0, label.find('_'));
  }
  [[nodiscard]] std::string_view script() const noexcept {
    return std::string_view(label).substr(label.find('_') + 1);
  }
  // Whether the language has another script and is written in Latin letters here.
  [[nodiscard]] bool is_romanised() const noexcept { return !usual_script.empty(); }
  // BCP 47 (RFC 5646): shortest code, with the script where the language has several labels or its
  // usual script is another: "id", "srp" -> "sr-Latn".
  std::string bcp47;
};

// One row of cpp/data/language_groups.tsv: languages that one code of ISO 639 covers, which are
// rows with that macrolanguage or with "+code" among their aliases.
struct LanguageGroup {
  std::string code;                // "hbs"
  std::string iso639_1;            // "no" of Norwegian, or empty
  std::string name;                // in English
  std::vector<std::string> names;  // further names
};

// A code for an error: at most 64 bytes of it, see text::visible.
[[nodiscard]] std::string shown_code(std::string_view code);

// All languages that saring has names for, with the codes that users write. Immutable.
class LanguageTable {
 public:
  // Parses the rows of languages.tsv and language_groups.tsv. Errors: saring::Error with the line.
  explicit LanguageTable(std::string_view tsv, std::string_view groups_tsv = {});

  // The table built into the library.
  [[nodiscard]] static const LanguageTable& builtin();

  [[nodiscard]] const std::vector<Language>& rows() const noexcept { return rows_; }
  [[nodiscard]] const Language* find(std::string_view label) const noexcept;
  [[nodiscard]] const std::vector<LanguageGroup>& groups() const noexcept { return groups_; }

  // The labels that a code means: ISO 639-1, 639-2/T and /B, 639-3, BCP 47 with script or region, a
  // label of FLORES-200, GlotLID or lid.176, upper or lower case. A code without a script means all
  // labels of the language ("srp" both scripts) but those of romanised text ("rus-Latn"). A
  // two-letter code means its usual language ("ar", "fa"), a three-letter code of a macrolanguage
  // its members ("ara", "fas" and "per"), unless it is an alias of one ("msa"). A region is used if
  // it implies a script or a language: "zh-TW", "fa-AF". What is no code may be a name in English
  // or of the column `names`, in upper or lower case (of ASCII letters), also as "Bahasa …" or "…
  // language": "Indonesian", "Bahasa Indonesia". Only the first 64 bytes are read. Errors:
  // std::invalid_argument, naming the nearest label.
  [[nodiscard]] std::vector<std::string> resolve(std::string_view code) const;

  // The group that a code or a name means: "hbs", "ms" and "Malay". Errors: std::invalid_argument,
  // which lists the groups.
  [[nodiscard]] const LanguageGroup& resolve_group(std::string_view code) const;
  // Its labels, without those of romanised text.
  [[nodiscard]] std::vector<std::string> labels_of(const LanguageGroup& group) const;

 private:
  [[nodiscard]] std::vector<std::string> lookup(std::string_view language,
                                                std::string_view script) const;
  [[nodiscard]] std::vector<std::string> lookup_name(std::string_view name) const;
  [[nodiscard]] const Language* nearest(std::string_view code) const;

  std::vector<Language> rows_;
  std::vector<LanguageGroup> groups_;
};

}  // namespace saring::lang
