#include "saring/boilerplate/html/html_siblings_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_choice_internal.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kProse =
    "<p>The town council voted on Tuesday to rebuild the old ferry landing, which has been closed "
    "since a storm tore away half of its planks in January.</p>"
    "<p>Work is to begin in spring and will cost about four million crowns, most of which comes "
    "from the county's fund for harbours and piers.</p>"
    "<p>Mayor Inga Dahlberg said that fishermen had waited long enough for the landing, and that "
    "she intended to keep her word before the next herring season.</p>";

std::string kept(std::string_view behind, std::string_view next = {}) {
  static const HtmlExtractor extractor;
  std::string page =
      "<html lang=en><body><nav><ul><li><a href=/local>Local</a><li><a href=/sport>Sport</a></ul>"
      "</nav><article><h1>Ferry landing</h1>";
  page.append(kProse).append(behind).append("</article>").append(next);
  page += "<footer><p>© 2025 Harbour Post. All rights reserved.</p></footer></body></html>";
  return extractor.extract(page).text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("html siblings: the last sentence of an article stays") {
  for (const std::string_view last :
       {"Opponents complained that the plan leaves no room for bicycles.",
        "The council will hear them again in two weeks.",
        "Boats use the old quay in the meantime."}) {
    INFO(last);
    CHECK(has(kept("<p>" + std::string(last) + "</p>"), last));
  }
  CHECK(has(kept("<p><a href=/plans>Plans of the county</a> show a longer pier for the boats.</p>"),
            "Plans of the county show"));
}

TEST_CASE("html siblings: a list or table at the end of an article stays whole") {
  const std::string list = kept("<h2>At a glance</h2><ul><li>Length: 42 metres<li>Crew: six</ul>");
  CHECK(has(list, "Length: 42 metres"));
  CHECK(has(list, "Crew: six"));
  const std::string table = kept(
      "<figure class=wp-block-table><table><tr><th>Fish<th>Tons<tr><td>Herring<td>812"
      "<tr><td>Cod<td>95</table></figure>");
  CHECK(has(table, "Herring\t812"));
  CHECK(has(table, "Cod\t95"));
}

TEST_CASE("html siblings: questions above what unfolds stay with their answers") {
  const HtmlExtractor extractor;
  const auto text_of = [&](std::string_view main) {
    std::string page = "<html lang=en><body><nav><a href=/>Home</a></nav><main>";
    page.append(main).append("</main><footer><p>© 2025 Harbour Post. All rights reserved.</p>");
    return extractor.extract(page).text;
  };
  CHECK(has(text_of("<h1>How the lock works</h1><p>A lock lifts a boat from one level of the canal "
                    "to the next without any pump.</p><details><summary>What happens to the water?"
                    "</summary><p>Each passage lets about two hundred cubic metres run down to the "
                    "lower level, which the river replaces.</p></details>"),
            "What happens to the water?"));
  CHECK(has(text_of("<h1>Questions about the landing</h1><p>The harbour office answers the "
                    "questions that it is asked most often about the new landing.</p>"
                    "<div class=accordion><button class=accordion-header>Who may moor there?"
                    "</button><div class=accordion-body style='display:none'><p>Every boat under "
                    "twelve metres may stay for up to six hours without a fee.</p></div><button "
                    "class=accordion-header>Is there electricity?</button><div "
                    "class=accordion-body style='display:none'><p>Yes, there are sockets at every "
                    "berth, and the price per kilowatt hour is on the board.</p></div></div>"),
            "Who may moor there?"));
}

TEST_CASE("html siblings: the last items of a list stay with the others") {
  const std::string text = kept(
      "<p>The ferry company asks for three things:</p><ol><li>Come ten minutes before the ferry "
      "leaves<li>Have the exact fare in your hand<li>Bring no glass</ol>");
  CHECK(has(text, "Bring no glass"));
}

TEST_CASE("html siblings: links, what a rule names or drops, and other elements stay out") {
  CHECK_FALSE(has(kept("<p><a href=/b>School bus late again on the island this week.</a></p>"),
                  "School bus"));
  CHECK_FALSE(has(kept("<ul><li><a href=/a>School bus late again</a>"
                       "<li><a href=/b>Five cafés for the winter</a></ul>"),
                  "School bus"));
  CHECK_FALSE(has(kept("<p>Sign up for our newsletter.</p>"), "newsletter"));
  CHECK_FALSE(has(kept("", "<div class=related><p>The bus was late again this week.</p></div>"),
                  "The bus was late"));
}

}  // namespace saring::boilerplate
