// Tests: html_extractor_test.cpp.
#include "saring/boilerplate/html/html_extractor.hpp"

#include <algorithm>
#include <span>

#include "saring/boilerplate/embedded_internal.hpp"
#include "saring/boilerplate/html/html_article_metadata_internal.hpp"
#include "saring/boilerplate/html/html_attached_internal.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_choice_internal.hpp"
#include "saring/boilerplate/html/html_comments_internal.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_metadata_internal.hpp"
#include "saring/boilerplate/html/html_model_internal.hpp"
#include "saring/boilerplate/html/html_next_articles_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/boilerplate/html/html_render_internal.hpp"
#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_siblings_internal.hpp"
#include "saring/boilerplate/html/html_site_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {
namespace {

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

// Makes the text of the lines that are kept.
void append_text(std::string_view page_text, Article& article) {
  const std::span<const RoleSpan> spans(article.spans);
  std::size_t first = 0;
  for (const ArticleLine& line : article.lines) {
    std::size_t end = first;
    while (end < spans.size() && spans[end].start < line.end) ++end;
    if (line.keep) {
      if (!article.text.empty()) article.text += '\n';
      append_less_spans(page_text, line, spans.subspan(first, end - first), article.text);
    }
    first = end;
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
    article.lines.push_back(line);
  }
}

}  // namespace

std::span<const std::byte> built_in_html_model() noexcept { return embedded_html_model(); }

struct HtmlExtractor::Impl {
  HtmlRules rules = HtmlRules::built_in();
  RuleMatcher matcher{built_in_rules()};
  HtmlModel model = HtmlModel::load(built_in_html_model());
  mutable HtmlParserPool parsers;

  [[nodiscard]] Article extract(std::string_view html, const ExtractOptions& options) const;
  [[nodiscard]] ArticleLine describe(const HtmlTree& tree, const HtmlBlock& block, bool chosen,
                                     int rule) const;
};

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
  decide_siblings(tree, blocks, page, lines, rules, scores, chosen);
  decide_attached(tree, blocks, page, lines, scores, chosen);
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
    if (line.keep && !blocks.blocks[i].preformatted) {
      lines.spans(i, [&](const SpanInfo& span) {
        article.spans.push_back({span.start, span.end, span.role,
                                 options.keep_roles.contains(span.role), span.rule->id,
                                 "matches a rule"});
      });
    }
    article.lines.push_back(line);
  }
  if (body_elsewhere) add_body(declared.article_body, options, blocks.text, article);
  if (options.site != nullptr) {
    drop_site_boilerplate(*options.site, options.keep_roles, blocks, article);
  }
  append_text(blocks.text, article);
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
