// Writes the names of months declared in month_names_internal.hpp as C++, from the locales (Unicode
// CLDR) of the ICU that the build links: generate_month_names OUT. The table does not use ICU at
// run time, because ICU's data in a wheel has no locales.
#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

constexpr const char* kLocales[] = {
    "af",    "am",    "ar",      "ar_DZ", "ar_LB",   "ar_MA", "az", "az_Cyrl", "be", "bg",
    "bn",    "bs",    "ca",      "cs",    "cy",      "da",    "de", "de_AT",   "el", "en",
    "en_AU", "en_CA", "en_GB",   "en_ID", "es",      "es_MX", "et", "eu",      "fa", "fi",
    "fil",   "fr",    "fr_CA",   "ga",    "gl",      "gu",    "ha", "he",      "hi", "hr",
    "hu",    "hy",    "id",      "ig",    "is",      "it",    "jv", "ka",      "kk", "km",
    "kn",    "ku",    "ky",      "lo",    "lt",      "lv",    "mk", "ml",      "mn", "mr",
    "ms",    "mt",    "my",      "nb",    "ne",      "nl",    "nn", "or",      "pa", "pl",
    "ps",    "pt",    "pt_PT",   "ro",    "ru",      "sd",    "si", "sk",      "sl", "so",
    "sq",    "sr",    "sr_Latn", "sv",    "sw",      "ta",    "te", "tg",      "th", "tk",
    "tr",    "uk",    "ur",      "uz",    "uz_Cyrl", "yo",    "zu",
};

// Spellings that newspapers use and CLDR does not list.
struct Spelling {
  const char* name;
  int month;
  const char* language;
};
constexpr Spelling kMore[] = {
    {"sept", 9, "en"},    {"pebruari", 2, "id"}, {"peb", 2, "id"},       {"nopember", 11, "id"},
    {"nop", 11, "id"},    {"ags", 8, "id"},      {"agt", 8, "id"},       {"agust", 8, "id"},
    {"okt", 10, "id"},    {"des", 12, "id"},     {"mrz", 3, "de"},       {"maerz", 3, "de"},
    {"jaenner", 1, "de"}, {"sept", 9, "fr"},     {"setiembre", 9, "es"}, {"set", 9, "es"},
    {"mrt", 3, "nl"},     {"febr", 2, "nl"},     {"अक्टूबर", 10, "hi"},
};

struct Key {
  std::string name;
  int month;
  bool is_persian;
  auto operator<=>(const Key&) const = default;
};
using Names = std::map<Key, std::set<std::string>>;

void check(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
}

// Upper case has no accents in Greek, and mail programs omit them in Latin.
icu::UnicodeString without_accents(const icu::UnicodeString& name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  check(status);
  const icu::UnicodeString parts = nfd->normalize(name, status);
  icu::UnicodeString bare;
  UScriptCode script = USCRIPT_COMMON;
  for (int i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 c = parts.char32At(i);
    const UScriptCode own = uscript_getScript(c, &status);
    if (own != USCRIPT_INHERITED) script = own;
    const bool drop =
        u_charType(c) == U_NON_SPACING_MARK && (script == USCRIPT_LATIN || script == USCRIPT_GREEK);
    if (!drop) bare.append(c);
  }
  bare = nfc->normalize(bare, status);
  check(status);
  return bare;
}

void add(Names& names, icu::UnicodeString name, int month, bool is_persian,
         const std::string& language) {
  name.toLower(icu::Locale::getRoot()).trim();
  while (name.endsWith(u'.')) name.truncate(name.length() - 1);
  bool has_digit = false;
  for (int i = 0; i < name.length(); ++i) has_digit |= u_isdigit(name[i]) != 0;
  // "m" for May says nothing; "1月", "tháng 1" and the "M01" of a missing locale are numbers.
  if (name.countChar32() < 2 || has_digit) return;
  icu::UnicodeString arabic = name;  // the letters of Arabic keyboards in Persian
  arabic.findAndReplace(u"ی", u"ي").findAndReplace(u"ک", u"ك");
  for (const icu::UnicodeString& form : {name, without_accents(name), arabic}) {
    std::string utf8;
    form.toUTF8String(utf8);
    names[{utf8, month, is_persian}].insert(language);
  }
}

void add_locale(Names& names, const std::string& locale, bool is_persian) {
  using Symbols = icu::DateFormatSymbols;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale where((is_persian ? locale + "@calendar=persian" : locale).c_str());
  const Symbols symbols(where, is_persian ? "persian" : "gregorian", status);
  check(status);
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
      int count = 0;
      const icu::UnicodeString* months = symbols.getMonths(count, context, width);
      for (int i = 0; i < count && i < 12; ++i) {
        add(names, months[i], i + 1, is_persian, locale.substr(0, locale.find('_')));
      }
    }
  }
}

void write(const char* path) {
  Names names;
  for (const char* locale : kLocales) add_locale(names, locale, false);
  add_locale(names, "fa", true);
  for (const Spelling& more : kMore) {
    add(names, icu::UnicodeString::fromUTF8(more.name), more.month, false, more.language);
  }
  if (names.size() < 1000) throw std::runtime_error("this ICU has no locales");
  std::ofstream out(path);
  out << "// Generated by cpp/saring/text/generate_month_names.cpp (command: generate_month_names "
         "month_names.cpp) from ICU "
      << U_ICU_VERSION << ". Do not edit.\n"
      << "#include \"saring/text/month_names_internal.hpp\"\n\n"
         "namespace saring::text::tables {\n\n"
         "const MonthName kMonthNames[] = {\n";
  for (const auto& [key, languages] : names) {
    out << "{\"" << key.name << "\", " << key.month << ", " << (key.is_persian ? "true" : "false")
        << ", \" ";
    for (const std::string& language : languages) out << language << ' ';
    out << "\"},\n";
  }
  out << "};\nconst std::size_t kMonthNameCount = " << names.size()
      << ";\n\n}  // namespace saring::text::tables\n";
  out.close();
  if (!out) throw std::runtime_error(std::string("cannot write ") + path);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw std::runtime_error("usage: generate_month_names OUT");
    write(argv[1]);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "generate_month_names: %s\n", e.what());
    return 1;
  }
}
