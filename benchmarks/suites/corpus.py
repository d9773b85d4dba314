"""Calls on a whole collection, and on texts that share most of their n-grams, on one core."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import Contender, Table, Workload

ROUNDS = 3


def contenders() -> list[Contender]:
    """Return none: other tools do not have these calls."""
    return []


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return none: the times are in separate tables."""
    del data, limit
    return []


def table(title: str, calls: dict[str, Callable[[], Any]], note: str) -> Table:
    """Time calls in interleaved rounds, in processor seconds."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            begin = time.process_time()
            call()
            spent[name].append(time.process_time() - begin)
    rows = {name: [statistics.median(times), min(times)] for name, times in spent.items()}
    return Table(title, ["median s", "least s"], rows, note)


def of_few_words(count: int) -> list[str]:
    """Return texts of 200 words, drawn from three."""
    draw = random.Random(1)
    return [" ".join(draw.choices(("satu", "dua", "tiga"), k=200)) for _ in range(count)]


def of_a_template(count: int) -> list[str]:
    """Return bulletins of 120 words, equal except for 24 of them, each one of eight words."""
    draw = random.Random(2)
    out = []
    for _ in range(count):
        words = [f"kata{at}" for at in range(120)]
        for slot in range(24):
            words[5 * slot] = f"nilai{slot}x{draw.randrange(8)}"
        out.append(" ".join(words))
    return out


def with_a_footer(count: int) -> list[str]:
    """Return texts of ten different words before fifty common words."""
    footer = " ".join(f"kaki{at}" for at in range(50))
    return [" ".join(f"w{n}x{at}" for at in range(10)) + " " + footer for n in range(count)]


def tables(data: Path | None, limit: int | None) -> list[Table]:
    """Return the times of a collection, and of texts that share most of their n-grams."""
    import saring

    texts = corpora.documents(data, limit or (100_000 if data else 3_000))
    half = len(texts) // 2
    size = sum(len(text.encode()) for text in texts) / 1e6
    calls: dict[str, Callable[[], Any]] = {
        "near_duplicates": lambda: saring.near_duplicates(texts, num_threads=1),
        'near_duplicates, search="minhash"': lambda: saring.near_duplicates(
            texts, search="minhash", num_threads=1
        ),
        'near_duplicates, clusters="story"': lambda: saring.near_duplicates(
            texts, clusters="story", num_threads=1
        ),
        "near_duplicates, half against the other": lambda: saring.near_duplicates(
            texts[:half], against=texts[half:], num_threads=1
        ),
        "overlap of one half and the other": lambda: saring.overlap(
            texts[:half], texts[half:], num_threads=1
        ),
        "repeated_passages": lambda: saring.repeated_passages(texts, num_threads=1),
        'repeated_passages, by="line"': lambda: saring.repeated_passages(
            texts, by="line", num_threads=1
        ),
    }
    found = [table(f"{len(texts):,} texts, {size:.0f} MB", calls, "Processor time, one thread.")]
    hard: dict[str, Callable[[], Any]] = {}
    for name, make in (
        ("200 words drawn from three", of_few_words),
        ("a template with 24 slots", of_a_template),
        ("10 words and a footer of 50", with_a_footer),
    ):
        for count in (4_000, 8_000, 16_000):
            some = make(min(count, limit or count))
            for search in ("exact", "minhash"):
                hard[f"{count:,} of {name}, {search}"] = lambda some=some, search=search: (  # type: ignore[misc]
                    saring.near_duplicates(some, search=search, num_threads=1)
                )
    note = "Texts that share most of their n-grams. Processor time, one thread."
    return [*found, table("near_duplicates, hard texts", hard, note)]
