"""JSON files that are not one record a line: an array of records, or records one after another."""

from __future__ import annotations

from collections.abc import Iterator

from saring import _core
from saring.io.reading import ReadOptions
from saring.io.records import Item, Outcome, Piece, PieceKind, Problem, Source
from saring.io.streams import ByteStream, Utf8Chunks


def read_values(source: Source, options: ReadOptions, *, is_array: bool) -> Iterator[Item]:
    """Yield a piece for each record, in order.

    Parameters
    ----------
    source
        The file.
    options
        With the longest record.
    is_array
        True: the records are the elements of one array. False: they follow each other.

    Yields
    ------
    Piece or Problem
        A record that is too long, a file that was cut, and what follows an array are problems. One
        record is held in memory.
    """
    splitter = _core.JsonSplitter(is_array, options.max_document)
    record = 0
    with ByteStream(source.path, source.compression) as stream:
        chunks = Utf8Chunks(stream.chunks(), options.encoding)
        is_noted = False
        for chunk in chunks:
            if not is_noted and chunks.encoding != "utf-8":
                reason = f"decoded from {chunks.encoding}"
                yield Problem(source, 1, reason, "encoding", None, Outcome.NOTED)
                is_noted = True
            for value in splitter.feed(chunk):
                yield _item(source, options, record, value, stream.position)
                record += 1
        for value in () if stream.failure else splitter.finish():
            yield _item(source, options, record, value, stream.position)
            record += 1
    yield from _end_problems(source, splitter, stream.failure)


def _item(
    source: Source, options: ReadOptions, record: int, value: tuple[bytes, int, int], position: int
) -> Item:
    data, line, too_long = value
    if too_long:
        return Problem(source, line, options.too_long("record", too_long), "too_long")
    return Piece(source, PieceKind.JSON_RECORD, data, record, line, position=position)


def _end_problems(
    source: Source, splitter: _core.JsonSplitter, failure: str | None
) -> Iterator[Problem]:
    """Yield what is wrong with the end of a file."""
    if failure is not None or splitter.is_cut:
        raw, line = splitter.rest
        reason = failure or "the file ends before its JSON does: it was cut"
        yield Problem(source, line if raw else None, reason, "cut", raw or None, of_file=True)
    elif splitter.line_behind:
        reason = "what follows the end of the array is not read"
        yield Problem(source, splitter.line_behind, reason, "not_json", of_file=True)
