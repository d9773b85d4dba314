// The block classifier: two stages of oblivious trees over blocks of rows. Trained by
// tools/boilerplate/train_html.py. Tests: html_model_test.cpp.
#include "saring/boilerplate/html/html_model_internal.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "saring/base/byte_reader.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kMagic{"SARHTML\0", 8};
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kBlockRows = ObliviousForest::kBlockRows;
constexpr std::size_t kWidth = HtmlModel::kLocal + HtmlModel::kContext;
// Rows of stage one are kept for stage two up to this many, and made again beyond: memory does not
// grow with the page.
constexpr std::size_t kKeptRows = 512;

}  // namespace

HtmlModel HtmlModel::load(std::span<const std::byte> bytes) {
  ByteReader in(bytes, "html model");
  const auto magic = in.read_array<char>(kMagic.size());
  if (std::string_view(magic.data(), magic.size()) != kMagic) in.fail("wrong magic");
  const auto version = in.read<std::uint32_t>();
  if (version != kVersion) in.fail("version " + std::to_string(version) + ", expected 2");
  const auto size = in.read<std::uint32_t>();
  const auto checksum = in.read<std::uint64_t>();
  if (in.remaining() != size) in.fail("wrong length");
  const auto body = bytes.subspan(in.offset());
  if (hash64({reinterpret_cast<const char*>(body.data()), body.size()}) != checksum)
    in.fail("wrong checksum");
  const auto local = in.read<std::uint32_t>();
  const auto context = in.read<std::uint32_t>();
  if (local != kLocal || context != kContext) {
    in.fail("made for other features: train it again");
  }
  HtmlModel model;
  const auto tokens = in.read<std::uint32_t>();
  if (tokens > in.remaining() / 8) in.fail("too many tokens");
  std::vector<TokenWeight> weights;
  for (std::uint32_t i = 0; i < tokens; ++i) {
    const auto hash = in.read<std::uint32_t>();
    const auto weight = static_cast<std::int8_t>(std::clamp(in.read<std::int32_t>(), -127, 127));
    weights.push_back({hash, weight});
  }
  model.tokens = TokenTable(weights);
  model.words = WordWeights::read(in);
  model.local = ObliviousForest::read(in, kLocal);
  model.context = ObliviousForest::read(in, kWidth);
  if (in.remaining() != 0) in.fail("bytes after its end");
  return model;
}

std::vector<float> HtmlModel::score(const PageFeatures& page, const PageLines& lines) const {
  const std::size_t count = page.size();
  const bool keeps = count <= kKeptRows;
  std::vector<float> first(count), second(count);
  // Kept for the next page, which need not clear them: features that are not written are not read.
  thread_local std::vector<float> rows;
  thread_local std::vector<std::uint8_t> tests;
  const std::size_t size =
      (keeps ? (count + kBlockRows - 1) / kBlockRows : 1) * kWidth * kBlockRows;
  if (rows.size() < size) rows.resize(size);
  const auto block_of = [&](std::size_t start) {
    return rows.data() + (keeps ? start * kWidth : 0);
  };
  const auto write_local = [&](std::size_t start, std::size_t end, PageLines::Rows& of_lines) {
    check_cancelled();
    float* const block = block_of(start);
    for (std::size_t i = start; i < end; ++i) {
      float* const row = block + (i - start);
      page.local_row(i, Row(row, kBlockRows));
      of_lines.write(i, row + PageFeatures::kLocal * kBlockRows, kBlockRows);
    }
  };
  PageLines::Rows of_lines(lines);
  for (std::size_t start = 0; start < count; start += kBlockRows) {
    const std::size_t end = std::min(count, start + kBlockRows);
    write_local(start, end, of_lines);
    local.predict(block_of(start), end - start, tests, first.data() + start);
  }
  const PageFeatures::Context around(page, first);
  const PageLines::Document document(lines, first);
  PageLines::Rows again(lines);
  for (std::size_t start = 0; start < count; start += kBlockRows) {
    const std::size_t end = std::min(count, start + kBlockRows);
    if (!keeps) write_local(start, end, again);
    float* const block = block_of(start) + kLocal * kBlockRows;
    for (std::size_t i = start; i < end; ++i) {
      float* const row = block + (i - start);
      around.row(i, Row(row, kBlockRows));
      document.write(i, row + PageFeatures::kContext * kBlockRows, kBlockRows);
    }
    context.predict(block_of(start), end - start, tests, second.data() + start);
  }
  return second;
}

}  // namespace saring::boilerplate
