#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/feature_row_internal.hpp"

namespace saring::boilerplate {

// Features of the document stage of the line model: what a line is in relation to the whole
// document, given a probability of each line. All are bounded, see document_features.cpp.
inline constexpr std::size_t kDocumentFeatures = 232;

// Buffers of one thread, some 500 bytes a line.
class DocumentFeatures {
 public:
  // Both must outlive the next calls. O(lines).
  void set_document(const DocumentLines& document);
  // One in [0, 1] for each line; again for other scores of the same document. O(lines).
  void set_scores(std::span<const float> scores);
  // kDocumentFeatures numbers of one line, `stride` floats apart. O(1).
  void write(std::size_t line, float* row, std::size_t stride = 1) const;

 private:
  // Labels that rules found, by subject.
  static constexpr std::size_t kSubjects = 9;
  // Running sums over the lines before.
  struct Sums {
    float lines = 0, chars = 0, score = 0, kept = 0, shorts = 0, dates = 0, names = 0, titles = 0,
          sentences = 0, lower = 0, persons = 0, words = 0, lexical = 0, repeated = 0,
          kept_persons = 0, kept_words = 0, asks = 0, changes = 0, links = 0, joins = 0;
  };
  struct Side {              // what the lines before, or after, hold
    float lines[kSubjects];  // distance to the nearest label, in lines
    float kept[kSubjects];   // characters kept in between
    float count[kSubjects];
    float date = 0, name = 0;  // distance to the nearest such line
    float date_gap = 0;        // lines between the two nearest date lines
    float date_kept = 0;       // characters kept since the nearest date line
  };
  struct Run {  // consecutive lines on the same side of 0.5
    std::uint32_t start = 0, end = 0;
    float chars = 0;
    bool is_kept = false;
  };
  struct Opening {  // how often lines of the document begin or end so
    std::uint16_t first = 0, pair = 0, last = 0, near = 0;
  };

  // A line that comes again and again with text in between, as those that begin or end each comment
  // of a thread do.
  static constexpr std::size_t kRecurring = 4;
  static constexpr std::size_t kJoins = 10;
  struct Recurring {
    std::uint32_t count = 0;
    std::uint32_t first = 0, last = 0;
  };
  struct RecurringSide {
    std::uint8_t before[kRecurring], after[kRecurring];  // distance in lines, capped
  };

  void count_openings();
  void find_recurring();
  void put_recurring(std::size_t line, Row put) const;
  void put_joins(std::size_t line, Row put) const;
  void find_runs();
  void find_sides();

  const DocumentLines* doc_ = nullptr;
  std::span<const float> scores_;
  std::vector<Sums> sums_;
  std::vector<Side> before_, after_;
  std::vector<Run> runs_;
  std::vector<std::uint32_t> run_of_;
  std::vector<Opening> openings_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> table_, counts_, slots_;
  std::array<Recurring, kRecurring> recurring_{};
  std::vector<RecurringSide> recurring_sides_;
  std::vector<std::uint64_t> recurring_keys_;
  std::vector<Recurring> recurring_counts_;
  std::uint32_t main_start_ = 0, main_end_ = 0;
  float main_chars_ = 0;
};

}  // namespace saring::boilerplate
