"""Extraction of the article from an HTML page: speed, quality, two cores, memory."""

from __future__ import annotations

import multiprocessing
import re
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import Answers, Contender, Run, Table, Workload, all_cores
from benchmarks.suites import threads


def load_saring() -> Run:
    """Return saring, one page at a time, with all results: lines, metadata, Markdown, HTML."""
    import saring

    return lambda pages: [saring.extract(page.html).text for page in pages]


def load_saring_batch() -> Run:
    """Return saring over many pages, with one thread."""
    import pyarrow as pa

    import saring

    def run(pages: list[Any]) -> Answers:
        table = saring.extract_batch([page.html for page in pages], num_threads=1)
        return pa.table(table)["text"].to_pylist()

    return run


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
        Contender("saring extract_batch", ("saring",), load_saring_batch, "one thread"),
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


def made_page(kind: str, num_bytes: int) -> str:
    """Return a page of paragraphs ("prose") or of elements of one letter ("small tags")."""
    sentences = corpora.SENTENCES["ind_Latn"]
    pieces, size = ["<html><body>"], 0
    while size < num_bytes:
        number = len(pieces)
        piece = f"<b>{number % 10}</b>"
        if kind == "prose":
            chosen = (sentences[(number + k) % len(sentences)] for k in range(4))
            piece = f"<p>{' '.join(chosen)} ({number})</p>\n"
        elif number % 100 == 0:
            piece += "<p>"
        pieces.append(piece)
        size += len(piece)
    return "".join(pieces)


def peak_of(kind: str, num_bytes: int) -> tuple[float, float]:
    """Return the bytes of a generated page, and how much it raises the process's peak memory."""
    import saring

    def status(name: str) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(name))

    saring.extract(made_page(kind, 20_000))
    page = made_page(kind, num_bytes)
    Path("/proc/self/clear_refs").write_text("5")  # resets VmHWM
    before = status("VmRSS:")
    article = saring.extract(page)
    assert article.page_text
    return float(len(page)), float(status("VmHWM:") - before)


def memory_table() -> Table:
    """Return how much memory large pages take, each in a separate process."""
    rows = {}
    context = multiprocessing.get_context("spawn")
    for kind in ("prose", "small tags"):
        for num_bytes in (500_000, 2_000_000):
            with context.Pool(1) as pool:
                size, peak = pool.apply(peak_of, (kind, num_bytes))
            rows[f"{kind}, {num_bytes // 1000} kB"] = [peak / 1e6, peak / size]
    return Table("memory of a page", ["peak MB", "times the page"], rows, "extract, Linux only.")


def tables(data: Path | None, limit: int | None) -> list[Table]:
    """Return the gain of a second core, and the memory that large pages take."""
    import saring

    pages = [page.html for page in corpora.pages(data, limit or 500)]
    with all_cores():
        cores = threads.table(
            "extract_batch, threads", lambda n: saring.extract_batch(pages, num_threads=n), (1, 2)
        )
    return [cores, memory_table()]
