"""The documents of a piece of a file, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from saring import _core
from saring.errors import require
from saring.io.reading import ReadOptions
from saring.io.records import Piece, PieceKind, Problem, Source


class Document(NamedTuple):
    """One document of a file.

    Attributes
    ----------
    source
        The file.
    record
        Number of the document in it, from 0.
    line
        Line on which it begins, from 1; 0 if the file has no lines.
    text
        Its text.
    ident
        Its id; None if it has none.
    site
        URL or host name; None if it names none.
    """

    source: Source
    record: int
    line: int
    text: str | bytes
    ident: Any = None
    site: str | None = None


def documents(piece: Piece, options: ReadOptions, problems: list[Problem]) -> Iterator[Document]:
    """Yield the documents of a piece.

    Parameters
    ----------
    piece
        A piece of a text file, JSON Lines, Parquet, or an HTML page (its article is extracted).
    options
        With the names of the fields.
    problems
        Records that cannot be read are added here.

    Yields
    ------
    Document
        In order.
    """
    source = piece.source
    if piece.kind is PieceKind.TEXT_LINES:
        for at, line in enumerate(_bytes_of(piece).removesuffix(b"\n").split(b"\n")):
            yield Document(source, piece.first_record + at, piece.first_line + at, line)
    elif piece.kind in (PieceKind.JSON_LINES, PieceKind.JSON_RECORD):
        yield from _records(piece, options, problems)
    else:
        ident = None if piece.ident is None else require("orjson").loads(piece.ident)
        text = piece.data
        if piece.kind in (PieceKind.HTML, PieceKind.DECODED_HTML):
            from saring.html import extract

            text = extract(piece.data).text
        yield Document(source, piece.first_record, piece.first_line, text, ident, piece.site)


def _records(piece: Piece, options: ReadOptions, problems: list[Problem]) -> Iterator[Document]:
    orjson = require("orjson")
    data = _bytes_of(piece)
    if piece.kind is PieceKind.JSON_RECORD:
        data = data.replace(b"\n", b" ")  # between tokens both are white space
    records, unread = _core.read_json_lines(data, options.text_field, options.max_document)
    for at, reason in unread:
        problems.append(Problem(piece.source, piece.first_line + at, reason, "record"))
    for at, record, text in records:
        values = orjson.loads(record)
        site = _value(values, options.site_field)
        yield Document(
            piece.source,
            piece.first_record + at,
            piece.first_line + at,
            text,
            _value(values, options.id_field),
            site if isinstance(site, str) else None,
        )


def _value(values: dict[str, Any], name: str | None) -> Any:
    """Return a member, by its name or by a dotted path to it; None if there is none."""
    if name is None or name in values:
        return None if name is None else values[name]
    found: Any = values
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _bytes_of(piece: Piece) -> bytes:
    return piece.data.encode() if isinstance(piece.data, str) else piece.data
