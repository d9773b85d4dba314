// Tests: html_parser_test.cpp.
#include "saring/boilerplate/html/html_lexbor_names_internal.hpp"

#include <array>
#include <cstddef>

namespace saring::boilerplate {
namespace {

AttributeUse use_of_name(std::string_view name) {
  return {HtmlAttributeName::find(name),
          name == "encoding" || name == "color" || name == "face" || name == "size"};
}

}  // namespace

std::string_view name_of(const lxb_dom_attr_data_t& data) {
  return {reinterpret_cast<const char*>(lexbor_hash_entry_str(&data.entry)), data.entry.length};
}

HtmlTag tag_of(lxb_tag_id_t id) {
  static const auto table = [] {
    std::array<HtmlTag, LXB_TAG__LAST_ENTRY> tags{};
    for (lxb_tag_id_t i = 0; i < tags.size(); ++i) {
      std::size_t length = 0;
      const lxb_char_t* name = lxb_tag_name_by_id(i, &length);
      tags[i] = name == nullptr ? HtmlTag::kUnknown
                                : tag_from_name({reinterpret_cast<const char*>(name), length});
    }
    return tags;
  }();
  return id < table.size() ? table[id] : HtmlTag::kUnknown;
}

AttributeUse use_of(lxb_dom_attr_id_t id) {
  static const auto table = [] {
    std::array<AttributeUse, LXB_DOM_ATTR__LAST_ENTRY> uses{};
    for (lxb_dom_attr_id_t i = 1; i < uses.size(); ++i) {
      uses[i] = use_of_name(name_of(*lxb_dom_attr_data_by_id(nullptr, i)));
    }
    return uses;
  }();
  if (id < table.size()) return table[id];
  const lxb_dom_attr_data_t* data = lxb_dom_attr_data_by_id(nullptr, id);
  return data == nullptr ? AttributeUse() : use_of_name(name_of(*data));
}

}  // namespace saring::boilerplate
