// Tests: html_names_test.cpp.
#include "saring/boilerplate/html/html_names_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

struct NameWord {
  std::string_view word;
  std::uint16_t names;
};

// Sorted by word.
constexpr auto kWords = std::to_array<NameWord>({
    {"actualizado", kNamedModified},
    {"archives", kNamedElsewhere},
    {"articleauthor", kNamedAuthor},
    {"auteur", kNamedAuthor},
    {"author", kNamedAuthor},
    {"authorname", kNamedAuthor},
    {"authors", kNamedAuthor},
    {"autor", kNamedAuthor},
    {"autore", kNamedAuthor},
    {"autoren", kNamedAuthor},
    {"avatar", kNamedDetail},
    {"bio", kNamedDetail},
    {"biography", kNamedDetail},
    {"breadcrumb", kNamedElsewhere},
    {"breadcrumbs", kNamedElsewhere},
    {"byline", kNamedAuthor},
    {"bylinename", kNamedAuthor},
    {"bylines", kNamedAuthor},
    {"carousel", kNamedElsewhere},
    {"comment", kNamedElsewhere},
    {"commentlist", kNamedElsewhere},
    {"comments", kNamedElsewhere},
    {"contributor", kNamedAuthor},
    {"contributors", kNamedAuthor},
    {"cookie", kNamedElsewhere},
    {"copyright", kNamedElsewhere},
    {"created", kNamedDate | kNamedPublished},
    {"creator", kNamedAuthor},
    {"data", kNamedDate},
    {"date", kNamedDate},
    {"dateline", kNamedDate},
    {"dates", kNamedDate},
    {"datetime", kNamedDate},
    {"datum", kNamedDate},
    {"designation", kNamedDetail},
    {"disqus", kNamedElsewhere},
    {"edited", kNamedModified},
    {"entryauthor", kNamedAuthor},
    {"fecha", kNamedDate},
    {"follow", kNamedDetail},
    {"foot", kNamedFooter},
    {"footer", kNamedFooter},
    {"headline", kNamedTitle},
    {"issued", kNamedDate | kNamedPublished},
    {"job", kNamedDetail},
    {"journalist", kNamedAuthor},
    {"judul", kNamedTitle},
    {"komentar", kNamedElsewhere},
    {"lastmod", kNamedDate | kNamedModified},
    {"lastupdated", kNamedDate | kNamedModified},
    {"menu", kNamedElsewhere},
    {"modified", kNamedDate | kNamedModified},
    {"name", kNamedName},
    {"nav", kNamedElsewhere},
    {"navbar", kNamedElsewhere},
    {"navigation", kNamedElsewhere},
    {"newsletter", kNamedElsewhere},
    {"occupation", kNamedDetail},
    {"outbrain", kNamedElsewhere},
    {"pagination", kNamedElsewhere},
    {"penulis", kNamedAuthor},
    {"pewarta", kNamedAuthor},
    {"popular", kNamedElsewhere},
    {"position", kNamedDetail},
    {"postauthor", kNamedAuthor},
    {"postdate", kNamedDate | kNamedPublished},
    {"posted", kNamedDate | kNamedPublished},
    {"promo", kNamedElsewhere},
    {"pubdate", kNamedDate | kNamedPublished},
    {"publication", kNamedPublished},
    {"publish", kNamedDate | kNamedPublished},
    {"publishdate", kNamedDate | kNamedPublished},
    {"published", kNamedDate | kNamedPublished},
    {"pubtime", kNamedDate | kNamedPublished},
    {"recent", kNamedElsewhere},
    {"recommend", kNamedElsewhere},
    {"recommendations", kNamedElsewhere},
    {"recommended", kNamedElsewhere},
    {"redaktor", kNamedAuthor},
    {"related", kNamedElsewhere},
    {"reply", kNamedElsewhere},
    {"reporter", kNamedAuthor},
    {"respond", kNamedElsewhere},
    {"role", kNamedDetail},
    {"share", kNamedDetail},
    {"sharing", kNamedDetail},
    {"sidebar", kNamedElsewhere},
    {"similar", kNamedElsewhere},
    {"social", kNamedDetail},
    {"taboola", kNamedElsewhere},
    {"tanggal", kNamedDate},
    {"teaser", kNamedElsewhere},
    {"teasers", kNamedElsewhere},
    {"terkait", kNamedElsewhere},
    {"tgl", kNamedDate},
    {"time", kNamedDate},
    {"timestamp", kNamedDate},
    {"titel", kNamedTitle},
    {"title", kNamedTitle},
    {"titre", kNamedTitle},
    {"titulo", kNamedTitle},
    {"toolbar", kNamedElsewhere},
    {"trending", kNamedElsewhere},
    {"update", kNamedDate | kNamedModified},
    {"updated", kNamedDate | kNamedModified},
    {"vcard", kNamedAuthor},
    {"writer", kNamedAuthor},
});
static_assert(std::is_sorted(kWords.begin(), kWords.end(),
                             [](const NameWord& a, const NameWord& b) { return a.word < b.word; }));

constexpr std::size_t kMaxNameBytes = 300;  // read of one attribute
constexpr std::size_t kMaxWord = 16;

// By first letter: bits of the lengths of words that start with it. Most words end here.
constexpr auto kLengths = [] {
  std::array<std::uint32_t, 26> lengths{};
  for (const NameWord& w : kWords) {
    lengths[static_cast<std::size_t>(w.word[0] - 'a')] |= std::uint32_t{1} << w.word.size();
  }
  return lengths;
}();

// By first letter: the index of the first word that starts with it or a later one.
constexpr auto kFirst = [] {
  std::array<std::size_t, 27> first{};
  for (std::size_t letter = 0; letter < first.size(); ++letter) {
    while (first[letter] < kWords.size() &&
           kWords[first[letter]].word[0] < static_cast<char>('a' + letter)) {
      ++first[letter];
    }
  }
  return first;
}();

std::uint16_t names_of_word(std::string_view word) noexcept {
  const auto letter = static_cast<std::size_t>(word[0] - 'a');
  if ((kLengths[letter] >> word.size() & 1U) == 0) return 0;
  for (std::size_t i = kFirst[letter]; i < kFirst[letter + 1]; ++i) {
    if (kWords[i].word == word) return kWords[i].names;
  }
  return 0;
}

// "authorName", "author-name" and "author_name" are the words author and name.
std::uint16_t names_of(std::string_view value) noexcept {
  value = value.substr(0, kMaxNameBytes);
  std::uint16_t names = 0;
  std::size_t i = 0;
  while (i < value.size()) {
    if (!ascii::is_letter(value[i])) {
      ++i;
      continue;
    }
    std::array<char, kMaxWord> word{};
    std::size_t size = 0, end = i;
    do {
      if (size < kMaxWord) word[size] = ascii::to_lower(value[end]);
      ++size;
      ++end;
    } while (end < value.size() && ascii::is_letter(value[end]) &&
             !(ascii::is_lower(value[end - 1]) && ascii::is_upper(value[end])));
    if (size <= kMaxWord) names |= names_of_word({word.data(), size});
    i = end;
  }
  return names;
}

bool has_article_footer(std::string_view value) noexcept {
  if (value.find("foot") == std::string_view::npos) return false;
  for (const std::string_view name : {"entry-footer", "post-footer", "article-footer", "entry-foot",
                                      "post__footer", "article__footer"}) {
    if (value.substr(0, kMaxNameBytes).find(name) != std::string_view::npos) return true;
  }
  return false;
}

std::uint16_t names_of_itemprop(std::string_view value) noexcept {
  if (value == "datePublished" || value == "dateCreated" || value == "pubdate") {
    return kMarkedDate | kNamedDate | kNamedPublished;
  }
  if (value == "dateModified") return kMarkedModified | kNamedDate | kNamedModified;
  if (value == "author" || value == "creator") return kMarkedAuthor | kNamedAuthor;
  if (value == "name") return kNamedName;
  if (value == "headline") return kNamedTitle;
  if (value == "comment" || value == "review") return kNamedElsewhere;
  if (value == "jobTitle" || value == "description" || value == "publisher") return kNamedDetail;
  return 0;
}

// Attributes that name what an element holds.
constexpr std::uint32_t kNaming = HtmlAttributeName("class").bit() | HtmlAttributeName("id").bit() |
                                  HtmlAttributeName("data-testid").bit() |
                                  HtmlAttributeName("itemprop").bit() |
                                  HtmlAttributeName("rel").bit();

struct OwnNames {
  std::uint16_t has = 0;
  std::uint16_t has_not = 0;  // whatever came before
};

OwnNames names_of_attribute(const HtmlAttribute& attribute) noexcept {
  if (attribute.name == "itemprop") return {names_of_itemprop(attribute.value)};
  if (attribute.name == "rel") {
    const bool is_author = attribute.value == "author";
    return {static_cast<std::uint16_t>(is_author ? kMarkedAuthor | kNamedAuthor : 0)};
  }
  // "entry-footer", "post-footer": of the article.
  return {names_of(attribute.value),
          static_cast<std::uint16_t>(has_article_footer(attribute.value) ? kNamedFooter : 0)};
}

}  // namespace

ElementNames::ElementNames(const HtmlTree& tree) : tree_(tree), own_(tree.size()) {
  PerValue<OwnNames> of_values(tree);
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const HtmlTag tag = tree[i].tag;
    if (tag == HtmlTag::kText) continue;
    std::uint16_t& own = own_[i];
    if (tag == HtmlTag::kNav || tag == HtmlTag::kAside) own |= kNamedElsewhere;
    if (tag == HtmlTag::kFooter) own |= kNamedFooter;
    if (tag == HtmlTag::kTime) own |= kNamedDate;
    if (tag == HtmlTag::kHtml || tag == HtmlTag::kBody) continue;
    if ((tree[i].attribute_names & kNaming) == 0) continue;
    for (const HtmlAttribute& attribute : tree.attributes(i)) {
      if ((attribute.name.bit() & kNaming) == 0) continue;
      const OwnNames& names = of_values.of(attribute, names_of_attribute);
      own |= names.has;
      own &= static_cast<std::uint16_t>(~names.has_not);
    }
  }
}

std::uint16_t ElementNames::near(std::uint32_t node, int levels) const noexcept {
  std::uint16_t names = 0;
  for (int i = 0; i < levels && node != 0; ++i, node = tree_[node].parent) names |= own_[node];
  return names;
}

bool ElementNames::is_elsewhere(std::uint32_t node, std::uint32_t inside,
                                bool footers) const noexcept {
  const auto named = static_cast<std::uint16_t>(kNamedElsewhere | (footers ? kNamedFooter : 0));
  for (; node != 0; node = tree_[node].parent) {
    const bool around = node <= inside && inside < tree_[node].end;
    if (around) return false;  // and so is all that is around it
    if (has(node, named)) return true;
  }
  return false;
}

std::string element_text(const HtmlTree& tree, std::uint32_t node, std::size_t max_bytes,
                         char boundary, const ElementNames* names, std::uint16_t skipped) {
  constexpr std::uint32_t kMaxNodes = 200;
  std::string out;
  const std::uint32_t end = std::min(tree[node].end, node + kMaxNodes);
  std::uint32_t i = tree[node].tag == HtmlTag::kText ? node : node + 1;
  std::uint32_t parent = node;  // of the text before
  while (i < end && out.size() < max_bytes) {
    const HtmlNode& n = tree[i];
    if (n.tag == HtmlTag::kText) {
      std::string piece;
      append_collapsed(text::cut(n.text, max_bytes), false, piece);
      if (!piece.empty() && n.parent != parent && !out.empty() && out.back() != boundary) {
        out += boundary;
      }
      if (!piece.empty()) parent = n.parent;
      out += piece;
      ++i;
    } else if (has_flag(n.tag, kSkipped) || (names != nullptr && names->has(i, skipped))) {
      i = n.end;
    } else {
      if (n.tag == HtmlTag::kBr && !out.empty() && out.back() != boundary) out += boundary;
      ++i;
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == boundary)) out.pop_back();
  return out;
}

}  // namespace saring::boilerplate
