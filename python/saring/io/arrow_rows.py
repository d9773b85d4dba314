"""Rows of Arrow tables: the documents in them, and the kept rows of a file.

A file is read once: its rows wait on disk until it is known which of them are kept.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from saring._named_files import create
from saring.errors import require
from saring.io.arrow_columns import (
    is_text,
    path_of,
    pick,
    row_sizes,
    signal_types,
    taken,
    type_at,
    values_of,
    with_values,
)
from saring.io.reading import SIGNAL_FIELDS, ReadOptions, writing
from saring.io.records import Item, Piece, PieceKind, Problem, Source

BATCH_BYTES = 4 << 20
GROUP_BYTES = 128 << 20
_KEPT = b"saring.kept"
MAX_COLUMNS_SHOWN = 12


def unreadable() -> tuple[type[Exception], ...]:
    """Name what pyarrow raises for a damaged file: MemoryError if a size in it is damaged."""
    arrow: type[Exception] = require("pyarrow").ArrowException
    return (arrow, ValueError, KeyError, TypeError, OverflowError, MemoryError, OSError)


def raise_unless_damage(error: Exception) -> None:
    """Raise an error that is not the file content's fault: it has an error number of the system."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error


def message_of(error: Exception) -> str:
    """Return the first line of an error, or its kind."""
    return (str(error) or type(error).__name__).splitlines()[0]


def keep_schema(schema: Any, kept: bytes, path: Path) -> None:
    """Write the schema of a file for its writer.

    Parameters
    ----------
    schema
        The schema.
    kept
        What else the writer needs to know.
    path
        `schema_path` of the file.
    """
    metadata = {**(schema.metadata or {}), _KEPT: kept}
    with writing(path):
        path.write_bytes(schema.with_metadata(metadata).serialize())


def rows_path(source: Source, scratch: Path) -> Path:
    """Where the rows of a file wait, as an Arrow stream."""
    return scratch / f"rows-{source.number}.arrow"


def schema_path(source: Source, scratch: Path) -> Path:
    """Where the schema of a file waits, with its compressions."""
    return scratch / f"rows-{source.number}.schema"


def check_batch(batch: Any) -> None:
    """Raise `ArrowException` if the layout of a batch is damaged, its dictionaries included.

    pyarrow takes the places of values in a dictionary as they are in the file.
    """
    pa, pc = require("pyarrow"), require("pyarrow.compute")
    batch.validate()
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_dictionary(column.type):
            places = pc.min_max(column.indices).as_py()
            is_inside = places["min"] is None or 0 <= places["min"] <= places["max"] < len(
                column.dictionary
            )
            if not is_inside:
                raise pa.ArrowInvalid(f"column '{name}' names values that are not there")


class RowsFile:
    """The Arrow stream in which rows wait; what fails in it is `TemporaryFileError`."""

    def __init__(self, path: Path, schema: Any) -> None:
        ipc = require("pyarrow").ipc
        self._path = path
        with writing(path):
            self._file = create(path)
        options = ipc.IpcWriteOptions(compression="zstd")
        self._stream = ipc.new_stream(self._file, schema, options=options)

    def __enter__(self) -> RowsFile:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with writing(self._path), self._file:
            if kind in (None, GeneratorExit):  # what is read of the file suffices
                self._stream.close()

    def write(self, batch: Any, group: int, first_row: int) -> None:
        """Append a batch of rows."""
        place = {"group": str(group), "row": str(first_row)}
        with writing(self._path):
            self._stream.write_batch(batch, custom_metadata=place)


def row_items(source: Source, options: ReadOptions, batch: Any, first_row: int) -> list[Item]:
    """Make a piece or a problem of each row of a batch."""
    texts = values_of(batch, options.text_field)
    idents = values_of(batch, options.id_field)
    sites = values_of(batch, options.site_field)
    ranks = values_of(batch, options.keep_field)
    dates = values_of(batch, options.date_field)
    kind = _piece_kind(type_at(batch.schema, options.text_field), options)
    items: list[Item] = []
    rows = zip(texts, idents, sites, ranks, dates, strict=True)
    for at, (data, ident, site, rank, date) in enumerate(rows):
        row = first_row + at
        if data is None:
            reason = f"row {row}: the text is null"
            items.append(Problem(source, None, reason, "no_text", record=row))
        elif len(data) > options.max_document:
            reason = f"row {row}: {options.too_long('text', len(data))}"
            items.append(Problem(source, None, reason, "too_long", record=row))
        else:
            items.append(
                Piece(
                    source,
                    kind,
                    data,
                    row,
                    first_line=0,
                    ident=_json(ident),
                    site=site.decode("utf-8", "replace") if isinstance(site, bytes) else None,
                    rank=_json(rank),
                    date=_json(date),
                )
            )
    return items


def _piece_kind(kind: Any, options: ReadOptions) -> PieceKind:
    """Say what the values of the text's column are: pages that are strings are decoded."""
    if not options.has_pages:
        return PieceKind.TEXT
    return PieceKind.DECODED_HTML if is_text(kind) else PieceKind.HTML


def _json(value: Any) -> bytes | None:
    """Write an id, date or score as JSON; None if there is none, or it is not equal to itself."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    encoded: bytes = require("orjson").dumps(value, default=str)
    return None if encoded == b"null" else encoded


class _Kept(NamedTuple):
    row: int
    text: str
    lang: str
    cluster_size: int
    signals: tuple[Any, ...]


class RowsWriter(ABC):
    """Writes a file with some rows removed and the text of the others replaced.

    Schema, metadata and every other column stay as they are; row groups are those of the source,
    split if they have more than 128 MiB.

    Parameters
    ----------
    source, options, scratch
        As they were read.
    target
        The file to write.
    """

    _file: Any  # that is open for writing
    _writer: Any

    def __init__(self, source: Source, options: ReadOptions, scratch: Path, target: Path) -> None:
        pa = require("pyarrow")
        self._source = source
        self._options = options
        schema = pa.ipc.read_schema(pa.py_buffer(schema_path(source, scratch).read_bytes()))
        metadata = dict(schema.metadata)
        kept = metadata.pop(_KEPT)
        self._schema = schema.with_metadata(metadata or None)
        self._added: list[str] = []  # columns that the source has not
        for name, kind in (
            (options.lang_field, pa.string()),
            (options.cluster_size_field, pa.int64()),
            *(signal_types().items() if options.signals else ()),
        ):
            if name is not None and name not in schema.names:
                self._schema = self._schema.append(pa.field(name, kind))
                self._added.append(name)
        self._schema = self._writable(self._schema, kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._rows_file = open(rows_path(source, scratch), "rb")  # noqa: SIM115
        self._rows = pa.ipc.open_stream(self._rows_file)
        self._open(target, kept)
        self._batch: Any = None
        self._first_row = 0  # of the batch
        self._group = ""
        self._kept: list[_Kept] = []  # rows of the batch
        self._kept_size = 0  # of their texts
        self._tables: list[Any] = []  # of the row group
        self._size = 0

    def _writable(self, schema: Any, kept: bytes) -> Any:
        """Return the schema that the file can have; `kept` is what `keep_schema` got."""
        return schema

    @abstractmethod
    def _open(self, target: Path, kept: bytes) -> None:
        """Begin the file; `kept` is what `keep_schema` got."""

    @abstractmethod
    def _write_tables(self, tables: list[Any]) -> None:
        """Write a row group."""

    def write(self, rendered: bytes | memoryview, batch: Any, table: Any, copies: Any) -> None:
        """Append the kept rows of the source, out of the core's batch."""
        for record, text, lang, row in batch.kept(table, self._source.number):
            while self._batch is None or record >= self._first_row + self._batch.num_rows:
                self._next_batch()
            signals = batch.signals(row) if self._options.signals else ()
            self._kept.append(_Kept(record, text, lang, copies.cluster_size(row), signals))
            self._kept_size += len(text)
            if self._kept_size >= BATCH_BYTES:
                self._take_kept()

    def close(self) -> None:
        """Write what is left and finish the file."""
        self._take_kept()
        self._write_group()
        self._writer.close()
        self._file.close()
        self._rows_file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        # If writing failed, writing the end fails too.
        with self._file, self._rows_file, contextlib.suppress(*unreadable()):
            self._writer.close()

    def _next_batch(self) -> None:
        self._take_kept()
        read = self._rows.read_next_batch_with_custom_metadata()
        self._batch = read.batch
        place = dict(read.custom_metadata)
        self._first_row = int(place[b"row"])
        group = place[b"group"].decode()
        if group != self._group:
            self._write_group()
            self._group = group

    def _take_kept(self) -> None:
        """Yield the kept rows of the batch, in tables of bounded size."""
        if not self._kept:
            return
        sizes = row_sizes(self._batch, [kept.row - self._first_row for kept in self._kept])
        start, size = 0, 0
        for at in range(len(self._kept)):
            size += sizes[at] + len(self._kept[at].text)
            if size >= BATCH_BYTES or at + 1 == len(self._kept):
                self._add_table(self._kept[start : at + 1])
                start, size = at + 1, 0
        self._kept, self._kept_size = [], 0

    def _add_table(self, kept: list[_Kept]) -> None:
        pa = require("pyarrow")
        options, rows = self._options, [k.row - self._first_row for k in kept]
        table = pick(pa.Table.from_batches([self._batch]), rows)
        table = with_values(table, self._schema, options.text_field, [k.text for k in kept])
        if (lang := options.lang_field) is not None:
            table = with_values(table, self._schema, lang, [k.lang for k in kept])
        if (size := options.cluster_size_field) is not None:
            table = with_values(table, self._schema, size, [k.cluster_size for k in kept])
        if options.signals:
            columns = zip(*(k.signals for k in kept), strict=True)
            for name, values in zip(SIGNAL_FIELDS, columns, strict=True):
                table = with_values(table, self._schema, name, list(values))
        table = table.cast(self._schema)
        self._tables.append(table)
        self._size += table.nbytes
        if self._size >= GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._tables:
            self._write_tables(self._tables)
        self._tables, self._size = [], 0


def column_types(source: Source, scratch: Path, names: Sequence[str]) -> dict[str, Any]:
    """Types of the columns, or fields of structs, that a file has for some names."""
    pa = require("pyarrow")
    path = schema_path(source, scratch)
    if not path.exists():
        return {}
    schema = pa.ipc.read_schema(pa.py_buffer(path.read_bytes()))
    found = {name: type_at(schema, name) for name in names}
    return {name: kind for name, kind in found.items() if kind is not None}


class RowColumns:
    """Columns of the rows of a file, for some of its rows, in order.

    Parameters
    ----------
    source, scratch
        As they were read.
    names
        The columns, as `column_types` has found them.
    """

    def __init__(self, source: Source, scratch: Path, names: Sequence[str]) -> None:
        self._names = names
        self._file = open(rows_path(source, scratch), "rb")  # noqa: SIM115
        self._rows = require("pyarrow").ipc.open_stream(self._file)
        self._batch: Any = None
        self._first_row = 0  # of the batch

    def take(self, records: Any) -> list[dict[str, Any]]:
        """Take the columns of rows.

        Parameters
        ----------
        records
            An Arrow array of the numbers of rows, ascending, beyond those taken before.

        Returns
        -------
        list of dict
            Arrays by name, for the rows in pieces.
        """
        pc = require("pyarrow.compute")
        pieces = []
        while len(records):
            while self._batch is None or records[0].as_py() >= self._end:
                self._next_batch()
            count = pc.sum(pc.less(records, self._end)).as_py()
            rows = pc.subtract(records.slice(0, count), self._first_row)
            pieces.append({name: taken(self._column(name), rows) for name in self._names})
            records = records.slice(count)
        return pieces

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def _end(self) -> int:
        return self._first_row + int(self._batch.num_rows)

    def _next_batch(self) -> None:
        read = self._rows.read_next_batch_with_custom_metadata()
        self._batch = read.batch
        self._first_row = int(dict(read.custom_metadata)[b"row"])

    def _column(self, name: str) -> Any:
        path = path_of(self._batch.schema, name)
        assert path is not None
        column = self._batch.column(path[0])
        return require("pyarrow.compute").struct_field(column, path[1:]) if path[1:] else column
