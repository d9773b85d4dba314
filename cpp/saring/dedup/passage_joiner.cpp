// Tested in tests/cpp/dedup/repeats_test.cpp.
#include "saring/dedup/passage_joiner_internal.hpp"

#include <algorithm>

#include "saring/text/char_props.hpp"
#include "saring/text/segment.hpp"
#include "saring/text/utf8.hpp"

namespace saring::dedup {
namespace {

bool is_in_dictionary_script(std::string_view valid, std::uint64_t at) {
  const char* p = valid.data() + at;
  return text::is_dictionary_script(text::char_props(text::decode(p)).script);
}

}  // namespace

void shorten_to_words(std::string_view valid, std::vector<Repeat>& repeats, std::size_t from) {
  const auto cuts_words = [&](const Repeat& repeat) {
    std::uint64_t last = repeat.end - 1;
    while (text::is_continuation(valid[last])) --last;
    return is_in_dictionary_script(valid, repeat.start) || is_in_dictionary_script(valid, last);
  };
  const auto begin = repeats.begin() + static_cast<std::ptrdiff_t>(from);
  if (std::none_of(begin, repeats.end(), cuts_words)) return;
  const std::vector<text::Segment> words = text::segment_words(valid);
  for (auto repeat = begin; repeat != repeats.end(); ++repeat) {
    const auto first = std::lower_bound(
        words.begin(), words.end(), repeat->start,
        [](const text::Segment& word, std::uint64_t at) { return word.start < at; });
    const auto end =
        std::upper_bound(first, words.end(), repeat->end,
                         [](std::uint64_t at, const text::Segment& word) { return at < word.end; });
    if (first == end) {
      repeat->end = repeat->start;
      continue;
    }
    repeat->start = first->start;
    repeat->end = (end - 1)->end;
  }
  repeats.erase(std::remove_if(begin, repeats.end(),
                               [](const Repeat& repeat) { return repeat.start == repeat.end; }),
                repeats.end());
}

}  // namespace saring::dedup
