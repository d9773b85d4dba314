"""HTML: one page per file; the extractor finds its encoding."""

import re
from collections.abc import Iterator
from pathlib import Path

from saring.io.reading import ReadOptions, read_whole
from saring.io.records import Item, Piece, PieceKind, Source
from saring.io.writer import BytesWriter

SUFFIXES = (".html", ".htm", ".xhtml")
RENDERING = 3  # the core's number
WAITING: tuple[str, ...] = ()
HAS_FIELDS = False


def begins(head: bytes) -> bool:
    """Whether a file begins as a page, after comments and an XML declaration."""
    start = rb"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b"
    return re.match(start, head, re.IGNORECASE | re.DOTALL) is not None


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield the page, or the problem."""
    for item in read_whole(source, options, is_text=False):
        yield Piece(source, PieceKind.HTML, item) if isinstance(item, bytes) else item


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> BytesWriter:
    """Open the page with the article; it is not written if the document is removed."""
    return BytesWriter(target, source.compression, is_written_empty=False)
