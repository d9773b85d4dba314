// ICU's word iterator over UText, so that UTF-8 is read in place and offsets are bytes. Its rules
// (UAX #29) find letters and punctuation; its dictionaries divide the runs of the scripts without
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

// WordScanner splits long runs; up to this size they are joined again and divided as one.
constexpr std::size_t kMaxRunBytes = std::size_t{1} << 14;

Script script_of(std::string_view word) noexcept {
  for (const char *p = word.data(), *end = p + word.size(); p != end;) {
    const CharProps props = char_props(decode(p));
    if (props.kind == CharKind::kLetter) return props.script;
  }
  return Script::kCommon;
}

// A run of a script without spaces that is still to be divided.
struct Run {
  std::size_t start = 0;
  std::size_t end = 0;
};

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
  // The root locale: dictionaries are chosen by script, and the locale of the machine must not
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

std::vector<Segment> segment_words(std::string_view valid) {
  std::vector<Segment> segments;
  std::optional<DictionarySegmenter> dictionaries;
  std::vector<std::size_t> ends;
  Run run;
  const auto divide = [&] {
    if (run.start == run.end) return;
    if (!dictionaries) dictionaries.emplace();
    ends.clear();
    dictionaries->split(valid.substr(run.start, run.end - run.start), ends);
    std::size_t begin = run.start;
    for (const std::size_t length : ends) {
      const std::size_t end = run.start + length;
      segments.push_back({begin, end, script_of(valid.substr(begin, end - begin))});
      begin = end;
    }
    run = {};
  };
  WordScanner scanner(valid);
  CancelCheck check;
  for (Word word; scanner.next(word);) {
    check();
    const bool continues = word.is_dictionary && word.start == run.end && run.start != run.end &&
                           word.end - run.start <= kMaxRunBytes;
    if (!continues) divide();
    if (word.is_dictionary) {
      run = {continues ? run.start : word.start, word.end};
    } else {
      segments.push_back({word.start, word.end, word.script});
    }
  }
  divide();
  return segments;
}

}  // namespace saring::text
