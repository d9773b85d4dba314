// Scores a language model on files of `label<TAB>text`, and times it:
//
//   eval_lang MODEL FILE.tsv...
//
// Prints accuracy, macro F1 over the labels of the file (as they are, nothing merged), calibration
// error, the worst labels and MB per second of CPU, on one thread.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "saring/lang/detector.hpp"

namespace {

struct Counts {
  std::size_t hit = 0, gold = 0, predicted = 0;
  std::map<std::string, std::size_t> as;
  [[nodiscard]] double f1() const {
    return 2 * static_cast<double>(hit) /
           static_cast<double>(std::max<std::size_t>(gold + predicted, 1));
  }
};

struct Calibration {
  std::array<double, 10> sum{}, right{}, count{};
  void add(float confidence, bool is_right) {
    const auto b = static_cast<std::size_t>(std::min(confidence * 10, 9.0F));
    sum[b] += static_cast<double>(confidence);
    right[b] += is_right ? 1 : 0;
    count[b] += 1;
  }
  [[nodiscard]] double error() const {
    double out = 0;
    double total = 0;
    for (std::size_t b = 0; b < 10; ++b) {
      out += std::abs(sum[b] - right[b]);
      total += count[b];
    }
    return total == 0 ? 0 : out / total;
  }
};

void evaluate(const saring::lang::Detector& detector, const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> labels, texts;
  std::size_t bytes = 0;
  for (std::string line; std::getline(in, line);) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    labels.push_back(line.substr(0, tab));
    texts.push_back(line.substr(tab + 1));
    bytes += texts.back().size();
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const auto start = std::clock();
  const auto answers = detector.detect_batch(views, {}, 1);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;

  std::map<std::string, Counts> counts;
  Calibration calibration;
  std::size_t right = 0, reliable = 0, reliable_right = 0, refused = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string answer(detector.label_code(answers[i].label));
    const bool is_right = answer == labels[i];
    right += is_right;
    refused += answers[i].label < 0;
    reliable += answers[i].is_reliable;
    reliable_right += answers[i].is_reliable && is_right;
    ++counts[labels[i]].gold;
    ++counts[answer].predicted;
    if (is_right)
      ++counts[answer].hit;
    else
      ++counts[labels[i]].as[answer];
    calibration.add(answers[i].confidence, is_right);
  }
  double f1 = 0;
  std::vector<std::pair<double, std::string>> worst;
  for (const auto& [label, c] : counts) {
    if (c.gold == 0) continue;
    f1 += c.f1();
    worst.emplace_back(c.f1(), label);
  }
  std::sort(worst.begin(), worst.end());
  const auto n = static_cast<double>(texts.size());
  std::printf(
      "%s: %zu texts, accuracy %.4f, macro F1 %.4f, refused %.4f, ECE %.4f, reliable %.3f of them "
      "right %.4f, %.1f MB/s\n",
      path.c_str(), texts.size(), static_cast<double>(right) / n,
      f1 / static_cast<double>(worst.size()), static_cast<double>(refused) / n, calibration.error(),
      static_cast<double>(reliable) / n,
      static_cast<double>(reliable_right) / static_cast<double>(std::max<std::size_t>(reliable, 1)),
      static_cast<double>(bytes) / seconds / 1e6);
  for (std::size_t i = 0; i < std::min<std::size_t>(worst.size(), 25); ++i) {
    std::printf("  %s %.3f (%zu) ->", worst[i].second.c_str(), worst[i].first,
                counts[worst[i].second].gold);
    std::vector<std::pair<std::size_t, std::string>> as;
    for (const auto& [label, k] : counts[worst[i].second].as) as.emplace_back(k, label);
    std::sort(as.rbegin(), as.rend());
    for (std::size_t j = 0; j < std::min<std::size_t>(as.size(), 4); ++j) {
      std::printf(" %s %zu", as[j].second.c_str(), as[j].first);
    }
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: eval_lang MODEL FILE.tsv...\n";
    return 2;
  }
  const saring::lang::Detector detector(argv[1]);
  detector.verify();
  for (int i = 2; i < argc; ++i) evaluate(detector, argv[i]);
  return 0;
}
