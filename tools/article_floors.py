#!/usr/bin/env python3
"""Measures stripping, extraction and near-duplicates on the project's own articles.

Usage::

    tools/article_floors.py [--wrong]    print each set and the results below a floor
    tools/article_floors.py --raise      raise the floors to the shipped models

The exit code is 1 if a result is below its floor. Floors are never lowered by this tool; edit
``tests/quality/article_floors.json`` by hand, with the reason in the commit
(``tests/quality/README.md``).
"""

from __future__ import annotations

import argparse
import html
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import saring
from saring import text

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "tests" / "quality" / "articles"
FLOORS = ROOT / "tests" / "quality" / "article_floors.json"

KEPT_ROLES = frozenset({"headline", "body", "subheading", "quote", "list"})
ROLES = KEPT_ROLES | {
    *("caption", "dateline", "byline", "timestamp", "related_label", "related_link", "share"),
    *("subscribe", "navigation", "advert", "cookie", "comments", "tags", "copyright", "other"),
}
SLACK = 0.005  # how far a raised floor stays below the result

Floors = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Article:
    """One file of ``tests/quality/articles``: lines with their roles."""

    name: str
    language: str
    lines: tuple[tuple[str, str], ...]  # role, text

    def texts(self, roles: Iterable[str]) -> list[str]:
        """Return the lines of some roles."""
        wanted = frozenset(roles)
        return [line for role, line in self.lines if role in wanted]

    @property
    def scraped(self) -> str:
        """Return the text as an extractor would return it, with boilerplate."""
        return "\n".join(line for _, line in self.lines)

    @property
    def story(self) -> str:
        """Return the text of the article without boilerplate."""
        return "\n".join(self.texts(KEPT_ROLES))


def read_articles(folder: Path = ARTICLES) -> list[Article]:
    """Return the articles by name.

    Raises
    ------
    ValueError
        For a line that is not ``role: text``; the message says which.
    """
    found = []
    for path in sorted(folder.glob("*.txt")):
        rows = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            role, colon, content = line.partition(": ")
            known = {"language"} if number == 1 else ROLES
            if not colon or role not in known or content != content.strip() or not content:
                raise ValueError(f"{path}:{number}: expected 'role: text', not {line!r}")
            rows.append((role, content))
        found.append(Article(path.stem, rows[0][1], tuple(rows[1:])))
    return found


@dataclass
class Measured:
    """The results of one set: figures by name (higher is better), and the mistakes."""

    figures: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def measure_lines(articles: Sequence[Article]) -> Measured:
    """Return how much of the articles ``strip`` keeps, and how much boilerplate it removes."""
    result = Measured()
    kept = total = removed = junk = lines_kept = lines_total = 0
    for article in articles:
        stripped = saring.strip(article.scraped)
        for (role, content), line in zip(article.lines, stripped.lines, strict=True):
            if role in KEPT_ROLES:
                total += len(content)
                lines_total += 1
                kept += len(content) if line.keep else 0
                lines_kept += line.keep
            else:
                junk += 1
                removed += not line.keep
            if line.keep != (role in KEPT_ROLES):
                fate = "left" if line.keep else f"lost as {line.role}"
                result.wrong.append(f"{article.name}: {fate}: {role}: {content}")
    result.figures = {
        "article characters kept": kept / total,
        "article lines kept": lines_kept / lines_total,
        "boilerplate lines removed": removed / junk,
    }
    return result


# Layouts of pages: how a site's template renders the lines of an article.


def _tags(tag: str, lines: Iterable[str], attributes: str = "") -> str:
    space = " " if attributes else ""
    return "\n".join(f"<{tag}{space}{attributes}>{html.escape(x)}</{tag}>" for x in lines)


def _links(lines: Sequence[str], name: str) -> str:
    items = "\n".join(
        f'<li><a href="/p/{i}">{html.escape(x)}</a></li>' for i, x in enumerate(lines)
    )
    return f'<ul class="{name}">{items}</ul>' if lines else ""


def _story(article: Article, around: Callable[[str, str], str]) -> str:
    """Return the lines from the first to the last article line, with boilerplate."""
    rows = [(role, x) for role, x in article.lines if role != "headline"]
    places = [i for i, (role, _) in enumerate(rows) if role in KEPT_ROLES]
    return "\n".join(around(role, x) for role, x in rows[places[0] : places[-1] + 1])


def _paragraph(role: str, line: str) -> str:
    safe = html.escape(line)
    match role:
        case "subheading":
            return f"<h2>{safe}</h2>"
        case "quote":
            return f"<blockquote><p>{safe}</p></blockquote>"
        case "list":
            return f"<ul><li>{safe}</li></ul>"
        case "related_link":
            return f'<p class="read-more"><a href="/other">{safe}</a></p>'
        case "related_label":
            return f'<p class="read-more"><strong>{safe}</strong></p>'
        case "advert":
            return f'<div class="ad-slot">{safe}</div>'
        case _:
            return f"<p>{safe}</p>"


def semantic_page(article: Article) -> str:
    """Return a page of HTML5 elements, like most news sites."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{_title(article)}</title></head>
<body><header><nav>{_links(article.texts(["navigation"]) + _MENU, "menu")}</nav></header>
<main><article><h1>{_title(article)}</h1>
<div class="meta">{_tags("span", article.texts(["byline", "timestamp"]))}</div>
<figure><img src="a.jpg" alt=""><figcaption>{_joined(article, ["caption"])}</figcaption></figure>
{_story(article, _paragraph)}
<div class="share">{_links(article.texts(["share"]), "share-links")}</div></article>
<aside><h3>{_joined(article, ["related_label"])}</h3>{_links(_related(article), "related")}</aside>
<section id="comments">{_tags("p", article.texts(["comments"]))}</section></main>
<footer>{_tags("p", article.texts(["copyright", "cookie"]))}</footer></body></html>"""


def division_page(article: Article) -> str:
    """Return a page of ``div`` elements, with class names of content management systems."""

    def division(role: str, line: str) -> str:
        name = "para" if role in KEPT_ROLES else f"box-{role}"
        return f'<div class="{name}">{html.escape(line)}</div>'

    return f"""<html><head><title>{_title(article)} | Portal</title></head><body>
<div id="top"><div class="menu">{_links(article.texts(["navigation"]) + _MENU, "nav")}</div></div>
<div id="wrap"><div class="left"><div class="judul">{_title(article)}</div>
<div class="info">{_tags("div", article.texts(["byline", "timestamp"]))}</div>
<div class="isi">{_story(article, division)}</div>
<div class="sosmed">{_tags("div", article.texts(["share"]))}</div>
<div class="tag">{_tags("div", article.texts(["tags", "subscribe"]))}</div></div>
<div class="right"><div class="title">{_joined(article, ["related_label"])}</div>
{_links(_related(article), "list-terkait")}</div></div>
<div class="bottom">{_tags("div", article.texts(["copyright", "comments"]))}</div></body></html>"""


def table_page(article: Article) -> str:
    """Return a page with tables for layout and line breaks for paragraphs, in the style of 2004."""
    body = _story(article, lambda _role, line: f"{html.escape(line)}<br><br>")
    return f"""<html><head><title>{_title(article)}</title></head><body bgcolor="#ffffff">
<table width="760"><tr><td colspan="2">{_tags("a", _MENU, 'href="#"')}</td></tr>
<tr><td width="160" valign="top">{_tags("a", _related(article), 'href="#"')}</td>
<td><font size="5"><b>{_title(article)}</b></font><br>
<font size="1">{_joined(article, ["byline", "timestamp"])}</font><br><br>{body}</td></tr>
<tr><td colspan="2"><font size="1">{_joined(article, ["copyright"])}</font></td></tr>
</table></body></html>"""


def blog_page(article: Article) -> str:
    """Return a page of a blog, with reader comments below the post."""
    comments = "".join(
        f'<li class="comment"><cite>{name}</cite><p>{said}</p></li>' for name, said in _READERS
    )
    return f"""<!DOCTYPE html>
<html><head><title>{_title(article)}</title></head><body class="single">
<div id="page" class="hfeed"><div id="header"><h1 class="site-title"><a href="/">Blog</a></h1></div>
<div id="content"><div class="post hentry"><h2 class="entry-title">{_title(article)}</h2>
<div class="entry-meta">{_joined(article, ["byline", "timestamp"])}</div>
<div class="entry-content">{_story(article, _paragraph)}</div>
<div class="entry-utility">{_joined(article, ["tags", "share"])}</div></div>
<ol class="commentlist">{comments}</ol></div>
<div id="sidebar" class="widget-area"><h3>Archives</h3>{_links(_MENU + _related(article), "widget")}
</div><div id="footer">{_joined(article, ["copyright"])}</div></div></body></html>"""


LAYOUTS: dict[str, Callable[[Article], str]] = {
    "semantic": semantic_page,
    "divisions": division_page,
    "tables": table_page,
    "blog": blog_page,
}
_MENU = ["Home", "World", "Business", "Sport", "Culture", "Video", "Contact"]
_READERS = [
    ("Tomas", "Great read, thank you for posting this."),
    ("Lena", "I was there last week and it looked exactly like that."),
    ("guest42", "Nobody asked for this."),
]


def _title(article: Article) -> str:
    return html.escape(article.texts(["headline"])[0])


def _joined(article: Article, roles: Iterable[str]) -> str:
    return html.escape(" ".join(article.texts(roles)))


def _related(article: Article) -> list[str]:
    return article.texts(["related_link"])


def measure_pages(articles: Sequence[Article], layout: Callable[[Article], str]) -> Measured:
    """Return precision and recall of the words that ``extract`` finds, by page, without titles."""
    result = Measured()
    precision = recall = 0.0
    for article in articles:
        found = _words(saring.extract(layout(article)).text) - _words(
            article.texts(["headline"])[0]
        )
        right = _words("\n".join(article.texts(KEPT_ROLES - {"headline"})))
        right -= _words(article.texts(["headline"])[0])
        common = (found & right).total()
        precision += common / max(1, found.total())
        recall += common / right.total()
        if common < 0.9 * max(found.total(), right.total()):
            result.wrong.append(
                f"{article.name}: {common} words of {right.total()}, among {found.total()} found"
            )
    result.figures = {
        "precision": precision / len(articles),
        "recall": recall / len(articles),
    }
    return result


def _words(content: str) -> Counter[str]:
    return Counter(word.text.casefold() for word in text.words(content))


# Copies of an article, as other sites publish it.


def _edited(article: Article, chance: random.Random) -> str:
    """Replace one word in forty: light editing."""
    story = article.story
    words = text.words(story)
    for word in sorted(chance.sample(words, len(words) // 40), key=lambda w: -w.start):
        story = f"{story[: word.start]}w{chance.randrange(10_000)}{story[word.end :]}"
    return story


def _retitled(article: Article, _chance: random.Random) -> str:
    """Return the same body under another headline."""
    return "\n".join(
        [article.texts(["related_link", "navigation"])[0], *article.texts(["body", "quote"])]
    )


def _respaced(article: Article, _chance: random.Random) -> str:
    """Return the same words with other line ends and spaces."""
    return article.story.replace("\n", "\r\n\r\n").replace(", ", ",  ")


def _scraped(article: Article, _chance: random.Random) -> str:
    """Return the scraped text after ``strip``."""
    return saring.strip(article.scraped).text


COPIES: dict[str, Callable[[Article, random.Random], str]] = {
    "edited": _edited,
    "retitled": _retitled,
    "respaced": _respaced,
    "scraped and stripped": _scraped,
}


def measure_copies(
    articles: Sequence[Article], copy: Callable[[Article, random.Random], str]
) -> Measured:
    """Return recall (copies that ``near_duplicates`` finds) and precision (right pairs)."""
    chance = random.Random(11)
    count = len(articles)
    texts = [a.story for a in articles] + [copy(a, chance) for a in articles]
    found = saring.near_duplicates(texts, threshold=0.6).pairs.to_dict()
    pairs = set(zip(found["left"], found["right"], strict=True))
    right = {(i, i + count) for i in range(count)}
    result = Measured()
    result.wrong = [f"{articles[i].name}: not found" for i, _ in sorted(right - pairs)]
    result.wrong += [f"{texts[i]!r}: taken for {texts[j]!r}" for i, j in sorted(pairs - right)]
    result.figures = {
        "recall": len(pairs & right) / len(right),
        "precision": len(pairs & right) / max(1, len(pairs)),
    }
    return result


def measure(articles: Sequence[Article]) -> dict[str, Measured]:
    """Return the results of every set."""
    return {
        "plain text": measure_lines(articles),
        **{f"pages: {name}": measure_pages(articles, make) for name, make in LAYOUTS.items()},
        **{f"copies: {name}": measure_copies(articles, make) for name, make in COPIES.items()},
    }


def read_floors() -> Floors:
    """Return the floors by set and figure."""
    return json.loads(FLOORS.read_text(encoding="utf-8"))


def broken(measured: Mapping[str, Measured], floors: Floors) -> list[str]:
    """Return a line for each figure below its floor, and the mistakes in that set."""
    lines = []
    for name, found in measured.items():
        below = [
            f"{name}: {figure} {value:.4f} is below {floors[name][figure]:.4f}"
            for figure, value in found.figures.items()
            if value < floors.get(name, {}).get(figure, 0)
        ]
        lines += below
        lines += [f"    {x}" for x in found.wrong] if below else []
    return lines


def raised(measured: Mapping[str, Measured], floors: Floors) -> Floors:
    """Return floors a little below the results, but never lower than before."""
    return {
        name: {
            figure: max(floors.get(name, {}).get(figure, 0.0), round(max(0.0, value - SLACK), 4))
            for figure, value in found.figures.items()
        }
        for name, found in measured.items()
    }


def main(args: Sequence[str] | None = None) -> int:
    """Measure and compare; raise the floors with --raise."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wrong", action="store_true", help="print all that was wrong")
    parser.add_argument("--raise", action="store_true", dest="up", help="write higher floors")
    options = parser.parse_args(args)
    measured = measure(read_articles())
    floors = read_floors()
    for name, found in measured.items():
        for figure, value in found.figures.items():
            floor = floors.get(name, {}).get(figure, 0.0)
            print(f"{name:30}{figure:28}{value:8.4f}  floor {floor:.4f}")
        if options.wrong:
            print(*(f"    {x}" for x in found.wrong), sep="\n")
    lines = broken(measured, floors)
    print(*lines, sep="\n", end="\n" if lines else "")
    if options.up:
        content = json.dumps(raised(measured, floors), indent=1) + "\n"
        FLOORS.write_text(content, encoding="utf-8")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
