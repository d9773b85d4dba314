"""A JSON array of records."""

import re
from collections.abc import Iterator
from pathlib import Path

from saring.io.json_values import read_values
from saring.io.reading import ReadOptions
from saring.io.records import Item, Source
from saring.io.writer import CompressedWriter

SUFFIXES: tuple[str, ...] = ()  # which layout a JSON file has, its content tells
RENDERING = 4  # the core's number
WAITING: tuple[str, ...] = ()
HAS_FIELDS = True


def begins(head: bytes) -> bool:
    """Whether a file begins with an array of objects.

    Parameters
    ----------
    head
        The first bytes of the file, in UTF-8.

    Returns
    -------
    bool
        True if the first element is an object. A line of JSON Lines may be an array of other
        values.
    """
    return re.match(rb"\s*\[\s*\{", head) is not None


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield the elements."""
    yield from read_values(source, options, is_array=True)


class ArrayWriter:
    """An array of the records that are kept, each from a new line on, as it was."""

    def __init__(self, target: Path, compression: str) -> None:
        self._file = CompressedWriter(target, compression)
        self._is_empty = True

    def write(
        self, rendered: bytes | memoryview, batch: object, table: object, copies: object
    ) -> None:
        """Append records, each with a comma before it."""
        if self._is_empty and len(rendered) > 0:
            self._file.write(b"[")
            rendered = rendered[1:]
            self._is_empty = False
        self._file.write(rendered)

    def close(self) -> None:
        """End the array and the file."""
        self._file.write(b"[]\n" if self._is_empty else b"\n]\n")
        self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        self._file.abandon()


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> ArrayWriter:
    """Open the array of the records that are kept; it is written even if none is left."""
    return ArrayWriter(target, source.compression)
