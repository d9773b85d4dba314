"""What threads gain and cost: calls on columns with 1, 2, 8 and 32 threads, on all cores."""

from __future__ import annotations

import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import corpora
from benchmarks.harness import Contender, Table, Workload, all_cores

THREADS = (1, 2, 8, 32)
ROUNDS = 7


def contenders() -> list[Contender]:
    """Return none: saring is compared with itself."""
    return []


def workloads(data: Path | None, limit: int | None) -> list[Workload]:
    """Return none: elapsed times on all cores are in separate tables."""
    del data, limit
    return []


@dataclass
class Spent:
    """The time of the calls with one number of threads, one entry per round."""

    wall: list[float] = field(default_factory=list)
    user: list[float] = field(default_factory=list)
    system: list[float] = field(default_factory=list)
    switches: list[float] = field(default_factory=list)

    def measure(self, call: Callable[[int], Any], num_threads: int) -> None:
        """Time one call."""
        before, begin = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        call(num_threads)
        self.wall.append(time.perf_counter() - begin)
        after = resource.getrusage(resource.RUSAGE_SELF)
        self.user.append(after.ru_utime - before.ru_utime)
        self.system.append(after.ru_stime - before.ru_stime)
        switches = (after.ru_nvcsw + after.ru_nivcsw) - (before.ru_nvcsw + before.ru_nivcsw)
        self.switches.append(float(switches))


def table(title: str, call: Callable[[int], Any], counts: Sequence[int] = THREADS) -> Table:
    """Measure a call with every number of threads, beginning with 1, in interleaved rounds."""
    spent = {num_threads: Spent() for num_threads in counts}
    call(counts[-1])
    for _ in range(ROUNDS):
        for num_threads, found in spent.items():
            found.measure(call, num_threads)
    rows = {}
    for num_threads, found in spent.items():
        sooner = [one / wall for one, wall in zip(spent[1].wall, found.wall, strict=True)]
        figures = [found.wall, [min(found.wall)], sooner, found.user, found.system, found.switches]
        rows[str(num_threads)] = [statistics.median(figure) for figure in figures]
    return Table(
        title,
        ["elapsed s", "least", "speed-up", "user s", "system s", "context switches"],
        rows,
        "Medians; elapsed time is meaningful only on an idle machine.",
    )


def drawn_texts(count: int, num_words: int) -> list[str]:
    """Return texts of random words; the second half are copies of the first with one more word."""
    draw = random.Random(3)
    words = [f"{letter}{number}" for letter in "abcdefghij" for number in range(5000)]
    texts = [" ".join(draw.choices(words, k=num_words)) for _ in range(count // 2)]
    return texts + [f"{text} akhir" for text in texts]


def tables(data: Path | None, limit: int | None) -> list[Table]:
    """Return the tables: one for each call and corpus."""
    import saring

    def repeated(texts: list[str], num_bytes: int) -> list[str]:
        return texts * (1 + (num_bytes if limit is None else 0) // sum(map(len, texts)))

    articles = ["\n".join(text.lines) for text in corpora.labelled_lines(data, limit or 300)]
    pages = [page.html for page in corpora.pages(data, limit or 300)]
    many = repeated(articles, 20_000_000)
    few_words, many_words = (
        drawn_texts(limit or count, words) for count, words in ((300_000, 12), (30_000, 300))
    )
    calls: dict[str, Callable[[int], Any]] = {
        "detect_batch": lambda n: saring.detect_batch(many, num_threads=n),
        "strip_batch": lambda n: saring.strip_batch(many, num_threads=n),
        "near_duplicates, texts of 12 words": lambda n: saring.near_duplicates(
            few_words, threshold=0.7, num_threads=n
        ),
        "near_duplicates, texts of 300 words": lambda n: saring.near_duplicates(
            many_words, threshold=0.7, num_threads=n
        ),
    }
    html = repeated(pages, 20_000_000)
    calls["extract_batch"] = lambda n: saring.extract_batch(html, num_threads=n)
    with all_cores():
        return [table(f"{name}, threads", call) for name, call in calls.items()]
