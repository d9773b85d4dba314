// Tests: tests/cpp/pipeline/json_splitter_test.cpp.
#include "saring/pipeline/json_splitter.hpp"

#include <algorithm>
#include <utility>

#include "saring/base/ascii.hpp"

namespace saring::pipeline {

std::vector<JsonValue> JsonSplitter::feed(std::string_view chunk) {
  std::vector<JsonValue> values;
  for (std::size_t at = 0; at < chunk.size() && line_behind_ == 0;) {
    switch (state_) {
      case At::kBetween:
        at = read_between(chunk, at, values);
        break;
      case At::kInside:
        at = read_inside(chunk, at, values);
        break;
      case At::kString:
        at = read_string(chunk, at, values);
        break;
      case At::kScalar:
        at = read_scalar(chunk, at, values);
        break;
    }
  }
  return values;
}

std::vector<JsonValue> JsonSplitter::finish() {
  std::vector<JsonValue> values;
  if (state_ == At::kScalar) end_value(values);
  return values;
}

void JsonSplitter::take(std::string_view bytes) {
  if (value_.too_long != 0) {
    value_.too_long += bytes.size();
  } else if (value_.bytes.size() + bytes.size() > max_value_) {
    value_.too_long = value_.bytes.size() + bytes.size();
    value_.bytes = {};
  } else {
    value_.bytes += bytes;
  }
}

void JsonSplitter::end_value(std::vector<JsonValue>& values) {
  values.push_back(std::exchange(value_, {}));
  state_ = At::kBetween;
}

std::size_t JsonSplitter::read_between(std::string_view chunk, std::size_t at,
                                       std::vector<JsonValue>& values) {
  for (; at < chunk.size(); ++at) {
    const char c = chunk[at];
    if (c == '\n') ++line_;
    if (ascii::is_space(c)) continue;
    if (has_ended_) {
      line_behind_ = line_;
      return chunk.size();
    }
    if (c == ',') continue;
    if (is_array_ && !has_begun_ && c == '[') {
      has_begun_ = true;
      continue;
    }
    if (is_array_ && c == ']') {
      has_ended_ = true;
      continue;
    }
    value_.line = line_;
    if (c == '{' || c == '[') {
      depth_ = 1;
      state_ = At::kInside;
    } else {
      state_ = c == '"' ? At::kString : At::kScalar;
    }
    take(chunk.substr(at, 1));
    // An unmatched closing bracket is a separate value, which is not valid JSON.
    if (c == '}' || c == ']' || c == ':') end_value(values);
    return at + 1;
  }
  return at;
}

std::size_t JsonSplitter::read_inside(std::string_view chunk, std::size_t at,
                                      std::vector<JsonValue>& values) {
  const std::size_t start = at;
  while (at < chunk.size()) {
    const char c = chunk[at++];
    if (is_broken_ && !ascii::is_space(c)) {
      is_broken_ = false;
      if (c == '{' || c == ']') {  // its own end was inside the string
        take(chunk.substr(start, at - 1 - start));
        depth_ = 0;
        end_value(values);
        return at - 1;
      }
    }
    if (c == '\n') {
      ++line_;
    } else if (c == '"') {
      state_ = At::kString;
      break;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      take(chunk.substr(start, at - start));
      end_value(values);
      return at;
    }
  }
  take(chunk.substr(start, at - start));
  return at;
}

std::size_t JsonSplitter::read_string(std::string_view chunk, std::size_t at,
                                      std::vector<JsonValue>& values) {
  const std::size_t start = at;
  bool has_ended = false;
  while (at < chunk.size() && !has_ended) {
    const char c = chunk[at++];
    if (c == '\n') {
      ++line_;
      has_ended = true;
      is_escaped_ = false;
      is_broken_ = true;
    } else if (is_escaped_) {
      is_escaped_ = false;
    } else if (c == '\\') {
      is_escaped_ = true;
    } else if (c == '"') {
      has_ended = true;
    }
  }
  take(chunk.substr(start, at - start));
  if (!has_ended) return at;
  state_ = At::kInside;
  if (depth_ == 0) {
    is_broken_ = false;
    end_value(values);
  }
  return at;
}

std::size_t JsonSplitter::read_scalar(std::string_view chunk, std::size_t at,
                                      std::vector<JsonValue>& values) {
  const std::size_t end = std::min(chunk.find_first_of(" \t\r\n\f\v,[]{}\":", at), chunk.size());
  take(chunk.substr(at, end - at));
  if (end < chunk.size()) end_value(values);
  return end;
}

}  // namespace saring::pipeline
