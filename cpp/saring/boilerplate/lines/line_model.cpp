// Tests: tests/cpp/boilerplate/lines/line_model_test.cpp.
#include "saring/boilerplate/lines/line_model_internal.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "saring/base/byte_reader.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/lines/line_features_internal.hpp"
#include "saring/boilerplate/lines/line_training.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kMagic = "SARINGLN";
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kBlockRows = ObliviousForest::kBlockRows;

}  // namespace

LineModel LineModel::parse(std::span<const std::byte> bytes, std::string_view name) {
  ByteReader in(bytes, std::string(name));
  const auto magic = in.read_array<char>(kMagic.size());
  if (std::string_view(magic.data(), magic.size()) != kMagic) in.fail("wrong magic");
  const auto version = in.read<std::uint32_t>();
  if (version != kVersion) in.fail("format version " + std::to_string(version) + ", expected 2");
  const auto num_features = in.read<std::uint32_t>();
  const auto checksum = in.read<std::uint64_t>();
  const auto body = bytes.subspan(kMagic.size() + 16);
  if (hash64({reinterpret_cast<const char*>(body.data()), body.size()}) != checksum)
    in.fail("wrong checksum");
  if (num_features != kDocumentFeatures) {
    in.fail("made for " + std::to_string(num_features) + " features, expected " +
            std::to_string(kDocumentFeatures) + ": train it again");
  }
  LineModel model;
  model.words_ = WordWeights::read(in);
  model.of_lines_ = ObliviousForest::read(in, kLineFeatures);
  model.of_document_ = ObliviousForest::read(in, kDocumentFeatures);
  if (in.remaining() != 0) in.fail("bytes after its end");
  return model;
}

std::string pack_line_model(std::string_view body) {
  std::string file(kMagic);
  const auto put = [&](auto value) {
    file.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  put(kVersion);
  put(static_cast<std::uint32_t>(kDocumentFeatures));
  put(hash64(body));
  file += body;
  static_cast<void>(LineModel::parse(std::as_bytes(std::span(file))));
  return file;
}

void LineModel::predict(const DocumentLines& document, Scratch& scratch,
                        std::vector<float>& probabilities) const {
  const std::size_t n = document.lines.size();
  probabilities.resize(n);
  if (n == 0) return;
  scratch.scores.resize(n);
  scratch.block.resize(kBlockRows * std::max(kLineFeatures, kDocumentFeatures));
  float* const block = scratch.block.data();
  LineFeatures features(document);
  for (std::size_t start = 0; start < n; start += kBlockRows) {
    const std::size_t end = std::min(n, start + kBlockRows);
    features.write(start, end, block, 1, kBlockRows);
    of_lines_.predict(block, end - start, scratch.tests, scratch.scores.data() + start);
  }
  scratch.features.set_document(document);
  scratch.features.set_scores(scratch.scores);
  CancelCheck check;
  std::array<std::size_t, kBlockRows> lines;  // of the rows of the block
  std::array<float, kBlockRows> predicted;
  std::size_t rows = 0;
  for (std::size_t i = 0; i < n; ++i) {
    check();
    probabilities[i] = 1;
    if (asks_model(document.lines[i])) {
      scratch.features.write(i, block + rows, kBlockRows);
      lines[rows++] = i;
    }
    if (rows == 0 || (rows < kBlockRows && i + 1 < n)) continue;
    of_document_.predict(block, rows, scratch.tests, predicted.data());
    for (std::size_t r = 0; r < rows; ++r) probabilities[lines[r]] = predicted[r];
    rows = 0;
  }
}

}  // namespace saring::boilerplate
