// Near-duplicates among the pieces of any text: shingles ascend and punctuation adds none, the
// stream of them stays in the text, and the pairs found are those of comparing all sets with all.
#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/shingle_stream_internal.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/text/normalize.hpp"
#include "saring/text/utf8.hpp"

namespace {

using saring::dedup::DuplicatePair;
using saring::dedup::Shingler;

constexpr saring::dedup::ShingleOptions kShingles{.ngram_size = 2};
constexpr double kThreshold = 0.4;

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

// Cuts at bytes that are spaces or begin a character, wherever their value says so.
std::vector<std::string_view> pieces(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80 || byte % 16 != 0) continue;
    out.push_back(text.substr(begin, i - begin));
    begin = i;
  }
  out.push_back(text.substr(begin));
  return out;
}

std::vector<std::uint64_t> shingles(std::string_view text) {
  Shingler shingler(kShingles);
  std::vector<std::uint64_t> set;
  const auto digest = shingler.shingle(text, set);
  require(set.empty() == (digest.words == 0), "shingles without words, or words without shingles");
  require(std::adjacent_find(set.begin(), set.end(), std::greater_equal<>()) == set.end(),
          "shingles do not ascend");
  std::vector<std::uint64_t> again;
  require(shingler.shingle(std::string(text) + " !", again).content == digest.content,
          "a sign changes the content");
  require(again == set, "a sign changes the shingles");
  return set;
}

// Places ascend, are between characters, and together are the set.
void check_stream(std::string_view text, const std::vector<std::uint64_t>& set) {
  const std::string composed = saring::text::nfc(text);
  saring::dedup::ShingleStream stream(kShingles);
  stream.start(composed);
  std::vector<std::uint64_t> hashes;
  saring::dedup::Shingle last;
  for (std::vector<saring::dedup::Shingle> batch; stream.next(batch);) {
    for (const saring::dedup::Shingle& s : batch) {
      require(s.word == hashes.size(), "words are not counted");
      require(s.start < s.end && s.end <= composed.size(), "a shingle outside the text");
      require(!saring::text::find_invalid_utf8(
                  std::string_view(composed).substr(s.start, s.end - s.start)),
              "a shingle cuts a character");
      require(s.word == 0 || (last.start < s.start && last.end < s.end), "places do not ascend");
      hashes.push_back(s.hash);
      last = s;
    }
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  require(hashes == set, "the stream is not the set");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = saring::text::repair_utf8({reinterpret_cast<const char*>(data), size});
  const std::vector<std::string_view> texts = pieces(text);
  const auto found = saring::dedup::near_duplicates(
      texts, {.threshold = kThreshold, .shingles = kShingles, .num_threads = 1});
  std::vector<std::vector<std::uint64_t>> sets;
  for (const std::string_view piece : texts) sets.push_back(shingles(piece));
  check_stream(text, shingles(text));
  auto pair = found.pairs.begin();
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    for (std::uint32_t j = i + 1; j < sets.size(); ++j) {
      const double similarity = saring::dedup::jaccard(
          {saring::dedup::count_shared(sets[i], sets[j]), sets[i].size(), sets[j].size()});
      if (similarity < kThreshold) continue;
      require(pair != found.pairs.end() && pair->left == i && pair->right == j, "a pair is missed");
      require(pair->similarity == similarity, "a similarity is wrong");
      ++pair;
    }
  }
  require(pair == found.pairs.end() || !found.all_pairs, "a pair too many");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    require(found.is_kept(found.representative[i]), "a representative is not kept");
  }
  return 0;
}
