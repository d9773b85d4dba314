// Character encodings of web pages: the WHATWG Encoding Standard. Tests: encoding_test.cpp.
#include "saring/text/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/text/encoding_labels.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kPrescan = 4096;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// ICU's names for encodings that it names differently, or knows in another form than the web.
constexpr std::array<std::pair<std::string_view, const char*>, 5> kIcuNames = {{
    {"gbk", "gb18030"},
    {"shift_jis", "windows-31j"},
    {"euc-kr", "windows-949"},
    {"big5", "big5-hkscs"},
    {"iso-8859-8-i", "iso-8859-8"},
}};

// ISO-8859-16 from 0xA0 on. ICU does not have this encoding.
constexpr std::array<char16_t, 96> kIso8859Part16 = {
    0x00A0, 0x0104, 0x0105, 0x0141, 0x20AC, 0x201E, 0x0160, 0x00A7, 0x0161, 0x00A9, 0x0218, 0x00AB,
    0x0179, 0x00AD, 0x017A, 0x017B, 0x00B0, 0x00B1, 0x010C, 0x0142, 0x017D, 0x201D, 0x00B6, 0x00B7,
    0x017E, 0x010D, 0x0219, 0x00BB, 0x0152, 0x0153, 0x0178, 0x017C, 0x00C0, 0x00C1, 0x00C2, 0x0102,
    0x00C4, 0x0106, 0x00C6, 0x00C7, 0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD, 0x00CE, 0x00CF,
    0x0110, 0x0143, 0x00D2, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x015A, 0x0170, 0x00D9, 0x00DA, 0x00DB,
    0x00DC, 0x0118, 0x021A, 0x00DF, 0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x0107, 0x00E6, 0x00E7,
    0x00E8, 0x00E9, 0x00EA, 0x00EB, 0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x0111, 0x0144, 0x00F2, 0x00F3,
    0x00F4, 0x0151, 0x00F6, 0x015B, 0x0171, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x0119, 0x021B, 0x00FF};

struct ConverterCloser {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

bool is_utf32(std::string_view encoding) noexcept {
  return encoding == "utf-32le" || encoding == "utf-32be";
}

// For bytes that cannot be decoded. ICU's own callback gives U+001A for some of them.
void write_replacement(const void* /*context*/, UConverterToUnicodeArgs* args,
                       const char* /*bytes*/, std::int32_t /*size*/,
                       UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;
  constexpr UChar kCharacter = 0xFFFD;
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(args, &kCharacter, 1, 0, status);
}

// Returns null for an encoding that ICU does not decode.
Converter open_converter(std::string_view encoding) {
  if (encoding != encoding_of_label(encoding) && !is_utf32(encoding)) return nullptr;
  if (encoding == "utf-8" || encoding == "replacement" || encoding == "x-user-defined") {
    return nullptr;
  }
  std::string name(encoding);
  for (const auto& [from, to] : kIcuNames) {
    if (encoding == from) name = to;
  }
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  ucnv_setToUCallBack(converter.get(), write_replacement, nullptr, nullptr, nullptr, &status);
  return converter;
}

void append(char32_t c, std::string& out) {
  char bytes[4];
  out.append(bytes, encode(c, bytes));
}

// The value after "charset=" in a <meta> tag, or after "encoding=" in an XML declaration.
std::string declared_label(std::string_view bytes) {
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

}  // namespace

ByteOrderMark byte_order_mark(std::string_view bytes) noexcept {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xEF\xBB\xBF")) return {"utf-8", 3};
  if (bytes.starts_with("\xFF\xFE\0\0"sv)) return {"utf-32le", 4};
  if (bytes.starts_with("\0\0\xFE\xFF"sv)) return {"utf-32be", 4};
  if (bytes.starts_with("\xFF\xFE")) return {"utf-16le", 2};
  if (bytes.starts_with("\xFE\xFF")) return {"utf-16be", 2};
  return {};
}

std::string_view declared_encoding(std::string_view bytes) {
  const std::string_view encoding = encoding_of_label(declared_label(bytes));
  if (encoding == "utf-16le" || encoding == "utf-16be") return "utf-8";
  if (encoding == "x-user-defined") return "windows-1252";
  return encoding == "replacement" ? std::string_view() : encoding;
}

struct Decoder::Impl {
  Converter converter;  // null: ISO-8859-16
  char32_t high = 0;    // half of a surrogate pair

  void append_utf16(const UChar* begin, const UChar* end, std::string& out) {
    for (const UChar* p = begin; p < end; ++p) {
      const char32_t unit = *p;
      if (unit >= 0xD800 && unit < 0xDC00) {
        if (high != 0) out += kReplacement;
        high = unit;
        continue;
      }
      char32_t c = unit;
      if (unit >= 0xDC00 && unit < 0xE000) {
        c = high != 0 ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
      } else if (high != 0) {
        out += kReplacement;
      }
      high = 0;
      append(c, out);
    }
  }
};

Decoder::Decoder(std::string_view encoding) : impl_(std::make_unique<Impl>()) {
  if (encoding == "iso-8859-16") return;
  impl_->converter = open_converter(encoding);
  if (impl_->converter == nullptr) {
    throw std::invalid_argument("no encoding that can be decoded: '" + std::string(encoding) + "'");
  }
}
Decoder::~Decoder() = default;
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;

void Decoder::decode(std::string_view bytes, bool is_last, std::string& out) {
  if (impl_->converter == nullptr) {
    for (const char byte : bytes) {
      const auto code = static_cast<unsigned char>(byte);
      append(code < 0xA0 ? char32_t{code} : char32_t{kIso8859Part16[code - 0xA0]}, out);
    }
    return;
  }
  std::array<UChar, 4096> buffer;
  const char* source = bytes.data();
  const char* const limit = source + bytes.size();
  UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
  while (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    UChar* target = buffer.data();
    ucnv_toUnicode(impl_->converter.get(), &target, buffer.data() + buffer.size(), &source, limit,
                   nullptr, is_last ? 1 : 0, &status);
    impl_->append_utf16(buffer.data(), target, out);
  }
  if (is_last && impl_->high != 0) {
    out += kReplacement;
    impl_->high = 0;
  }
}

std::optional<std::string> decode_bytes(std::string_view bytes, std::string_view label) {
  const std::string_view encoding = is_utf32(label) ? label : encoding_of_label(label);
  if (encoding == "utf-8") return repair_utf8(bytes);
  if (encoding.empty() || encoding == "replacement" || encoding == "x-user-defined") {
    return std::nullopt;
  }
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  Decoder(encoding).decode(bytes, true, out);
  if (out.starts_with("\xEF\xBB\xBF")) out.erase(0, 3);
  return out;
}

std::string encode_single_bytes(std::string_view valid, std::string_view encoding) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  std::string decoded;
  Decoder(encoding).decode(bytes, true, decoded);
  if (count_code_points(decoded) != bytes.size()) {
    throw std::invalid_argument("not one byte a character: '" + std::string(encoding) + "'");
  }
  std::vector<std::pair<char32_t, char>> table;
  for (const char* p = decoded.data(); p < decoded.data() + decoded.size();) {
    const auto byte = static_cast<char>(table.size());
    table.emplace_back(saring::text::decode(p), byte);
  }
  std::sort(table.begin(), table.end());
  std::string out;
  for (const char* p = valid.data(); p < valid.data() + valid.size();) {
    const char32_t c = saring::text::decode(p);
    const auto found =
        std::lower_bound(table.begin(), table.end(), c,
                         [](const auto& entry, char32_t x) { return entry.first < x; });
    if (found != table.end() && found->first == c && c != 0xFFFD) {
      out += found->second;
    } else {
      out += c >= 0x80 && c < 0xA0 ? static_cast<char>(c) : '?';
    }
  }
  return out;
}

}  // namespace saring::text
