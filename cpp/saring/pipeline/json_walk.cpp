// Tests: tests/cpp/pipeline/json_lines_test.cpp.
#include <algorithm>
#include <array>
#include <bitset>

#include "saring/base/ascii.hpp"
#include "saring/pipeline/json_walk_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

bool is_operator(char c) noexcept {
  return c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',';
}

const char* skip_digits(const char* p, const char* end) noexcept {
  while (p != end && ascii::is_digit(*p)) ++p;
  return p;
}

// RFC 8259, section 6; any number of digits.
bool is_number(std::string_view token) noexcept {
  const char* p = token.data();
  const char* const end = p + token.size();
  if (p != end && *p == '-') ++p;
  if (p == end || !ascii::is_digit(*p)) return false;
  p = *p == '0' ? p + 1 : skip_digits(p, end);
  if (p != end && *p == '.') {
    const char* const fraction = p + 1;
    p = skip_digits(fraction, end);
    if (p == fraction) return false;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    const char* const exponent = p;
    p = skip_digits(exponent, end);
    if (p == exponent) return false;
  }
  return p == end;
}

bool is_scalar(std::string_view token) noexcept {
  switch (token[0]) {
    case 't':
      return token == "true";
    case 'f':
      return token == "false";
    case 'n':
      return token == "null";
    case 'N':
      return token == "NaN";
    case 'I':
      return token == "Infinity";
    case '-':
      return is_number(token) || token == "-Infinity";
    default:
      return is_number(token);
  }
}

// The character at `at`, for a message.
std::string found_at(std::string_view line, std::size_t at) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (at >= line.size()) return "the end of the line";
  const auto byte = static_cast<unsigned char>(line[at]);
  if (byte < 0x20 || byte == 0x7F) {
    return std::string("U+00") + kHex[byte >> 4] + kHex[byte & 15];
  }
  const char* p = line.data() + at;
  static_cast<void>(text::decode(p));
  return "'" + std::string(line.data() + at, p) + "'";
}

template <class Tokens>
class Walker {
 public:
  Walker(std::string_view line, Tokens& tokens, JsonMembers& members, JsonFault* fault)
      : line_(line), tokens_(tokens), members_(members), fault_(fault) {
    const JsonFields& fields = *members.fields;
    for (const std::string* name :
         {&fields.text, &fields.id, &fields.site, &fields.rank, &fields.date}) {
      has_paths_ |= name->find('.') != name->npos;
    }
  }

  bool walk() {
    std::size_t at = tokens_.next();
    members_.root.start = at;
    if (!value(at)) return false;
    while (depth_ > 0) {
      if (!(is_object_[depth_ - 1] ? next_member() : next_element())) return false;
    }
    members_.root.end = end_;
    members_.take_nested();
    at = tokens_.next();
    return at == line_.size() || expected("the end of the line", at);
  }

 private:
  bool fail(std::size_t at, std::string what) {
    if (fault_ != nullptr) *fault_ = {at, std::move(what)};
    return false;
  }

  bool expected(std::string_view what, std::size_t at) {
    if (fault_ == nullptr) return false;
    return fail(at, "expected " + std::string(what) + " but found " + found_at(line_, at));
  }

  // 0 after the end of the line, where there is no byte.
  char byte(std::size_t at) const noexcept { return at < line_.size() ? line_[at] : '\0'; }

  // Reads a value that starts at `at`: all of it, unless it is an array or object.
  bool value(std::size_t at) {
    const char c = byte(at);
    if (at == line_.size()) return expected("a value", at);
    if (c == '{' || c == '[') return open(at, c == '{');
    if (c == '"') {
      if (!string(at)) return false;
    } else if (is_operator(c)) {
      return expected("a value", at);
    } else {
      end_ = tokens_.token_end();
      if (!is_scalar(line_.substr(at, end_ - at))) return bad_scalar(at, c);
    }
    if (depth_ == 1 && is_object_[0]) note_member(at, end_);
    if (has_paths_ && depth_ > 1) note_nested(at, end_);
    return true;
  }

  bool bad_scalar(std::size_t at, char c) {
    return ascii::is_digit(c) || c == '-' ? fail(at, "invalid number") : expected("a value", at);
  }

  bool string(std::size_t at) {
    if (const JsonFault* const fault = tokens_.fault()) return fail(fault->at, fault->what);
    end_ = tokens_.token_end();
    const std::string_view content = line_.substr(at + 1, end_ - at - 2);
    if (const auto escape = text::find_invalid_json_escape(content)) {
      return fail(at + 1 + *escape, "invalid escape in a string");
    }
    return true;
  }

  bool open(std::size_t at, bool is_object) {
    if (depth_ == kMaxJsonDepth) {
      return fail(at, "nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
    }
    if (depth_ == 1) member_start_ = at;
    if (has_paths_ && depth_ < kMaxPath) starts_[depth_] = at;
    is_object_[depth_++] = is_object;
    is_first_ = true;
    return true;
  }

  void close(std::size_t at) {
    --depth_;
    is_first_ = false;
    end_ = at + 1;
    if (depth_ == 1 && is_object_[0]) note_member(member_start_, end_);
    if (has_paths_ && depth_ > 1 && depth_ < kMaxPath) note_nested(starts_[depth_], end_);
  }

  bool next_member() {
    std::size_t at = tokens_.next();
    const bool is_first = is_first_;
    is_first_ = false;
    if (byte(at) == '}') return close(at), true;
    if (!is_first) {
      if (byte(at) != ',') return expected("',' or '}'", at);
      at = tokens_.next();
    }
    if (byte(at) != '"')
      return expected(is_first ? "a member's name or '}'" : "a member's name", at);
    if (!string(at)) return false;
    if (depth_ == 1) key_ = {at + 1, end_ - 1};
    if (has_paths_ && depth_ < kMaxPath) keys_[depth_] = {at + 1, end_ - 1};
    at = tokens_.next();
    if (byte(at) != ':') return expected("':'", at);
    return value(tokens_.next());
  }

  bool next_element() {
    std::size_t at = tokens_.next();
    const bool is_first = is_first_;
    is_first_ = false;
    if (byte(at) == ']') return close(at), true;
    if (!is_first) {
      if (byte(at) != ',') return expected("',' or ']'", at);
      at = tokens_.next();
    }
    return value(at);
  }

  void note_member(std::size_t start, std::size_t end) {
    const std::string_view key = line_.substr(key_.start, key_.end - key_.start);
    const JsonFields& fields = *members_.fields;
    const auto note = [&](const std::string& name, text::JsonSpan& span) {
      if (text::json_string_equals(key, name)) span = {start, end};
    };
    note(fields.text, members_.text);
    if (!fields.id.empty()) note(fields.id, members_.id);
    if (!fields.site.empty()) note(fields.site, members_.site);
    if (!fields.lang.empty()) note(fields.lang, members_.lang);
    if (!fields.rank.empty()) note(fields.rank, members_.rank);
    if (!fields.date.empty()) note(fields.date, members_.date);
    if (members_.wants_names) add_name(key);
  }

  // Records a value in the object at `depth_`, if everything around it is an object.
  void note_nested(std::size_t start, std::size_t end) {
    if (depth_ >= kMaxPath) return;
    for (std::size_t i = 0; i < depth_; ++i) {
      if (!is_object_[i]) return;
    }
    const JsonFields& fields = *members_.fields;
    const std::array<const std::string*, 5> names = {&fields.text, &fields.id, &fields.site,
                                                     &fields.rank, &fields.date};
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (is_path(*names[i])) members_.nested[i] = {start, end};
    }
  }

  // True if the names of the open members are the parts of a dotted path.
  bool is_path(std::string_view path) const {
    for (std::size_t depth = 1; depth <= depth_; ++depth) {
      const std::size_t dot = path.find('.');
      if ((dot == path.npos) != (depth == depth_)) return false;
      const text::JsonSpan key = keys_[depth];
      const std::string_view name = path.substr(0, dot);
      if (!text::json_string_equals(line_.substr(key.start, key.end - key.start), name)) {
        return false;
      }
      if (dot != path.npos) path.remove_prefix(dot + 1);
    }
    return true;
  }

  void add_name(std::string_view key) {
    std::vector<std::string>& names = members_.names;
    if (names.size() == JsonMembers::kMaxNames) return;
    std::string name(key.size(), '\0');
    name.resize(text::decode_json_string(key, name.data()).size);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }

  std::string_view line_;
  Tokens& tokens_;
  JsonMembers& members_;
  JsonFault* fault_;
  std::bitset<kMaxJsonDepth> is_object_;  // for each open array and object, the outermost first
  std::size_t depth_ = 0;
  bool is_first_ = false;                      // nothing of the innermost one has been read yet
  std::size_t end_ = 0;                        // after the last value
  text::JsonSpan key_;                         // in the outermost object, without quotes
  std::size_t member_start_ = 0;               // of the array or object that is its value
  static constexpr std::size_t kMaxPath = 16;  // parts of a dotted path
  bool has_paths_ = false;
  // Used if there are paths, by depth: the name of the member, and the start of its array or
  // object.
  std::array<text::JsonSpan, kMaxPath> keys_{};
  std::array<std::size_t, kMaxPath> starts_{};
};

}  // namespace

void JsonMembers::take_nested() noexcept {
  text::JsonSpan* const spans[] = {&text, &id, &site, &rank, &date};
  for (std::size_t i = 0; i < nested.size(); ++i) {
    if (spans[i]->end == 0) *spans[i] = nested[i];
  }
}

std::size_t IndexedTokens::token_end() const noexcept {
  std::size_t end = at_ < starts_.size() ? starts_[at_] : line_.size();
  while (text::is_json_space(line_[end - 1])) --end;
  return end;
}

std::size_t ScannedTokens::next() {
  while (at_ < line_.size() && text::is_json_space(line_[at_])) ++at_;
  const std::size_t start = at_;
  if (start == line_.size()) return start;
  if (line_[start] == '"') {
    scan_string();
  } else if (is_operator(line_[start])) {
    ++at_;
  } else {
    while (at_ < line_.size() && !text::is_json_space(line_[at_]) && !is_operator(line_[at_]) &&
           line_[at_] != '"') {
      ++at_;
    }
  }
  return start;
}

void ScannedTokens::scan_string() {
  const std::size_t start = at_++;
  for (; at_ < line_.size(); ++at_) {
    const auto byte = static_cast<unsigned char>(line_[at_]);
    if (byte == '"') {
      ++at_;
      return;
    }
    if (byte < 0x20) {
      fault_ = {at_, "control character " + found_at(line_, at_) + " in a string"};
      return;
    }
    if (byte == '\\' && at_ + 1 < line_.size() &&
        static_cast<unsigned char>(line_[at_ + 1]) >= 0x20) {
      ++at_;
    }
  }
  fault_ = {start, "unterminated string"};
}

bool walk_json(std::string_view line, IndexedTokens tokens, JsonMembers& members) {
  return Walker(line, tokens, members, nullptr).walk();
}

bool walk_json(std::string_view line, ScannedTokens tokens, JsonMembers& members,
               JsonFault& fault) {
  return Walker(line, tokens, members, &fault).walk();
}

}  // namespace saring::pipeline
