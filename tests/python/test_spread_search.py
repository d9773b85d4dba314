"""Steps of a search that is distributed over processes, and how Spark's workers use them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import saring
from saring import _core
from saring.integrations.spark import tasks

TEXTS = [
    "satu dua tiga empat lima enam tujuh",
    "Satu dua, tiga empat lima enam tujuh!",
    "satu dua tiga empat lima enam delapan",
    "",
    None,
]
RULES = tasks.SetRules(5, 0, ("case", "punctuation"), 77, "jaccard", 0.5, 128)


def sets_of(texts: list[str | None], key: int = 77) -> pa.RecordBatch:
    rules = tasks.SetRules(5, 0, ("case", "punctuation"), key, "jaccard", 0.5, 128)
    ids = pa.array(range(len(texts)), pa.int64())
    batch = pa.RecordBatch.from_pydict({"id": ids, "text": pa.array(texts, pa.string())})
    # A slice, as Arrow hands on parts of larger batches.
    (found,) = tasks.TextsToSets(rules)(iter([batch.slice(0)]))
    return found


def values(set_bytes: bytes) -> list[int]:
    return np.frombuffer(set_bytes, np.uint64).tolist()


def test_texts_become_sets_with_their_hashes() -> None:
    rows = sets_of(TEXTS).to_pylist()
    assert [row["id"] for row in rows] == [0, 1, 2, 3, 4]
    assert [row["size"] for row in rows] == [3, 3, 3, 0, 0]
    assert [row["prefix"] for row in rows] == [2, 2, 2, 0, 0]
    assert rows[0]["shingles"] == rows[1]["shingles"] != rows[2]["shingles"]
    hashes = [(row["set_high"], row["set_low"]) for row in rows]
    assert hashes[0] == hashes[1] != hashes[2]
    assert hashes[3] == hashes[4] == (0, 0)
    assert rows[0]["content"] == rows[1]["content"]
    other = sets_of(TEXTS, key=78).to_pylist()
    assert other[0]["set_high"] != rows[0]["set_high"]
    assert other[0]["content"] == rows[0]["content"]


def test_many_texts_are_split_into_batches() -> None:
    texts = [f"kata {i} lima enam tujuh delapan" for i in range(2500)]
    batch = pa.RecordBatch.from_pydict({"id": range(2500), "text": texts})
    batches = list(tasks.TextsToSets(RULES)(iter([batch])))
    assert [b.num_rows for b in batches] == [1024, 1024, 452]
    ids = [i for b in batches for i in b.column("id").to_pylist()]
    assert ids == list(range(2500))


def ranked(texts: list[str | None]) -> pa.RecordBatch:
    found = sets_of(texts)
    columns = {name: found.column(name) for name in ("size", "prefix", "shingles")}
    return pa.RecordBatch.from_pydict({"rank": found.column("id"), **columns})


def test_each_shingle_becomes_a_key() -> None:
    batch = ranked(TEXTS)
    (keys,) = tasks.SetsToShingles()(iter([batch.slice(1, 3)]))
    assert keys.column("rank").to_pylist() == [1, 1, 1, 2, 2, 2]
    shingles = values(batch.column("shingles")[1].as_py())
    halves = {(key >> 32 | key << 32) & (2**64 - 1) for key in shingles}
    assert {key % 2**64 for key in keys.column("key").to_pylist()[:3]} == halves


def test_band_keys_are_those_of_every_run() -> None:
    (keys,) = tasks.SetsToBands(RULES)(iter([ranked(TEXTS)]))
    bands, _ = _core.lsh_bands(128, 0.5)
    assert keys.column("rank").to_pylist() == [0] * bands + [1] * bands + [2] * bands
    other = _core.spread_bands(sets_of(TEXTS, key=5).column("shingles"), 128, "jaccard", 0.5)
    assert pa.array(other).to_pylist()[2] == keys.column("key").to_pylist()[2 * bands :]


def test_similar_pairs_are_those_of_near_duplicates() -> None:
    sets = sets_of(TEXTS).column("shingles")
    left, right = [0, 0, 1, 0], [1, 2, 2, 3]
    columns = {"left": left, "right": right, "left_set": sets.take(left)}
    batch = pa.RecordBatch.from_pydict({**columns, "right_set": sets.take(right)})
    (found,) = tasks.PairsToSimilarities(RULES)(iter([batch]))
    expected = saring.near_duplicates(TEXTS, threshold=0.5).pairs.to_dict()
    assert found.to_pydict() == {name: expected[name] for name in ("left", "right", "similarity")}


def walk(pairs: list[tuple[int, int]]) -> dict[int, int]:
    pairs.sort(key=lambda pair: (pair[1], pair[0]))
    # In batches of two, which cut the pairs of a set.
    batches = [
        pa.RecordBatch.from_pydict(
            {"left": [p[0] for p in pairs[i : i + 2]], "right": [p[1] for p in pairs[i : i + 2]]}
        )
        for i in range(0, len(pairs), 2)
    ]
    found: dict[int, int] = {}
    for batch in tasks.PairsToStates()(iter(batches)):
        found |= dict(zip(*batch.to_pydict().values(), strict=True))
    return found


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], {}),
        # A chain: every second one is kept.
        ([(1, 2), (2, 3), (3, 4)], {1: "kept", 2: "removed", 3: "kept", 4: "removed"}),
        ([(1, 3), (2, 3), (3, 4)], {1: "kept", 2: "kept", 3: "removed", 4: "kept"}),
        # 2 waits, and what depends on it; 5 is similar to one that is kept.
        (
            [(-1, 2), (2, 3), (2, 5), (4, 5), (3, 6)],
            {2: "undecided", 3: "undecided", 4: "kept", 5: "removed", 6: "undecided"},
        ),
    ],
)
def test_a_walk_over_pairs_keeps_what_is_similar_to_no_kept_set(
    pairs: list[tuple[int, int]], expected: dict[int, str]
) -> None:
    names = {tasks.KEPT: "kept", tasks.REMOVED: "removed", tasks.UNDECIDED: "undecided"}
    assert {rank: names[state] for rank, state in walk(pairs).items()} == expected


def test_what_is_wrong_is_said() -> None:
    arguments: tuple[Any, ...] = ("jaccard", 0.5)
    with pytest.raises(ValueError, match="8 bytes for each, not 7 bytes"):
        _core.spread_bands([b"1234567"], 128, *arguments)
    with pytest.raises(ValueError, match="left has 1 sets and right 2"):
        _core.spread_similarity([b""], [b"", b""], *arguments)
    with pytest.raises(ValueError, match="unknown measure"):
        _core.spread_least_share("overlap", 0.5)
    assert _core.spread_least_share("dice", 0.8) == pytest.approx(2 / 3)
