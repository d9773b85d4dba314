// Tests: tests/cpp/boilerplate/lines/document_features_test.cpp.
#include <array>
#include <string_view>

#include "saring/base/hash.hpp"
#include "saring/boilerplate/lines/document_lines_internal.hpp"

namespace saring::boilerplate {
namespace {

// Pronouns of the first and second person, in the languages with most comments.
constexpr std::string_view kPersonWords[] = {
    "i",    "i'm",   "i've",  "me",     "my",   "we",   "our",   "us",   "you",  "your",
    "im",   "ive",   "mine",  "u",      "saya", "aku",  "kami",  "kita", "anda", "kamu",
    "kau",  "gue",   "gw",    "gua",    "lo",   "lu",   "ane",   "agan", "min",  "kalian",
    "awak", "kita",  "ich",   "mich",   "mir",  "wir",  "uns",   "du",   "dich", "ihr",
    "je",   "j",     "moi",   "nous",   "vous", "tu",   "votre", "mon",  "yo",   "mi",
    "nos",  "tú",    "usted", "eu",     "você", "meu",  "io",    "noi",  "voi",  "ik",
    "mij",  "wij",   "jij",   "jullie", "я",    "мне",  "мы",    "вы",   "вам",  "ты",
    "мой",  "нам",   "ja",    "mnie",   "my",   "wy",   "ci",    "εγώ",  "μου",  "εσύ",
    "σου",  "εμείς", "tôi",   "mình",   "bạn",  "anh",  "em",    "ben",  "sen",  "siz",
    "biz",  "我",    "你",    "您",     "我们", "你们", "私",    "僕",   "俺",   "あなた"};

class PersonWords {
 public:
  PersonWords() {
    for (const std::string_view word : kPersonWords) {
      std::size_t slot = word_hash(word, false) & (kSlots - 1);
      while (table_[slot] != 0) slot = (slot + 1) & (kSlots - 1);
      table_[slot] = word_hash(word, false);
    }
  }
  [[nodiscard]] bool contains(std::uint64_t hash) const noexcept {
    for (std::size_t slot = hash & (kSlots - 1); table_[slot] != 0;
         slot = (slot + 1) & (kSlots - 1))
      if (table_[slot] == hash) return true;
    return false;
  }

 private:
  static constexpr std::size_t kSlots = 512;
  std::array<std::uint64_t, kSlots> table_{};
};

}  // namespace

LineOpening opening_of(const LineWords& words) noexcept {
  static const PersonWords person_words;
  LineOpening out;
  for (std::size_t i = 0; i < words.count; ++i)
    out.persons += person_words.contains(words.hash[i]) ? 1 : 0;
  if (words.count == 0) return out;
  out.first = mix64(words.hash[0] + 1);
  if (words.count == 1) return out;
  out.pair = mix64(words.hash[0] + 3) ^ words.hash[1];
  if (words.complete) out.last = mix64(words.hash[words.count - 1] + 2);
  return out;
}

}  // namespace saring::boilerplate
