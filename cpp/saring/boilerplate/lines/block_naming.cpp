// Blocks among the units that are dropped. A thread of comments is a chain of marks, i.e. lines of
// dates and of rules for comments ("Reply"), with texts in between. Tests:
// tests/cpp/boilerplate/lines/block_naming_test.cpp.
#include "saring/boilerplate/lines/block_naming_internal.hpp"

#include <algorithm>
#include <cstddef>

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxGap = 6;       // units between two marks of what may be a thread
constexpr std::size_t kMaxText = 20;     // the same, in what is one already
constexpr std::size_t kMaxKept = 6;      // of these, that are kept
constexpr std::size_t kMaxTextless = 2;  // units between two marks without a text
constexpr std::size_t kMaxListed = 6;    // the same, in what is a thread already
constexpr std::size_t kMaxNameGap = 4;   // units between a text and the next name
constexpr std::size_t kMaxRest = 2;      // units between texts behind the last mark
constexpr std::size_t kMaxLast = 8;      // units behind the last mark
constexpr std::size_t kMaxName = 4;      // words of a line above a text that may be its author
constexpr std::size_t kMinMarks = 3;     // of a thread without a rule for comments
constexpr std::size_t kMaxHole = 3;      // lines between two of a thread
constexpr std::size_t kMaxNotice = 4;    // sentences below a label
constexpr std::size_t kMaxTitles = 40;   // below a label
constexpr std::size_t kMaxMenu = 2;      // very short lines in a row among titles

bool is_date_line(const LineInfo& info) {
  const LineShape& s = info.shape;
  return (s.has_date || s.has_time || (s.has_year && s.words() > 1)) && s.words() <= 14;
}

// A date so full that a sentence does not have it by chance.
bool is_stamp(const LineInfo& info) {
  const LineShape& s = info.shape;
  return s.words() <= 14 && s.has_time && (s.has_date || s.has_year);
}

// A line that says something, as a menu and a title do not.
bool is_text(const LineInfo& info) {
  const LineShape& s = info.shape;
  if (info.is_sentence || s.stops > 0) return true;
  const bool ends = s.ends_sentence || s.ends_ellipsis || s.last == '!' || s.last == '?';
  if (ends && s.words() >= 2) return true;
  return info.opening.persons > 0 && s.words() > 4 && s.title_tokens * 2 < s.tokens;
}

// Of a label whose block is named below it.
bool is_label_role(Role role) {
  return role == Role::kRelatedLabel || role == Role::kSubscribe || role == Role::kByline;
}

class BlockNamer {
 public:
  BlockNamer(const DocumentLines& document, RoleSet keep_roles,
             std::vector<UnitDecision>& decisions)
      : doc_(document), keep_roles_(keep_roles), decisions_(decisions) {}

  void run() {
    for (std::size_t i = 0; i < decisions_.size(); ++i) add(i);
    close();
    name_below_labels();
  }

 private:
  enum class Mark : std::uint8_t { kHeading, kPrompt, kDate, kName };

  [[nodiscard]] bool is_open(std::size_t i) const {
    const LineInfo& info = doc_.lines[i];
    return decisions_[i].by_model && (!info.is_named || info.role == Role::kTimestamp);
  }
  [[nodiscard]] bool is_article(std::size_t i) const {
    return !decisions_[i].by_model && kArticleRoles.contains(decisions_[i].role);
  }
  // What rules call it, the model's role of a line aside.
  [[nodiscard]] Role role_by_rule(std::size_t i) const {
    return is_open(i) ? doc_.lines[i].hint : decisions_[i].role;
  }
  void name(std::size_t i, Role role) {
    if (!is_open(i)) return;
    decisions_[i].role = role;
    decisions_[i].keep = keep_roles_.contains(role);
  }

  void add(std::size_t i) {
    if (is_article(i)) {
      has_article_ = has_article_ || doc_.lines[i].is_sentence;
      if (in_thread_ && ++gap_kept_ > kMaxKept) close();
      return;
    }
    const LineInfo& info = doc_.lines[i];
    const Role role = role_by_rule(i);
    if (role == Role::kRelatedLabel || role == Role::kCopyright) return close();
    if (in_thread_ && i - last_mark_ > (is_thread() ? kMaxText : kMaxGap) + 1) close();
    const bool text = is_open(i) && is_text(info);
    if (role == Role::kComments) {
      const bool heads = info.rule == nullptr || info.rule->kind == RuleKind::kBlock ||
                         info.shape.digits > 0;  // "12 comments"
      if (heads) close();
      mark(i, heads ? Mark::kHeading : Mark::kPrompt);
    } else if (is_stamp(info) || (!text && is_date_line(info))) {
      mark(i, Mark::kDate);
    } else if (text) {
      if (in_thread_ && has_author(i)) mark(i - 1, Mark::kName);
      if (!in_thread_) return;
      ++gap_texts_;
      gap_persons_ += info.opening.persons > 0 ? 1 : 0;
      const bool follows = i - end_ <= kMaxRest + 1 && i - last_mark_ <= kMaxLast;
      if (follows && (last_ != Mark::kPrompt || repeats_)) end_ = i;
    }
  }

  // Whether the line above a text of a thread may be its author's name.
  [[nodiscard]] bool has_author(std::size_t i) const {
    if (i <= last_mark_ + 1 || i > end_ + kMaxNameGap || i <= free_) return false;
    if (last_ == Mark::kPrompt && !repeats_) return false;
    const LineInfo& text = doc_.lines[i];
    const LineInfo& name = doc_.lines[i - 1];
    return text.is_sentence && text.opening.persons > 0 && is_open(i - 1) &&
           name.shape.words() <= kMaxName && !is_text(name);
  }

  void mark(std::size_t i, Mark kind) {
    if (in_thread_ && gap_texts_ == 0 &&
        i - last_mark_ > (is_thread() ? kMaxListed : kMaxTextless) + 1)
      close();
    if (!in_thread_) open(i, kind);
    texts_ += gap_texts_;
    persons_ += gap_persons_;
    gap_texts_ = gap_persons_ = gap_kept_ = 0;
    last_mark_ = end_ = i;
    last_ = kind;
    ++marks_;
    if (kind != Mark::kPrompt && kind != Mark::kHeading) return;
    const Rule* rule = doc_.lines[i].rule;
    repeats_ = repeats_ || (rule != nullptr && rule == rule_);
    rule_ = rule;
  }

  void open(std::size_t i, Mark kind) {
    in_thread_ = true;
    first_ = i;
    rule_ = nullptr;
    repeats_ = false;
    is_headed_ = kind == Mark::kHeading;
    marks_ = texts_ = persons_ = 0;
    gap_texts_ = gap_persons_ = gap_kept_ = 0;
    // The name above a date.
    if (kind == Mark::kDate && i > free_ && is_open(i - 1) &&
        doc_.lines[i - 1].shape.words() <= kMaxName && !is_text(doc_.lines[i - 1])) {
      first_ = i - 1;
    }
  }

  void close() {
    if (!in_thread_) return;
    in_thread_ = false;
    texts_ += gap_texts_;
    persons_ += gap_persons_;
    if (!is_thread()) return;
    for (std::size_t i = first_; i <= end_; ++i) name(i, Role::kComments);
    free_ = end_ + 1;
  }

  [[nodiscard]] bool is_thread() const {
    if (texts_ == 0) return false;
    if (repeats_) return true;
    if (!has_article_) return false;
    if (is_headed_) return persons_ * 4 >= texts_;
    return marks_ >= kMinMarks && texts_ + 1 >= marks_ && persons_ >= 2 && persons_ * 3 >= texts_;
  }

  [[nodiscard]] bool is_title(std::size_t i) const {
    return is_open(i) && decisions_[i].role == Role::kRelatedLink;
  }

  // Notices, biographies and titles below their labels; a short title between two others.
  void name_below_labels() {
    Role label = Role::kOther;
    std::size_t taken = 0;
    std::size_t menu = 0;  // very short lines in a row
    for (std::size_t i = 0; i < decisions_.size(); ++i) {
      const LineInfo& info = doc_.lines[i];
      const UnitDecision& decision = decisions_[i];
      const bool is_label =
          is_open(i) && decision.role != Role::kComments && is_label_role(info.hint);
      if (is_label) name(i, info.hint);
      if (is_label || !is_open(i)) {
        label = is_article(i) ? Role::kOther : decision.role;
        taken = menu = 0;
        continue;
      }
      if (decision.role == Role::kComments) label = Role::kOther;
      if (i >= 2 && is_title(i) && is_title(i - 2) && is_open(i - 1) &&
          decisions_[i - 1].role == Role::kNavigation && doc_.lines[i - 1].shape.words() > 1)
        name(i - 1, Role::kRelatedLink);
      menu = info.shape.words() <= 2 && !is_date_line(info) ? menu + 1 : 0;
      switch (label) {
        case Role::kSubscribe:
        case Role::kByline: {
          const bool is_name = label == Role::kByline && taken == 0 && is_name_like(info.shape);
          if (++taken > kMaxNotice || !(info.is_sentence || is_name)) {
            label = Role::kOther;
          } else {
            name(i, label);
          }
          break;
        }
        case Role::kRelatedLabel:
        case Role::kRelatedLink:
          if (++taken > kMaxTitles || menu > kMaxMenu || !is_headline_like(info.shape)) {
            label = Role::kOther;
          } else if (decision.role != Role::kTimestamp) {
            name(i, Role::kRelatedLink);
          }
          break;
        default:
          break;
      }
    }
  }

  const DocumentLines& doc_;
  RoleSet keep_roles_;
  std::vector<UnitDecision>& decisions_;
  bool has_article_ = false;  // a sentence of it, so far
  // The thread that may be open.
  bool in_thread_ = false;
  bool repeats_ = false;    // a rule for comments, in a row
  bool is_headed_ = false;  // it begins with a label
  const Rule* rule_ = nullptr;
  Mark last_ = Mark::kName;
  std::size_t first_ = 0;
  std::size_t last_mark_ = 0;
  std::size_t end_ = 0;   // its last unit so far
  std::size_t free_ = 0;  // the first unit behind the thread before
  std::size_t marks_ = 0, texts_ = 0, persons_ = 0;
  std::size_t gap_texts_ = 0, gap_persons_ = 0, gap_kept_ = 0;  // since the last mark
};

}  // namespace

void name_blocks(const DocumentLines& document, RoleSet keep_roles,
                 std::vector<UnitDecision>& decisions) {
  BlockNamer(document, keep_roles, decisions).run();
}

void fill_threads(std::vector<LineDecision>& lines) {
  std::size_t last = lines.size();  // the last line of a thread; none
  std::size_t hole = 0;             // lines since
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].is_blank) continue;
    if (lines[i].keep || lines[i].role != Role::kComments) {
      ++hole;
      continue;
    }
    for (std::size_t j = last; hole > 0 && hole <= kMaxHole && j < i; ++j) {
      if (!lines[j].is_blank && !lines[j].keep && lines[j].rule == kModelRule)
        lines[j].role = Role::kComments;
    }
    last = i;
    hole = 0;
  }
}

}  // namespace saring::boilerplate
