// Tests: tests/cpp/lang/model_test.cpp.
#include "saring/lang/training/model_writer_internal.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "saring/base/hash.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kFullPercent = 86;  // how full the buckets are

[[nodiscard]] std::uint64_t align64(std::uint64_t n) { return (n + 63) & ~std::uint64_t{63}; }

struct Table {
  std::vector<Bucket> buckets;
  std::string postings;
};

[[nodiscard]] Table build_table(const std::vector<ModelFeature>& features) {
  Table table;
  table.buckets.assign(features.size() * 100 / (kSlots * kFullPercent) + 2, Bucket{});
  std::vector<std::vector<const ModelFeature*>> homes(table.buckets.size());
  for (const ModelFeature& feature : features) {
    const auto fingerprint = static_cast<std::uint16_t>(feature.hash);
    std::size_t at = Model::bucket_of(feature.hash, homes.size());
    bool seen = false;
    while (!seen) {
      seen = std::any_of(homes[at].begin(), homes[at].end(), [&](const ModelFeature* other) {
        return static_cast<std::uint16_t>(other->hash) == fingerprint;
      });
      if (homes[at].size() < kSlots) break;
      if (++at == homes.size()) at = 0;
    }
    if (!seen) homes[at].push_back(&feature);
  }
  for (std::size_t b = 0; b < homes.size(); ++b) {
    Bucket& bucket = table.buckets[b];
    if (table.postings.size() >> kPostingBits != 0)
      throw std::length_error("a language model of more than 128 MiB");
    bucket.head = static_cast<std::uint32_t>(homes[b].size() << kPostingBits) |
                  static_cast<std::uint32_t>(table.postings.size());
    for (std::size_t slot = 0; slot < homes[b].size(); ++slot) {
      const ModelFeature& feature = *homes[b][slot];
      bucket.fingerprint[slot] = static_cast<std::uint16_t>(feature.hash);
      bucket.size[slot] = static_cast<std::uint8_t>(feature.posting.size());
      for (const auto& [label, weight] : feature.posting)
        table.postings += static_cast<char>(label);
      for (const auto& [label, weight] : feature.posting)
        table.postings += static_cast<char>(weight);
    }
  }
  return table;
}

template <typename T>
void append(std::string& out, const T* data, std::size_t count) {
  out.append(reinterpret_cast<const char*>(data), count * sizeof(T));
}

[[nodiscard]] std::vector<GroupRecord> group_records(const std::vector<ModelLabel>& labels) {
  std::vector<GroupRecord> groups;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto script = static_cast<std::uint32_t>(labels[i].group);
    if (groups.empty() || groups.back().script != script) {
      groups.push_back({script, static_cast<std::uint32_t>(i), 0, 0});
    }
    ++groups.back().label_count;
  }
  return groups;
}

}  // namespace

std::string serialise(const ModelParts& parts) {
  const std::vector<GroupRecord> groups = group_records(parts.labels);
  std::vector<LabelRecord> labels;
  std::string codes;
  for (const ModelLabel& label : parts.labels) {
    labels.push_back({static_cast<std::uint32_t>(codes.size()),
                      static_cast<std::uint16_t>(label.code.size()),
                      static_cast<std::uint16_t>(std::lround(std::log(label.weight) / kPriorUnit)),
                      label.training_lines,
                      label.training_bytes,
                      {}});
    std::copy(label.least_share.begin(), label.least_share.end(), labels.back().least_share);
    codes += label.code;
  }
  const Table table = build_table(parts.features);

  FileHeader header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kFormatVersion;
  header.group_count = static_cast<std::uint32_t>(groups.size());
  header.label_count = static_cast<std::uint32_t>(labels.size());
  header.code_bytes = codes.size();
  header.bucket_count = table.buckets.size();
  header.posting_bytes = table.postings.size();
  header.weight_unit = parts.weight_unit;

  std::string body(sizeof(header), '\0');
  header.groups_at = body.size();
  append(body, groups.data(), groups.size());
  header.labels_at = body.size();
  append(body, labels.data(), labels.size());
  header.calibration_at = body.size();
  std::vector<GroupCalibration> calibration = parts.calibration;
  calibration.resize(groups.size());
  append(body, calibration.data(), calibration.size());
  header.close_at = body.size();
  header.close_count = static_cast<std::uint32_t>(parts.close.size());
  append(body, parts.close.data(), parts.close.size());
  header.codes_at = body.size();
  body += codes;
  body.resize(align64(body.size()));
  header.buckets_at = body.size();
  append(body, table.buckets.data(), table.buckets.size());
  header.postings_at = body.size();
  body += table.postings;
  header.file_size = body.size();
  header.checksum = hash64(std::string_view(body).substr(sizeof(header)));
  std::memcpy(body.data(), &header, sizeof(header));
  return body;
}

}  // namespace saring::lang
