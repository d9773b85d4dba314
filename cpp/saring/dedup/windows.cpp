// Tested in tests/cpp/dedup/windows_test.cpp.
#include "saring/dedup/windows_internal.hpp"

#include <algorithm>

#include "saring/base/cancel.hpp"
#include "saring/text/lines.hpp"

namespace saring::dedup {
namespace {

ShingleOptions shingles_of(RepeatUnit unit, std::size_t min_words, const Normalization& normalize) {
  // For lines and paragraphs all words are hashed, whatever the size of n-grams.
  return {.ngram_size = unit == RepeatUnit::kPassage ? static_cast<unsigned>(min_words) : 1,
          .normalize = normalize};
}

// The part without white space at its ends.
text::Line trimmed(std::string_view valid, std::size_t start, std::size_t end) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const std::string_view part = valid.substr(start, end - start);
  const std::size_t first = part.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {start, start, end};
  return {start + first, start + part.find_last_not_of(kSpace) + 1, end};
}

}  // namespace

WindowReader::WindowReader(RepeatUnit unit, std::size_t min_words, const Normalization& normalize,
                           std::uint64_t key)
    : unit_(unit),
      min_words_(min_words),
      fold_(fold_options(normalize)),
      stream_(shingles_of(unit, min_words, normalize), key) {}

void WindowReader::read(std::string_view valid, std::vector<Window>& out) {
  out.clear();
  switch (unit_) {
    case RepeatUnit::kPassage:
      return read_passages(valid, out);
    case RepeatUnit::kParagraph:
      return read_paragraphs(valid, out);
    case RepeatUnit::kLine:
      return read_lines(valid, out);
  }
}

void WindowReader::read_passages(std::string_view valid, std::vector<Window>& out) {
  text::FoldMap map;
  stream_.start(text::fold(valid, fold_, folded_, &map));
  while (stream_.next(batch_)) {
    check_cancelled();
    for (const Shingle& shingle : batch_) {
      out.push_back({shingle.hash, shingle.word, min_words_, map.to_original_start(shingle.start),
                     map.to_original_end(shingle.end)});
    }
  }
  // A text that is too short has one shingle, too.
  if (stream_.digest().words < min_words_) out.clear();
}

void WindowReader::read_lines(std::string_view valid, std::vector<Window>& out) {
  text::LineScanner lines(valid);
  for (text::Line line; lines.next(line);) {
    const text::Line part = trimmed(valid, line.start, line.end);
    add_unit(valid, part.start, part.end, out);
  }
}

void WindowReader::read_paragraphs(std::string_view valid, std::vector<Window>& out) {
  text::LineScanner lines(valid);
  std::size_t start = 0;
  std::size_t end = 0;  // end of the lines so far; `start` if there are none
  for (text::Line line; lines.next(line);) {
    const text::Line part = trimmed(valid, line.start, line.end);
    if (part.start == part.end) {
      add_unit(valid, start, end, out);
      start = end = line.next;
    } else {
      if (start == end) start = part.start;
      end = part.end;
    }
  }
  add_unit(valid, start, end, out);
}

void WindowReader::add_unit(std::string_view valid, std::size_t start, std::size_t end,
                            std::vector<Window>& out) {
  if (start == end) return;
  check_cancelled();
  stream_.start(text::fold(valid.substr(start, end - start), fold_, folded_));
  while (stream_.next(batch_)) {
  }
  const TextDigest digest = stream_.digest();
  if (digest.words < min_words_) return;
  out.push_back({digest.keyed_content, out.size(), digest.words, start, end});
}

}  // namespace saring::dedup
