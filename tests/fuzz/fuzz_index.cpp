// Files of indexes: an IndexFileError, or answers. If only bytes of the file changed, the answers
// are the answers of the unchanged file. The input is a list of changes to a small index: to any
// bytes of the file, or to values, with checksums that are computed here.
#include <stdlib.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/dedup/index/elias_fano_internal.hpp"
#include "saring/dedup/index/index.hpp"
#include "saring/dedup/index/index_format_internal.hpp"
#include "saring/dedup/index/lmdb_file_internal.hpp"

namespace {

using fuzz::require;
using namespace saring::dedup;

constexpr int kDocuments = 60;

std::string article(int number) {
  const std::string n = std::to_string(number / 2);  // two of each, with different endings
  std::string out = number % 3 == 0 ? "Rain in the hills" : "The council meets";
  for (int i = 0; i < 30; ++i) out += " word" + n + "x" + std::to_string(i);
  return out;
}

class Files {
 public:
  Files() {
    // In memory if possible, because commits wait for the disk.
    const std::filesystem::path memory = "/dev/shm";
    const auto parent =
        std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "saring-fuzz-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr, "a folder can be made");
    folder_ = pattern;
    path_ = folder_ / "index";
    {
      Index index(path_, Index::Mode::kWrite, {.threshold = 0.5, .ngram_size = 2});
      add(index, 0, kDocuments / 2);
      add(index, kDocuments / 2, kDocuments);
      const std::string_view gone = "3";
      index.remove({&gone, 1});
    }
    std::ifstream in(path_, std::ios::binary);
    good_.assign(std::istreambuf_iterator<char>(in), {});
    answers_ = answers(Index(path_, Index::Mode::kRead));
  }
  ~Files() { std::filesystem::remove_all(folder_); }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] const std::string& good() const { return good_; }
  [[nodiscard]] const std::string& good_answers() const { return answers_; }

  void write(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  // All answers of an index, as text.
  static std::string answers(const Index& index) {
    std::string out = std::to_string(index.size());
    std::vector<std::string> texts;
    for (int i = 0; i < kDocuments; i += 7) texts.push_back(article(i));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    for (const auto& matches : index.query(views, 1)) {
      for (const IndexMatch& match : matches) {
        out += ' ' + match.id + '=' + std::to_string(match.similarity);
      }
    }
    for (const IndexEntry& entry : index.entries()) {
      out += ' ' + entry.id + ':' + std::to_string(entry.shingles);
    }
    const IndexClusters clusters = index.clusters(Keep::kFirst, 1);
    for (const std::uint32_t kept : clusters.found.representative) {
      out += ' ' + std::to_string(kept);
    }
    out += index.contains("3") ? " 3" : "";
    index.check();
    return out;
  }

 private:
  static void add(Index& index, int first, int last) {
    std::vector<std::string> ids;
    std::vector<std::string> texts;
    for (int i = first; i < last; ++i) {
      ids.push_back(std::to_string(i));
      texts.push_back(article(i));
    }
    std::vector<IndexText> all;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      all.push_back({.id = ids[i], .text = texts[i]});
      if (i % 2 == 0) all.back().timestamp = static_cast<double>(i);
      if (i % 3 == 0) all.back().group = "site";
    }
    index.add(all, 1);
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
  std::string good_;
  std::string answers_;
};

const Files& files() {
  static const Files made;
  return made;
}

template <typename T>
T take(std::string_view& bytes) {
  T value{};
  const std::size_t size = std::min(sizeof(T), bytes.size());
  std::memcpy(&value, bytes.data(), size);
  bytes.remove_prefix(size);
  return value;
}

template <typename T>
void set(std::string& out, std::size_t at, T value) {
  if (at + sizeof(T) <= out.size()) std::memcpy(out.data() + at, &value, sizeof(T));
}

std::uint16_t short_at(std::string_view bytes, std::size_t at) {
  std::uint16_t value = 0;
  if (at + sizeof(value) <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

// Sets the checksums of a value as documents.cpp, postings.cpp and index_format.cpp write them.
void set_sums(std::string_view key, std::string& value) {
  constexpr std::size_t kSum = sizeof(std::uint32_t);
  const std::string_view view = value;
  if (key == kHeaderKey && value.size() > 8) {
    set(value, value.size() - 8, saring::hash64(view.substr(0, value.size() - 8)));
  } else if (key.starts_with("r") && value.size() > kSum) {
    set(value, 0, checksum(key, view.substr(kSum)));
  } else if (key.starts_with("d") && key.size() == 5 && value.size() > kSum + 2 + kPadding) {
    const std::size_t count = short_at(view, kSum);
    const std::size_t directory = kSum + 2 + 2 * count;
    if (directory > value.size()) return;
    const std::uint32_t first =
        read_big_endian<std::uint32_t>(key.substr(1)) - static_cast<std::uint32_t>(count) + 1;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = short_at(view, kSum + 2 + 2 * i);
      const std::size_t end =
          i + 1 < count ? short_at(view, kSum + 4 + 2 * i) : value.size() - kPadding;
      if (begin + kSum > end || end > value.size()) continue;
      const auto number = first + static_cast<std::uint32_t>(i);
      set(value, begin,
          static_cast<std::uint32_t>(
              saring::hash64(view.substr(begin + kSum, end - begin - kSum), number)));
    }
    set(value, 0, checksum(key, view.substr(kSum, directory - kSum)));
  }
}

// Changes values; each change is an entry, a place in its value and a byte.
void change_values(std::string_view changes) {
  files().write(files().good());
  const LmdbFile file(files().path(), FileUse::kWrite);
  std::vector<std::pair<std::string, std::string>> entries;
  {
    const Snapshot snapshot(file);
    std::string_view key;
    std::string_view value;
    for (bool found = snapshot.seek("a", key, value); found; found = snapshot.next(key, value)) {
      entries.emplace_back(key, value);
    }
  }
  while (!changes.empty()) {
    auto& [key, value] = entries[take<std::uint8_t>(changes) % entries.size()];
    const auto at = take<std::uint16_t>(changes);
    const auto byte = take<char>(changes);
    if (!value.empty()) value[at % value.size()] = byte;
  }
  Changes writer(file);
  for (auto& [key, value] : entries) {
    set_sums(key, value);
    writer.replace(key, value);
  }
  writer.commit();
}

// Changes bytes of the file, or cuts it.
void change_bytes(std::string_view changes) {
  std::string bytes = files().good();
  while (!changes.empty()) {
    const auto at = take<std::uint32_t>(changes) % (std::uint32_t{1} << 24);
    const auto byte = take<char>(changes);
    if (at < bytes.size()) bytes[at] = byte;
    if (at % 256 == 255 && byte == 0) bytes.resize(at % bytes.size());
    if (bytes.empty()) break;
  }
  files().write(bytes);
}

// A writer may fail too, but only with a documented error.
void write_more() {
  const std::string text = article(1000);
  try {
    Index index(files().path(), Index::Mode::kWrite);
    const IndexText more{.id = "more", .text = text};
    index.add({&more, 1}, 1);
    const std::string_view gone = "5";
    index.remove({&gone, 1});
    index.compact();
    index.check();
  } catch (const saring::IndexFileError&) {
  } catch (const std::invalid_argument&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t choice = input.option();
  const bool in_values = choice % 2 == 0;
  if (in_values) {
    change_values(input.bytes());
  } else {
    change_bytes(input.bytes());
  }
  try {
    const std::string answers = Files::answers(Index(files().path(), Index::Mode::kRead));
    require(in_values || answers == files().good_answers(), "damage is refused or has no effect");
  } catch (const saring::IndexFileError&) {
  }
  if (choice % 16 < 4) write_more();
  return 0;
}
