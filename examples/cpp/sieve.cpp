// Prints the language and the article of each given text file. A copy of an earlier file is only
// reported. Build it as in docs/cpp.md, then run ./sieve a.txt b.txt c.txt
#include <fstream>
#include <iostream>
#include <iterator>

#include "saring/saring.hpp"

int main(int argc, char** argv) {
  const saring::lang::Detector detector(SARING_LANGUAGE_MODEL);
  const saring::boilerplate::LineStripper stripper;
  std::vector<std::string> articles;
  std::vector<std::string> languages;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::string text = saring::text::repair_utf8(bytes);
    languages.emplace_back(detector.label_code(detector.detect(text).label));
    const auto result = stripper.strip(text, {.language = languages.back()});
    saring::boilerplate::append_kept_text(text, result, articles.emplace_back());
  }
  const std::vector<std::string_view> views(articles.begin(), articles.end());
  const auto copies = saring::dedup::near_duplicates(views, {}, saring::dedup::Keep::kFirst);
  for (std::size_t i = 0; i < articles.size(); ++i) {
    std::cout << "== " << argv[i + 1] << ": ";
    if (copies.is_kept(i)) {
      std::cout << languages[i] << '\n' << articles[i] << '\n';
    } else {
      std::cout << "a copy\n";
    }
  }
}
