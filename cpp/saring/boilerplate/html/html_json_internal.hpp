#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace saring::boilerplate {

// One string (or number, as written) of a JSON text, with the keys that lead to it.
struct JsonString {
  std::string_view object_type;  // "@type" of the object around it, where that came before it
  std::string_view parent_key;   // key of the object around it; empty at the top
  std::string_view key;          // its own key; for an element of an array the array's
  std::string_view value;        // valid during the call only
  int depth = 0;                 // objects around it
  std::uint32_t object = 0;      // number of the object around it, in the order of their starts
  std::uint32_t parent = 0;      // number of the object around that; its own number at the top
};

// Calls `visit` for every string of `json`, in order. Lenient: control characters in strings,
// trailing commas and text after the value are accepted, and a text that ends early gives what
// came before. Linear; deeper than 64 levels it stops.
void visit_json_strings(std::string_view json, const std::function<void(const JsonString&)>& visit);

}  // namespace saring::boilerplate
