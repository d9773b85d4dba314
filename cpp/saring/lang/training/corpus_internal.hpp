#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "saring/text/script.hpp"

// The training text of one group of scripts, as numbers: each distinct word ("type") is stored
// once, each line is a sequence of types.
namespace saring::lang {

struct CorpusLine {
  std::uint32_t label;  // number within the group
  std::uint32_t first;  // into tokens
  std::uint32_t count;
};

// splitmix64 (Steele et al. 2014): small, fast, the same on all platforms.
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}
  std::uint64_t next() noexcept {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint32_t below(std::uint32_t n) noexcept {
    return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32);
  }
  double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

// Words of a label with their frequencies in general text; training lines are often of one domain.
struct WordList {
  std::vector<std::uint32_t> types;
  std::vector<double> frequencies;

  // Draws `count` random words with probability proportional to frequency to the power of 3/4,
  // which raises rare ones (Mikolov et al. 2013). The list must not be empty.
  void draw(std::uint32_t count, Random& random, std::vector<std::uint32_t>& out) const;
  void add(std::uint32_t type, double frequency);

 private:
  std::vector<double> cumulative_;  // cumulative sums of the probabilities, not normalised
};

class GroupCorpus {
 public:
  explicit GroupCorpus(text::Script group) : group_(group) {}

  [[nodiscard]] std::uint32_t label_number(std::string_view label);
  void add(std::uint32_t label, std::string_view line);
  // Adds a word to the label's list; anything but a single word of this group is ignored.
  void add_word(std::uint32_t label, std::string_view word, double frequency);

  [[nodiscard]] text::Script group() const noexcept { return group_; }
  [[nodiscard]] const std::vector<std::string>& labels() const noexcept { return labels_; }
  [[nodiscard]] const std::vector<std::uint64_t>& label_lines() const noexcept {
    return label_lines_;
  }
  [[nodiscard]] const std::vector<std::uint64_t>& label_held_out() const noexcept {
    return label_held_out_;
  }
  [[nodiscard]] const std::vector<std::uint64_t>& label_bytes() const noexcept {
    return label_bytes_;
  }
  [[nodiscard]] const WordList& words(std::size_t label) const noexcept { return words_[label]; }
  [[nodiscard]] const std::vector<CorpusLine>& training() const noexcept { return training_; }
  [[nodiscard]] const std::vector<CorpusLine>& held_out() const noexcept { return held_out_; }
  [[nodiscard]] const std::uint32_t* tokens(const CorpusLine& line) const noexcept {
    return tokens_.data() + line.first;
  }
  [[nodiscard]] std::size_t type_count() const noexcept { return type_ends_.size(); }
  [[nodiscard]] std::string_view type(std::size_t i) const noexcept {
    const std::size_t begin = i == 0 ? 0 : type_ends_[i - 1];
    return std::string_view(letters_).substr(begin, type_ends_[i] - begin);
  }

 private:
  std::uint32_t type_number(std::string_view folded);

  text::Script group_;
  std::vector<std::string> labels_;
  std::vector<std::uint64_t> label_lines_;     // trained on
  std::vector<std::uint64_t> label_held_out_;  // the same for held-out lines
  std::vector<std::uint64_t> label_bytes_;
  std::vector<WordList> words_;  // per label
  std::vector<CorpusLine> training_;
  std::vector<CorpusLine> held_out_;
  std::vector<std::uint32_t> tokens_;
  std::string letters_;
  std::vector<std::size_t> type_ends_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  // by hash of the word
};

}  // namespace saring::lang
