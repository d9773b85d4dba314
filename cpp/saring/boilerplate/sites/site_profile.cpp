// Tests: tests/cpp/boilerplate/sites/site_profile_test.cpp.
#include "saring/boilerplate/sites/site_profile.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "saring/base/byte_reader.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/sites/boilerplate_finder_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

// The file, little-endian: magic, version, unused, checksum of what follows (hash64); max_documents
// and max_samples; number of sites. Each site, by name: size and bytes of its name, documents seen,
// documents in the sample. Each document, by hash: hash, number of words, the words; number of
// texts (0 or one a unit), and size and bytes of each. A unit is a key, and its template's key
// behind it where kHasTemplate is set.
constexpr std::string_view kMagic = "SARINGSP";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeadSize = 24;
constexpr std::size_t kMaxUnits = 1024;  // of a document: the first and the last half
constexpr std::size_t kMaxShown = 160;   // bytes of a line that is kept as text
constexpr std::uint64_t kHasTemplate = 128;
constexpr std::uint32_t kMinDocuments = 3;
constexpr std::uint32_t kMaxDocuments = 65'536;
constexpr std::uint32_t kMaxSamples = 256;

template <typename T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

struct Document {
  std::vector<std::uint64_t> words;
  std::vector<std::string> texts;  // of its units, or none

  // For two texts with the same hash, and for files that were made so.
  friend bool operator<(const Document& a, const Document& b) { return a.words < b.words; }
};

Document make_document(std::string_view text, bool with_texts) {
  std::vector<SiteUnit> units;
  append_site_units(text, units);
  if (units.size() > kMaxUnits) {
    units.erase(units.begin() + kMaxUnits / 2, units.end() - kMaxUnits / 2);
  }
  Document document;
  document.words.reserve(units.size() + static_cast<std::size_t>(std::count_if(
                                            units.begin(), units.end(), [](const SiteUnit& unit) {
                                              return unit.template_key != 0;
                                            })));
  for (const SiteUnit& unit : units) {
    document.words.push_back(unit.key | (unit.template_key != 0 ? kHasTemplate : 0));
    if (unit.template_key != 0) document.words.push_back(unit.template_key);
    if (with_texts)
      document.texts.emplace_back(
          text::cut(text.substr(unit.start, unit.end - unit.start), kMaxShown));
  }
  return document;
}

std::vector<SiteUnit> units_of(const Document& document) {
  std::vector<SiteUnit> units;
  for (std::size_t i = 0; i < document.words.size(); ++i) {
    SiteUnit& unit = units.emplace_back();
    unit.key = document.words[i] & ~kHasTemplate;
    if ((document.words[i] & kHasTemplate) != 0) unit.template_key = document.words[++i];
  }
  return units;
}

void check(const SiteProfileOptions& options) {
  if (options.max_documents < kMinDocuments || options.max_documents > kMaxDocuments) {
    throw std::invalid_argument("max_documents: " + std::to_string(options.max_documents) +
                                " was given, expected 3 to 65536");
  }
  if (options.max_samples > kMaxSamples) {
    throw std::invalid_argument("max_samples: " + std::to_string(options.max_samples) +
                                " was given, expected 0 to 256");
  }
}

Document read_document(ByteReader& in, bool may_have_texts) {
  Document document;
  const auto num_words = in.read<std::uint32_t>();
  if (num_words > 2 * kMaxUnits) in.fail("a document with " + std::to_string(num_words) + " keys");
  document.words = in.read_array<std::uint64_t>(num_words);
  std::size_t units = 0;
  for (std::size_t i = 0; i < document.words.size(); ++i, ++units) {
    if ((document.words[i] & SiteUnit::kMasked) != 0) in.fail("a template without its line");
    if ((document.words[i] & kHasTemplate) == 0) continue;
    ++i;
    if (i == document.words.size() || (document.words[i] & SiteUnit::kMasked) == 0 ||
        (document.words[i] & kHasTemplate) != 0)
      in.fail("a line without its template");
  }
  if (units > kMaxUnits) in.fail("a document with " + std::to_string(units) + " lines");
  const auto num_texts = in.read<std::uint32_t>();
  if (num_texts != (may_have_texts ? units : 0))
    in.fail("a document with " + std::to_string(num_texts) + " texts");
  for (std::uint32_t i = 0; i < num_texts; ++i) {
    const auto size = in.read<std::uint8_t>();
    if (size > kMaxShown) in.fail("a text of " + std::to_string(size) + " bytes");
    const auto bytes = in.read_array<char>(size);
    document.texts.emplace_back(bytes.begin(), bytes.end());
    if (text::find_invalid_utf8(document.texts.back())) in.fail("a text that is not UTF-8");
  }
  return document;
}

}  // namespace

struct SiteProfile::Site {
  std::uint64_t seen = 0;
  std::map<std::uint64_t, Document> documents;  // by hash of the text

  void insert(std::uint64_t id, Document document) {
    const auto [at, is_new] = documents.try_emplace(id, std::move(document));
    if (!is_new && document < at->second) at->second = std::move(document);
  }
  // Whether the texts of a document are kept as things are.
  [[nodiscard]] bool has_room_for_texts(std::uint64_t id, std::uint32_t max_samples) const {
    if (documents.size() < max_samples) return true;
    return max_samples > 0 && id < std::next(documents.begin(), max_samples - 1)->first;
  }
  // The same, and the texts stay those of the first `max_samples` documents: one that is added in
  // front takes them from one, and one that is added behind has none.
  void insert(std::uint64_t id, Document document, std::uint32_t max_samples) {
    insert(id, std::move(document));
    if (documents.size() <= max_samples) return;
    const auto behind = std::next(documents.begin(), max_samples);
    behind->second.texts = {};
    if (id > behind->first) documents.find(id)->second.texts = {};
  }
  // Keeps what the sample has room for, and the texts of the first documents alone.
  void trim(const SiteProfileOptions& options) {
    while (documents.size() > options.max_documents) documents.erase(std::prev(documents.end()));
    if (documents.size() <= options.max_samples) return;
    auto at = std::next(documents.begin(), options.max_samples);
    for (; at != documents.end(); ++at) at->second.texts = {};
  }
};

SiteProfile::SiteProfile(SiteProfileOptions options) : options_(options) { check(options_); }
SiteProfile::~SiteProfile() = default;
SiteProfile::SiteProfile(SiteProfile&&) noexcept = default;
SiteProfile& SiteProfile::operator=(SiteProfile&&) noexcept = default;
SiteProfile::SiteProfile(const SiteProfile&) = default;

std::string_view SiteProfile::cut_name(std::string_view site) noexcept {
  return text::cut(site, kMaxSiteName);
}

bool SiteProfile::add(std::string_view site, std::string_view text) {
  const std::string_view name = cut_name(site);
  auto at = sites_.find(name);
  if (at == sites_.end()) at = sites_.try_emplace(std::string(name)).first;
  Site& found = at->second;
  ++found.seen;
  const std::uint64_t id = hash64(text);
  const bool is_full = found.documents.size() >= options_.max_documents;
  if (is_full && id >= found.documents.rbegin()->first) return false;
  if (found.documents.contains(id)) return false;
  const bool with_texts = found.has_room_for_texts(id, options_.max_samples);
  found.insert(id, make_document(text, with_texts), options_.max_samples);
  if (is_full) found.documents.erase(std::prev(found.documents.end()));
  return !is_full;
}

void SiteProfile::merge(const SiteProfile& other) {
  if (!(other.options_ == options_))
    throw std::invalid_argument("profiles with different options cannot be merged");
  CancelCheck check;
  for (const auto& [name, site] : other.sites_) {
    check();
    merge_site(name, site);
  }
}

void SiteProfile::merge_site(const SiteProfile& other, std::string_view site) {
  if (!(other.options_ == options_))
    throw std::invalid_argument("profiles with different options cannot be merged");
  const auto at = other.sites_.find(cut_name(site));
  if (at != other.sites_.end()) merge_site(at->first, at->second);
}

void SiteProfile::merge_site(std::string_view name, const Site& site) {
  Site& mine = sites_[std::string(name)];
  mine.seen += site.seen;
  for (const auto& [id, document] : site.documents) mine.insert(id, document);
  mine.trim(options_);
}

std::size_t SiteProfile::shrink(std::uint32_t max_documents,
                                const std::function<bool(std::string_view)>& keeps) {
  options_.max_documents = std::min(options_.max_documents, max_documents);
  check(options_);
  std::size_t sampled = 0;
  for (auto at = sites_.begin(); at != sites_.end();) {
    if (!keeps(at->first)) {
      at = sites_.erase(at);
      continue;
    }
    at->second.trim(options_);
    sampled += at->second.documents.size();
    ++at;
  }
  return sampled;
}

std::string SiteProfile::serialise() const {
  std::string body;
  put(body, options_.max_documents);
  put(body, options_.max_samples);
  put(body, std::uint64_t{sites_.size()});
  CancelCheck check;
  for (const auto& [name, site] : sites_) {
    check();
    put(body, static_cast<std::uint8_t>(name.size()));
    body += name;
    put(body, site.seen);
    put(body, static_cast<std::uint32_t>(site.documents.size()));
    for (const auto& [id, document] : site.documents) {
      put(body, id);
      put(body, static_cast<std::uint32_t>(document.words.size()));
      for (const std::uint64_t word : document.words) put(body, word);
      put(body, static_cast<std::uint32_t>(document.texts.size()));
      for (const std::string& text : document.texts) {
        put(body, static_cast<std::uint8_t>(text.size()));
        body += text;
      }
    }
  }
  std::string out(kMagic);
  put(out, kVersion);
  put(out, std::uint32_t{0});
  put(out, hash64(body));
  return out + body;
}

SiteProfile SiteProfile::parse(std::span<const std::byte> bytes, std::string_view name) {
  ByteReader in(bytes, std::string(name));
  const auto magic = in.read_array<char>(kMagic.size());
  if (std::string_view(magic.data(), magic.size()) != kMagic) in.fail("not a site profile");
  const auto version = in.read<std::uint32_t>();
  if (version != kVersion) in.fail("format version " + std::to_string(version) + ", expected 1");
  if (in.read<std::uint32_t>() != 0) in.fail("wrong header");
  const auto checksum = in.read<std::uint64_t>();
  const auto body = bytes.subspan(kHeadSize);
  if (hash64({reinterpret_cast<const char*>(body.data()), body.size()}) != checksum)
    in.fail("wrong checksum");
  SiteProfileOptions options;
  options.max_documents = in.read<std::uint32_t>();
  options.max_samples = in.read<std::uint32_t>();
  if (options.max_documents < kMinDocuments || options.max_documents > kMaxDocuments ||
      options.max_samples > kMaxSamples)
    in.fail("options out of range");
  SiteProfile profile(options);
  const auto num_sites = in.read<std::uint64_t>();
  CancelCheck check;
  for (std::uint64_t s = 0; s < num_sites; ++s) {
    check();
    const auto name_size = in.read<std::uint8_t>();
    const auto name_bytes = in.read_array<char>(name_size);
    const std::string site_name(name_bytes.begin(), name_bytes.end());
    if (text::find_invalid_utf8(site_name)) in.fail("a site's name that is not UTF-8");
    if (!profile.sites_.empty() && site_name <= profile.sites_.rbegin()->first)
      in.fail("sites that are not in order");
    Site& site = profile.sites_[site_name];
    site.seen = in.read<std::uint64_t>();
    const auto num_documents = in.read<std::uint32_t>();
    if (num_documents > options.max_documents || num_documents > site.seen)
      in.fail("a site with " + std::to_string(num_documents) + " documents in its sample");
    for (std::uint32_t d = 0; d < num_documents; ++d) {
      const auto id = in.read<std::uint64_t>();
      if (!site.documents.empty() && id <= site.documents.rbegin()->first)
        in.fail("documents that are not in order");
      site.documents.emplace_hint(site.documents.end(), id,
                                  read_document(in, d < options.max_samples));
    }
  }
  if (in.remaining() != 0) in.fail("bytes after its end");
  return profile;
}

std::vector<SiteProfile::SiteSize> SiteProfile::sites() const {
  std::vector<SiteSize> out;
  for (const auto& [name, site] : sites_)
    out.push_back({name, site.seen, static_cast<std::uint32_t>(site.documents.size())});
  return out;
}

std::size_t SiteProfile::size() const noexcept { return sites_.size(); }

const SiteProfileOptions& SiteProfile::options() const noexcept { return options_; }

SiteBoilerplate SiteProfile::boilerplate_of(std::string_view site) const {
  const auto at = sites_.find(cut_name(site));
  if (at == sites_.end()) return {};
  std::vector<std::vector<SiteUnit>> documents;
  for (const auto& [id, document] : at->second.documents) documents.push_back(units_of(document));
  return find_site_boilerplate(documents);
}

std::vector<SiteProfile::Shown> SiteProfile::show(std::string_view site) const {
  const SiteBoilerplate known = boilerplate_of(site);
  std::map<std::uint64_t, std::string> texts;
  if (known.documents() > 0) {
    for (const auto& [id, document] : sites_.find(cut_name(site))->second.documents) {
      if (document.texts.empty()) break;
      const std::vector<SiteUnit> units = units_of(document);
      for (std::size_t i = 0; i < units.size() && i < document.texts.size(); ++i) {
        texts.try_emplace(units[i].key, document.texts[i]);
        if (units[i].template_key != 0) texts.try_emplace(units[i].template_key, document.texts[i]);
      }
    }
  }
  std::vector<Shown> out;
  for (const SiteBoilerplate::Entry& entry : known.entries()) {
    const auto found = texts.find(entry.key);
    out.push_back({entry, (entry.key & SiteUnit::kMasked) != 0,
                   found != texts.end() ? found->second : std::string()});
  }
  std::stable_sort(out.begin(), out.end(), [](const Shown& a, const Shown& b) {
    return a.entry.documents > b.entry.documents;
  });
  return out;
}

}  // namespace saring::boilerplate
