#include "saring/text/encoding.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

using namespace std::string_literals;

std::string sniffed(std::string_view bytes) {
  return decode_bytes(bytes, sniff_encoding(bytes)).value();
}

}  // namespace

TEST_CASE("encoding: a byte order mark decides and is dropped") {
  CHECK(sniffed("\xEF\xBB\xBF"
                "a") == "a");
  CHECK(sniffed("\xFF\xFE"
                "a\0\xE9\0"s) == "aé");
  CHECK(sniffed("\xFE\xFF\0a\0\xE9"s) == "aé");
}

TEST_CASE("encoding: valid UTF-8 is UTF-8, whatever the page claims") {
  CHECK(sniff_encoding("<meta charset=iso-8859-1>é") == "utf-8");
  CHECK(sniff_encoding("plain") == "utf-8");
  CHECK(sniff_encoding("") == "utf-8");
}

TEST_CASE("encoding: the header comes before the declaration of the page") {
  const std::string page = "<meta charset=windows-1251>\xE9";
  CHECK(sniff_encoding(page) == "windows-1251");
  CHECK(sniff_encoding(page, "ISO-8859-1") == "windows-1252");
  CHECK(sniff_encoding(page, "no-such-encoding") == "windows-1251");
}

TEST_CASE("encoding: declarations are found in their usual forms, and only in the mark-up") {
  CHECK(sniff_encoding(
            "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=KOI8-R\">\xE9") ==
        "koi8-r");
  CHECK(sniff_encoding("<?xml version='1.0' encoding='GB2312'?>\xB0\xA1") == "gb18030");
  CHECK(sniff_encoding("<p>charset=koi8-r</p>\xE9 ") == "windows-1252");
  CHECK(sniff_encoding("<meta charset=\"\">\xE9") == "windows-1252");
}

TEST_CASE("encoding: a broken byte in text that began as UTF-8 leaves it UTF-8") {
  CHECK(sniffed("é\xFFz") == "é\xEF\xBF\xBDz");
}

TEST_CASE("encoding: characters beside the surrogates of UTF-16 are decoded, lone surrogates not") {
  CHECK(decode_bytes("\xFF\xD7\x00\xE0\xFF\xFF"s, "utf-16le") == "\uD7FF\uE000\uFFFF");
  CHECK(decode_bytes("\x00\xD8\x00\xDC\xFF\xDB\xFF\xDF"s, "utf-16le") == "\U00010000\U0010FFFF");
  CHECK(decode_bytes("\x00\xD8\x00\xE0"s, "utf-16le") == "\uFFFD\uE000");
  CHECK(decode_bytes("a\0\x00\xDCz\0"s, "utf-16le") == "a\uFFFDz");
}

TEST_CASE("encoding: the encodings of the web are decoded") {
  CHECK(decode_bytes("\x93x\x94 \x80", "latin1") == "“x” €");
  CHECK(decode_bytes("\xC4\xE3\xBA\xC3", "gb2312") == "你好");
  CHECK(decode_bytes("\xA7\x41\xA6\x6E", "Big5") == "你好");
  CHECK(decode_bytes("\x93\xFA\x96\x7B", "Shift_JIS") == "日本");
  CHECK(decode_bytes("\xC6\xFC\xCB\xDC", "euc-jp") == "日本");
  CHECK(decode_bytes("\xC7\xD1\xB1\xDB", "euc-kr") == "한글");
  CHECK(decode_bytes("\xCF\xF0\xE8", "windows-1251") == "При");
  CHECK(decode_bytes("\xA1\xD2", "tis-620") == "กา");
  CHECK(decode_bytes("\xFE\xFD", "iso-8859-9") == "şı");
}

TEST_CASE("encoding: what cannot be decoded becomes U+FFFD, and the result is valid") {
  for (const char* label : {"utf-8", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "utf-16le",
                            "windows-1252", "windows-1251", "iso-2022-jp"}) {
    std::string bytes;
    for (int i = 0; i < 20'000; ++i) bytes += static_cast<char>((i * 7919 + i / 256) & 0xFF);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, bytes.size() - 1, bytes.size()}) {
      const auto decoded = decode_bytes(std::string_view(bytes).substr(0, cut), label);
      INFO(label);
      REQUIRE(decoded.has_value());
      CHECK(!find_invalid_utf8(*decoded));
    }
  }
  CHECK(decode_bytes("\xD8\x00"s, "utf-16be") == "\xEF\xBF\xBD");
}

TEST_CASE("encoding: the name is ASCII, whichever byte stands in the label") {
  for (const std::string_view name : {"utf-8", "windows-1251", "koi8-r"}) {
    for (int byte = 0; byte < 256; ++byte) {
      for (std::size_t at = 0; at <= name.size(); ++at) {
        std::string label(name);
        label.insert(at, 1, static_cast<char>(byte));
        CAPTURE(byte, at, name);
        const std::string page = "<meta charset=" + label + ">\xE9 ";
        for (const std::string& found : {sniff_encoding(page), sniff_encoding("\xE9 ", label)}) {
          CHECK(std::all_of(found.begin(), found.end(), [](char c) { return c > ' ' && c < 127; }));
          CHECK(decode_bytes(page, found).has_value());
        }
        // Not read as the label without the byte: ICU would skip it.
        const bool is_inside = at > 0 && at < name.size();
        if (is_inside && (byte == 0 || byte > 127)) {
          CHECK(sniff_encoding("\xE9 ", label) == "windows-1252");
        }
      }
    }
  }
}

TEST_CASE("encoding: a label that is too long is no label, and is not cut to one") {
  CHECK(sniff_encoding("\xE9 ", "koi8-r" + std::string(40, ' ')) == "koi8-r");
  CHECK(sniff_encoding("\xE9 ", "koi8-r" + std::string(58, '-') + "x") == "windows-1252");
  CHECK(sniff_encoding("\xE9 ", std::string(100'000, 'k')) == "windows-1252");
  CHECK(sniff_encoding("<meta charset='" + std::string(100'000, 'k') + "'>\xE9 ") ==
        "windows-1252");
}

TEST_CASE("encoding: a page that names UTF-16 or UTF-32 in bytes is read as UTF-8") {
  for (const std::string label : {"utf-16", "UTF-16BE", "utf16", "utf_16", "ucs-2", "csunicode",
                                  "iso-10646-ucs-2", "utf-32", "UTF-32LE", "unicode"}) {
    CAPTURE(label);
    CHECK(sniff_encoding("<meta charset=" + label + ">\xE9 ") == "utf-8");
  }
  CHECK(sniff_encoding("<meta charset=utf_8>\xE9 ") == "utf-8");
}

TEST_CASE("encoding: an unknown label gives nothing") {
  CHECK(!decode_bytes("x", "no-such-encoding"));
  CHECK(!decode_bytes("x", ""));
}

TEST_CASE("encoding: a label with bytes that no label has is unknown") {
  for (const char* label :
       {"big5\xE9", "\xC3\x28utf-8", "windows 1251", "big5,version=1", "koi8~r"}) {
    INFO(label);
    CHECK(!decode_bytes("x", label));
    CHECK(sniff_encoding("\xE9", label) == "windows-1252");
    CHECK(sniff_encoding("<meta charset='" + std::string(label) + "'>\xE9") == "windows-1252");
  }
}

}  // namespace saring::text
