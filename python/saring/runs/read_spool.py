"""Documents as they were read, on disk until it is known what repeats on their sites."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from saring.io.containers import Batch
from saring.runs.spool import Packed, Spool

# A file is deleted when it has been read, so that the documents take little room twice.
FILE_BYTES = 256 << 20


class ReadSpool:
    """Batches of documents, written and read in order, in several files.

    Parameters
    ----------
    folder
        Where the files are made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spools = [Spool(folder / "read-0")]
        self._size = 0

    def pack(self, batch: Batch) -> Packed:
        """Make what is written of a batch; may be called from any thread."""
        is_compressed = any(piece.source.compression for piece in batch.pieces)
        return self._spools[0].pack(pickle.dumps(batch, protocol=5), is_compressed)

    def append(self, packed: Packed) -> None:
        """Add a batch."""
        if self._size >= FILE_BYTES:
            self._spools[-1].finish()
            self._spools.append(Spool(self._folder / f"read-{len(self._spools)}"))
            self._size = 0
        self._spools[-1].append(packed, 0, 0)
        self._size += memoryview(packed.data).nbytes

    def finish(self) -> None:
        """End writing."""
        self._spools[-1].finish()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        self._spools[-1].abandon()

    def batches(self, *, for_last_time: bool = True) -> Iterator[Batch]:
        """Yield each batch, in order; `finish` comes first. Files are deleted the last time."""
        for spool in self._spools:
            # In no variable: what a batch is made of would be held as long as the batch.
            yield from map(partial(_loaded, spool), spool.batches())
            if for_last_time:
                spool.delete()


def _loaded(spool: Spool, stored: tuple[Packed, int, int]) -> Batch:
    batch: Batch = pickle.loads(spool.unpack(stored[0]))
    return batch
