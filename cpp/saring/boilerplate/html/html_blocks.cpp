// Splits a page into lines and counts what the classifier needs of each. Tests:
// html_blocks_test.cpp.
#include "saring/boilerplate/html/html_blocks_internal.hpp"

#include <algorithm>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr bool is_sentence_mark(char32_t c) noexcept {
  switch (c) {
    case U'.':
    case U'!':
    case U'?':
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0x061F:
    case 0x06D4:
    case 0x0964:
    case 0x0965:
    case 0x1362:
    case 0x104B:
    case 0x17D4:
    case 0xFF0E:
      return true;
    default:
      return false;
  }
}
constexpr bool is_comma(char32_t c) noexcept {
  return c == U',' || c == U';' || c == 0x3001 || c == 0xFF0C || c == 0x060C || c == 0x061B;
}
constexpr bool is_separator(char32_t c) noexcept {
  return c == U'|' || c == U'/' || c == 0xBB || c == 0xAB || c == 0x203A || c == 0x2039 ||
         c == 0xB7 || c == 0x2022 || c == U'>' || c == 0x2192 || c == U'<' || c == U'*' ||
         c == U'#';
}
constexpr bool is_closing(char32_t c) noexcept {
  return c == U'"' || c == U'\'' || c == U')' || c == U']' || c == 0x201D || c == 0x2019 ||
         c == 0xBB || c == 0x300D || c == 0x300F || c == 0xFF09;
}

BlockEnd ending_of(char32_t c) noexcept {
  if (is_sentence_mark(c)) return BlockEnd::kSentence;
  if (c == U':' || c == 0xFF1A) return BlockEnd::kColon;
  if (is_comma(c)) return BlockEnd::kComma;
  if (c == 0x2026) return BlockEnd::kEllipsis;
  return BlockEnd::kOther;
}

void count_marks(std::string_view text, HtmlBlock& block) {
  const char* p = text.data();
  const char* const end = p + text.size();
  char32_t last = 0;
  std::uint32_t digit_run = 0;
  std::uint32_t number = 0;
  while (p < end) {
    const char32_t c = text::decode(p);
    ++block.chars;
    if (c >= U'0' && c <= U'9') {
      ++block.digits;
      ++digit_run;
      number = number * 10 + static_cast<std::uint32_t>(c - U'0');
    } else {
      if (digit_run == 4 && number >= 1900 && number < 2100) block.has_year = true;
      digit_run = number = 0;
      if (is_sentence_mark(c)) ++block.sentence_marks;
      if (is_comma(c)) ++block.commas;
      if (is_separator(c)) ++block.separators;
      if (c == 0xA9) block.has_copyright = true;
    }
    if (digit_run > 4) number = 0;
    if (!is_closing(c) && c != U' ' && c != U'\n') last = c;
  }
  if (digit_run == 4 && number >= 1900 && number < 2100) block.has_year = true;
  block.ending = ending_of(last);
  block.has_url = text.find("http") != std::string_view::npos ||
                  text.find("www.") != std::string_view::npos ||
                  text.find('@') != std::string_view::npos;
}

constexpr std::size_t kLongWord = 5;  // bytes; shorter ones are mostly function words

// The lowest bit marks long words.
std::uint32_t word_hash(std::string_view folded, bool is_long) noexcept {
  return (static_cast<std::uint32_t>(hash64(folded)) & ~1U) | (is_long ? 1U : 0U);
}

// Hashes of the pairs of characters of a run without spaces, until there are `room`.
void add_pairs(std::string_view run, std::size_t room, std::vector<std::uint32_t>& hashes) {
  const char* const end = run.data() + run.size();
  const char* first = run.data();
  const char* second = first;
  static_cast<void>(text::decode(second));
  while (second < end && hashes.size() < room) {
    const char* next = second;
    static_cast<void>(text::decode(next));
    hashes.push_back(word_hash({first, static_cast<std::size_t>(next - first)}, true));
    first = second;
    second = next;
  }
}

void count_words(std::string_view text, HtmlBlock& block, std::vector<std::uint32_t>& hashes) {
  text::WordScanner scanner(text);
  text::Word word;
  std::size_t last_end = 0;
  while (scanner.next(word)) {
    const std::size_t bytes = word.end - word.start;
    if (word.is_dictionary) {
      block.words += static_cast<std::uint32_t>(bytes / 6 + 1);
    } else {
      ++block.words;
      block.short_words += bytes <= 3 ? 1U : 0U;
      block.title_words += word.letter_case == text::WordCase::kTitle ? 1U : 0U;
      block.upper_words += word.letter_case == text::WordCase::kUpper ? 1U : 0U;
      block.number_words += word.has_digit && !word.has_letter ? 1U : 0U;
    }
    if (last_end == 0) {
      const bool upper =
          word.letter_case == text::WordCase::kTitle || word.letter_case == text::WordCase::kUpper;
      block.first_class = upper ? 1 : word.has_letter ? 2 : 3;
    }
    const std::size_t room = block.word_start + HtmlBlocks::kHashedWords;
    if (hashes.size() < room) {
      if (word.is_dictionary) {
        add_pairs(text.substr(word.start, bytes), room, hashes);
      } else {
        hashes.push_back(word_hash(word.folded, bytes >= kLongWord));
      }
    }
    last_end = word.end;
  }
  if (last_end == text.size() && last_end > 0) block.ending = BlockEnd::kLetter;
}

class Splitter {
 public:
  explicit Splitter(const HtmlTree& tree) : tree_(tree) {}

  HtmlBlocks run() {
    open_.push_back({0, HtmlTag::kDocument, static_cast<std::uint32_t>(tree_.size()), false});
    std::uint32_t i = 1;
    CancelCheck check;
    while (i < tree_.size()) {
      check();
      while (i >= open_.back().end && open_.size() > 1) leave();
      i = visit(i);
    }
    end_block();
    return std::move(out_);
  }

 private:
  struct Open {
    std::uint32_t node;
    HtmlTag tag;
    std::uint32_t end;
    bool link;  // an <a href>
  };

  std::uint32_t visit(std::uint32_t i) {
    const HtmlNode& node = tree_[i];
    if (node.tag == HtmlTag::kText) {
      add_text(i, node.text);
      return i + 1;
    }
    if (has_flag(node.tag, kSkipped) || node.tag == HtmlTag::kHead) return node.end;
    if (has_flag(node.tag, kBlock) || node.tag == HtmlTag::kBr) end_block();
    if (has_flag(node.tag, kVoid)) return i + 1;
    enter(i, node);
    return i + 1;
  }

  void enter(std::uint32_t i, const HtmlNode& node) {
    const bool link = node.tag == HtmlTag::kA && tree_.has_attribute(i, "href");
    open_.push_back({i, node.tag, node.end, link});
    if (link) {
      ++link_depth_;
      ++pending_links_;
    }
    bold_depth_ += is_bold(node.tag) ? 1 : 0;
    pre_depth_ += node.tag == HtmlTag::kPre || node.tag == HtmlTag::kListing ? 1 : 0;
  }

  void leave() {
    const Open& open = open_.back();
    if (has_flag(open.tag, kBlock)) end_block();
    link_depth_ -= open.link ? 1 : 0;
    bold_depth_ -= is_bold(open.tag) ? 1 : 0;
    pre_depth_ -= open.tag == HtmlTag::kPre || open.tag == HtmlTag::kListing ? 1 : 0;
    open_.pop_back();
  }

  static bool is_bold(HtmlTag tag) noexcept {
    return tag == HtmlTag::kB || tag == HtmlTag::kStrong ||
           (tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6) || tag == HtmlTag::kTh;
  }

  void add_text(std::uint32_t node, std::string_view text) {
    std::string& out = out_.text;
    if (!in_block_) {
      if (text.find_first_not_of(" \n\t\r\f") == std::string_view::npos) return;
      begin_ = out.size();
      in_block_ = true;
      first_ = node;
      links_before_ = pending_links_ - (link_depth_ > 0 ? 1U : 0U);
    }
    const std::size_t before = out.size();
    append_collapsed(text, pre_depth_ > 0, out);
    last_ = node;
    if (link_depth_ > 0) link_bytes_ += out.size() - before;
    if (bold_depth_ > 0) bold_bytes_ += out.size() - before;
  }

  void end_block() {
    if (!in_block_) return;
    in_block_ = false;
    std::string& out = out_.text;
    while (out.size() > begin_ && (out.back() == ' ' || out.back() == '\n')) out.pop_back();
    if (out.size() > begin_) finish_block();
    link_bytes_ = bold_bytes_ = 0;
  }

  void finish_block() {
    HtmlBlock block;
    block.start = static_cast<std::uint32_t>(begin_);
    block.end = static_cast<std::uint32_t>(out_.text.size());
    const std::uint32_t size = block.end - block.start;
    block.link_bytes = std::min(static_cast<std::uint32_t>(link_bytes_), size);
    block.bold_bytes = std::min(static_cast<std::uint32_t>(bold_bytes_), size);
    block.links = pending_links_ - links_before_;
    std::uint32_t element = tree_[first_].parent;
    while (tree_[element].end <= last_) element = tree_[element].parent;
    block.element = element;
    while (!has_flag(tree_[element].tag, kBlock)) element = tree_[element].parent;
    block.container = element;
    block.word_start = static_cast<std::uint32_t>(out_.word_hashes.size());
    const std::string_view text = out_.text_of(block);
    count_marks(text, block);
    count_words(text, block, out_.word_hashes);
    block.word_end = static_cast<std::uint32_t>(out_.word_hashes.size());
    out_.blocks.push_back(block);
    out_.text += '\n';
  }

  const HtmlTree& tree_;
  HtmlBlocks out_;
  std::vector<Open> open_;
  std::size_t begin_ = 0;
  std::size_t link_bytes_ = 0;
  std::size_t bold_bytes_ = 0;
  std::uint32_t first_ = 0;
  std::uint32_t last_ = 0;
  std::uint32_t pending_links_ = 0;
  std::uint32_t links_before_ = 0;
  int link_depth_ = 0;
  int bold_depth_ = 0;
  int pre_depth_ = 0;
  bool in_block_ = false;
};

// Bytes of an invisible or unusual space character at the start, and whether it counts as a space.
std::size_t odd_space(std::string_view rest, bool& space) noexcept {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  space = false;
  if (at(0) == 0xC2 && rest.size() > 1) {
    space = at(1) == 0xA0 || at(1) == 0x85;
    return space || at(1) == 0xAD || at(1) < 0xA0 ? 2 : 0;
  }
  if (at(0) == 0xE2 && rest.size() > 2 && at(1) == 0x80) {
    space = at(2) == 0xA8 || at(2) == 0xA9 || at(2) == 0xAF || at(2) <= 0x8A;
    return space || at(2) == 0x8B ? 3 : 0;
  }
  if (at(0) == 0xEF && rest.size() > 2 && at(1) == 0xBB && at(2) == 0xBF) return 3;
  return 0;
}

}  // namespace

void append_collapsed(std::string_view text, bool keep_lines, std::string& out) {
  const auto add_space = [&] {
    if (!out.empty() && out.back() != ' ' && out.back() != '\n') out += ' ';
  };
  std::size_t i = 0;
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c > 0x20 && c != 0x7F && c != 0xC2 && c != 0xE2 && c != 0xEF) {
      std::size_t end = i + 1;  // the common run
      while (end < text.size()) {
        const auto d = static_cast<unsigned char>(text[end]);
        if (d <= 0x20 || d == 0x7F || d == 0xC2 || d == 0xE2 || d == 0xEF) break;
        ++end;
      }
      out.append(text, i, end - i);
      i = end;
      continue;
    }
    bool space = false;
    if (c <= 0x20) {
      if (keep_lines && c == '\n') {
        while (!out.empty() && out.back() == ' ') out.pop_back();
        if (!out.empty() && out.back() != '\n') out += '\n';
      } else if (ascii::is_space(text[i])) {
        add_space();
      }
      ++i;
    } else if (c == 0x7F) {
      ++i;
    } else if (const std::size_t used = odd_space(text.substr(i), space); used > 0) {
      if (space) add_space();
      i += used;
    } else {
      out += text[i++];
    }
  }
}

std::vector<std::uint32_t> hash_words(std::string_view text) {
  std::vector<std::uint32_t> hashes;
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    const std::size_t bytes = word.end - word.start;
    if (word.is_dictionary) {
      add_pairs(text.substr(word.start, bytes), SIZE_MAX, hashes);
    } else {
      hashes.push_back(word_hash(word.folded, bytes >= kLongWord));
    }
  }
  return hashes;
}

HtmlBlocks split_blocks(const HtmlTree& tree) { return Splitter(tree).run(); }

}  // namespace saring::boilerplate
