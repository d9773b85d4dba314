// Tests: tests/cpp/pipeline/copy_rank_test.cpp.
#include "saring/pipeline/copy_rank.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "saring/text/dates.hpp"
#include "saring/text/json_text.hpp"

namespace saring::pipeline {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

double number_in(std::string_view digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool is_number = error == std::errc() && end == digits.data() + digits.size();
  return is_number ? value : kNothing;
}

double seconds_of(const text::Date& date) {
  const auto seconds = text::days_since_1970(date) * 86400 + std::max(date.hour, 0) * 3600 +
                       date.minute * 60 + std::max(date.second, 0) - date.zone_minutes * 60;
  return static_cast<double>(seconds);
}

}  // namespace

double rank_of(std::string_view json) {
  if (json.empty()) return kNothing;
  if (json.front() != '"' || json.size() < 2) return number_in(json);
  const std::string_view content = json.substr(1, json.size() - 2);
  std::string decoded(content.size(), '\0');
  decoded.resize(text::decode_json_string(content, decoded.data()).size);
  const auto dates = text::find_dates(decoded, {}, 1);
  return dates.empty() ? number_in(decoded) : seconds_of(dates.front().date);
}

double rank_of_site(std::string_view host, std::span<const std::string> order) {
  const auto at = std::find(order.begin(), order.end(), host);
  return -static_cast<double>(at - order.begin());
}

double completeness(const StoredDocument& document) {
  constexpr double kStep = 1.1;
  constexpr std::uint64_t kMost = (1U << 20U) - 1;  // 40 of the 53 bits of a double
  const double length =
      std::floor(std::log1p(static_cast<double>(document.chars)) / std::log(kStep));
  const std::uint64_t metadata = std::min<std::uint64_t>(
      document.head.size() + document.tail.size() +
          (document.page.empty() ? 0 : read_page_parts(document.page).title.size()),
      kMost);
  const std::uint64_t left = kMost - std::min(document.chars_removed, kMost);
  return length * static_cast<double>(std::uint64_t{1} << 40U) +
         static_cast<double>((metadata << 20U) + left);
}

}  // namespace saring::pipeline
