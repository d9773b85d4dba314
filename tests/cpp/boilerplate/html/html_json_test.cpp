#include "saring/boilerplate/html/html_json_internal.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace saring::boilerplate {
namespace {

std::string visited(std::string_view json) {
  std::string out;
  visit_json_strings(json, [&](const JsonString& s) {
    out.append(s.parent_key).append("/").append(s.key).append("=").append(s.value).append(";");
  });
  return out;
}

}  // namespace

TEST_CASE("html json: strings come with their keys and the key above") {
  CHECK(visited(R"({"a":"1","b":{"c":"2"},"d":["3",{"e":"4"}],"f":5})") ==
        "/a=1;b/c=2;/d=3;d/e=4;/f=5;");
}

TEST_CASE("html json: the type of the object comes with what follows it") {
  std::string type;
  visit_json_strings(R"({"@type":"NewsArticle","headline":"x"})", [&](const JsonString& s) {
    if (s.key == "headline") type = s.object_type;
  });
  CHECK(type == "NewsArticle");
}

TEST_CASE("html json: escapes are read, lone surrogates replaced") {
  CHECK(visited(R"({"a":"\"\\\/\n\u00e9\ud83d\ude00"})") == "/a=\"\\/\né😀;");
  CHECK(visited(R"({"a":"\ud800x"})") == "/a=\xEF\xBF\xBDx;");
}

TEST_CASE("html json: broken texts give what came before the break") {
  CHECK(visited(R"({"a":"1","b)") == "/a=1;");
  CHECK(visited("{\"a\":\"x\ny\",}") == "/a=x\ny;");
  for (const char* text :
       {"", "{", "[", "\"", "{\"", "}{", "]]]]", "{\"a\":\"\\", "{\"a\":\"\\u12", ":::,,,"}) {
    static_cast<void>(visited(text));
  }
  CHECK(visited(std::string(100'000, '[')).empty());
  CHECK(visited(std::string(100'000, '{')).empty());
}

}  // namespace saring::boilerplate
