// Queries with settings other than the defaults, compared with all pairs.
#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "index_texts.hpp"
#include "saring/base/hash.hpp"
#include "saring/dedup/index/index.hpp"
#include "saring/dedup/index/index_format_internal.hpp"
#include "saring/dedup/index/lmdb_file_internal.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/similarity.hpp"

using namespace saring;
using namespace saring::dedup;

namespace {

// The relation of a text to a document: both, the relation, and both containments.
using Related = std::tuple<std::string, std::string, Relation, double, double>;

// By comparing all pairs.
std::set<Related> related(const std::vector<std::string>& texts,
                          const std::vector<std::string>& ids, const ShingleOptions& shingles,
                          double threshold, double least) {
  std::vector<std::vector<std::uint64_t>> sets(texts.size());
  std::vector<std::uint64_t> contents;
  Shingler shingler(shingles);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    contents.push_back(shingler.shingle(texts[i], sets[i]).content);
  }
  std::set<Related> found;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = 0; j < texts.size(); ++j) {
      const Overlap o{count_shared(sets[i], sets[j]), sets[i].size(), sets[j].size()};
      const double in_other = containment(o);
      const double of_other = containment({o.shared, o.right, o.left});
      if (jaccard(o) >= threshold) {
        found.emplace(ids[i], ids[j],
                      contents[i] == contents[j] ? Relation::kExact : Relation::kNear, in_other,
                      of_other);
      } else if (std::min(o.left, o.right) >= kMinContained &&
                 std::max(in_other, of_other) >= least) {
        found.emplace(ids[i], ids[j],
                      o.left <= o.right ? Relation::kContainedIn : Relation::kContains, in_other,
                      of_other);
      }
    }
  }
  return found;
}

std::set<Related> related(const Index& index, const std::vector<std::string>& texts,
                          const std::vector<std::string>& ids, bool similar_only = false) {
  std::set<Related> found;
  const auto matches = index.query(views(texts), 2, similar_only);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const IndexMatch& match : matches[i]) {
      found.emplace(ids[i], match.id, match.relation, match.containment, match.containment_other);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("queries find what contains a text, and what it contains, under any normalization") {
  std::vector<std::string> texts = random_texts(120, 11);
  std::mt19937 random(4);
  for (std::size_t i = 0; i < 60; ++i) {  // round-ups, excerpts, and other signs and capitals
    const std::string some = texts[random() % 120];
    texts.push_back(texts[random() % 120] + " " + some + " " + texts[random() % 120]);
    texts.push_back(some.substr(0, some.size() / 2));
    texts.push_back("W" + some + " €5 Äpfel");
    texts.push_back("w" + some + " $7 Apfel");
  }
  const std::vector<std::string> ids = ids_for(texts.size());
  const Normalization none{.letter_case = false, .punctuation = false};
  const Normalization more{.marks = true, .symbols = true};
  for (const Normalization& normalize : {Normalization{}, none, more}) {
    for (const double share : {0.4, 0.95}) {
      const Folder folder;
      const fs::path path = folder.path / "x.saring";
      const double threshold = 0.7;
      const ShingleOptions shingles{.ngram_size = 2, .normalize = normalize};
      {
        Index index(path, Index::Mode::kWrite,
                    {.threshold = threshold,
                     .ngram_size = 2,
                     .normalize = normalize,
                     .containment = share});
        for (std::size_t at = 0; at < texts.size(); at += 37) {
          index.add(numbered(texts, ids, at, at + 37), 2);
        }
        index.remove(std::vector<std::string_view>{ids[5]});
        index.compact();
        index.add(numbered(texts, ids, 5, 6));
        index.check();
      }
      const Index index(path, Index::Mode::kRead);
      CHECK(index.settings().normalize == normalize);
      const std::set<Related> expected = related(texts, ids, shingles, threshold, share);
      std::set<Related> similar;
      std::set<Relation> kinds;
      for (const Related& one : expected) {
        const Relation relation = std::get<Relation>(one);
        kinds.insert(relation);
        if (relation == Relation::kExact || relation == Relation::kNear) similar.insert(one);
      }
      CHECK(kinds.size() == 4);
      CHECK(related(index, texts, ids) == expected);
      CHECK(related(index, texts, ids, true) == similar);
    }
  }
}

TEST_CASE("an index of the first version of the format is read, and changed") {
  const Folder folder;
  const fs::path path = folder.path / "x";
  const std::vector<IndexText> first{{.id = "a", .text = "one two three four five six"}};
  {
    Index index(path, Index::Mode::kWrite, {.threshold = 0.7});
    index.add(first);
  }
  {
    const LmdbFile file(path, FileUse::kWrite);
    Changes changes(file);
    std::string header = IndexHeader::read(file, changes).pack();
    constexpr std::size_t kVersion = 8;     // after the magic number
    constexpr std::size_t kAdded = 32 + 7;  // after "jaccard", which is before what version 2 added
    header[kVersion] = 1;
    header.erase(kAdded, sizeof(std::uint32_t) + sizeof(double));
    header.resize(header.size() - sizeof(std::uint64_t));
    const std::uint64_t sum = hash64(header);
    header.append(reinterpret_cast<const char*>(&sum), sizeof(sum));
    changes.replace(kHeaderKey, header);
    changes.commit();
  }
  for (int turn = 0; turn < 2; ++turn) {
    Index index(path, Index::Mode::kWrite, {.normalize = Normalization{}, .containment = 0});
    CHECK(index.settings() == IndexSettings{.threshold = 0.7});
    CHECK(index.query(std::vector<std::string_view>{first[0].text})[0].size() == 1);
    const std::string id = std::to_string(turn);
    index.add(std::vector<IndexText>{{.id = id, .text = "other words"}});
  }
}
