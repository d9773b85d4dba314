"""Rows that wait on disk between the reading of a file and its writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from saring.io.reading import writing
from saring.io.streams import ByteStream
from saring.io.writer import CompressedWriter


class RowsFile:
    """A file of rows; what fails in writing it is `TemporaryFileError`.

    Parameters
    ----------
    path
        The file to make.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with writing(path):
            self._file = CompressedWriter(path, "zst")

    def __enter__(self) -> RowsFile:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with writing(self._path):
            if kind in (None, GeneratorExit):  # what is read of the file suffices
                self._file.close()
            else:
                self._file.abandon()

    def write(self, row: bytes) -> None:
        """Append a row, with its size before it."""
        with writing(self._path):
            self._file.write(len(row).to_bytes(8, "little") + row)


def waiting_rows(path: Path) -> Iterator[bytes]:
    """Yield the rows that a `RowsFile` has written.

    Parameters
    ----------
    path
        The file; it need not exist.

    Yields
    ------
    bytes
        The rows, in order. Holds one, and a piece of a few MiB.
    """
    if not path.exists():
        return
    with ByteStream(path, "zst") as stream:
        data = bytearray()
        for chunk in stream.chunks():
            data += chunk
            at = 0
            while len(data) >= at + 8:
                end = at + 8 + int.from_bytes(data[at : at + 8], "little")
                if len(data) < end:
                    break
                yield bytes(data[at + 8 : end])
                at = end
            del data[:at]
