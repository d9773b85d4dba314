#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/deduplicator.hpp"

// Simple versions of the fast code in saring::dedup, and texts on which both are compared.
namespace saring::reference {

// Word n-grams as strings; words are runs of ASCII letters and digits, in lower case.
inline std::set<std::string> naive_shingles(std::string_view ascii, std::size_t n) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : ascii) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool is_word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (is_word && !inside) words.emplace_back();
    if (is_word) words.back() += static_cast<char>(upper ? c - 'A' + 'a' : c);
    inside = is_word;
  }
  std::set<std::string> out;
  for (std::size_t i = 0; i == 0 || i + n <= words.size(); ++i) {
    std::string gram;
    for (std::size_t k = i; k < words.size() && k < i + n; ++k) gram += words[k] + " ";
    if (!gram.empty()) out.insert(gram);
  }
  return out;
}

inline std::size_t naive_shared(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t shared = 0;
  for (const std::string& x : a) shared += b.count(x);
  return shared;
}

inline double naive_jaccard(const std::set<std::string>& a, const std::set<std::string>& b) {
  const std::size_t shared = naive_shared(a, b);
  const std::size_t all = a.size() + b.size() - shared;
  return all == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(all);
}

struct NaivePair {
  std::uint32_t left;
  std::uint32_t right;
  double similarity;
};

// Every pair with at least the threshold, found by comparing all texts with all.
inline std::vector<NaivePair> naive_pairs(const std::vector<std::string>& texts, double threshold,
                                          std::size_t n = 5) {
  std::vector<std::set<std::string>> sets;
  for (const std::string& text : texts) sets.push_back(naive_shingles(text, n));
  std::vector<NaivePair> pairs;
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    for (std::uint32_t j = i + 1; j < sets.size(); ++j) {
      const double similarity = naive_jaccard(sets[i], sets[j]);
      if (similarity >= threshold) pairs.push_back({i, j, similarity});
    }
  }
  return pairs;
}

// The text that is kept for each of `count` texts with Keep::kFirst. Each text in turn joins the
// most similar kept text, or is kept. Texts with equal shingles are together.
inline std::vector<std::uint32_t> naive_kept_first(std::size_t count,
                                                   const std::vector<NaivePair>& pairs) {
  std::vector<std::uint32_t> kept(count);
  std::vector<double> best(count, 0.0);
  for (std::uint32_t i = 0; i < count; ++i) kept[i] = i;
  std::vector<std::vector<NaivePair>> of(count);
  for (const NaivePair& p : pairs) of[p.right].push_back(p);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (const NaivePair& p : of[i]) {
      if (p.similarity == 1.0) {
        kept[i] = kept[p.left];
        break;
      }
      if (kept[p.left] == p.left && p.similarity > best[i]) {
        best[i] = p.similarity;
        kept[i] = p.left;
      }
    }
  }
  return kept;
}

// Texts of invented words: new articles, and edited copies of earlier texts, so that every
// similarity from 0 to 1 occurs.
class TextMaker {
 public:
  explicit TextMaker(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }

  std::string word() {
    std::string w;
    for (std::size_t syllables = 1 + below(3); syllables > 0; --syllables) {
      w += "bdgjklmnprst"[below(12)];
      w += "aeiou"[below(5)];
    }
    return w;
  }

  std::vector<std::string> article(std::size_t words) {
    std::vector<std::string> out(words);
    for (std::string& w : out) w = word();
    return out;
  }

  // Replaces, drops and adds words, each with the given probability in thousandths.
  std::vector<std::string> edited(const std::vector<std::string>& words, std::size_t per_mille) {
    std::vector<std::string> out;
    for (const std::string& w : words) {
      const std::size_t draw = below(3000);
      if (draw < per_mille) continue;
      out.push_back(draw < 2 * per_mille ? word() : w);
      if (draw < 3 * per_mille && draw >= 2 * per_mille) out.push_back(word());
    }
    return out;
  }

  static std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& w : words) text += (text.empty() ? "" : " ") + w;
    return text;
  }

  // About a third are copies, from unchanged to hardly similar.
  std::vector<std::string> collection(std::size_t count) {
    std::vector<std::vector<std::string>> all;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0 && below(3) > 0) {
        constexpr std::size_t kRates[] = {0, 5, 20, 50, 100};
        all.push_back(edited(all[below(all.size())], kRates[below(5)]));
      } else {
        all.push_back(article(below(10) == 0 ? below(8) : 20 + below(150)));
      }
    }
    std::vector<std::string> texts;
    for (const auto& words : all) texts.push_back(join(words));
    return texts;
  }

 private:
  std::mt19937 random_;
};

inline std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace saring::reference
