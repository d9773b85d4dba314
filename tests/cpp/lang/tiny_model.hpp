#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "saring/lang/detector.hpp"
#include "saring/lang/training/trainer.hpp"

// A model that the test trains on sentences made from a few dozen words. It is fast, and good
// enough for everything except quality.
namespace saring::lang::test {

struct TinyLanguage {
  std::string_view label;
  std::vector<std::string_view> words;
};

[[nodiscard]] inline const std::vector<TinyLanguage>& tiny_languages() {
  static const std::vector<TinyLanguage> languages = {
      {"eng_Latn", {"the",   "and",    "of",      "house",   "water",   "children", "morning",
                    "with",  "people", "they",    "are",     "walking", "through",  "garden",
                    "every", "summer", "because", "weather", "is",      "nice"}},
      {"ind_Latn", {"yang",   "dan",   "di",     "rumah",  "air",      "anak",    "pagi",
                    "dengan", "orang", "mereka", "sedang", "berjalan", "melalui", "kebun",
                    "setiap", "musim", "karena", "cuaca",  "bagus",    "itu"}},
      {"fra_Latn", {"le",     "et",     "dans", "maison", "eau",      "enfants", "matin",
                    "avec",   "gens",   "ils",  "sont",   "marchent", "à",       "travers",
                    "jardin", "chaque", "été",  "parce",  "que",      "beau"}},
      {"rus_Cyrl",
       {"дом",   "и",   "в",      "вода", "дети",   "утром", "с",      "люди",    "они", "идут",
        "через", "сад", "каждое", "лето", "потому", "что",   "погода", "хорошая", "это", "на"}},
      {"ukr_Cyrl",
       {"дім",   "і",   "у",     "вода", "діти", "вранці", "з",      "люди",  "вони", "йдуть",
        "через", "сад", "кожне", "літо", "тому", "що",     "погода", "гарна", "це",   "на"}},
      {"ell_Grek",
       {"σπίτι", "και", "νερό", "παιδιά", "πρωί", "με", "άνθρωποι", "κήπος", "καιρός", "είναι"}},
      {"zho_Hans", {"我们今天去学校", "孩子们在花园里", "天气很好", "他们喝水", "这是我的房子"}},
      {"jpn_Jpan",
       {"私たちは今日学校へ行きます", "子供たちは庭にいます", "天気がいいです", "水を飲みます"}},
  };
  return languages;
}

[[nodiscard]] inline TrainOptions tiny_options() {
  TrainOptions options;
  options.epochs = 2;
  options.refine_epochs = 1;
  options.epoch_lines = 200;
  options.epoch_min_lines = 100;
  options.word_limit = 2000;
  options.ngram_limit = 3000;
  options.posting_bytes = 100000;
  return options;
}

[[nodiscard]] inline std::string sentence(const TinyLanguage& language, unsigned seed,
                                          std::size_t words) {
  std::string out;
  for (std::size_t i = 0; i < words; ++i) {
    seed = seed * 1664525U + 1013904223U;
    if (i > 0) out += ' ';
    out += language.words[(seed >> 16) % language.words.size()];
  }
  return out;
}

[[nodiscard]] inline std::string tiny_model_bytes() {
  Trainer trainer(tiny_options());
  for (const TinyLanguage& language : tiny_languages()) {
    for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
  }
  return trainer.train();
}

// A file that is deleted at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes)
      : path_((std::filesystem::temp_directory_path() /
               ("saring-lang-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ".model"))
                  .string()) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

[[nodiscard]] inline const Detector& tiny_detector() {
  static const Detector detector = [] {
    const TemporaryFile file(tiny_model_bytes());
    return Detector(file.path());
  }();
  return detector;
}

[[nodiscard]] inline std::string detect_code(std::string_view text,
                                             const DetectOptions& options = {}) {
  return std::string(tiny_detector().label_code(tiny_detector().detect(text, options).label));
}

}  // namespace saring::lang::test
