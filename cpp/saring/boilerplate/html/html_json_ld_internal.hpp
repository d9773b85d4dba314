#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "saring/boilerplate/html/html_json_internal.hpp"

namespace saring::boilerplate {

struct DeclaredAuthor {
  std::string name;
  bool is_organization = false;
};

// What JSON-LD (schema.org) says about the article of a page. Empty where it says nothing.
struct JsonLdArticle {
  std::string headline;
  std::string date_published;
  std::string date_modified;
  std::string description;
  std::string image;
  std::string section;
  std::string language;
  std::string url;
  std::vector<std::string> keywords;
  std::vector<DeclaredAuthor> authors;
  bool is_article = false;  // of an article type; else of the page or of something on it
};

struct JsonLd {
  JsonLdArticle article;
  std::vector<std::string> site_names;  // of publishers and of the WebSite
};

// Takes the values of the scripts of a page, one script after another. Objects may refer to each
// other by "@id" in any order. Broken JSON gives what came before the break. Linear; objects after
// the 10,000th are not read.
class JsonLdReader {
 public:
  void start_script();
  void add(const JsonString& value);  // in the order of the script
  // `title`: as the page names itself elsewhere; of several articles the one with that headline is
  // meant.
  [[nodiscard]] JsonLd finish(std::string_view title);

 private:
  struct Object {
    std::string type, id, parent_key;
    std::uint32_t parent = 0;  // index into objects_; its own at the top
    std::string name, headline, alternative, published, modified, created, description, image, url;
    std::string section, language, given_name, family_name;
    std::vector<std::string> keywords, authors, creators;
    bool is_reference = true;  // holds nothing but an "@id"
  };

  void take(Object& object, std::string_view key, std::string value);
  [[nodiscard]] const Object& resolved(const Object& object) const;
  [[nodiscard]] int score(std::size_t index, std::string_view title) const;
  [[nodiscard]] bool is_part_of_other(std::size_t index) const;
  void add_authors(std::size_t index, bool creators, std::vector<DeclaredAuthor>& out) const;

  std::vector<Object> objects_;
  std::size_t first_ = 0;                                    // of this script
  std::unordered_map<std::string_view, std::size_t> by_id_;  // the first object with more than that
};

}  // namespace saring::boilerplate
