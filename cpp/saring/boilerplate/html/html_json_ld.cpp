// The article among the objects of JSON-LD. Tests: html_json_ld_test.cpp.
#include "saring/boilerplate/html/html_json_ld_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_json_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxObjects = 10'000;
constexpr std::size_t kMaxValue = 2000;  // bytes of a value
constexpr std::size_t kMaxList = 64;     // authors, keywords

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_article_type(std::string_view type) {
  for (const std::string_view part : {"article", "posting", "report", "blogpost", "newsarticle"}) {
    if (contains(type, part)) return true;
  }
  return false;
}

// Keys whose objects are about something else than the page.
bool leads_elsewhere(std::string_view key) {
  constexpr std::array<std::string_view, 15> kKeys = {
      "comment",      "review",      "itemListElement", "hasPart",   "isPartOf",
      "about",        "mentions",    "video",           "image",     "logo",
      "itemReviewed", "relatedLink", "citation",        "isBasedOn", "subjectOf"};
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

std::string plain(std::string_view value) {
  std::string decoded, out;
  decode_character_references(value.substr(0, kMaxValue), decoded);
  append_collapsed(decoded, false, out);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

void set(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

void add_to(std::vector<std::string>& list, std::string value) {
  if (list.size() < kMaxList && !value.empty()) list.push_back(std::move(value));
}

// "schema:headline" and "http://schema.org/headline" are headline.
std::string_view local_name(std::string_view key) {
  const std::size_t at = key.find_last_of(":/#");
  return at == std::string_view::npos ? key : key.substr(at + 1);
}

}  // namespace

void JsonLdReader::start_script() { first_ = objects_.size(); }

void JsonLdReader::add(const JsonString& s) {
  const std::size_t index = first_ + s.object;
  if (index >= kMaxObjects || s.value.size() > kMaxValue) return;
  while (objects_.size() <= index) {
    Object& object = objects_.emplace_back();
    object.parent = static_cast<std::uint32_t>(objects_.size() - 1);
  }
  Object& object = objects_[index];
  object.parent = static_cast<std::uint32_t>(first_ + s.parent);
  object.parent_key = local_name(s.parent_key);
  if (object.parent != index) objects_[object.parent].is_reference = false;
  take(object, local_name(s.key), plain(s.value));
}

void JsonLdReader::take(Object& object, std::string_view key, std::string value) {
  if (key == "@id") return set(object.id, std::move(value));
  if (key != "@type") object.is_reference = false;
  if (key == "@type") {
    object.type.append(" ").append(ascii::to_lower(value));
  } else if (key == "name") {
    set(object.name, std::move(value));
  } else if (key == "givenName") {
    set(object.given_name, std::move(value));
  } else if (key == "familyName") {
    set(object.family_name, std::move(value));
  } else if (key == "headline") {
    set(object.headline, std::move(value));
  } else if (key == "datePublished") {
    set(object.published, std::move(value));
  } else if (key == "dateCreated" || key == "uploadDate") {
    set(object.created, std::move(value));
  } else if (key == "dateModified") {
    set(object.modified, std::move(value));
  } else if (key == "description") {
    set(object.description, std::move(value));
  } else if (key == "image" || key == "thumbnailUrl") {
    set(object.image, std::move(value));
  } else if (key == "url" || key == "contentUrl") {
    set(object.url, std::move(value));
  } else if (key == "articleSection") {
    set(object.section, std::move(value));
  } else if (key == "inLanguage") {
    set(object.language, std::move(value));
  } else if (key == "keywords") {
    add_to(object.keywords, std::move(value));
  } else if (key == "author") {
    add_to(object.authors, std::move(value));
  } else if (key == "creator") {
    add_to(object.creators, std::move(value));
  }
}

const JsonLdReader::Object& JsonLdReader::resolved(const Object& object) const {
  if (!object.is_reference || object.id.empty()) return object;
  const auto found = by_id_.find(object.id);
  return found == by_id_.end() ? object : objects_[found->second];
}

bool JsonLdReader::is_part_of_other(std::size_t index) const {
  for (int i = 0; i < 64; ++i) {
    if (leads_elsewhere(objects_[index].parent_key)) return true;
    if (objects_[index].parent == index) return false;
    index = objects_[index].parent;
  }
  return true;
}

// How likely the object is the article of the page; 0: it is not.
int JsonLdReader::score(std::size_t index, std::string_view title) const {
  const Object& object = objects_[index];
  if (object.is_reference || is_part_of_other(index)) return 0;
  if (contains(object.type, "person") || contains(object.type, "organization") ||
      contains(object.type, "imageobject") || contains(object.type, "comment")) {
    return 0;
  }
  int score = 0;
  if (is_article_type(object.type)) score += 16;
  if (contains(object.type, "recipe") || contains(object.type, "howto")) score += 8;
  if (!object.headline.empty()) score += 4;
  if (!object.published.empty()) score += 4;
  if (!object.authors.empty()) score += 2;
  if (!object.modified.empty()) score += 1;
  if (score == 0 && !object.created.empty()) score = 1;
  const std::string& name = object.headline.empty() ? object.name : object.headline;
  if (score > 0 && name.size() > 8 && contains(title, name)) score += 8;
  return score;
}

void JsonLdReader::add_authors(std::size_t index, bool creators,
                               std::vector<DeclaredAuthor>& out) const {
  const Object& article = objects_[index];
  const auto add = [&](const std::string& name, bool is_organization) {
    if (name.empty() || out.size() >= kMaxList) return;
    for (const DeclaredAuthor& other : out) {
      if (other.name == name) return;
    }
    out.push_back({name, is_organization});
  };
  for (const std::string& name : creators ? article.creators : article.authors) add(name, false);
  for (std::size_t i = index + 1; i < objects_.size(); ++i) {
    const Object& object = objects_[i];
    if (object.parent != index || object.parent_key != (creators ? "creator" : "author")) continue;
    const Object& author = resolved(object);
    const bool in_parts = author.name.empty() && !author.family_name.empty();
    add(in_parts ? plain(author.given_name + ' ' + author.family_name) : author.name,
        contains(author.type, "organization"));
  }
}

JsonLd JsonLdReader::finish(std::string_view title) {
  JsonLd out;
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    if (!objects_[i].is_reference && !objects_[i].id.empty()) by_id_.emplace(objects_[i].id, i);
  }
  std::size_t best = objects_.size();
  int best_score = 0;
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    if (const int own = score(i, title); own > best_score) {
      best_score = own;
      best = i;
    }
    const Object& object = objects_[i];
    const bool site = object.parent_key == "publisher" || contains(object.type, "website");
    if (site && out.site_names.size() < 8) add_to(out.site_names, resolved(object).name);
  }
  if (best == objects_.size()) return out;
  const Object& article = objects_[best];
  out.article.is_article = is_article_type(article.type);
  out.article.headline = article.headline;
  out.article.date_published = article.published.empty() ? article.created : article.published;
  out.article.date_modified = article.modified;
  out.article.description = article.description;
  out.article.image = article.image;
  out.article.section = article.section;
  out.article.language = article.language;
  out.article.url = article.url;
  out.article.keywords = article.keywords;
  for (std::size_t i = best + 1; i < objects_.size() && out.article.image.empty(); ++i) {
    if (objects_[i].parent == best && objects_[i].parent_key == "image") {
      const Object& image = resolved(objects_[i]);
      out.article.image = image.url.empty() ? image.image : image.url;
    }
  }
  add_authors(best, false, out.article.authors);
  if (out.article.authors.empty()) add_authors(best, true, out.article.authors);
  return out;
}

}  // namespace saring::boilerplate
