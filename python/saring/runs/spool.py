"""Documents on disk until it is known which of them stay."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from saring.errors import require

SPOOL_LEVEL = 1


class Spool:
    """A file of compressed batches, written and read in order.

    Parameters
    ----------
    path
        The file to create.
    """

    def __init__(self, path: Path) -> None:
        self._zstandard = require("zstandard")
        self._local = threading.local()
        self._path = path
        self._file: BinaryIO = open(path, "wb")  # noqa: SIM115
        self._sizes = array("Q")  # of the compressed batches
        self._rows = array("Q")  # first and end row of each batch

    def __len__(self) -> int:
        return len(self._sizes)

    def compress(self, data: bytes) -> bytes:
        """Compress one batch; may be called from any thread."""
        compressor: Any = getattr(self._local, "compressor", None)
        if compressor is None:
            compressor = self._zstandard.ZstdCompressor(level=SPOOL_LEVEL)
            self._local.compressor = compressor
        result: bytes = compressor.compress(data)
        return result

    def decompress(self, data: bytes) -> bytes:
        """Decompress one batch; may be called from any thread."""
        result: bytes = self._zstandard.ZstdDecompressor().decompress(data)
        return result

    def append(self, compressed: bytes, first_row: int, end_row: int) -> None:
        """Add a batch with the documents of the rows [first_row, end_row) that were kept."""
        self._file.write(compressed)
        self._sizes.append(len(compressed))
        self._rows.extend((first_row, end_row))

    def finish(self) -> None:
        """End writing."""
        self._file.close()

    def batches(self) -> Iterator[tuple[bytes, int, int]]:
        """Yield each compressed batch with its rows, in order; `finish` comes first."""
        with open(self._path, "rb") as file:
            for at, size in enumerate(self._sizes):
                yield file.read(size), self._rows[2 * at], self._rows[2 * at + 1]
