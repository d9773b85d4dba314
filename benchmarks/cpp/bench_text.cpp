// Speed of the text module on files: bench_text FILE…
// One line per file and operation: megabytes (10^6 bytes) per second of CPU time, the median of 9
// interleaved runs after a warm-up. The count in the last column depends only on the text: it shows
// that the operation ran, and keeps the compiler from removing it.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "saring/base/loaded_file.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/normalize.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace {

using namespace saring::text;

constexpr int kRuns = 9;
constexpr std::size_t kMinBytes = std::size_t{1} << 23;

// CPU time of this thread, so that other work on the machine matters less.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Operation {
  const char* name;
  std::function<std::size_t(std::string_view)> run;
  std::vector<double> seconds = {};
  std::size_t count = 0;
};

std::size_t count_lines(std::string_view text) {
  LineScanner scanner(text);
  Line line;
  std::size_t n = 0;
  while (scanner.next(line)) ++n;
  return n;
}

std::size_t count_words(std::string_view text) {
  WordScanner scanner(text);
  Word word;
  std::size_t n = 0;
  while (scanner.next(word)) n += word.folded.size() > 0 ? 1 : 0;
  return n;
}

std::size_t convert_offsets(std::string_view text) {
  WordScanner scanner(text);
  CodePointOffsets offsets(text);
  Word word;
  std::size_t last = 0;
  while (scanner.next(word)) last = offsets(word.end);
  return last;
}

std::vector<Operation> operations() {
  return {
      {"find_invalid_utf8", [](auto t) { return find_invalid_utf8(t).value_or(t.size()); }},
      {"count_code_points", [](auto t) { return count_code_points(t); }},
      {"repair_utf8", [](auto t) { return repair_utf8(t).size(); }},
      {"is_nfc", [](auto t) { return static_cast<std::size_t>(is_nfc(t)); }},
      {"nfc", [](auto t) { return nfc(t).size(); }},
      {"lines", count_lines},
      {"words", count_words},
      {"words+offsets", convert_offsets},
  };
}

void measure(const std::string& path) {
  const saring::LoadedFile file(path);
  const auto bytes = file.bytes();
  const std::string once = repair_utf8({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::string text = once;
  while (!once.empty() && text.size() < kMinBytes) text += once;
  std::vector<Operation> all = operations();
  for (int run = 0; run <= kRuns; ++run) {
    for (Operation& operation : all) {
      const double begin = cpu_seconds();
      operation.count = operation.run(text);
      const double taken = cpu_seconds() - begin;
      if (run > 0) operation.seconds.push_back(taken);
    }
  }
  for (Operation& operation : all) {
    std::nth_element(operation.seconds.begin(), operation.seconds.begin() + kRuns / 2,
                     operation.seconds.end());
    const double median = operation.seconds[kRuns / 2];
    std::printf("%-24s %-18s %9.0f MB/s %12zu\n", path.substr(path.rfind('/') + 1).c_str(),
                operation.name, static_cast<double>(text.size()) / 1e6 / median, operation.count);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i) measure(argv[i]);
    return argc > 1 ? 0 : (std::fputs("usage: bench_text FILE...\n", stderr), 2);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_text: %s\n", e.what());
    return 1;
  }
}
