#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "dedup_args.hpp"
#include "ids.hpp"
#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/lsh.hpp"
#include "saring/dedup/minhash.hpp"
#include "saring/dedup/passages.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/dedup/story.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using dedup::DedupOptions;
using dedup::DuplicatePair;
using dedup::Duplicates;
using dedup::Keep;
using dedup::Search;

using NgramSize = IntArg<unsigned, "ngram_size">;
using Seed = IntArg<std::uint64_t, "seed">;

Keep keep_named(const std::string& name) {
  return named<Keep>(name, "keep",
                     {{"longest", Keep::kLongest},
                      {"first", Keep::kFirst},
                      {"newest", Keep::kNewest},
                      {"best", Keep::kBest},
                      {"last", Keep::kLast},
                      {"none", Keep::kNone}});
}

Search search_named(const std::string& name) {
  return named<Search>(name, "search", {{"exact", Search::kExact}, {"minhash", Search::kMinHash}});
}

py::object relation_column(const std::vector<dedup::Relation>& relations) {
  std::vector<std::int32_t> codes(relations.size());
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::int32_t>(relations[i]);
  return make_dictionary_column(std::move(codes), kRelationNames);
}

// The rank of each id in the order of all ids. Equal ids have one rank.
std::vector<std::uint32_t> order_of(const Ids& ids) {
  std::vector<std::uint32_t> order;
  const auto fill = [&](const auto& values) {
    std::vector<std::uint32_t> by_value(values.size());
    std::iota(by_value.begin(), by_value.end(), 0U);
    std::sort(by_value.begin(), by_value.end(),
              [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    order.resize(values.size());
    std::uint32_t place = 0;
    for (std::size_t i = 0; i < by_value.size(); ++i) {
      if (i > 0 && values[by_value[i - 1]] != values[by_value[i]]) ++place;
      order[by_value[i]] = place;
    }
  };
  if (const auto* numbers = std::get_if<1>(&ids)) fill(*numbers);
  if (const auto* names = std::get_if<2>(&ids)) fill(*names);
  return order;
}

// The longest passages of pairs, with offsets in code points.
std::vector<std::pair<std::string, py::object>> passage_columns(
    const std::vector<DuplicatePair>& pairs, std::span<const std::string_view> texts) {
  const std::size_t n = pairs.size();
  std::vector<std::uint64_t> words(n);
  std::array<std::vector<std::uint64_t>, 4> offsets;
  offsets.fill(std::vector<std::uint64_t>(n));
  run_interruptible([&] {
    for (std::size_t i = 0; i < n; ++i) {
      check_cancelled();
      const dedup::Passage& passage = pairs[i].passage;
      words[i] = passage.words;
      const auto code_points = [&](std::uint32_t text, std::uint64_t start, std::uint64_t end,
                                   std::size_t first_column) {
        text::CodePointOffsets offset(texts[text]);
        offsets[first_column][i] = offset(start);
        offsets[first_column + 1][i] = offset(end);
      };
      code_points(pairs[i].left, passage.left_start, passage.left_end, 0);
      code_points(pairs[i].right, passage.right_start, passage.right_end, 2);
    }
  });
  return {{"passage_words", make_column(std::move(words))},
          {"left_start", make_column(std::move(offsets[0]))},
          {"left_end", make_column(std::move(offsets[1]))},
          {"right_start", make_column(std::move(offsets[2]))},
          {"right_end", make_column(std::move(offsets[3]))}};
}

// `texts` is empty if passages were not searched for.
py::object pair_table(const std::vector<DuplicatePair>& pairs, const Ids& ids,
                      std::span<const std::string_view> texts) {
  const std::size_t n = pairs.size();
  std::vector<std::uint32_t> left(n);
  std::vector<std::uint32_t> right(n);
  std::vector<std::int32_t> relation(n);
  std::vector<double> similarity(n);
  std::vector<double> in_right(n);
  std::vector<double> in_left(n);
  for (std::size_t i = 0; i < n; ++i) {
    left[i] = pairs[i].left;
    right[i] = pairs[i].right;
    relation[i] = static_cast<std::int32_t>(pairs[i].relation);
    similarity[i] = pairs[i].similarity;
    in_right[i] = pairs[i].containment_left;
    in_left[i] = pairs[i].containment_right;
  }
  std::vector<std::pair<std::string, py::object>> columns;
  if (ids.index() != 0) {
    columns.emplace_back("left_id", id_column(ids, left));
    columns.emplace_back("right_id", id_column(ids, right));
  }
  std::vector<std::pair<std::string, py::object>> others = {
      {"left", make_column(std::move(left))},
      {"right", make_column(std::move(right))},
      {"relation", make_dictionary_column(std::move(relation), kRelationNames)},
      {"similarity", make_column(std::move(similarity))},
      {"containment_left", make_column(std::move(in_right))},
      {"containment_right", make_column(std::move(in_left))}};
  columns.insert(columns.begin(), std::make_move_iterator(others.begin()),
                 std::make_move_iterator(others.end()));
  if (!texts.empty()) {
    for (auto& column : passage_columns(pairs, texts)) columns.push_back(std::move(column));
  }
  return make_table(std::move(columns));
}

// The texts of a column. The texts at the given rows are replaced by empty ones.
std::vector<std::string_view> without_rows(const TextColumn& column,
                                           const std::vector<std::uint32_t>& rows) {
  std::vector<std::string_view> texts(column.texts().begin(), column.texts().end());
  for (const std::uint32_t row : rows) {
    if (row >= texts.size()) throw py::index_error("there is no text at a row that is left out");
    texts[row] = {};
  }
  return texts;
}

// `left_out`: rows of texts that are removed in any case and not compared.
py::dict near_duplicates(const py::object& texts, const StrArg<"keep">& keep,
                         const std::vector<double>& rank_by, const Ids& ids,
                         std::size_t passage_words, const StrArg<"search">& search,
                         DedupOptions options, bool stories, const std::vector<double>& times,
                         const std::vector<std::uint32_t>& left_out) {
  const TextColumn column(texts);
  const std::vector<std::string_view> compared = without_rows(column, left_out);
  if (!times.empty() && times.size() != column.size()) {
    throw py::value_error(std::to_string(times.size()) + " timestamps and " +
                          std::to_string(column.size()) + " texts");
  }
  options.search = search_named(search.value);
  const Keep rule = keep_named(keep.value);
  Duplicates found;
  const std::vector<std::uint32_t> id_order = order_of(ids);
  std::vector<std::uint32_t> story;
  std::vector<std::uint8_t> is_kept;
  std::size_t removed = 0;
  run_interruptible([&] {
    found = dedup::near_duplicates(compared, options, rule, rank_by, id_order);
    if (passage_words > 0) {
      dedup::add_passages(compared,
                          {.min_words = passage_words,
                           .pair_limit = options.pair_limit,
                           .shingles = options.shingles,
                           .measure = &dedup::measure_named(options.measure),
                           .num_threads = options.num_threads},
                          found);
    }
    if (stories) {
      story = dedup::find_stories(compared, found.representative, times,
                                  {.num_threads = options.num_threads});
    }
    removed = found.num_removed();
    is_kept.resize(found.size());
    for (std::size_t i = 0; i < is_kept.size(); ++i) is_kept[i] = found.is_kept(i) ? 1 : 0;
    for (const std::uint32_t row : left_out) removed += std::exchange(is_kept[row], 0);
  });
  return py::dict(py::arg("removed") = removed, py::arg("all_pairs") = found.all_pairs,
                  py::arg("search") = found.search == Search::kExact ? "exact" : "minhash",
                  py::arg("expected_recall") = found.expected_recall,
                  py::arg("expected_misses") = found.expected_misses,
                  py::arg("pairs") = pair_table(
                      found.pairs, ids,
                      passage_words > 0 ? column.texts() : std::span<const std::string_view>()),
                  py::arg("keep") = make_bool_column(std::move(is_kept)),
                  py::arg("cluster") = make_column(std::move(found.cluster)),
                  py::arg("representative") = make_column(std::move(found.representative)),
                  py::arg("cluster_size") = make_column(std::move(found.cluster_size)),
                  py::arg("relation") = relation_column(found.relation),
                  py::arg("similarity") = make_column(std::move(found.similarity)),
                  py::arg("story") = stories ? make_column(std::move(story)) : py::none());
}

std::vector<std::uint64_t> shingle(std::string_view valid, const dedup::ShingleOptions& options) {
  std::vector<std::uint64_t> out;
  static_cast<void>(dedup::Shingler(options).shingle(valid, out));
  return out;
}

py::object shingles(py::handle text, NgramSize ngram_size, Seed seed, const Names& normalize) {
  const TextArg arg(text);
  const dedup::ShingleOptions options{
      .ngram_size = ngram_size, .seed = seed, .normalize = normalization_of(normalize)};
  std::vector<std::uint64_t> found;
  run_interruptible([&] { found = shingle(arg.view(), options); });
  return make_column(std::move(found));
}

// (shared, left, right): the counts from which every measure is computed.
py::tuple overlap(py::handle left, py::handle right, NgramSize ngram_size, const Names& normalize) {
  const TextArg a(left, "left");
  const TextArg b(right, "right");
  const dedup::ShingleOptions options{.ngram_size = ngram_size,
                                      .normalize = normalization_of(normalize)};
  dedup::Overlap found;
  run_interruptible([&] {
    const auto x = shingle(a.view(), options);
    const auto y = shingle(b.view(), options);
    found = {dedup::count_shared(x, y), x.size(), y.size()};
  });
  return py::make_tuple(found.shared, found.left, found.right);
}

// n signatures of num_perm values, row by row.
class Signatures {
 public:
  Signatures(std::size_t count, unsigned num_perm)
      : count_(count), num_perm_(num_perm), values_(count * num_perm) {}

  // Reads the content of a pickle. std::invalid_argument if it is damaged.
  Signatures(unsigned num_perm, std::string_view bytes)
      : count_(num_perm == 0 ? 0 : bytes.size() / sizeof(std::uint32_t) / num_perm),
        num_perm_(num_perm),
        values_(count_ * num_perm) {
    if (num_perm == 0 || bytes.size() != values_.size() * sizeof(std::uint32_t)) {
      throw std::invalid_argument("the bytes are not signatures of num_perm values");
    }
    if (!bytes.empty()) std::memcpy(values_.data(), bytes.data(), bytes.size());
  }

  [[nodiscard]] py::tuple arguments() const {
    const auto size = static_cast<py::ssize_t>(values_.size() * sizeof(std::uint32_t));
    return py::make_tuple(
        num_perm_,
        size == 0 ? py::bytes() : py::bytes(reinterpret_cast<const char*>(values_.data()), size));
  }

  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] std::span<std::uint32_t> row(std::size_t i) noexcept {
    return std::span(values_).subspan(i * num_perm_, num_perm_);
  }
  [[nodiscard]] double jaccard(std::size_t i, std::size_t j) {
    if (i >= count_ || j >= count_) throw py::index_error("there is no such signature");
    return dedup::estimate_jaccard(row(i), row(j));
  }
  [[nodiscard]] py::buffer_info buffer() {
    const auto rows = static_cast<py::ssize_t>(count_);
    const auto columns = static_cast<py::ssize_t>(num_perm_);
    constexpr auto kSize = static_cast<py::ssize_t>(sizeof(std::uint32_t));
    return py::buffer_info(values_.data(), kSize, "I", 2, {rows, columns}, {columns * kSize, kSize},
                           true);
  }

 private:
  std::size_t count_;
  unsigned num_perm_;
  std::vector<std::uint32_t> values_;
};

std::unique_ptr<Signatures> sign(const py::object& texts, IntArg<unsigned, "num_perm"> num_perm,
                                 Seed seed, NgramSize ngram_size, const Names& normalize,
                                 NumThreads num_threads) {
  const TextColumn column(texts);
  const dedup::MinHasher hasher(num_perm, seed);
  const dedup::ShingleOptions options{.ngram_size = ngram_size,
                                      .normalize = normalization_of(normalize)};
  auto out = std::make_unique<Signatures>(column.size(), num_perm);
  run_interruptible([&] {
    parallel_for(column.size(), 64, num_threads, [&](std::size_t begin, std::size_t end, unsigned) {
      dedup::Shingler shingler(options);
      std::vector<std::uint64_t> set;
      for (std::size_t i = begin; i < end; ++i) {
        check_cancelled();
        static_cast<void>(shingler.shingle(column.texts()[i], set));
        hasher.sign(set, out->row(i));
      }
    });
  });
  return out;
}

}  // namespace

void bind_dedup(py::module_& m) {
  py::class_<DedupOptions>(m, "DedupOptions", "How to look for near-duplicates.")
      .def(py::init([](double threshold, StrArg<"measure"> measure, double containment,
                       std::size_t containment_min_shingles, unsigned num_perm,
                       std::size_t pair_limit, unsigned ngram_size, std::uint64_t seed,
                       const Names& normalize, const StrArg<"contained">& contained,
                       NumThreads num_threads, std::size_t memory_budget,
                       const std::filesystem::path& temp_folder) {
             return DedupOptions{.threshold = threshold,
                                 .measure = std::move(measure.value),
                                 .containment = containment,
                                 .containment_min_shingles = containment_min_shingles,
                                 .contained = contained_named(contained.value),
                                 .num_perm = num_perm,
                                 .pair_limit = pair_limit,
                                 .shingles = {.ngram_size = ngram_size,
                                              .seed = seed,
                                              .normalize = normalization_of(normalize)},
                                 .num_threads = num_threads,
                                 .memory_budget = memory_budget,
                                 .temp_folder = temp_folder.string()};
           }),
           py::kw_only(), py::arg("threshold"), py::arg("measure"), py::arg("containment"),
           py::arg("containment_min_shingles"), py::arg("num_perm"), py::arg("pair_limit"),
           py::arg("ngram_size"), py::arg("seed"), py::arg("normalize"), py::arg("contained"),
           py::arg("num_threads"), py::arg("memory_budget"), py::arg("temp_folder"));
  m.def("near_duplicates", &near_duplicates, py::arg("texts"), py::arg("keep"), py::arg("rank_by"),
        py::arg("ids"), py::arg("passage_words"), py::arg("search"), py::arg("options"),
        py::arg("stories"), py::arg("times"), py::arg("left_out"), "See saring.near_duplicates.");
  m.def("dedup_shingles", &shingles, py::arg("text"), py::arg("ngram_size"), py::arg("seed"),
        py::arg("normalize"), "The hashes of a text's shingles, ascending.");
  m.def("dedup_overlap", &overlap, py::arg("left"), py::arg("right"), py::arg("ngram_size"),
        py::arg("normalize"), "(shared, left, right) of two texts, in shingles.");
  m.def(
      "dedup_measures",
      [] {
        std::vector<std::string> names;
        for (const dedup::Measure& measure : dedup::measures()) names.emplace_back(measure.name);
        return names;
      },
      "Names of the measures.");
  m.def(
      "dedup_similarity",
      [](const StrArg<"measure">& measure, std::size_t shared, std::size_t left,
         std::size_t right) {
        return dedup::measure_named(measure.value).similarity({shared, left, right});
      },
      py::arg("measure"), py::arg("shared"), py::arg("left"), py::arg("right"),
      "A measure of an overlap.");
  py::class_<Signatures>(m, "Signatures", py::buffer_protocol(),
                         "MinHash signatures, n x num_perm uint32, as a buffer.")
      .def(py::init([](unsigned num_perm, const py::bytes& values) {
             return std::make_unique<Signatures>(num_perm, std::string_view(values));
           }),
           py::arg("num_perm"), py::arg("values"), "From what a pickle has.")
      .def("__reduce__",
           [](const Signatures& s) {
             return py::make_tuple(py::type::of<Signatures>(), s.arguments());
           })
      .def("__len__", &Signatures::size)
      .def("jaccard", &Signatures::jaccard, py::arg("left"), py::arg("right"),
           "Estimate of the Jaccard similarity of two of the texts, by position.")
      .def_buffer(&Signatures::buffer);
  m.def("minhash_sign", &sign, py::arg("texts"), py::arg("num_perm"), py::arg("seed"),
        py::arg("ngram_size"), py::arg("normalize"), py::arg("num_threads"),
        "See saring.dedup.MinHasher.");
  m.def(
      "lsh_bands",
      [](IntArg<unsigned, "num_perm"> num_perm, double threshold) {
        static_cast<void>(dedup::MinHasher(num_perm));
        const dedup::LshBands bands = dedup::choose_bands(num_perm, threshold);
        return py::make_tuple(bands.num_bands, bands.num_rows);
      },
      py::arg("num_perm"), py::arg("threshold"),
      "(bands, rows of a band) by which search=\"minhash\" finds candidates.");
  m.def(
      "check_normalize", [](const Names& names) { static_cast<void>(normalization_of(names)); },
      py::arg("normalize"), "ValueError for a name of a difference that is not known.");
  m.attr("SHINGLE_VERSION") = dedup::kShingleVersion;
  m.attr("MINHASH_VERSION") = dedup::kMinHashVersion;
}

}  // namespace saring::python
