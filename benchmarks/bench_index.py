"""Measure `saring.Index` on generated documents: ``bench_index.py DOCUMENTS FOLDER``.

A document has 285 words of about 7 bytes (with the space), 2 kB. One in ten is an earlier document
with some changed words. Prints the documents added per second, the time of a query for a new text
and for a near-duplicate, and the file size per document.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from saring import Index

WORDS = 285
VOCABULARY = 200_000
BATCH = 1000


def vocabulary(rng: random.Random) -> list[str]:
    """Return invented words of four to eight letters."""
    syllables = [a + b for a in "bcdghjklmnprstwy" for b in "aeiou"]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(VOCABULARY)]


def documents(count: int, seed: int = 0) -> list[str]:
    """Return invented documents, in which words with low numbers are more frequent."""
    rng = random.Random(seed)
    words = vocabulary(random.Random(1))
    made: list[str] = []
    for _ in range(count):
        if made and rng.random() < 0.1:
            copy = made[rng.randrange(len(made))].split(" ")
            for _ in range(3):
                copy[rng.randrange(WORDS)] = rng.choice(words)
            made.append(" ".join(copy))
        else:
            made.append(" ".join(words[int(VOCABULARY * rng.random() ** 3)] for _ in range(WORDS)))
    return made


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    path = options.folder / "bench.saring"
    seconds = 0.0
    longest = 0.0
    near: list[str] = []
    with Index.open(path) as index:
        for first in range(0, options.documents, BATCH):
            texts = documents(BATCH, seed=first)
            ids = [f"doc-{first + i:09}" for i in range(BATCH)]
            start = time.perf_counter()
            index.add(ids, texts, num_threads=options.threads)
            took = time.perf_counter() - start
            seconds += took
            longest = max(longest, took)
            if len(near) < 1000:
                near.append(texts[0].replace(" ", " x ", 3))
        size = index.stats().file_bytes
        print(f"add: {options.documents / seconds:,.0f} documents/s, longest batch {longest:.2f} s")
        print(f"file: {size / options.documents:,.0f} bytes/document; {index.stats()}")
        fresh = documents(1000, seed=-1)
        for name, texts in (("new texts", fresh), ("near-duplicates", near)):
            times = []
            hits = 0
            for text in texts:
                start = time.perf_counter()
                hits += len(index.query(text))
                times.append(time.perf_counter() - start)
            times.sort()
            print(
                f"query, {name}: median {times[len(times) // 2] * 1e3:.3f} ms, "
                f"p99 {times[len(times) * 99 // 100] * 1e3:.3f} ms, {hits} found"
            )


if __name__ == "__main__":
    main()
