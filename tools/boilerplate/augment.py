"""Make training pages of kinds that the collections lack, from the pages that they have.

The kinds are comment threads after articles, in many layouts; links to other stories inside
articles; long documents; articles split into sentences; short repeated lines inside articles. All
text of a new page is from one fold, so pages of a fold never contain text of another fold. The same
seed gives the same pages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from comment_threads import thread
from labelled_pages import ARTICLE, JUNK, Page, Pool

# Labels of links to other stories between paragraphs.
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


def with_comments(page: Page, pool: Pool, rng: random.Random) -> Page | None:
    """Return the page with a thread after its article."""
    at = page.last_article_line() + 1
    lines = thread(rng, pool, page.language, page.lines[0] if page.lines else "")
    if at == 0 or not lines:
        return None
    # Directly after the article, or after some of the lines that follow it.
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
    """Return the page with links to other stories between the paragraphs of its article."""
    inside = [i for i, label in enumerate(page.labels) if label == ARTICLE]
    if len(inside) < 4:
        return None
    labels = _RELATED.get(page.language, _RELATED["en"])
    after = set(rng.sample(inside[1:-1], min(len(inside) - 2, rng.choice((1, 1, 1, 2, 3)))))
    own = rng.choice(labels)  # each site has one label
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
    """Join the articles of several pages, with the lines around the first and the last."""
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
    """Make every sentence a line, as in a text that was one line."""
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
    """Return short lines as in articles: verses, dialogue, answers, scores, ingredients."""
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
    """Break paragraphs at links, like extractors that turn each element into a line."""
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
    """Return all pages that are made from one fold's pages, with the name of their group."""
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
