#include "saring/boilerplate/lines/block_naming_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/boilerplate/lines/line_naming_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

using namespace saring::boilerplate;

namespace {

const std::string kSentence =
    "The town opened the river walk on Friday after a year of repair, and many people came to see "
    "it.\n";

char letter_of(Role role) {
  switch (role) {
    case Role::kComments:
      return 'C';
    case Role::kTimestamp:
      return 'T';
    case Role::kRelatedLabel:
      return 'L';
    case Role::kRelatedLink:
      return 'l';
    case Role::kSubscribe:
      return 'u';
    case Role::kByline:
      return 'y';
    case Role::kNavigation:
      return 'N';
    default:
      return 'o';
  }
}

// The roles of the lines of `junk` after an article, one letter per line. The line model drops all
// of them that no rule decides.
std::string roles_of(const std::string& junk, RoleSet keep_roles = kArticleRoles,
                     std::string* kept = nullptr) {
  static const RuleMatcher matcher(built_in_rules());
  const std::string text = kSentence + kSentence + "\n" + junk;
  DocumentLines document;
  analyse_lines(text, matcher, {}, nullptr, document);
  std::vector<UnitDecision> decisions;
  for (const LineInfo& info : document.lines) {
    UnitDecision& decision = decisions.emplace_back();
    if (info.start < 2 * kSentence.size()) continue;
    decision.by_model = info.cause == Cause::kNone;
    decision.role = decision.by_model && !info.is_named ? boilerplate_role(info) : info.role;
    decision.keep = keep_roles.contains(decision.role);
  }
  name_blocks(document, keep_roles, decisions);
  std::string roles;
  for (std::size_t i = 2; i < decisions.size(); ++i) {
    roles += letter_of(decisions[i].role);
    if (kept != nullptr) *kept += decisions[i].keep ? 'K' : '-';
  }
  return roles;
}

const std::string kThread =
    "3 Comments\n"
    "Anna Holm\nMarch 3, 2021 at 9:12 am\nI walked there with my kids and we loved it!\nReply\n"
    "Per Lund\nMarch 3, 2021 at 9:40 am\nDoes anyone know if you can bring a dog?\n"
    "I would like to try it on Sunday, if it is not too far.\nReply\n"
    "rivergirl\nMarch 4, 2021 at 7:05 pm\nYes, we saw many dogs there.\nReply\n";

}  // namespace

TEST_CASE(
    "block naming: a thread of comments below its label is comments, but for lines of rules") {
  CHECK(roles_of(kThread) == "CCTCCCTCCCCTCC");
}

TEST_CASE("block naming: what follows a thread is not part of it") {
  const std::string rest = "Home\nSport\nContact us\nOld mill by the river to become a library\n";
  const std::string roles = roles_of(kThread + rest);
  CHECK(roles.substr(0, 14) == roles_of(kThread));
  CHECK(roles.substr(14).find('C') == std::string::npos);
  CHECK(roles_of(kThread + "Read also:\nMany people came to see it, we hear.\n").substr(14) ==
        "Lo");
}

TEST_CASE("block naming: dates with texts in between are comments without a label") {
  const std::string thread =
      "Anna Holm wrote on 3/3/2021 at 09:12\nI walked there with my kids and we loved it!\n"
      "Per Lund wrote on 3/3/2021 at 10:40\nDoes anyone know if you can bring a dog there?\n"
      "rivergirl wrote on 4/3/2021 at 19:05\nYes, we saw many dogs there on Sunday.\n";
  CHECK(roles_of(thread) == "CCCCCC");
}

TEST_CASE("block naming: dates with titles or teasers in between are no comments") {
  std::string titles;
  std::string teasers;
  for (int i = 1; i < 6; ++i) {
    const std::string date = std::to_string(i) + "/3/2021, 09:12\n";
    const std::string title = "Old mill number " + std::to_string(i) + " to become a library\n";
    titles += title + date;
    teasers += title + date + "The council bought the mill for the town last year.\n";
  }
  CHECK(roles_of(titles).find('C') == std::string::npos);
  CHECK(roles_of(teasers).find('C') == std::string::npos);
}

TEST_CASE("block naming: a prompt at the end of a page does not make what surrounds it comments") {
  const std::string page =
      "Old mill by the river to become a library\n3/3/2021, 09:12\nThe council bought it.\n"
      "Leave a comment\nThe paper is printed in the old harbour.\nHome\nSport\n";
  const std::string roles = roles_of(page);
  CHECK(roles[3] == 'C');
  CHECK(std::count(roles.begin(), roles.end(), 'C') == 1);
}

TEST_CASE("block naming: a notice and a biography have the role of the label above them") {
  const std::string notice = "The most important stories of the day come to your inbox at seven.\n";
  CHECK(roles_of("Newsletter\n" + notice + "Old mill by the river to become a library\n") == "uul");
  const std::string life =
      "Ida Berg has written about rivers and harbours for the paper since 2009.\n";
  CHECK(roles_of("About the author\nIda Berg\n" + life + "Home\n") == "yyyN");
}

TEST_CASE("block naming: a short title between others is a related link, a menu is navigation") {
  CHECK(roles_of("Old mill by the river becomes a library\nFerry stops\n"
                 "New bridge for the north shore next year\n") == "lll");
  CHECK(roles_of("Home\nSport\nWeather\nFerry times\n") == "NNNN");
}

TEST_CASE("block naming: a thread of comments is kept where keep_roles has comments") {
  std::string kept;
  const std::string roles = roles_of(kThread, {Role::kBody, Role::kComments}, &kept);
  for (std::size_t i = 0; i < roles.size(); ++i) CHECK((kept[i] == 'K') == (roles[i] == 'C'));
  kept.clear();
  (void)roles_of(kThread, kArticleRoles, &kept);
  CHECK(kept == std::string(roles.size(), '-'));
}

TEST_CASE("block naming: the few lines between those of a thread are comments too") {
  std::vector<LineDecision> lines(9);
  for (LineDecision& line : lines) {
    line.keep = false;
    line.role = Role::kOther;
    line.rule = kModelRule;
  }
  lines[1].role = lines[3].role = lines[8].role = Role::kComments;
  lines[5].rule = "en.share.share";
  fill_threads(lines);
  std::string roles;
  for (const LineDecision& line : lines) roles += line.role == Role::kComments ? 'C' : '.';
  CHECK(roles == ".CCC....C");  // four are not few
  lines[4].keep = true;
  lines[7].role = Role::kComments;
  fill_threads(lines);
  CHECK(lines[4].role == Role::kOther);
  CHECK(lines[5].role == Role::kOther);
  CHECK(lines[6].role == Role::kComments);
}
