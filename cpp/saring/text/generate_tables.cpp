// Writes the character tables declared in char_props.hpp and char_tables_internal.hpp as C++, from
// the ICU that the build links: generate_tables OUT. The result depends only on ICU's Unicode
// version. The tables do not use ICU at run time. tests/cpp/text/char_props_test.cpp checks every
// code point.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "saring/text/char_props.hpp"
#include "saring/text/char_tables_internal.hpp"
#include "saring/text/plain_letters_internal.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kBlockSize = std::size_t{1} << tables::kBlockBits;

template <typename T>
struct TwoStage {
  std::vector<std::uint16_t> stage1;
  std::vector<T> stage2;
};

template <typename T, typename Value>
TwoStage<T> two_stage(Value value) {
  TwoStage<T> table;
  std::map<std::vector<std::int32_t>, std::uint16_t> seen;
  for (std::size_t first = 0; first < 0x110000; first += kBlockSize) {
    std::vector<std::int32_t> block(kBlockSize);
    for (std::size_t i = 0; i < kBlockSize; ++i) block[i] = value(static_cast<UChar32>(first + i));
    const auto [it, is_new] = seen.emplace(block, static_cast<std::uint16_t>(seen.size()));
    if (is_new) {
      for (const std::int32_t v : block) table.stage2.push_back(static_cast<T>(v));
    }
    table.stage1.push_back(it->second);
  }
  return table;
}

CharKind kind_of(UChar32 c) {
  if (c == 0x200C || c == 0x200D) return CharKind::kJoiner;
  if (u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) != 0) return CharKind::kSpace;
  if (u_charType(c) == U_FORMAT_CHAR &&
      u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) {
    return CharKind::kHidden;
  }
  const std::uint32_t mask = U_GET_GC_MASK(c);
  if ((mask & (U_GC_L_MASK | U_GC_NL_MASK)) != 0) return CharKind::kLetter;
  if ((mask & U_GC_M_MASK) != 0) return CharKind::kMark;
  if ((mask & U_GC_N_MASK) != 0) return CharKind::kDigit;
  if ((mask & U_GC_PC_MASK) != 0) return CharKind::kConnector;
  if ((mask & U_GC_P_MASK) != 0) return CharKind::kPunct;
  if ((mask & U_GC_S_MASK) != 0) return CharKind::kSymbol;
  return CharKind::kOther;
}

// For characters that are Common or Inherited, Script_Extensions decides: the length mark of kana
// is Common, but occurs only in kana.
bool is_wide(UChar32 c) {
  std::array<UScriptCode, 64> scripts{};
  UErrorCode status = U_ZERO_ERROR;
  const int n = uscript_getScriptExtensions(c, scripts.data(), scripts.size(), &status);
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
  for (int i = 0; i < n; ++i) {
    if (!is_dictionary_script(static_cast<Script>(scripts[static_cast<std::size_t>(i)])))
      return false;
  }
  return n > 0;
}

// Letters in another font, width or position, and ligatures. Not the many variants that are other
// letters, such as Thai and Lao letters with a prefix or a vowel.
bool is_variant_letter(UChar32 c) {
  if ((U_GET_GC_MASK(c) & U_GC_L_MASK) == 0) return false;
  UErrorCode status = U_ZERO_ERROR;
  switch (u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE)) {
    case U_DT_FONT:
    case U_DT_WIDE:
    case U_DT_NARROW:
    case U_DT_INITIAL:
    case U_DT_MEDIAL:
    case U_DT_FINAL:
    case U_DT_ISOLATED:
    case U_DT_SUPER:
    case U_DT_SUB:
      return true;
    case U_DT_COMPAT:
      return (c >= 0xFB00 && c <= 0xFB4F) || uscript_getScript(c, &status) == USCRIPT_LATIN;
    default:
      return false;
  }
}

// Characters of scripts that do not use script-less marks: Devanagari, Bengali, Burmese and similar
// scripts.
bool is_indic(UChar32 c) { return c >= 0x900 && c < 0x1100; }

// True if NFC may compose or reorder the character after some other character: see kPairSecondBit.
bool may_compose(UChar32 c) {
  const auto check = u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK);
  return check == UNORM_NO || (check == UNORM_MAYBE && !is_indic(c));
}

std::uint32_t plain_bits_of(UChar32 c) {
  if (c >= 0xD800 && c <= 0xDFFF) return 0;
  UErrorCode status = U_ZERO_ERROR;
  const bool is_joiner = c == 0x200C || c == 0x200D;
  const bool is_polytonic = c >= 0x1F00 && c <= 0x1FFF;
  if (is_joiner || is_polytonic || is_optional_mark(c) || small_capital(c) != 0 ||
      is_variant_letter(c) || may_compose(c)) {
    return tables::kVariesBit;
  }
  if (!is_indic(c)) return 0;
  std::uint32_t bits = 0;
  if (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) == UNORM_MAYBE)
    bits |= tables::kPairSecondBit;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
  for (UChar32 next = 0x900; next < 0x1100; ++next) {
    if (nfc->composePair(c, next) >= 0) bits |= tables::kPairFirstBit;
  }
  return bits;
}

std::uint32_t props_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  if (U_FAILURE(status) || script < 0 || script > 255)
    throw std::runtime_error("script of a character");
  unsigned bits = static_cast<unsigned>(kind_of(c)) | static_cast<unsigned>(script)
                                                          << tables::kScriptShift;
  if (u_hasBinaryProperty(c, UCHAR_UPPERCASE) != 0 || u_charType(c) == U_TITLECASE_LETTER) {
    bits |= tables::kUpperBit;
  }
  if (u_hasBinaryProperty(c, UCHAR_LOWERCASE) != 0) bits |= tables::kLowerBit;
  if (is_dictionary_script(static_cast<Script>(script)) || is_wide(c)) bits |= tables::kWideBit;
  if (u_tolower(c) != c) bits |= tables::kHasLowerMappingBit;
  return bits | plain_bits_of(c);
}

std::uint8_t nfc_of(UChar32 c) {
  if (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES) return tables::kNfcCheck;
  return u_getCombiningClass(c);
}

bool is_in(UChar32 c, const std::vector<std::pair<UChar32, UChar32>>& ranges) {
  for (const auto& [first, last] : ranges) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

// Symbols with a meaning: money, mathematics, emoji with their skin tones, up and down, right and
// wrong, and the tags of flags if folding keeps them. Not symbols that decorate, divide or point,
// and not other modifiers.
bool is_sign(UChar32 c) {
  if (u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) != 0) return true;
  if (c >= 0xE0020 && c <= 0xE007F) return true;
  if ((U_GET_GC_MASK(c) & (U_GC_SC_MASK | U_GC_SM_MASK | U_GC_SO_MASK)) == 0) return false;
  static const std::vector<std::pair<UChar32, UChar32>> meaning = {
      {0x2191, 0x2191}, {0x2193, 0x2193}, {0x21D1, 0x21D1}, {0x21D3, 0x21D3},  // up and down
      {0x25B2, 0x25B3}, {0x25BC, 0x25BD}, {0x2B06, 0x2B07}, {0x2B50, 0x2B50},  // stars, circle
      {0x2B55, 0x2B55}, {0x2705, 0x2705}, {0x2713, 0x2718}, {0x274C, 0x274C},  // right and wrong
      {0x274E, 0x274E}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2763, 0x2764},  // ? ! and hearts
      {0x2795, 0x2797}};
  static const std::vector<std::pair<UChar32, UChar32>> ornament = {
      {'|', '|'},         {'~', '~'},        {0xA6, 0xA6},
      {0xA9, 0xA9},  // bars, (c), (r)
      {0xAE, 0xAE},       {0x2117, 0x2117},  {0x2120, 0x2120},
      {0x2122, 0x2122},   {0x2190, 0x21FF},  {0x2400, 0x245F},  // arrows, pictures of controls
      {0x2500, 0x25FF},   {0x261A, 0x261F},                     // boxes, blocks, shapes, hands
      {0x2700, 0x27BF},   {0x27F0, 0x28FF},                     // dingbats, arrows, Braille
      {0x2900, 0x297F},   {0x2B00, 0x2BFF},  {0x2E80, 0x303F},  // arrows, shapes, radicals
      {0xFFE8, 0xFFEE},   {0xFFFC, 0xFFFD},  {0x1F446, 0x1F449},
      {0x1F536, 0x1F539},                       // hands, diamonds
      {0x1F650, 0x1F67F}, {0x1F780, 0x1F8FF}};  // ornaments, shapes, arrows
  return is_in(c, meaning) || !is_in(c, ornament);
}

void require_ok(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
}

const icu::Normalizer2& form(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(status);
  require_ok(status);
  return *found;
}

icu::UnicodeString in_form(const icu::Normalizer2& to, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out = to.normalize(text, status);
  require_ok(status);
  return out;
}

// One-to-one lower case, as words use it.
icu::UnicodeString lower(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    out.append(u_tolower(text.char32At(i)));
  }
  return out;
}

// Letters that only stretch a line: tatweel, and the one of N'Ko.
bool is_stretch(UChar32 c) { return c == 0x0640 || c == 0x07FA; }

bool is_invisible(UChar32 c) {
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) return true;
  const std::uint32_t mask = U_GET_GC_MASK(c);
  if ((mask & U_GC_CF_MASK) != 0) {
    return u_hasBinaryProperty(c, UCHAR_PREPENDED_CONCATENATION_MARK) == 0;
  }
  const bool is_separator = c >= 0x1C && c <= 0x1F;
  return (mask & U_GC_CC_MASK) != 0 && !is_separator &&
         u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) == 0;
}

// Script-less accents and points, and the points of Hebrew. Not the voicing marks of kana, which
// make other letters.
bool has_mark(UChar32 c) {
  icu::UnicodeString parts;
  if (!form(icu::Normalizer2::getNFDInstance).getDecomposition(c, parts)) parts = c;
  for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 part = parts.char32At(i);
    if ((U_GET_GC_MASK(part) & (U_GC_MN_MASK | U_GC_ME_MASK)) == 0) continue;
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(part, &status);
    if (script == USCRIPT_HEBREW) return true;
    if (script == USCRIPT_INHERITED && part != 0x3099 && part != 0x309A) return true;
  }
  return false;
}

std::uint8_t fold_of(UChar32 c) {
  if (c >= 0xD800 && c <= 0xDFFF) return 0;
  unsigned bits = 0;
  if (is_invisible(c) || is_stretch(c)) bits |= tables::kInvisible;
  if (nfc_of(c) != 0) bits |= tables::kCombines;
  const std::uint32_t mask = U_GET_GC_MASK(c);
  if ((mask & U_GC_ND_MASK) != 0) bits |= tables::kDecimal;
  if (is_sign(c)) bits |= tables::kSign;
  if (has_mark(c)) bits |= tables::kHasMark;
  const icu::Normalizer2& nfkc = form(icu::Normalizer2::getNFKCInstance);
  const icu::UnicodeString variant = in_form(nfkc, c);
  const auto type = u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE);
  const bool may_vary = (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK)) != 0 ||
                        type == U_DT_WIDE || type == U_DT_NARROW;
  if (may_vary && variant != in_form(form(icu::Normalizer2::getNFCInstance), c)) {
    bits |= tables::kVariant;
  }
  // Turkish dotted capital I has a dotless lower case in words, so that it needs no mark.
  const bool is_letter = (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_NL_MASK)) != 0 && c != 0x130;
  const icu::Normalizer2& casefold = form(icu::Normalizer2::getNFKCCasefoldInstance);
  if (is_letter && (bits & tables::kInvisible) == 0 &&
      lower(in_form(casefold, c)) != lower(variant)) {
    bits |= tables::kFullCase;
  }
  return static_cast<std::uint8_t>(bits);
}

std::uint8_t line_end_of(UChar32 c) {
  unsigned bits = 0;
  if (u_hasBinaryProperty(c, UCHAR_S_TERM) != 0) bits |= tables::kEndsSentence;
  const bool closes = (U_GET_GC_MASK(c) & U_GC_PE_MASK) != 0;
  if (closes || u_hasBinaryProperty(c, UCHAR_QUOTATION_MARK) != 0) bits |= tables::kCloses;
  return static_cast<std::uint8_t>(bits);
}

template <typename T>
void write_array(std::ofstream& out, const char* type, const char* name,
                 const std::vector<T>& values) {
  out << "const " << type << " " << name << "[] = {";
  for (std::size_t i = 0; i < values.size(); ++i)
    out << (i % 24 == 0 ? "\n" : "") << +values[i] << ',';
  out << "\n};\n";
}

template <typename T>
void write_table(std::ofstream& out, const char* type, const std::string& name,
                 const TwoStage<T>& table) {
  write_array(out, "std::uint16_t", (name + "Stage1").c_str(), table.stage1);
  write_array(out, type, (name + "Stage2").c_str(), table.stage2);
}

std::string script_codes() {
  std::string codes;
  const int limit = u_getIntPropertyMaxValue(UCHAR_SCRIPT) + 1;
  for (int i = 0; i < limit; ++i) {
    const std::string code = uscript_getShortName(static_cast<UScriptCode>(i));
    if (code.size() != 4) throw std::runtime_error("script code " + code);
    codes += code;
  }
  return codes;
}

void write(const char* path) {
  std::ofstream out(path);
  out << "// Generated by cpp/saring/text/generate_tables.cpp (command: generate_tables "
         "char_tables.cpp) "
         "from ICU "
      << U_ICU_VERSION << ", Unicode " << U_UNICODE_VERSION << ". Do not edit.\n"
      << "#include \"saring/text/char_tables_internal.hpp\"\n\nnamespace saring::text::tables "
         "{\n\n";
  write_table(out, "std::uint32_t", "kProps", two_stage<std::uint32_t>(props_of));
  write_table(out, "std::int32_t", "kLower", two_stage<std::int32_t>([](UChar32 c) {
                return static_cast<std::int32_t>(u_tolower(c) - c);
              }));
  write_table(out, "std::uint8_t", "kNfc", two_stage<std::uint8_t>(nfc_of));
  write_table(out, "std::uint8_t", "kFold", two_stage<std::uint8_t>(fold_of));
  write_table(out, "std::uint8_t", "kLineEnd", two_stage<std::uint8_t>(line_end_of));
  const std::string codes = script_codes();
  out << "const std::size_t kScriptCount = " << codes.size() / 4 << ";\n"
      << "const std::string_view kScriptCodes = \"" << codes << "\";\n"
      << "\n}  // namespace saring::text::tables\n";
  out.close();
  if (!out) throw std::runtime_error(std::string("cannot write ") + path);
}

}  // namespace
}  // namespace saring::text

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw std::runtime_error("usage: generate_tables OUT");
    saring::text::write(argv[1]);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "generate_tables: %s\n", e.what());
    return 1;
  }
}
