// Repeated passages, paragraphs and lines among the pieces of any text, and the overlap of two
// halves. Places are whole characters, a repeat has the words of its first place, which is before
// it, and the remaining text is valid. The number of threads changes nothing.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "fuzz.hpp"
#include "saring/dedup/overlap.hpp"
#include "saring/dedup/repeats.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/without_repeats.hpp"
#include "saring/text/utf8.hpp"

namespace {

using fuzz::require;
using saring::dedup::OverlapFinder;
using saring::dedup::OverlapOptions;
using saring::dedup::OverlapSide;
using saring::dedup::Repeat;
using saring::dedup::RepeatOptions;
using saring::dedup::RepeatUnit;
using saring::dedup::TextOverlap;

using Texts = std::vector<std::string_view>;

// Cuts at bytes that are spaces or begin a character, if the byte's value says so.
Texts pieces(std::string_view text) {
  Texts out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80 || byte % 32 != 0) continue;
    out.push_back(text.substr(begin, i - begin));
    begin = i;
  }
  out.push_back(text.substr(begin));
  return out;
}

std::string_view part(const Texts& texts, std::uint32_t text, std::uint64_t start,
                      std::uint64_t end) {
  require(text < texts.size() && start < end && end <= texts[text].size(), "a place is in a text");
  const std::string_view found = texts[text].substr(start, end - start);
  require(!saring::text::find_invalid_utf8(found), "a place is whole characters");
  return found;
}

void check_repeats(const Texts& texts, const std::vector<Repeat>& repeats, bool keeps_first) {
  const Repeat* last = nullptr;
  for (const Repeat& repeat : repeats) {
    part(texts, repeat.text, repeat.start, repeat.end);
    part(texts, repeat.first_text, repeat.first_start, repeat.first_end);
    const auto here = std::tuple(repeat.text, repeat.start);
    const auto first = std::tuple(repeat.first_text, repeat.first_start);
    require(keeps_first ? first < here : first <= here, "the first place comes before");
    require(last == nullptr || std::tuple(last->text, last->start) <= here,
            "places do not descend");
    last = &repeat;
  }
}

void check_remaining(const Texts& texts, const std::vector<Repeat>& repeats) {
  auto at = repeats.begin();
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    const auto begin = at;
    while (at != repeats.end() && at->text == i) ++at;
    const std::string left = saring::dedup::without_repeats(texts[i], {begin, at});
    require(!saring::text::find_invalid_utf8(left), "what is left is valid");
    require(begin != at ? left.size() < texts[i].size() : left == texts[i],
            "what has no repeat stays, and what has one becomes shorter");
  }
}

bool are_equal(const std::vector<Repeat>& a, const std::vector<Repeat>& b) {
  const auto key = [](const Repeat& r) {
    return std::tuple(r.text, r.start, r.end, r.words, r.first_text, r.first_start, r.first_end);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const Repeat& x, const Repeat& y) { return key(x) == key(y); });
}

std::vector<TextOverlap> overlap(const Texts& test, const Texts& train, OverlapSide side) {
  OverlapFinder finder({.side = side,
                        .threshold = 0.5,
                        .containment_min_shingles = 2,
                        .passage_words = 3,
                        .shingles = {.ngram_size = 2},
                        .num_threads = 1});
  finder.index(side == OverlapSide::kIndexed ? test : train);
  const auto streamed = finder.compare(side == OverlapSide::kIndexed ? train : test);
  return side == OverlapSide::kIndexed ? finder.report(test) : streamed;
}

void check_overlap(const Texts& texts) {
  const auto middle = texts.begin() + static_cast<std::ptrdiff_t>(texts.size() / 2);
  const Texts test(texts.begin(), middle);
  const Texts train(middle, texts.end());
  const auto indexed = overlap(test, train, OverlapSide::kIndexed);
  const auto streamed = overlap(test, train, OverlapSide::kStreamed);
  require(indexed.size() == test.size() && streamed.size() == test.size(), "all are reported");
  for (std::size_t i = 0; i < test.size(); ++i) {
    const TextOverlap& a = indexed[i];
    const TextOverlap& b = streamed[i];
    require(a.other == b.other && a.relation == b.relation && a.num_others == b.num_others &&
                a.similarity == b.similarity && a.words == b.words &&
                a.shared_words == b.shared_words && are_equal({a.passage}, {b.passage}),
            "the side that is held changes nothing");
    require(a.shared_words <= a.words && a.passage.words <= a.shared_words, "words are counted");
    require(a.other == TextOverlap::kNone || a.other < train.size(), "the other text is one");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t choice = input.option();
  const std::string text = input.text();
  const Texts texts = pieces(text);
  constexpr RepeatUnit kUnits[] = {RepeatUnit::kPassage, RepeatUnit::kParagraph, RepeatUnit::kLine};
  RepeatOptions options{.unit = kUnits[choice % 3],
                        .min_words = std::size_t{1} + choice / 3 % 4,
                        .keep_first = choice % 2 == 0,
                        .num_threads = 1};
  const std::vector<Repeat> found = saring::dedup::find_repeats(texts, options);
  check_repeats(texts, found, options.keep_first);
  check_remaining(texts, found);
  check_overlap(texts);
  if (choice < 192) return 0;
  options.num_threads = 2;
  options.memory_budget = 64;
  require(are_equal(found, saring::dedup::find_repeats(texts, options)),
          "neither threads nor memory change anything");
  return 0;
}
