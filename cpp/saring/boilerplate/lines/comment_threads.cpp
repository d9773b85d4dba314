// Tests: tests/cpp/boilerplate/lines/comment_threads_test.cpp.
#include "saring/boilerplate/lines/comment_threads_internal.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxGap = 6;      // units between two marks
constexpr std::size_t kMinHeaded = 2;   // marks below a label
constexpr std::size_t kMinAlone = 3;    // marks without one
constexpr std::size_t kMinArticle = 2;  // sentences above a thread
constexpr std::size_t kMaxMarksBefore = 2;
constexpr std::size_t kMaxLooks = 8;       // at each unit, so that time is linear
constexpr std::size_t kMaxNames = 16;      // that are compared
constexpr std::size_t kMaxMarkBytes = 80;  // of a line that names who writes
constexpr std::uint32_t kMaxNameWords = 6;
constexpr std::uint32_t kMaxPromptWords = 3;
constexpr std::uint32_t kMaxLabelWords = 4;

enum class Mark : std::uint8_t {
  kNone,
  kLabel,
  kPrompt,
  kDate,
  kSpeaker,
  kNumbered,
  kPosted,
  kName
};

class ThreadFinder {
 public:
  ThreadFinder(const DocumentLines& document, const RuleWords& words,
               const std::vector<UnitDecision>& decisions)
      : doc_(document), words_(words), decisions_(decisions) {}

  // First unit of the thread that ends the text, and the unit behind its last; both 0 for none.
  [[nodiscard]] std::pair<std::size_t, std::size_t> find() {
    const std::size_t n = doc_.lines.size();
    std::size_t sentences = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const Mark kind = mark(i);
      if (kind == Mark::kNone || kind == Mark::kName) {
        sentences += is_kept(i) && doc_.lines[i].is_sentence ? 1 : 0;
        continue;
      }
      const bool may_begin =
          kind == Mark::kLabel || kind == Mark::kSpeaker || kind == Mark::kPosted;
      const std::size_t end =
          may_begin && sentences >= kMinArticle ? thread_end(i, kind) : std::size_t{0};
      if (end != 0) return {i, end};
      marks_before_ += kind == Mark::kPrompt || kind == Mark::kDate ? 1 : 0;
    }
    return {0, 0};
  }

 private:
  [[nodiscard]] bool is_kept(std::size_t i) const {
    return !decisions_[i].by_model && kArticleRoles.contains(decisions_[i].role);
  }
  [[nodiscard]] std::string_view view(std::size_t i) const {
    const LineInfo& info = doc_.lines[i];
    std::string_view line = doc_.text.substr(info.start, info.end - info.start);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
    return line;
  }

  // Whether rules end the thread: other stories, the footer.
  [[nodiscard]] bool closes(std::size_t i) const {
    const Role role = decisions_[i].role;
    return !decisions_[i].by_model && (role == Role::kRelatedLabel || role == Role::kRelatedLink ||
                                       role == Role::kCopyright || role == Role::kSubscribe);
  }

  [[nodiscard]] Mark mark(std::size_t i) {
    const LineInfo& info = doc_.lines[i];
    const LineShape& s = info.shape;
    if (s.words() > 14 || info.units_of_line > 1) return Mark::kNone;
    const bool by_rule = info.hint == Role::kComments ||
                         (info.cause == Cause::kRule && info.role == Role::kComments);
    if (by_rule) {
      const bool heads =
          info.rule == nullptr || info.rule->kind == RuleKind::kBlock || s.digits > 0;
      if (heads && s.words() <= kMaxLabelWords && !s.ends_sentence) return Mark::kLabel;
      return s.words() <= kMaxPromptWords ? Mark::kPrompt : Mark::kNone;
    }
    if (s.has_time && (s.has_date || s.has_year)) return Mark::kDate;
    const std::string_view line = view(i);
    if (line.size() > kMaxMarkBytes || s.words() > kMaxNameWords) return Mark::kNone;
    if (s.ends_colon) return is_speaker(line) ? Mark::kSpeaker : Mark::kNone;
    const bool is_nick = s.tokens == 1 && s.letters > 0 && s.digits > 0 && !s.ends_sentence;
    if (is_name_like(s) || is_nick) {
      name_ = line;
      return Mark::kName;
    }
    return numbered(line);
  }

  // "Anna K. says:", with a name of its own.
  [[nodiscard]] bool is_speaker(std::string_view line) {
    line.remove_suffix(1);
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos || line.front() == '"') return false;
    name_ = line.substr(0, space);
    const std::string_view verb = line.substr(space + 1);
    return words_.is_comment_verb(verb);
  }

  // "#1 Posted by Anna", "1. Anna".
  [[nodiscard]] Mark numbered(std::string_view line) const {
    std::size_t at = line.starts_with('#') ? 1 : 0;
    const bool has_sign = at == 1;
    while (at < line.size() && at < 6 && ascii::is_digit(line[at])) ++at;
    if (at == (has_sign ? 1U : 0U)) return Mark::kNone;
    const bool divides =
        at < line.size() && (line[at] == '.' || line[at] == ')' || line[at] == ':');
    if (!divides && !has_sign) return Mark::kNone;
    at += divides ? 1 : 0;
    if (at >= line.size() || line[at] != ' ') return Mark::kNone;
    const std::string_view rest = line.substr(at + 1);
    if (words_.begins_post(rest)) return Mark::kPosted;
    const LineShape shape = measure_line(rest);
    return shape.words() <= 3 && !shape.ends_sentence && shape.letters > 0 ? Mark::kNumbered
                                                                           : Mark::kNone;
  }

  // A name that people have on the net rather than in an article.
  [[nodiscard]] static bool is_handle(std::string_view name) {
    return name.size() > 1 &&
           (ascii::is_lower(name[0]) || std::any_of(name.begin(), name.end(), ascii::is_digit));
  }

  // Counts a speaker's name; a dialogue has the same ones again and again.
  void count_name() {
    handles_ += is_handle(name_) ? 1 : 0;
    const auto end = names_.begin() + static_cast<std::ptrdiff_t>(num_names_);
    if (std::find(names_.begin(), end, name_) != end || num_names_ == kMaxNames) return;
    names_[num_names_++] = name_;
  }

  // Counts a look at a unit: a dialogue has a mark on every second line, from each of which on the
  // rest of the text would be read.
  [[nodiscard]] bool may_look() { return ++looks_ <= kMaxLooks * doc_.lines.size(); }

  // The unit behind the thread that begins with the mark at `first`; 0 if none does.
  [[nodiscard]] std::size_t thread_end(std::size_t first, Mark kind) {
    num_names_ = handles_ = 0;
    std::array<std::size_t, 8> count{};
    std::size_t texts = 0, long_texts = 0, persons = 0, gap = 0, name_gap = 0;
    const bool headed = kind == Mark::kLabel;
    if (!headed && marks_before_ > kMaxMarksBefore) return 0;  // a forum, whose posts are its text
    // A name by itself is a reader's only where the first comment has one too.
    const bool by_names = headed && first + 1 < doc_.lines.size() && mark(first + 1) == Mark::kName;
    bool by_marks = true;  // other than names
    std::size_t i = first;
    for (; i < doc_.lines.size(); ++i) {
      if (!may_look()) return 0;
      if (i > first && closes(i)) break;
      const Mark found = i == first ? kind : mark(i);
      const Mark here = found == Mark::kName && !by_names ? Mark::kNone : found;
      if (here != Mark::kNone) {
        if (here == Mark::kSpeaker || here == Mark::kName) count_name();
        ++count[static_cast<std::size_t>(here)];
        name_gap = 0;
        if (here != Mark::kName) gap = 0;
        continue;
      }
      const LineInfo& info = doc_.lines[i];
      ++name_gap;
      if (++gap > kMaxGap && is_kept(i)) {
        by_marks = false;
        if (!by_names || name_gap > kMaxGap) return 0;
      }
      if (info.shape.words() < 2) continue;
      // What someone says, in the words of an article.
      if (info.shape.starts_quote && is_kept(i)) return 0;
      ++texts;
      long_texts += info.shape.words() > kMaxPhraseLine ? 1 : 0;
      persons += info.opening.persons > 0 ? 1 : 0;
    }
    for (std::size_t k = i; k < doc_.lines.size(); ++k)
      if (!may_look() || (is_kept(k) && doc_.lines[k].is_sentence))
        return 0;  // the article goes on
    const auto of = [&](Mark m) { return count[static_cast<std::size_t>(m)]; };
    if (texts < 2 || persons * 4 < texts) return 0;
    if (headed) {
      const std::size_t marks = of(Mark::kPrompt) + of(Mark::kDate) + of(Mark::kPosted) +
                                of(Mark::kNumbered) + std::min(of(Mark::kSpeaker), num_names_);
      // Long texts below titles of one word are rather parts of an article.
      const bool by_three =
          by_names && num_names_ >= kMinAlone && persons * 2 >= texts && long_texts == 0;
      return (by_marks && marks >= kMinHeaded) || by_three ? i : 0;
    }
    if (of(Mark::kPosted) >= kMinAlone) return i;
    const bool is_of_readers = handles_ > 0 || of(Mark::kPrompt) + of(Mark::kDate) >= kMinHeaded;
    return num_names_ >= kMinAlone && is_of_readers ? i : 0;
  }

  const DocumentLines& doc_;
  const RuleWords& words_;
  const std::vector<UnitDecision>& decisions_;
  std::string_view name_;  // of the last speaker
  std::array<std::string_view, kMaxNames> names_;
  std::size_t num_names_ = 0;
  std::size_t marks_before_ = 0;  // prompts and dates
  std::size_t handles_ = 0;
  std::size_t looks_ = 0;
};

}  // namespace

void drop_threads(const DocumentLines& document, const RuleWords& words, RoleSet keep_roles,
                  std::vector<UnitDecision>& decisions) {
  const auto [first, end] = ThreadFinder(document, words, decisions).find();
  for (std::size_t i = first; i < end; ++i) {
    UnitDecision& decision = decisions[i];
    if (decision.by_model || !kArticleRoles.contains(decision.role)) continue;
    decision.role = Role::kComments;
    decision.keep = keep_roles.contains(Role::kComments);
    decision.reason = "in a thread of comments that ends the text";
    decision.rule = "structure.comments";
    decision.score = 0.95F;
    decision.article = 0;
  }
}

}  // namespace saring::boilerplate
