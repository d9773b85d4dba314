#include "saring/text/encoding_labels.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "saring/text/encoding.hpp"

namespace saring::text {

TEST_CASE("encoding labels: a label means what the Encoding Standard says") {
  for (const auto& [label, name] :
       {std::pair{"iso-8859-1", "windows-1252"}, std::pair{"us-ascii", "windows-1252"},
        std::pair{"latin5", "windows-1254"}, std::pair{"tis-620", "windows-874"},
        std::pair{"gb2312", "gbk"}, std::pair{"gb18030", "gb18030"},
        std::pair{"windows-31j", "shift_jis"}, std::pair{"ks_c_5601-1987", "euc-kr"},
        std::pair{"big5-hkscs", "big5"}, std::pair{"x-mac-ukrainian", "x-mac-cyrillic"},
        std::pair{"koi8-ru", "koi8-u"}, std::pair{"unicode", "utf-16le"},
        std::pair{"unicodefffe", "utf-16be"}, std::pair{"logical", "iso-8859-8-i"},
        std::pair{"visual", "iso-8859-8"}, std::pair{"hz-gb-2312", "replacement"},
        std::pair{"x-user-defined", "x-user-defined"}, std::pair{"unicode-1-1-utf-8", "utf-8"}}) {
    CAPTURE(label);
    CHECK(encoding_of_label(label) == name);
  }
}

TEST_CASE("encoding labels: case, white space and quotes around a label do not count") {
  for (const char* label : {"KOI8-R", " koi8-r\n", "\"Koi8-r\"", "'koi8-r'\t"}) {
    CHECK(encoding_of_label(label) == "koi8-r");
  }
}

TEST_CASE("encoding labels: no other text is a label") {
  for (const std::string label :
       {"", " ", "koi8 r", "koi8-r,version=1", "utf-7", "utf-32", "utf-32le", "ibm037", "koi8-r ;",
        "utf_8", "windows1252", "koi8-r windows-1251"}) {
    CAPTURE(label);
    CHECK(encoding_of_label(label).empty());
  }
  for (int byte = 0; byte < 256; ++byte) {
    const std::string label = std::string("koi8") + static_cast<char>(byte) + "r";
    CAPTURE(byte);
    CHECK(encoding_of_label(label).empty() == (byte != '-' && byte != '_'));
  }
  CHECK(encoding_of_label(std::string(100'000, 'k')).empty());
}

TEST_CASE("encoding labels: every encoding but two is decoded, and is a label of itself") {
  for (const char* name :
       {"ibm866",       "iso-8859-2",   "iso-8859-3",   "iso-8859-4",     "iso-8859-5",
        "iso-8859-6",   "iso-8859-7",   "iso-8859-8",   "iso-8859-8-i",   "iso-8859-10",
        "iso-8859-13",  "iso-8859-14",  "iso-8859-15",  "iso-8859-16",    "koi8-r",
        "koi8-u",       "macintosh",    "windows-874",  "windows-1250",   "windows-1251",
        "windows-1252", "windows-1253", "windows-1254", "windows-1255",   "windows-1256",
        "windows-1257", "windows-1258", "gbk",          "x-mac-cyrillic", "gb18030",
        "big5",         "euc-jp",       "iso-2022-jp",  "shift_jis",      "euc-kr",
        "utf-16be",     "utf-16le",     "utf-8"}) {
    CAPTURE(name);
    CHECK(encoding_of_label(name) == name);
    CHECK(decode_bytes(std::string("aa"), name).has_value());
  }
}

TEST_CASE("encoding labels: the nearest label is one of an encoding that is decoded") {
  CHECK(nearest_encoding_label("windows1251") == "windows-1251");
  CHECK(nearest_encoding_label("UTF_8") == "utf-8");
  CHECK(nearest_encoding_label("shiftjis") == "shift_jis");
  CHECK(!nearest_encoding_label("").empty());
  CHECK(nearest_encoding_label("replacements") != "replacement");
}

}  // namespace saring::text
