// Reads the format of LMDB 0.9, version 1 (lmdb's mdb.c, "Page Format"), as far as the check needs
// it. Tested in tests/cpp/dedup/index/index_test.cpp by flipping bits.
#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/system_file.hpp"
#include "saring/dedup/index/lmdb_file_internal.hpp"

namespace saring::dedup {
namespace {

constexpr std::uint32_t kMagic = 0xBEEFC0DE;
constexpr std::uint32_t kDataVersion = 1;
constexpr std::size_t kPageHeader = 16;
constexpr std::size_t kNodeHeader = 8;
constexpr std::uint64_t kNoPage = UINT64_MAX;
constexpr unsigned kBranch = 1;
constexpr unsigned kLeaf = 2;
constexpr unsigned kOverflow = 4;
constexpr unsigned kMetaPage = 8;
constexpr unsigned kBigData = 1;
constexpr std::size_t kMaxKey = 511;
constexpr unsigned kMaxDepth = 32;

struct Tree {
  std::uint32_t pad;
  std::uint16_t flags;
  std::uint16_t depth;
  std::uint64_t branch_pages, leaf_pages, overflow_pages, entries, root;
};

struct Meta {
  std::uint32_t magic;
  std::uint32_t version;
  std::uint64_t address, map_size;
  std::array<Tree, 2> trees;  // free pages, and the table
  std::uint64_t last_page, transaction;
};

[[noreturn]] void damaged(const std::string& what) {
  throw std::runtime_error("is damaged: " + what);
}

template <typename T>
T load(const std::uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}

void read_whole(int file, std::uint64_t offset, std::size_t size, std::uint8_t* out) {
  for (std::size_t done = 0; done < size;) {
    const std::int64_t got = read_at(file, out + done, size - done, offset + done);
    if (got <= 0) damaged("it ends before byte " + std::to_string(offset + size));
    done += static_cast<std::size_t>(got);
  }
}

Meta read_meta(int file, std::uint64_t page, std::size_t page_size) {
  std::array<std::uint8_t, kPageHeader + sizeof(Meta)> bytes{};
  read_whole(file, page * page_size, bytes.size(), bytes.data());
  const Meta meta = load<Meta>(bytes.data() + kPageHeader);
  if (meta.magic != kMagic) {
    throw std::runtime_error("is no index of saring (not a file of LMDB)");
  }
  if (meta.version != kDataVersion) {
    throw std::runtime_error("is of version " + std::to_string(meta.version) +
                             " of the format of LMDB; version 1 is read");
  }
  if (load<std::uint64_t>(bytes.data()) != page ||
      load<std::uint16_t>(bytes.data() + 10) != kMetaPage) {
    damaged("page " + std::to_string(page) + " has a wrong head");
  }
  return meta;
}

// Walks the two trees of one state.
class Walk {
 public:
  Walk(int file, std::uint64_t file_size, const Meta& meta)
      : file_(file),
        page_size_(meta.trees[0].pad),
        pages_(file_size / page_size_),
        end_(meta.last_page + 1),
        node_max_((((page_size_ - kPageHeader) / 2) & ~std::size_t{1}) - 2) {
    used_.resize(static_cast<std::size_t>(end_));
    use(0, 2);
  }

  std::uint64_t walk(const Tree& tree, bool is_free_list) {
    is_free_list_ = is_free_list;
    tree_ = {};
    sum_ = 0;
    last_key_.clear();
    has_last_ = false;
    if (tree.root == kNoPage) {
      if (tree.entries != 0 || tree.depth != 0) damaged("a tree without a root has entries");
      return 0;
    }
    if (tree.depth == 0 || tree.depth > kMaxDepth) damaged("a tree has a wrong depth");
    visit(tree.root, tree.depth);
    if (tree_.branch_pages != tree.branch_pages || tree_.leaf_pages != tree.leaf_pages ||
        tree_.overflow_pages != tree.overflow_pages || tree_.entries != tree.entries) {
      damaged("a tree has not the pages and entries that it counts");
    }
    return sum_;
  }

 private:
  void use(std::uint64_t page, std::uint64_t count) {
    if (count > end_ || page > end_ - count) {
      damaged("a page number, " + std::to_string(page) + ", is beyond the last page");
    }
    for (std::uint64_t i = page; i < page + count; ++i) {
      if (used_[static_cast<std::size_t>(i)]) {
        damaged("page " + std::to_string(i) + " is in use twice");
      }
      used_[static_cast<std::size_t>(i)] = true;
    }
  }

  // Marks a page that must be in the file.
  void use_stored(std::uint64_t page, std::uint64_t count) {
    use(page, count);
    if (page + count > pages_) {
      throw std::runtime_error("is truncated: it has " + std::to_string(pages_) +
                               " pages and refers to page " + std::to_string(page + count - 1));
    }
  }

  void visit(std::uint64_t number, unsigned levels) {
    check_cancelled();
    use_stored(number, 1);
    std::vector<std::uint8_t> page(page_size_);
    read_whole(file_, number * page_size_, page_size_, page.data());
    const auto flags = load<std::uint16_t>(page.data() + 10);
    const auto lower = load<std::uint16_t>(page.data() + 12);
    const auto upper = load<std::uint16_t>(page.data() + 14);
    const unsigned wanted = levels > 1 ? kBranch : kLeaf;
    if (load<std::uint64_t>(page.data()) != number || flags != wanted || lower < kPageHeader ||
        lower % 2 != 0 || lower > upper || upper > page_size_) {
      damaged("page " + std::to_string(number) + " has a wrong head");
    }
    const std::size_t nodes = (lower - kPageHeader) / 2;
    if (nodes == 0 || (levels > 1 && nodes < 2)) {
      damaged("page " + std::to_string(number) + " is empty");
    }
    (levels > 1 ? tree_.branch_pages : tree_.leaf_pages) += 1;
    for (std::size_t i = 0; i < nodes; ++i) {
      const std::size_t at = load<std::uint16_t>(page.data() + kPageHeader + 2 * i);
      if (at < upper || at % 2 != 0 || at + kNodeHeader > page_size_) bad_entry(number);
      const std::uint8_t* node = page.data() + at;
      const std::size_t room = page_size_ - at - kNodeHeader;
      const auto low = load<std::uint16_t>(node);
      const auto high = load<std::uint16_t>(node + 2);
      const auto node_flags = load<std::uint16_t>(node + 4);
      const std::size_t key_size = load<std::uint16_t>(node + 6);
      if (key_size > room || key_size > kMaxKey) bad_entry(number);
      const std::string_view key(reinterpret_cast<const char*>(node + kNodeHeader), key_size);
      const std::uint64_t size = low | std::uint64_t{high} << 16;
      if (levels > 1) {
        // The first key of a branch page is not used. Every other key is the least key below it.
        if (i > 0) check_bound(key, number);
        visit(size | std::uint64_t{node_flags} << 32, levels - 1);
      } else {
        check_order(key, number);
        leaf(number, node, key, size, node_flags, room);
      }
    }
  }

  void leaf(std::uint64_t number, const std::uint8_t* node, std::string_view key,
            std::uint64_t size, unsigned flags, std::size_t room) {
    tree_.entries += 1;
    if (!is_free_list_ && key != kHeaderKey) sum_ ^= key_sum(key);
    const std::uint8_t* data = node + kNodeHeader + key.size();
    const bool is_big = kNodeHeader + key.size() + size > node_max_;
    if (flags != (is_big ? kBigData : 0)) bad_entry(number);
    if (!is_big) {
      if (size > room - key.size()) bad_entry(number);
      if (is_free_list_) free_pages({data, data + size});
      return;
    }
    if (room - key.size() < sizeof(std::uint64_t)) bad_entry(number);
    const auto first = load<std::uint64_t>(data);
    const std::uint64_t count = (kPageHeader - 1 + size) / page_size_ + 1;
    use_stored(first, count);
    tree_.overflow_pages += count;
    if (!is_free_list_) return;  // the values of the table have checksums
    std::vector<std::uint8_t> value(kPageHeader + size);
    read_whole(file_, first * page_size_, value.size(), value.data());
    if (load<std::uint16_t>(value.data() + 10) != kOverflow ||
        load<std::uint32_t>(value.data() + 12) != count) {
      damaged("page " + std::to_string(first) + " has a wrong head");
    }
    free_pages(std::span(value).subspan(kPageHeader));
  }

  // A list of free pages: their number, then the pages from the last to the first.
  void free_pages(std::span<const std::uint8_t> list) {
    constexpr std::size_t kSize = sizeof(std::uint64_t);
    if (list.size() < kSize || list.size() % kSize != 0)
      damaged("a list of free pages is too short");
    const auto count = load<std::uint64_t>(list.data());
    if (count > list.size() / kSize - 1) damaged("a list of free pages is too short");
    std::uint64_t before = kNoPage;
    for (std::size_t i = 1; i <= count; ++i) {
      const auto page = load<std::uint64_t>(list.data() + i * kSize);
      if (page >= before) damaged("a list of free pages is out of order");
      use(page, 1);
      before = page;
    }
  }

  // The order of the tree: by bytes, or in a free list by the number in the key.
  [[nodiscard]] bool less(std::string_view a, std::string_view b) const {
    if (!is_free_list_) return a < b;
    return load<std::uint64_t>(reinterpret_cast<const std::uint8_t*>(a.data())) <
           load<std::uint64_t>(reinterpret_cast<const std::uint8_t*>(b.data()));
  }
  void check_bound(std::string_view key, std::uint64_t page) {
    if (is_free_list_ && key.size() != sizeof(std::uint64_t)) bad_entry(page);
    if (has_last_ && !less(last_key_, key)) {
      damaged("the keys of page " + std::to_string(page) + " are out of order");
    }
    bound_ = key;
    has_bound_ = true;
  }
  void check_order(std::string_view key, std::uint64_t page) {
    check_size(key, page);
    if ((has_last_ && !less(last_key_, key)) || (has_bound_ && less(key, bound_))) {
      damaged("the keys of page " + std::to_string(page) + " are out of order");
    }
    last_key_ = key;
    has_last_ = true;
    has_bound_ = false;
  }
  void check_size(std::string_view key, std::uint64_t page) const {
    if (is_free_list_ && key.size() != sizeof(std::uint64_t)) bad_entry(page);
    if (key.empty()) bad_entry(page);
  }
  [[noreturn]] static void bad_entry(std::uint64_t page) {
    damaged("page " + std::to_string(page) + " has an entry that is not well formed");
  }

  int file_;
  std::size_t page_size_;
  std::uint64_t pages_;
  std::uint64_t end_;
  std::size_t node_max_;
  std::vector<bool> used_;
  bool is_free_list_ = false;
  Tree tree_{};  // the counts found
  std::uint64_t sum_ = 0;
  std::string last_key_;
  std::string bound_;
  bool has_last_ = false;
  bool has_bound_ = false;
};

}  // namespace

std::uint64_t key_sum(std::string_view key) noexcept { return hash64(key, 0x6b6579); }

std::size_t check_meta_pages(int file, std::uint64_t file_size) {
  if (file_size < kPageHeader + sizeof(Meta)) {
    throw std::runtime_error("is no index of saring (it has " + std::to_string(file_size) +
                             " bytes)");
  }
  const Meta first = read_meta(file, 0, 0);
  const std::size_t page_size = first.trees[0].pad;
  if (page_size < 512 || page_size > 65536 || (page_size & (page_size - 1)) != 0) {
    damaged("pages of " + std::to_string(page_size) + " bytes");
  }
  if (file_size < 2 * page_size)
    throw std::runtime_error("is truncated: its second page is missing");
  const Meta second = read_meta(file, 1, page_size);
  // LMDB maps as many pages as the metas count, whatever the size of the file.
  for (const Meta& meta : {first, second}) {
    if (meta.last_page >= kLargestMap / page_size) damaged("it counts impossibly many pages");
  }
  // Commits write the two in turn. A state with an even number is in the first.
  const std::uint64_t a = first.transaction;
  const std::uint64_t b = second.transaction;
  const bool in_turn =
      (a == 0 && b == 0) || (a % 2 == 0 && b % 2 == 1 && (a + 1 == b || b + 1 == a));
  if (!in_turn || second.trees[0].pad != page_size ||
      first.trees[0].flags != second.trees[0].flags ||
      first.trees[1].flags != second.trees[1].flags || first.trees[1].flags != 0) {
    damaged("its first two pages do not fit each other");
  }
  return page_size;
}

std::optional<std::uint64_t> check_pages(int file, std::uint64_t file_size, std::uint64_t state) {
  const std::size_t page_size = check_meta_pages(file, file_size);
  const Meta meta = read_meta(file, state % 2, page_size);
  if (meta.transaction != state) return std::nullopt;
  Walk walk(file, file_size, meta);
  (void)walk.walk(meta.trees[0], true);
  return walk.walk(meta.trees[1], false);
}

}  // namespace saring::dedup
