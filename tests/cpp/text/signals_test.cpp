#include "saring/text/signals.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <string_view>

using saring::text::LanguageWords;
using saring::text::Script;
using saring::text::Signal;
using saring::text::SignalMeter;
using saring::text::Signals;
using saring::text::word_key;

namespace {

Signals measure(std::string_view text, const LanguageWords* language = nullptr) {
  return SignalMeter().measure(text, language);
}

double measure(std::string_view text, Signal signal) { return measure(text)[signal]; }

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

}  // namespace

TEST_CASE("signals: each has a name") {
  std::string_view before;
  for (const std::string_view name : saring::text::kSignalNames) {
    CHECK_FALSE(name.empty());
    CHECK(name != before);
    before = name;
  }
  CHECK(saring::text::kSignalNames[static_cast<std::size_t>(Signal::kStopWords)] == "stop_words");
  CHECK(saring::text::kSignalNames.back() == "duplicate_10grams");
  CHECK(saring::text::kSignalNames[static_cast<std::size_t>(Signal::kDuplicate10grams)] ==
        "duplicate_10grams");
}

TEST_CASE("signals: counts and means") {
  const Signals s = measure("Hujan turun.\n\n  Banjir di kota \r\n\n");
  CHECK(s[Signal::kCharacters] == 34);
  CHECK(s[Signal::kWords] == 5);
  CHECK(s[Signal::kLines] == 2);
  CHECK(s[Signal::kParagraphs] == 2);
  CHECK(s[Signal::kMeanWordLength] == Approx(22.0 / 5));  // 5 5 6 2 4
  CHECK(s[Signal::kMeanLineLength] == Approx((12 + 14) / 2.0));
}

TEST_CASE("signals: a text without anything has shares of 0") {
  for (const std::string_view text : {"", "\n\n", " \t\xC2\xA0"}) {
    const Signals s = measure(text);
    for (std::size_t i = 1; i < saring::text::kSignals; ++i) {
      const bool is_of_language = i == static_cast<std::size_t>(Signal::kStopWords) ||
                                  i == static_cast<std::size_t>(Signal::kScriptWords);
      CHECK((is_of_language ? std::isnan(s.values[i]) : s.values[i] == 0));
    }
  }
}

TEST_CASE("signals: shares of characters") {
  // Visible: A b 1 + ! # é ½ € ( ) = 11
  const Signals s = measure("A b1 + !# é½ €()");
  CHECK(s[Signal::kSymbols] == Approx(2.0 / 11));      // + €
  CHECK(s[Signal::kPunctuation] == Approx(4.0 / 11));  // ! # ( )
  CHECK(s[Signal::kDigits] == Approx(2.0 / 11));       // 1 ½
  CHECK(s[Signal::kCapitals] == Approx(1.0 / 3));      // A of A b é
  CHECK(measure("ДА нет", Signal::kCapitals) == Approx(2.0 / 5));
}

TEST_CASE("signals: counts of characters do not overflow") {
  // More than 4095, the most that packed counts can hold.
  const Signals s = measure(repeated("a1+.", 5000) + repeated("é", 5000));
  CHECK(s[Signal::kDigits] == Approx(1.0 / 5));
  CHECK(s[Signal::kSymbols] == Approx(1.0 / 5));
  CHECK(s[Signal::kPunctuation] == Approx(1.0 / 5));
  CHECK(s[Signal::kCharacters] == 25000);
}

TEST_CASE("signals: signs by words") {
  CHECK(measure("#satu #dua tiga ##", Signal::kHashesPerWord) == Approx(4.0 / 3));
  CHECK(measure("satu... dua… tiga ..... empat..", Signal::kEllipsesPerWord) == Approx(3.0 / 4));
}

TEST_CASE("signals: shares of words") {
  const Signals s = measure("PBB dan DPR A 123 x9 dan");
  CHECK(s[Signal::kWords] == 7);
  CHECK(s[Signal::kAllCapsWords] == Approx(2.0 / 7));  // A has one letter
  CHECK(s[Signal::kWordsWithLetter] == Approx(6.0 / 7));
  CHECK(s[Signal::kUniqueWords] == Approx(6.0 / 7));
  CHECK(measure("Dan dan DAN", Signal::kUniqueWords) == Approx(1.0 / 3));
}

TEST_CASE("signals: words of scripts without spaces are those of the dictionary") {
  CHECK(measure("我们喜欢音乐。", Signal::kWords) == 3);
  CHECK(measure("私は学生です", Signal::kMeanWordLength) == Approx(6.0 / 4));
  CHECK(measure("ฉันกินข้าว", Signal::kWords) == 3);
  CHECK(measure("我们喜欢音乐，我们喜欢音乐", Signal::kTop3gram) == 1);
}

TEST_CASE("signals: words of the language") {
  const LanguageWords indonesian{.stop_words = {word_key("dan"), word_key("yang")},
                                 .scripts = {Script::kLatin}};
  const Signals s = measure("Dan hujan yang turun Да 12", &indonesian);
  CHECK(s[Signal::kStopWords] == Approx(2.0 / 6));
  CHECK(s[Signal::kScriptWords] == Approx(4.0 / 5));
  const LanguageWords unknown;
  CHECK(std::isnan(measure("dan", &unknown)[Signal::kStopWords]));
  CHECK(std::isnan(measure("dan", &unknown)[Signal::kScriptWords]));
}

TEST_CASE("signals: how lines end") {
  const auto sentence = [](std::string_view line) {
    return measure(line, Signal::kPunctuatedLines) == 1;
  };
  for (const std::string_view line :
       {"Ya.", "Ya!", "Ya? ", "\"Ya.\"", "(Ya.)", "Ya.” »", "是。", "है।", "هل؟", "ነው።", "Ja.\""}) {
    INFO(line);
    CHECK(sentence(line));
  }
  for (const std::string_view line : {"Ya", "Ya,", "Ya:", "Ya...", "Ya…", "\"Ya\"", "\"\"", "()"}) {
    INFO(line);
    CHECK_FALSE(sentence(line));
  }
  CHECK(measure("a...\nb…\nc…\"\nd.", Signal::kEllipsisLines) == Approx(3.0 / 4));
}

TEST_CASE("signals: bullets and short lines") {
  CHECK(measure("• a\n- b\n-5\n* c\n – d\n▪e\n-", Signal::kBulletLines) == Approx(5.0 / 7));
  const std::string thirty(30, 'a');
  CHECK(measure(thirty + "\n" + thirty + "b", Signal::kShortLines) == Approx(1.0 / 2));
  CHECK(measure("  " + repeated("é", 30) + "  ", Signal::kShortLines) == 1);
}

TEST_CASE("signals: repeated lines and paragraphs") {
  const Signals s = measure("aa\nbbb\n\naa\nbbb\n\n  aa \nc\n\nbbb\naa");
  CHECK(s[Signal::kLines] == 8);
  CHECK(s[Signal::kRepeatedLines] == Approx(5.0 / 8));
  CHECK(s[Signal::kRepeatedLineCharacters] == Approx(12.0 / 18));  // aa bbb aa bbb aa
  CHECK(s[Signal::kParagraphs] == 4);
  CHECK(s[Signal::kRepeatedParagraphs] == Approx(1.0 / 4));
  CHECK(s[Signal::kRepeatedParagraphCharacters] == Approx(5.0 / 18));
}

TEST_CASE("signals: the most frequent n-gram") {
  // "di kota" twice: 2 * 6 of 2+4+5+2+4+3 = 20 characters.
  CHECK(measure("di kota besar di kota itu", Signal::kTop2gram) == Approx(12.0 / 20));
  CHECK(measure("di kota besar di kota itu", Signal::kTop3gram) == 0);
  CHECK(measure("Di kota. DI KOTA", Signal::kTop2gram) == 1);
  // Of equally frequent n-grams the longest: "cc dddd".
  CHECK(measure("a b a b cc dddd cc dddd", Signal::kTop2gram) == Approx(12.0 / 16));
  // Otherwise the more frequent one, although "cc dddd" twice has more characters.
  CHECK(measure("a b. a b! a b? cc dddd, cc dddd", Signal::kTop2gram) == Approx(6.0 / 18));
  // It may overlap itself.
  CHECK(measure("a a a a", Signal::kTop2gram) == 1);
  CHECK(measure("a a a a", Signal::kTop4gram) == 0);
}

TEST_CASE("signals: n-grams that occurred before") {
  const std::string five = "satu dua tiga empat lima ";  // 20 characters
  const Signals s = measure(five + "x " + five + "y");
  CHECK(s[Signal::kDuplicate5grams] == Approx(20.0 / 42));
  CHECK(s[Signal::kDuplicate6grams] == 0);
  // Text that several n-grams cover counts once.
  const std::string seven = five + "enam tujuh ";  // 29 characters
  const Signals t = measure(seven + seven);
  CHECK(t[Signal::kDuplicate5grams] == Approx(0.5));
  CHECK(t[Signal::kDuplicate7grams] == Approx(0.5));
  // "dua tiga ... satu" stands in it twice as well: the text has a period of seven words.
  CHECK(t[Signal::kDuplicate8grams] == 0);
  CHECK(measure("a a a a a a", Signal::kDuplicate5grams) == Approx(5.0 / 6));
  CHECK(measure("a b c d e f g h i j k l", Signal::kDuplicate5grams) == 0);
}

TEST_CASE("signals: a meter forgets the text before") {
  SignalMeter meter;
  const std::string first = repeated("satu dua tiga empat lima enam\n", 50);
  const std::string second = "Lain sama sekali.\n\n我们喜欢音乐";
  const Signals once = measure(second);
  CHECK(meter.measure(first)[Signal::kDuplicate5grams] > 0.9);
  const Signals again = meter.measure(second);
  for (std::size_t i = 0; i < saring::text::kSignals; ++i) {
    CHECK((std::isnan(once.values[i]) ? std::isnan(again.values[i])
                                      : once.values[i] == again.values[i]));
  }
}

TEST_CASE("signals: of a very long text the n-grams are those of its first words") {
  const std::string text = repeated("a b\n", SignalMeter::kMaxWords / 2 + 10);
  const Signals s = measure(text);
  CHECK(s[Signal::kWords] == static_cast<double>(SignalMeter::kMaxWords + 20));
  CHECK(s[Signal::kUniqueWords] == Approx(2.0 / static_cast<double>(SignalMeter::kMaxWords)));
  CHECK(s[Signal::kDuplicate5grams] > 0.99);
  CHECK(s[Signal::kDuplicate5grams] <= 1);
}
