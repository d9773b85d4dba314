#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_article_metadata_internal.hpp"

namespace saring::boilerplate {

// A page with what its metadata is chosen from; lines of 12 words and more are its article.
class ReadPage {
 public:
  explicit ReadPage(std::string_view html, std::string_view url = {})
      : tree_(HtmlTree::parse(html)),
        blocks_(split_blocks(tree_)),
        metadata_(read_metadata(tree_)),
        names_(tree_),
        url_(url) {
    for (const HtmlBlock& block : blocks_.blocks) chosen_.push_back(block.words >= 12 ? 1 : 0);
  }

  [[nodiscard]] PageView view() const { return {tree_, blocks_, metadata_, names_, chosen_, url_}; }
  [[nodiscard]] ArticleMetadata metadata() const { return choose_metadata(view()); }

 private:
  HtmlTree tree_;
  HtmlBlocks blocks_;
  HtmlMetadata metadata_;
  ElementNames names_;
  std::string url_;
  std::vector<std::uint8_t> chosen_;
};

inline const std::string kBody =
    "<p>Dewan pelabuhan pada hari Selasa memutuskan untuk memperlebar dermaga batu tua, sebuah "
    "rencana yang diminta nelayan sejak badai musim dingin merusak dinding utara.</p>"
    "<p>Pekerjaan dimulai pada bulan April dan berlangsung delapan belas bulan, kata kepala "
    "pelabuhan, yang memperlihatkan gambarnya di balai pelaut yang penuh sesak.</p>";

}  // namespace saring::boilerplate
