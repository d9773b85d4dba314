// Training lines to numbers. Tests: tests/cpp/lang/trainer_test.cpp.
#include <algorithm>

#include "saring/lang/corpus_internal.hpp"
#include "saring/lang/features_internal.hpp"
#include "saring/lang/trainer.hpp"

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
  label_bytes_.push_back(0);
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
  text::WordScanner scanner(line);
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
  } else {
    training_.push_back(row);
    ++label_lines_[label];
    label_bytes_[label] += line.size();
  }
}

}  // namespace saring::lang
