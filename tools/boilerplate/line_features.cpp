// The input of the line model's trainer: features as the library itself computes them.
//   line_features sizes                     > features of a line, of a line in its document
//   line_features units                     < DOCUMENTS > UNITS
//   line_features words                     < DOCUMENTS > SLOTS
//   line_features lines WEIGHTS             < DOCUMENTS > MATRIX
//   line_features document WEIGHTS SCORES   < DOCUMENTS > MATRIX
// DOCUMENTS: for each document the number of its lines, a newline, and the lines. UNITS: for each
// document the number of its units, uint32, and the line and the characters of each, uint32.
// SLOTS: for each unit a count and the slots, uint32. MATRIX: one row of float32 a unit. WEIGHTS: a
// float scale and the word weights, int8. SCORES: a float32 a unit, of the first forest.
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
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

bool read_document(std::istream& in, std::string& text) {
  std::string line;
  if (!std::getline(in, line)) return false;
  const std::size_t num_lines = std::stoul(line);
  text.clear();
  for (std::size_t i = 0; i < num_lines; ++i) {
    if (!std::getline(in, line)) throw saring::Error("the input is incomplete");
    if (i > 0) text += '\n';
    text += line;
  }
  return true;
}

template <typename T>
void write(const T* data, std::size_t count) {
  std::cout.write(reinterpret_cast<const char*>(data),
                  static_cast<std::streamsize>(count * sizeof(T)));
}

void write_units(const DocumentLines& document) {
  const auto count = static_cast<std::uint32_t>(document.lines.size());
  write(&count, 1);
  for (const LineInfo& info : document.lines) {
    write(&info.index, 1);
    write(&info.shape.chars, 1);
  }
}

void write_slots(const DocumentLines& document) {
  for (const LineInfo& info : document.lines) {
    std::uint32_t slots[WordWeights::kMaxFeatures];
    LineWords words;
    scan_words(document.text.substr(info.start, info.end - info.start), LineWords::kMax, words);
    const auto count = static_cast<std::uint32_t>(WordWeights::features(words, info.shape, slots));
    write(&count, 1);
    write(slots, count);
  }
}

void write_lines(const DocumentLines& document) {
  const std::size_t n = document.lines.size();
  std::vector<float> matrix(n * kLineFeatures);
  LineFeatures(document).write(0, n, matrix.data());
  write(matrix.data(), matrix.size());
}

void write_document(const DocumentLines& document, std::span<const float> scores,
                    DocumentFeatures& features) {
  std::vector<float> row(kDocumentFeatures);
  features.set_document(document);
  features.set_scores(scores);
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    features.write(i, row.data());
    write(row.data(), row.size());
  }
}

int run(const std::vector<std::string>& args) {
  const std::string mode = args.size() > 1 ? args[1] : "";
  if (mode == "sizes") {
    std::cout << kLineFeatures << ' ' << kDocumentFeatures << '\n';
    return 0;
  }
  const bool has_weights = mode == "lines" || mode == "document";
  if (!has_weights && mode != "units" && mode != "words") {
    throw saring::Error(
        "usage: line_features sizes | units | words | lines WEIGHTS | document WEIGHTS SCORES");
  }
  const WordWeights weights = has_weights ? read_weights(args.at(2)) : WordWeights();
  const std::string score_bytes = mode == "document" ? read_file(args.at(3)) : "";
  std::vector<float> scores(score_bytes.size() / sizeof(float));
  std::memcpy(scores.data(), score_bytes.data(), scores.size() * sizeof(float));
  const RuleMatcher matcher(built_in_rules());
  DocumentLines document;
  DocumentFeatures features;
  std::string text;
  std::size_t row = 0;
  while (read_document(std::cin, text)) {
    analyse_lines(text, matcher, matcher.packs(""), has_weights ? &weights : nullptr, document);
    const std::size_t n = document.lines.size();
    if (n == 0 && mode != "units") continue;
    if (mode == "units") write_units(document);
    if (mode == "words") write_slots(document);
    if (mode == "lines") write_lines(document);
    if (mode == "document") {
      if (row + n > scores.size()) throw saring::Error("fewer scores than units");
      write_document(document, std::span(scores).subspan(row, n), features);
      row += n;
    }
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
