"""Plain text: one document per file, or per line."""

from collections.abc import Iterator
from pathlib import Path

from saring.io import jsonl
from saring.io.reading import ReadOptions, read_whole
from saring.io.records import Item, Piece, PieceKind, Source
from saring.io.writer import BytesWriter

SUFFIXES = (".txt", ".md", ".markdown")
RENDERING = 1  # the core's number
WAITING: tuple[str, ...] = ()
HAS_FIELDS = False


def begins(head: bytes) -> bool:
    """Nothing says so: any bytes may be text, and a name or ``--format`` must."""
    return False


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield the file's document, or its lines in blocks."""
    if options.lines:
        yield from jsonl.read_lines(source, options, PieceKind.TEXT_LINES)
        return
    for item in read_whole(source, options, is_text=True):
        yield Piece(source, PieceKind.TEXT, item) if isinstance(item, bytes) else item


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> BytesWriter:
    """Open the clean file; a file that is one document is not written if it is removed."""
    return BytesWriter(target, source.compression, is_written_empty=options.lines)
