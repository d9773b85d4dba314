// Tested in tests/cpp/dedup/index/index_test.cpp.
#include "saring/dedup/index/postings_internal.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "saring/base/cancel.hpp"
#include "saring/dedup/index/elias_fano_internal.hpp"

namespace saring::dedup {
namespace {

struct BlockHead {
  std::uint32_t sum = 0;
  std::uint16_t count = 0;
  std::uint16_t document_bits = 0;
  std::uint64_t first = 0;
};
constexpr std::size_t kHead = sizeof(BlockHead);
constexpr std::size_t kSum = sizeof(std::uint32_t);
constexpr std::size_t kRunPrefix = 1 + sizeof(std::uint32_t);

unsigned bits_of_documents(const RunInfo& run) {
  return static_cast<unsigned>(std::bit_width(run.documents <= 1 ? 0U : run.documents - 1));
}

bool is_of_run(std::string_view key, const RunInfo& run) {
  return key.size() == postings_key(0, 0, 0).size() && key[0] == 'r' &&
         read_big_endian<std::uint32_t>(key.substr(1)) == run.run;
}

// Reads a run from its beginning.
class RunReader {
 public:
  RunReader(const LmdbFile& file, const Snapshot& snapshot, const RunInfo& run)
      : file_(&file), snapshot_(&snapshot), run_(&run) {
    load();
  }

  [[nodiscard]] bool at_end() const noexcept { return at_ == block_.size(); }
  [[nodiscard]] const Posting& posting() const noexcept { return block_[at_]; }
  void advance() {
    if (++at_ == block_.size()) load();
  }

 private:
  void load() {
    block_.clear();
    at_ = 0;
    if (blocks_ == run_->blocks) return;
    std::string_view key;
    std::string_view value;
    // Looked up again, because the visitor may have changed the file.
    if (!snapshot_->seek(postings_key(run_->run, last_, blocks_), key, value) ||
        !is_of_run(key, *run_)) {
      file_->fail("is damaged: a run has too few blocks");
    }
    check_cancelled();
    const PostingsBlock block(*file_, *run_, key, value);
    last_ = block.last();
    ++blocks_;
    block.read(block_);
  }

  const LmdbFile* file_;
  const Snapshot* snapshot_;
  const RunInfo* run_;
  std::uint64_t last_ = 0;
  std::uint32_t blocks_ = 0;
  std::vector<Posting> block_;
  std::size_t at_ = 0;
};

void remove_run(const LmdbFile& file, Changes& changes, const RunInfo& run) {
  for (std::uint32_t left = run.blocks; left > 0; --left) {
    std::string_view key;
    std::string_view value;
    if (!changes.seek(postings_key(run.run, 0, 0), key, value) || !is_of_run(key, run)) {
      file.fail("is damaged: a run has too few blocks");
    }
    changes.remove(std::string(key));
  }
}

}  // namespace

RunWriter::RunWriter(Changes& changes, RunInfo info)
    : changes_(changes), info_(info), document_bits_(bits_of_documents(info)) {
  info_.blocks = 0;
  info_.postings = 0;
}

std::size_t RunWriter::bytes_with(std::uint64_t key) const noexcept {
  const std::size_t count = keys_.size() + 1;
  const EliasFano form(count, key - keys_.front() + 1);
  return kHead + (form.bits() + count * document_bits_ + 7) / 8 + kPadding;
}

void RunWriter::add(const Posting& posting) {
  // The postings of a merged run may have any content with a correct checksum.
  if (posting.key >> kKeyBits != 0 || (!keys_.empty() && posting.key < keys_.back()) ||
      posting.document - info_.first_document >= info_.documents) {
    changes_.fail("is damaged: its postings are out of order");
  }
  if (!keys_.empty() && bytes_with(posting.key) > kPostingsBlock) write_block();
  keys_.push_back(posting.key);
  documents_.push_back(posting.document - info_.first_document);
}

void RunWriter::write_block() {
  const BlockHead head{.count = static_cast<std::uint16_t>(keys_.size()),
                       .document_bits = static_cast<std::uint16_t>(document_bits_),
                       .first = keys_.front()};
  const std::string name = postings_key(info_.run, keys_.back(), info_.blocks);
  const EliasFano form(keys_.size(), keys_.back() - keys_.front() + 1);
  const std::size_t bytes = (form.bits() + keys_.size() * document_bits_ + 7) / 8;
  std::string value(kHead + bytes + kPadding, '\0');
  std::memcpy(value.data(), &head, kHead);
  auto* const data = reinterpret_cast<std::uint8_t*>(value.data()) + kHead;
  for (std::uint64_t& key : keys_) key -= head.first;
  form.pack(std::span<const std::uint64_t>(keys_), data);
  std::size_t at = form.bits();
  for (const std::uint32_t document : documents_) {
    write_bits(data, at, document);
    at += document_bits_;
  }
  const std::uint32_t sum = checksum(name, std::string_view(value).substr(kSum));
  std::memcpy(value.data(), &sum, kSum);
  changes_.add(name, value);
  ++info_.blocks;
  info_.postings += keys_.size();
  keys_.clear();
  documents_.clear();
}

RunInfo RunWriter::finish() {
  if (!keys_.empty()) write_block();
  return info_;
}

PostingsBlock::PostingsBlock(const LmdbFile& file, const RunInfo& run, std::string_view key,
                             std::string_view value)
    : run_(&run), last_(read_big_endian<std::uint64_t>(key.substr(kRunPrefix))) {
  const auto damaged = [&] { file.fail("is damaged: a block of postings has a wrong checksum"); };
  if (value.size() < kHead + kPadding) damaged();
  BlockHead head;
  std::memcpy(&head, value.data(), kHead);
  if (checksum(key, value.substr(kSum)) != head.sum) damaged();
  first_ = head.first;
  count_ = head.count;
  document_bits_ = head.document_bits;
  data_ = reinterpret_cast<const std::uint8_t*>(value.data()) + kHead;
  if (first_ > last_ || last_ >> kKeyBits != 0 || document_bits_ != bits_of_documents(run))
    damaged();
  documents_at_ = EliasFano(count_, last_ - first_ + 1).bits();
  if ((documents_at_ + count_ * document_bits_ + 7) / 8 + kHead + kPadding != value.size()) {
    damaged();
  }
}

std::uint32_t PostingsBlock::document(std::size_t i) const noexcept {
  return run_->first_document + static_cast<std::uint32_t>(read_bits(
                                    data_, documents_at_ + i * document_bits_, document_bits_));
}

void PostingsBlock::find(std::uint64_t key, const std::function<void(std::uint32_t)>& visit) const {
  if (key < first_ || key > last_) return;
  EliasFano(count_, last_ - first_ + 1).find(data_, key - first_, [&](std::size_t i) {
    visit(document(i));
  });
}

void PostingsBlock::read(std::vector<Posting>& out) const {
  out.clear();
  EliasFano(count_, last_ - first_ + 1).for_each(data_, [&](std::uint64_t number) {
    out.push_back({first_ + number, document(out.size())});
    return true;
  });
}

void find_postings(const LmdbFile& file, const Snapshot& snapshot, const RunInfo& run,
                   std::span<const std::uint64_t> keys,
                   const std::function<void(std::uint32_t)>& visit) {
  std::optional<PostingsBlock> block;
  std::string_view name;
  std::string_view value;
  const auto load = [&](bool found) {
    block.reset();
    if (found && is_of_run(name, run)) block.emplace(file, run, name, value);
  };
  for (const std::uint64_t key : keys) {
    if (!block || block->last() < key) {
      load(snapshot.seek(postings_key(run.run, key, 0), name, value));
      if (!block) return;  // the keys of the run are smaller
    }
    block->find(key, visit);
    while (block && block->last() == key) {
      load(snapshot.next(name, value));
      if (block) block->find(key, visit);
    }
  }
}

void merge_runs(const LmdbFile& file, const Snapshot& snapshot, std::span<const RunInfo> runs,
                const std::function<void(const Posting&)>& visit) {
  std::vector<RunReader> readers;
  for (const RunInfo& run : runs) readers.emplace_back(file, snapshot, run);
  for (;;) {
    RunReader* least = nullptr;
    for (RunReader& reader : readers) {
      if (reader.at_end()) continue;
      if (least == nullptr || reader.posting().key < least->posting().key) least = &reader;
    }
    if (least == nullptr) return;
    visit(least->posting());
    least->advance();
  }
}

void merge_small_runs(const LmdbFile& file, Changes& changes, IndexHeader& header) {
  std::size_t first = header.runs.size();
  std::uint64_t later = 0;
  for (std::size_t i = header.runs.size(); i-- > 0;) {
    if (later > header.runs[i].postings) first = i;
    later += header.runs[i].postings;
  }
  if (first == header.runs.size()) return;
  const std::vector<RunInfo> old(header.runs.begin() + static_cast<std::ptrdiff_t>(first),
                                 header.runs.end());
  RunInfo merged{.run = header.next_run++, .first_document = old.front().first_document};
  merged.documents = old.back().first_document + old.back().documents - merged.first_document;
  RunWriter writer(changes, merged);
  merge_runs(file, changes, old, [&](const Posting& posting) { writer.add(posting); });
  header.runs.resize(first);
  header.runs.push_back(writer.finish());
  for (const RunInfo& run : old) remove_run(file, changes, run);
}

}  // namespace saring::dedup
