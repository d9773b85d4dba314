#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saring/base/temp_file.hpp"

namespace saring::dedup {

// Stores items divided into parts: in memory up to a budget, beyond that in a temporary file. Each
// part is taken back as a whole. Neither copyable nor movable.
template <typename Item>
class SpilledParts {
 public:
  // `memory_budget` in bytes; empty `temp_folder`: the system's.
  SpilledParts(std::size_t num_parts, std::size_t memory_budget, std::string temp_folder)
      : budget_(memory_budget / sizeof(Item)),
        temp_folder_(std::move(temp_folder)),
        parts_(num_parts) {}

  // Throws std::system_error if the file cannot be created or written.
  void add(std::size_t part, const Item& item) {
    std::vector<Item>& items = parts_[part].items;
    const std::size_t before = items.capacity();
    items.push_back(item);
    in_memory_ += items.capacity() - before;
    if (in_memory_ > budget_) spill();
  }

  [[nodiscard]] std::size_t num_parts() const noexcept { return parts_.size(); }

  // The items of a part in the order of adding. Empties the part. Several threads may call it for
  // different parts while nothing is added. Throws std::system_error if the file cannot be read.
  [[nodiscard]] std::vector<Item> take(std::size_t part) {
    Part& from = parts_[part];
    std::vector<Item> out;
    std::size_t count = from.items.size();
    for (const Block& block : from.on_disk) count += block.count;
    out.reserve(count);
    for (const Block& block : from.on_disk) {
      out.resize(out.size() + block.count);
      file_->read(std::as_writable_bytes(std::span(out).last(block.count)), block.offset);
    }
    out.insert(out.end(), from.items.begin(), from.items.end());
    from = {};
    return out;
  }

 private:
  struct Block {
    std::uint64_t offset = 0;
    std::size_t count = 0;
  };
  struct Part {
    std::vector<Item> items;
    std::vector<Block> on_disk;
  };

  void spill() {
    if (!file_) file_.emplace(temp_folder_);
    for (Part& part : parts_) {
      if (part.items.empty()) continue;
      file_->write(std::as_bytes(std::span(part.items)), file_end_);
      part.on_disk.push_back({file_end_, part.items.size()});
      file_end_ += part.items.size() * sizeof(Item);
      std::vector<Item>().swap(part.items);
    }
    in_memory_ = 0;
  }

  std::size_t budget_;  // in items
  std::string temp_folder_;
  std::vector<Part> parts_;
  std::size_t in_memory_ = 0;  // items that memory has room for
  std::optional<TempFile> file_;
  std::uint64_t file_end_ = 0;
};

}  // namespace saring::dedup
