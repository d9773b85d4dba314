// What each word said for the winner and for the runner-up. Tests:
// tests/cpp/lang/detector_test.cpp.
#include "saring/lang/detector_internal.hpp"

namespace saring::lang {

Explanation Detector::explain(std::string_view text, const DetectOptions& options) const {
  const Decider decider(impl_->model, impl_->reader, options);
  Scratch scratch;
  const Detection d = impl_->detect(text, decider, 2, scratch);
  Explanation out;
  if (!d.top.empty()) out.winner = d.top[0].label;
  if (d.top.size() > 1) out.runner_up = d.top[1].label;
  const float unit = impl_->model.weight_unit();
  const auto score = [&](std::int32_t label) {
    return label < 0
               ? 0.0F
               : static_cast<float>(scratch.evidence.scores[static_cast<std::size_t>(label)]) *
                     unit;
  };
  for (const std::string_view part : parts_of(text, scratch.reading)) {
    const auto offset = static_cast<std::size_t>(part.data() - text.data());
    text::WordScanner scanner(part);
    TechnicalFilter is_technical(part);
    text::Word word;
    while (scanner.next(word)) {
      if (!word.has_letter) continue;
      impl_->reader.reset(scratch.evidence);
      impl_->reader.read_word(word, is_technical(word), scratch.evidence);
      const std::size_t g = impl_->reader.group_of(word.script);
      if (g == kMaxGroups || scratch.evidence.words[g] == 0) continue;
      out.words.push_back({offset + word.begin, offset + word.end, scratch.evidence.known[g] > 0,
                           score(out.winner), score(out.runner_up)});
    }
  }
  return out;
}

}  // namespace saring::lang
