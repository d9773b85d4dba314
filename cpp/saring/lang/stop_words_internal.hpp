#pragma once

#include <string_view>

namespace saring::lang {

// cpp/data/stop_words.tsv.
extern const std::string_view kStopWordsTsv;

}  // namespace saring::lang
