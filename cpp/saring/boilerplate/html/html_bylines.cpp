// Who wrote the article. Tests: html_bylines_test.cpp.
#include "saring/boilerplate/html/html_bylines_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_builder_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/dates.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxByline = 300;  // bytes that are read
constexpr std::size_t kMaxAuthors = 20;
constexpr char kBoundary = '\x1f';  // between the texts of elements

// Words before a name, in lower case; longer ones first where one starts another.
constexpr auto kLabels = std::to_array<std::string_view>({"written by",
                                                          "posted by",
                                                          "published by",
                                                          "reported by",
                                                          "story by",
                                                          "words by",
                                                          "text by",
                                                          "authored by",
                                                          "compiled by",
                                                          "article by",
                                                          "a guest post by",
                                                          "guest post by",
                                                          "submitted by",
                                                          "by",
                                                          "author",
                                                          "authors",
                                                          "writer",
                                                          "reporter",
                                                          "writer and photographer",
                                                          "von",
                                                          "autor",
                                                          "autorin",
                                                          "autoren",
                                                          "text von",
                                                          "ein beitrag von",
                                                          "ein artikel von",
                                                          "geschrieben von",
                                                          "veröffentlicht von",
                                                          "erstellt von",
                                                          "text",
                                                          "par",
                                                          "auteur",
                                                          "rédigé par",
                                                          "écrit par",
                                                          "publié par",
                                                          "propos recueillis par",
                                                          "por",
                                                          "escrito por",
                                                          "publicado por",
                                                          "texto",
                                                          "autora",
                                                          "di",
                                                          "a cura di",
                                                          "scritto da",
                                                          "pubblicato da",
                                                          "autore",
                                                          "da",
                                                          "oleh",
                                                          "ditulis oleh",
                                                          "penulis",
                                                          "pewarta",
                                                          "wartawan",
                                                          "laporan",
                                                          "kontributor",
                                                          "jurnalis",
                                                          "reporter ",
                                                          "door",
                                                          "auteurs",
                                                          "tekst",
                                                          "af",
                                                          "skrevet af",
                                                          "av",
                                                          "skrevet av",
                                                          "skriven av",
                                                          "text av",
                                                          "kirjoittaja",
                                                          "teksti",
                                                          "autorzy",
                                                          "napisał",
                                                          "napisała",
                                                          "tekst:",
                                                          "napsal",
                                                          "napísal",
                                                          "piše",
                                                          "szerző",
                                                          "írta",
                                                          "de",
                                                          "scris de",
                                                          "autor:",
                                                          "yazan",
                                                          "yazar",
                                                          "haber",
                                                          "muhabir",
                                                          "автор",
                                                          "авторы",
                                                          "текст",
                                                          "автори",
                                                          "от",
                                                          "журналист",
                                                          "της",
                                                          "του",
                                                          "γράφει",
                                                          "γράφει η",
                                                          "γράφει ο",
                                                          "συντάκτης",
                                                          "συντάκτρια",
                                                          "كتب",
                                                          "كتبت",
                                                          "بقلم",
                                                          "الكاتب",
                                                          "المصدر",
                                                          "نویسنده",
                                                          "נכתב על ידי",
                                                          "מאת",
                                                          "כתב",
                                                          "लेखक",
                                                          "द्वारा",
                                                          "द्वारा लिखित",
                                                          "โดย",
                                                          "ผู้เขียน",
                                                          "tác giả",
                                                          "theo",
                                                          "bởi",
                                                          "作者",
                                                          "文",
                                                          "撰文",
                                                          "记者",
                                                          "記者",
                                                          "本报记者",
                                                          "本報記者",
                                                          "執筆",
                                                          "著者",
                                                          "筆者",
                                                          "投稿者",
                                                          "執筆者",
                                                          "ライター",
                                                          "文＝",
                                                          "기자",
                                                          "글",
                                                          "작성자",
                                                          "pengarang",
                                                          "isinulat ni",
                                                          "ni",
                                                          "na",
                                                          "mwandishi"});
// Labels of others than the author: what follows is nobody's byline.
constexpr auto kOtherLabels = std::to_array<std::string_view>({"editor",
                                                               "edited by",
                                                               "editors",
                                                               "penyunting",
                                                               "redaktur",
                                                               "photo",
                                                               "photos",
                                                               "photo by",
                                                               "photos by",
                                                               "photograph by",
                                                               "photography by",
                                                               "foto",
                                                               "fotos",
                                                               "fotografer",
                                                               "image",
                                                               "images",
                                                               "illustration",
                                                               "illustration by",
                                                               "illustrations by",
                                                               "video",
                                                               "video by",
                                                               "source",
                                                               "sumber",
                                                               "quelle",
                                                               "translated by",
                                                               "translation",
                                                               "übersetzt von",
                                                               "traduction",
                                                               "traducción",
                                                               "reviewed by",
                                                               "medically reviewed by",
                                                               "fact checked by",
                                                               "编辑",
                                                               "責任編輯",
                                                               "责任编辑",
                                                               "来源",
                                                               "來源",
                                                               "翻訳",
                                                               "翻訳者",
                                                               "编译",
                                                               "bild",
                                                               "bilder",
                                                               "photographe",
                                                               "credit",
                                                               "updated by",
                                                               "filed under",
                                                               "tags",
                                                               "kategori",
                                                               "category",
                                                               "in",
                                                               "produced by",
                                                               "recommended by"});
constexpr auto kConjunctions = std::to_array<std::string_view>(
    {" and ",   " & ",   " und ",  " et ",   " y ",
     " e ",     " dan ", " en ",   " og ",   " och ",
     " ja ",    " i ",   " a ",    " și ",   " ve ",
     " и ",     " та ",  " και ",  " with ", " with additional reporting by ",
     " και η ", " mit ", " avec ", " con ",  " dengan ",
     " và ",    " + "});
// Words of jobs and departments, which follow names.
constexpr auto kJobs = std::to_array<std::string_view>({"reporter",
                                                        "editor",
                                                        "correspondent",
                                                        "writer",
                                                        "staff",
                                                        "senior",
                                                        "journalist",
                                                        "contributor",
                                                        "columnist",
                                                        "producer",
                                                        "director",
                                                        "professor",
                                                        "chief",
                                                        "bureau",
                                                        "associate",
                                                        "assistant",
                                                        "freelance",
                                                        "freelancer",
                                                        "analyst",
                                                        "redakteur",
                                                        "redakteurin",
                                                        "redaktion",
                                                        "redaktor",
                                                        "wartawan",
                                                        "redaktur",
                                                        "journaliste",
                                                        "periodista",
                                                        "giornalista",
                                                        "jornalista",
                                                        "redacción",
                                                        "redazione",
                                                        "redação",
                                                        "rédaction",
                                                        "redactie",
                                                        "redaksi",
                                                        "redaktion",
                                                        "team",
                                                        "desk",
                                                        "newsroom",
                                                        "manager",
                                                        "president",
                                                        "founder",
                                                        "ceo",
                                                        "author",
                                                        "blogger",
                                                        "intern",
                                                        "fellow",
                                                        "photographer",
                                                        "agency",
                                                        "news",
                                                        "press",
                                                        "media",
                                                        "correspondente",
                                                        "corresponsal",
                                                        "correspondant",
                                                        "korrespondent",
                                                        "korrespondentin",
                                                        "autor",
                                                        "autorin",
                                                        "editorial",
                                                        "officer",
                                                        "expert",
                                                        "specialist",
                                                        "consultant",
                                                        "phd",
                                                        "md",
                                                        "reporters",
                                                        "editors",
                                                        "editorin",
                                                        "redakcja",
                                                        "редакция",
                                                        "корреспондент",
                                                        "обозреватель",
                                                        "журналист",
                                                        "admin",
                                                        "administrator",
                                                        "webmaster",
                                                        "guest",
                                                        "publisher",
                                                        "magazine",
                                                        "association",
                                                        "gmbh",
                                                        "inc",
                                                        "ltd",
                                                        "verlag",
                                                        "university",
                                                        "institute",
                                                        "foundation",
                                                        "ministerium",
                                                        "presse",
                                                        "pressestelle",
                                                        "pressemitteilung",
                                                        "writers",
                                                        "company",
                                                        "group",
                                                        "network"});
constexpr auto kAgencies = std::to_array<std::string_view>({"reuters",
                                                            "afp",
                                                            "ap",
                                                            "dpa",
                                                            "apa",
                                                            "sda",
                                                            "efe",
                                                            "ansa",
                                                            "lusa",
                                                            "antara",
                                                            "bernama",
                                                            "kyodo",
                                                            "xinhua",
                                                            "tass",
                                                            "pti",
                                                            "ians",
                                                            "ani",
                                                            "upi",
                                                            "bloomberg",
                                                            "associated press",
                                                            "the associated press",
                                                            "press association",
                                                            "pa",
                                                            "epa",
                                                            "cna",
                                                            "新华社",
                                                            "共同",
                                                            "時事",
                                                            "agence france-presse",
                                                            "sid",
                                                            "kna",
                                                            "epd",
                                                            "ntb",
                                                            "tt",
                                                            "ritzau",
                                                            "belga",
                                                            "anp",
                                                            "mti",
                                                            "pap",
                                                            "čtk",
                                                            "tasr",
                                                            "hina",
                                                            "tanjug",
                                                            "agencia efe",
                                                            "europa press"});
// What interfaces say where an author could stand.
constexpr auto kNoNames = std::to_array<std::string_view>({"about the author",
                                                           "about",
                                                           "author",
                                                           "authors",
                                                           "admin",
                                                           "share",
                                                           "follow",
                                                           "comments",
                                                           "comment",
                                                           "more",
                                                           "read more",
                                                           "view all posts",
                                                           "all posts",
                                                           "posts",
                                                           "profile",
                                                           "contact",
                                                           "email",
                                                           "e-mail",
                                                           "twitter",
                                                           "facebook",
                                                           "website",
                                                           "home",
                                                           "print",
                                                           "reply",
                                                           "subscribe",
                                                           "anonymous",
                                                           "none",
                                                           "null",
                                                           "undefined",
                                                           "unknown",
                                                           "n/a",
                                                           "user",
                                                           "guest",
                                                           "super user",
                                                           "administrator",
                                                           "root",
                                                           "webmaster",
                                                           "see more",
                                                           "more from",
                                                           "about me",
                                                           "posted",
                                                           "on",
                                                           "in",
                                                           "at",
                                                           "updated",
                                                           "published",
                                                           "photo",
                                                           "getty images",
                                                           "login",
                                                           "sign in",
                                                           "wordpress",
                                                           "true",
                                                           "false",
                                                           "author name",
                                                           "view profile",
                                                           "über den autor",
                                                           "follow us",
                                                           "bio",
                                                           "staff"});

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string lower(std::string_view text) {
  std::string out;
  const char* p = text.data();
  while (p < text.data() + text.size()) {
    char bytes[4];
    out.append(bytes, text::encode(text::to_lower(text::decode(p)), bytes));
  }
  return out;
}

bool is_space_or_boundary(char c) { return c == ' ' || c == kBoundary; }

// Punctuation and spaces at both ends; a dot at the end stays ("Jr.").
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kMarks = " \x1f,;:|/\\-*•·–—<>\"'“”«»()[]{}&+~_=#";
  while (!text.empty()) {
    bool cut = false;
    for (const std::string_view mark :
         {"–",  "—",  "•",  "·",  "“",  "”",  "«",  "»",  "：", "、", "，", "／", "|",
          "｜", "（", "）", "【", "】", "《", "》", "「", "」", "→",  "▪",  "●"}) {
      if (text.starts_with(mark)) {
        text.remove_prefix(mark.size());
        cut = true;
      }
      if (text.ends_with(mark)) {
        text.remove_suffix(mark.size());
        cut = true;
      }
    }
    if (cut) continue;
    if (static_cast<unsigned char>(text.front()) < 0x80 &&
        kMarks.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (static_cast<unsigned char>(text.back()) < 0x80 &&
               kMarks.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else if (text.front() == '.') {
      text.remove_prefix(1);
    } else {
      break;
    }
  }
  return text;
}

// What kind of thing a part of a byline is.
enum class Part : std::uint8_t { kNothing, kPerson, kSingle, kOrganization, kLogin };

struct Shape {
  int words = 0, capital = 0, lower_case = 0, jobs = 0, digits = 0;
  bool is_wide = false;  // Chinese, Japanese, Korean
  std::size_t letters = 0;
};

Shape shape_of(std::string_view text) {
  Shape s;
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    ++s.words;
    if (word.has_digit) ++s.digits;
    if (word.is_dictionary) s.is_wide = true;
    s.letters += text::count_code_points(text.substr(word.start, word.end - word.start));
    if (word.letter_case == text::WordCase::kLower) {
      ++s.lower_case;
    } else {
      ++s.capital;
    }
    if (is_one_of(word.folded, kJobs)) ++s.jobs;
  }
  return s;
}

Part part_of(std::string_view text) {
  if (text.size() < 2 || text.size() > 80) return Part::kNothing;
  const std::string folded = lower(text);
  if (is_one_of(folded, kNoNames)) return Part::kNothing;
  if (text.find('@') != std::string_view::npos || text.find("://") != std::string_view::npos ||
      folded.find("www.") != std::string::npos || folded.find(".com") != std::string::npos ||
      text.find_first_of("?!<>{}=%$") != std::string_view::npos) {
    return Part::kNothing;
  }
  const Shape s = shape_of(text);
  if (s.words == 0 || s.words > 7 || s.letters < 2) return Part::kNothing;
  if (s.digits > 0) return s.words == 1 ? Part::kLogin : Part::kNothing;
  if (s.jobs > 0 || is_one_of(folded, kAgencies)) return Part::kOrganization;
  if (s.is_wide) return s.letters <= 12 ? Part::kPerson : Part::kOrganization;
  if (s.capital == 0) return s.words == 1 ? Part::kLogin : Part::kNothing;
  if (s.words == 1) return Part::kSingle;
  // "Ludwig van Beethoven", "Ana de la Cruz"; not "How to write".
  if (s.words > 5 || s.lower_case > s.capital) return Part::kNothing;
  return Part::kPerson;
}

// The label at the start, its colon included; 0: none. After a word without a colon a space or
// another element must follow.
template <std::size_t N>
std::size_t label_size(std::string_view text, const std::array<std::string_view, N>& labels) {
  const std::string folded = lower(text::cut(text, 60));
  std::size_t best = 0;
  for (const std::string_view label : labels) {
    if (!folded.starts_with(label) || label.size() <= best) continue;
    std::size_t at = label.size();
    const std::string_view rest = std::string_view(folded).substr(at);
    const bool wide = static_cast<unsigned char>(label.back()) >= 0xE0 ||
                      static_cast<unsigned char>(label[0]) >= 0xE3;
    std::string_view after = rest;
    while (!after.empty() && is_space_or_boundary(after.front())) after.remove_prefix(1);
    const bool colon = after.starts_with(":") || after.starts_with("：") ||
                       after.starts_with("／") || after.starts_with("/") ||
                       after.starts_with("|") || after.starts_with("＝");
    const bool space = rest.empty() || is_space_or_boundary(rest.front()) || rest.starts_with(",");
    if (!colon && !space && !wide) continue;
    at = folded.size() - after.size();
    if (colon) at += static_cast<unsigned char>(after.front()) < 0x80 ? 1 : 3;
    best = at;
  }
  // Lower case may differ in bytes only beyond ASCII, and labels are as long in both cases.
  return std::min(best, text.size());
}

// Dates and what follows them on the line; e-mail addresses and handles become boundaries.
std::string without_dates_and_addresses(std::string_view text) {
  std::string out(text);
  for (const text::FoundDate& f : text::find_dates(text)) {
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(f.start),
              out.begin() + static_cast<std::ptrdiff_t>(f.end), kBoundary);
  }
  std::size_t at = 0;
  while (at < out.size()) {
    std::size_t end = at;
    while (end < out.size() && !is_space_or_boundary(out[end])) ++end;
    const std::string_view word = std::string_view(out).substr(at, end - at);
    if (word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos) {
      std::fill(out.begin() + static_cast<std::ptrdiff_t>(at),
                out.begin() + static_cast<std::ptrdiff_t>(end), kBoundary);
    }
    at = end + 1;
  }
  return out;
}

// Splits at marks that separate fields, and inside them at commas and conjunctions.
class BylineReader {
 public:
  std::vector<std::string> run(std::string_view byline) {
    const std::string text = without_dates_and_addresses(text::cut(byline, kMaxByline));
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t size = 0;
      const std::size_t end = field_end(text, at, size);
      field(std::string_view(text).substr(at, end - at));
      at = end + size;
    }
    std::vector<std::string>& best = persons_.empty() ? others_ : persons_;
    if (persons_.empty() && others_.empty()) best = organizations_;
    return std::move(best);
  }

 private:
  static std::size_t field_end(std::string_view text, std::size_t at, std::size_t& size) {
    std::size_t best = text.size();
    size = 0;
    for (const std::string_view mark :
         {"\x1f", " | ", "|",   "｜", " • ", "•", " · ", "·",  " - ", " – ", " — ",
          ";",    "／",  " / ", "（", "(",   "[", "、",  "，", "；",  "："}) {
      const std::size_t found = text.find(mark, at);
      if (found < best) {
        best = found;
        size = mark.size();
      }
    }
    return best;
  }

  void field(std::string_view text) {
    text = trimmed(text);
    for (int i = 0; i < 3; ++i) {
      if (label_size(text, kOtherLabels) == text.size() && !text.empty()) {
        other_ = true;
        if (part_of(text) == Part::kOrganization) organizations_.emplace_back(text);
        return;
      }
      if (const std::size_t size = label_size(text, kOtherLabels); size > 0) {
        other_ = false;
        if (!persons_.empty() || text.find(':') != std::string_view::npos) return;
        return;
      }
      const std::size_t size = label_size(text, kLabels);
      if (size == 0) break;
      other_ = false;
      text = trimmed(text.substr(size));
    }
    if (text.empty()) return;
    if (other_) {  // the name of the editor, the photographer
      other_ = false;
      return;
    }
    split(text);
  }

  void split(std::string_view text) {
    std::size_t at = 0;
    const std::string padded = std::string(text) + ' ';
    const std::string folded = lower(padded).size() == padded.size() ? lower(padded) : padded;
    while (at < text.size()) {
      std::size_t end = std::min(text.find(',', at), text.size()), size = 1;
      for (const std::string_view word : kConjunctions) {
        const std::size_t found = folded.find(word, at);
        if (found < end) {
          end = found;
          size = word.size();
        }
      }
      add(trimmed(text.substr(at, end - at)));
      at = end + size;
    }
  }

  void add(std::string_view name) {
    for (int i = 0; i < 2; ++i) {
      const std::size_t size = label_size(name, kLabels);
      if (size > 0 && size < name.size()) name = trimmed(name.substr(size));
    }
    const Part part = part_of(name);
    const auto put = [&](std::vector<std::string>& list) {
      if (list.size() >= kMaxAuthors) return;
      if (std::find(list.begin(), list.end(), name) == list.end()) list.emplace_back(name);
    };
    if (part == Part::kPerson) put(persons_);
    if (part == Part::kSingle || part == Part::kLogin) put(others_);
    if (part == Part::kOrganization) put(organizations_);
  }

  std::vector<std::string> persons_, others_, organizations_;
  bool other_ = false;  // the label before was that of another than the author
};

struct Candidate {
  std::vector<std::string> names;
  int score = 0;
};

class AuthorChooser {
 public:
  AuthorChooser(const PageView& page, const SiteNames& site, std::uint32_t heading)
      : page_(page), blocks_(page.blocks.blocks), site_(site), heading_(heading) {
    find_places();
  }

  std::vector<std::string> run() {
    declared();
    elements();
    lines();
    return best_.score >= 30 ? std::move(best_.names) : std::vector<std::string>();
  }

 private:
  void find_places() {
    const std::size_t count = blocks_.size();
    first_ = last_ = count;
    for (std::size_t i = 0; i < count && i < page_.chosen.size(); ++i) {
      if (page_.chosen[i] == 0) continue;
      if (first_ == count && blocks_[i].words >= 8) first_ = i;
      last_ = i;
    }
    anchor_ = first_;
    for (std::size_t i = 0; i < count && heading_ != 0; ++i) {
      if (blocks_[i].element >= heading_ && blocks_[i].element < page_.tree[heading_].end) {
        anchor_ = i;
        break;
      }
    }
    inside_ = heading_ != 0 ? heading_ : first_ < count ? blocks_[first_].element : 0;
  }

  void consider(std::vector<std::string> names, int score) {
    if (names.empty()) return;
    const std::string& first = names.front();
    switch (part_of(first)) {
      case Part::kPerson:
        score += 20;
        break;
      case Part::kSingle:
        break;
      case Part::kLogin:
        score -= 25;
        break;
      case Part::kOrganization:
        score -= 30;
        break;
      case Part::kNothing:
        return;
    }
    if (site_.is_site(first)) score -= 30;
    if (score > best_.score) best_ = {std::move(names), score};
  }

  void declared() {
    const DeclaredMetadata& d = page_.metadata.declared;
    std::vector<std::string> persons, organizations;
    for (const DeclaredAuthor& author : d.json_ld.article.authors) {
      for (std::string& name : names_in_byline(author.name)) {
        auto& list = author.is_organization ? organizations : persons;
        if (list.size() < kMaxAuthors && std::find(list.begin(), list.end(), name) == list.end()) {
          list.push_back(std::move(name));
        }
      }
    }
    drop_organizations(persons);
    consider(std::move(persons), d.json_ld.article.is_article ? 95 : 80);
    consider(std::move(organizations), 70);
    std::vector<std::string> names;
    int trust = 0;
    for (const DeclaredValue& v : d.authors) {
      if (v.value.find("://") != std::string::npos) continue;
      if (v.trust != trust) {
        consider(std::move(names), trust);
        names = {};
        trust = v.trust;
      }
      std::string decoded;
      decode_character_references(v.value, decoded);
      for (std::string& name : names_in_byline(decoded)) {
        if (names.size() < kMaxAuthors &&
            std::find(names.begin(), names.end(), name) == names.end())
          names.push_back(std::move(name));
      }
    }
    drop_organizations(names);
    consider(std::move(names), trust);
  }

  static void drop_organizations(std::vector<std::string>& names) {
    const bool person = std::any_of(names.begin(), names.end(), [](const std::string& name) {
      return part_of(name) == Part::kPerson;
    });
    if (person)
      std::erase_if(names, [](const std::string& name) { return part_of(name) != Part::kPerson; });
  }

  // Microdata, rel=author, class names.
  void elements() {
    int left = 300;
    for (std::uint32_t i = 0; i < page_.tree.size() && left > 0; ++i) {
      if (!page_.names.has(i, kNamedAuthor)) continue;
      const HtmlTag tag = page_.tree[i].tag;
      if (tag == HtmlTag::kLink || tag == HtmlTag::kImg) continue;
      --left;
      const bool marked = page_.names.has(i, kMarkedAuthor);
      if (is_elsewhere(block_at(i), i)) continue;
      std::string text;
      if (tag == HtmlTag::kMeta) {
        text = page_.tree.attribute(i, "content");
      } else {
        text = element_text(page_.tree, i, kMaxByline + 1, kBoundary, &page_.names,
                            kNamedDetail | kNamedDate);
      }
      if (text.size() > kMaxByline) continue;  // a biography, a whole article
      int score = marked ? 72 : 60;
      if (page_.names.has(i, kNamedName)) score += 4;
      score += place(block_at(i)) - 10;
      if (text.size() > 120) score -= 12;
      consider(names_in_byline(text), score);
    }
  }

  std::size_t block_at(std::uint32_t node) const {
    const auto after =
        std::upper_bound(blocks_.begin(), blocks_.end(), node,
                         [](std::uint32_t n, const HtmlBlock& b) { return n < b.element; });
    return after == blocks_.begin() ? 0 : static_cast<std::size_t>(after - blocks_.begin()) - 1;
  }

  int place(std::size_t block) const {
    if (anchor_ >= blocks_.size()) return 5;
    const std::size_t distance = block > anchor_ ? block - anchor_ : anchor_ - block;
    if (distance <= 4) return 20;
    if (distance <= 10) return 14;
    if (last_ < blocks_.size() && block + 2 >= last_ && block <= last_ + 4) return 10;
    return distance <= 20 ? 6 : 0;
  }

  // "By Jo Fenn" near the heading, "Pewarta: Sri Wahyuni" after the text.
  void lines() {
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const HtmlBlock& block = blocks_[i];
      if (block.words < 1 || block.words > 16) continue;
      const std::string_view line = trimmed(page_.blocks.text_of(block));
      if (line.size() < 4 || line.size() > 160) continue;
      const std::size_t label = label_size(line, kLabels);
      if (is_elsewhere(i, block.element)) continue;
      if (label == 0) {
        name_with_date(i, line);
        continue;
      }
      const bool colon = line.substr(0, label).find_first_of(":/|") != std::string_view::npos ||
                         line.substr(0, label).find("：") != std::string_view::npos;
      const int near = place(i);
      if (near < (colon ? 6 : 10)) continue;
      std::string_view rest = line;
      // "De" and the like start many lines: what follows must be a name and little else.
      const std::vector<std::string> names = names_in_byline(rest);
      if (names.empty() || part_of(names.front()) != Part::kPerson) continue;
      const bool only = line.size() <= label + names.front().size() + 40;
      if (!colon && !only) continue;
      const std::string_view word = trimmed(line.substr(0, label));
      const bool weak = !colon && word.size() <= 3 && lower(word) != "by" && lower(word) != "von";
      consider(names, (colon ? 62 : weak ? 40 : 58) + near - 10);
    }
  }

  // "Jo Fenn, 3 May 2021" below the heading.
  void name_with_date(std::size_t i, std::string_view line) {
    if (anchor_ >= blocks_.size() || i <= anchor_ || i > anchor_ + 4) return;
    if (blocks_[i].digits == 0 || text::find_dates(line, {}, 1).empty()) return;
    std::vector<std::string> names = names_in_byline(line);
    if (names.size() == 1 && part_of(names.front()) == Part::kPerson)
      consider(std::move(names), 35);
  }

  // A footer beside the article is the article's.
  bool is_elsewhere(std::size_t block, std::uint32_t node) const {
    const bool beside = anchor_ < blocks_.size() && block + 5 >= anchor_ &&
                        (block <= anchor_ + 8 || (last_ < blocks_.size() && block <= last_ + 4));
    return page_.names.is_elsewhere(node, inside_, !beside);
  }

  const PageView& page_;
  const std::vector<HtmlBlock>& blocks_;
  const SiteNames& site_;
  std::uint32_t heading_;
  Candidate best_;
  std::size_t first_ = 0, last_ = 0;  // blocks of article text; blocks_.size(): none
  std::size_t anchor_ = 0;            // the block of the heading
  std::uint32_t inside_ = 0;          // an element of the article
};

}  // namespace

std::vector<std::string> names_in_byline(std::string_view byline) {
  return BylineReader().run(byline);
}

std::vector<std::string> choose_authors(const PageView& page, const SiteNames& site,
                                        std::uint32_t heading) {
  return AuthorChooser(page, site, heading).run();
}

}  // namespace saring::boilerplate
