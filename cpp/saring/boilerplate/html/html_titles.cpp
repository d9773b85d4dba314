// Title and name of the site. Tests: html_titles_test.cpp.
#include "saring/boilerplate/html/html_titles_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxTitle = 400;  // bytes

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::size_t words_in(std::string_view key) {
  return static_cast<std::size_t>(std::count(key.begin(), key.end(), ' ')) - (key.empty() ? 0 : 1);
}

std::string without_spaces(std::string_view key) {
  std::string out;
  std::copy_if(key.begin(), key.end(), std::back_inserter(out), [](char c) { return c != ' '; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#:"));
  return url;
}

struct Separator {
  std::string_view text;
  bool is_weak;  // also stands inside titles: only a part that names the site goes
};
constexpr std::array<Separator, 25> kSeparators = {
    {{" | ", false}, {" - ", false},  {" – ", false}, {" — ", false}, {" » ", false},
     {" « ", false}, {" :: ", false}, {" · ", false}, {" • ", false}, {" ‹ ", false},
     {" › ", false}, {" // ", false}, {" ― ", false}, {" ⋆ ", false}, {" ★ ", false},
     {" > ", true},  {" / ", true},   {" ~ ", true},  {"｜", false},  {"|", false},
     {"_", true},    {"-", true},     {": ", true},   {"：", true},   {":", true}}};

struct Cut {
  std::size_t start = std::string_view::npos;
  std::size_t end = 0;
  bool is_weak = true;
  bool is_dash = false;
};

// "标题_新闻_日报": in a script without spaces these two marks part a title as others do.
bool is_tight(std::string_view mark) { return mark == "-" || mark == "_"; }

bool is_wide_before(std::string_view title, std::size_t at) {
  while (at > 0 && (static_cast<unsigned char>(title[at - 1]) & 0xC0U) == 0x80U) --at;
  return at > 0 && static_cast<unsigned char>(title[at - 1]) >= 0xE3U;
}

// The last (or first) separator of a title.
Cut find_cut(std::string_view title, bool last) {
  Cut best;
  for (const Separator& s : kSeparators) {
    const std::size_t at = last ? title.rfind(s.text) : title.find(s.text);
    const bool wide = is_tight(s.text) && at != std::string_view::npos && is_wide_before(title, at);
    if (s.text == "-" && !wide) continue;
    if (at == std::string_view::npos || at == 0 || at + s.text.size() >= title.size()) continue;
    const bool better = best.start == std::string_view::npos ||
                        (last ? at + s.text.size() > best.end : at < best.start);
    const bool is_dash = s.text == " - " || s.text == " – " || s.text == " — " || s.text == "-";
    const bool is_weak = s.is_weak && !(wide && s.text == "_");
    if (better) best = {at, at + s.text.size(), is_weak, is_dash};
  }
  return best;
}

// "Title | Site – slogan": what stands before the first part that is the site's name.
std::string_view before_site(std::string_view title, const SiteNames& site) {
  std::size_t at = 0;
  for (int i = 0; i < 8; ++i) {
    const Cut cut = find_cut(title.substr(at), false);
    if (cut.start == std::string_view::npos) break;
    const std::string_view head = trimmed(title.substr(0, at + cut.start));
    const std::string_view rest = title.substr(at + cut.end);
    const std::string_view part = trimmed(rest.substr(0, find_cut(rest, false).start));
    if (!cut.is_weak && part.size() < rest.size() && words_in(word_key(head)) >= 3 &&
        site.is_exactly_site(part)) {
      return head;
    }
    at += cut.end;
  }
  return title;
}

// Takes the site's name off both ends. `learn`: of a title whose site nobody names, the last part
// goes if it is the shorter one.
std::string without_site(std::string_view title, const SiteNames& site, bool learn) {
  title = before_site(trimmed(title), site);
  bool removed = false;
  for (int i = 0; i < 4; ++i) {
    const Cut cut = find_cut(title, true);
    if (cut.start == std::string_view::npos) break;
    const std::string_view tail = trimmed(title.substr(cut.end));
    const std::string_view head = trimmed(title.substr(0, cut.start));
    const bool is_section =
        removed && !cut.is_weak && words_in(word_key(tail)) <= 2 && words_in(word_key(head)) >= 3;
    const bool is_site = cut.is_weak ? site.is_exactly_site(tail) : site.is_site(tail);
    if (!is_site && !is_section) break;
    title = head;
    removed = true;
  }
  for (int i = 0; i < 2; ++i) {
    const Cut cut = find_cut(title, false);
    if (cut.start == std::string_view::npos) break;
    const std::string_view head = title.substr(0, cut.start);
    // "Site | News | Title": a word between bars is a section, between dashes it may be a place.
    const bool is_section = i > 0 && removed && !cut.is_weak && !cut.is_dash &&
                            words_in(word_key(head)) <= 1 &&
                            words_in(word_key(title.substr(cut.end))) >= 3;
    if (!is_section && !(cut.is_weak ? site.is_exactly_site(head) : site.is_site(head))) break;
    title = trimmed(title.substr(cut.end));
    removed = true;
  }
  if (!removed && learn) {
    const Cut cut = find_cut(title, true);
    const std::size_t tail = cut.start == std::string_view::npos ? 0 : title.size() - cut.end;
    if (!cut.is_weak && tail < 30 && cut.start > tail) {
      title = trimmed(title.substr(0, cut.start));
      const Cut next = find_cut(title, true);  // "Title | News | Site"
      if (next.start != std::string_view::npos && !next.is_weak && !next.is_dash &&
          words_in(word_key(title.substr(next.end))) <= 2 &&
          words_in(word_key(title.substr(0, next.start))) >= 3) {
        title = trimmed(title.substr(0, next.start));
      }
    }
  }
  return std::string(title);
}

bool is_heading(HtmlTag tag) noexcept { return tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6; }

// Share of the words of the shorter text that the other has too.
double overlap(const std::string& a, const std::string& b) {
  if (words_in(a) > words_in(b)) return overlap(b, a);
  if (a.size() < 3) return 0;
  std::size_t shared = 0, count = 0, at = 0;
  while (at + 1 < a.size()) {
    const std::size_t end = a.find(' ', at + 1);
    ++count;
    shared += contains(b, std::string_view(a).substr(at, end - at + 1)) ? 1 : 0;
    at = end;
  }
  return count == 0 ? 0 : static_cast<double>(shared) / static_cast<double>(count);
}

class TitleChooser {
 public:
  TitleChooser(const PageView& page, const SiteNames& site) : page_(page), site_(site) {
    const DeclaredMetadata& d = page.metadata.declared;
    if (d.json_ld.article.is_article) declare(d.json_ld.article.headline, false);
    declare(d.social_title, false);
    declare(d.document_title, d.site_names.empty() && d.json_ld.site_names.empty());
    declare(d.other_title, false);
    for (std::size_t i = 0; i < page.chosen.size() && first_ == SIZE_MAX; ++i) {
      if (page.chosen[i] != 0 && page.blocks.blocks[i].words >= 8) first_ = i;
    }
    if (first_ == SIZE_MAX) first_ = page.blocks.blocks.size();
    const std::string_view whole = d.document_title;
    const Cut cut = find_cut(whole, true);
    if (cut.start != std::string_view::npos && cut.start > whole.size() - cut.end) {
      last_part_ = word_key(whole.substr(cut.end));
    }
  }

  ChosenTitle run() {
    std::uint32_t best = 0;
    int best_score = 0;
    std::string best_text;
    std::uint32_t last = 0;
    // Headings far below the start of the article are those of other texts.
    const std::size_t end = std::min(page_.blocks.blocks.size(), first_ + 40);
    for (std::size_t i = 0; i < end; ++i) {
      const std::uint32_t node = heading_of(page_.blocks.blocks[i]);
      if (node == 0 || node == last) continue;
      last = node;
      std::string text = element_text(page_.tree, node, kMaxTitle, kBoundary);
      const int own = score(i, node, text);
      if (own > best_score) {
        best_score = own;
        best = node;
        best_text = std::move(text);
      }
    }
    const bool accepted = best != 0 && best_score >= least_score(best_text);
    if (!accepted) return {declared_.empty() ? std::string() : declared_.front(), 0};
    return {heading_text(best_text), best};
  }

 private:
  static constexpr char kBoundary = '\x1f';

  void declare(const std::string& title, bool learn) {
    std::string decoded, clean;
    decode_character_references(title, decoded);
    append_collapsed(decoded, false, clean);
    if (clean.empty()) return;
    raw_.push_back(word_key(clean));
    std::string text = without_site(clean, site_, learn);
    if (text.empty() || site_.is_exactly_site(text)) return;
    keys_.push_back(word_key(text));
    declared_.push_back(std::move(text));
  }

  // A declared title of one or two words beside a heading of more is the name of the site.
  int least_score(const std::string& heading) const {
    if (declared_.empty()) return 15;
    const bool names_site = std::all_of(keys_.begin(), keys_.end(), [](const std::string& key) {
      return words_in(key) <= 2 && key.size() < 30;
    });
    return names_site && words_in(word_key(heading)) >= 4 ? 36 : 45;
  }

  // Whether a heading is no more than a link to the front page: the name or the logo of the site.
  bool leads_home(std::uint32_t node) const {
    const HtmlTree& tree = page_.tree;
    std::uint32_t link = 0;
    for (std::uint32_t i = node; i < std::min(tree[node].end, node + 6) && link == 0; ++i) {
      if (tree[i].tag == HtmlTag::kA) link = i;
    }
    if (link == 0 && tree[tree[node].parent].tag == HtmlTag::kA) link = tree[node].parent;
    if (link == 0) return false;
    std::string_view href = trimmed(tree.attribute(link, "href"));
    const std::size_t scheme = href.find("//");
    if (scheme != std::string_view::npos) {
      href.remove_prefix(scheme + 2);
      href.remove_prefix(std::min(href.find('/'), href.size()));
    }
    return href.empty() || href == "/" || href == "./" || href == "/index.html" ||
           href == "/index.php";
  }

  // The heading element that holds the block, or one that its names call a title; 0: none.
  std::uint32_t heading_of(const HtmlBlock& block) const {
    if (block.words > 60) return 0;
    std::uint32_t node = block.element;
    for (int i = 0; i < 4 && node != 0; ++i, node = page_.tree[node].parent) {
      if (is_heading(page_.tree[node].tag)) return node;
    }
    return page_.names.has(block.container, kNamedTitle) ? block.container : 0;
  }

  int score(std::size_t index, std::uint32_t node, const std::string& text) const {
    const HtmlBlock& block = page_.blocks.blocks[index];
    const std::string key = word_key(text);
    const std::size_t words = words_in(key);
    const std::size_t letters = without_spaces(key).size();
    if (letters < 2 || site_.is_exactly_site(text)) return 0;
    int score = 0;
    switch (page_.tree[node].tag) {
      case HtmlTag::kH1:
        score += 30;
        break;
      case HtmlTag::kH2:
        score += 12;
        break;
      case HtmlTag::kH3:
        score += 4;
        break;
      default:
        break;
    }
    if ((page_.names.near(node, 2) & kNamedTitle) != 0) score += 6;
    score += likeness(key, words, letters);
    if (index <= first_ + 1) score += 10;
    if (index > first_ + 12) score -= 20;
    if (page_.chosen[index] != 0) score += 8;
    const std::uint32_t article =
        first_ < page_.blocks.blocks.size() ? page_.blocks.blocks[first_].element : 0;
    if (page_.names.is_elsewhere(node, article)) score -= 30;
    if (!last_part_.empty() && key == last_part_) score -= 40;
    if (words <= 4 && site_.is_site(text)) score -= 30;
    const std::uint32_t bytes = block.end - block.start;
    if (block.link_bytes * 10 >= bytes * 9) score -= leads_home(node) ? 40 : 10;
    return score;
  }

  // How much the text is like a declared title.
  int likeness(const std::string& key, std::size_t words, std::size_t letters) const {
    const bool tells = words >= 2 || letters >= 9;
    double best = 0;
    for (const std::string& raw : raw_) {
      if (tells && contains(raw, key)) return 40;
      if (tells && words > 1 && contains(without_spaces(raw), without_spaces(key))) return 38;
      best = std::max(best, overlap(key, raw));
    }
    for (const std::string& title : keys_) {
      if (title == key) return 40;
      if (words_in(title) >= 2 && contains(key, title)) return 36;
    }
    if (best < 0.3) return raw_.empty() ? 0 : (words >= 4 || letters >= 20 ? 0 : -20);
    return static_cast<int>(best * 30);
  }

  // A heading may have more in it than the title (a section, a subtitle): where a part of it is
  // what the page declares, that is the title.
  std::string heading_text(const std::string& text) const {
    std::string joined;
    std::size_t at = 0;
    while (at <= text.size()) {
      const std::size_t end = std::min(text.find(kBoundary, at), text.size());
      const std::string_view piece = trimmed(std::string_view(text).substr(at, end - at));
      const std::string key = word_key(piece);
      if (piece.size() < text.size() && !key.empty() &&
          std::find(keys_.begin(), keys_.end(), key) != keys_.end()) {
        return std::string(piece);
      }
      if (!piece.empty()) joined.append(joined.empty() ? "" : " ").append(piece);
      at = end + 1;
    }
    const std::string key = word_key(joined);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (without_spaces(keys_[i]) == without_spaces(key)) return declared_[i];
    }
    return without_site(joined, site_, false);
  }

  const PageView& page_;
  const SiteNames& site_;
  std::vector<std::string> declared_;  // without the site's name, the best source first
  std::vector<std::string> keys_;      // of those
  std::vector<std::string> raw_;       // keys of the titles as declared
  std::string last_part_;              // key of the last part of "Title | Site": the site's name
  std::size_t first_ = SIZE_MAX;       // block of the first line of article text
};

}  // namespace

std::string word_key(std::string_view text) {
  std::string key;
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    if (key.empty()) key += ' ';
    key.append(word.folded).append(" ");
  }
  return key;
}

SiteNames::SiteNames(const PageView& page) {
  const DeclaredMetadata& d = page.metadata.declared;
  for (const auto* names : {&d.site_names, &d.json_ld.site_names}) {
    for (const std::string& name : *names) {
      if (contains(name, "://")) continue;
      if (name_.empty()) name_ = name;
      std::string key = word_key(name);
      if (key.size() > 2 && words_in(key) <= 8) keys_.push_back(std::move(key));
    }
  }
  // "Title – Site" where another source has the title alone.
  const std::string& whole = d.document_title;
  std::string heading;
  for (const HtmlBlock& block : page.blocks.blocks) {
    if (page.tree[block.container].tag != HtmlTag::kH1) continue;
    heading = page.blocks.text_of(block);
    if (whole.starts_with(heading)) break;
  }
  if (heading.size() * 2 < whole.size()) heading.clear();  // "Site – Title" below the site's name
  const std::string* const others[] = {&d.social_title, &d.json_ld.article.headline, &heading};
  for (const std::string* other : others) {
    if (other->size() < 8 || whole.size() <= other->size()) continue;
    if (whole.starts_with(*other)) {
      const Cut cut = find_cut(std::string_view(whole).substr(other->size() - 1), false);
      if (cut.start == std::string_view::npos || cut.start > 2 || cut.is_weak) continue;
      std::string key = word_key(std::string_view(whole).substr(other->size() - 1 + cut.end));
      if (key.size() > 2) keys_.push_back(std::move(key));
    }
  }
  std::string_view host = host_of(page.url.empty() ? page.metadata.canonical_url : page.url);
  if (!host.empty()) labels_.push_back(without_spaces(word_key(host)));
  if (host.find('.') != std::string_view::npos) host = host.substr(0, host.rfind('.'));
  while (!host.empty()) {
    const std::size_t dot = std::min(host.find('.'), host.size());
    std::string label;
    for (const char c : host.substr(0, dot)) {
      if (c != '-') label += ascii::to_lower(c);
    }
    if (label.size() >= 4) labels_.push_back(std::move(label));
    host.remove_prefix(std::min(dot + 1, host.size()));
  }
}

ChosenTitle choose_title(const PageView& page, const SiteNames& site) {
  return TitleChooser(page, site).run();
}

bool SiteNames::is_site(std::string_view part) const {
  const std::string key = word_key(part);
  if (key.empty()) return false;
  const std::size_t words = words_in(key);
  for (const std::string& name : keys_) {
    if (key == name || contains(name, key)) return true;
    if (contains(key, name) && words <= words_in(name) + 6) return true;
  }
  const std::string compact = without_spaces(key);
  for (const std::string& label : labels_) {
    if (compact == label) return true;
    if (words <= 5 && label.size() >= 5 && contains(compact, label)) return true;
    if (words >= 2 && compact.size() >= 6 && contains(label, compact)) return true;
    if (compact.size() >= 5 && (label.starts_with(compact) || label.ends_with(compact)))
      return true;
  }
  return false;
}

bool SiteNames::is_exactly_site(std::string_view text) const {
  const std::string compact = without_spaces(word_key(text));
  for (const std::string& name : keys_) {
    if (without_spaces(name) == compact) return true;
  }
  return std::find(labels_.begin(), labels_.end(), compact) != labels_.end();
}

}  // namespace saring::boilerplate
