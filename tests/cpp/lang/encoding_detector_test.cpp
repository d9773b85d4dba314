#include "saring/lang/encoding_detector.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "saring/text/encoding.hpp"

using namespace saring;
using namespace saring::lang;
using namespace std::string_literals;

namespace {

const EncodingDetector& detector() {
  static const Detector model(SARING_DATA_DIR "/models/lang.saring");
  static const EncodingDetector made(model);
  return made;
}

const std::string kRussian =
    "Школу в нашей деревне закрыли весной, и теперь детей возят в соседнее село на старом "
    "автобусе.";
const std::string kCzech =
    "Starý most přes řeku bude příští týden uzavřen, protože dělníci musejí vyměnit zábradlí.";
const std::string kFrench =
    "L’école du village a fermé ses portes au début de l’été et les élèves iront à la ville "
    "voisine.";
const std::string kTurkish =
    "Köydeki okul ilkbaharda kapandı, çocuklar artık komşu kasabaya eski bir otobüsle gidiyor.";
const std::string kGreek =
    "Το σχολείο του χωριού έκλεισε την άνοιξη και τα παιδιά πηγαίνουν τώρα στη διπλανή κωμόπολη.";

std::string found(std::string_view text, std::string_view encoding,
                  const EncodingOptions& options = {}) {
  return detector().detect(text::encode_single_bytes(text, encoding), options);
}

}  // namespace

TEST_CASE("encoding detector: a sentence is read in the encoding that it was written in") {
  for (const auto& [text, encoding] :
       {std::pair{kRussian, "windows-1251"}, std::pair{kRussian, "koi8-r"},
        std::pair{kRussian, "iso-8859-5"}, std::pair{kRussian, "ibm866"},
        std::pair{kCzech, "windows-1250"}, std::pair{kCzech, "iso-8859-2"},
        std::pair{kFrench, "windows-1252"}, std::pair{kTurkish, "windows-1254"},
        std::pair{kGreek, "windows-1253"}}) {
    CAPTURE(encoding);
    const std::string bytes = text::encode_single_bytes(text, encoding);
    CHECK(text::decode_bytes(bytes, detector().detect(bytes)) == text);
  }
}

TEST_CASE("encoding detector: valid UTF-8 is UTF-8, unless it is UTF-16 or ISO-2022-JP") {
  CHECK(detector().detect(kRussian) == "utf-8");
  CHECK(detector().detect("") == "utf-8");
  CHECK(detector().detect(std::string(100, '\0')) == "utf-8");
  CHECK(detector().detect("A text with a stray \0 in it is still a text."s) == "utf-8");
  CHECK(detector().detect("\x1B$B;R6!$?$A\x1B(B") == "iso-2022-jp");
  std::string little, big;
  for (const char c : "The school in our village was closed in spring."s) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  CHECK(detector().detect(little) == "utf-16le");
  CHECK(detector().detect(big) == "utf-16be");
}

TEST_CASE("encoding detector: a broken byte in UTF-8 leaves it UTF-8") {
  CHECK(detector().detect(kRussian + "\xFF" + kCzech) == "utf-8");
  CHECK(detector().detect(kFrench.substr(0, kFrench.rfind("é") + 1)) == "utf-8");
}

TEST_CASE("encoding detector: of a page only the text is judged") {
  const std::string page =
      "<html><head><title>Школа</title><script>var naïveté = 'ééééééééé œuvre été';</script>"
      "<style>.é{}</style><!-- été déjà vu à côté --></head><body class=\"àéîõü\"><p>" +
      kRussian.substr(0, 60) + "</p>";
  std::string bytes;
  for (std::size_t at = 0; at < page.size();) {  // Cyrillic in one encoding, the rest in another
    const std::size_t end = page.find_first_of("<>", at + 1);
    const std::string piece = page.substr(at, end - at);
    const bool is_cyrillic = piece.find("\xD0") != std::string::npos;
    bytes += text::encode_single_bytes(piece, is_cyrillic ? "koi8-r" : "windows-1252");
    at = std::min(end, page.size());
  }
  CHECK(detector().detect(bytes, {.is_page = true}) == "koi8-r");
}

TEST_CASE("encoding detector: what is declared is believed unless it makes nonsense") {
  CHECK(found(kFrench, "windows-1252", {.declared = "windows-1252"}) == "windows-1252");
  // All letters except one are the same: the declaration decides.
  CHECK(found("25 £ pour un café", "windows-1252", {.declared = "windows-1254"}) == "windows-1254");
  CHECK(found(kRussian, "windows-1251", {.declared = "utf-8"}) == "windows-1251");
  CHECK(found(kRussian, "windows-1251", {.declared = "shift_jis"}) == "windows-1251");
  CHECK(found(kRussian, "koi8-r", {.declared = "windows-1252"}) == "koi8-r");
}

TEST_CASE("encoding detector: one character that only one encoding has is enough") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "Das Café in der Straße öffnet früh. ";
  const std::string bytes = text::encode_single_bytes(text, "windows-1252") +
                            text::encode_single_bytes("Es kostet 20 €.", "windows-1252");
  CHECK(text::decode_bytes(bytes, detector().detect(bytes)) == text + "Es kostet 20 €.");
}

TEST_CASE("encoding detector: text in one encoding that was decoded in another is mojibake") {
  for (const auto& [text, encoding, wrong] : {std::tuple{kRussian, "windows-1251", "windows-1252"},
                                              std::tuple{kRussian, "koi8-r", "windows-1252"},
                                              std::tuple{kRussian, "koi8-r", "windows-1251"},
                                              std::tuple{kGreek, "windows-1253", "windows-1252"}}) {
    CAPTURE(encoding, wrong);
    const auto decoded = text::decode_bytes(text::encode_single_bytes(text, encoding), wrong);
    CHECK(detector().is_mojibake(decoded.value()));
  }
  for (const std::string& text : {kRussian, kCzech, kFrench, kTurkish, kGreek, ""s}) {
    CHECK_FALSE(detector().is_mojibake(text));
  }
  CHECK_FALSE(
      detector().is_mojibake("ШКОЛУ В НАШЕЙ ДЕРЕВНЕ ЗАКРЫЛИ ВЕСНОЙ — iPhone, НИИЧАВО, МакДоналдс"));
}

TEST_CASE("encoding detector: valid UTF-8 with other letters stays what it is") {
  for (const std::string& inside : {"\0"s, "\x1B$B"s, "\x1B[31m"s, "\0\0\0"s}) {
    const std::string text = "The council voted \u202E\u0101 " + inside + " and went home.";
    CHECK_FALSE(EncodingDetector::may_be_hidden(text));
    CHECK(detector().detect(text) == "utf-8");
  }
  CHECK(EncodingDetector::may_be_hidden("T\0h\0e\0"s));
}

TEST_CASE("encoding detector: any bytes have an encoding") {
  for (const std::string_view piece : {"<", "<a", "<!--", "<script>", "<style", "\xE9", "\xE9 ",
                                       "\xE9<", "<\xE9>", "\x81\x30", "a\0", "\x1B$B"}) {
    CAPTURE(piece);
    std::string bytes;
    while (bytes.size() < 100'000) bytes += piece;
    const std::string encoding = detector().detect(bytes, {.is_page = true});
    CHECK(text::decode_bytes(bytes, encoding).has_value());
  }
}
