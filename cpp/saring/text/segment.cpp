// Uses ICU's word iterator over UText, so that UTF-8 is read in place and offsets are bytes. Its
// rules (UAX #29) find letters and punctuation. Its dictionaries divide runs of scripts without
// spaces. Tests: tests/cpp/text/segment_test.cpp.
#include "saring/text/segment.hpp"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <optional>
#include <string>

#include "saring/base/cancel.hpp"
#include "saring/base/error.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::text {
namespace {

void require(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) {
    throw Error(std::string(what) + ": ICU says " + u_errorName(status));
  }
}

// WordScanner splits long runs. Up to this size they are joined again and divided as one run.
constexpr std::size_t kMaxRunBytes = std::size_t{1} << 14;

}  // namespace

struct DictionarySegmenter::Impl {
  UBreakIterator* words = nullptr;
  UText* text = nullptr;

  ~Impl() {
    if (words != nullptr) ubrk_close(words);
    if (text != nullptr) utext_close(text);
  }
};

DictionarySegmenter::DictionarySegmenter() : impl_(std::make_unique<Impl>()) {
  UErrorCode status = U_ZERO_ERROR;
  // The root locale: ICU chooses dictionaries by script, and the locale of the machine must not
  // matter.
  impl_->words = ubrk_open(UBRK_WORD, "", nullptr, 0, &status);
  require(status, "cannot load the word dictionaries");
}

DictionarySegmenter::~DictionarySegmenter() = default;
DictionarySegmenter::DictionarySegmenter(DictionarySegmenter&&) noexcept = default;
DictionarySegmenter& DictionarySegmenter::operator=(DictionarySegmenter&&) noexcept = default;

void DictionarySegmenter::split(std::string_view run, std::vector<std::size_t>& ends) {
  if (run.empty()) return;
  UErrorCode status = U_ZERO_ERROR;
  impl_->text =
      utext_openUTF8(impl_->text, run.data(), static_cast<std::int64_t>(run.size()), &status);
  require(status, "cannot read a run of text");
  ubrk_setUText(impl_->words, impl_->text, &status);
  require(status, "cannot divide a run of text");
  for (std::int32_t at = ubrk_next(impl_->words); at != UBRK_DONE; at = ubrk_next(impl_->words)) {
    ends.push_back(static_cast<std::size_t>(at));
  }
}

void DividedWords::start(std::string_view valid) {
  text_ = valid;
  scanner_.emplace(valid);
  has_ahead_ = false;
  ends_.clear();
  at_ = 0;
}

bool DividedWords::next(Word& word) {
  if (at_ < ends_.size()) return next_of_run(word);
  if (has_ahead_) {
    has_ahead_ = false;
    word = ahead_;
  } else if (!scanner_->next(word)) {
    return false;
  }
  if (!word.is_dictionary) return true;
  const std::size_t start = word.start;
  std::size_t end = word.end;
  while ((has_ahead_ = scanner_->next(ahead_))) {
    const bool continues =
        ahead_.is_dictionary && ahead_.start == end && ahead_.end - start <= kMaxRunBytes;
    if (!continues) break;
    end = ahead_.end;
  }
  read_run(start, end);
  return next_of_run(word);
}

void DividedWords::read_run(std::size_t start, std::size_t end) {
  if (!dictionaries_) dictionaries_.emplace();
  ends_.clear();
  at_ = 0;
  run_start_ = word_start_ = start;
  dictionaries_->split(text_.substr(start, end - start), ends_);
}

bool DividedWords::next_of_run(Word& word) {
  word = Word{};
  word.start = word_start_;
  word.end = run_start_ + ends_[at_++];
  word_start_ = word.end;
  word.folded = text_.substr(word.start, word.end - word.start);
  word.is_dictionary = true;
  for (const char *p = word.folded.data(), *end = p + word.folded.size(); p != end;) {
    const CharProps props = char_props(decode(p));
    word.has_digit |= props.kind == CharKind::kDigit;
    word.has_connector |= props.kind == CharKind::kConnector;
    if (props.kind == CharKind::kLetter && !word.has_letter) {
      word.has_letter = true;
      word.script = props.script;
    }
  }
  return true;
}

std::vector<Segment> segment_words(std::string_view valid) {
  std::vector<Segment> segments;
  DividedWords words;
  words.start(valid);
  CancelCheck check;
  for (Word word; words.next(word);) {
    check();
    segments.push_back({word.start, word.end, word.script});
  }
  return segments;
}

}  // namespace saring::text
