// Metadata: JSON-LD (schema.org), Open Graph, Twitter cards, Dublin Core, microdata, plain <meta>.
// Tests: html_metadata_test.cpp.
#include "saring/boilerplate/html/html_metadata_internal.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_json_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxField = 1000;  // bytes of a field; article_body excepted
constexpr std::size_t kMaxValues = 64;   // of one kind

std::string collapsed(std::string_view text) {
  std::string out;
  append_collapsed(text, false, out);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

enum class Field { kDate, kModified, kAuthor, kTitle, kSite, kImage, kSection, kTag, kLocale };

// Names of <meta> (property, name or itemprop), in lower case.
struct MetaName {
  std::string_view name;
  Field field;
  int trust;
};
constexpr auto kMetaNames = std::to_array<MetaName>({
    {"article:published_time", Field::kDate, 90},
    {"article:published", Field::kDate, 88},
    {"og:article:published_time", Field::kDate, 90},
    {"og:published_time", Field::kDate, 88},
    {"og:pubdate", Field::kDate, 86},
    {"datepublished", Field::kDate, 88},
    {"parsely-pub-date", Field::kDate, 86},
    {"sailthru.date", Field::kDate, 84},
    {"citation_publication_date", Field::kDate, 84},
    {"citation_online_date", Field::kDate, 85},
    {"citation_date", Field::kDate, 82},
    {"bt:pubdate", Field::kDate, 84},
    {"rbpubdate", Field::kDate, 84},
    {"cxenseparse:recs:publishtime", Field::kDate, 84},
    {"cxenseparse:publishtime", Field::kDate, 84},
    {"article_date_original", Field::kDate, 85},
    {"article.published", Field::kDate, 85},
    {"article-publish-date", Field::kDate, 84},
    {"content_publisheddate", Field::kDate, 84},
    {"content_date", Field::kDate, 80},
    {"originalpublicationdate", Field::kDate, 84},
    {"publication_date", Field::kDate, 82},
    {"publication-date", Field::kDate, 82},
    {"publicationdate", Field::kDate, 82},
    {"publish_date", Field::kDate, 82},
    {"publish-date", Field::kDate, 82},
    {"publishdate", Field::kDate, 82},
    {"published-date", Field::kDate, 82},
    {"published_time_telegram", Field::kDate, 82},
    {"pubdate", Field::kDate, 82},
    {"pdate", Field::kDate, 78},
    {"dc.date.issued", Field::kDate, 80},
    {"dcterms.issued", Field::kDate, 80},
    {"dc.issued", Field::kDate, 80},
    {"dc.date.created", Field::kDate, 76},
    {"dc.created", Field::kDate, 76},
    {"dcterms.created", Field::kDate, 76},
    {"dc.date", Field::kDate, 62},
    {"dcterms.date", Field::kDate, 62},
    {"dcsext.articlefirstpublished", Field::kDate, 82},
    {"article:post_date", Field::kDate, 82},
    {"article:create_at", Field::kDate, 80},
    {"datecreated", Field::kDate, 76},
    {"date_published", Field::kDate, 82},
    {"release_date", Field::kDate, 74},
    {"video:release_date", Field::kDate, 60},
    {"date", Field::kDate, 62},
    {"displaydate", Field::kDate, 74},
    {"shareaholic:article_published_time", Field::kDate, 82},
    {"timestamp", Field::kDate, 66},
    {"article:modified_time", Field::kModified, 90},
    {"article:modified", Field::kModified, 88},
    {"og:updated_time", Field::kModified, 84},
    {"og:article:modified_time", Field::kModified, 88},
    {"datemodified", Field::kModified, 86},
    {"dc.date.modified", Field::kModified, 80},
    {"dc.modified", Field::kModified, 80},
    {"dcterms.modified", Field::kModified, 80},
    {"last-modified", Field::kModified, 76},
    {"lastmod", Field::kModified, 76},
    {"lastmodified", Field::kModified, 76},
    {"last_modified", Field::kModified, 76},
    {"modified", Field::kModified, 74},
    {"revision_date", Field::kModified, 74},
    {"author", Field::kAuthor, 80},
    {"authors", Field::kAuthor, 80},
    {"article:author", Field::kAuthor, 78},
    {"og:article:author", Field::kAuthor, 78},
    {"article:author_name", Field::kAuthor, 80},
    {"article_author", Field::kAuthor, 78},
    {"byl", Field::kAuthor, 80},
    {"byline", Field::kAuthor, 80},
    {"parsely-author", Field::kAuthor, 79},
    {"sailthru.author", Field::kAuthor, 79},
    {"content_author", Field::kAuthor, 78},
    {"citation_author", Field::kAuthor, 80},
    {"dc.creator", Field::kAuthor, 76},
    {"dcterms.creator", Field::kAuthor, 76},
    {"dc.creator.personalname", Field::kAuthor, 77},
    {"cxenseparse:author", Field::kAuthor, 77},
    {"mediator_author", Field::kAuthor, 77},
    {"shareaholic:article_author_name", Field::kAuthor, 77},
    {"twitter:data1", Field::kAuthor, 40},
    {"dc.title", Field::kTitle, 1},
    {"dcterms.title", Field::kTitle, 1},
    {"parsely-title", Field::kTitle, 1},
    {"sailthru.title", Field::kTitle, 1},
    {"citation_title", Field::kTitle, 1},
    {"og:site_name", Field::kSite, 3},
    {"application-name", Field::kSite, 2},
    {"apple-mobile-web-app-title", Field::kSite, 1},
    {"og:image", Field::kImage, 3},
    {"og:image:url", Field::kImage, 3},
    {"og:image:secure_url", Field::kImage, 2},
    {"twitter:image", Field::kImage, 2},
    {"twitter:image:src", Field::kImage, 2},
    {"article:section", Field::kSection, 3},
    {"parsely-section", Field::kSection, 2},
    {"cxenseparse:category", Field::kSection, 1},
    {"article:tag", Field::kTag, 3},
    {"keywords", Field::kTag, 2},
    {"news_keywords", Field::kTag, 3},
    {"parsely-tags", Field::kTag, 2},
    {"sailthru.tags", Field::kTag, 2},
    {"og:locale", Field::kLocale, 1},
});

// Sets a field from the best source that has it.
void set(std::string& field, int& held, int trust, std::string_view value) {
  if (value.empty() || value.size() > kMaxField || held >= trust) return;
  std::string text = collapsed(value);
  if (text.empty()) return;
  field = std::move(text);
  held = trust;
}

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
        default:
          break;
      }
    }
    const DeclaredMetadata& declared = out_.declared;
    out_.declared.json_ld = json_ld_.finish(declared.document_title + '\n' + declared.social_title);
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
      set(out_.canonical_url, url_trust_, 3, tree_.attribute(i, "href"));
    }
  }

  void title(std::uint32_t i) {
    if (i + 1 < tree_[i].end && tree_[i + 1].tag == HtmlTag::kText && !seen_title_) {
      set(out_.title, title_trust_, 1, tree_[i + 1].text);
      out_.declared.document_title = collapsed(text::cut(tree_[i + 1].text, kMaxField));
      seen_title_ = true;
    }
  }

  void meta(std::uint32_t i) {
    std::string_view content = tree_.attribute(i, "content");
    if (content.empty()) content = tree_.attribute(i, "value");  // a mistake, seen often
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
    if (name == "og:title") set(out_.title, title_trust_, 3, content);
    if (name == "twitter:title") set(out_.title, title_trust_, 2, content);
    if (name == "dc.title") set(out_.title, title_trust_, 2, content);
    if (name == "og:title") set(out_.declared.social_title, social_trust_, 2, content);
    if (name == "twitter:title") set(out_.declared.social_title, social_trust_, 1, content);
    if (name == "og:site_name") set(site_name_, site_trust_, 3, content);
    if (name == "application-name") set(site_name_, site_trust_, 1, content);
    if (name == "og:url") set(out_.canonical_url, url_trust_, 2, content);
    if (name == "description") set(out_.description, description_trust_, 2, content);
    if (name == "og:description") set(out_.description, description_trust_, 1, content);
    if (name == "og:type") kind(ascii::to_lower(content));
    const auto known = std::find_if(kMetaNames.begin(), kMetaNames.end(),
                                    [&](const MetaName& m) { return m.name == name; });
    if (known != kMetaNames.end()) {
      declare(*known, content);
    } else if (name.size() < 60 && !content.empty()) {
      declare_by_ending(name, content);
    }
  }

  // "w-published-date", "x:lastModified": names of a publisher's own.
  void declare_by_ending(std::string_view name, std::string_view content) {
    std::string letters;
    std::copy_if(name.begin(), name.end(), std::back_inserter(letters), ascii::is_letter);
    const auto ends = [&](std::string_view end) { return letters.ends_with(end); };
    if (ends("publisheddate") || ends("publishdate") || ends("publicationdate") ||
        ends("datepublished") || ends("pubdate") || ends("publishedat") || ends("publishtime") ||
        ends("publishedtime")) {
      declare({name, Field::kDate, 76}, content);
    } else if (ends("modifieddate") || ends("lastmodified") || ends("updatedat") ||
               ends("lastupdated") || ends("modifiedtime") || ends("updatedtime")) {
      declare({name, Field::kModified, 72}, content);
    }
  }

  void declare(const MetaName& meta, std::string_view content) {
    if (content.size() > kMaxField) return;
    std::string value = collapsed(content);
    if (value.empty()) return;
    DeclaredMetadata& d = out_.declared;
    const auto add = [&](std::vector<DeclaredValue>& list) {
      if (list.size() < kMaxValues) list.push_back({std::move(value), meta.trust});
    };
    switch (meta.field) {
      case Field::kDate:
        return add(d.dates);
      case Field::kModified:
        return add(d.modified_dates);
      case Field::kAuthor:
        return add(d.authors);
      case Field::kTitle:
        return set(d.other_title, other_title_trust_, meta.trust, value);
      case Field::kSite:
        if (d.site_names.size() < kMaxValues) d.site_names.push_back(std::move(value));
        return;
      case Field::kImage:
        return set(d.image, image_trust_, meta.trust, value);
      case Field::kSection:
        return set(d.section, section_trust_, meta.trust, value);
      case Field::kTag:
        return tags(value, meta.trust);
      case Field::kLocale:
        return set(d.locale, locale_trust_, meta.trust, value);
    }
  }

  // article:tag is repeated, keywords is one list with commas; of several sources the best counts.
  void tags(std::string_view value, int trust) {
    if (trust < tags_trust_) return;
    if (trust > tags_trust_) out_.declared.tags.clear();
    tags_trust_ = trust;
    split_list(value, out_.declared.tags);
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
    json_ld_.start_script();
    visit_json_strings(tree_[i].text, [this](const JsonString& s) { json_ld(s); });
  }

  void json_ld(const JsonString& s) {
    json_ld_.add(s);
    if (s.key == "@type") {
      if (s.parent_key != "mainEntity" && s.depth <= 2) kind(ascii::to_lower(s.value));
      return;
    }
    if (s.key == "headline") set(out_.title, title_trust_, 4, decoded(s.value));
    const bool is_text =
        s.key == "articleBody" || (s.key == "text" && (contains(s.object_type, "Article") ||
                                                       contains(s.object_type, "BlogPosting")));
    if (is_text && out_.article_body.size() < s.value.size()) {
      out_.article_body.clear();
      append_collapsed(without_tags(decoded(s.value)), true, out_.article_body);
    }
    if (s.key == "name" && (s.parent_key == "publisher" || s.object_type == "WebSite")) {
      set(site_name_, site_trust_, 2, decoded(s.value));
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
          !site_name_.empty() && ascii::to_lower(tail) == ascii::to_lower(site_name_);
      if (is_site || (title_trust_ <= 1 && tail.size() < 30 && at > tail.size())) {
        out_.title.resize(at);
        return;
      }
    }
  }

  const HtmlTree& tree_;
  HtmlMetadata out_;
  JsonLdReader json_ld_;
  std::string site_name_;
  int title_trust_ = 0, site_trust_ = 0, url_trust_ = 0, description_trust_ = 0;
  int social_trust_ = 0, other_title_trust_ = 0, image_trust_ = 0, section_trust_ = 0;
  int tags_trust_ = 0, locale_trust_ = 0;
  bool seen_title_ = false;
};

}  // namespace

void split_list(std::string_view list, std::vector<std::string>& out) {
  std::size_t at = 0;
  while (at < list.size() && out.size() < kMaxValues) {
    const std::size_t end = std::min(list.find_first_of(",;", at), list.size());
    std::string item = collapsed(list.substr(at, end - at));
    if (!item.empty() && std::find(out.begin(), out.end(), item) == out.end()) {
      out.push_back(std::move(item));
    }
    at = end + 1;
  }
}

HtmlMetadata read_metadata(const HtmlTree& tree) { return MetadataReader(tree).run(); }

}  // namespace saring::boilerplate
