// Shallow text features (Kohlschuetter et al. 2010) of a line, its neighbours and the document.
// Everything is linear in the number of lines: windows by running sums. Tests:
// tests/cpp/boilerplate/lines/line_features_test.cpp.
#include "saring/boilerplate/lines/line_features_internal.hpp"

#include <algorithm>
#include <vector>

#include "saring/base/cancel.hpp"

namespace saring::boilerplate {
namespace {

constexpr float kMaxClusterChars = 8000;  // more is an article anyway: no value that training lacks

float ratio(std::uint32_t a, std::uint32_t b) {
  return b == 0 ? 0.0F : static_cast<float>(a) / static_cast<float>(b);
}

float capped(std::size_t value, std::size_t cap) {
  return static_cast<float>(std::min(value, cap));
}

void local_features(const LineInfo& info, std::size_t since_label, Row& put) {
  const LineShape& s = info.shape;
  put(capped(s.chars, 2000));
  put(capped(s.words(), 400));
  put(flag(s.ends_sentence));
  put(flag(s.ends_colon));
  put(capped(s.commas, 20));
  put(ratio(s.digits, s.chars));
  put(ratio(s.upper, s.letters));
  put(ratio(s.title_tokens, s.tokens));
  put(ratio(s.puncts, s.chars));
  put(flag(s.starts_quote));
  put(flag(s.starts_lower));
  put(capped(s.stops, 20));
  put(flag(s.has_url));
  put(capped(s.separators, 10));
  put(flag(s.has_copyright));
  put(std::min(60.0F, ratio(s.chars, s.tokens)));
  put(ratio(s.letters, s.chars));
  put(ratio(s.short_tokens, s.tokens));
  put(capped(s.long_tokens, 5));
  put(ratio(s.wide, s.chars));
  put(flag(s.starts_bullet));
  put(flag(s.starts_digit));
  put(flag(s.starts_upper));
  put(flag(s.has_time));
  put(flag(s.has_date));
  put(flag(s.has_year));
  put(flag(s.ends_ellipsis));
  put(info.lexical_sum);
  put(info.lexical_mean);
  put(flag(info.is_drop) + flag(info.is_drop && info.cause != Cause::kRule));
  put(capped(info.repeats, 10));
  put(capped(since_label, 20));
  put(flag(info.num_spans > 0));
}

void neighbour_features(const DocumentLines& doc, std::size_t i, Row& put) {
  const auto n = static_cast<std::ptrdiff_t>(doc.lines.size());
  for (std::ptrdiff_t d = 1; d <= static_cast<std::ptrdiff_t>(kNeighbours); ++d) {
    for (const std::ptrdiff_t j :
         {static_cast<std::ptrdiff_t>(i) - d, static_cast<std::ptrdiff_t>(i) + d}) {
      if (j < 0 || j >= n) {
        for (std::size_t k = 0; k < kNeighbourFeatures; ++k) put(-1.0F);
        continue;
      }
      const LineInfo& info = doc.lines[static_cast<std::size_t>(j)];
      put(capped(info.shape.chars, 1000));
      put(flag(info.shape.ends_sentence));
      put(flag(info.shape.ends_colon));
      put(ratio(info.shape.title_tokens, info.shape.tokens));
      put(info.lexical_mean);
      put(flag(info.is_drop));
    }
  }
}

// Running sums over the lines, so that any window costs two loads.
struct Sums {
  struct Cell {
    float chars = 0, sentences = 0, shorts = 0, lexical = 0, drops = 0, sentence_chars = 0,
          wide = 0, repeats = 0;
  };
  std::vector<Cell> cells;  // cells[i]: over lines [0, i)

  explicit Sums(const DocumentLines& doc) : cells(doc.lines.size() + 1) {
    for (std::size_t i = 0; i < doc.lines.size(); ++i) {
      const LineInfo& info = doc.lines[i];
      const auto chars = static_cast<float>(std::min<std::uint32_t>(info.shape.chars, 2000));
      Cell c = cells[i];
      c.chars += chars;
      c.sentences += flag(info.is_sentence);
      c.shorts += flag(info.shape.words() < 6);
      c.lexical += info.lexical_mean;
      c.drops += flag(info.is_drop);
      c.sentence_chars += info.is_sentence ? chars : 0.0F;
      c.wide += static_cast<float>(std::min<std::uint32_t>(info.shape.wide, 2000));
      c.repeats += flag(info.repeats > 1);
      cells[i + 1] = c;
    }
  }
};

// Groups of sentence lines with at most three other lines between them; the largest is probably the
// article.
struct Clusters {
  struct Cluster {
    std::size_t begin, end;
    float chars;
  };
  std::vector<Cluster> clusters;
  Cluster main{0, 0, 0};
  static constexpr std::size_t kMaxGap = 4;

  explicit Clusters(const DocumentLines& doc) {
    for (std::size_t i = 0; i < doc.lines.size(); ++i) {
      const LineInfo& info = doc.lines[i];
      if (!info.is_sentence || info.is_drop) continue;
      const auto chars = static_cast<float>(std::min<std::uint32_t>(info.shape.chars, 4000));
      if (clusters.empty() || i - clusters.back().end >= kMaxGap) {
        clusters.push_back({i, i + 1, chars});
      } else {
        clusters.back().end = i + 1;
        clusters.back().chars += chars;
      }
    }
    for (const Cluster& c : clusters) {
      if (c.chars > main.chars) main = c;
    }
  }
};

class Context {
 public:
  explicit Context(const DocumentLines& doc)
      : doc_(doc), n_(doc.lines.size()), sums_(doc), clusters_(doc) {}

  void operator()(std::size_t i, Row& put) {
    windows(i, put);
    position(i, put);
    cluster(i, put);
    document(put);
  }

 private:
  using Cell = Sums::Cell;

  [[nodiscard]] float over(float Cell::*field, std::size_t begin, std::size_t end) const {
    return sums_.cells[std::min(end, n_)].*field - sums_.cells[begin].*field;
  }

  void windows(std::size_t i, Row& put) const {
    const std::size_t lo = i < 5 ? 0 : i - 5;
    const std::size_t hi = std::min(n_, i + 6);
    const auto size = static_cast<float>(hi - lo);
    put(over(&Cell::chars, lo, hi) / size);
    put(over(&Cell::sentences, lo, hi) / size);
    put(over(&Cell::shorts, lo, hi) / size);
    put(over(&Cell::lexical, lo, hi) / size);
    put(over(&Cell::drops, lo, hi) / size);
    put(over(&Cell::sentences, i < 10 ? 0 : i - 10, i));
    put(over(&Cell::sentences, i + 1, std::max(i + 1, std::min(n_, i + 11))));
  }

  void position(std::size_t i, Row& put) {
    put(n_ < 2 ? 0.0F : static_cast<float>(i) / static_cast<float>(n_ - 1));
    put(capped(n_, 500));
    put(capped(i, 100));
    put(capped(n_ - 1 - i, 100));
    const float all = sums_.cells[n_].sentence_chars;
    put(all > 0 ? sums_.cells[i].sentence_chars / all : 0.5F);
    if (i == 0) previous_ = n_, next_ = 0;
    if (i > 0 && doc_.lines[i - 1].is_sentence) previous_ = i - 1;
    while (next_ < n_ && (next_ <= i || !doc_.lines[next_].is_sentence)) ++next_;
    put(previous_ == n_ ? 50.0F : capped(i - previous_, 50));
    put(next_ == n_ ? 50.0F : capped(next_ - i, 50));
  }

  void cluster(std::size_t i, Row& put) {
    const auto& all = clusters_.clusters;
    if (i == 0) at_ = 0;
    while (at_ < all.size() && all[at_].end <= i) ++at_;
    const bool inside = at_ < all.size() && all[at_].begin <= i;
    const auto main_begin = static_cast<float>(clusters_.main.begin);
    const auto main_end = static_cast<float>(clusters_.main.end);
    const auto here = static_cast<float>(i);
    put(inside ? std::min(all[at_].chars, kMaxClusterChars) : 0.0F);
    put(inside && clusters_.main.chars > 0 ? all[at_].chars / clusters_.main.chars : 0.0F);
    put(std::clamp(here - main_begin, -50.0F, 50.0F));
    put(std::clamp(main_end - 1 - here, -50.0F, 50.0F));
    put(std::min(clusters_.main.chars, kMaxClusterChars));
    put(capped(all.size(), 20));
  }

  void document(Row& put) const {
    const Cell& all = sums_.cells[n_];
    const auto size = static_cast<float>(n_);
    put(all.sentences / size);
    put(all.sentence_chars / std::max(1.0F, all.chars));
    put(all.chars / size);
    put(all.shorts / size);
    put(all.wide / std::max(1.0F, all.chars));
    put(all.drops / size);
    put(all.repeats / size);
  }

  const DocumentLines& doc_;
  std::size_t n_;
  Sums sums_;
  Clusters clusters_;
  std::size_t previous_ = 0;  // nearest sentence lines
  std::size_t next_ = 0;
  std::size_t at_ = 0;  // first cluster that ends after the line
};

}  // namespace

void put_local_features(const LineInfo& info, Row& put) { local_features(info, 0, put); }

struct LineFeatures::Impl {
  explicit Impl(const DocumentLines& document) : doc(document), context(document) {}

  const DocumentLines& doc;
  Context context;
  std::size_t since_label = 0;  // lines since the last label
  CancelCheck check;
};

LineFeatures::LineFeatures(const DocumentLines& document)
    : impl_(std::make_unique<Impl>(document)) {}
LineFeatures::~LineFeatures() = default;

void LineFeatures::write(std::size_t start, std::size_t end, float* rows, std::size_t row_stride,
                         std::size_t stride) {
  Impl& in = *impl_;
  if (start == 0) in.since_label = 20;
  for (std::size_t i = start; i < end; ++i, rows += row_stride) {
    in.check();
    Row put(rows, stride);
    local_features(in.doc.lines[i], in.since_label, put);
    neighbour_features(in.doc, i, put);
    in.context(i, put);
    const bool is_label = in.doc.lines[i].is_drop && in.doc.lines[i].cause == Cause::kRule;
    in.since_label = is_label ? 0 : in.since_label + 1;
  }
}

}  // namespace saring::boilerplate
