"""Extraction of the article from an HTML page."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import Answers, Contender, Run, Workload


def load_saring() -> Run:
    """Return saring, one page at a time."""
    import saring

    return lambda pages: [saring.extract(page.html).text for page in pages]


def load_trafilatura() -> Run:
    """Return trafilatura with its defaults."""
    import trafilatura

    return lambda pages: [trafilatura.extract(page.html) or "" for page in pages]


def load_resiliparse() -> Run:
    """Return resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda pages: [extract_plain_text(page.html, main_content=True) for page in pages]


def contenders() -> list[Contender]:
    """Return saring and the tools it is compared with."""
    return [
        Contender(
            "saring", ("saring",), load_saring, "extract; its model has seen dev data in training"
        ),
        Contender("resiliparse", ("Resiliparse",), load_resiliparse, "main_content"),
        Contender("trafilatura", ("trafilatura",), load_trafilatura, "defaults"),
    ]


def bag_f1(gold: str, text: str) -> float:
    """Return F1 of two texts as bags of words."""
    one, other = (Counter(re.findall(r"\w+", t.lower())) for t in (gold, text))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return pages with their articles."""
    items: list[Any] = corpora.pages(data, limit or 500)

    def score(contender: str, answers: Answers, count: int) -> dict[str, float]:
        scores = [bag_f1(page.gold, text) for page, text in zip(items, answers, strict=False)]
        return {"words_f1": sum(scores[:count]) / count}

    return [Workload("pages", items, [len(page.html.encode()) for page in items], score)]
