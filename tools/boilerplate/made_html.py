"""Make pages of kinds that the collections lack, from the pages that they have.

The kinds are: a second article below the first, as on sites that load the next article; and comment
threads without meaningful class names. Everything that is added to a page comes from pages of the
same fold. The gold text of the page does not change.
"""

from __future__ import annotations

import collections
import dataclasses
import html
import random
import re
from collections.abc import Callable, Iterator, Sequence

import labelled_pages
from comment_threads import thread
from html_pages import Page, tokens

MAX_NEXT, MAX_THREADS = 200, 200
ARTICLE_TAG = re.compile(rb"<(/?)article\b", re.I)
BLOCK_END = re.compile(rb"</(?:div|td|article|section)\s*>", re.I)


def article_element(page: Page) -> tuple[int, int] | None:
    """Return the offsets of the only outermost ``<article>``, if it has most of the gold text."""
    depth, found, start = 0, [], 0
    for tag in ARTICLE_TAG.finditer(page.html):
        if tag[1]:
            depth -= 1
            if depth == 0:
                found.append((start, page.html.find(b">", tag.end()) + 1))
        else:
            start = tag.start() if depth == 0 else start
            depth += 1
        if depth < 0:
            return None
    if depth != 0 or len(found) != 1:
        return None
    start, end = found[0]
    inside = collections.Counter(
        tokens(re.sub(r"<[^>]*>", " ", page.html[start:end].decode("utf8", "replace")))
    )
    gold = collections.Counter(tokens(page.gold))
    return found[0] if sum((inside & gold).values()) > 0.8 * sum(gold.values()) > 80 else None


def next_articles(pages: Sequence[Page], fold_of: Callable[[str], int]) -> Iterator[Page]:
    """Put another article below a page's article, from the same site or else the same fold."""
    rng = random.Random(7)
    usable = [(p, at) for p in pages if (at := article_element(p)) is not None]
    order = rng.sample(usable, min(len(usable), MAX_NEXT))
    for page, (_, end) in order:
        fold = fold_of(page.domain)
        others = [o for o in usable if o[0] is not page and fold_of(o[0].domain) == fold]
        same_site = [o for o in others if o[0].domain == page.domain]
        if not others:
            continue
        other, (first, last) = rng.choice(same_site or others)
        below = other.html[first:last]
        if rng.random() < 0.5:
            below = b'<div class="next">' + below + b"</div>"
        yield made(page, page.html[:end] + below + page.html[end:])


def made(page: Page, markup: bytes) -> Page:
    """Return the page with new markup."""
    return dataclasses.replace(page, html=markup, file="made", source="made")


def pools_of(
    pages: Sequence[Page], fold_of: Callable[[str], int]
) -> dict[int, labelled_pages.Pool]:
    """Return the sentences and names of each fold, by language."""
    by_fold = collections.defaultdict(list)
    for page in pages:
        lines = page.gold.split("\n")
        own = labelled_pages.Page(page.key, lines, [1] * len(lines), page.lang, page.kind)
        by_fold[fold_of(page.domain)].append(own)
    return {fold: labelled_pages.Pool(own) for fold, own in by_fold.items()}


def end_of_article(page: Page, rng: random.Random) -> int | None:
    """Find the end of an element after the last line of the gold text."""
    lines = [line.strip() for line in page.gold.split("\n") if len(line.strip()) > 30]
    if not lines:
        return None
    at = page.html.rfind(html.escape(lines[-1][:24], quote=False).encode())
    if at < 0:
        return None
    ends = [tag.end() for _, tag in zip(range(4), BLOCK_END.finditer(page.html, at), strict=False)]
    return rng.choice(ends) if ends else None


def thread_markup(lines: Sequence[str], rng: random.Random) -> str:
    """Lay out the lines of a thread."""
    outer, inner = rng.choice((("div", "p"), ("div", "div"), ("ul", "li"), ("div", "span")))
    names = ("", "", f' class="b{rng.randint(1, 99)}"', ' class="item"', ' class="comment"')
    attribute = rng.choice(names)
    parts = []
    for line in lines:
        text = html.escape(line, quote=False)
        if len(line) < 40 and rng.random() < 0.2:
            text = f"<b>{text}</b>"
        parts.append(f"<{inner}{attribute}>{text}</{inner}>" + ("<br>" if inner == "span" else ""))
    return f"<{outer}>{''.join(parts)}</{outer}>"


def threads(pages: Sequence[Page], fold_of: Callable[[str], int]) -> Iterator[Page]:
    """Put comments after the article of a page; half of the pages are not English."""
    rng = random.Random(8)
    pools = pools_of(pages, fold_of)
    news = [p for p in pages if p.kind in ("article", "news", "")]
    counts: collections.Counter[bool] = collections.Counter()
    for page in rng.sample(news, len(news)):
        english = page.lang in ("", "en")
        at = end_of_article(page, rng)
        if at is None or counts[english] == MAX_THREADS // 2:
            continue
        lines = thread(rng, pools[fold_of(page.domain)], page.lang or "en", "")
        if not lines:
            continue
        counts[english] += 1
        markup = thread_markup(lines, rng).encode()
        yield made(page, page.html[:at] + markup + page.html[at:])


def made_pages(pages: Sequence[Page], fold_of: Callable[[str], int]) -> list[Page]:
    """Return all made pages; the same input gives the same pages."""
    return [*next_articles(pages, fold_of), *threads(pages, fold_of)]
