// Tests: html_extractor_test.cpp.
#include "saring/boilerplate/html/html_extractor.hpp"

#include <algorithm>
#include <numeric>

#include "saring/boilerplate/embedded_internal.hpp"
#include "saring/boilerplate/html/html_article_metadata_internal.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_comments_internal.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_metadata_internal.hpp"
#include "saring/boilerplate/html/html_model_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/boilerplate/html/html_render_internal.hpp"
#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kParagraphWords = 8;
constexpr float kListBetween = 0.4F;    // mean score of the items of a list that is kept
constexpr float kAnnouncedList = 0.2F;  // after a line that ends with a colon
constexpr RoleSet kFrameRoles = {Role::kNavigation, Role::kCopyright, Role::kCookie, Role::kShare,
                                 Role::kSubscribe};
constexpr std::size_t kBodyBytes = 200;
constexpr std::size_t kProbeBytes = 24;

// The blocks with the greatest expected F1, given independent probabilities: the optimum is always
// a prefix of the blocks by falling probability (Lewis 1995, "Evaluating and optimizing autonomous
// text classification systems"; Ye et al. 2012).
std::vector<std::uint8_t> choose(const std::vector<float>& scores, const HtmlBlocks& blocks) {
  const std::size_t count = scores.size();
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return scores[a] > scores[b]; });
  const auto weight = [&](std::size_t i) {
    return static_cast<double>(blocks.blocks[i].words) + 0.5;
  };
  double expected = 1e-9;  // tokens of article text on the page
  for (std::size_t i = 0; i < count; ++i) expected += weight(i) * static_cast<double>(scores[i]);
  double hits = 0, size = 0, best = -1;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < count; ++k) {
    hits += weight(order[k]) * static_cast<double>(scores[order[k]]);
    size += weight(order[k]);
    const double f1 = 2 * hits / (size + expected);
    if (f1 > best) {
      best = f1;
      kept = k + 1;
    }
  }
  std::vector<std::uint8_t> keep(count, 0);
  for (std::size_t k = 0; k < kept; ++k) keep[order[k]] = scores[order[k]] > 0 ? 1 : 0;
  return keep;
}

bool same_words(std::string_view a, std::string_view b) {
  text::WordScanner left(a), right(b);
  text::Word x, y;
  std::size_t words = 0;
  while (true) {
    const bool more_left = left.next(x);
    if (more_left != right.next(y)) return false;
    if (!more_left) return words > 0;
    if (x.folded != y.folded) return false;
    ++words;
  }
}

// The role of a line by the element that holds it.
Role role_by_element(const HtmlTree& tree, std::uint32_t container) {
  for (std::uint32_t at = container; at != 0; at = tree[at].parent) {
    switch (tree[at].tag) {
      case HtmlTag::kH1:
      case HtmlTag::kH2:
      case HtmlTag::kH3:
      case HtmlTag::kH4:
      case HtmlTag::kH5:
      case HtmlTag::kH6:
        return Role::kSubheading;
      case HtmlTag::kBlockquote:
        return Role::kQuote;
      case HtmlTag::kLi:
      case HtmlTag::kDd:
      case HtmlTag::kDt:
        return Role::kList;
      case HtmlTag::kFigcaption:
      case HtmlTag::kCaption:
        return Role::kCaption;
      case HtmlTag::kTd:
      case HtmlTag::kArticle:
      case HtmlTag::kMain:
        return Role::kBody;
      default:
        break;
    }
  }
  return Role::kBody;
}

bool is_list(HtmlTag tag) noexcept { return tag == HtmlTag::kUl || tag == HtmlTag::kOl; }

// A list between two paragraphs of the article, next to which it stands in the page, is kept whole
// where its items are likely on average: those of a list of links are too short to be judged one by
// one.
void decide_lists(const HtmlTree& tree, const HtmlBlocks& blocks, const std::vector<float>& scores,
                  std::vector<std::uint8_t>& chosen) {
  std::vector<std::uint32_t> list_of(tree.size(), 0);  // the nearest list around each node
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    list_of[i] = is_list(tree[i].tag) ? i : list_of[tree[i].parent];
  }
  const std::size_t count = blocks.blocks.size();
  const auto list_at = [&](std::size_t i) { return list_of[blocks.blocks[i].container]; };
  const auto is_beside = [&](std::size_t i, std::uint32_t list) {
    const HtmlBlock& block = blocks.blocks[i];
    return chosen[i] != 0 && list_at(i) != list && block.words >= kParagraphWords &&
           tree[block.container].parent == tree[list].parent;
  };
  for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
    end = begin + 1;
    const std::uint32_t list = list_at(begin);
    while (end < count && list_at(end) == list) ++end;
    if (list == 0 || end - begin < 2 || begin == 0 || end == count) continue;
    if (!is_beside(end, list)) continue;
    const bool announced = blocks.blocks[begin - 1].ending == BlockEnd::kColon;
    const bool beside = is_beside(begin - 1, list) || (announced && chosen[begin - 1] != 0);
    if (!beside) continue;
    const float sum = std::accumulate(scores.begin() + static_cast<std::ptrdiff_t>(begin),
                                      scores.begin() + static_cast<std::ptrdiff_t>(end), 0.0F);
    const float mean = sum / static_cast<float>(end - begin);
    if (mean < (announced ? kAnnouncedList : kListBetween)) continue;
    for (std::size_t i = begin; i < end; ++i) chosen[i] = scores[i] > 0 ? 1 : chosen[i];
  }
}

// Whether nothing was found but the frame of a page: its menus, its footer, its notices.
bool is_frame_only(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
                   const HtmlRules& rules, const std::vector<float>& scores,
                   const std::vector<std::uint8_t>& chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] == 0) continue;
    if (scores[i] >= 0.5F) return false;
    const int rule = page.rule_of(i);
    bool frame =
        rule >= 0 && kFrameRoles.contains(rules.rules()[static_cast<std::size_t>(rule)].role);
    for (std::uint32_t at = blocks.blocks[i].container; at != 0 && !frame; at = tree[at].parent) {
      frame = tree[at].tag == HtmlTag::kFooter || tree[at].tag == HtmlTag::kNav;
    }
    if (!frame) return false;
  }
  return true;
}

// Whether articleBody is the article and the page has no more than the beginning of it.
bool is_missing(std::string_view body, const HtmlBlocks& blocks,
                const std::vector<std::uint8_t>& chosen) {
  if (body.size() < kBodyBytes) return false;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] != 0) kept += blocks.blocks[i].end - blocks.blocks[i].start;
  }
  if (body.size() < 2 * kept) return false;
  constexpr std::size_t kProbes = 16;
  std::size_t found = 0;
  for (std::size_t k = 0; k < kProbes; ++k) {
    std::size_t at = body.size() * k / kProbes;
    while (at > 0 && (static_cast<unsigned char>(body[at]) & 0xC0U) == 0x80U) --at;
    const std::string_view probe = body.substr(at, kProbeBytes);
    found += blocks.text.find(probe.substr(0, probe.find('\n'))) != std::string::npos ? 1U : 0U;
  }
  return found * 2 < kProbes;
}

// Adds the paragraphs of articleBody as lines of the article, behind those of the page.
void add_body(std::string_view body, const ExtractOptions& options, std::string& page_text,
              Article& article) {
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    std::string_view paragraph = body.substr(at, end - at);
    at = end + 1;
    while (!paragraph.empty() && paragraph.back() == ' ') paragraph.remove_suffix(1);
    if (paragraph.empty()) continue;
    ArticleLine line;
    line.start = page_text.size();
    page_text += paragraph;
    line.end = page_text.size();
    page_text += '\n';
    line.role = Role::kBody;
    line.score = 1;
    line.keep = options.keep_roles.contains(line.role);
    line.reason = "articleBody of the JSON-LD of the page";
    if (line.keep) {
      if (!article.text.empty()) article.text += '\n';
      article.text += paragraph;
    }
    article.lines.push_back(line);
  }
}

}  // namespace

struct HtmlExtractor::Impl {
  HtmlRules rules = HtmlRules::built_in();
  HtmlModel model = HtmlModel::load(embedded_html_model());
  mutable HtmlParserPool parsers;

  [[nodiscard]] Article extract(std::string_view html, const ExtractOptions& options) const;
  // Index of the line that is the headline, or `blocks.size()`.
  [[nodiscard]] static std::size_t find_headline(const HtmlTree& tree, const HtmlBlocks& blocks,
                                                 const std::vector<std::uint8_t>& chosen,
                                                 const std::string& title);
  [[nodiscard]] ArticleLine describe(const HtmlTree& tree, const HtmlBlock& block, bool chosen,
                                     int rule) const;
};

std::size_t HtmlExtractor::Impl::find_headline(const HtmlTree& tree, const HtmlBlocks& blocks,
                                               const std::vector<std::uint8_t>& chosen,
                                               const std::string& title) {
  const std::size_t count = blocks.blocks.size();
  std::size_t first_h1 = count, h1s = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const HtmlBlock& block = blocks.blocks[i];
    const HtmlTag tag = tree[block.container].tag;
    if (is_heading(tag) && same_words(blocks.text_of(block), title)) return i;
    if (tag == HtmlTag::kH1) {
      ++h1s;
      if (first_h1 == count && (chosen[i] != 0 || block.words >= 3)) first_h1 = i;
    }
  }
  return h1s == 1 || (first_h1 < count && chosen[first_h1] != 0) ? first_h1 : count;
}

ArticleLine HtmlExtractor::Impl::describe(const HtmlTree& tree, const HtmlBlock& block, bool chosen,
                                          int rule) const {
  ArticleLine line;
  line.start = block.start;
  line.end = block.end;
  line.role = role_by_element(tree, block.container);
  line.reason = chosen ? "classified as article text" : "classified as boilerplate";
  if (rule < 0) {
    if (!chosen && line.role != Role::kCaption) line.role = Role::kOther;
    return line;
  }
  const HtmlRule& r = rules.rules()[static_cast<std::size_t>(rule)];
  const bool article_role = kArticleRoles.contains(r.role);
  if (chosen == article_role && (!chosen || r.role != Role::kBody)) {
    line.role = r.role;
    line.rule = r.id;
  } else if (!chosen && line.role != Role::kCaption) {
    line.role = Role::kOther;
  }
  return line;
}

Article HtmlExtractor::Impl::extract(std::string_view html, const ExtractOptions& options) const {
  const HtmlTree tree = parsers.parse(html);
  HtmlBlocks blocks = split_blocks(tree);
  const HtmlMetadata declared = read_metadata(tree);
  const PageFeatures page(tree, blocks, declared, model.tokens, rules);
  std::vector<float> scores = model.score(page);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const int rule = page.rule_of(i);
    if (rule >= 0 && rules.rules()[static_cast<std::size_t>(rule)].always) scores[i] = 0;
  }
  std::vector<std::uint8_t> chosen = choose(scores, blocks);
  decide_lists(tree, blocks, scores, chosen);
  if (is_frame_only(tree, blocks, page, rules, scores, chosen)) chosen.assign(chosen.size(), 0);
  const bool body_elsewhere = is_missing(declared.article_body, blocks, chosen);
  if (body_elsewhere) chosen.assign(chosen.size(), 0);
  const ElementNames names(tree);
  ArticleMetadata metadata = choose_metadata({tree, blocks, declared, names, chosen, options.url});
  const std::size_t headline = find_headline(tree, blocks, chosen, metadata.title);
  Article article;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    ArticleLine line = describe(tree, blocks.blocks[i], chosen[i] != 0, page.rule_of(i));
    line.score = scores[i];
    if (i == headline) {
      line.role = Role::kHeadline;
      line.rule = {};
      line.reason = "the headline of the page";
    }
    line.keep = options.keep_roles.contains(line.role) && (chosen[i] != 0 || i == headline);
    if (chosen[i] == 0 && i != headline && options.keep_roles.contains(line.role) &&
        !kArticleRoles.contains(line.role)) {
      line.keep = true;  // keep_roles has captions, comments, …
    }
    if (std::binary_search(options.dropped_lines.begin(), options.dropped_lines.end(), i)) {
      line.keep = false;
    }
    if (chosen[i] != 0 && !line.keep) line.reason = "its role is not one of keep_roles";
    if (line.keep) {
      if (!article.text.empty()) article.text += '\n';
      article.text += blocks.text_of(blocks.blocks[i]);
    }
    article.lines.push_back(line);
  }
  if (body_elsewhere) add_body(declared.article_body, options, blocks.text, article);
  article.title = std::move(metadata.title);
  if (article.title.empty() && headline < scores.size()) {
    article.title = blocks.text_of(blocks.blocks[headline]);
  }
  for (const std::string& author : metadata.authors) {
    article.byline.append(article.byline.empty() ? "" : ", ").append(author);
  }
  article.authors = std::move(metadata.authors);
  article.date = std::move(metadata.date);
  article.date_modified = std::move(metadata.date_modified);
  article.language_hint = std::move(metadata.language);
  article.site_name = std::move(metadata.site_name);
  article.canonical_url = std::move(metadata.url);
  article.description = std::move(metadata.description);
  article.comments = collect_comments(tree, blocks, article.lines);
  const RenderInput rendered{tree, blocks, article.lines};
  if (options.markdown) article.markdown = render_markdown(rendered, options.links);
  if (options.html) article.html = render_html(rendered);
  article.image = std::move(metadata.image);
  article.section = std::move(metadata.section);
  article.tags = std::move(metadata.tags);
  article.page_text = std::move(blocks.text);
  return article;
}

HtmlExtractor::HtmlExtractor() : impl_(std::make_unique<const Impl>()) {}
HtmlExtractor::~HtmlExtractor() = default;
HtmlExtractor::HtmlExtractor(HtmlExtractor&&) noexcept = default;
HtmlExtractor& HtmlExtractor::operator=(HtmlExtractor&&) noexcept = default;

Article HtmlExtractor::extract(std::string_view html, const ExtractOptions& options) const {
  return impl_->extract(html, options);
}

}  // namespace saring::boilerplate
