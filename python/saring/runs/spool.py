"""Documents on disk until it is known which of them are kept."""

from __future__ import annotations

import contextlib
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from saring.errors import require

SPOOL_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as it is in the file.

    Attributes
    ----------
    data
        The bytes, or a buffer of them.
    size
        In bytes, before compression.
    is_compressed
        By Zstandard.
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
    """

    def __init__(self, path: Path) -> None:
        self._local = threading.local()
        self._path = path
        self._file: BinaryIO = open(path, "wb")  # noqa: SIM115
        # Of each batch: bytes in the file, bytes, whether compressed, first and end row.
        self._batches = array("Q")

    def pack(self, data: Any, is_compressed: bool) -> Packed:
        """Make what is written of a buffer; may be called from any thread."""
        size = memoryview(data).nbytes
        if not is_compressed:
            return Packed(data, size, False)
        compressor: Any = getattr(self._local, "compressor", None)
        if compressor is None:
            compressor = require("zstandard").ZstdCompressor(level=SPOOL_LEVEL)
            self._local.compressor = compressor
        return Packed(compressor.compress(data), size, True)

    def unpack(self, packed: Packed) -> bytes:
        """Return the bytes of a batch that was read back; may be called from any thread."""
        data: bytes = packed.data
        if not packed.is_compressed:
            return data
        data = require("zstandard").ZstdDecompressor().decompress(packed.data)
        return data

    def append(self, packed: Packed, first_row: int, end_row: int) -> None:
        """Add a batch with the documents of the rows [first_row, end_row) that were kept."""
        written = memoryview(packed.data).nbytes
        self._file.write(packed.data)
        self._batches.extend((written, packed.size, packed.is_compressed, first_row, end_row))

    def finish(self) -> None:
        """End writing."""
        self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        with contextlib.suppress(OSError):
            self._file.close()

    def delete(self) -> None:
        """Remove the file."""
        self._path.unlink()

    def batches(self) -> Iterator[tuple[Packed, int, int]]:
        """Yield each batch with its rows, in order; `finish` comes first."""
        with open(self._path, "rb") as file:
            for at in range(0, len(self._batches), 5):
                written, size, is_compressed, first_row, end_row = self._batches[at : at + 5]
                yield Packed(file.read(written), size, bool(is_compressed)), first_row, end_row
