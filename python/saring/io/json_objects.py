"""JSON objects that follow each other, of several lines each: pretty-printed ones."""

from collections.abc import Iterator
from pathlib import Path

from saring.io.json_values import read_values
from saring.io.jsonl import open_writer as open_writer
from saring.io.reading import ReadOptions
from saring.io.records import Item, Source

SUFFIXES: tuple[str, ...] = ()  # which layout a JSON file has, its content tells
RENDERING = 2  # the core's number
WAITING: tuple[str, ...] = ()
HAS_FIELDS = True


def begins(head: bytes) -> bool:
    """Whether a file begins with an object of more than one line.

    Parameters
    ----------
    head
        The first bytes of the file, in UTF-8.

    Returns
    -------
    bool
        True if the first line is an opening brace, as every pretty-printer writes it.
    """
    return head.lstrip().partition(b"\n")[0].strip() == b"{" and b"\n" in head.lstrip()


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield the objects."""
    yield from read_values(source, options, is_array=False)
