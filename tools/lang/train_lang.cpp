// Trains a language model from folders of `<label>.txt` or `<label>.txt.zst`:
//
//   train_lang FOLDER... -o MODEL [--languages TSV] [--seed N] [--threads N] …
//
// The folders are read in the order given, files by name. Beside MODEL goes MODEL's card, a JSON
// with data list and hashes, command, seed, options and held-out scores. With --languages only the
// labels of that table's first column are trained.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "saring/base/hash.hpp"
#include "saring/base/version.hpp"
#include "saring/lang/trainer.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/utf8.hpp"

namespace fs = std::filesystem;
using saring::lang::TrainOptions;

namespace {

struct Source {
  std::string label;
  std::string name;  // folder's name and file's, as the card lists it
  fs::path path;
};

struct Arguments {
  std::vector<fs::path> folders;
  fs::path out;
  fs::path languages;
  fs::path word_lists;
  TrainOptions options;
};

[[noreturn]] void fail(const std::string& message) {
  std::cerr << "train_lang: " << message << '\n';
  std::exit(2);
}

[[nodiscard]] Arguments parse(const std::vector<std::string>& args) {
  Arguments out;
  TrainOptions& o = out.options;
  const std::map<std::string, std::function<void(const std::string&)>> flags = {
      {"-o", [&](const std::string& v) { out.out = v; }},
      {"--languages", [&](const std::string& v) { out.languages = v; }},
      {"--word-lists", [&](const std::string& v) { out.word_lists = v; }},
      {"--seed", [&](const std::string& v) { o.seed = std::stoull(v); }},
      {"--epochs", [&](const std::string& v) { o.epochs = static_cast<unsigned>(std::stoul(v)); }},
      {"--refine",
       [&](const std::string& v) { o.refine_epochs = static_cast<unsigned>(std::stoul(v)); }},
      {"--epoch-lines", [&](const std::string& v) { o.epoch_lines = std::stoul(v); }},
      {"--words", [&](const std::string& v) { o.word_limit = std::stoul(v); }},
      {"--ngrams", [&](const std::string& v) { o.ngram_limit = std::stoul(v); }},
      {"--posting-bytes", [&](const std::string& v) { o.posting_bytes = std::stoul(v); }},
      {"--close-features", [&](const std::string& v) { o.close_features = std::stoul(v); }},
      {"--close-epochs",
       [&](const std::string& v) { o.close_epochs = static_cast<unsigned>(std::stoul(v)); }},
      {"--threads",
       [&](const std::string& v) { o.num_threads = static_cast<unsigned>(std::stoul(v)); }},
      {"--rate", [&](const std::string& v) { o.learning_rate = std::stod(v); }},
  };
  for (std::size_t i = 0; i < args.size(); ++i) {
    const auto it = flags.find(args[i]);
    if (it == flags.end()) {
      if (args[i].starts_with("-")) fail("unknown option " + args[i]);
      out.folders.emplace_back(args[i]);
    } else if (i + 1 == args.size()) {
      fail(args[i] + " needs a value");
    } else {
      it->second(args[++i]);
    }
  }
  if (out.folders.empty() || out.out.empty())
    fail("usage: train_lang FOLDER... -o MODEL [--languages TSV]");
  return out;
}

[[nodiscard]] std::string read_stream(std::FILE* file) {
  std::string bytes;
  std::vector<char> buffer(1 << 20);
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file))
    bytes.append(buffer.data(), n);
  return bytes;
}

[[nodiscard]] std::string quoted(const std::string& path) {
  std::string out = "'";
  for (const char c : path) c == '\'' ? out += "'\\''" : out += c;
  return out.append("'");
}

[[nodiscard]] std::string read_file(const fs::path& path) {
  const bool packed = path.extension() == ".zst";
  std::FILE* file = packed ? ::popen(("zstd -dcq -- " + quoted(path.string())).c_str(), "r")
                           : std::fopen(path.c_str(), "rb");
  if (file == nullptr) fail("cannot read " + path.string());
  std::string bytes = read_stream(file);
  const int status = packed ? ::pclose(file) : std::fclose(file);
  if (status != 0) fail("cannot read " + path.string() + (packed ? " (is zstd installed?)" : ""));
  return saring::text::find_invalid_utf8(bytes) ? saring::text::repair_utf8(bytes) : bytes;
}

[[nodiscard]] std::vector<Source> list_sources(const Arguments& args) {
  std::set<std::string> wanted;
  if (!args.languages.empty()) {
    std::ifstream table(args.languages);
    if (!table) fail("cannot read " + args.languages.string());
    for (std::string line; std::getline(table, line);)
      wanted.insert(line.substr(0, line.find('\t')));
  }
  std::vector<Source> sources;
  for (const fs::path& folder : args.folders) {
    std::vector<fs::path> paths;
    for (const auto& item : fs::directory_iterator(folder)) paths.push_back(item.path());
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      const std::string name = path.filename().string();
      if (!name.ends_with(".txt") && !name.ends_with(".txt.zst")) continue;
      const std::string label = name.substr(0, name.find('.'));
      if (!wanted.empty() && !wanted.contains(label)) continue;
      sources.push_back({label, folder.filename().string() + "/" + name, path});
    }
  }
  if (sources.empty()) fail("no <label>.txt or <label>.txt.zst in the folders given");
  return sources;
}

[[nodiscard]] std::string hex(std::uint64_t value) {
  char out[17];
  std::snprintf(out, sizeof(out), "%016llx", static_cast<unsigned long long>(value));
  return out;
}

void write_scores(std::ostream& out, const saring::lang::TrainReport& report) {
  out << "  \"held_out\": [";
  for (std::size_t i = 0; i < report.scores.size(); ++i) {
    const auto& s = report.scores[i];
    out << (i ? ",\n    " : "\n    ") << "{\"words\": " << s.words << ", \"lines\": " << s.lines
        << ", \"accuracy\": " << s.accuracy << ", \"macro_f1\": " << s.macro_f1 << "}";
  }
  out << "\n  ],\n  \"close\": {";
  for (std::size_t i = 0; i < report.close.size(); ++i) {
    out << (i ? ", \"" : "\"") << report.close[i].first << "\": " << report.close[i].second;
  }
  out << "},\n  \"labels\": {";
  for (std::size_t i = 0; i < report.labels.size(); ++i) {
    const auto& l = report.labels[i];
    out << (i ? ",\n    \"" : "\n    \"") << l.label << "\": {\"lines\": " << l.lines
        << ", \"f1\": " << l.f1 << ", \"confused_with\": {";
    for (std::size_t j = 0; j < std::min<std::size_t>(l.confused_with.size(), 3); ++j) {
      out << (j ? ", \"" : "\"") << l.confused_with[j].first << "\": " << l.confused_with[j].second;
    }
    out << "}}";
  }
  out << "\n  }\n}\n";
}

void write_card(const Arguments& args,
                const std::vector<std::pair<std::string, std::string>>& files,
                const saring::lang::TrainReport& report, const std::string& model) {
  fs::path path = args.out;
  std::ofstream out(path.replace_extension(".json"));
  const TrainOptions& o = args.options;
  out << "{\n  \"model\": \"" << args.out.filename().string()
      << "\",\n  \"bytes\": " << model.size() << ",\n  \"xxh3\": \"" << hex(saring::hash64(model))
      << "\",\n  \"trainer\": \"saring " << saring::version() << "\",\n  \"command\": \"train_lang";
  for (const fs::path& folder : args.folders) out << ' ' << folder.filename().string();
  out << " -o " << args.out.filename().string();
  if (!args.languages.empty()) out << " --languages " << args.languages.filename().string();
  out << "\",\n  \"options\": {\"seed\": " << o.seed << ", \"epochs\": " << o.epochs
      << ", \"refine\": " << o.refine_epochs << ", \"epoch_lines\": " << o.epoch_lines
      << ", \"words\": " << o.word_limit << ", \"ngrams\": " << o.ngram_limit
      << ", \"posting_bytes\": " << o.posting_bytes << ", \"close_features\": " << o.close_features
      << ", \"close_epochs\": " << o.close_epochs << ", \"rate\": " << o.learning_rate
      << "},\n  \"words\": " << report.words << ",\n  \"ngrams\": " << report.ngrams
      << ",\n  \"entries\": " << report.entries << ",\n  \"data\": {";
  for (std::size_t i = 0; i < files.size(); ++i) {
    out << (i ? ",\n    \"" : "\n    \"") << files[i].first << "\": \"" << files[i].second << "\"";
  }
  out << "\n  },\n";
  write_scores(out, report);
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments args = parse({argv + 1, argv + argc});
  saring::lang::Trainer trainer(args.options);
  std::vector<std::pair<std::string, std::string>> files;
  for (const Source& source : list_sources(args)) {
    const std::string text = read_file(source.path);
    files.emplace_back(source.name, hex(saring::hash64(text)));
    saring::text::LineScanner lines(text);
    saring::text::Line line;
    while (lines.next(line)) {
      trainer.add(source.label, std::string_view(text).substr(line.begin, line.end - line.begin));
    }
  }
  if (!args.word_lists.empty()) {
    std::vector<fs::path> paths;
    for (const auto& item : fs::directory_iterator(args.word_lists)) paths.push_back(item.path());
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      std::ifstream in(path);
      for (std::string line; std::getline(in, line);) {
        const std::size_t tab = line.find('\t');
        trainer.add_word(path.stem().string(), line.substr(0, tab), std::stod(line.substr(tab + 1)));
      }
    }
  }
  const std::string model =
      trainer.train([](const std::string& line) { std::cerr << line << '\n'; });
  std::ofstream out(args.out, std::ios::binary);
  if (!out.write(model.data(), static_cast<std::streamsize>(model.size())))
    fail("cannot write " + args.out.string());
  write_card(args, files, trainer.report(), model);
  for (const auto& score : trainer.report().scores) {
    std::cerr << "held out, "
              << (score.words == 0 ? "whole lines" : std::to_string(score.words) + " words")
              << ": accuracy " << score.accuracy << ", macro F1 " << score.macro_f1 << '\n';
  }
  return 0;
}
