#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "reference/random_text.hpp"
#include "saring/text/utf8.hpp"

// A simple recursive JSON parser, and random records.
namespace reference {

struct TwinRecord {
  bool is_json = false;
  std::optional<std::string> text;  // if the record is an object and has a text
  std::string id;                   // unchanged; empty if it is null or missing
};

class JsonTwin {
 public:
  JsonTwin(std::string line, std::string text_key, std::string id_key)
      : s_(std::move(line)), text_key_(std::move(text_key)), id_key_(std::move(id_key)) {}

  TwinRecord read() {
    space();
    record_.is_json = value(1);
    space();
    record_.is_json = record_.is_json && at_ == s_.size();
    if (!record_.is_json) return {};
    return record_;
  }

 private:
  char peek() const { return at_ < s_.size() ? s_[at_] : '\x01'; }
  bool take(char c) { return peek() == c && ++at_ > 0; }
  void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') ++at_;
  }

  bool value(int depth) {
    if (peek() == '{' || peek() == '[') {
      if (depth > 1024) return false;
      return peek() == '{' ? object(depth) : array(depth);
    }
    std::string ignored;
    if (peek() == '"') return string(ignored);
    for (const std::string_view word : {"true", "false", "null", "NaN", "Infinity", "-Infinity"}) {
      if (std::string_view(s_).substr(at_).starts_with(word)) {
        at_ += word.size();
        return true;
      }
    }
    return number();
  }

  bool digits() {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  // Reads as much as is a number: "1.x" is the number 1, followed by something else.
  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    std::size_t whole = at_;
    if (take('.') && digits()) whole = at_;
    at_ = whole;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (digits()) whole = at_;
    }
    at_ = whole;
    return true;
  }

  bool array(int depth) {
    take('[');
    space();
    if (take(']')) return true;
    do {
      space();
      if (!value(depth + 1)) return false;
      space();
    } while (take(','));
    return take(']');
  }

  bool object(int depth) {
    take('{');
    space();
    if (take('}')) return true;
    do {
      space();
      std::string key;
      if (peek() != '"' || !string(key)) return false;
      space();
      if (!take(':')) return false;
      space();
      const std::size_t start = at_;
      if (!value(depth + 1)) return false;
      if (depth == 1) member(key, s_.substr(start, at_ - start));
      space();
    } while (take(','));
    return take('}');
  }

  void member(const std::string& key, const std::string& json) {
    if (key == text_key_) {
      record_.text.reset();
      if (json[0] == '"') {
        JsonTwin inner(json, "", "");
        inner.string(record_.text.emplace());
      }
    }
    if (key == id_key_) record_.id = json == "null" ? "" : json;
  }

  bool string(std::string& out) {
    take('"');
    while (peek() != '"') {
      if (at_ >= s_.size() || static_cast<unsigned char>(peek()) < 0x20) return false;
      if (peek() != '\\') {
        out += s_[at_++];
        continue;
      }
      ++at_;
      constexpr std::string_view kFrom = "\"\\/bfnrt";
      constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
      if (const std::size_t i = kFrom.find(peek()); i != kFrom.npos && at_ < s_.size()) {
        out += kTo[i];
        ++at_;
        continue;
      }
      char32_t c = 0;
      if (!unit(c)) return false;
      char32_t low = 0;
      const std::size_t before = at_;
      if (c >= 0xD800 && c < 0xDC00 && take('\\') && unit(low) && low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + (c - 0xD800) * 0x400 + (low - 0xDC00);
      } else {
        at_ = before;
        if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
      }
      char buffer[4];
      out.append(buffer, saring::text::encode(c, buffer));
    }
    ++at_;
    return true;
  }

  // "uXXXX"
  bool unit(char32_t& c) {
    if (!take('u') || s_.size() - at_ < 4) return false;
    const std::string digits = s_.substr(at_, 4);
    if (!std::ranges::all_of(digits, [](unsigned char d) { return std::isxdigit(d) != 0; })) {
      return false;
    }
    c = static_cast<char32_t>(std::stoul(digits, nullptr, 16));
    at_ += 4;
    return true;
  }

  std::string s_;
  std::string text_key_;
  std::string id_key_;
  std::size_t at_ = 0;
  TwinRecord record_;
};

inline TwinRecord read_json_record(std::string_view line, const std::string& text_key,
                                   const std::string& id_key) {
  return JsonTwin(saring::text::repair_utf8(line), text_key, id_key).read();
}

// One-line records with the difficult parts of JSON: repeated and escaped names, escapes of every
// kind, brackets in strings, white space, numbers of every form.
class RandomJson {
 public:
  explicit RandomJson(std::uint64_t seed) : random_(seed) {}

  std::string record() { return space() + object(0) + space(); }

  // A record with some bytes changed, removed or doubled.
  std::string damaged() {
    std::string line = record();
    for (std::uint32_t errors = 1 + random_.below(2); errors > 0 && !line.empty(); --errors) {
      const std::size_t at = random_.below(static_cast<std::uint32_t>(line.size()));
      constexpr std::string_view kBytes = "\"\\{}[],: 0-+.eutrafN\x01\x0c\x1a\x7f\xc3\xff\xed";
      switch (random_.below(4)) {
        case 0:
          line[at] = kBytes[random_.below(kBytes.size())];
          break;
        case 1:
          line.insert(at, 1, kBytes[random_.below(kBytes.size())]);
          break;
        case 2:
          line.erase(at, 1 + random_.below(3));
          break;
        default:
          line.resize(at);
      }
    }
    return line;
  }

 private:
  template <std::size_t n>
  std::string one_of(const std::array<std::string_view, n>& choices) {
    return std::string(choices[random_.below(n)]);
  }

  std::string space() {
    static constexpr std::array<std::string_view, 6> kSpaces = {"", "", "", " ", "\t", " \r "};
    return one_of(kSpaces);
  }

  std::string string() {
    static constexpr std::array<std::string_view, 20> kPieces = {
        "a", "\\\"", "\\\\",           "\\u0041",          "{",   "}",       "[",    "]",
        ",", ":",    "\xc3\xa9",       "\xf0\x9f\xa6\x9c", "\\n", "\\ud800", "text", " ",
        "/", "\\/",  "\\ud83e\\udd9c", "\\udc00"};
    std::string out = "\"";
    for (std::uint32_t pieces = random_.below(30); pieces > 0; --pieces) out += one_of(kPieces);
    return out + "\"";
  }

  std::string key() {
    static constexpr std::array<std::string_view, 12> kKeys = {
        "\"text\"",     "\"text\"",  "\"te\\u0078t\"",  "\"id\"",
        "\"i\\u0064\"", "\"\"",      "\"a\\\"b\"",      "\"\\ud800\"",
        "\"Text\"",     "\"text \"", "\"text\\u0000\"", "\"\xc3\xa9\""};
    return one_of(kKeys);
  }

  std::string value(int depth) {
    static constexpr std::array<std::string_view, 14> kScalars = {"1",
                                                                  "-0",
                                                                  "1.5e10",
                                                                  "1E+2",
                                                                  "true",
                                                                  "false",
                                                                  "null",
                                                                  "NaN",
                                                                  "-Infinity",
                                                                  "0.0",
                                                                  "-1.25",
                                                                  "Infinity",
                                                                  "123456789012345678901234567890",
                                                                  "1e-999"};
    const std::uint32_t kind = random_.below(depth > 3 ? 5 : 8);
    if (kind < 3) return string();
    if (kind < 5) return one_of(kScalars);
    if (kind == 5) return object(depth + 1);
    std::string out = "[" + space();
    for (std::uint32_t i = random_.below(4); i > 0; --i) {
      out += value(depth + 1) + space() + (i > 1 ? "," + space() : "");
    }
    return out + "]";
  }

  std::string object(int depth) {
    std::string out = "{" + space();
    for (std::uint32_t i = random_.below(6); i > 0; --i) {
      out += key() + space() + ":" + space() + value(depth + 1) + space();
      if (i > 1) out += "," + space();
    }
    return out + "}";
  }

  RandomText random_;
};

}  // namespace reference
