"""Rows of CSV and TSV as they are in a file, cut into fields without losing a byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

TAB = b"\t"
# Of a row: texts of more are quarantined.
MAX_LINES = 250_000
_NUMBER = re.compile(rb"[\d.,:/+TZ -]*\d[\d.,:/+TZ -]*")  # also a date or time


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes
    ----------
    line
        Line of the file on which it begins, from 1.
    data
        Its bytes with the line end.
    is_whole
        False: a quote that is opened in it is not closed, or not within the longest row.
    too_long
        0, or the bytes of a line that is longer than can be held: it is not in `data`.
    next_quote
        0, or the line with the next quote, which is no end of a field: that the row is not whole
        is certain.
    """

    line: int
    data: bytes
    is_whole: bool = True
    too_long: int = 0
    next_quote: int = 0


class Line(NamedTuple):
    """A line of a file with its end, or many blank ones; `too_long` as in `Row`."""

    data: bytes
    too_long: int = 0

    @property
    def num_lines(self) -> int:
        """How many lines it is."""
        return max(self.data.count(b"\n"), 1)


def fields_of(data: bytes, delimiter: bytes) -> list[bytes] | None:
    r"""Cut a row into fields, as they are written (RFC 4180).

    A quote opens a field only at its start; in the middle of a field it is a character.
    Between tabs it opens one only if a quote before a tab or the end closes it: many write TSV
    without any quoting, and a text may begin with a quote.

    Parameters
    ----------
    data
        The row, with or without its line end.
    delimiter
        One byte.

    Returns
    -------
    list of bytes or None
        The fields, the quotes included; joined with the delimiter they give the row without its
        line end. None if a quote is not closed, which is never so between tabs. Linear.

    Examples
    --------
    >>> fields_of(b'a,"b,""c"" d",e\r\n', b",")
    [b'a', b'"b,""c"" d"', b'e']
    """
    return _cut(without_line_end(data), delimiter, is_tsv=delimiter == TAB)


def _cut(row: bytes, delimiter: bytes, *, is_tsv: bool) -> list[bytes] | None:
    """Cut a row; as TSV, quotes that no quote before a delimiter or the end closes are text."""
    if b'"' not in row:
        return row.split(delimiter)
    fields = []
    start = 0
    while True:
        end = _end_of_quoted(row, start) if row[start : start + 1] == b'"' else start
        if is_tsv:
            end = end if end in (len(row), start) or row[end : end + 1] == delimiter else start
        if end < 0:
            return None
        end = row.find(delimiter, end)
        if end < 0:
            fields.append(row[start:])
            return fields
        fields.append(row[start:end])
        start = end + 1


def _end_of_quoted(row: bytes, start: int) -> int:
    """Return the position after the closing quote of the field at `start`; -1 if there is none."""
    at = start + 1
    while (at := row.find(b'"', at)) >= 0:
        if row[at + 1 : at + 2] != b'"':
            return at + 1
        at += 2
    return -1


def without_line_end(data: bytes) -> bytes:
    """Return a row without its line end."""
    return data.removesuffix(b"\n").removesuffix(b"\r")


def unquoted(field: bytes, delimiter: bytes = b",") -> bytes:
    """Return the value of a field.

    Parameters
    ----------
    field
        As it is written.
    delimiter
        One byte: between tabs, a field that does not end with the closing quote has none.

    Returns
    -------
    bytes
        Without quotes around it, and with doubled ones halved. What stands between a closing
        quote and the delimiter, which no writer writes, stays behind the value.

    Examples
    --------
    >>> unquoted(b'"b,""c"" d"')
    b'b,"c" d'
    """
    if field[:1] != b'"':
        return field
    end = _end_of_quoted(field, 0)
    if end < 0 or (delimiter == TAB and end != len(field)):
        return field
    return field[1 : end - 1].replace(b'""', b'"') + field[end:]


def quoted(value: bytes, delimiter: bytes, *, always: bool) -> bytes:
    """Write the value of a field.

    Parameters
    ----------
    value
        The value.
    delimiter
        One byte.
    always
        True: with quotes even if the value needs none.

    Returns
    -------
    bytes
        The field.

    Examples
    --------
    >>> quoted(b'b,"c" d', b",", always=False)
    b'"b,""c"" d"'
    """
    needs = delimiter in value or b'"' in value or b"\n" in value or b"\r" in value
    return b'"' + value.replace(b'"', b'""') + b'"' if needs or always else value


def with_value(field: bytes, value: bytes, delimiter: bytes) -> bytes:
    r"""Replace the value of a field, in the style of the field.

    Parameters
    ----------
    field
        As it is written.
    value
        The new value.
    delimiter
        One byte.

    Returns
    -------
    bytes
        The field as it is if that is its value; with quotes if it has them or the value needs
        them. Between tabs a field with quotes as characters stays one if possible.

    Examples
    --------
    >>> with_value(b'"a', b'"b', b"\t"), with_value(b'"a"', b"b", b"\t")
    (b'"b', b'"b"')
    """
    if unquoted(field, delimiter) == value:
        return field
    if not is_plain(field, delimiter):
        return quoted(value, delimiter, always=field[:1] == b'"')
    if not any(mark in value for mark in b"\t\r\n") and unquoted(value, TAB) == value:
        return value
    return quoted(value, delimiter, always=False)


def is_plain(field: bytes, delimiter: bytes) -> bool:
    """Whether a field has quotes that are characters of it, as only fields between tabs have."""
    return delimiter == TAB and b'"' in field and unquoted(field, TAB) == field


def rows(
    lines: Iterator[Line], delimiter: bytes, max_row: int, num_columns: int | None = None
) -> Iterator[Row]:
    """Join lines to rows; quoted fields may contain line ends.

    Parameters
    ----------
    lines
        The lines of a file.
    delimiter
        One byte.
    max_row
        Bytes of the longest row that is held; it has at most `MAX_LINES` lines.
    num_columns
        Fields of a whole row; None: any. Between tabs, lines are put together only to a row of so
        many, and not where the first and the last of them are such rows by themselves.

    Yields
    ------
    Row
        In order, without blank lines. A line with a quote that is never closed is a row by itself,
        not whole (between tabs it is whole: the quote is a character), and the lines after it are
        read as if it had none: such a quote swallows no rows. So is one whose quote is closed on
        another line in front of text, which is the quote that opens a later field. Holds one row.
        Linear, where few quotes are not closed.
    """
    is_tsv = delimiter == TAB
    number = 1
    behind = 1  # number of the next line
    waiting: list[Line] = []  # to be read again, the next one last
    while (line := waiting.pop() if waiting else next(lines, None)) is not None:
        number, behind = behind, behind + line.num_lines
        if line.too_long:
            yield Row(number, b"", too_long=line.too_long)
            continue
        if not line.data.strip(b" \r\n"):
            continue
        held, size = [line], len(line.data)
        is_open = _is_open_after(line.data, delimiter, False)
        next_quote = 0
        while is_open and size <= max_row and len(held) <= MAX_LINES:
            more = waiting.pop() if waiting else next(lines, None)
            if more is None:
                break
            held.append(more)
            size += len(more.data)
            if more.too_long:
                break
            if _is_stray(more.data, delimiter):
                next_quote = number + sum(part.num_lines for part in held[:-1])
                break
            is_open = _is_open_after(more.data, delimiter, True)
        if len(held) > 1 and is_tsv and not is_open:
            is_open = not _is_row_of_lines(held, num_columns)
        if is_open:
            yield Row(number, line.data, is_whole=is_tsv, next_quote=next_quote)
            waiting += held[:0:-1]
        else:
            yield Row(number, b"".join(part.data for part in held))
            behind += sum(part.num_lines for part in held[1:])


def _is_stray(line: bytes, delimiter: bytes) -> bool:
    """Whether the first closing quote in a line, in which a field is open, is no end of a field.

    Some writers of CSV leave spaces behind it.
    """
    end = _end_of_quoted(line, -1)
    behind = without_line_end(line)[end:] if end >= 0 else b""
    if delimiter != TAB:
        behind = behind.lstrip(b" ")
    return behind[:1] not in (b"", delimiter)


def num_rows_inside(data: bytes, delimiter: bytes, num_columns: int) -> int:
    r"""Count the rows that the lines of a row would be if a quote in it were not closed.

    Parameters
    ----------
    data
        A row.
    delimiter
        One byte.
    num_columns
        Fields of a whole row.

    Returns
    -------
    int
        0 if that cannot be: a row of one line; lines with other numbers of fields; or without a
        column, such as that of the id, in which all of them have a number, a link or a word. Of a
        table of one column, whose lines nothing tells from rows, all lines. Linear.

    Examples
    --------
    >>> num_rows_inside(b'1,"Ya,\ntentu."\n', b",", 2)
    0
    >>> num_rows_inside(b'1,"Ya.\n2,Tidak"\n', b",", 2)
    2
    """
    lines = [line for line in without_line_end(data).split(b"\n") if line.strip(b"\r")]
    if len(lines) < 2:
        return 0
    kinds: set[tuple[str, ...]] = set()
    for line in lines:
        fields = _cut(line.removesuffix(b"\r"), delimiter, is_tsv=True) or []
        if len(fields) != num_columns:
            return 0
        kinds.add(tuple(map(_kind, fields)))
    columns = list(zip(*kinds, strict=True))
    is_alike = any(len(set(column)) == 1 and column[0] not in ("", "text") for column in columns)
    return len(lines) if is_alike or num_columns == 1 else 0


def _kind(field: bytes) -> str:
    """Say what a field looks like: columns of a table mostly look alike in all its rows."""
    if _NUMBER.fullmatch(field):
        return "number"
    if b" " in field or field[:1] == b'"' or not field.isascii():
        return "text" if field else ""
    return "link" if b"://" in field else "word" if field else ""


def _is_row_of_lines(held: list[Line], num_columns: int | None) -> bool:
    """Whether lines of TSV are one row with quoted fields, and not rows with quotes in them.

    Where both can be, the lines are rows: a text in quotes has by chance only as many tabs in its
    last line as a row.
    """
    fields = fields_of(b"".join(part.data for part in held), TAB) or []
    if any(b"\n" in field and unquoted(field, TAB) == field for field in fields):
        return False
    if num_columns is None:
        return True
    ends = (fields_of(part.data, TAB) or [] for part in (held[0], held[-1]))
    are_rows = num_columns > 1 and all(len(end) == num_columns for end in ends)
    return len(fields) == num_columns and not are_rows


def _is_open_after(line: bytes, delimiter: bytes, is_open: bool) -> bool:
    """Whether a quoted field goes on after a line, in which it is open at the start or not."""
    at = 0
    while True:
        if is_open or line[at : at + 1] == b'"':
            # As if the field began right before the line.
            at = _end_of_quoted(line, at - 1 if is_open else at)
            if at < 0:
                return True
        at = line.find(delimiter, at) + 1
        if at == 0:
            return False
        is_open = False
