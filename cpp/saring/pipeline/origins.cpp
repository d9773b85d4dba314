// Tests: tests/cpp/pipeline/origins_test.cpp.
#include "saring/pipeline/origins.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "saring/base/error.hpp"
#include "saring/pipeline/tally.hpp"
#include "saring/text/dates.hpp"
#include "saring/text/json_text.hpp"
#include "saring/text/utf8.hpp"

namespace saring::pipeline {
namespace {

constexpr std::size_t kMostBytes = 200;
constexpr double kSecondsOfDay = 86400;
constexpr double kYear2100 = 4'102'444'800;  // in seconds since 1970
constexpr double kMillisecondsFrom = 1e11;

std::int32_t day_of_seconds(double seconds) {
  return static_cast<std::int32_t>(std::floor(seconds / kSecondsOfDay));
}

std::int32_t day_of_number(std::string_view digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return kNoDay;
  if (digits.size() == 8 && value >= 16'000'000) {
    const int date = static_cast<int>(value);
    const text::Date found{.year = date / 10000, .month = date / 100 % 100, .day = date % 100};
    return text::is_valid_date(found.year, found.month, found.day)
               ? static_cast<std::int32_t>(text::days_since_1970(found))
               : kNoDay;
  }
  if (value >= kMillisecondsFrom) value /= 1000;
  // Smaller numbers are years, counts, or come from clocks that were not set.
  return value >= kSecondsOfDay && value < kYear2100 ? day_of_seconds(value) : kNoDay;
}

template <typename T>
void put(const std::vector<T>& values, std::string& out) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

void put(std::uint64_t value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool is_done() const noexcept { return rest_.empty(); }

  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
    return value;
  }

  std::string_view bytes(std::uint64_t size) {
    if (size > rest_.size()) throw Error("the sites and dates of documents are damaged");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  template <typename T>
  std::vector<T> values(std::uint64_t count) {
    if (count > rest_.size() / sizeof(T)) throw Error("the sites and dates of documents are cut");
    std::vector<T> values(count);
    if (count > 0) std::memcpy(values.data(), bytes(count * sizeof(T)).data(), count * sizeof(T));
    return values;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::int32_t day_of(std::string_view json) {
  if (json.empty()) return kNoDay;
  if (json.front() != '"' || json.size() < 2) return day_of_number(json);
  const std::string_view content = text::cut(json.substr(1, json.size() - 2), kMostBytes);
  std::string decoded(content.size(), '\0');
  decoded.resize(text::decode_json_string(content, decoded.data()).size);
  const std::int32_t number = day_of_number(decoded);
  if (number != kNoDay) return number;
  const auto dates = text::find_dates(decoded, {}, 1);
  return dates.empty() ? kNoDay
                       : static_cast<std::int32_t>(text::days_since_1970(dates.front().date));
}

std::uint32_t Origins::number_of(std::string_view site) {
  site = text::cut(site, Tally::kMaxSiteBytes);
  if (site.empty()) return kNoSite;
  const auto found = numbers_.find(site);
  if (found != numbers_.end()) return found->second;
  if (names_.size() == kMaxSites) return kNoSite;
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.push_back(numbers_.emplace(site, number).first->first);
  return number;
}

void Origins::append(std::string_view site, std::int32_t day) {
  sites_.push_back(number_of(site));
  days_.push_back(day);
}

void Origins::append(const Origins& later) {
  std::vector<std::uint32_t> numbers;
  for (const std::string_view name : later.names_) numbers.push_back(number_of(name));
  for (const std::uint32_t site : later.sites_) {
    sites_.push_back(site == kNoSite ? kNoSite : numbers[site]);
  }
  days_.insert(days_.end(), later.days_.begin(), later.days_.end());
}

void Origins::check_rows(const DocumentTable& table) const {
  if (table.size() != size()) throw std::invalid_argument("the table has other documents");
}

std::map<std::string_view, Origins::Count> Origins::by_site(const DocumentTable& table) const {
  check_rows(table);
  std::vector<Count> counts(names_.size());
  for (std::size_t row = 0; row < size(); ++row) {
    if (sites_[row] == kNoSite) continue;
    ++counts[sites_[row]].documents;
    counts[sites_[row]].kept += table.decision(row) == Decision::kKept ? 1 : 0;
  }
  std::map<std::string_view, Count> named;
  for (std::size_t i = 0; i < counts.size(); ++i) named.emplace(names_[i], counts[i]);
  return named;
}

std::map<std::int32_t, Origins::Count> Origins::by_day(const DocumentTable& table) const {
  check_rows(table);
  std::map<std::int32_t, Count> counts;
  for (std::size_t row = 0; row < size(); ++row) {
    Count& count = counts[days_[row]];
    ++count.documents;
    count.kept += table.decision(row) == Decision::kKept ? 1 : 0;
  }
  return counts;
}

std::vector<Origins::SitePair> Origins::copies_between(const Copies& copies) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const Copies::Copy& copy : copies.all()) {
    if (copy.row == copy.representative) continue;
    const std::pair pair(sites_.at(copy.representative), sites_.at(copy.row));
    if (pair.first != kNoSite && pair.second != kNoSite) pairs.push_back(pair);
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<SitePair> counted;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i == 0 || pairs[i] != pairs[i - 1]) {
      counted.push_back({names_[pairs[i].first], names_[pairs[i].second], 0});
    }
    ++counted.back().documents;
  }
  std::sort(counted.begin(), counted.end(), [](const SitePair& a, const SitePair& b) {
    if (a.documents != b.documents) return a.documents > b.documents;
    return std::pair(a.kept, a.copy) < std::pair(b.kept, b.copy);
  });
  return counted;
}

std::string Origins::to_bytes(std::size_t first, std::size_t end) const {
  Origins part;
  for (std::size_t row = first; row < end; ++row) {
    const std::uint32_t site = sites_.at(row);
    part.append(site == kNoSite ? std::string_view() : names_[site], days_[row]);
  }
  std::string out;
  put(part.size(), out);
  put(part.sites_, out);
  put(part.days_, out);
  for (const std::string_view name : part.names_) {
    put(name.size(), out);
    out += name;
  }
  return out;
}

Origins Origins::from_bytes(std::string_view bytes) {
  Taker taker(bytes);
  Origins origins;
  const std::uint64_t rows = taker.number();
  origins.sites_ = taker.values<std::uint32_t>(rows);
  origins.days_ = taker.values<std::int32_t>(rows);
  while (!taker.is_done()) {
    const std::uint64_t number = origins.names_.size();
    if (origins.number_of(taker.bytes(taker.number())) != number) {
      throw Error("the sites and dates of documents are damaged");
    }
  }
  for (const std::uint32_t site : origins.sites_) {
    if (site != kNoSite && site >= origins.names_.size()) {
      throw Error("the sites and dates of documents are damaged");
    }
  }
  return origins;
}

}  // namespace saring::pipeline
