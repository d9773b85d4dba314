#include "saring/boilerplate/lines/comment_threads_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "reference/linear_time.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

using namespace saring::boilerplate;

namespace {

const std::string kArticle =
    "The town opened its old library by the harbour again on Monday, the mayor said.\n"
    "The work took three years and cost four million, far more than the council had planned.\n"
    "Visitors stood in a long queue in front of the door early in the morning.\n";

// The lines of `tail`, after the article, that are removed as a thread although the model drops
// none: 'C'.
std::string dropped(const std::string& tail, const std::string& before = kArticle) {
  static const RuleMatcher matcher(built_in_rules());
  const std::string text = before + tail;
  DocumentLines document;
  analyse_lines(text, matcher, {}, nullptr, document);
  std::vector<UnitDecision> decisions(document.lines.size());
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (!document.lines[i].is_drop && document.lines[i].cause == Cause::kNone) continue;
    decisions[i].role = document.lines[i].role;
    decisions[i].keep = kArticleRoles.contains(decisions[i].role);
  }
  drop_threads(document, matcher.words(), kArticleRoles, decisions);
  std::string out;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (document.lines[i].start < before.size()) {
      CHECK(decisions[i].rule.empty());
      continue;
    }
    out += decisions[i].rule == "structure.comments" ? 'C' : decisions[i].keep ? '-' : 'r';
  }
  return out;
}

}  // namespace

TEST_CASE("comment threads: names and numbers below a label are comments") {
  CHECK(dropped("Comments\n1. Peter Miller\nI used to go there as a kid, so nice.\nReply\n"
                "2. Maria K\nThey should mend my street, it is full of holes.\nReply\n")
            .find('-') == std::string::npos);
  CHECK(dropped("Kommentare\nPeter M. schrieb:\nIch war als Kind oft dort.\n"
                "Maria K. schrieb:\nDas Geld hätte ich für die Straßen genommen.\n")
            .find('-') == std::string::npos);
}

TEST_CASE("comment threads: numbered posts and names of the net need no label") {
  CHECK(
      dropped("#1 Posted by OldSailor\nI used to go there as a kid.\n#2 Posted by Maria K\n"
              "They should mend my street first.\n#3 Posted by jim77\nI agree with you Maria.\n") ==
      "CCCCCC");
  CHECK(dropped("Peter Miller says:\nI used to go there as a kid.\nMaria K says:\n"
                "They should mend my street first.\njim77 says:\nI agree with you Maria.\n") ==
        "CCCCCC");
  CHECK(dropped("Budi Santoso berkata:\nSaya dulu sering ke sana.\nagus_88 berkata:\n"
                "Kita butuh jalan dulu min.\nSiti berkata:\nAku kangen tempat ini.\n") == "CCCCCC");
}

TEST_CASE("comment threads: people who speak in an article stay") {
  // Quoted text, text of two people in turn, or names in the form of an article.
  CHECK(dropped("John says:\n\"I would keep it.\"\nMaria says:\n\"I do not mind.\"\n"
                "peter77 says:\n\"Sell it, my children need a school.\"\n") == "------");
  CHECK(dropped("host1 says:\nHow long have you worked here?\nGuest says:\nI came as a boy.\n"
                "host1 says:\nDo you miss it?\nGuest says:\nI miss the people.\n") == "--------");
  CHECK(dropped("John says:\nI would keep it.\nMaria says:\nI do not mind it.\nPeter says:\n"
                "Sell it, my children need a school.\n") == "------");
}

TEST_CASE("comment threads: where the article goes on there is no thread") {
  const std::string thread =
      "#1 Posted by Ann\nI used to go there.\n#2 Posted by Bob\nMend my street first.\n"
      "#3 Posted by Cid\nI agree with you.\n";
  CHECK(dropped(thread) == "CCCCCC");
  CHECK(dropped(thread + "The mayor of the town thanked all who had helped with the work.\n"
                         "A second library will be opened in the old mill in the spring.\n"
                         "The council will choose its name in a meeting in December.\n"
                         "Children may send their proposals to the school by letter.\n"
                         "The first books have been brought to the mill in small boats.\n"
                         "Nobody knows yet how many of them will find a place there.\n"
                         "The librarian counts them every evening, she told the paper.\n") ==
        "-------------");
  // The tabs of a page are above its article.
  CHECK(dropped(thread, "The town opened its old library by the harbour again on Monday.\n") ==
        "------");
}

TEST_CASE("comment threads: posts below one another are the text of a forum") {
  const std::string posts =
      "Maria, 12 May 2023 10:12\nI need help with my boat.\nReply\n"
      "Peter, 12 May 2023 11:12\nWhat do you want to know?\nReply\n";
  CHECK(dropped("anna77 said:\nI need it.\nbob12 said:\nYou can have mine.\nCid said:\nMine too.\n",
                kArticle + posts) == "------");
}

TEST_CASE("comment threads: time is linear in a dialogue whose every line may begin one") {
  for (const std::string two :
       {"Anna says:\nI like it\nBert says:\nyou are wrong\n",
        "Anna says:\n\nI think you are right, but my street is closed\n\n"}) {
    CAPTURE(two);
    const auto find = [&](std::size_t times) {
      std::string tail;
      for (std::size_t i = 0; i < times; ++i) tail += two;
      static_cast<void>(dropped(tail));
    };
    CHECK(reference::growth_of_time(find, 4'000) < reference::kMaxLinearGrowth);
  }
}
