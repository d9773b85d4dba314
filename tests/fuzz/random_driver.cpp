// Replaces libFuzzer: fuzz_<name> [RUNS [SEED]] feeds random bytes, random text, text with
// errors and pieces of real sentences. A failure aborts after its run number is printed.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "reference/random_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::string next_input(reference::RandomText& random, const std::vector<std::string>& sentences) {
  switch (random.below(4)) {
    case 0:
      return random.bytes(300);
    case 1:
      return random.valid(300);
    case 2:
      return random.nearly_valid(300);
    default: {
      std::string mixed;
      for (std::uint32_t pieces = 1 + random.below(8); pieces > 0; --pieces) {
        const std::string& from =
            sentences[random.below(static_cast<std::uint32_t>(sentences.size()))];
        mixed +=
            from.substr(random.below(static_cast<std::uint32_t>(from.size())), random.below(80));
      }
      return mixed;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned long runs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 5000;
  const unsigned long seed = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1;
  std::vector<std::string> sentences;
  for (const auto& [code, text] : reference::script_texts()) sentences.push_back(text);
  for (unsigned long run = 0; run < runs; ++run) {
    reference::RandomText random(seed * 1000003 + run);
    const std::string input = next_input(random, sentences);
    const auto* data = reinterpret_cast<const std::uint8_t*>(input.data());
    try {
      LLVMFuzzerTestOneInput(std::vector<std::uint8_t>(data, data + input.size()).data(),
                             input.size());
    } catch (const std::exception& e) {
      std::fprintf(stderr, "run %lu of seed %lu: %s\n", run, seed, e.what());
      return 1;
    }
  }
  return 0;
}
