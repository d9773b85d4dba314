// Metadata: JSON-LD (schema.org), Open Graph, Twitter cards, Dublin Core, microdata, plain <meta>.
// Tests: html_metadata_test.cpp.
#include "saring/boilerplate/html/html_metadata_internal.hpp"

#include <algorithm>
#include <string_view>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/boilerplate/html/html_json_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxField = 1000;  // bytes of a field; article_body excepted

std::string collapsed(std::string_view text) {
  std::string out;
  append_collapsed(text, false, out);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Fields with the rank of their source: the value from the better source is kept.
class Fields {
 public:
  void set(std::string& field, int& held, int trust, std::string_view value) {
    if (value.empty() || value.size() > kMaxField || held >= trust) return;
    std::string text = collapsed(value);
    if (text.empty()) return;
    field = std::move(text);
    held = trust;
  }
};

class MetadataReader {
 public:
  explicit MetadataReader(const HtmlTree& tree) : tree_(tree) {}

  HtmlMetadata run() {
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      switch (tree_[i].tag) {
        case HtmlTag::kHtml:
          language(i);
          break;
        case HtmlTag::kMeta:
          meta(i);
          break;
        case HtmlTag::kLink:
          link(i);
          break;
        case HtmlTag::kTitle:
          title(i);
          break;
        case HtmlTag::kScript:
          script(i);
          break;
        case HtmlTag::kTime:
          time(i);
          break;
        default:
          break;
      }
    }
    drop_site_name();
    return std::move(out_);
  }

 private:
  void language(std::uint32_t i) {
    std::string_view lang = tree_.attribute(i, "lang");
    if (lang.empty()) lang = tree_.attribute(i, "xml:lang");
    if (out_.language.empty() && lang.size() < 40) out_.language = collapsed(lang);
  }

  void link(std::uint32_t i) {
    if (tree_.attribute(i, "rel") == "canonical") {
      fields_.set(out_.canonical_url, url_trust_, 3, tree_.attribute(i, "href"));
    }
  }

  void title(std::uint32_t i) {
    if (i + 1 < tree_[i].end && tree_[i + 1].tag == HtmlTag::kText && !seen_title_) {
      fields_.set(out_.title, title_trust_, 1, tree_[i + 1].text);
      seen_title_ = true;
    }
  }

  void time(std::uint32_t i) {
    fields_.set(out_.date, date_trust_, 1, tree_.attribute(i, "datetime"));
  }

  void meta(std::uint32_t i) {
    const std::string_view content = tree_.attribute(i, "content");
    std::string name = ascii::to_lower(tree_.attribute(i, "property"));
    if (name.empty()) name = ascii::to_lower(tree_.attribute(i, "name"));
    if (name.empty()) name = ascii::to_lower(tree_.attribute(i, "itemprop"));
    if (name.empty()) {
      if (ascii::to_lower(tree_.attribute(i, "http-equiv")) == "content-language" &&
          out_.language.empty() && content.size() < 40) {
        out_.language = collapsed(content);
      }
      return;
    }
    if (name == "og:title") fields_.set(out_.title, title_trust_, 3, content);
    if (name == "twitter:title") fields_.set(out_.title, title_trust_, 2, content);
    if (name == "dc.title") fields_.set(out_.title, title_trust_, 2, content);
    if (name == "og:site_name") fields_.set(out_.site_name, site_trust_, 3, content);
    if (name == "application-name") fields_.set(out_.site_name, site_trust_, 1, content);
    if (name == "og:url") fields_.set(out_.canonical_url, url_trust_, 2, content);
    if (name == "description") fields_.set(out_.description, description_trust_, 2, content);
    if (name == "og:description") fields_.set(out_.description, description_trust_, 1, content);
    if (name == "og:type") kind(ascii::to_lower(content));
    author_or_date(name, content);
  }

  void author_or_date(std::string_view name, std::string_view content) {
    const bool author = name == "author" || name == "article:author" || name == "dc.creator" ||
                        name == "byl" || name == "sailthru.author" || name == "parsely-author" ||
                        name == "dcterms.creator" || name == "content_author";
    if (author && !contains(content, "://")) {
      fields_.set(out_.byline, byline_trust_, name == "author" ? 2 : 1, content);
    }
    if (name == "article:published_time" || name == "datepublished") {
      fields_.set(out_.date, date_trust_, 4, content);
    } else if (name == "date" || name == "dc.date" || name == "dc.date.issued" ||
               name == "pubdate" || name == "publish-date" || name == "publishdate" ||
               name == "parsely-pub-date" || name == "sailthru.date" ||
               name == "content_publisheddate") {
      fields_.set(out_.date, date_trust_, 3, content);
    }
  }

  void kind(std::string_view type) {
    if (contains(type, "article") || contains(type, "posting") || contains(type, "report")) {
      out_.says_article = true;
    }
    if (contains(type, "product")) out_.says_product = true;
    if (contains(type, "collection") || contains(type, "itemlist") ||
        contains(type, "searchresults")) {
      out_.says_listing = true;
    }
    if (contains(type, "forum") || contains(type, "qapage") || contains(type, "question")) {
      out_.says_forum = true;
    }
  }

  void script(std::uint32_t i) {
    if (tree_[i].text.empty()) return;
    visit_json_strings(tree_[i].text, [this](const JsonString& s) { json_ld(s); });
  }

  void json_ld(const JsonString& s) {
    if (s.key == "@type") {
      if (s.parent_key != "mainEntity" && s.depth <= 2) kind(ascii::to_lower(s.value));
      return;
    }
    if (s.key == "headline") fields_.set(out_.title, title_trust_, 4, decoded(s.value));
    if (s.key == "datePublished") fields_.set(out_.date, date_trust_, 5, s.value);
    if (s.key == "articleBody" && out_.article_body.size() < s.value.size()) {
      out_.article_body.clear();
      append_collapsed(without_tags(decoded(s.value)), true, out_.article_body);
    }
    if (s.key == "name" && s.parent_key == "author") {
      add_author(decoded(s.value));
    } else if (s.key == "author" && !contains(s.value, "://")) {
      add_author(decoded(s.value));
    } else if (s.key == "name" && (s.parent_key == "publisher" || s.object_type == "WebSite")) {
      fields_.set(out_.site_name, site_trust_, 2, decoded(s.value));
    }
  }

  // Several authors of one article are joined; each name is used once.
  void add_author(std::string_view name) {
    const std::string text = collapsed(name);
    if (text.empty() || text.size() > 120 || contains(text, "://")) return;
    if (byline_trust_ < 4) {
      out_.byline = text;
      byline_trust_ = 4;
    } else if (!contains(out_.byline, text) && out_.byline.size() < 300) {
      out_.byline += ", " + text;
    }
  }

  static std::string decoded(std::string_view text) {
    std::string out;
    decode_character_references(text, out);
    return out;
  }

  // schema.org defines articleBody as plain text, but some pages put mark-up into it.
  static std::string without_tags(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t lt = std::min(text.find('<', at), text.size());
      out.append(text, at, lt - at);
      if (lt == text.size()) break;
      const std::size_t gt = text.find('>', lt);
      if (gt == std::string_view::npos) {
        out.append(text, lt, text.size() - lt);
        break;
      }
      out += ' ';
      at = gt + 1;
    }
    return out;
  }

  // "Headline | Site": the last part is removed if it is the name of the site, or shorter than the
  // rest.
  void drop_site_name() {
    for (const std::string_view separator : {" | ", " - ", " – ", " — ", " » ", " :: "}) {
      const std::size_t at = out_.title.rfind(separator);
      if (at == std::string::npos || at == 0) continue;
      const std::string_view tail = std::string_view(out_.title).substr(at + separator.size());
      const bool is_site =
          !out_.site_name.empty() && ascii::to_lower(tail) == ascii::to_lower(out_.site_name);
      if (is_site || (title_trust_ <= 1 && tail.size() < 30 && at > tail.size())) {
        out_.title.resize(at);
        return;
      }
    }
  }

  const HtmlTree& tree_;
  HtmlMetadata out_;
  Fields fields_;
  int title_trust_ = 0, byline_trust_ = 0, date_trust_ = 0, site_trust_ = 0, url_trust_ = 0;
  int description_trust_ = 0;
  bool seen_title_ = false;
};

}  // namespace

HtmlMetadata read_metadata(const HtmlTree& tree) { return MetadataReader(tree).run(); }

}  // namespace saring::boilerplate
