"""A part of the records of a run: the first ones, or a sample that their places decide."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from saring.io.records import Item, Outcome, Piece, PieceKind, Source

_LINES = (PieceKind.TEXT_LINES, PieceKind.JSON_LINES)
_BITS = 53  # of a key, so that a share says exactly which keys are below it
_WHITE = b" \t\r\f\v"


def key_of(name: str, record: int) -> int:
    """Return a number below 2**53 that the place of a record decides.

    Parameters
    ----------
    name
        The file's, as in the report.
    record
        Number of the record in it.

    Returns
    -------
    int
        Evenly distributed.
    """
    digest = hashlib.blake2b(f"{record} {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> (64 - _BITS)


class Selection:
    """Selects the wanted records of a run.

    Parameters
    ----------
    limit
        How many are read, the first ones; None: all.
    share
        Of the others, how many are left, over 0 and at most 1: those with the smallest keys; None:
        all.

    Attributes
    ----------
    taken
        Records that were left so far.
    begun
        Sources that were read at least in part.
    """

    def __init__(self, limit: int | None = None, share: float | None = None) -> None:
        self._limit = limit
        self._below = None if share is None else int(share * (1 << _BITS))
        self.taken = 0
        self.begun = 0

    @property
    def is_full(self) -> bool:
        """Whether no further record is wanted."""
        return self._limit is not None and self.taken >= self._limit

    def of(self, items: Iterator[Item]) -> Iterator[Item]:
        """Yield what is left of pieces and problems; the rest is not read once it `is_full`.

        Blank lines are no records, and take the place of those that are left out. Problems of whole
        files, and what is only noted, are left and do not count.
        """
        for item in items:
            if isinstance(item, Piece) and item.kind in _LINES:
                lines = self._of_lines(item)
                if lines is not None:
                    yield lines
            elif isinstance(item, Piece):
                if self._takes(item.source, item.first_record):
                    yield item
            else:
                record = item.record if item.line is None else item.line - 1
                is_record = item.outcome is Outcome.QUARANTINED and not item.of_file
                if record is None or not is_record or self._takes(item.source, record):
                    yield item
            if self.is_full:
                return

    def _takes(self, source: Source, record: int) -> bool:
        if self.is_full:
            return False
        if self._below is not None and key_of(source.name, record) >= self._below:
            return False
        self.taken += 1
        return True

    def _of_lines(self, piece: Piece) -> Piece | None:
        data = piece.data.encode() if isinstance(piece.data, str) else piece.data
        lines = data.split(b"\n")
        is_any = False
        for at, line in enumerate(lines):
            if not line.strip(_WHITE):
                continue
            if self._takes(piece.source, piece.first_record + at):
                is_any = True
            else:
                lines[at] = b""
            if self.is_full:
                lines[at + 1 :] = [b""] * (at + 1 < len(lines))  # its line end stays
                break
        return replace(piece, data=b"\n".join(lines)) if is_any else None


class Keys(Selection):
    """Finds the share that leaves a number of records: all are given to `of`.

    Parameters
    ----------
    count
        How many.
    """

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._largest: list[int] = []  # negative: the heap's first is the largest key

    def _takes(self, source: Source, record: int) -> bool:
        key = -key_of(source.name, record)
        if len(self._largest) < self._count:
            heapq.heappush(self._largest, key)
        else:
            heapq.heappushpop(self._largest, key)
        return False

    def share(self) -> float | None:
        """Return the share; None if there are no more records than are wanted."""
        if len(self._largest) < self._count:
            return None
        return (1 - self._largest[0]) / (1 << _BITS)


def check_sample(sample: Any) -> str | None:
    """Say what is wrong with a share or number of records; None if nothing is."""
    if isinstance(sample, bool) or not isinstance(sample, int | float):
        return f"must be a share or a number of records, not {sample!r}"
    if isinstance(sample, int):
        return None if sample > 0 else f"must be positive, not {sample}"
    return None if 0 < sample <= 1 else f"must be over 0 and at most 1, not {sample}"
