#include "saring/text/encoding.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

using namespace std::string_literals;

std::string marked(std::string_view bytes) {
  return decode_bytes(bytes, byte_order_mark(bytes).encoding).value();
}

}  // namespace

TEST_CASE("encoding: a byte order mark decides and is dropped") {
  CHECK(marked("\xEF\xBB\xBF"
               "a") == "a");
  CHECK(marked("\xFF\xFE"
               "a\0\xE9\0"s) == "aé");
  CHECK(marked("\xFE\xFF\0a\0\xE9"s) == "aé");
}

TEST_CASE("encoding: the mark of UTF-32 is not taken for that of UTF-16") {
  CHECK(byte_order_mark("\xFF\xFE\0\0a\0\0\0"s).encoding == "utf-32le");
  CHECK(byte_order_mark("\0\0\xFE\xFF\0\0\0a"s).encoding == "utf-32be");
  CHECK(byte_order_mark("\xFF\xFE\0"s).encoding == "utf-16le");
  CHECK(byte_order_mark("\xFF").size == 0);
  CHECK(marked("\xFF\xFE\0\0\xE9\0\0\0"s) == "é");
}

TEST_CASE("encoding: declarations are found in their usual forms, and only in the mark-up") {
  CHECK(declared_encoding("<meta charset=windows-1251>") == "windows-1251");
  CHECK(declared_encoding(
            "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=KOI8-R\">") ==
        "koi8-r");
  CHECK(declared_encoding("<?xml version='1.0' encoding='GB2312'?>") == "gbk");
  CHECK(declared_encoding("<p>charset=koi8-r</p>").empty());
  CHECK(declared_encoding("<meta charset=\"\">").empty());
  CHECK(declared_encoding("<meta charset=no-such-encoding>").empty());
}

TEST_CASE("encoding: a page that declares what it cannot be in means what browsers read") {
  for (const std::string label : {"utf-16", "UTF-16BE", "ucs-2", "csunicode", "unicode"}) {
    CAPTURE(label);
    CHECK(declared_encoding("<meta charset=" + label + ">") == "utf-8");
  }
  CHECK(declared_encoding("<meta charset=x-user-defined>") == "windows-1252");
  CHECK(declared_encoding("<meta charset=iso-2022-kr>").empty());
  for (const std::string label : {"utf-7", "utf-32", "ibm037", "cp500", "ebcdic-us", "scsu"}) {
    CAPTURE(label);
    CHECK(declared_encoding("<meta charset=" + label + ">").empty());
    CHECK(!decode_bytes("x", label));
  }
}

TEST_CASE("encoding: bytes that come in pieces are decoded as in one piece") {
  for (const auto& [name, bytes] : {std::pair{"shift_jis"s, "\x93\xFA\x96\x7B\x8C\xEA"s},
                                    std::pair{"utf-16le"s, "\x3D\xD8\x00\xDE!\0"s},
                                    std::pair{"gb18030"s, "\x81\x30\x84\x36\xC4\xE3"s},
                                    std::pair{"iso-2022-jp"s, "\x1B$BF|K\\\x1B(Bx"s}}) {
    CAPTURE(name);
    Decoder decoder(name);
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      decoder.decode(std::string_view(bytes).substr(i, 1), i + 1 == bytes.size(), out);
    }
    CHECK(out == decode_bytes(bytes, name));
    CHECK(out.find("\xEF\xBF\xBD") == std::string::npos);
  }
}

TEST_CASE("encoding: what ends in the middle of a character ends with U+FFFD") {
  for (const auto& [name, bytes] :
       {std::pair{"utf-16le"s, "a\0\x3D\xD8"s}, std::pair{"shift_jis"s, "a\x93"s}}) {
    CAPTURE(name);
    CHECK(decode_bytes(bytes, name) == "a\xEF\xBF\xBD");
  }
}

TEST_CASE("encoding: there is no decoder for what is not decoded") {
  for (const char* name : {"utf-8", "replacement", "x-user-defined", "latin1", "utf-7", ""}) {
    CHECK_THROWS_AS(Decoder(name), std::invalid_argument);
  }
}

TEST_CASE("encoding: a text goes back into the bytes of a single-byte encoding") {
  CHECK(encode_single_bytes("при é", "windows-1251") == "\xEF\xF0\xE8 ?");
  CHECK(encode_single_bytes("“x” €\u0081", "windows-1252") == "\x93x\x94 \x80\x81");
  CHECK(encode_single_bytes("ș", "iso-8859-16") == "\xBA");
  CHECK_THROWS_AS(encode_single_bytes("x", "gb18030"), std::invalid_argument);
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

TEST_CASE("encoding: ISO-8859-16 is decoded") {
  CHECK(decode_bytes("\xBA\xFE\xA4\xAA", "iso-8859-16") == "șț€Ș");
  CHECK(decode_bytes("\x80", "iso-8859-16") == "\u0080");
}

TEST_CASE("encoding: a label that is none gives nothing") {
  for (const char* label : {"no-such-encoding", "", "big5\xE9", "\xC3\x28utf-8", "windows 1251",
                            "big5,version=1", "koi8~r", "replacement", "x-user-defined"}) {
    CAPTURE(label);
    CHECK(!decode_bytes("x", label));
  }
}

}  // namespace saring::text
