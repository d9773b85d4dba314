// Tests: html_extractor_test.cpp.
#include "saring/boilerplate/html/html_extractor.hpp"

#include <algorithm>
#include <numeric>
#include <span>

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
constexpr float kListInside = 0.5F;     // the same between other lines that are kept
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

// A list between two kept lines, in the page next to two paragraphs or not, is kept whole
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
    if (chosen[begin - 1] == 0 || chosen[end] == 0) continue;
    const bool announced = blocks.blocks[begin - 1].ending == BlockEnd::kColon;
    const bool beside = is_beside(end, list) && (announced || is_beside(begin - 1, list));
    const float sum = std::accumulate(scores.begin() + static_cast<std::ptrdiff_t>(begin),
                                      scores.begin() + static_cast<std::ptrdiff_t>(end), 0.0F);
    const float mean = sum / static_cast<float>(end - begin);
    if (mean < (!beside ? kListInside : announced ? kAnnouncedList : kListBetween)) continue;
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

// Appends a line less the spans that are not kept, and the space that they would leave double.
void append_less_spans(std::string_view text, const ArticleLine& line,
                       std::span<const RoleSpan> spans, std::string& out) {
  const std::size_t begin = out.size();
  const auto add = [&](std::string_view part) {
    const bool is_joint = !spans.empty() && (out.size() == begin || out.back() == ' ');
    while (is_joint && !part.empty() && part.front() == ' ') part.remove_prefix(1);
    out += part;
  };
  std::size_t at = line.start;
  for (const RoleSpan& span : spans) {
    if (span.keep) continue;
    add(text.substr(at, span.start - at));
    at = span.end;
  }
  add(text.substr(at, line.end - at));
  while (!spans.empty() && out.size() > begin && out.back() == ' ') out.pop_back();
}

constexpr float kMostOfText = 0.8F;

// Whether the rules of lines take no more than a part of what the classifier takes for the article.
// Where they take nearly all of it, the text is about what they look for, or there is no article:
// then the text stays.
bool leave_most(const PageLines& lines, const HtmlBlocks& blocks,
                const std::vector<float>& scores) {
  float all = 0, dropped = 0;  // expected words of the article
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const float words = scores[i] * static_cast<float>(blocks.blocks[i].words);
    all += words;
    if (lines.dropped_by_rule(i) != nullptr) dropped += words;
  }
  return dropped <= kMostOfText * all;
}

constexpr std::uint32_t kWholeArticleWords = 40;

// Leaves out the articles that a site loads below the one that was asked for: an <article> with an
// <h1> of its own, behind the <article> whose <h1> is the title of the page.
void drop_next_articles(const HtmlTree& tree, const HtmlBlocks& blocks, const std::string& title,
                        std::vector<std::uint8_t>& chosen) {
  if (title.empty()) return;
  std::uint32_t first = 0;  // the <article> of the title
  for (const HtmlBlock& block : blocks.blocks) {
    if (tree[block.container].tag != HtmlTag::kH1) continue;
    if (!same_words(blocks.text_of(block), title)) continue;
    for (std::uint32_t at = block.container; at != 0; at = tree[at].parent) {
      if (tree[at].tag == HtmlTag::kArticle) first = at;
    }
    break;
  }
  if (first == 0) return;
  std::uint32_t words = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const std::uint32_t at = blocks.blocks[i].container;
    if (chosen[i] != 0 && at > first && at < tree[first].end) words += blocks.blocks[i].words;
  }
  if (words < kWholeArticleWords) return;
  std::uint32_t last = 0;  // the end of the next article, or 0
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const HtmlBlock& block = blocks.blocks[i];
    if (block.container < tree[first].end) continue;
    if (block.container >= last && tree[block.container].tag == HtmlTag::kH1) {
      for (std::uint32_t at = block.container; at >= tree[first].end; at = tree[at].parent) {
        if (tree[at].tag == HtmlTag::kArticle) last = tree[at].end;
      }
    }
    if (block.container < last) chosen[i] = 0;
  }
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
  RuleMatcher matcher{built_in_rules()};
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
  const PageLines lines(blocks, matcher, &model.words);
  std::vector<float> scores = model.score(page, lines);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const int rule = page.rule_of(i);
    if (rule >= 0 && rules.rules()[static_cast<std::size_t>(rule)].always) scores[i] = 0;
  }
  const bool rules_decide = leave_most(lines, blocks, scores);
  for (std::size_t i = 0; rules_decide && i < scores.size(); ++i) {
    if (lines.dropped_by_rule(i) != nullptr) scores[i] = 0;
  }
  std::vector<std::uint8_t> chosen = choose(scores, blocks);
  decide_lists(tree, blocks, scores, chosen);
  if (is_frame_only(tree, blocks, page, rules, scores, chosen)) chosen.assign(chosen.size(), 0);
  const bool body_elsewhere = is_missing(declared.article_body, blocks, chosen);
  if (body_elsewhere) chosen.assign(chosen.size(), 0);
  const ElementNames names(tree);
  ArticleMetadata metadata = choose_metadata({tree, blocks, declared, names, chosen, options.url});
  drop_next_articles(tree, blocks, metadata.title, chosen);
  const std::size_t headline = find_headline(tree, blocks, chosen, metadata.title);
  Article article;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    ArticleLine line = describe(tree, blocks.blocks[i], chosen[i] != 0, page.rule_of(i));
    const LineInfo* const info = rules_decide ? lines.dropped_by_rule(i) : nullptr;
    if (info != nullptr) {
      line.role = info->role;
      line.rule = info->rule->id;
      line.reason = "matches a rule";
    }
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
      const std::size_t first = article.spans.size();
      if (!blocks.blocks[i].preformatted) {
        lines.spans(i, [&](const SpanInfo& span) {
          article.spans.push_back({span.start, span.end, span.role,
                                   options.keep_roles.contains(span.role), span.rule->id,
                                   "matches a rule"});
        });
      }
      if (!article.text.empty()) article.text += '\n';
      append_less_spans(blocks.text, line, std::span(article.spans).subspan(first), article.text);
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
  const RenderInput rendered{tree, blocks, article.lines, article.spans};
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
