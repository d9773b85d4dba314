"""CSV: one document per row, after a first row with the names of the columns.

A file is read once: its rows wait on disk until it is known which of them are kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from saring._counted import counted
from saring._option_names import option
from saring.errors import require
from saring.io.compression import READ_BYTES
from saring.io.csv_rows import (
    Line,
    Row,
    fields_of,
    num_rows_inside,
    quoted,
    rows,
    unquoted,
    with_value,
    without_line_end,
)
from saring.io.reading import SIGNAL_DECIMALS, SIGNAL_FIELDS, ReadOptions, cr_alone
from saring.io.records import Item, Outcome, Piece, PieceKind, Problem, Source
from saring.io.streams import ByteStream, LineFeeds, Utf8Chunks, line_blocks
from saring.io.waiting_rows import RowsFile, waiting_rows
from saring.io.writer import CompressedWriter

SUFFIXES: tuple[str, ...] = (".csv",)
RENDERING = 0  # the core's number: the text alone
WAITING: tuple[str, ...] = (".csv.zst",)
HAS_FIELDS = True

DELIMITERS = (b",", b";", b"\t", b"|")
MAX_COLUMNS_SHOWN = 12
_SEP_LINE = re.compile(rb'"?sep=([^\r\n])"?\r?\n', re.IGNORECASE)


def begins(head: bytes) -> bool:
    """Nothing says so for sure: a name or ``--format`` must."""
    return False


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield a piece or a problem for each row."""
    yield from read_rows(source, options, scratch, None)


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> RowsWriter:
    """Open the file of the rows that are kept; it is written even if none is left."""
    return RowsWriter(source, options, scratch, target)


class Header:
    """What the first row says, and Excel's line ``sep=;`` before it, which names the delimiter.

    Attributes
    ----------
    header
        The row, with that line.
    sep_line
        That line; mostly empty.
    fields
        Of the row, as they are written.
    delimiter
        Between fields.
    names
        Of the columns.
    """

    def __init__(self, header: bytes, delimiter: bytes | None) -> None:
        self.header = header
        sep = _SEP_LINE.match(header)
        self.sep_line = sep[0] if sep else b""
        row = header[len(self.sep_line) :]
        self.delimiter = sep[1] if sep else delimiter or most_frequent_delimiter(row)
        self.fields = fields_of(row, self.delimiter) or [without_line_end(row)]
        self.names = [
            unquoted(field, self.delimiter).decode("utf-8", "replace") for field in self.fields
        ]

    def column(self, name: str | None) -> int:
        """Position of a column; -1 if there is none."""
        return self.names.index(name) if name is not None and name in self.names else -1

    def unusable(self, options: ReadOptions) -> str | None:
        """Why no text can be read; None if it can."""
        field = options.text_field
        if field not in self.names:
            shown = ", ".join(repr(name) for name in self.names[:MAX_COLUMNS_SHOWN])
            return (
                f"no column '{field}' in the first row (columns: {shown}); name the text's column "
                f"with {option('text_field')}"
            )
        for name in (field, options.id_field, options.site_field, options.keep_field):
            if name is not None and self.names.count(name) > 1:
                return f"{self.names.count(name)} columns are called '{name}'"
        return None


def most_frequent_delimiter(header: bytes) -> bytes:
    """Return the delimiter that cuts a first row into most fields; a comma if none does."""
    return max(DELIMITERS, key=lambda delimiter: len(fields_of(header, delimiter) or ()))


def read_rows(
    source: Source, options: ReadOptions, scratch: Path, delimiter: bytes | None
) -> Iterator[Item]:
    """Yield a piece or a problem for each row after the first.

    Parameters
    ----------
    source, options
        The file, and how to read it.
    scratch
        Where the rows wait.
    delimiter
        One byte; None: the first row tells it.

    Yields
    ------
    Piece or Problem
        In order. Rows are counted from 0, without the first one; blank lines are none.
    """
    with ByteStream(source.path, source.compression) as stream:
        chunks = Utf8Chunks(stream.chunks(), options.encoding)
        with_lf = LineFeeds(chunks, has_quotes=True)
        lines = _lines(with_lf, options)
        first = next(lines, None)
        if chunks.encoding != "utf-8":
            reason = f"decoded from {chunks.encoding}"
            yield Problem(source, 1, reason, "encoding", None, Outcome.NOTED)
        if with_lf.has_changed:
            yield cr_alone(source)
        if first is not None:
            if _SEP_LINE.fullmatch(first.data):
                first = Line(first.data + next(lines, Line(b"")).data)
            table = Header(first.data, delimiter)
            if unusable := table.unusable(options):
                yield Problem(source, None, unusable, "no_text", of_file=True)
                return
            found = rows(lines, table.delimiter, options.max_document, len(table.names))
            header_lines = first.num_lines
            doubtful = _DoubtfulRows()
            with RowsFile(rows_path(source, scratch)) as waiting:
                waiting.write(first.data)
                for number, row in enumerate(found):
                    waiting.write(row.data)
                    if stream.failure and not row.data.endswith(b"\n"):
                        break  # a part of a row, that may look like a whole one
                    item = _item(source, options, table, number, row, header_lines, stream.position)
                    if isinstance(item, Piece):
                        doubtful.add(row, table, header_lines)
                    yield item
            if doubtful.count:
                yield Problem(
                    source, doubtful.line, doubtful.reason, "rows_in_quotes", None, Outcome.NOTED
                )
        if stream.failure:
            yield Problem(source, None, stream.failure, "cut", of_file=True)
        elif first is None:
            yield Problem(source, None, "the file is empty", "empty_file", None, Outcome.NOTED)


class _DoubtfulRows:
    """Rows with lines that could be rows of their own, if a quote that opens in them were stray.

    Attributes
    ----------
    count
        How many there are.
    line
        Of the file, on which the first one begins.
    """

    def __init__(self) -> None:
        self.count = 0
        self.line = 0
        self._last = 0  # line of the first one
        self._inside = 0  # rows that it would be

    def add(self, row: Row, table: Header, header_lines: int) -> None:
        """Take in a row that was read, if it is one."""
        if b"\n" not in row.data[:-1]:
            return
        inside = num_rows_inside(row.data, table.delimiter, len(table.names))
        if inside and not self.count:
            self.line = row.line + header_lines
            self._last = self.line + row.data.count(b"\n", 0, -1)
            self._inside = inside
        self.count += inside > 0

    @property
    def reason(self) -> str:
        """What is to be looked at."""
        first = (
            f"a quote that opens in line {self.line:,} closes in line {self._last:,}, and was read "
            f"as one row; without the quote these lines would be {counted(self._inside, 'row')}"
        )
        more = counted(self.count - 1, "other row")
        return (
            first
            + (f"; so it is with {more}" if self.count > 1 else "")
            + "; double a quote that is text"
        )


def _lines(chunks: Iterable[bytes], options: ReadOptions) -> Iterator[Line]:
    """Yield lines; a first one of a file that is too long is empty."""
    for block in line_blocks(chunks, READ_BYTES, options.max_document):
        if block.too_long:
            yield Line(b"", block.too_long)
        elif not block.data.strip():
            yield Line(block.data)
        else:
            yield from map(Line, io.BytesIO(block.data))


def _item(
    source: Source,
    options: ReadOptions,
    table: Header,
    number: int,
    row: Row,
    header_lines: int,
    position: int,
) -> Item:
    line = row.line + header_lines
    if row.too_long or len(row.data) > options.max_document:
        reason = options.too_long("row", row.too_long or len(row.data))
        return Problem(source, line, reason, "too_long", record=number)
    fields = fields_of(row.data, table.delimiter) if row.is_whole else None
    if fields is None or len(fields) != len(table.names):
        raw = without_line_end(row.data)
        reason = _unlike_first(fields, table, line, row)
        return Problem(source, line, reason, "not_csv", raw, record=number)
    value = partial(_value, fields, table)
    site, text = value(options.site_field), value(options.text_field)
    return Piece(
        source,
        PieceKind.DECODED_HTML if options.has_pages else PieceKind.TEXT,
        text or b"",
        number,
        first_line=0,
        ident=_json(value(options.id_field)),
        site=None if site is None else site.decode("utf-8", "replace"),
        rank=_json(value(options.keep_field)),
        date=_json(value(options.date_field)),
        position=position,
    )


def _unlike_first(fields: list[bytes] | None, table: Header, line: int, row: Row) -> str:
    """Say why a row is not one of the table."""
    if row.next_quote:
        at = line - row.line + row.next_quote
        return f"a quote is not closed: the next one, in line {at:,}, does not end a field"
    if fields is None:
        return "a quote is not closed"
    reason = f"the row has {counted(len(fields), 'field')}, the first one {len(table.names):,}"
    for number, field in enumerate(fields):
        if more := field.count(b"\n"):
            names = table.names[number : number + 1]
            column = f"the column {names[0]!r}" if names else f"field {number + 1:,}"
            first = line + sum(before.count(b"\n") for before in fields[:number])
            last = line + row.data.count(b"\n", 0, -1)
            reason += (
                f"; it goes on to line {last:,}, as a quote in {column} "
                f"is open from line {first:,} to line {first + more:,}: it may be one too many"
            )
            break
    return reason


def _value(fields: list[bytes], table: Header, name: str | None) -> bytes | None:
    """Return a value; None of a column that is not there."""
    at = table.column(name)
    return None if at < 0 else unquoted(fields[at], table.delimiter)


def _json(value: bytes | None) -> bytes | None:
    """Write an id, date or score as a JSON string; None for one that is empty."""
    if not value:
        return None
    encoded: bytes = require("orjson").dumps(value.decode("utf-8", "replace"))
    return encoded


def _signal(value: float | None) -> bytes:
    """Write a signal; nothing for one that is not known."""
    if value is None:
        return b""
    return f"{value:.{SIGNAL_DECIMALS}f}".rstrip("0").rstrip(".").encode()


def rows_path(source: Source, scratch: Path) -> Path:
    """Where the rows of a file wait, the first one included."""
    return scratch / f"rows-{source.number}.csv.zst"


class RowsWriter:
    """Writes rows as they were, with the text replaced if it has changed.

    Parameters
    ----------
    source, options, scratch
        As they were read.
    target
        The file to write.
    delimiter
        As `read_rows` had it.
    """

    def __init__(
        self,
        source: Source,
        options: ReadOptions,
        scratch: Path,
        target: Path,
        delimiter: bytes | None = None,
    ) -> None:
        self._source = source
        self._rows = enumerate(waiting_rows(rows_path(source, scratch)))
        _, header = next(self._rows, (0, b""))
        self._table = Header(header, delimiter)
        self._text = self._table.column(options.text_field)
        # Columns that are written in addition, with their places; -1: behind the others.
        self._lang = options.lang_field
        self._cluster_size = options.cluster_size_field
        self._signals = SIGNAL_FIELDS if options.signals else ()
        self._file = CompressedWriter(target, source.compression)
        if header:
            wanted = (self._lang, self._cluster_size, *self._signals)
            names = [name.encode() for name in wanted if name]
            added = [self._quoted(name) for name in names if name.decode() not in self._table.names]
            self._file.write(self._table.sep_line)
            self._write(header, self._table.fields, added)

    def write(self, rendered: bytes | memoryview, batch: Any, table: Any, copies: Any) -> None:
        """Append the kept rows of the source, out of the core's batch."""
        for record, text, lang, row in batch.kept(table, self._source.number):
            number, data = next(self._rows)
            while number != record + 1:  # the first row has number 0
                number, data = next(self._rows)
            fields = fields_of(data, self._table.delimiter)
            assert fields is not None
            self._set_text(fields, text.encode())
            added: list[bytes] = []
            for name, value in ((self._lang, lang), (self._cluster_size, None)):
                if name is not None:
                    value = str(copies.cluster_size(row)) if value is None else value
                    self._set(fields, added, name, value.encode())
            if self._signals:
                for name, signal in zip(self._signals, batch.signals(row), strict=True):
                    self._set(fields, added, name, _signal(signal))
            self._write(data, fields, added)

    def _set_text(self, fields: list[bytes], text: bytes) -> None:
        fields[self._text] = with_value(fields[self._text], text, self._table.delimiter)

    def _set(self, fields: list[bytes], added: list[bytes], name: str, value: bytes) -> None:
        at = self._table.column(name)
        if at < 0:
            added.append(self._quoted(value))
        else:
            fields[at] = self._quoted(value, always=fields[at][:1] == b'"')

    def _quoted(self, value: bytes, *, always: bool = False) -> bytes:
        return quoted(value, self._table.delimiter, always=always)

    def _write(self, data: bytes, fields: list[bytes], added: list[bytes]) -> None:
        """Write a row with the line end that it had."""
        end = data[len(without_line_end(data)) :] or b"\n"
        self._file.write(self._table.delimiter.join([*fields, *added]) + end)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        self._file.abandon()
