"""Documents as read, on disk until the repeated lines of their sites are known."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from saring.io.containers import Batch
from saring.runs.saved_state import load
from saring.runs.spool import Packed, Spool

# A file is deleted after it was read, so that few documents are on disk twice.
FILE_BYTES = 256 << 20

Saved = list[Any]


class ReadSpool:
    """Batches of documents, written and read in order, in several files.

    Parameters
    ----------
    folder
        The folder of the files.
    saved
        The result of `saved` in an earlier process. The files are there, except those that were
        deleted after reading.
    is_finished
        True: nothing is added.
    """

    def __init__(
        self, folder: Path, saved: Saved | None = None, *, is_finished: bool = False
    ) -> None:
        self._folder = folder
        self._spools: list[Spool] = []
        self._size = 0
        saved = saved or [None]
        for number, batches in enumerate(saved):
            self._add_file(batches, is_finished or number + 1 < len(saved))
            self._size = sum(batches[::5]) if batches is not None else 0

    def _add_file(self, saved: array[int] | None = None, is_finished: bool = False) -> None:
        path = self._folder / f"read-{len(self._spools)}"
        self._spools.append(Spool(path, saved, is_finished=is_finished))
        self._size = 0

    def saved(self) -> Saved:
        """Flush all output to the system, and return the state for another process."""
        return [spool.saved() for spool in self._spools]

    @property
    def paths(self) -> list[Path]:
        """The files."""
        return [spool.path for spool in self._spools]

    def pack(self, batch: Batch) -> Packed:
        """Make the bytes to write for a batch; may be called from any thread."""
        is_compressed = any(piece.source.compression for piece in batch.pieces)
        return self._spools[0].pack(pickle.dumps(batch, protocol=5), is_compressed)

    def append(self, packed: Packed) -> None:
        """Add a batch."""
        if self._size >= FILE_BYTES:
            self._spools[-1].finish()
            self._add_file()
        self._spools[-1].append(packed, 0, 0)
        self._size += memoryview(packed.data).nbytes

    def finish(self) -> None:
        """End writing."""
        self._spools[-1].finish()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        self._spools[-1].abandon()

    def batches(self, start: int = 0) -> Iterator[Batch]:
        """Yield each batch from number `start`, in order; call `finish` first."""
        for spool in self._spools:
            if start < len(spool):
                # No variable, because it would keep the packed bytes in memory with the batch.
                yield from map(partial(_loaded, spool), spool.batches(start))
            start = max(start - len(spool), 0)

    def delete_before(self, number: int) -> None:
        """Delete the files with only batches before this one."""
        for spool in self._spools:
            number -= len(spool)
            if number < 0:
                return
            spool.delete()

    def delete(self) -> None:
        """Delete all files."""
        for spool in self._spools:
            spool.delete()


def _loaded(spool: Spool, stored: tuple[Packed, int, int]) -> Batch:
    batch: Batch = load(spool.unpack(stored[0]))
    return batch
