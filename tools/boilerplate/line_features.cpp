// The input of the line model's trainer: features as the library itself computes them.
//   line_features sizes                     > features of the first pass, of the second
//   line_features words                     < DOCUMENTS > SLOTS
//   line_features first WEIGHTS             < DOCUMENTS > MATRIX
//   line_features second WEIGHTS SCORES     < DOCUMENTS > MATRIX
// DOCUMENTS: for each document the number of its lines, a newline, and the lines. SLOTS: for each
// line a count and the slots, uint32. MATRIX: one row of float32 a line, NaN for blank lines.
// WEIGHTS: a float scale and the word weights, int8. SCORES: a float32 a line, the first pass's.
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/lines/document_features_internal.hpp"
#include "saring/boilerplate/lines/line_features_internal.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"

namespace {

using namespace saring::boilerplate;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw saring::Error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

WordWeights read_weights(const std::string& path) {
  const std::string bytes = read_file(path);
  if (bytes.size() != sizeof(float) + WordWeights::kSlots)
    throw saring::Error(path + " has another size");
  float scale = 0;
  std::memcpy(&scale, bytes.data(), sizeof scale);
  std::vector<std::int8_t> weights(WordWeights::kSlots);
  std::memcpy(weights.data(), bytes.data() + sizeof scale, weights.size());
  return {weights, scale};
}

bool read_document(std::istream& in, std::string& text, std::size_t& num_lines) {
  std::string line;
  if (!std::getline(in, line)) return false;
  num_lines = std::stoul(line);
  text.clear();
  for (std::size_t i = 0; i < num_lines; ++i) {
    if (!std::getline(in, line)) throw saring::Error("the input is incomplete");
    if (i > 0) text += '\n';
    text += line;
  }
  return true;
}

// The rows of both passes, or without scores of the first.
void fill_rows(const DocumentLines& document, std::span<const float> scores,
               std::vector<float>& matrix) {
  const std::size_t n = document.lines.size();
  matrix.resize(n * kSecondFeatures);
  if (n == 0) return;
  LineFeatures features(document);
  features.write_first(0, n, matrix.data());
  if (scores.empty()) return;
  features.set_scores(scores);
  features.write_second(0, n, matrix.data());
}

template <typename T>
void write(const T* data, std::size_t count) {
  std::cout.write(reinterpret_cast<const char*>(data),
                  static_cast<std::streamsize>(count * sizeof(T)));
}

void write_slots(const DocumentLines& document, std::size_t num_lines) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < num_lines; ++i) {
    std::uint32_t slots[WordWeights::kMaxFeatures];
    std::uint32_t count = 0;
    if (next < document.lines.size() && document.lines[next].index == i) {
      const LineInfo& info = document.lines[next++];
      LineWords words;
      scan_words(document.text.substr(info.start, info.end - info.start), LineWords::kMax, words);
      if (info.shape.words() <= kLexicalWords) {
        count = static_cast<std::uint32_t>(WordWeights::features(words, info.shape, slots));
      }
    }
    write(&count, 1);
    write(slots, count);
  }
}

void write_matrix(const DocumentLines& document, std::size_t num_lines,
                  const std::vector<float>& matrix, std::size_t width) {
  const std::vector<float> blank(width, std::numeric_limits<float>::quiet_NaN());
  std::size_t next = 0;
  for (std::size_t i = 0; i < num_lines; ++i) {
    const bool solid = next < document.lines.size() && document.lines[next].index == i;
    write(solid ? matrix.data() + next++ * width : blank.data(), width);
  }
}

int run(const std::vector<std::string>& args) {
  const std::string mode = args.size() > 1 ? args[1] : "";
  if (mode == "sizes") {
    std::cout << kFirstFeatures << ' ' << kSecondFeatures << '\n';
    return 0;
  }
  if (mode != "words" && mode != "first" && mode != "second" && mode != "document") {
    throw saring::Error(
        "usage: line_features sizes | words | first WEIGHTS | second WEIGHTS SCORES");
  }
  const WordWeights weights = mode == "words" ? WordWeights() : read_weights(args.at(2));
  const std::string score_bytes = mode == "second" || mode == "document" ? read_file(args.at(3)) : "";
  const RuleMatcher matcher(built_in_rules());
  DocumentLines document;
  DocumentFeatures features;
  std::vector<float> matrix;
  std::vector<float> scores;
  std::string text;
  std::size_t num_lines = 0;
  std::size_t row = 0;
  while (read_document(std::cin, text, num_lines)) {
    analyse_lines(text, matcher, matcher.packs(""), mode == "words" ? nullptr : &weights, document);
    if (mode == "words") {
      write_slots(document, num_lines);
      continue;
    }
    if (mode == "second" || mode == "document") {
      scores.assign(document.lines.size(), 0);
      for (std::size_t i = 0; i < scores.size(); ++i) {
        const std::size_t at = (row + document.lines[i].index) * sizeof(float);
        if (at + sizeof(float) > score_bytes.size()) throw saring::Error("fewer scores than lines");
        std::memcpy(&scores[i], score_bytes.data() + at, sizeof(float));
      }
    }
    if (mode == "document") {
      matrix.resize(document.lines.size() * kDocumentFeatures);
      if (!document.lines.empty()) {
        features.set_document(document);
        features.set_scores(scores);
        for (std::size_t i = 0; i < document.lines.size(); ++i)
          features.write(i, matrix.data() + i * kDocumentFeatures);
      }
      write_matrix(document, num_lines, matrix, kDocumentFeatures);
      row += num_lines;
      continue;
    }
    fill_rows(document, scores, matrix);
    write_matrix(document, num_lines, matrix, kSecondFeatures);
    row += num_lines;
  }
  return std::cout.flush() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::ios::sync_with_stdio(false);
    return run({argv, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
