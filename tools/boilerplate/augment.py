"""Training pages that the collections lack, made of those that they hold.

Comment threads behind articles, in many layouts; links to other stories inside; long documents;
articles that came as sentences; short repeated lines inside articles. Everything is taken from
pages of the same fold, so that what is made of the pages of a fold never holds text of another
one. The same seed gives the same pages.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

ARTICLE, JUNK, SKIPPED = 1, 0, -1


@dataclass
class Page:
    """A page to learn from: its lines, and a label for each."""

    key: str  # stable name, from which all chance is drawn
    lines: list[str]
    labels: list[int]
    language: str
    kind: str  # type of the page: "article", "news", "forum" …

    def last_article_line(self) -> int:
        """Index of the last line of the article, -1 if there is none."""
        return max((i for i, label in enumerate(self.labels) if label == ARTICLE), default=-1)

    def article(self) -> list[str]:
        """Lines of the article."""
        return [x for x, label in zip(self.lines, self.labels, strict=True) if label == ARTICLE]


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
}
# What sites print around comments: heads of the block, "N says", ago, buttons, lines of the form.
_WORDS = {
    "en": (
        [
            "{n} comments",
            "Comments",
            "Comments ({n})",
            "{n} thoughts on “{title}”",
            "Discussion",
            "{n} responses to “{title}”",
            "Join the conversation",
            "What readers say",
            "{n} Replies",
            "Leave a comment",
            "Show comments",
            "User reviews",
            "Reader comments",
        ],
        [
            "{name} says:",
            "{name} said...",
            "{name} wrote:",
            "Posted by {name}",
            "By {name}",
            "Comment by {name}",
            "{name} commented",
        ],
        ["{k} days ago", "{k} hours ago", "{k} years ago", "{k} months ago", "{k}h", "{k}d"],
        [
            "Reply",
            "Like",
            "Report",
            "Share",
            "Permalink",
            "Quote",
            "Like · Reply · {k}d",
            "Flag",
            "Log in to Reply",
            "Recommend",
            "• Reply • Share ›",
            "Reply Link",
            "Report abuse",
        ],
        [
            "Leave a Reply",
            "Your email address will not be published.",
            "Name",
            "Email",
            "Website",
            "Post Comment",
            "You must be logged in to post a comment.",
            "Notify me of new comments",
        ],
    ),
    "id": (
        [
            "Komentar",
            "{n} Komentar",
            "Komentar ({n})",
            "Tinggalkan komentar",
            "Tanggapan pembaca",
            "Semua komentar",
            "Tulis komentar",
            "{n} tanggapan untuk “{title}”",
        ],
        ["{name} berkata:", "{name} mengatakan:", "Oleh {name}", "{name} menulis:"],
        ["{k} jam lalu", "{k} hari yang lalu", "{k} tahun lalu", "{k} menit yang lalu"],
        ["Balas", "Suka", "Laporkan", "Bagikan", "Lapor", "Suka · Balas · {k} jam"],
        [
            "Tinggalkan Balasan",
            "Alamat email Anda tidak akan dipublikasikan.",
            "Nama",
            "Email",
            "Situs Web",
            "Kirim Komentar",
            "Silakan login untuk memberi komentar.",
        ],
    ),
    "ms": (
        ["Komen", "{n} Komen", "Ulasan pembaca", "Tinggalkan komen"],
        ["{name} berkata:", "Oleh {name}"],
        ["{k} jam lalu", "{k} hari lalu", "{k} tahun lalu"],
        ["Balas", "Suka", "Lapor"],
        ["Tinggalkan Jawapan", "Nama", "E-mel", "Laman web", "Hantar Komen"],
    ),
    "de": (
        ["Kommentare", "{n} Kommentare", "Leserkommentare", "Diskussion", "Kommentar schreiben"],
        ["{name} sagt:", "{name} schrieb:", "Von {name}"],
        ["vor {k} Tagen", "vor {k} Stunden", "vor {k} Jahren"],
        ["Antworten", "Gefällt mir", "Melden", "Zitieren"],
        ["Schreibe einen Kommentar", "Name", "E-Mail", "Website", "Kommentar abschicken"],
    ),
    "fr": (
        ["Commentaires", "{n} commentaires", "Vos réactions", "Laisser un commentaire"],
        ["{name} dit :", "Par {name}", "{name} a écrit :"],
        ["il y a {k} jours", "il y a {k} heures", "il y a {k} ans"],
        ["Répondre", "J'aime", "Signaler", "Signaler un abus"],
        ["Laisser un commentaire", "Nom", "E-mail", "Site web", "Publier"],
    ),
    "es": (
        ["Comentarios", "{n} comentarios", "Deja un comentario"],
        ["{name} dice:", "Por {name}"],
        ["hace {k} días", "hace {k} horas", "hace {k} años"],
        ["Responder", "Me gusta", "Denunciar"],
        ["Deja una respuesta", "Nombre", "Correo electrónico", "Web"],
    ),
    "ru": (
        ["Комментарии", "{n} комментариев", "Обсуждение", "Оставить комментарий"],
        ["{name} говорит:", "{name} пишет:", "Автор: {name}"],
        ["{k} дней назад", "{k} часов назад"],
        ["Ответить", "Нравится", "Пожаловаться", "Цитировать"],
        ["Добавить комментарий", "Имя", "Сайт", "Отправить"],
    ),
    "pl": (
        ["Komentarze", "Komentarze ({n})", "Opinie", "Dodaj komentarz"],
        ["{name} pisze:", "{name} napisał:", "Autor: {name}"],
        ["{k} dni temu", "{k} godzin temu"],
        ["Odpowiedz", "Zgłoś", "Lubię to", "Cytuj"],
        ["Dodaj komentarz", "Imię", "E-mail", "Strona", "Wyślij"],
    ),
    "zh": (
        ["网友评论", "评论({n})", "全部评论", "最新评论"],
        ["{name}：", "{name} 发表于"],
        ["{k}小时前", "{k}天前"],
        ["回复", "顶({k})", "举报", "赞"],
        ["发表评论", "昵称", "验证码"],
    ),
}
# Labels of links to other stories, as they stand between paragraphs.
_RELATED = {
    "en": ("Read more:", "Read also:", "Related:", "See also", "RELATED", "More on this story"),
    "id": ("Baca juga:", "Baca Juga", "BACA JUGA:", "Lihat juga:", "Simak juga:"),
    "ms": ("Baca juga:", "Baca lagi:", "BACA:", "Artikel berkaitan:"),
    "de": ("Lesen Sie auch:", "Lesen Sie mehr:", "Mehr zum Thema:", "Auch interessant:"),
    "fr": ("Lire aussi :", "À lire aussi :", "Lire aussi", "Sur le même sujet"),
    "es": ("Lea también:", "Te puede interesar:", "Lee también", "Relacionado:"),
    "pt": ("Leia também:", "Leia mais:", "Veja também"),
    "it": ("Leggi anche:", "Leggi anche", "Potrebbe interessarti:"),
    "nl": ("Lees ook:", "Lees meer:"),
    "tr": ("İlgili Haber:", "Ayrıca okuyun:"),
    "ru": ("Читайте также:", "Читайте также", "По теме:"),
    "pl": ("Czytaj też:", "Zobacz także:", "Przeczytaj także"),
    "el": ("Διαβάστε επίσης:", "Δείτε επίσης:"),
    "vi": ("Xem thêm:", "Đọc thêm:"),
    "zh": ("相关阅读：", "延伸阅读：", "【相关新闻】"),
    "ja": ("関連記事：", "あわせて読みたい"),
    "ko": ("관련기사", "관련 기사:"),
}
_NICKS = [
    "anna.b",
    "bigbear77",
    "river_man",
    "Mike",
    "sunny2",
    "jdoe",
    "K.T.",
    "oldtimer",
    "Susan",
    "lakeview99",
    "Tomas",
    "budi_s",
    "rina88",
    "andi",
    "Pak_RT",
    "mamah_ita",
    "dewi",
    "Guest",
    "Anonymous",
    "anon",
    "visitor",
    "Peter_W",
    "greenfield",
    "Zoe",
    "q_7",
    "traveller",
    "Joko88",
    "Sari",
    "warga_biasa",
    "Hans",
    "coffeecup",
    "Marie",
    "ivan75",
    "svetlana",
    "kowal",
    "网友",
    "读者8812",
]
# How a comment is laid out: {who} a name line, {when} a date, {text} the comment, {button}.
_LAYOUTS = (
    ["{says}", "{when}", "{text}", "{button}"],
    ["{name}", "{when}", "{text}", "{button}"],
    ["{name}", "{when}", "{text}"],
    ["{name}", "{text}", "{button}"],
    ["{when}", "{name}", "{text}"],
    ["{name} {when}", "{text}"],
    ["{name} – {when}", "{text}", "{button}"],
    ["{name} | {when}", "{text}"],
    ["{name} on {when}", "{text}"],
    ["{i}. {says}", "{text}", "{when}"],
    ["#{i}", "{name}, {when}", "{text}", "{button}"],
    ["{i}", "{name}", "{text}"],
    ["{text}", "{says} {when}"],
    ["{text}", "{name}", "{when}"],
    ["{text}", "— {name}, {when}"],
    ["{name}: {text}"],
    ["{says} {text}"],
    ["{when} {name}: {text}"],
    ["{text}", "{button}", "{button}"],
    ["{text}"],
    ["{text}", "{when}"],
    ["{name} • {when}", "{text}", "{button}"],
    ["[{i}] {name}", "{text}", "{button}"],
    ["{name}", "{button}", "{when}", "{text}"],
)


def _date(rng: random.Random, language: str, style: int) -> str:
    ago = _WORDS.get(language, _WORDS["en"])[2]
    day, year = rng.randint(1, 28), rng.randint(2004, 2024)
    month = rng.randint(1, 12)
    names = _MONTHS.get(language, _MONTHS["en"]).split()
    hour, minute = rng.randint(0, 23), rng.randint(0, 59)
    if style == 0:
        return rng.choice(ago).format(k=rng.randint(1, 23))
    if style == 1:
        return f"{names[month - 1]} {day}, {year} at {hour % 12 + 1}:{minute:02} {'ap'[hour % 2]}m"
    if style == 2:
        return f"{day} {names[month - 1]} {year}"
    if style == 3:
        return f"{day:02}/{month:02}/{year} {hour:02}:{minute:02}"
    if style == 4:
        return f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{minute:02}"
    if style == 5:
        return f"{names[month - 1][:3]} {day}"
    return f"{day}.{month}.{year}, {hour:02}.{minute:02}"


class Pool:
    """Text of one fold to make threads of: posts and sentences by language, and names."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.posts: dict[str, list[list[str]]] = defaultdict(list)
        self.sentences: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, list[str]] = defaultdict(list)
        self.titles: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            first = page.labels.index(ARTICLE) if ARTICLE in page.labels else len(page.lines)
            head = page.lines[first] if first < len(page.lines) else ""
            if 20 <= len(head) <= 110 and not head.endswith((".", "。")):
                self.titles[page.language].append(head)
            for line, label in zip(page.lines, page.labels, strict=True):
                words = line.split()
                if re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]{2,}", line):
                    self.names[page.language].append(line)
                if label == ARTICLE and page.kind == "forum" and len(line) >= 25:
                    self.posts[page.language].append([line])
                elif label == ARTICLE and 8 <= len(words) <= 70:
                    self.sentences[page.language].append(line)
                elif label == ARTICLE and len(words) < 4 and len(line) > 20:
                    self.sentences[page.language].append(line)  # written without spaces

    def text(self, rng: random.Random, language: str) -> list[str]:
        """One to four paragraphs of a comment."""
        posts, sentences = self.posts[language], self.sentences[language]
        out = []
        for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3, 4))):
            if posts and rng.random() < 0.75:
                out += rng.choice(posts)
            elif sentences:
                out.append(_as_spoken(rng, rng.choice(sentences), language))
        return out

    def title(self, rng: random.Random, language: str) -> str:
        """Headline of a page; empty if there is none in the language."""
        titles = self.titles[language]
        return rng.choice(titles) if titles else ""

    def name(self, rng: random.Random, language: str) -> str:
        """Name of a reader: a person's or a nickname."""
        names = self.names[language] or self.names["en"]
        if not names or rng.random() < 0.4:
            return rng.choice(_NICKS)
        name = rng.choice(names)
        return rng.choice((name, name.split()[0], name.lower()))


_OPENERS = {
    "en": [
        "I think ",
        "Well, ",
        "Great post! ",
        "@{name} ",
        "LOL ",
        "My two cents: ",
        "So true. ",
        "I agree with you, ",
        "You are wrong: ",
        "Thanks for this. ",
        "We all know that ",
        "",
    ],
    "id": [
        "Menurut saya ",
        "Setuju gan, ",
        "Wah, ",
        "@{name} ",
        "Mantap! ",
        "Kita semua tahu ",
        "Saya kira ",
        "Semoga saja. ",
        "Kalian lihat sendiri, ",
        "hahaha ",
        "",
    ],
    "ms": ["Saya rasa ", "Setuju! ", "Kita semua tahu ", ""],
    "de": ["Ich finde, ", "Danke! ", "@{name}: ", "Du hast recht, ", ""],
    "fr": ["Je pense que ", "Merci ! ", "@{name} ", "Vous oubliez que ", ""],
    "es": ["Yo creo que ", "Gracias. ", "@{name} ", ""],
    "ru": ["Я думаю, ", "Спасибо! ", "Вы не правы, ", ""],
    "pl": ["Myślę, że ", "Dzięki! ", "Masz rację, ", ""],
    "zh": ["我觉得", "支持！", "楼上说得对，", ""],
}


def _as_spoken(rng: random.Random, sentence: str, language: str) -> str:
    sentences = re.split(r"(?<=[.!?]) ", sentence)
    sentence = " ".join(sentences[: rng.randint(1, 2)])
    opener = rng.choice(_OPENERS.get(language, _OPENERS["en"])).format(name=rng.choice(_NICKS))
    out = opener + sentence
    if rng.random() < 0.3:
        out = out.lower()
    if rng.random() < 0.3:
        out = out.rstrip(".") + rng.choice(("!!", "...", " :)", "", "?", "!"))
    return out


def thread(rng: random.Random, pool: Pool, language: str, title: str) -> list[str]:
    """Lines of a comment thread in one layout."""
    known = language if language in _WORDS else "en"
    heads, says, _, buttons, form = _WORDS[known]
    layout = rng.choice(_LAYOUTS)
    style = rng.randint(0, 6)
    own_says, own_buttons = rng.choice(says), rng.sample(buttons, min(2, len(buttons)))
    count = min(60, int(rng.expovariate(1 / 7)) + 1)
    out = []
    if rng.random() < 0.55:
        out.append(rng.choice(heads).format(n=count, title=title))
    for i in range(count):
        text = pool.text(rng, language)
        if not text:
            return []
        name = pool.name(rng, language)
        fields = {
            "i": i + 1,
            "name": name,
            "says": own_says.format(name=name),
            "when": _date(rng, known, style),
        }
        for template in layout:
            if template == "{text}":
                out += text
            elif template == "{button}":
                out.append(rng.choice(own_buttons).format(k=rng.randint(1, 30)))
            else:
                # Names or figures may hold braces: each field is put in once.
                line = template.format(**fields, text=text[0])
                out.append(line)
                if "{text}" in template:
                    out += text[1:]
    if rng.random() < 0.35:
        out += form[: rng.randint(1, len(form))]
    return out


def with_comments(page: Page, pool: Pool, rng: random.Random) -> Page | None:
    """Give the page with a thread behind its article."""
    at = page.last_article_line() + 1
    lines = thread(rng, pool, page.language, page.lines[0] if page.lines else "")
    if at == 0 or not lines:
        return None
    # Behind the article at once, or behind some of the lines that follow it.
    while at < len(page.lines) and rng.random() < 0.6:
        at += 1
    return Page(
        page.key + "#comments",
        page.lines[:at] + lines + page.lines[at:],
        page.labels[:at] + [JUNK] * len(lines) + page.labels[at:],
        page.language,
        page.kind,
    )


def with_related(page: Page, pool: Pool, rng: random.Random) -> Page | None:
    """Give the page with links to other stories between the paragraphs of its article."""
    inside = [i for i, label in enumerate(page.labels) if label == ARTICLE]
    if len(inside) < 4:
        return None
    labels = _RELATED.get(page.language, _RELATED["en"])
    after = set(rng.sample(inside[1:-1], min(len(inside) - 2, rng.choice((1, 1, 1, 2, 3)))))
    own = rng.choice(labels)  # a site has one
    on_one_line = rng.random() < 0.3
    out = Page(page.key + "#related", [], [], page.language, page.kind)
    for i, (line, label) in enumerate(zip(page.lines, page.labels, strict=True)):
        out.lines.append(line)
        out.labels.append(label)
        if i not in after:
            continue
        titles = [pool.title(rng, page.language) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
        if not all(titles):
            return None
        block = [f"{own} {titles[0]}"] if on_one_line else [own, *titles]
        out.lines += block
        out.labels += [JUNK] * len(block)
    return out


def long_page(pages: Sequence[Page], rng: random.Random, key: str) -> Page:
    """Join the articles of several pages, with what surrounds the first and the last."""
    first, last = pages[0], pages[-1]
    head = first.labels.index(ARTICLE)
    tail = last.last_article_line() + 1
    lines = first.lines[:head] if rng.random() < 0.5 else []
    labels = first.labels[: len(lines)]
    for page in pages:
        own = page.article()
        lines, labels = lines + own, labels + [ARTICLE] * len(own)
    if rng.random() < 0.5:
        lines, labels = lines + last.lines[tail:], labels + last.labels[tail:]
    return Page(key, lines, labels, first.language, "article")


_STOP = re.compile(r"(?<=[.!?。！？]) +|(?<=[。！？])(?=\S)")


def as_sentences(page: Page, key: str) -> Page:
    """Make every sentence a line, as in a text that came as one line."""
    lines, labels = [], []
    for line, label in zip(page.lines, page.labels, strict=True):
        for sentence in _STOP.split(line):
            if sentence.strip():
                lines.append(sentence.strip())
                labels.append(label)
    return Page(key, lines, labels, page.language, page.kind)


def _verses(rng: random.Random, words: list[str]) -> list[str]:
    lines = []
    while len(words) > 4:
        size = rng.randint(3, 6)
        lines.append(" ".join(words[:size]))
        words = words[size:]
    refrain = lines[:2]
    out = []
    for i, line in enumerate(lines):
        out.append(line)
        if i % 4 == 3:
            out += refrain
    return out


def _block(rng: random.Random, words: list[str]) -> list[str]:
    """Short lines as articles hold them: verses, dialogue, answers, scores, ingredients."""
    kind = rng.randint(0, 7)
    pick = lambda k: " ".join(rng.choice(words) for _ in range(k))  # noqa: E731
    if kind == 0:
        return _verses(rng, words)
    if kind == 1:
        return [rng.choice(("– ", "- ", "“")) + pick(rng.randint(1, 5)) + "." for _ in range(12)]
    if kind == 2:
        out = []
        for i in range(rng.randint(2, 8)):
            out += [f"{i + 1}. {pick(6)}?", f"A. {pick(2)}", f"B. {pick(2)}", f"C. {pick(1)}"]
            out += [rng.choice(("Answer", "Jawaban", "Jawapan")) + ": " + rng.choice("ABC")]
        return out
    if kind == 3:
        size = rng.randint(4, 20)
        return [f"{pick(1)} {rng.randint(0, 5)}-{rng.randint(0, 5)} {pick(1)}" for _ in range(size)]
    if kind == 4:
        unit = ("g", "ml", "tbsp", "sendok makan", "cups", "kg")
        return [f"{rng.randint(1, 900)} {rng.choice(unit)} {pick(2)}" for _ in range(8)]
    size = rng.randint(4, 15)
    if kind == 5:
        return [f"{pick(2)}: {rng.randint(1, 99)}" for _ in range(size)]
    if kind == 6:
        hour = rng.randint(6, 12)
        end = rng.choice((" WIB", "", " WITA", " GMT", " Uhr", " pm"))
        clock = rng.choice((":", "."))
        return [
            f"{hour + i}{clock}{rng.choice(('00', '15', '30'))}{end}: {pick(3)}"
            for i in range(size)
        ]
    bullet = rng.choice(("", "- ", "• ", "* "))
    return [bullet + pick(rng.randint(1, 5)).title() for _ in range(size)]


def broken(page: Page, rng: random.Random, key: str) -> Page:
    """Break paragraphs where links were, as extractors do that take each element as a line."""
    lines, labels = [], []
    for line, label in zip(page.lines, page.labels, strict=True):
        words = line.split(" ")
        if label == ARTICLE and len(words) > 10 and rng.random() < 0.7:
            at = rng.randint(1, len(words) - 4)
            end = at + rng.randint(1, 4)
            parts = [part for part in (words[:at], words[at:end], words[end:]) if part]
        else:
            parts = [words]
        lines += [" ".join(part) for part in parts]
        labels += [label] * len(parts)
    return Page(key, lines, labels, page.language, page.kind)


def with_short_lines(page: Page, rng: random.Random) -> Page | None:
    """Put a block of short lines into the article."""
    inside = [i for i, label in enumerate(page.labels) if label == ARTICLE]
    words = " ".join(page.lines[i] for i in inside[:12]).split()
    if len(inside) < 6 or len(words) < 30:
        return None
    at = rng.choice(inside[2:-2]) + 1
    block = _block(rng, words[:80])
    return Page(
        page.key + "#short",
        page.lines[:at] + block + page.lines[at:],
        page.labels[:at] + [ARTICLE] * len(block) + page.labels[at:],
        page.language,
        page.kind,
    )


def augment(pages: Sequence[Page], seed: int) -> Iterator[tuple[Page, str]]:
    """Give all pages made of the pages of one fold, with what they are: the group's name."""
    pool = Pool(pages)
    articles = [p for p in pages if p.kind != "forum" and p.last_article_line() >= 3]

    def chance(page: Page, what: str) -> random.Random:
        return random.Random(f"{seed}:{what}:{page.key}")

    made: list[tuple[str, float, Callable[[Page, random.Random], Page | None]]] = [
        ("comments", 0.4, lambda page, rng: with_comments(page, pool, rng)),
        ("related", 0.15, lambda page, rng: with_related(page, pool, rng)),
        ("sentences", 0.06, lambda page, _: as_sentences(page, page.key + "#sentences")),
        ("short", 0.12, with_short_lines),
        ("broken", 0.12, lambda page, rng: broken(page, rng, page.key + "#broken")),
    ]
    for page in articles:
        for name, share, make in made:
            rng = chance(page, name)
            if rng.random() < share and (out := make(page, rng)) is not None:
                yield out, name
        if page.key.endswith(":full") and chance(page, "clean").random() < 0.35:
            own = page.article()
            clean = Page(page.key + "#clean", own, [ARTICLE] * len(own), page.language, page.kind)
            yield clean, "clean"
        rng = chance(page, "long")
        if rng.random() < 0.04:
            same = [p for p in articles if p.language == page.language]
            count = min(len(same), rng.choice((4, 8, 16, 32, 64)))
            yield long_page([page, *rng.sample(same, count)], rng, page.key + "#long"), "long"
