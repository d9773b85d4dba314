// What a line is in relation to its whole document: memory of labels, rhythm of short and date
// lines, repeated openings, first and second person, position among the kept characters, runs.
// Everything by running sums and one pass in each direction. No value leaves the range that
// documents of a few hundred lines have. Tests:
// tests/cpp/boilerplate/lines/document_features_test.cpp.
#include "saring/boilerplate/lines/document_features_internal.hpp"

#include <algorithm>
#include <string_view>

#include "saring/base/ascii.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/lines/line_features_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr float kFar = 60;         // lines
constexpr float kFarChars = 6000;  // characters
constexpr float kMaxChars = 2000;  // of one line

float capped(float value, float cap) { return std::min(value, cap); }

// The subject of a label, or kSubjects.
std::size_t subject_of(const LineInfo& info) {
  const bool is_ruled = info.cause == Cause::kRule && info.rule != nullptr;
  switch (is_ruled ? info.role : info.hint) {
    case Role::kRelatedLabel:
    case Role::kRelatedLink:
      return 0;
    case Role::kShare:
      return 1;
    case Role::kComments:
      return 2;
    case Role::kByline:
      return 3;
    case Role::kTags:
      return 4;
    case Role::kSubscribe:
    case Role::kCookie:
    case Role::kAdvert:
      return 5;
    case Role::kCopyright:
      return 6;
    case Role::kNavigation:
      return 7;
    case Role::kTimestamp:
      return 8;
    default:
      return 9;
  }
}

bool is_date_line(const LineInfo& info) {
  const LineShape& s = info.shape;
  return (s.has_date || s.has_time || s.has_year) && s.words() <= 14;
}

// What is left of a line when every word is one letter and every number one digit: lines of one
// template are equal.
std::uint64_t template_hash(std::string_view line) {
  std::uint64_t hash = 1;
  char last = 0;
  for (const char c : line) {
    const bool is_letter =
        ascii::is_letter(c) || static_cast<unsigned char>(c) >= 0x80 || c == '\'';
    const char kind = ascii::is_digit(c) ? '#' : is_letter ? 'A' : c;
    // "23rd" is a number, "October Fest" one name.
    if (kind == ' ' || (kind == 'A' && (last == 'A' || last == '#')) ||
        (kind == '#' && last == '#'))
      continue;
    if (kind == '#' && last == 'A') hash = mix64(hash ^ 'A');
    hash = mix64(hash * 31 + static_cast<unsigned char>(kind));
    last = kind;
  }
  return hash;
}

// The line goes on where the one before it broke off, as around a link that became a line.
bool is_joined(const LineInfo& before, const LineInfo& info) {
  constexpr std::string_view kInside = ",.;:)!?";
  return !before.shape.ends_sentence && !before.shape.ends_colon &&
         (info.shape.starts_lower || kInside.find(info.shape.first) != std::string_view::npos);
}

}  // namespace

void DocumentFeatures::set_document(const DocumentLines& document) {
  doc_ = &document;
  count_openings();
  find_recurring();
}

void DocumentFeatures::set_scores(std::span<const float> scores) {
  const DocumentLines& document = *doc_;
  const std::size_t n = document.lines.size();
  scores_ = scores;
  sums_.resize(n + 1);
  sums_[0] = {};
  for (std::size_t i = 0; i < n; ++i) {
    const LineInfo& info = document.lines[i];
    const LineShape& s = info.shape;
    const float chars = capped(static_cast<float>(s.chars), kMaxChars);
    const float words = capped(static_cast<float>(s.words()), 400);
    Sums c = sums_[i];
    c.lines += 1;
    c.chars += chars;
    c.score += scores[i];
    c.kept += scores[i] * chars;
    c.shorts += flag(s.words() < 6);
    c.dates += flag(is_date_line(info));
    c.names += flag(is_name_like(s));
    c.titles += flag(is_headline_like(s) && s.words() >= 4 && !info.is_sentence);
    c.sentences += flag(info.is_sentence);
    c.lower += flag(s.starts_lower);
    c.persons += static_cast<float>(info.opening.persons);
    c.words += std::min(words, 12.0F);
    c.kept_persons += scores[i] * static_cast<float>(info.opening.persons);
    c.kept_words += scores[i] * std::min(words, 12.0F);
    c.lexical += info.lexical_mean;
    c.repeated += flag(openings_[i].pair >= 3);
    c.asks += flag(s.last == '?' || s.last == '!' || s.ends_ellipsis);
    c.links += flag(s.has_url);
    if (i > 0) {
      c.joins += flag(is_joined(document.lines[i - 1], info));
      const bool a = document.lines[i - 1].shape.words() < 8;
      c.changes += flag(a != (s.words() < 8));
    }
    sums_[i + 1] = c;
  }
  find_runs();
  find_sides();
}

void DocumentFeatures::count_openings() {
  const std::size_t n = doc_->lines.size();
  openings_.assign(n, {});
  keys_.resize(3 * n);
  for (std::size_t i = 0; i < n; ++i) {
    const LineOpening& opening = doc_->lines[i].opening;
    keys_[3 * i] = opening.first;
    keys_[3 * i + 1] = opening.pair;
    keys_[3 * i + 2] = opening.last;
  }
  std::size_t size = 64;
  while (size < keys_.size() * 2) size *= 2;
  table_.assign(size, 0);
  counts_.assign(keys_.size(), 0);
  slots_.assign(keys_.size(), 0);
  for (std::size_t k = 0; k < keys_.size(); ++k) {
    if (keys_[k] == 0) continue;
    std::size_t slot = keys_[k] & (size - 1);
    while (table_[slot] != 0 && keys_[table_[slot] - 1] != keys_[k]) slot = (slot + 1) & (size - 1);
    if (table_[slot] == 0) table_[slot] = static_cast<std::uint32_t>(k + 1);
    slots_[k] = table_[slot] - 1;
    ++counts_[slots_[k]];
  }
  const auto count = [&](std::size_t k) {
    return keys_[k] == 0
               ? std::uint16_t{0}
               : static_cast<std::uint16_t>(std::min<std::uint32_t>(counts_[slots_[k]], 50));
  };
  for (std::size_t i = 0; i < n; ++i)
    openings_[i] = {count(3 * i), count(3 * i + 1), count(3 * i + 2), 0};
  // Lines nearby that begin so.
  constexpr std::size_t kReach = 12;
  counts_.assign(keys_.size(), 0);
  for (std::size_t i = 0; i < n + kReach; ++i) {
    if (i < n && keys_[3 * i] != 0) ++counts_[slots_[3 * i]];
    if (i > 2 * kReach && keys_[3 * (i - 2 * kReach - 1)] != 0)
      --counts_[slots_[3 * (i - 2 * kReach - 1)]];
    if (i < kReach) continue;
    const std::size_t line = i - kReach;
    if (keys_[3 * line] != 0)
      openings_[line].near = static_cast<std::uint16_t>(counts_[slots_[3 * line]]);
  }
}

void DocumentFeatures::find_recurring() {
  const std::size_t n = doc_->lines.size();
  constexpr std::uint32_t kMinBetween = 25;  // characters
  recurring_ = {};
  recurring_sides_.assign(n, {});
  recurring_keys_.assign(kRecurring * n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const LineInfo& info = doc_->lines[i];
    const LineShape& s = info.shape;
    if (s.words() > 14) continue;
    std::uint64_t* keys = &recurring_keys_[kRecurring * i];
    if (s.digits > 0) {
      const std::uint64_t key =
          template_hash(doc_->text.substr(info.start, info.end - info.start)) | 1U;
      if (is_date_line(info)) {
        keys[0] = key;
      } else if (s.letters > 0) {
        keys[1] = key;
      }
    }
    if (s.words() <= 5 && info.repeats > 2) keys[2] = s.hash | 1U;
    keys[3] = keys_[3 * i + 2];
  }
  std::size_t size = 64;
  while (size < n * 2) size *= 2;
  for (std::size_t b = 0; b < kRecurring; ++b) {
    table_.assign(size, 0);
    recurring_counts_.assign(n, {});
    std::uint64_t chars = 0;
    std::uint32_t best = 0;
    slots_.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t key = recurring_keys_[kRecurring * i + b];
      if (key != 0) {
        std::size_t slot = mix64(key) & (size - 1);
        while (table_[slot] != 0 && recurring_keys_[kRecurring * (table_[slot] - 1) + b] != key)
          slot = (slot + 1) & (size - 1);
        if (table_[slot] == 0) table_[slot] = static_cast<std::uint32_t>(i + 1);
        const std::uint32_t first = table_[slot] - 1;
        Recurring& recurring = recurring_counts_[first];
        // `slots_` holds the characters up to the last line with this key.
        if (recurring.count == 0 || chars - slots_[first] >= kMinBetween) {
          if (recurring.count++ == 0) recurring.first = static_cast<std::uint32_t>(i);
          recurring.last = static_cast<std::uint32_t>(i);
          if (recurring.count > recurring_counts_[best].count) best = first;
        }
        chars += doc_->lines[i].shape.chars;
        slots_[first] = static_cast<std::uint32_t>(chars);
      } else {
        chars += doc_->lines[i].shape.chars;
      }
    }
    if (n == 0 || recurring_counts_[best].count < 3) continue;
    recurring_[b] = recurring_counts_[best];
    const std::uint64_t key = recurring_keys_[kRecurring * best + b];
    std::uint8_t distance = 60;
    for (std::size_t i = 0; i < n; ++i) {
      if (recurring_keys_[kRecurring * i + b] == key) distance = 0;
      recurring_sides_[i].before[b] = distance;
      if (distance < 60) ++distance;
    }
    distance = 60;
    for (std::size_t i = n; i-- > 0;) {
      if (recurring_keys_[kRecurring * i + b] == key) distance = 0;
      recurring_sides_[i].after[b] = distance;
      if (distance < 60) ++distance;
    }
  }
}

// How the line fits to the one before it and to the next.
void DocumentFeatures::put_joins(std::size_t line, Row put) const {
  const std::size_t n = doc_->lines.size();
  const LineInfo& info = doc_->lines[line];
  const LineInfo* before = line > 0 ? &doc_->lines[line - 1] : nullptr;
  const LineInfo* after = line + 1 < n ? &doc_->lines[line + 1] : nullptr;
  put(before != nullptr ? flag(is_joined(*before, info)) : -1.0F);
  put(after != nullptr ? flag(is_joined(info, *after)) : -1.0F);
  for (const LineInfo* other : {before, after}) {
    put(other != nullptr ? flag(other->shape.ends_sentence) : -1.0F);
    put(other != nullptr ? flag(other->shape.starts_lower) : -1.0F);
    put(other != nullptr ? capped(static_cast<float>(other->shape.words()), 60) : -1.0F);
  }
  const std::size_t lo = line < 5 ? 0 : line - 5;
  const std::size_t hi = std::min(n, line + 6);
  put((sums_[hi].joins - sums_[lo].joins) / static_cast<float>(hi - lo));
  put(sums_[n].joins / sums_[n].lines);
}

void DocumentFeatures::put_recurring(std::size_t line, Row put) const {
  const float all = std::max(1.0F, sums_.back().kept);
  const auto here = static_cast<float>(line);
  for (std::size_t b = 0; b < kRecurring; ++b) {
    const Recurring& recurring = recurring_[b];
    if (recurring.count == 0) {
      for (std::size_t k = 0; k < 8; ++k) put(-1.0F);
      continue;
    }
    put(capped(static_cast<float>(recurring.count), 40));
    put(std::clamp(here - static_cast<float>(recurring.first), -40.0F, 40.0F));
    put(std::clamp(static_cast<float>(recurring.last) - here, -40.0F, 40.0F));
    put(static_cast<float>(recurring_sides_[line].before[b]));
    put(static_cast<float>(recurring_sides_[line].after[b]));
    put(sums_[recurring.first].kept / all);
    put((sums_[recurring.last].kept - sums_[recurring.first].kept) / all);
    put(capped(sums_[recurring.first].kept, 8000));
  }
}

void DocumentFeatures::find_runs() {
  const std::size_t n = doc_->lines.size();
  runs_.clear();
  run_of_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const bool is_kept = scores_[i] >= 0.5F;
    if (runs_.empty() || runs_.back().is_kept != is_kept)
      runs_.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i), 0, is_kept});
    runs_.back().end = static_cast<std::uint32_t>(i + 1);
    runs_.back().chars += sums_[i + 1].chars - sums_[i].chars;
    run_of_[i] = static_cast<std::uint32_t>(runs_.size() - 1);
  }
  // The main run: kept runs with at most two lines between them count as one.
  main_start_ = main_end_ = 0;
  main_chars_ = 0;
  std::uint32_t start = 0, end = 0;
  float chars = 0;
  for (const Run& run : runs_) {
    if (!run.is_kept) continue;
    if (chars > 0 && run.start - end <= 2) {
      end = run.end;
      chars += run.chars;
    } else {
      start = run.start, end = run.end, chars = run.chars;
    }
    if (chars > main_chars_) main_start_ = start, main_end_ = end, main_chars_ = chars;
  }
}

void DocumentFeatures::find_sides() {
  const std::size_t n = doc_->lines.size();
  before_.resize(n);
  after_.resize(n);
  const auto pass = [&](std::vector<Side>& sides, bool forward) {
    Side side;
    std::fill(side.lines, side.lines + kSubjects, kFar);
    std::fill(side.kept, side.kept + kSubjects, kFarChars);
    std::fill(side.count, side.count + kSubjects, 0.0F);
    side.date = side.name = side.date_gap = kFar;
    side.date_kept = kFarChars;
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = forward ? k : n - 1 - k;
      sides[i] = side;
      const LineInfo& info = doc_->lines[i];
      const float kept = sums_[i + 1].kept - sums_[i].kept;
      for (std::size_t s = 0; s < kSubjects; ++s) {
        side.lines[s] = capped(side.lines[s] + 1, kFar);
        side.kept[s] = capped(side.kept[s] + kept, kFarChars);
      }
      side.date = capped(side.date + 1, kFar);
      side.name = capped(side.name + 1, kFar);
      side.date_kept = capped(side.date_kept + kept, kFarChars);
      if (const std::size_t s = subject_of(info); s < kSubjects) {
        side.lines[s] = 0;
        side.kept[s] = 0;
        side.count[s] = capped(side.count[s] + 1, 8);
      }
      if (is_date_line(info)) {
        side.date_gap = side.date;
        side.date = 0;
        side.date_kept = 0;
      }
      if (is_name_like(info.shape)) side.name = 0;
    }
  };
  pass(before_, true);
  pass(after_, false);
}

void DocumentFeatures::write(std::size_t i, float* first, std::size_t stride) const {
  const std::size_t n = doc_->lines.size();
  const Sums& all = sums_[n];
  const auto over = [&](float Sums::*field, std::size_t lo, std::size_t hi) {
    return sums_[hi].*field - sums_[lo].*field;
  };
  const LineInfo& info = doc_->lines[i];
  const LineShape& shape = info.shape;
  // The line itself.
  const Row row(first, stride);
  Row put = row;
  put_local_features(info, put);
  // Scores around it.
  put(scores_[i]);
  for (std::size_t d = 1; d <= 4; ++d) {
    put(i >= d ? scores_[i - d] : -1.0F);
    put(i + d < n ? scores_[i + d] : -1.0F);
  }
  for (const std::size_t width : {3, 8, 20, 50}) {
    const std::size_t lo = i < width ? 0 : i - width;
    const std::size_t hi = std::min(n, i + 1 + width);
    const auto share = [&](std::size_t a, std::size_t b) {
      const float chars = over(&Sums::chars, a, b);
      return chars > 0 ? over(&Sums::kept, a, b) / chars : -1.0F;
    };
    put(share(lo, i));
    put(share(i + 1, hi));
    put(i == lo ? -1.0F : over(&Sums::score, lo, i) / static_cast<float>(i - lo));
    put(hi == i + 1 ? -1.0F : over(&Sums::score, i + 1, hi) / static_cast<float>(hi - i - 1));
  }
  // Position.
  const float here = static_cast<float>(i);
  put(n < 2 ? 0.0F : here / static_cast<float>(n - 1));
  put(capped(here, 60));
  put(capped(static_cast<float>(n - 1 - i), 60));
  put(capped(static_cast<float>(n), 400));
  put(all.kept > 0 ? sums_[i].kept / all.kept : 0.5F);
  put(capped(sums_[i].kept, 8000));
  put(capped(all.kept - sums_[i + 1].kept, 8000));
  put(capped(all.kept, 12000));
  put(sums_[i].chars / std::max(1.0F, all.chars));
  put(all.kept / std::max(1.0F, all.chars));
  put(all.score / all.lines);
  // Runs.
  const std::size_t r = run_of_[i];
  const Run& run = runs_[r];
  put(capped(static_cast<float>(run.end - run.start), 50));
  put(capped(run.chars, 8000));
  put(capped(static_cast<float>(i - run.start), 50));
  put(capped(static_cast<float>(run.end - 1 - i), 50));
  for (const std::ptrdiff_t d : {-2, -1, 1, 2}) {
    const auto at = static_cast<std::ptrdiff_t>(r) + d;
    const bool exists = at >= 0 && at < static_cast<std::ptrdiff_t>(runs_.size());
    const Run other = exists ? runs_[static_cast<std::size_t>(at)] : Run{};
    put(exists ? capped(static_cast<float>(other.end - other.start), 50) : -1.0F);
    put(exists ? capped(other.chars, 8000) : -1.0F);
  }
  put(std::clamp(here - static_cast<float>(main_start_), -50.0F, 50.0F));
  put(std::clamp(static_cast<float>(main_end_) - 1 - here, -50.0F, 50.0F));
  put(capped(main_chars_, 12000));
  put(main_chars_ / std::max(1.0F, all.chars));
  put(i >= main_end_    ? capped(sums_[i].kept - sums_[main_end_].kept, 4000)
      : i < main_start_ ? -capped(sums_[main_start_].kept - sums_[i].kept, 4000)
                        : 0.0F);
  put(capped(static_cast<float>(runs_.size()), 60));
  // Labels.
  const Side& before = before_[i];
  const Side& after = after_[i];
  for (std::size_t s = 0; s < kSubjects; ++s) {
    put(before.count[s]);
    put(after.count[s]);
    put(before.lines[s]);
    put(before.kept[s]);
    put(after.lines[s]);
  }
  put(before.date), put(after.date), put(before.name), put(after.name);
  put(before.date_gap), put(after.date_gap), put(before.date_kept), put(after.date_kept);
  // Rhythm.
  for (const std::size_t width : {6, 15}) {
    const std::size_t lo = i < width ? 0 : i - width;
    const std::size_t hi = std::min(n, i + 1 + width);
    for (float Sums::*field : {&Sums::shorts, &Sums::dates, &Sums::names, &Sums::titles,
                               &Sums::sentences, &Sums::repeated}) {
      put(i == lo ? -1.0F : over(field, lo, i) / static_cast<float>(i - lo));
      put(hi == i + 1 ? -1.0F : over(field, i + 1, hi) / static_cast<float>(hi - i - 1));
    }
  }
  {
    const std::size_t lo = i < 10 ? 0 : i - 10;
    const std::size_t hi = std::min(n, i + 11);
    const auto size = static_cast<float>(hi - lo);
    put(over(&Sums::changes, lo, hi) / size);
    put(over(&Sums::lower, lo, hi) / size);
    put(over(&Sums::asks, lo, hi) / size);
    put(over(&Sums::links, lo, hi) / size);
    put(over(&Sums::words, lo, hi) / size);
    put(over(&Sums::chars, lo, hi) / size);
  }
  // Openings.
  const Opening& opening = openings_[i];
  put(static_cast<float>(std::min<int>(opening.first, 20)));
  put(static_cast<float>(std::min<int>(opening.pair, 20)));
  put(static_cast<float>(std::min<int>(opening.last, 20)));
  put(static_cast<float>(opening.near));
  // Persons, and the wording around.
  const auto rate = [&](std::size_t lo, std::size_t hi) {
    const float words = over(&Sums::words, lo, hi);
    return words > 0 ? over(&Sums::persons, lo, hi) / words : -1.0F;
  };
  put(static_cast<float>(info.opening.persons));
  put(rate(i < 10 ? 0 : i - 10, i));
  put(rate(i, std::min(n, i + 3)));
  put(rate(i + 1, std::min(n, i + 11)));
  put(all.kept_words > 0 ? all.kept_persons / all.kept_words : -1.0F);
  for (const std::size_t width : {4, 15}) {
    const std::size_t lo = i < width ? 0 : i - width;
    const std::size_t hi = std::min(n, i + 1 + width);
    put(i == lo ? 0.0F : over(&Sums::lexical, lo, i) / static_cast<float>(i - lo));
    put(hi == i + 1 ? 0.0F : over(&Sums::lexical, i + 1, hi) / static_cast<float>(hi - i - 1));
  }
  // Against the whole document.
  put(all.shorts / all.lines);
  put(all.sentences / all.lines);
  put(all.dates / all.lines);
  put(all.titles / all.lines);
  put(all.repeated / all.lines);
  put(all.chars / all.lines);
  put_joins(i, row.from(kDocumentFeatures - 8 * kRecurring - kJoins));
  put_recurring(i, row.from(kDocumentFeatures - 8 * kRecurring));
  put(shape.words() == 0 ? 0.0F
                         : capped(static_cast<float>(shape.chars) /
                                      std::max(1.0F, all.kept / std::max(1.0F, all.score)),
                                  10));
}

}  // namespace saring::boilerplate
