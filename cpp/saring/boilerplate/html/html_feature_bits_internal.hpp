#pragma once

#include <cstdint>

namespace saring::boilerplate {

// Landmarks around an element.
enum InsideBit : std::uint16_t {
  kInArticle = 1,
  kInMain = 2,
  kInNav = 4,
  kInHeader = 8,
  kInFooter = 16,
  kInAside = 32,
  kInForm = 64,
  kInFigure = 128,
  kInQuote = 256,
  kInControl = 512,
  kInDefinition = 1024,
  kHidden = 2048,
};

}  // namespace saring::boilerplate
