"""Labelled pages, and the parts of a fold's pages that new pages are made from."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

ARTICLE, JUNK, SKIPPED = 1, 0, -1


@dataclass
class Page:
    """A page to learn from: its lines, and a label for each."""

    key: str  # stable name, the seed of all random choices
    lines: list[str]
    labels: list[int]
    language: str
    kind: str  # type of the page: "article", "news", "forum" …

    def last_article_line(self) -> int:
        """Return the index of the last line of the article, -1 if there is none."""
        return max((i for i, label in enumerate(self.labels) if label == ARTICLE), default=-1)

    def article(self) -> list[str]:
        """Return the lines of the article."""
        return [x for x, label in zip(self.lines, self.labels, strict=True) if label == ARTICLE]


class Pool:
    """Parts of one fold's pages from which other pages are made, by language."""

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

    def title(self, rng: random.Random, language: str) -> str:
        """Return the headline of a page; empty if there is none in the language."""
        titles = self.titles[language]
        return rng.choice(titles) if titles else ""
