// When the article was published and changed. Tests: html_dates_test.cpp.
#include "saring/boilerplate/html/html_article_place_internal.hpp"
#include "saring/boilerplate/html/html_dates_internal.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/text/dates.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

using text::Date;

constexpr int kFirstWrittenYear = 1990, kLastWrittenYear = 2050;
constexpr int kTrustJsonLd = 95, kTrustPageJsonLd = 84, kTrustMicrodata = 88, kTrustUrl = 87;
constexpr int kTrustWritten = 79;   // at most, of a date on the page
constexpr int kWrittenEnough = 50;  // below this a date on the page may be any date
constexpr int kWrittenPossible = 20;
constexpr int kShownEnough = 60;       // for the day that readers see
constexpr std::size_t kMaxLine = 160;  // bytes of a line that are read
constexpr std::size_t kMaxCandidates = 400;

constexpr auto kPublishedWords = std::to_array<std::string_view>(
    {"published",    "posted",         "publish",     "publié",
     "publiée",      "veröffentlicht", "erstellt",    "erschienen",
     "publicado",    "publicada",      "publicación", "pubblicato",
     "pubblicata",   "diterbitkan",    "terbit",      "dipublikasikan",
     "opublikowano", "dodano",         "publikacji",  "опубликовано",
     "опублікувано", "размещено",      "发布",        "發佈",
     "发表",         "發表",           "投稿日",      "公開日",
     "掲載日",       "등록",           "입력",        "작성일",
     "yayınlanma",   "yayın",          "julkaistu",   "publicerad",
     "publisert",    "udgivet",        "geplaatst",   "gepubliceerd",
     "created",      "zveřejněno",     "publikováno", "vydáno",
     "objavljeno",   "közzétéve",      "megjelent",   "publicat",
     "đăng",         "เผยแพร่",         "نشر",         "δημοσίευση",
     "δημοσιεύθηκε", "released",       "geschrieben", "written",
     "verfasst"});
constexpr auto kModifiedWords = std::to_array<std::string_view>(
    {"updated",       "update",         "modified",       "edited",      "revised",
     "aktualisiert",  "geändert",       "aktualisierung", "änderung",    "bearbeitet",
     "stand",         "jour",           "modifié",        "actualizado", "actualizada",
     "actualización", "aggiornato",     "aggiornamento",  "diperbarui",  "diperbaharui",
     "pembaruan",     "zaktualizowano", "aktualizacja",   "обновлено",   "изменено",
     "оновлено",      "更新",           "最終更新",       "最終更新日",  "更新日",
     "更新时间",      "수정",           "güncelleme",     "güncellendi", "päivitetty",
     "uppdaterad",    "oppdatert",      "opdateret",      "bijgewerkt",  "gewijzigd",
     "atualizado",    "atualizada",     "aktualizováno",  "ažurirano",   "frissítve",
     "actualizat",    "ενημέρωση"});

template <std::size_t N>
bool says(std::string_view text, const std::array<std::string_view, N>& words) {
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    for (const std::string_view w : words) {
      if (word.folded == w || (word.is_dictionary && word.folded.find(w) != std::string_view::npos))
        return true;
    }
  }
  return false;
}

struct Candidate {
  Date date;
  int trust = 0;
  bool is_shown = false;  // to readers
};

bool same_day(const Date& a, const Date& b) {
  return a.year == b.year && a.month == b.month && a.day == b.day;
}

bool before(const Date& a, const Date& b) {
  return std::tuple(a.year, a.month, a.day) < std::tuple(b.year, b.month, b.day);
}

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && ascii::is_digit(text[end])) ++end;
  return end - at;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool is_recent(int year) { return year >= kFirstWrittenYear && year <= kLastWrittenYear; }

// The "4" or "apr" at `at`; 0: no month. `size`: its bytes.
int month_in_url(std::string_view url, std::size_t at, std::size_t& size) {
  size = digits_at(url, at);
  if (size == 1 || size == 2) return number(url.substr(at, size));
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  size = 3;
  const std::string name = ascii::to_lower(url.substr(at, 3));
  const std::size_t month = name.size() == 3 ? kMonths.find(name) : std::string_view::npos;
  return month == std::string_view::npos || month % 3 != 0 ? 0 : static_cast<int>(month / 3) + 1;
}

// /2021/04/03/, /2021-04-03-, /20210403/, /2021/apr/03/; numbers of another length are none.
std::optional<Date> date_in_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  std::size_t at = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  for (; at < url.size(); ++at) {
    if (!ascii::is_digit(url[at]) || ascii::is_digit(url[at - 1])) continue;
    const std::size_t size = digits_at(url, at);
    Date date;
    if (size == 8) {
      const int v = number(url.substr(at, 8));
      date.year = v / 10000;
      date.month = v / 100 % 100;
      date.day = v % 100;
    } else if (size == 4 && at + 6 < url.size()) {
      const char separator = url[at + 4];
      if (separator != '/' && separator != '-' && separator != '_') continue;
      std::size_t month_size = 0;
      date.year = number(url.substr(at, 4));
      date.month = month_in_url(url, at + 5, month_size);
      const std::size_t day = at + 5 + month_size + 1;
      if (date.month == 0 || day >= url.size() || url[day - 1] != separator) continue;
      const std::size_t day_size = digits_at(url, day);
      if (day_size != 1 && day_size != 2) continue;
      date.day = number(url.substr(day, day_size));
    } else {
      at += size - 1;
      continue;
    }
    if (is_recent(date.year) && text::is_valid_date(date.year, date.month, date.day)) return date;
  }
  return std::nullopt;
}

std::string_view host_ending(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#:"));
  const std::size_t dot = url.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : url.substr(dot + 1);
}

class DateChooser {
 public:
  DateChooser(const PageView& page, std::uint32_t heading)
      : page_(page),
        blocks_(page.blocks.blocks),
        language_(page_language(page)),
        place_(page, heading, 0) {
    reading_.language = language_;
    reading_.month_first = month_first();
  }

  ChosenDates run() {
    declared();
    elements();
    lines();
    ChosenDates out;
    const Candidate* published = best(published_, kWrittenEnough);
    const Candidate* modified = best(modified_, kWrittenPossible);
    if (published == nullptr) published = modified;
    if (published == nullptr) published = best(published_, kWrittenPossible);
    if (published != nullptr) out.published = text::to_iso8601(local(with_time(published->date)));
    if (modified != nullptr && !before(modified->date, published->date)) {
      out.modified = text::to_iso8601(modified->date);
    }
    return out;
  }

 private:
  // English of no country, at an address of none or of the United States, is taken as theirs.
  bool month_first() const {
    const std::string lower = ascii::to_lower(language_);
    if (lower == "en-us" || lower == "en_us") return true;
    const std::string_view ending = host_ending(page_.url);
    return lower == "en" && (ending.size() != 2 || ending == "us" || ending == "io");
  }

  std::optional<Date> read(std::string_view value) const {
    text::DateReading reading = reading_;
    reading.compact = true;
    const auto found = text::find_dates(text::cut(value, 100), reading, 1);
    if (found.empty() || found[0].start > 40) return std::nullopt;
    const Date& d = found[0].date;
    const bool is_epoch = (d.year == 1970 && d.month == 1 && d.day == 1) ||
                          (d.year == 1969 && d.month == 12 && d.day == 31);
    return is_epoch || d.year > kLastWrittenYear ? std::nullopt : std::optional(d);
  }

  void add(std::vector<Candidate>& list, std::string_view value, int trust) {
    if (list.size() >= kMaxCandidates) return;
    if (const auto date = read(value)) list.push_back({*date, trust});
  }

  void declared() {
    const DeclaredMetadata& d = page_.metadata.declared;
    const JsonLdArticle& article = d.json_ld.article;
    const int trust = article.is_article ? kTrustJsonLd : kTrustPageJsonLd;
    add(published_, article.date_published, trust);
    add(modified_, article.date_modified, trust);
    for (const DeclaredValue& v : d.dates) add(published_, v.value, v.trust);
    for (const DeclaredValue& v : d.modified_dates) add(modified_, v.value, v.trust);
    std::string_view url = page_.url;
    if (url.empty()) url = page_.metadata.canonical_url;
    if (const auto date = date_in_url(url)) published_.push_back({*date, kTrustUrl});
    if (const auto date = date_in_url(d.image)) published_.push_back({*date, kWrittenPossible + 5});
  }

  // Microdata, <time datetime>, <abbr title>.
  void elements() {
    for (std::uint32_t i = 0; i < page_.tree.size(); ++i) {
      const HtmlTag tag = page_.tree[i].tag;
      if (tag == HtmlTag::kText || tag == HtmlTag::kMeta || !page_.names.has(i, kNamedDate))
        continue;
      std::string_view value = page_.tree.attribute(i, "datetime");
      if (value.empty()) value = page_.tree.attribute(i, "content");
      if (value.empty()) value = page_.tree.attribute(i, "title");
      const bool marked = page_.names.has(i, kMarkedDate | kMarkedModified);
      std::string text;
      if (value.empty() && page_.tree[i].end - i < 20) {
        text = element_text(page_.tree, i, kMaxLine);
        value = text;
      }
      if (value.empty()) continue;
      const std::uint16_t near = page_.names.near(i, 3);
      const bool modified = (near & kNamedModified) != 0 && (near & kNamedPublished) == 0;
      const bool elsewhere = place_.is_elsewhere(block_at(i), i);
      int trust = 0;
      if (marked && !elsewhere) {
        trust = kTrustMicrodata;
      } else {
        if (page_.tree.has_attribute(i, "pubdate")) trust += 12;
        trust = std::min(kTrustWritten, trust + 52 + place(block_at(i), i));
      }
      if (trust >= kWrittenPossible) add(modified ? modified_ : published_, value, trust);
    }
  }

  // The block that holds a node, or the one before it.
  std::size_t block_at(std::uint32_t node) const {
    const auto after =
        std::upper_bound(blocks_.begin(), blocks_.end(), node,
                         [](std::uint32_t n, const HtmlBlock& b) { return n < b.element; });
    return after == blocks_.begin() ? 0 : static_cast<std::size_t>(after - blocks_.begin()) - 1;
  }

  // What the place on the page says for a date: near the heading, at the end of the article,
  // somewhere else.
  int place(std::size_t block, std::uint32_t node) const {
    int score = 0;
    if (place_.start() < blocks_.size()) {
      const std::size_t distance =
          block > place_.start() ? block - place_.start() : place_.start() - block;
      score += distance <= 3    ? 20
               : distance <= 8  ? 14
               : distance <= 15 ? 8
               : distance <= 30 ? 3
                                : 0;
      if (distance > 8 && place_.last() < blocks_.size() && block + 3 >= place_.last() &&
          block <= place_.last() + 4) {
        score += 8;
      }
    }
    if (!place_.is_elsewhere(block, node)) return score;
    const bool after = place_.last() < blocks_.size() && block > place_.last();
    return score - (after ? 70 : 35);
  }

  void lines() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      std::string_view line = page_.blocks.text_of(blocks_[i]);
      if (line.size() < 6) continue;
      std::string spaced;  // with a space between elements: "12.05.2024" beside "10:30"
      if (line.size() <= kMaxLine && blocks_[i].digits > 0) {
        spaced = element_text(page_.tree, blocks_[i].element, kMaxLine);
        if (spaced.size() > line.size() && spaced.size() <= line.size() + 20) line = spaced;
      }
      const std::string_view start = text::cut(line, kMaxLine);
      const bool may = std::any_of(start.begin(), start.end(), [](char c) {
        return ascii::is_digit(c) || static_cast<unsigned char>(c) >= 0xD9;
      });
      if (may) line_dates(i, line, start);
    }
  }

  void line_dates(std::size_t i, std::string_view line, std::string_view start) {
    const auto found = text::find_dates(start, reading_, 4);
    std::size_t from = 0;
    for (const text::FoundDate& f : found) {
      if (!is_recent(f.date.year) || published_.size() >= kMaxCandidates) break;
      std::string before(start.substr(from, f.start - from));
      if (from == 0 && i > 0 && blocks_[i - 1].words <= 3 && f.start < 4) {
        before.insert(0, std::string(page_.blocks.text_of(blocks_[i - 1])) + ' ');
      }
      if (is_copyright(before)) continue;
      const bool modified = says(before, kModifiedWords) && !says(before, kPublishedWords);
      const int trust = std::min(kTrustWritten, line_trust(i, line, f, before));
      if (trust >= kWrittenPossible)
        (modified ? modified_ : published_).push_back({f.date, trust, true});
      from = f.end;
    }
  }

  static bool is_copyright(std::string_view before) {
    return before.find("©") != std::string_view::npos ||
           ascii::to_lower(before).find("copyright") != std::string::npos;
  }

  static bool ends_a_dateline(std::string_view after) {
    while (!after.empty() && after.front() == ' ') after.remove_prefix(1);
    for (const std::string_view mark : {"-", "–", "—", ":", "|", ")", "/", "·", "•", "）"}) {
      if (after.starts_with(mark)) return true;
    }
    return false;
  }

  int line_trust(std::size_t i, std::string_view line, const text::FoundDate& f,
                 std::string_view before) const {
    const HtmlBlock& block = blocks_[i];
    int trust = 40 + place(i, block.element);
    const std::uint16_t near = page_.names.near(block.element, 3);
    if ((near & kNamedDate) != 0) trust += 12;
    if ((near & kNamedPublished) != 0) trust += 4;
    if (says(before, kPublishedWords)) trust += 14;
    const std::size_t rest = line.size() - (f.end - f.start);
    if (rest <= 12) {
      trust += 10;
    } else if (rest <= 60) {
      trust += 4;
    } else {
      // "Jakarta, 12 Mei 2024 – Dewan …" tells the day, a date in a sentence any day.
      const bool is_dateline = before.size() <= 40 && ends_a_dateline(line.substr(f.end));
      // German names the act after the date: "am 12. Mai 2024 veröffentlicht".
      const bool has_label =
          says(before, kPublishedWords) || says(text::cut(line.substr(f.end), 60), kPublishedWords);
      trust -= is_dateline ? 10 : has_label ? 15 : 45;
    }
    return trust;
  }

  // The most trusted; others of the same day add to it. The first of equals.
  const Candidate* best(std::vector<Candidate>& list, int at_least) const {
    const Candidate* best = nullptr;
    int best_trust = 0;
    for (const Candidate& c : list) {
      if (c.trust < at_least) continue;
      if (c.trust > best_trust) {
        best = &c;
        best_trust = c.trust;
      }
    }
    return best;
  }

  // The time of day and the zone of another source that has the same day.
  Date with_time(Date date) const {
    if (date.hour >= 0 && date.has_zone) return date;
    for (const Candidate& c : published_) {
      if (!same_day(c.date, date) || c.trust < kWrittenEnough || c.date.hour < 0) continue;
      if (date.hour < 0 || (c.date.has_zone && c.date.hour == date.hour)) date = c.date;
    }
    return date;
  }

  // A program that writes Greenwich time may name the day before or after that which the page
  // shows: the reader's day counts.
  Date local(const Date& date) const {
    if (!date.has_zone || date.zone_minutes != 0 || date.hour < 0) return date;
    const Candidate* shown = nullptr;
    for (const Candidate& c : published_) {
      if (same_day(c.date, date) && c.is_shown) return date;
      const int days =
          static_cast<int>(text::days_since_1970(c.date) - text::days_since_1970(date));
      const bool possible = days == 1 ? date.hour >= 10 : days == -1 && date.hour < 12;
      if (c.is_shown && possible && c.trust >= kShownEnough &&
          (shown == nullptr || c.trust > shown->trust))
        shown = &c;
    }
    return shown == nullptr ? date : shown->date;
  }

  const PageView& page_;
  const std::vector<HtmlBlock>& blocks_;
  std::string language_;
  text::DateReading reading_;
  std::vector<Candidate> published_, modified_;
  ArticlePlace place_;
};

}  // namespace

ChosenDates choose_dates(const PageView& page, std::uint32_t heading) {
  return DateChooser(page, heading).run();
}

std::string page_language(const PageView& page) {
  const DeclaredMetadata& d = page.metadata.declared;
  if (!page.metadata.language.empty()) return page.metadata.language;
  if (!d.locale.empty()) return d.locale;
  if (!d.json_ld.article.language.empty()) return d.json_ld.article.language;
  // Of countries with one language of the press, where its code is another than the country's.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kCountries = {
      {{"at", "de"},
       {"jp", "ja"},
       {"cn", "zh"},
       {"tw", "zh"},
       {"kr", "ko"},
       {"dk", "da"},
       {"cz", "cs"},
       {"gr", "el"},
       {"ua", "uk"},
       {"br", "pt"},
       {"mx", "es"},
       {"ir", "fa"}}};
  constexpr std::string_view kSame =
      " de fr it es pt nl pl ru fi hu ro tr id th bg hr lt lv sk no ";
  const std::string ending = ascii::to_lower(host_ending(page.url));
  for (const auto& [country, language] : kCountries) {
    if (country == ending) return std::string(language);
  }
  return ending.size() == 2 && kSame.find(' ' + ending + ' ') != std::string_view::npos
             ? ending
             : std::string();
}

}  // namespace saring::boilerplate
