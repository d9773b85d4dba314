"""JSON Lines: one record per line."""

import re
from collections.abc import Iterator
from pathlib import Path

from saring import _core
from saring.io.reading import ReadOptions, cr_alone, nul_bytes
from saring.io.records import Item, Outcome, Piece, PieceKind, Problem, Source
from saring.io.streams import ByteStream, LineFeeds, Utf8Chunks, line_blocks
from saring.io.writer import BytesWriter

SUFFIXES = (".jsonl", ".ndjson", ".json", ".jsonlines", ".jl")
RENDERING = 2  # the core's number
WAITING: tuple[str, ...] = ()
HAS_FIELDS = True


def begins(head: bytes) -> bool:
    """Whether a file begins with a line that is an object."""
    first = head.lstrip().partition(b"\n")[0]
    return re.match(rb"\{\s*(\"|\}\s*$)", first) is not None


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield blocks of lines; the core reads the records in them."""
    yield from read_lines(source, options, PieceKind.JSON_LINES)


def read_lines(source: Source, options: ReadOptions, kind: PieceKind) -> Iterator[Item]:
    """Yield the lines of a file in blocks of whole lines.

    Parameters
    ----------
    source
        The file.
    options
        With the size of blocks and the longest line.
    kind
        What the lines are.

    Yields
    ------
    Piece or Problem
        In the order of the file.
    """
    with ByteStream(source.path, source.compression) as stream:
        chunks = Utf8Chunks(stream.chunks(), options.encoding)
        is_empty = True
        is_noted = False
        with_lf = LineFeeds(chunks, has_quotes=False)
        for block in line_blocks(with_lf, options.chunk_size, options.max_document):
            if not is_noted and chunks.encoding != "utf-8":
                reason = f"decoded from {chunks.encoding}"
                yield Problem(source, block.first_line, reason, "encoding", None, Outcome.NOTED)
                is_noted = True
            if is_empty and with_lf.has_changed:
                yield cr_alone(source)
            only_nul = nul_bytes(block.data) if is_empty else None
            is_empty = False
            if only_nul:
                yield Problem(source, block.first_line, only_nul, "cut", of_file=True)
            elif block.too_long:
                reason = options.too_long("line", block.too_long)
                yield Problem(source, block.first_line, reason, "too_long")
            else:
                line = block.first_line
                for data in _within_memory(block.data, kind, options):
                    yield Piece(source, kind, data, line - 1, line, position=stream.position)
                    line += data.count(b"\n") if data is not block.data else 0
        if stream.failure:
            yield Problem(source, None, stream.failure, "cut", of_file=True)
        elif is_empty:
            yield Problem(source, None, "the file is empty", "empty_file", None, Outcome.NOTED)


def _within_memory(data: bytes, kind: PieceKind, options: ReadOptions) -> Iterator[bytes]:
    """Halve a block at line ends until each part takes no more memory than a batch."""
    waiting = [data]
    while waiting:
        data = waiting.pop()
        middle = len(data) // 2
        cut = data.rfind(b"\n", 0, middle) + 1 or data.find(b"\n", middle) + 1
        if (
            0 < cut < len(data)
            and _core.piece_memory(int(kind), data, options.has_pages) > options.batch_memory
        ):
            waiting += [data[cut:], data[:cut]]
        else:
            yield data


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> BytesWriter:
    """Open the file of clean records; it is written even if none is left."""
    return BytesWriter(target, source.compression, is_written_empty=True)
