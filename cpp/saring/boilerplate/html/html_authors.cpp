// Which of the bylines of a page is that of the article. Tests: html_bylines_test.cpp.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_article_place_internal.hpp"
#include "saring/boilerplate/html/html_bylines_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/text/dates.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxByline = 300;  // bytes of a byline; longer texts are biographies
constexpr std::size_t kMaxAuthors = 20;
constexpr int kPersonBonus = 20;
constexpr char kBoundary = '\x1f';  // between the texts of elements

struct Candidate {
  std::vector<std::string> names;
  int score = 0;
};

class AuthorChooser {
 public:
  AuthorChooser(const PageView& page, const SiteNames& site, std::uint32_t heading)
      : page_(page), blocks_(page.blocks.blocks), site_(site), place_(page, heading, 8) {}

  std::vector<std::string> run() {
    declared();
    elements();
    lines();
    return best_.score >= 30 ? std::move(best_.names) : std::vector<std::string>();
  }

 private:
  // Whether a candidate could be better than the best so far: a person's name adds to its score.
  [[nodiscard]] bool may_win(int score) const { return score + kPersonBonus > best_.score; }

  void consider(std::vector<std::string> names, int score) {
    if (names.size() > 1) {  // "Jo Fenn, Ellery Post"
      std::vector<std::string> persons = names;
      std::erase_if(persons, [&](const std::string& name) {
        return site_.is_exactly_site(name) && !names_a_job(name);
      });
      if (!persons.empty()) names = std::move(persons);
    }
    if (names.empty()) return;
    const std::string& first = names.front();
    switch (kind_of_name(first)) {
      case NameKind::kPerson:
        score += kPersonBonus;
        break;
      case NameKind::kSingle:
        break;
      case NameKind::kLogin:
        score -= 25;
        break;
      case NameKind::kOrganization:
        score -= 30;
        break;
      case NameKind::kNothing:
        return;
    }
    if (site_.is_site(first) && !names_a_job(first)) score -= 30;
    if (score > best_.score) best_ = {std::move(names), score};
  }

  void declared() {
    const DeclaredMetadata& d = page_.metadata.declared;
    std::vector<std::string> persons, organizations;
    for (const DeclaredAuthor& author : d.json_ld.article.authors) {
      for (std::string& name : names_in_byline(author.name)) {
        auto& list = author.is_organization ? organizations : persons;
        if (list.size() < kMaxAuthors && std::find(list.begin(), list.end(), name) == list.end()) {
          list.push_back(std::move(name));
        }
      }
    }
    drop_organizations(persons);
    consider(std::move(persons), d.json_ld.article.is_article ? 95 : 80);
    consider(std::move(organizations), 45);
    std::vector<std::string> names;
    int trust = 0;
    for (const DeclaredValue& v : d.authors) {
      if (v.value.find("://") != std::string::npos) continue;
      if (v.trust != trust) {
        consider(std::move(names), trust);
        names = {};
        trust = v.trust;
      }
      std::string decoded;
      decode_character_references(v.value, decoded);
      for (std::string& name : names_in_byline(decoded)) {
        if (names.size() < kMaxAuthors &&
            std::find(names.begin(), names.end(), name) == names.end())
          names.push_back(std::move(name));
      }
    }
    drop_organizations(names);
    consider(std::move(names), trust);
  }

  static void drop_organizations(std::vector<std::string>& names) {
    const bool person = std::any_of(names.begin(), names.end(), [](const std::string& name) {
      return kind_of_name(name) == NameKind::kPerson;
    });
    if (person)
      std::erase_if(
          names, [](const std::string& name) { return kind_of_name(name) != NameKind::kPerson; });
  }

  // Microdata, rel=author, class names.
  void elements() {
    int left = 300;
    for (std::uint32_t i = 0; i < page_.tree.size() && left > 0; ++i) {
      if (!page_.names.has(i, kNamedAuthor)) continue;
      const HtmlTag tag = page_.tree[i].tag;
      if (tag == HtmlTag::kLink || tag == HtmlTag::kImg) continue;
      --left;
      const bool marked = page_.names.has(i, kMarkedAuthor);
      const std::size_t block = block_at(i);
      int score = (marked ? 72 : 60) + place(block) - 10;
      if (page_.names.has(i, kNamedName)) score += 4;
      if (!may_win(score) || place_.is_elsewhere(block, i)) continue;
      std::string text;
      if (tag == HtmlTag::kMeta) {
        text = page_.tree.attribute(i, "content");
      } else {
        text = element_text(page_.tree, i, kMaxByline + 1, kBoundary, &page_.names,
                            kNamedDetail | kNamedDate);
      }
      if (text.size() > kMaxByline) continue;  // a biography, a whole article
      if (text.size() > 120) score -= 12;
      consider(names_in_byline(text), score);
    }
  }

  std::size_t block_at(std::uint32_t node) const {
    const auto after =
        std::upper_bound(blocks_.begin(), blocks_.end(), node,
                         [](std::uint32_t n, const HtmlBlock& b) { return n < b.element; });
    return after == blocks_.begin() ? 0 : static_cast<std::size_t>(after - blocks_.begin()) - 1;
  }

  int place(std::size_t block) const {
    if (place_.start() >= blocks_.size()) return 5;
    const std::size_t distance =
        block > place_.start() ? block - place_.start() : place_.start() - block;
    if (distance <= 4) return 20;
    if (distance <= 10) return 14;
    if (place_.last() < blocks_.size() && block + 2 >= place_.last() && block <= place_.last() + 4)
      return 10;
    return distance <= 20 ? 6 : 0;
  }

  // "By Jo Fenn" near the heading, "Pewarta: Sri Wahyuni" after the text.
  void lines() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const HtmlBlock& block = blocks_[i];
      const int near = place(i);
      if (near < 6 || block.words < 1 || block.words > 16) continue;
      const std::string_view line = without_byline_marks(page_.blocks.text_of(block));
      if (line.size() < 4 || line.size() > 160) continue;
      const std::size_t label = byline_label_size(line);
      if (place_.is_elsewhere(i, block.element)) continue;
      if (label == 0) {
        name_with_date(i, line);
        name_with_job(i, line);
        continue;
      }
      const bool colon = line.substr(0, label).find_first_of(":/|") != std::string_view::npos ||
                         line.substr(0, label).find("：") != std::string_view::npos;
      if (!colon && near < 10) continue;
      if (!may_win((colon ? 62 : 58) + near - 10)) continue;
      // The element's text has marks between its parts, such as the name and the day.
      std::string rest = element_text(page_.tree, block.element, kMaxByline, kBoundary);
      if (rest.size() > line.size() + 20) rest = line;
      // "De" and the like start many lines: what follows must be a name and little else.
      const std::vector<std::string> names = names_in_byline(rest);
      if (names.empty() || kind_of_name(names.front()) != NameKind::kPerson) continue;
      const bool only = line.size() <= label + names.front().size() + 60;
      if (!colon && !only) continue;
      const std::string_view word = without_byline_marks(line.substr(0, label));
      const bool weak = !colon && word.size() <= 3 && ascii::to_lower(word) != "by" &&
                        ascii::to_lower(word) != "von";
      consider(names, (colon ? 62 : weak ? 40 : 58) + near - 10);
    }
  }

  // "Jo Fenn, 3 May 2021" below the heading.
  void name_with_date(std::size_t i, std::string_view line) {
    if (place_.start() >= blocks_.size() || i <= place_.start() || i > place_.start() + 4) return;
    if (blocks_[i].digits == 0 || text::find_dates(line, {}, 1).empty()) return;
    std::vector<std::string> names = names_in_byline(line);
    if (names.size() == 1 && kind_of_name(names.front()) == NameKind::kPerson)
      consider(std::move(names), 35);
  }

  // "Jo Fenn, Staff Reporter" below the heading.
  void name_with_job(std::size_t i, std::string_view line) {
    if (place_.start() >= blocks_.size() || i <= place_.start() || i > place_.start() + 4) return;
    if (blocks_[i].words > 8) return;
    for (const std::string_view mark : {", ", " | ", " - ", " – ", " — "}) {
      const std::size_t at = line.find(mark);
      if (at == std::string_view::npos) continue;
      const std::string_view name = line.substr(0, at);
      if (!names_a_job(line.substr(at + mark.size())) || kind_of_name(name) != NameKind::kPerson) {
        continue;
      }
      if (!site_.is_site(name)) consider({std::string(name)}, 35);
      return;
    }
  }

  const PageView& page_;
  const std::vector<HtmlBlock>& blocks_;
  const SiteNames& site_;
  Candidate best_;
  ArticlePlace place_;
};

}  // namespace

std::vector<std::string> choose_authors(const PageView& page, const SiteNames& site,
                                        std::uint32_t heading) {
  return AuthorChooser(page, site, heading).run();
}

}  // namespace saring::boilerplate
