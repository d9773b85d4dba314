#include "saring/pipeline/markup.hpp"

#include <catch2/catch.hpp>
#include <string>

using saring::pipeline::is_markup;

TEST_CASE("markup: pages and fragments of articles") {
  CHECK(is_markup(" \n<!DOCTYPE html><title>x</title>"));
  CHECK(is_markup("<HTML lang=id>Isi"));
  CHECK(is_markup("<p>Hujan turun.</p>"));
  CHECK(is_markup("<div class=\"isi\">Hujan turun.<br/>Angin kencang.</div>"));
  CHECK(is_markup("Hujan turun.<br>Angin kencang.<BR />Jalan ditutup.<br\n>Selesai."));
  const std::string paragraph = "<p>" + std::string(900, 'x') + "</p>\n";
  CHECK(is_markup(paragraph + paragraph + paragraph));
}

TEST_CASE("markup: texts that are no HTML") {
  CHECK_FALSE(is_markup(""));
  CHECK_FALSE(is_markup("<"));
  CHECK_FALSE(is_markup("</"));
  CHECK_FALSE(is_markup("<p"));
  CHECK_FALSE(is_markup("Hujan turun, suhu < 20 derajat > 10."));
  CHECK_FALSE(is_markup("<b>Bupati</b> dan <a href=\"x\">camat</a> hadir, kata <i>Antara</i>."));
  CHECK_FALSE(is_markup("<pembaca> dan <divisi> dan <liga> dan <paragraf>"));
  CHECK_FALSE(is_markup("The tags <p> and <br> begin a paragraph and a line."));
  // A manual names many tags, far from each other.
  std::string manual;
  for (int i = 0; i < 20; ++i) manual += std::string(2000, 'x') + " <p> ";
  CHECK_FALSE(is_markup(manual));
}
