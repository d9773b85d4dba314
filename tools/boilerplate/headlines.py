"""Find the headline among the lines of a page.

The collections' labels exclude headlines from the scores, because sources disagree about them.
Users want headlines kept, so the line model learns them from the title that the page declares.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html.parser import HTMLParser

MIN_TITLE = 12  # least letters and digits of a title; shorter titles look like labels and names
MIN_LEAD = 80  # least characters of the first paragraph below a headline
MAX_LINES_ABOVE = 12  # most lines between headline and lead; farther up, it is a title in a list

_SITE_NAME = re.compile(r"\s+[|–—»·:-]+\s+|\s*[|»]\s*")


class _Titles(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.titles: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag in ("title", "h1"):
            self._inside.append(tag)
            self.titles.append("")
        elif tag == "meta" and "og:title" in (own.get("property"), own.get("name")):
            self.titles.append(own.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.titles[-1] += data


def as_words(text: str) -> str:
    """Return letters and digits in lower case, with a space between words."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def titles_of(html: str) -> set[str]:
    """Return the words of the declared titles: title, first headings, og:title, without site."""
    parser = _Titles()
    parser.feed(html)
    out = set()
    for title in parser.titles:
        parts = [title, *_SITE_NAME.split(title)]
        out |= {words for part in parts if len(words := as_words(part)) >= MIN_TITLE}
    return out


def headline_of(lines: Sequence[str], labels: Sequence[int], titles: Collection[str]) -> int | None:
    """Return the index of the headline: the nearest title above the first long article line."""
    lead = next(
        (i for i, label in enumerate(labels) if label == 1 and len(lines[i]) >= MIN_LEAD), 0
    )
    for i in range(lead - 1, max(-1, lead - 1 - MAX_LINES_ABOVE), -1):
        if as_words(lines[i]) in titles:
            return i
    return None
