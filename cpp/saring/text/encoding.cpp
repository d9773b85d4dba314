// Character encodings of web pages. Labels: WHATWG Encoding Standard, section 4.2. Tests:
// encoding_test.cpp.
#include "saring/text/encoding.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "saring/base/ascii.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kPrescan = 4096;

// Longer labels, and those with other than printable ASCII, name no encoding. ICU would skip such
// bytes, and end a name at a NUL.
constexpr std::size_t kMaxLabel = 64;

std::string lower_trimmed(std::string_view label) {
  constexpr std::string_view kTrim = " \t\r\n\f\"'";
  const std::size_t begin = label.find_first_not_of(kTrim);
  if (begin == std::string_view::npos) return {};
  label = label.substr(begin, label.find_last_not_of(kTrim) - begin + 1);
  const auto is_printable = [](char c) { return c > ' ' && c < '\x7F'; };
  if (label.size() > kMaxLabel || !std::all_of(label.begin(), label.end(), is_printable)) return {};
  return ascii::to_lower(label);
}

// Labels that mean a different encoding on the web than their name says.
constexpr std::array<std::pair<std::string_view, std::string_view>, 25> kWebMeaning = {{
    {"ascii", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"unicode", "utf-16le"},
    {"utf-16", "utf-16le"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"hz-gb-2312", "gb18030"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"shift_jis", "windows-31j"},
    {"sjis", "windows-31j"},
    {"x-sjis", "windows-31j"},
    {"euc-kr", "windows-949"},
    {"ks_c_5601-1987", "windows-949"},
    {"big5", "big5-hkscs"},
    {"big5-tw", "big5-hkscs"},
}};

std::string web_meaning(std::string_view label) {
  std::string name = lower_trimmed(label);
  for (const auto& [from, to] : kWebMeaning) {
    if (name == from) return std::string(to);
  }
  return name;
}

bool starts_with(std::string_view bytes, std::string_view mark) {
  return bytes.substr(0, mark.size()) == mark;
}

std::string_view byte_order_mark(std::string_view bytes) {
  if (starts_with(bytes, "\xEF\xBB\xBF")) return "utf-8";
  if (starts_with(bytes, "\xFF\xFE")) return "utf-16le";
  if (starts_with(bytes, "\xFE\xFF")) return "utf-16be";
  return {};
}

// The value after "charset=" in a <meta> tag, or after "encoding=" in an XML declaration.
std::string declared(std::string_view bytes) {
  const std::string head = ascii::to_lower(bytes.substr(0, kPrescan));
  for (const std::string_view key : {"charset", "encoding"}) {
    for (std::size_t at = head.find(key); at != std::string::npos; at = head.find(key, at + 1)) {
      const std::size_t tag = head.rfind('<', at);
      const bool opens = tag != std::string::npos && head.find('>', tag) > at &&
                         (head.compare(tag, 5, "<meta") == 0 || head.compare(tag, 5, "<?xml") == 0);
      std::size_t value = at + key.size();
      while (value < head.size() && (head[value] == ' ' || head[value] == '=' ||
                                     head[value] == '"' || head[value] == '\'')) {
        ++value;
      }
      const std::size_t end = std::min(head.find_first_of(" \t\r\n\"';/>?", value), head.size());
      if (opens && end > value) return head.substr(value, end - value);
    }
  }
  return {};
}

struct ConverterCloser {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

// ICU skips whatever is neither letter nor digit in a name, and takes options after a comma:
// neither belongs to a label.
bool is_label(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.:+()") ==
                              std::string_view::npos;
}

Converter open_converter(const std::string& name) {
  if (!is_label(name)) return nullptr;
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  return converter;
}

// UTF-8, -16 or -32 under any of their names. A label that can be read here, in bytes, is in
// neither of the other two.
bool is_unicode(const UConverter& converter) {
  switch (ucnv_getType(&converter)) {
    case UCNV_UTF8:
    case UCNV_UTF16:
    case UCNV_UTF16_BigEndian:
    case UCNV_UTF16_LittleEndian:
    case UCNV_UTF32:
    case UCNV_UTF32_BigEndian:
    case UCNV_UTF32_LittleEndian:
      return true;
    default:
      return false;
  }
}

void append_utf16(const UChar* begin, const UChar* end, char32_t& high, std::string& out) {
  char bytes[4];
  for (const UChar* p = begin; p < end; ++p) {
    const char32_t unit = *p;
    if (unit >= 0xD800 && unit < 0xDC00) {
      if (high != 0) out += "\xEF\xBF\xBD";
      high = unit;
      continue;
    }
    char32_t c = unit;
    if (unit >= 0xDC00 && unit < 0xE000) {
      c = high != 0 ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
    } else if (high != 0) {
      out += "\xEF\xBF\xBD";
    }
    high = 0;
    out.append(bytes, encode(c, bytes));
  }
}

}  // namespace

std::string sniff_encoding(std::string_view bytes, std::string_view transport_hint) {
  if (const std::string_view mark = byte_order_mark(bytes); !mark.empty()) return std::string(mark);
  if (!find_invalid_utf8(bytes)) return "utf-8";
  for (const std::string& label : {web_meaning(transport_hint), web_meaning(declared(bytes))}) {
    if (label == "utf-8") return label;
    if (label.empty()) continue;
    if (const Converter converter = open_converter(label); converter != nullptr) {
      return is_unicode(*converter) ? "utf-8" : label;
    }
  }
  // Valid UTF-8 before the first error: UTF-8 with an invalid byte.
  const std::size_t first = *find_invalid_utf8(bytes);
  const auto high = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  const bool multibyte_before =
      std::any_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(first), high);
  return multibyte_before ? "utf-8" : "windows-1252";
}

std::optional<std::string> decode_bytes(std::string_view bytes, std::string_view label) {
  const std::string name = web_meaning(label);
  if (name == "utf-8") return repair_utf8(bytes);
  const Converter converter = open_converter(name);
  if (converter == nullptr) return std::nullopt;
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  std::array<UChar, 4096> buffer;
  const char* source = bytes.data();
  const char* const limit = source + bytes.size();
  char32_t high = 0;
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  while (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    UChar* target = buffer.data();
    ucnv_toUnicode(converter.get(), &target, buffer.data() + buffer.size(), &source, limit, nullptr,
                   1, &status);
    append_utf16(buffer.data(), target, high, out);
  }
  if (high != 0) out += "\xEF\xBF\xBD";
  if (starts_with(out, "\xEF\xBB\xBF")) out.erase(0, 3);
  return out;
}

}  // namespace saring::text
