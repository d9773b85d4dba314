// UTF-8, words, lines and NFC of any bytes, compared with the naive versions. Words of scripts
// without spaces ascend, are divided between characters and cover everything. Signals of quality
// are in their ranges.
#include <cstdio>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "reference/text_twins.hpp"
#include "saring/text/segment.hpp"
#include "saring/text/signals.hpp"

using fuzz::require;

namespace {

void check_twins(std::string_view bytes, std::string_view text) {
  std::string difference = reference::difference_on_bytes(bytes);
  if (difference.empty()) difference = reference::difference_on_valid(text);
  if (!difference.empty()) std::fprintf(stderr, "twins differ in %s\n", difference.c_str());
  require(difference.empty(), "the fast code agrees with its twin");
}

void check_segments(std::string_view text) {
  static saring::text::DictionarySegmenter segmenter;
  std::vector<std::size_t> ends;
  segmenter.split(text, ends);
  std::size_t last = 0;
  for (const std::size_t end : ends) {
    require(end > last && end <= text.size(), "ends ascend");
    require(fuzz::is_valid(text.substr(last, end - last)), "ends are between characters");
    last = end;
  }
  require(last == text.size(), "the last end is the size");
  last = 0;
  for (const saring::text::Segment& word : saring::text::segment_words(text)) {
    require(word.start >= last && word.start < word.end && word.end <= text.size(),
            "words ascend without overlap");
    require(fuzz::is_valid(text.substr(word.start, word.end - word.start)),
            "words are whole characters");
    last = word.end;
  }
}

void check_signals(std::string_view text) {
  using saring::text::Signal;
  static saring::text::SignalMeter used;
  const saring::text::LanguageWords language{.stop_words = {saring::text::word_key("a")},
                                             .scripts = {saring::text::Script::kLatin}};
  const saring::text::Signals signals = used.measure(text, &language);
  const auto fresh = saring::text::SignalMeter().measure(text, &language);
  require(signals.values == fresh.values, "signals do not depend on the text before");
  for (std::size_t i = 0; i < saring::text::kSignals; ++i) {
    require(signals.values[i] >= 0, "signals are not negative");
    const bool is_share = i >= static_cast<std::size_t>(Signal::kSymbols);
    require(!is_share || signals.values[i] <= 1, "shares are at most 1");
  }
  require(signals[Signal::kWords] == static_cast<double>(saring::text::segment_words(text).size()),
          "words are those of segment_words");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Input input(data, size);
  const std::string text = input.text();
  check_twins(input.bytes(), text);
  check_segments(text);
  check_signals(text);
  return 0;
}
