"""Columns that the files of a run have besides the text, for the kept documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from saring.errors import require
from saring.io import arrow_rows, csv_files, tsv_files, warc_files
from saring.io.csv_rows import fields_of, unquoted
from saring.io.records import Container, Source
from saring.io.waiting_rows import waiting_rows

_ARROW = (Container.PARQUET, Container.ARROW)
# Of tables as text; None: the first row tells it.
DELIMITERS: dict[Container, bytes | None] = {Container.CSV: None, Container.TSV: tsv_files.TAB}


class Columns(Protocol):
    """Some columns of a file, for some of its rows, in order."""

    def take(self, records: Any) -> list[dict[str, Any]]:
        """Take arrays by name for rows, an Arrow array of numbers, in pieces."""

    def close(self) -> None:
        """Close the file that they come from."""


def column_types(source: Source, scratch: Path, names: Sequence[str]) -> dict[str, Any]:
    """Find which columns a file has.

    Parameters
    ----------
    source
        A file that was read; JSON is not looked at.
    scratch
        Where its rows wait.
    names
        Of columns, or dotted paths to fields of structs.

    Returns
    -------
    dict
        Types of Arrow by name. Of CSV and the headers of WARC all are strings.
    """
    if source.container in _ARROW:
        return arrow_rows.column_types(source, scratch, names)
    string = require("pyarrow").string()
    if source.container is Container.WARC:
        prefixes = ("warc-", "content-")
        return {name: string for name in names if name.lower().startswith(prefixes)}
    if source.container in DELIMITERS:
        header = next(waiting_rows(csv_files.rows_path(source, scratch)), b"")
        if header:
            table = csv_files.Header(header, DELIMITERS[source.container])
            return {name: string for name in names if table.column(name) >= 0}
    return {}


def open_columns(source: Source, scratch: Path, names: Sequence[str]) -> Columns:
    """Open columns that `column_types` has found."""
    if source.container in _ARROW:
        return arrow_rows.RowColumns(source, scratch, names)
    if source.container is Container.WARC:
        return _Strings(_headers(source, scratch, names), names)
    return _Strings(_fields(source, scratch, names), names)


class _Strings:
    """Columns of strings, out of rows that are read one by one."""

    def __init__(
        self, rows: Iterator[tuple[int, list[bytes | None]]], names: Sequence[str]
    ) -> None:
        self._rows = rows
        self._names = names

    def take(self, records: Any) -> list[dict[str, Any]]:
        pa = require("pyarrow")
        found = []
        for record in records.to_pylist():
            number, values = next(self._rows)
            while number != record:
                number, values = next(self._rows)
            found.append(values)
        columns = zip(*found, strict=True)
        return [
            {
                name: pa.array(
                    [None if v is None else v.decode("utf-8", "replace") for v in column]
                )
                for name, column in zip(self._names, columns, strict=True)
            }
        ]

    def close(self) -> None:
        self._rows.close()  # type: ignore[attr-defined]


def _fields(
    source: Source, scratch: Path, names: Sequence[str]
) -> Iterator[tuple[int, list[bytes | None]]]:
    rows = waiting_rows(csv_files.rows_path(source, scratch))
    table = csv_files.Header(next(rows), DELIMITERS[source.container])
    places = [table.column(name) for name in names]
    for number, data in enumerate(rows):
        fields = fields_of(data, table.delimiter) or []
        # Rows that are not whole were not read.
        yield (
            number,
            [unquoted(fields[at], table.delimiter) if at < len(fields) else None for at in places],
        )


def _headers(
    source: Source, scratch: Path, names: Sequence[str]
) -> Iterator[tuple[int, list[bytes | None]]]:
    for number, header in warc_files.waiting_headers(source, scratch):
        values = {}
        for line in header.splitlines():
            name, colon, value = line.partition(b":")
            if colon:
                values[name.strip().lower()] = value.strip()
        yield number, [values.get(name.lower().encode()) for name in names]
