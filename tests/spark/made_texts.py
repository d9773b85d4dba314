"""Texts with copies of every kind, and the comparison with one process."""

from __future__ import annotations

import random
from typing import Any

WORDS = [f"kata{i}" for i in range(2000)]


def made_texts(count: int, seed: int = 3) -> list[str | None]:
    """Make texts: news, copies of earlier texts, a filled template, and empty texts."""
    rng = random.Random(seed)
    texts: list[str | None] = [None, "", "...", "u v u v u v u v", "U v u v u v u v u v!"]
    written = ["satu dua tiga empat lima enam tujuh delapan"]
    while len(texts) < count:
        kind = rng.random()
        if kind < 0.35:
            words = rng.choice(written[-100:]).split()
            for _ in range(rng.randint(0, 5)):
                words[rng.randrange(len(words))] = rng.choice(WORDS)
            words += rng.choices(WORDS, k=rng.choice([0, 0, rng.randint(1, 9)]))
        elif kind < 0.5:
            words = [f"templat{i}" for i in range(60)]
            for _ in range(rng.randint(1, 5)):
                words[rng.randrange(60)] = rng.choice(WORDS)
        else:
            words = rng.choices(WORDS, k=rng.randint(4, 110))
        written.append(" ".join(words))
        texts.append(written[-1])
    return texts


def rows_of(found: Any, id: str = "id") -> dict[Any, tuple[Any, ...]]:
    """Return the rows of Spark's answer, by id."""
    names = ("keep", "representative", "similarity", "relation", "cluster_size")
    rows = [row.asDict() for row in found.frame.collect()]
    by_id = {row[id]: tuple(row[name] for name in names) for row in rows}
    assert len(by_id) == len(rows)
    return by_id


def rows_of_one_process(found: Any, ids: list[Any]) -> dict[Any, tuple[Any, ...]]:
    """Return the rows of `saring.near_duplicates`, by id."""
    columns = (found.keep, found.representative, found.similarity, found.relation)
    rows = zip(ids, *columns, found.cluster_size, strict=True)
    return {
        id: (keep, ids[representative], similarity, relation, size)
        for id, keep, representative, similarity, relation, size in rows
    }
