// Language model files: a ModelError, or a model with answers inside its labels and its bytes. The
// input is a file; magic, version, size and checksum are set here.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.hpp"
#include "model_file.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/lang/detector.hpp"
#include "saring/lang/features_internal.hpp"
#include "saring/lang/model_internal.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

using fuzz::require;
using namespace saring::lang;

namespace {

constexpr std::string_view kText =
    "Warga desa menanam padi di sawah. Жители деревни сажают рис.\n"
    "村民在田里种稻 lalu xqzt pulang ke rumah.\nкрай world wide qwrtz\n";

// A model of three languages, two of them close, that knows some words of kText.
std::string good_model() {
  using saring::text::Script;
  ModelParts parts;
  parts.labels = {{"rus_Cyrl", Script::kCyrillic, 3, 30},
                  {"ukr_Cyrl", Script::kCyrillic, 4, 40},
                  {"zho_Hans", Script::kHan, 4, 40},
                  {"ind_Latn", Script::kLatin, 5, 50},
                  {"zsm_Latn", Script::kLatin, 5, 50}};
  std::uint64_t number = 0;
  for (const std::string_view word :
       {"warga", "desa", "padi", "di", "rumah", "жители", "рис", "край", "村民"}) {
    const auto weight = static_cast<std::int8_t>(++number);
    parts.features.push_back({word_feature(word), {{0, weight}, {1, std::int8_t{-5}}}});
    parts.features.push_back({close_feature(word_feature(word), 0), {{1, weight}}});
  }
  parts.calibration.resize(3);
  for (auto& group : parts.calibration) {
    std::fill(std::begin(group.inverse_temperature), std::end(group.inverse_temperature), 1.0F);
  }
  CloseRecord close{};
  close.group = 2;
  close.label_count = 2;
  close.labels[0] = 3;
  close.labels[1] = 4;
  std::fill(std::begin(close.inverse_temperature), std::end(close.inverse_temperature), 1.0F);
  parts.close.push_back(close);
  parts.weight_unit = 0.125F;
  return serialise(parts);
}

const std::string& good() {
  static const std::string out = good_model();
  return out;
}

// The path of an unnamed file with these bytes.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& bytes) : file_(memfd_create("model", 0)) {
    require(file_ >= 0 &&
                write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
            "the file system works");
  }
  ~MemoryFile() { close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

void use(const Detector& detector) {
  DetectOptions options;
  options.top = 3;
  const Detection found = detector.detect(kText, options);
  require(found.label < static_cast<std::int32_t>(detector.labels().size()),
          "the answer is a label");
  for (const Candidate& c : found.top) std::ignore = detector.label_code(c.label);
  std::size_t last = 0;
  for (const LanguageSpan& span : detector.detect_spans(kText, options)) {
    require(span.start == last, "spans follow each other");
    std::ignore = detector.label_code(span.detection.label);
    last = span.end;
  }
  require(last == kText.size(), "spans cover the text");
  for (const Contribution& c : detector.explain(kText).parts) {
    require(c.start <= c.end && c.end <= kText.size(), "a part is in the text");
  }
  for (const LabelInfo& label : detector.labels()) {
    try {
      std::ignore = detector.resolve(label.code);
    } catch (const std::invalid_argument&) {
    }
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  return fuzz::mutate_file(good(), data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string file(reinterpret_cast<const char*>(data), size);
  if (file.size() >= sizeof(FileHeader)) {
    std::memcpy(file.data() + offsetof(FileHeader, magic), kMagic, sizeof kMagic);
    fuzz::set(file, offsetof(FileHeader, version), kFormatVersion);
    fuzz::set(file, offsetof(FileHeader, file_size), std::uint64_t{file.size()});
    fuzz::set(file, offsetof(FileHeader, checksum),
              saring::hash64(std::string_view(file).substr(sizeof(FileHeader))));
  }
  const MemoryFile in_memory(file);
  try {
    use(Detector(in_memory.path()));
  } catch (const saring::ModelError&) {
  }
  return 0;
}
