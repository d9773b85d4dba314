"""Documents that wait on disk until the run knows which of them are kept."""

from __future__ import annotations

import contextlib
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from saring.errors import require
from saring.io.writer import open_again

SPOOL_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as stored in the file.

    Attributes
    ----------
    data
        The bytes, or a buffer of them.
    size
        In bytes, before compression.
    is_compressed
        Whether the data is compressed by Zstandard.
    """

    data: Any
    size: int
    is_compressed: bool


class Spool:
    """A file of batches, written and read in order.

    Parameters
    ----------
    path
        The file to create.
    saved
        The result of `saved` in an earlier process. The file is there; data that was added to it
        later is dropped.
    is_finished
        True: the file is only read, if it exists.

    Attributes
    ----------
    path
        The file.
    """

    def __init__(
        self, path: Path, saved: array[int] | None = None, *, is_finished: bool = False
    ) -> None:
        self._local = threading.local()
        self.path = path
        # For each batch: bytes in the file, bytes, whether compressed, first row, end row.
        self._batches = array("Q") if saved is None else saved
        self._file: BinaryIO | None = None
        if not is_finished:
            self._file = open_again(path, None if saved is None else sum(saved[::5]))

    def pack(self, data: Any, is_compressed: bool) -> Packed:
        """Make the data to write for a buffer; may be called from any thread."""
        size = memoryview(data).nbytes
        if not is_compressed:
            return Packed(data, size, False)
        compressor: Any = getattr(self._local, "compressor", None)
        if compressor is None:
            compressor = require("zstandard").ZstdCompressor(level=SPOOL_LEVEL)
            self._local.compressor = compressor
        return Packed(compressor.compress(data), size, True)

    def unpack(self, packed: Packed) -> bytes:
        """Return the unpacked bytes of a batch; may be called from any thread."""
        data: bytes = packed.data
        if not packed.is_compressed:
            return data
        data = require("zstandard").ZstdDecompressor().decompress(packed.data)
        return data

    def append(self, packed: Packed, first_row: int, end_row: int) -> None:
        """Add a batch with the kept documents of the rows [first_row, end_row)."""
        assert self._file is not None
        written = memoryview(packed.data).nbytes
        self._file.write(packed.data)
        self._batches.extend((written, packed.size, packed.is_compressed, first_row, end_row))

    def __len__(self) -> int:
        """Return the number of batches."""
        return len(self._batches) // 5

    def saved(self) -> array[int]:
        """Flush all output to the system, and return the state for another process."""
        if self._file is not None:
            self._file.flush()
        return self._batches[:]

    def finish(self) -> None:
        """End writing."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        with contextlib.suppress(OSError):
            self.finish()

    def delete(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)

    def batches(self, start: int = 0) -> Iterator[tuple[Packed, int, int]]:
        """Yield each batch from number `start` with its rows, in order; call `finish` first."""
        with open(self.path, "rb") as file:
            file.seek(sum(self._batches[: 5 * start : 5]))
            for at in range(5 * start, len(self._batches), 5):
                written, size, is_compressed, first_row, end_row = self._batches[at : at + 5]
                yield Packed(file.read(written), size, bool(is_compressed)), first_row, end_row
