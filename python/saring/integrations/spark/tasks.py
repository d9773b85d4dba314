"""What runs in Spark's Python workers: batches of Arrow in, batches of Arrow out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from saring import _core
from saring.errors import require

Batches = Iterator[Any]  # of pyarrow.RecordBatch

_TEXTS_AT_ONCE = 1024  # their sets are one Arrow array of at most 2 GiB


@dataclass(frozen=True)
class SetRules:
    """How texts become sets and when two of these are similar; the same in all tasks of a search.

    ``key`` is secret: with it, texts with equal hashes can be made up.
    """

    ngram_size: int
    seed: int
    normalize: tuple[str, ...]
    key: int
    measure: str
    threshold: float
    num_perm: int


@dataclass(frozen=True)
class TextsToSets:
    """Texts to the columns of `_core.spread_texts`, sets as binary; other columns pass through."""

    rules: SetRules

    SCHEMA = (
        "set_high long, set_low long, content long, keyed_content long, bytes long, prefix long, "
        "size long, shingles binary"
    )

    def __call__(self, batches: Batches) -> Batches:
        """Take batches with the text in the last column."""
        pa = require("pyarrow", "spark")
        for batch in batches:
            for start in range(0, batch.num_rows, _TEXTS_AT_ONCE):
                yield self._sets(pa, batch.slice(start, _TEXTS_AT_ONCE))

    def _sets(self, pa: Any, batch: Any) -> Any:
        np = require("numpy", "spark")
        r = self.rules
        found = pa.record_batch(
            _core.spread_texts(
                batch.column(batch.num_columns - 1),
                r.ngram_size,
                r.seed,
                list(r.normalize),
                r.key,
                r.measure,
                r.threshold,
            )
        )
        lists = found.column("shingles")
        ends = lists.offsets.to_numpy()
        names = [name for name in found.schema.names if name != "shingles"]
        columns = {name: batch.column(name) for name in batch.schema.names[:-1]}
        columns |= {name: found.column(name) for name in names}
        columns["size"] = pa.array(np.diff(ends))
        offsets = pa.py_buffer((ends * 8).astype(np.int32))
        values = lists.values.buffers()[1]
        columns["shingles"] = pa.Array.from_buffers(
            pa.binary(), len(lists), [None, offsets, values]
        )
        return pa.RecordBatch.from_pydict(columns)


@dataclass(frozen=True)
class SetsToShingles:
    """Sets to one row for each shingle, as a key: the half without secret first."""

    SCHEMA = "key long, rank long, size long, prefix long"

    def __call__(self, batches: Batches) -> Batches:
        """Take batches of rank, size, prefix and shingles."""
        pa, np = require("pyarrow", "spark"), require("numpy", "spark")
        for batch in batches:
            shingles, sizes = _flat(np, batch.column("shingles"))
            columns = {"key": shingles << np.uint64(32) | shingles >> np.uint64(32)}
            for name in ("rank", "size", "prefix"):
                columns[name] = np.repeat(batch.column(name).to_numpy(), sizes)
            columns["key"] = columns["key"].view(np.int64)
            yield pa.RecordBatch.from_pydict({n: pa.array(c) for n, c in columns.items()})


@dataclass(frozen=True)
class SetsToBands:
    """Sets to one row for each band of their MinHash signatures."""

    rules: SetRules

    SCHEMA = "key long, rank long, size long, position long"

    def __call__(self, batches: Batches) -> Batches:
        """Take batches of rank, size, prefix and shingles."""
        pa, np = require("pyarrow", "spark"), require("numpy", "spark")
        r = self.rules
        for batch in batches:
            found = pa.array(
                _core.spread_bands(batch.column("shingles"), r.num_perm, r.measure, r.threshold)
            )
            counts = np.diff(found.offsets.to_numpy())
            columns = {"key": found.values}
            for name in ("rank", "size"):
                columns[name] = pa.array(np.repeat(batch.column(name).to_numpy(), counts))
            columns["position"] = pa.array(np.zeros(len(found.values), np.int64))
            yield pa.RecordBatch.from_pydict(columns)


@dataclass(frozen=True)
class PairsToSimilarities:
    """Pairs of sets to the similarity of those that are similar."""

    rules: SetRules

    SCHEMA = "left long, right long, similarity double"

    def __call__(self, batches: Batches) -> Batches:
        """Take batches of left, right, left_set and right_set."""
        pa = require("pyarrow", "spark")
        for batch in batches:
            similarity = pa.array(
                _core.spread_similarity(
                    batch.column("left_set"),
                    batch.column("right_set"),
                    self.rules.measure,
                    self.rules.threshold,
                )
            )
            columns = [batch.column("left"), batch.column("right"), similarity]
            pairs = pa.RecordBatch.from_arrays(columns, ["left", "right", "similarity"])
            yield pairs.filter(pa.array(similarity.to_numpy() > 0))


KEPT, REMOVED, UNDECIDED = 1, 2, 0
UNKNOWN = -1  # in place of `left`: `right` may have similar sets before it that are not known yet


@dataclass(frozen=True)
class PairsToStates:
    """Similar pairs, sorted by right, to what becomes of each set: the walk of one process.

    A set is removed where a kept set before it is similar to it, undecided where that is not known,
    and kept otherwise. Holds the states of the sets that are in pairs: some 100 bytes each.
    """

    SCHEMA = "rank long, state int"

    def __call__(self, batches: Batches) -> Batches:
        """Take batches of left and right, all in one task, by right."""
        states: dict[int, int] = {}
        found = UNDECIDED  # of the set that is being walked over
        at: int | None = None

        def close() -> None:
            if at is not None:
                states[at] = found

        for batch in batches:
            lefts, rights = (batch.column(name).to_pylist() for name in ("left", "right"))
            for left, right in zip(lefts, rights, strict=True):
                if right != at:
                    close()
                    at, found = right, KEPT
                # A set that was no `right` so far has none before it: pairs come by right.
                state = UNDECIDED if left == UNKNOWN else states.setdefault(left, KEPT)
                if state == KEPT:
                    found = REMOVED
                elif state == UNDECIDED and found != REMOVED:
                    found = UNDECIDED
        close()
        yield from _states(states)


def _states(states: dict[int, int]) -> Batches:
    pa = require("pyarrow", "spark")
    ranks = list(states)
    for start in range(0, len(ranks), 1 << 16):
        part = ranks[start : start + (1 << 16)]
        values = pa.array([states[rank] for rank in part], pa.int32())
        yield pa.RecordBatch.from_arrays([pa.array(part, pa.int64()), values], ["rank", "state"])


def _flat(np: Any, sets: Any) -> tuple[Any, Any]:
    """Return the shingles of a column of sets one after another, and the size of each set."""
    _, offsets, values = sets.buffers()
    ends = np.frombuffer(offsets, np.int32)[sets.offset : sets.offset + len(sets) + 1]
    count = int(ends[-1] - ends[0]) // 8
    if count == 0:
        return np.zeros(0, np.uint64), np.zeros(len(sets), np.int64)
    return np.frombuffer(values, np.uint64, count, int(ends[0])), np.diff(ends) // 8
