// Near-duplicates among the pieces of any text. Shingles ascend, punctuation adds none, and their
// stream stays inside the text. The found pairs are the pairs of comparing all sets with all; with
// MinHash some of them. The number of threads changes nothing.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz.hpp"
#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/minhash.hpp"
#include "saring/dedup/shingle_stream_internal.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/text/fold.hpp"
#include "saring/text/utf8.hpp"

namespace {

using fuzz::require;
using saring::dedup::DedupOptions;
using saring::dedup::DuplicatePair;
using saring::dedup::Duplicates;
using saring::dedup::Relation;
using saring::dedup::Search;
using saring::dedup::Shingler;

constexpr saring::dedup::ShingleOptions kShingles{.ngram_size = 2};

// Cuts at bytes that are spaces or begin a character, if the byte's value says so.
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
  require(set.empty() == (digest.words == 0), "words have shingles, and nothing else has");
  require(std::adjacent_find(set.begin(), set.end(), std::greater_equal<>()) == set.end(),
          "shingles ascend");
  std::vector<std::uint64_t> again;
  require(shingler.shingle(std::string(text) + " !", again).content == digest.content,
          "a sign changes no content");
  require(again == set, "a sign changes no shingle");
  return set;
}

// Places ascend, are between characters, and together make the set.
void check_stream(std::string_view text, const std::vector<std::uint64_t>& set) {
  std::string buffer;
  const std::string folded(saring::text::fold(text, saring::dedup::fold_options({}), buffer));
  saring::dedup::ShingleStream stream(kShingles);
  stream.start(folded);
  std::vector<std::uint64_t> hashes;
  saring::dedup::Shingle last;
  for (std::vector<saring::dedup::Shingle> batch; stream.next(batch);) {
    for (const saring::dedup::Shingle& s : batch) {
      require(s.word == hashes.size(), "words are counted");
      require(s.start < s.end && s.end <= folded.size(), "a shingle is in the text");
      require(!saring::text::find_invalid_utf8(
                  std::string_view(folded).substr(s.start, s.end - s.start)),
              "a shingle is whole characters");
      require(s.word == 0 || (last.start < s.start && last.end < s.end), "places ascend");
      hashes.push_back(s.hash);
      last = s;
    }
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  require(hashes == set, "the stream is the set");
}

using Sets = std::vector<std::vector<std::uint64_t>>;

struct Pair {
  double similarity = 0;
  double left = 0;   // share of the left set that the right one has
  double right = 0;  // share of the right set that the left one has
};

Pair compare(const Sets& sets, std::size_t left, std::size_t right) {
  const std::size_t shared = saring::dedup::count_shared(sets[left], sets[right]);
  const std::size_t a = sets[left].size();
  const std::size_t b = sets[right].size();
  return {saring::dedup::jaccard({shared, a, b}), saring::dedup::containment({shared, a, b}),
          saring::dedup::containment({shared, b, a})};
}

bool is_containment(Relation relation) {
  return relation == Relation::kContains || relation == Relation::kContainedIn;
}

// True if two kept texts that are not similar must be listed.
bool is_contained(const Sets& sets, std::size_t i, std::size_t j, const Pair& pair,
                  const DedupOptions& options) {
  if (options.containment == 0) return false;
  const bool is_left_smaller = sets[i].size() <= sets[j].size();
  const std::size_t small = is_left_smaller ? sets[i].size() : sets[j].size();
  return small >= options.containment_min_shingles &&
         (is_left_smaller ? pair.left : pair.right) >= options.containment;
}

void check_pair(const Sets& sets, const DuplicatePair& found, const DedupOptions& options) {
  require(found.left < found.right && found.right < sets.size(), "a pair is of two texts");
  const Pair pair = compare(sets, found.left, found.right);
  require(found.similarity == pair.similarity, "a similarity is that of the sets");
  require(found.containment_left == pair.left && found.containment_right == pair.right,
          "a containment is that of the sets");
  const bool is_near = pair.similarity >= options.threshold;
  require(is_near || (is_containment(found.relation) &&
                      is_contained(sets, found.left, found.right, pair, options)),
          "a pair is similar, or one contains the other");
}

// No pair is missed, except by MinHash.
void check_pairs(const Sets& sets, const Duplicates& found, const DedupOptions& options) {
  for (const DuplicatePair& pair : found.pairs) check_pair(sets, pair, options);
  if (options.search == Search::kMinHash || !found.all_pairs) return;
  auto next = found.pairs.begin();
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    for (std::uint32_t j = i + 1; j < sets.size(); ++j) {
      const Pair pair = compare(sets, i, j);
      const bool is_near = pair.similarity >= options.threshold;
      const bool is_listed = is_near || (found.is_kept(i) && found.is_kept(j) &&
                                         is_contained(sets, i, j, pair, options));
      if (!is_listed) continue;
      require(next != found.pairs.end() && next->left == i && next->right == j,
              "no pair is missed");
      require(is_containment(next->relation) == !is_near, "the relation is the pair's");
      ++next;
    }
  }
  require(next == found.pairs.end(), "there is no pair too many");
}

void check_clusters(const Sets& sets, const Duplicates& found, const DedupOptions& options) {
  require(found.size() == sets.size() && found.cluster.size() == sets.size(), "all are assigned");
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const std::size_t kept = found.representative[i];
    require(found.is_kept(kept), "a representative is kept");
    require(found.cluster[i] == found.cluster[kept], "it is in the text's cluster");
    require(kept == i || found.similarity[i] == compare(sets, kept, i).similarity,
            "the similarity is that of the sets");
    require(kept == i || found.similarity[i] >= options.threshold, "a text removed is similar");
  }
}

bool are_equal(const Duplicates& a, const Duplicates& b) {
  return a.cluster == b.cluster && a.representative == b.representative &&
         a.similarity == b.similarity && a.all_pairs == b.all_pairs &&
         std::equal(a.pairs.begin(), a.pairs.end(), b.pairs.begin(), b.pairs.end(),
                    [](const DuplicatePair& x, const DuplicatePair& y) {
                      return x.left == y.left && x.right == y.right && x.relation == y.relation &&
                             x.similarity == y.similarity;
                    });
}

void check_signature(const std::vector<std::uint64_t>& set) {
  static const saring::dedup::MinHasher hasher(32);
  std::array<std::uint32_t, 32> signature;
  hasher.sign(set, signature);
  for (const std::uint32_t value : signature) {
    require((value == saring::dedup::MinHasher::kEmpty) == set.empty(),
            "every position has a value");
  }
  require(saring::dedup::estimate_jaccard(signature, signature) == (set.empty() ? 0 : 1),
          "a signature is like itself");
}

DedupOptions options_of(std::uint8_t choice) {
  DedupOptions options{.threshold = choice % 2 == 0 ? 0.4 : 0.8, .shingles = kShingles};
  if (choice & 2) options.search = Search::kMinHash;
  if (choice & 4) options.containment = 0.6;
  options.containment_min_shingles = 2;
  if (choice & 8) options.pair_limit = 2;
  options.num_perm = 32;
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t choice = input.option();
  DedupOptions options = options_of(choice);
  const std::string text = input.text();
  const std::vector<std::string_view> texts = pieces(text);
  Sets sets;
  for (const std::string_view piece : texts) sets.push_back(shingles(piece));
  for (const auto& set : sets) check_signature(set);
  check_stream(text, shingles(text));
  options.num_threads = 1;
  const Duplicates found = saring::dedup::near_duplicates(texts, options);
  check_pairs(sets, found, options);
  check_clusters(sets, found, options);
  if (choice < 192) return 0;
  options.num_threads = 2;
  require(are_equal(found, saring::dedup::near_duplicates(texts, options)),
          "the number of threads changes nothing");
  return 0;
}
