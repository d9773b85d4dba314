#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "dedup_args.hpp"
#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/dedup/lsh.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/dedup/spread_search.hpp"
#include "text_column.hpp"

// Batches of a search for near-duplicates that is distributed over processes. Hashes are int64 with
// the same bits, because frameworks on the JVM have no unsigned numbers. Sets are the bytes of
// ascending uint64.
namespace saring::python {
namespace {

using Hashes = std::vector<std::uint64_t>;

// Every 64th row: a text takes microseconds.
constexpr std::size_t kRowsBetweenChecks = 64;

void check_sometimes(std::size_t row) {
  if (row % kRowsBetweenChecks == 0) check_cancelled();
}

// Replaces `set` by the set in a row of a column.
void read_set(std::string_view bytes, Hashes& set) {
  if (bytes.size() % sizeof(std::uint64_t) != 0) {
    throw std::invalid_argument("a set of shingles must have 8 bytes for each, not " +
                                std::to_string(bytes.size()) + " bytes");
  }
  set.resize(bytes.size() / sizeof(std::uint64_t));
  if (!set.empty()) std::memcpy(set.data(), bytes.data(), bytes.size());
}

py::object int_column(const Hashes& values) {
  std::vector<std::int64_t> out(values.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::bit_cast<std::int64_t>(values[i]);
  return make_column(std::move(out));
}

py::object spread_texts(const py::object& texts, IntArg<unsigned, "ngram_size"> ngram_size,
                        IntArg<std::uint64_t, "seed"> seed, const Names& normalize,
                        IntArg<std::uint64_t, "key"> key, const StrArg<"measure">& measure,
                        double threshold) {
  const TextColumn column(texts);
  const dedup::ShingleOptions options{
      .ngram_size = ngram_size, .seed = seed, .normalize = normalization_of(normalize)};
  const dedup::Measure& by = dedup::measure_named(measure.value);
  const std::size_t n = column.size();
  Hashes high(n);
  Hashes low(n);
  Hashes content(n);
  Hashes keyed(n);
  Hashes bytes(n);
  Hashes prefix(n);
  Hashes shingles;
  std::vector<std::int64_t> offsets = {0};
  run_interruptible([&] {
    dedup::TextSpreader spreader(options, key);
    Hashes set;
    for (std::size_t i = 0; i < n; ++i) {
      check_sometimes(i);
      const dedup::SpreadText text = spreader.spread(column.texts()[i], set);
      high[i] = text.set_high;
      low[i] = text.set_low;
      content[i] = text.content;
      keyed[i] = text.keyed_content;
      bytes[i] = text.bytes;
      prefix[i] = dedup::prefix_length(set.size(), by, threshold);
      shingles.insert(shingles.end(), set.begin(), set.end());
      offsets.push_back(static_cast<std::int64_t>(shingles.size()));
    }
  });
  return make_table({{"set_high", int_column(high)},
                     {"set_low", int_column(low)},
                     {"content", int_column(content)},
                     {"keyed_content", int_column(keyed)},
                     {"bytes", int_column(bytes)},
                     {"prefix", int_column(prefix)},
                     {"shingles", make_list_column(std::move(offsets), int_column(shingles))}});
}

py::object spread_bands(const py::object& sets, IntArg<unsigned, "num_perm"> num_perm,
                        const StrArg<"measure">& measure, double threshold) {
  const TextColumn column(sets, "sets", BytesAs::kPage);
  const dedup::LshBands bands =
      dedup::choose_bands(num_perm, dedup::measure_named(measure.value).least_share(threshold));
  Hashes all;
  std::vector<std::int64_t> offsets = {0};
  run_interruptible([&] {
    dedup::SetBands set_bands(num_perm, bands);
    Hashes set;
    Hashes keys;
    for (std::size_t i = 0; i < column.size(); ++i) {
      check_sometimes(i);
      read_set(column.texts()[i], set);
      keys.clear();
      if (!set.empty()) set_bands.find(set, keys);
      all.insert(all.end(), keys.begin(), keys.end());
      offsets.push_back(static_cast<std::int64_t>(all.size()));
    }
  });
  return make_list_column(std::move(offsets), int_column(all));
}

py::object spread_similarity(const py::object& left, const py::object& right,
                             const StrArg<"measure">& measure, double threshold) {
  const TextColumn lefts(left, "left", BytesAs::kPage);
  const TextColumn rights(right, "right", BytesAs::kPage);
  if (lefts.size() != rights.size()) {
    throw py::value_error("left has " + std::to_string(lefts.size()) + " sets and right " +
                          std::to_string(rights.size()));
  }
  const dedup::Measure& by = dedup::measure_named(measure.value);
  std::vector<double> out(lefts.size());
  run_interruptible([&] {
    Hashes a;
    Hashes b;
    for (std::size_t i = 0; i < out.size(); ++i) {
      check_sometimes(i);
      read_set(lefts.texts()[i], a);
      read_set(rights.texts()[i], b);
      out[i] = dedup::similarity_from(a, b, by, threshold);
    }
  });
  return make_column(std::move(out));
}

}  // namespace

void bind_spread_search(py::module_& m) {
  m.def("spread_texts", &spread_texts, py::arg("texts"), py::arg("ngram_size"), py::arg("seed"),
        py::arg("normalize"), py::arg("key"), py::arg("measure"), py::arg("threshold"),
        "Sets of texts made with a key, and what a search must know of each text: a table of "
        "set_high and set_low (a hash of the set), content and keyed_content (hashes of the "
        "words), bytes, prefix (its length) and shingles (lists).");
  m.def(
      "spread_least_share",
      [](const StrArg<"measure">& measure, double threshold) {
        return dedup::measure_named(measure.value).least_share(threshold);
      },
      py::arg("measure"), py::arg("threshold"),
      "The least share of its shingles that a set has in common with a similar one.");
  m.def("spread_bands", &spread_bands, py::arg("sets"), py::arg("num_perm"), py::arg("measure"),
        py::arg("threshold"),
        "The band keys of sets given as bytes, by which search=\"minhash\" finds candidates.");
  m.def("spread_similarity", &spread_similarity, py::arg("left"), py::arg("right"),
        py::arg("measure"), py::arg("threshold"),
        "The similarity of each pair of sets given as bytes, 0 where it is below the threshold.");
}

}  // namespace saring::python
