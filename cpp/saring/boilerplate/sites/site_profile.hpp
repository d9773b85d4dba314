#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/site_boilerplate.hpp"

// What the pages of a web site have in common: lines, sentences of long lines, and both with
// numbers, dates and names masked, counted over documents. A page's boilerplate stands in documents
// that otherwise differ; what the copies of one article share is not boilerplate.
//
// Of each site a sample of documents is kept as the hashes of their lines: those with the smallest
// hashes of their whole text (bottom-k sampling, Cohen and Kaplan 2007, "Summarizing data using
// bottom-k sketches"). It is a uniform sample of the site's distinct texts, and the sample of a
// union is that of the union of the samples: so profiles merge in any order, and however often, to
// the same bytes. A line that stands in a share p of the documents stands in p ± sqrt(p (1 - p) /
// max_documents) of the sample (one standard error): with 1,024 documents 1 % ± 0.3 %, 10 % ± 1 %.
// Sites with no more documents than that are counted exactly.
//
// Memory and file: some 12 bytes a line of the sample, at most max_documents x 16 KiB a site; about
// 0.6 MB for a site of 100,000 articles of 50 lines, 60 kB for one of 100.
namespace saring::boilerplate {

struct SiteProfileOptions {
  std::uint32_t max_documents = 1024;  // of a site in the sample, 3 to 65,536
  std::uint32_t max_samples = 8;       // of a site whose lines are kept as text for show, 0 to 256
  friend bool operator==(const SiteProfileOptions&, const SiteProfileOptions&) = default;
};

// Not safe to change from several threads; safe to read from several.
class SiteProfile {
 public:
  explicit SiteProfile(SiteProfileOptions options = {});  // std::invalid_argument
  ~SiteProfile();
  SiteProfile(SiteProfile&&) noexcept;
  SiteProfile& operator=(SiteProfile&&) noexcept;
  SiteProfile(const SiteProfile&);
  SiteProfile& operator=(const SiteProfile&) = delete;

  // Counts one document; a text that the site has already counts once. `text` is valid UTF-8.
  // Linear in the text. A site's name is any text of at most kMaxSiteName bytes; longer ones are
  // cut. Once the sample is full, most documents cost their hash alone. True if the site's sample
  // has one document more.
  bool add(std::string_view site, std::string_view text);
  // Adds what another profile has counted. std::invalid_argument where its options differ.
  void merge(const SiteProfile& other);
  // The same of one site.
  void merge_site(const SiteProfile& other, std::string_view site);
  // Leaves what a profile with this, lower, max_documents would have of the sites for which `keeps`
  // holds. The number of documents in all samples.
  std::size_t shrink(std::uint32_t max_documents,
                     const std::function<bool(std::string_view)>& keeps);

  // The file's bytes: the same for the same documents, in whatever order they came.
  [[nodiscard]] std::string serialise() const;
  // Throws ModelError that names the file: wrong magic, version, checksum or length, and values
  // that are out of range or order.
  [[nodiscard]] static SiteProfile parse(std::span<const std::byte> bytes, std::string_view name);

  struct SiteSize {
    std::string_view site;
    std::uint64_t documents = 0;  // added, the same text as often as it came
    std::uint32_t sampled = 0;
  };
  [[nodiscard]] std::vector<SiteSize> sites() const;  // by name
  [[nodiscard]] std::size_t size() const noexcept;    // number of sites
  [[nodiscard]] const SiteProfileOptions& options() const noexcept;

  // What is boilerplate of a site; nothing for one that is not in the profile or has fewer than
  // three documents. O(lines of the sample, times the logarithm).
  [[nodiscard]] SiteBoilerplate boilerplate_of(std::string_view site) const;

  struct Shown {
    SiteBoilerplate::Entry entry;
    bool is_template = false;
    std::string text;  // as some document has it; empty if none of those kept as text does
  };
  // The same with texts, the most frequent first.
  [[nodiscard]] std::vector<Shown> show(std::string_view site) const;

  static constexpr std::size_t kMaxSiteName = 255;
  // A site's name as it is counted.
  [[nodiscard]] static std::string_view cut_name(std::string_view site) noexcept;

 private:
  struct Site;
  void merge_site(std::string_view name, const Site& site);
  SiteProfileOptions options_;
  std::map<std::string, Site, std::less<>> sites_;
};

}  // namespace saring::boilerplate
