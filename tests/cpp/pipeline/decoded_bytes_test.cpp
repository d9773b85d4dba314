#include "saring/pipeline/decoded_bytes.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

#include "saring/text/encoding.hpp"

using namespace std::string_literals;
using saring::pipeline::check_encoding;
using saring::pipeline::decode;
using saring::pipeline::DecodedBytes;
using saring::pipeline::DetectorSource;
using saring::pipeline::is_mojibake;
using saring::pipeline::load_when_needed;

namespace {

const DetectorSource& model() {
  static const DetectorSource made = load_when_needed(SARING_DATA_DIR "/models/lang.saring");
  return made;
}

const DetectorSource kNone = [] { return nullptr; };
const DetectorSource kUnwanted = []() -> const saring::lang::Detector* {
  throw std::logic_error("the language model was asked for");
};

const std::string kRussian =
    "Школу в нашей деревне закрыли весной, и теперь детей возят в соседнее село на автобусе.";

std::string in(std::string_view encoding, const std::string& text = kRussian) {
  return saring::text::encode_single_bytes(text, encoding);
}

}  // namespace

TEST_CASE("decoded bytes: the encoding given is obeyed, whatever the bytes are") {
  const DecodedBytes read = decode("\xEF\xBB\xBF<meta charset=utf-8>é",
                                   {.encoding = "latin1", .is_page = true}, kUnwanted);
  CHECK(read.encoding == "windows-1252");
  CHECK(read.text == "ï»¿<meta charset=utf-8>Ã©");
}

TEST_CASE("decoded bytes: a mark, then valid UTF-8, come before a declaration") {
  const DecodedBytes marked = decode("\xFF\xFE<\0p\0>\0\x3F\x04"s, {.is_page = true}, kUnwanted);
  CHECK(marked.encoding == "utf-16le");
  CHECK(marked.text == "<p>п");
  CHECK(decode("\xEF\xBB\xBFx", {}, kUnwanted).text == "x");
  const DecodedBytes valid = decode("<meta charset=koi8-r>при", {.is_page = true}, kUnwanted);
  CHECK(valid.encoding == "utf-8");
}

TEST_CASE("decoded bytes: ASCII is no evidence against what a page declares") {
  const std::string page = "<meta charset=iso-2022-jp><p>\x1B$B;R6!\x1B(B</p>";
  CHECK(decode(page, {.is_page = true}, model()).encoding == "iso-2022-jp");
}

TEST_CASE("decoded bytes: a declaration counts in pages alone, and unless it makes nonsense") {
  const std::string page = "<meta charset=windows-1251><p>" + in("windows-1251");
  CHECK(decode(page, {.is_page = true}, model()).encoding == "windows-1251");
  const std::string wrong = "<meta charset=windows-1251><p>" + in("koi8-r");
  CHECK(decode(wrong, {.is_page = true}, kNone).encoding == "windows-1251");
  const std::string lied = "<meta charset=utf-8><p>" + in("koi8-r");
  CHECK(decode(lied, {.is_page = true}, model()).encoding == "koi8-r");
  CHECK(decode("<meta charset=windows-1252>" + in("windows-1251"), {}, model()).encoding ==
        "windows-1251");
}

TEST_CASE("decoded bytes: bytes that declare nothing are judged") {
  for (const char* encoding : {"windows-1251", "koi8-r", "iso-8859-5"}) {
    const DecodedBytes read = decode(in(encoding), {}, model());
    CHECK(read.encoding == encoding);
    CHECK(read.text == kRussian);
  }
}

TEST_CASE("decoded bytes: without a language model the first bytes decide") {
  CHECK(decode("caf\xE9", {}, kNone).encoding == "windows-1252");
  CHECK(decode("é\xFFz", {}, kNone).text == "é\xEF\xBF\xBDz");
  CHECK(decode("a\0b\0"s, {}, kNone).encoding == "utf-8");
}

TEST_CASE("decoded bytes: a label that is none is an error that names the nearest") {
  CHECK(check_encoding("").empty());
  CHECK(check_encoding(" Latin1") == "windows-1252");
  CHECK_THROWS_WITH(check_encoding("windows1251"),
                    "encoding: 'windows1251' is no encoding of the web; did you mean "
                    "'windows-1251'?");
  CHECK_THROWS_WITH(check_encoding("iso-2022-kr"),
                    "encoding: 'iso-2022-kr' means 'replacement' in the Encoding Standard, which "
                    "is not decoded");
  CHECK_THROWS_AS(check_encoding("utf-7"), std::invalid_argument);
  CHECK_THROWS_AS(check_encoding("x-user-defined"), std::invalid_argument);
  CHECK_THROWS_AS(decode("x", {.encoding = "ibm037"}, kNone), std::invalid_argument);
}

TEST_CASE("decoded bytes: a source without a model gives none, a wrong path is an error") {
  CHECK(load_when_needed("")() == nullptr);
  CHECK_THROWS(load_when_needed("/no/such/model")());
}

TEST_CASE("decoded bytes: mojibake is found, and the model is asked only for what may be some") {
  CHECK(is_mojibake("cafÃ©", kUnwanted));
  CHECK_FALSE(is_mojibake(kRussian, kUnwanted));
  CHECK_FALSE(is_mojibake("Un café, déjà vu à côté.", kUnwanted));
  const std::string wrong = saring::text::decode_bytes(in("windows-1251"), "latin1").value();
  CHECK(is_mojibake(wrong, model()));
  CHECK_FALSE(is_mojibake(wrong, kNone));
}
