#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_render_internal.hpp"

namespace saring::boilerplate {

// The length of the longest run of `c`.
[[nodiscard]] std::size_t longest_run(std::string_view text, char c) noexcept;

// The text of one block as Markdown: emphasis, code, links, images, and what would be taken for
// mark-up escaped.
class InlineMarkdown {
 public:
  struct Place {
    bool in_heading = false;  // no strong text, which a heading is already
    bool in_table = false;    // "|" is escaped
  };

  // Appends to `out`.
  InlineMarkdown(const RenderInput& in, bool links, std::string& out)
      : in_(in), links_(links), out_(out) {}

  [[nodiscard]] bool has_links() const noexcept { return links_; }
  // Bytes [start, end) of the text of the blocks, with marks [mark, mark_end).
  void write(std::uint32_t start, std::uint32_t end, std::uint32_t mark, std::uint32_t mark_end,
             Place place);
  void image(std::uint32_t node);

 private:
  struct Open {
    InlineMark mark;
    bool written = false;
    bool skipped = false;
    std::size_t at = 0;  // of its marker in `out_`
  };
  // An emphasis that ended: whether it is one depends on the character that follows.
  struct Closed {
    MarkKind kind = MarkKind::kNone;
    std::size_t opened_at = 0;
    std::size_t closed_at = 0;
    std::size_t size = 0;  // of the marker
    bool after_punctuation = false;
  };

  void mark(const InlineMark& mark);
  void begin(const InlineMark& mark);
  void end();
  void text(std::string_view text);
  void open_pending(std::string_view next);
  void check_closed(char32_t next);
  void escape(std::string_view text);
  void escape_one(std::string_view text, std::size_t at);
  void write_code(std::string_view code);
  void write_address(std::string_view url);
  [[nodiscard]] bool is_line_start() const noexcept { return out_.size() == line_start_; }

  const RenderInput& in_;
  bool links_;
  std::string& out_;
  Place place_;
  std::vector<Open> open_;
  Closed closed_;
  std::string code_;
  bool in_code_ = false;
  bool after_image_ = false;
  bool space_ = false;  // to be written before the next text
  std::size_t line_start_ = 0;
};

}  // namespace saring::boilerplate
