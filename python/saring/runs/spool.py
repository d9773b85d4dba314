"""Clean documents on disk until it is known which of them stay."""

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
        self._lengths: list[array[int]] = []  # of the documents in each batch

    def compress(self, data: bytes) -> bytes:
        """Compress one batch; may be called from any thread."""
        compressor: Any = getattr(self._local, "compressor", None)
        if compressor is None:
            compressor = self._zstandard.ZstdCompressor(level=SPOOL_LEVEL)
            self._local.compressor = compressor
        result: bytes = compressor.compress(data)
        return result

    def append(self, compressed: bytes, lengths: array[int]) -> None:
        """Add a batch and the lengths of its documents, in bytes before compression."""
        self._file.write(compressed)
        self._sizes.append(len(compressed))
        self._lengths.append(lengths)

    def finish(self) -> None:
        """End writing."""
        self._file.close()

    def documents(self) -> Iterator[bytes]:
        """All documents in order; `finish` comes first."""
        decompressor = self._zstandard.ZstdDecompressor()
        with open(self._path, "rb") as file:
            for size, lengths in zip(self._sizes, self._lengths, strict=True):
                data = decompressor.decompress(file.read(size))
                at = 0
                for length in lengths:
                    yield data[at : at + length]
                    at += length
