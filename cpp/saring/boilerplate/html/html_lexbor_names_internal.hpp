#pragma once

#include <lexbor/core/str.h>
#include <lexbor/dom/interfaces/attr.h>
#include <lexbor/tag/tag.h>

#include <string_view>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

// Names as lexbor numbers them, and as the extractor does.
namespace saring::boilerplate {

[[nodiscard]] inline std::string_view view(const lexbor_str_t& text) {
  return {reinterpret_cast<const char*>(text.data), text.length};
}

// By lexbor's number of an element.
[[nodiscard]] HtmlTag tag_of(lxb_tag_id_t id);

// Of an attribute, in lower case. The view is of lexbor's table.
[[nodiscard]] std::string_view name_of(const lxb_dom_attr_data_t& data);

// What is done with an attribute.
struct AttributeUse {
  HtmlAttributeName kept;      // where the extractor reads it
  bool steers_parser = false;  // the tree builder itself looks at it
};

// By lexbor's number of the attribute.
[[nodiscard]] AttributeUse use_of(lxb_dom_attr_id_t id);

// Of the attribute `type` of a script.
[[nodiscard]] inline bool is_json_ld(std::string_view type) {
  return ascii::to_lower(type.substr(0, 100)).find("ld+json") != std::string::npos;
}

}  // namespace saring::boilerplate
