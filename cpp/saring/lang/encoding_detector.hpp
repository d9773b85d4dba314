#pragma once

#include <string>
#include <string_view>

#include "saring/lang/detector.hpp"

namespace saring::lang {

struct EncodingOptions {
  bool is_page = false;  // only what is outside of tags, scripts and styles is text
  // What the bytes are said to be in, by a name of text::encoding_of_label; empty: nothing is
  // known. Believed unless it is proven wrong.
  std::string_view declared = {};
};

// Finds the encoding of bytes that do not say it, or say it wrongly. The text is decoded in every
// encoding that is used without being declared, and each decoding judged by the language model: how
// many of its letters are in known words of its most probable language, or in known n-grams, and
// how much of it cannot be text (characters that no text has, capitals inside words, scripts that
// meet inside a word), and whether that language is usual in that encoding. The weights are those
// of a conditional logit model fitted on news text in 33 encodings. A. Kikui ("Identifying the
// coding system and language of on-line documents on the Internet", 1996) judges decodings by
// n-gram models in the same way.
//
// One pass over the bytes, which picks words of at most kSampleBytes in which every byte outside
// ASCII occurs; to judge them takes about a millisecond. Immutable; may be shared by threads.
class EncodingDetector {
 public:
  static constexpr std::size_t kSampleBytes = 1536;

  // The detector must outlive it.
  explicit EncodingDetector(const Detector& detector) noexcept : detector_(&detector) {}

  // A name of text::encoding_of_label: "utf-8" where nearly all characters are valid UTF-8, the
  // encoding declared, or the best. Of encodings that give the
  // same text it is the most usual. Bytes that are valid UTF-8 can be UTF-16 or ISO-2022-JP, too.
  [[nodiscard]] std::string detect(std::string_view bytes,
                                   const EncodingOptions& options = {}) const;

  // Whether bytes that are valid UTF-8 may be something else: ASCII alone, with NUL or an escape of
  // ISO-2022-JP.
  [[nodiscard]] static bool may_be_hidden(std::string_view valid) noexcept;

  // Whether text in one encoding was decoded in another before it came here: "Ïðèâåò" or "оПХБЕР".
  // What it would be in other encodings is judged as in detect(). UTF-8 that was decoded in another
  // encoding is found by text::has_utf8_mojibake. `valid`: UTF-8.
  [[nodiscard]] bool is_mojibake(std::string_view valid) const;
  // Whether that is possible, by the letters alone. One pass.
  [[nodiscard]] static bool may_be_mojibake(std::string_view valid) noexcept;

 private:
  const Detector* detector_;
};

}  // namespace saring::lang
