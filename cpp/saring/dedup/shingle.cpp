// Tested in tests/cpp/dedup/shingle_test.cpp against a reference that uses sets of strings.
#include "saring/dedup/shingle.hpp"

#include <string>

#include "saring/base/cancel.hpp"
#include "saring/dedup/shingle_stream_internal.hpp"
#include "saring/dedup/sort_hashes_internal.hpp"
#include "saring/text/fold.hpp"

namespace saring::dedup {

namespace {

constexpr std::size_t kLargeText = std::size_t{1} << 20;  // its memory is freed at once

}  // namespace

text::FoldOptions fold_options(const Normalization& normalize) {
  return {.full_case = normalize.letter_case, .marks = normalize.marks, .digits = normalize.digits};
}

struct Shingler::Impl {
  Impl(ShingleOptions options, std::optional<std::uint64_t> key)
      : fold(fold_options(options.normalize)), stream(options, key) {}

  text::FoldOptions fold;
  std::string folded;
  HashStream stream;
  HashSorter sorter;
};

Shingler::Shingler(ShingleOptions options, std::optional<std::uint64_t> key)
    : impl_(std::make_unique<Impl>(options, key)) {}

Shingler::~Shingler() = default;
Shingler::Shingler(Shingler&&) noexcept = default;
Shingler& Shingler::operator=(Shingler&&) noexcept = default;

TextDigest Shingler::shingle(std::string_view valid, std::vector<std::uint64_t>& out) {
  out.clear();
  auto& [fold, folded, stream, sorter] = *impl_;
  stream.start(text::fold(valid, fold, folded));
  while (stream.next(out)) check_cancelled();
  sorter.sort_unique(out);
  if (folded.capacity() > kLargeText) std::string().swap(folded);
  return stream.digest();
}

}  // namespace saring::dedup
