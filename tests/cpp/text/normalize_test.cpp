#include "saring/text/normalize.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace saring::text;

TEST_CASE("nfc: composes, reorders, and leaves alone what is composed") {
  CHECK(nfc("") == "");
  CHECK(nfc("plain ASCII") == "plain ASCII");
  CHECK(nfc("Caf\u00E9") == "Caf\u00E9");
  CHECK(nfc("Cafe\u0301") == "Caf\u00E9");
  CHECK(nfc("q\u0307\u0323") == "q\u0323\u0307");
  CHECK(nfc("\u1112\u1161\u11AB") == "\uD55C");
  CHECK(nfc("\u212B \u0344") == "\u00C5 \u0308\u0301");
  CHECK(nfc("Tie\u0302\u0301ng Vie\u0323\u0302t") == "Ti\u1EBFng Vi\u1EC7t");
}

TEST_CASE("nfc: a cut into stretches never parts what combines") {
  for (std::size_t before = 1000; before < 1060; ++before) {
    const std::string pad(before, 'x');
    CHECK(nfc("e\u0301" + pad + "e\u0301\u0323" + pad + "a\u030A") ==
          "\u00E9" + pad + "\u1EB9\u0301" + pad + "\u00E5");
  }
}

TEST_CASE("is_nfc: agrees with nfc") {
  for (const std::string text :
       {"", "abc", "Cafe\u0301", "Caf\u00E9", "q\u0307\u0323", "q\u0323\u0307",
        "\u0E01\u0E48\u0E38", "\u0301", "x\u0301", "\u1161", "\u0958"}) {
    CHECK(is_nfc(text) == (nfc(text) == text));
    CHECK(is_nfc(nfc(text)));
  }
}
