// Training lines as numbers. Tests: tests/cpp/lang/training/corpus_test.cpp.
#include <algorithm>
#include <cmath>

#include "saring/lang/features_internal.hpp"
#include "saring/lang/training/corpus_internal.hpp"
#include "saring/lang/training/trainer.hpp"

namespace saring::lang {
namespace {

constexpr std::uint64_t kHoldOutSeed = 0x5a17'0003;
constexpr std::uint64_t kHoldOutOneIn = 20;

}  // namespace

bool is_held_out(std::string_view line) noexcept {
  return hash64(line, kHoldOutSeed) % kHoldOutOneIn == 0;
}

std::uint32_t GroupCorpus::label_number(std::string_view label) {
  const auto it = std::find(labels_.begin(), labels_.end(), label);
  if (it != labels_.end()) return static_cast<std::uint32_t>(it - labels_.begin());
  labels_.emplace_back(label);
  label_lines_.push_back(0);
  label_held_out_.push_back(0);
  label_bytes_.push_back(0);
  words_.emplace_back();
  return static_cast<std::uint32_t>(labels_.size() - 1);
}

std::uint32_t GroupCorpus::type_number(std::string_view folded) {
  const auto [it, is_new] =
      numbers_.try_emplace(word_feature(folded), static_cast<std::uint32_t>(type_ends_.size()));
  if (is_new) {
    letters_ += folded;
    type_ends_.push_back(letters_.size());
  }
  return it->second;
}

void GroupCorpus::add(std::uint32_t label, std::string_view line) {
  CorpusLine row{label, static_cast<std::uint32_t>(tokens_.size()), 0};
  text::PlainWordScanner scanner(line);
  TechnicalFilter is_technical(line);
  text::Word word;
  while (scanner.next(word)) {
    if (!word.has_letter || is_technical(word) || script_group(word.script) != group_) continue;
    tokens_.push_back(type_number(word.folded));
    ++row.count;
  }
  if (row.count == 0) return;
  if (is_held_out(line)) {
    held_out_.push_back(row);
    ++label_held_out_[label];
  } else {
    training_.push_back(row);
    ++label_lines_[label];
    label_bytes_[label] += line.size();
  }
}

void WordList::add(std::uint32_t type, double frequency) {
  types.push_back(type);
  frequencies.push_back(frequency);
  cumulative_.push_back((cumulative_.empty() ? 0 : cumulative_.back()) + std::pow(frequency, 0.75));
}

void WordList::draw(std::uint32_t count, Random& random, std::vector<std::uint32_t>& out) const {
  out.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto at = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1,
                                     random.uniform() * cumulative_.back());
    out.push_back(types[static_cast<std::size_t>(at - cumulative_.begin())]);
  }
}

void GroupCorpus::add_word(std::uint32_t label, std::string_view word, double frequency) {
  text::PlainWordScanner scanner(word);
  text::Word found;
  if (!scanner.next(found) || !found.has_letter || script_group(found.script) != group_ ||
      found.start != 0 || found.end != word.size())
    return;
  words_[label].add(type_number(found.folded), frequency);
}

}  // namespace saring::lang
