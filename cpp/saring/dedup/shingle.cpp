// Tested in tests/cpp/dedup/shingle_test.cpp against a reference that uses sets of strings.
#include "saring/dedup/shingle.hpp"

#include <string>

#include "saring/base/cancel.hpp"
#include "saring/dedup/shingle_stream_internal.hpp"
#include "saring/dedup/sort_hashes_internal.hpp"
#include "saring/text/normalize.hpp"

namespace saring::dedup {

struct Shingler::Impl {
  Impl(ShingleOptions options, std::optional<std::uint64_t> key) : stream(options, key) {}

  ShingleStream stream;
  std::vector<Shingle> batch;
  HashSorter sorter;
};

Shingler::Shingler(ShingleOptions options, std::optional<std::uint64_t> key)
    : impl_(std::make_unique<Impl>(options, key)) {}

Shingler::~Shingler() = default;
Shingler::Shingler(Shingler&&) noexcept = default;
Shingler& Shingler::operator=(Shingler&&) noexcept = default;

TextDigest Shingler::shingle(std::string_view valid, std::vector<std::uint64_t>& out) {
  out.clear();
  std::string composed;
  if (!text::is_nfc(valid)) {
    composed = text::nfc(valid);
    valid = composed;
  }
  auto& [stream, batch, sorter] = *impl_;
  stream.start(valid);
  while (stream.next(batch)) {
    check_cancelled();
    for (const Shingle& shingle : batch) out.push_back(shingle.hash);
  }
  sorter.sort_unique(out);
  return stream.digest();
}

}  // namespace saring::dedup
