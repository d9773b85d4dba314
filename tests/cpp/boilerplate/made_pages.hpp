#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/lines/line_stripper.hpp"

namespace saring::boilerplate {

inline std::string kept(const LineStripper& stripper, std::string_view text,
                        const StripOptions& options = {}) {
  std::string out;
  append_kept_text(text, stripper.strip(text, options), out);
  return out;
}

// Texts made from typical parts of pages, in any order.
class Pages {
 public:
  explicit Pages(unsigned seed) : random_(seed) {}

  std::string sentence() {
    static const std::vector<std::string> kWho = {"The mayor", "A farmer",    "The teacher",
                                                  "Warga",     "Kepala desa", "Anna Holm"};
    static const std::vector<std::string> kWhat = {
        "said that the bridge over the river would be closed until the end of the winter",
        "mengatakan jembatan yang rusak akibat banjir dapat dilalui lagi mulai pekan depan",
        "measured the ground in every season, and found that it had moved by a hand's breadth"};
    return pick(kWho) + " " + pick(kWhat) + " in " + std::to_string(random_() % 2000) + ".";
  }

  std::string line() {
    static const std::vector<std::string> kShort = {"Share",
                                                    "Baca juga:",
                                                    "Read also:",
                                                    "Related articles",
                                                    "Berita Terkait",
                                                    "Komentar",
                                                    "Old Mill to Become a Library",
                                                    "Banjir Surut di Kota Lama",
                                                    "Anna Holm",
                                                    "12:30",
                                                    "Home",
                                                    "3 May 2024",
                                                    "Follow us on Instagram",
                                                    "© 2024 Kabar Desa",
                                                    "Editor: Budi Santoso",
                                                    "- a",
                                                    "Yes.",
                                                    "Tags: river, bridge",
                                                    "Subscribe to our newsletter",
                                                    "Next",
                                                    "(rwl/abc)",
                                                    "1-0"};
    switch (random_() % 8) {
      case 0:
      case 1:
        return pick(kShort);
      case 2:
        return "Baca juga: Banjir Surut di Kota Lama " + sentence();
      case 3:
        return "KabarDesa.com - " + sentence() + " " + sentence() + " (rwl/abc)";
      case 4: {
        std::string out;
        for (std::size_t i = random_() % 14; i-- > 0;) out += sentence() + " ";
        return out + pick(kShort) + " " + sentence() + " Penulis: Sari Dewi";
      }
      default:
        return sentence() + (random_() % 2 == 0 ? " " + sentence() : "");
    }
  }

  std::string text() {
    static const std::vector<std::string> kEnds = {"\n", "\n", "\n\n", "\r\n", "\n \n"};
    std::string out;
    for (std::size_t i = random_() % 30; i-- > 0;) out += line() + pick(kEnds);
    return out;
  }

  std::mt19937& random() { return random_; }

 private:
  const std::string& pick(const std::vector<std::string>& list) {
    return list[random_() % list.size()];
  }

  std::mt19937 random_;
};

}  // namespace saring::boilerplate
