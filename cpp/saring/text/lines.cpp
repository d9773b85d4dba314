#include "saring/text/lines.hpp"

#include <cstring>

namespace saring::text {

bool LineScanner::next(Line& line) noexcept {
  if (done_) return false;
  line.start = at_;
  const std::size_t left = text_.size() - at_;
  const void* hit = left > 0 ? std::memchr(text_.data() + at_, '\n', left) : nullptr;
  if (hit == nullptr) {
    line.end = line.next = text_.size();
    done_ = true;
    return true;
  }
  line.end = static_cast<std::size_t>(static_cast<const char*>(hit) - text_.data());
  line.next = at_ = line.end + 1;
  if (line.end > line.start && text_[line.end - 1] == '\r') --line.end;
  return true;
}

}  // namespace saring::text
