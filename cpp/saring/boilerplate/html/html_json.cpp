// Reads as much of JSON as JSON-LD metadata needs. Tests: html_json_test.cpp.
#include "saring/boilerplate/html/html_json_internal.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

class JsonReader {
 public:
  JsonReader(std::string_view json, const std::function<void(const JsonString&)>& visit)
      : json_(json), visit_(visit) {}

  void run() {
    while (at_ < json_.size() && step()) {
    }
  }

 private:
  struct Level {
    bool object = false;
    std::string key;   // the member being read
    std::string type;  // its "@type" so far
    std::uint32_t number = 0;
  };
  static constexpr std::size_t kMaxDepth = 64;

  // One token; false ends the reading.
  bool step() {
    const char c = json_[at_];
    switch (c) {
      case '{':
      case '[':
        ++at_;
        levels_.push_back({c == '{', inherited_key(c), {}, c == '{' ? objects_++ : 0});
        want_key_ = c == '{';
        return levels_.size() <= kMaxDepth;
      case '}':
      case ']':
        ++at_;
        if (!levels_.empty()) levels_.pop_back();
        return !levels_.empty();
      case ',':
        ++at_;
        want_key_ = !levels_.empty() && levels_.back().object;
        return true;
      case ':':
        ++at_;
        want_key_ = false;
        return true;
      case '"':
        string();
        return true;
      default:
        scalar();
        return true;
    }
  }

  // An element of an array has the key of the array; a member of an object has its own.
  std::string inherited_key(char c) const {
    return c == '[' && !levels_.empty() ? levels_.back().key : std::string();
  }

  void string() {
    ++at_;
    value_.clear();
    while (at_ < json_.size() && json_[at_] != '"') {
      if (json_[at_] == '\\') {
        escape();
      } else {
        std::size_t end = at_;
        while (end < json_.size() && json_[end] != '"' && json_[end] != '\\') ++end;
        value_.append(json_, at_, end - at_);
        at_ = end;
      }
    }
    ++at_;
    if (want_key_ && !levels_.empty()) {
      levels_.back().key = value_;
      want_key_ = false;
    } else {
      report();
    }
  }

  void escape() {
    const char c = at_ + 1 < json_.size() ? json_[at_ + 1] : '\\';
    at_ += 2;
    switch (c) {
      case 'n':
        value_ += '\n';
        break;
      case 't':
        value_ += '\t';
        break;
      case 'r':
        value_ += '\r';
        break;
      case 'b':
      case 'f':
        value_ += ' ';
        break;
      case 'u':
        unicode();
        break;
      default:
        value_ += c;
        break;
    }
  }

  // Four hex digits at at_; -1 where there are none.
  std::int32_t hex4() {
    if (at_ + 4 > json_.size()) return -1;
    std::int32_t value = 0;
    for (std::size_t i = at_; i < at_ + 4; ++i) {
      const char c = json_[i];
      const char l = ascii::to_lower(c);
      if (ascii::is_digit(c)) {
        value = value * 16 + (c - '0');
      } else if (l >= 'a' && l <= 'f') {
        value = value * 16 + (l - 'a' + 10);
      } else {
        return -1;
      }
    }
    at_ += 4;
    return value;
  }

  void unicode() {
    const std::int32_t first = hex4();
    if (first < 0) return;
    auto c = static_cast<char32_t>(first);
    if (c >= 0xD800 && c < 0xDC00 && json_.substr(at_, 2) == "\\u") {
      at_ += 2;
      const std::int32_t second = hex4();
      const bool low = second >= 0xDC00 && second < 0xE000;
      c = low ? 0x10000 + ((c - 0xD800) << 10) + (static_cast<char32_t>(second) - 0xDC00) : 0xFFFD;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    if (c == 0) return;
    char bytes[4];
    value_.append(bytes, text::encode(c, bytes));
  }

  static bool is_delimiter(char c) noexcept {
    constexpr auto kDelimiters = [] {
      std::array<bool, 256> table{};
      for (const char d : {',', ':', '{', '}', '[', ']', '"', ' ', '\n', '\t', '\r'}) {
        table[static_cast<unsigned char>(d)] = true;
      }
      return table;
    }();
    return kDelimiters[static_cast<unsigned char>(c)];
  }

  // A number or a word up to the next delimiter.
  void scalar() {
    std::size_t end = at_;
    while (end < json_.size() && !is_delimiter(json_[end])) ++end;
    if (end == at_) {
      ++at_;
      return;
    }
    value_.assign(json_, at_, end - at_);
    at_ = end;
    if (!want_key_) report();
  }

  void report() {
    if (levels_.empty()) return;
    // The innermost object, and the key that leads to it.
    std::size_t object = levels_.size();
    std::size_t parent = levels_.size();
    int depth = 0;
    for (std::size_t i = levels_.size(); i-- > 0;) {
      if (!levels_[i].object) continue;
      if (object == levels_.size()) {
        object = i;
      } else if (parent == levels_.size()) {
        parent = i;
      }
      ++depth;
    }
    if (object == levels_.size()) return;
    if (levels_[object].key == "@type" && levels_[object].type.empty())
      levels_[object].type = value_;
    JsonString out;
    out.object_type = levels_[object].type;
    out.parent_key = object > 0 ? std::string_view(levels_[object - 1].key) : std::string_view();
    out.key = levels_[object].key;
    out.value = value_;
    out.depth = depth;
    out.object = levels_[object].number;
    out.parent = levels_[parent < levels_.size() ? parent : object].number;
    visit_(out);
  }

  std::string_view json_;
  const std::function<void(const JsonString&)>& visit_;
  std::vector<Level> levels_;
  std::string value_;
  std::size_t at_ = 0;
  std::uint32_t objects_ = 0;
  bool want_key_ = false;
};

}  // namespace

void visit_json_strings(std::string_view json,
                        const std::function<void(const JsonString&)>& visit) {
  JsonReader(json, visit).run();
}

}  // namespace saring::boilerplate
