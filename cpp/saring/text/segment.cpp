// ICU's word iterator over UText, so that UTF-8 is read in place and offsets are bytes. Its rules
// (UAX #29) find letters and punctuation; its dictionaries divide the runs of the scripts without
// spaces. Tests: tests/cpp/text/segment_test.cpp.
#include "saring/text/segment.hpp"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <string>

#include "saring/base/error.hpp"

namespace saring::text {
namespace {

void require(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) {
    throw Error(std::string(what) + ": ICU says " + u_errorName(status));
  }
}

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
  // The root locale: the dictionaries go by script, and a locale of the machine must not matter.
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

}  // namespace saring::text
