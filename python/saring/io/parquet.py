"""Parquet: one document per row.

A file is read once: its rows wait on disk until it is known which of them are kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from saring.errors import require
from saring.io.reading import ReadOptions, TemporaryFileError
from saring.io.records import Item, Piece, PieceKind, Problem, Source
from saring.io.streams import open_regular

SUFFIXES = (".parquet",)
RENDERING = 0  # the core's number: the text alone
HAS_FIELDS = True

MAX_ROWS = 1024  # of a batch
BATCH_BYTES = 4 << 20
BUFFER_BYTES = 1 << 20
MAX_NESTED_BYTES = 256 << 20
GROUP_BYTES = 128 << 20
MAX_COLUMNS_SHOWN = 12
_CODECS = b"saring.codecs"


def begins(head: bytes) -> bool:
    """Whether a file has the mark of Parquet."""
    return head.startswith(b"PAR1")


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield a piece or a problem for each row; all columns of the rows go to `scratch`."""
    pq = require("pyarrow.parquet")
    try:
        # The file is opened once: if it is replaced while it is read, two files are not mixed.
        with (
            open(source.path, "rb", opener=open_regular) as opened,
            pq.ParquetFile(opened, buffer_size=BUFFER_BYTES) as file,
        ):
            schema, names = file.schema_arrow, _dictionary_columns(file)
            if reason := _unusable(schema, options):
                yield Problem(source, None, reason, "no_text", of_file=True)
                return
            _keep_schema(schema, _codecs(file), schema_path(source, scratch))
            with pq.ParquetFile(opened, read_dictionary=names, buffer_size=BUFFER_BYTES) as file:
                yield from _items(source, options, file, rows_path(source, scratch))
    except TemporaryFileError:
        raise
    except _unreadable() as error:
        _raise_unless_damage(error)
        reason = f"not a readable Parquet file: {_message(error)}"
        yield Problem(source, None, reason, "not_parquet", of_file=True)


def _unreadable() -> tuple[type[Exception], ...]:
    """Name what pyarrow raises for a damaged file: MemoryError where a size in it is damaged."""
    arrow: type[Exception] = require("pyarrow").ArrowException
    return (arrow, ValueError, KeyError, TypeError, OverflowError, MemoryError, OSError)


def _raise_unless_damage(error: Exception) -> None:
    """Raise an error that is not the file content's fault: it has an error number of the system."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error


def _message(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Raise `TemporaryFileError` for what fails in writing a file of ours."""
    try:
        yield
    except OSError as error:
        raise TemporaryFileError(error.errno, error.strerror or str(error), str(path)) from error


def _keep_schema(schema: Any, codecs: bytes, path: Path) -> None:
    metadata = {**(schema.metadata or {}), _CODECS: codecs}
    with _writing(path):
        path.write_bytes(schema.with_metadata(metadata).serialize())


def rows_path(source: Source, scratch: Path) -> Path:
    """Where the rows of a file wait, as an Arrow stream."""
    return scratch / f"rows-{source.number}.arrow"


def schema_path(source: Source, scratch: Path) -> Path:
    """Where the schema of a file waits, with its compressions."""
    return scratch / f"rows-{source.number}.schema"


def _dictionary_columns(file: Any) -> list[str]:
    """Columns of strings that the file stores as dictionaries.

    They are read as such: a few bytes may represent gigabytes of equal values.
    """
    names = []
    for column in _columns(file):
        is_binary = column.physical_type == "BYTE_ARRAY" and "." not in column.path_in_schema
        if is_binary and any("DICTIONARY" in name for name in column.encodings):
            names.append(column.path_in_schema)
    return names


def _columns(file: Any) -> list[Any]:
    """Metadata of the columns in the first row group that can be read; empty where none can."""
    for group in range(file.num_row_groups):
        with contextlib.suppress(*_unreadable()):
            _check_group(file, group)
            metadata = file.metadata.row_group(group)
            return [metadata.column(at) for at in range(metadata.num_columns)]
    return []


def _check_group(file: Any, group: int) -> None:
    """Raise an error of `_unreadable` where the metadata of a row group is damaged.

    To be called before its columns are asked for, since pyarrow ends the process then
    (``std::terminate``). It raises in reading: a row is enough.
    """
    for _ in file.iter_batches(1, row_groups=[group]):
        return


def _codecs(file: Any) -> bytes:
    """Compression of each column, as JSON."""
    names = {column.path_in_schema: column.compression for column in _columns(file)}
    return json.dumps(
        {path: "NONE" if name == "UNCOMPRESSED" else name for path, name in names.items()}
    ).encode()


def _unusable(schema: Any, options: ReadOptions) -> str | None:
    """Why no text can be read from the file; None if it can."""
    field, lang, size = options.text_field, options.lang_field, options.cluster_size_field
    if field not in schema.names:
        names = ", ".join(repr(name) for name in schema.names[:MAX_COLUMNS_SHOWN])
        return f"no column '{field}' (columns: {names}); name the text's column with --text-field"
    for name in (field, options.id_field, options.site_field, options.keep_field, lang, size):
        if schema.names.count(name) > 1:
            return f"{schema.names.count(name)} columns are called '{name}'"
    kind = schema.field(field).type
    if not (is_text(kind) or is_bytes(kind)):
        return f"the column '{field}' must hold strings, not {kind}"
    if lang in schema.names and not is_text(schema.field(lang).type):
        kind = schema.field(lang).type
        return f"the column '{lang}' must hold strings for the language, not {kind}: name another"
    if size in schema.names and not _holds_sizes(schema.field(size).type):
        kind = schema.field(size).type
        return (
            f"the column '{size}' must hold integers of 32 or 64 bits for the size of clusters, "
            f"not {kind}: name another"
        )
    return None


def _holds_sizes(kind: Any) -> bool:
    types = require("pyarrow").types
    return bool(types.is_integer(kind) and kind.bit_width >= 32)


def is_text(kind: Any) -> bool:
    """Whether an Arrow type holds text: strings of every layout, and dictionaries of them.

    Parameters
    ----------
    kind
        An Arrow data type.

    Returns
    -------
    bool
        True for text.
    """
    types = require("pyarrow").types
    if types.is_dictionary(kind):
        kind = kind.value_type
    is_view = getattr(types, "is_string_view", lambda _: False)
    return bool(types.is_string(kind) or types.is_large_string(kind) or is_view(kind))


def is_bytes(kind: Any) -> bool:
    """Whether an Arrow type holds bytes of any length, or dictionaries of them.

    Parameters
    ----------
    kind
        An Arrow data type.

    Returns
    -------
    bool
        True for what may be text that was written without saying so.
    """
    types = require("pyarrow").types
    if types.is_dictionary(kind):
        kind = kind.value_type
    is_view = getattr(types, "is_binary_view", lambda _: False)
    return bool(types.is_binary(kind) or types.is_large_binary(kind) or is_view(kind))


def _items(source: Source, options: ReadOptions, file: Any, path: Path) -> Iterator[Item]:
    """Yield the content of the rows; all their columns go to the Arrow stream `path`.

    A row group that is damaged is left out from the damage on; the next ones are read.
    """
    with _RowsFile(path, file.schema_arrow) as rows:
        end = 0
        for group in range(file.num_row_groups):
            row, end = end, end + file.metadata.row_group(group).num_rows
            try:
                _check_group(file, group)
                for batch in file.iter_batches(_batch_rows(file, group), row_groups=[group]):
                    _check_batch(batch)
                    items = _row_items(source, options, batch, row)
                    rows.write(batch, group, row)
                    row += batch.num_rows
                    yield from items
            except TemporaryFileError:
                raise
            except _unreadable() as error:
                _raise_unless_damage(error)
                reason = f"rows {row:,} to {end - 1:,} cannot be read: {_message(error)}"
                yield Problem(source, None, reason, "not_parquet", of_file=True, record=row)


def _check_batch(batch: Any) -> None:
    """Raise `ArrowException` where the layout of a batch is damaged, its dictionaries included.

    pyarrow takes the places of values in a dictionary as they stand in the file.
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


def _batch_rows(file: Any, group: int) -> int:
    """How many rows of a group are read at once; on no option the output may depend."""
    metadata = file.metadata.row_group(group)
    size = metadata.total_byte_size
    for at in range(metadata.num_columns):
        column = metadata.column(at)
        if "." in column.path_in_schema and column.physical_type == "BYTE_ARRAY":
            # Read without its dictionary: a few bytes may represent many.
            size += min(column.num_values * column.total_uncompressed_size, MAX_NESTED_BYTES)
    return min(max(BATCH_BYTES * metadata.num_rows // (size + 1), 1), MAX_ROWS)


class _RowsFile:
    """The Arrow stream in which rows wait; what fails in it is `TemporaryFileError`."""

    def __init__(self, path: Path, schema: Any) -> None:
        ipc = require("pyarrow").ipc
        self._path = path
        with _writing(path):
            self._file = open(path, "wb")  # noqa: SIM115
        options = ipc.IpcWriteOptions(compression="zstd")
        self._stream = ipc.new_stream(self._file, schema, options=options)

    def __enter__(self) -> _RowsFile:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with _writing(self._path), self._file:
            if kind is None:
                self._stream.close()

    def write(self, batch: Any, group: int, first_row: int) -> None:
        """Append a batch of rows."""
        place = {"group": str(group), "row": str(first_row)}
        with _writing(self._path):
            self._stream.write_batch(batch, custom_metadata=place)


def _row_items(source: Source, options: ReadOptions, batch: Any, first_row: int) -> list[Item]:
    """Make a piece or a problem of each row of a batch."""
    texts = _values(batch, options.text_field)
    idents = _values(batch, options.id_field)
    sites = _values(batch, options.site_field)
    ranks = _values(batch, options.keep_field)
    kind = _piece_kind(batch.schema.field(options.text_field).type, options)
    items: list[Item] = []
    for at, (data, ident, site, rank) in enumerate(zip(texts, idents, sites, ranks, strict=True)):
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
                )
            )
    return items


def _piece_kind(kind: Any, options: ReadOptions) -> PieceKind:
    """Say what the values of the text's column are: pages that are strings are decoded."""
    if not options.has_pages:
        return PieceKind.TEXT
    return PieceKind.DECODED_HTML if is_text(kind) else PieceKind.HTML


def _values(batch: Any, name: str | None) -> list[Any]:
    """Values of a column; strings as bytes, that need not be UTF-8. None of a column not there."""
    pa = require("pyarrow")
    if name is None or name not in batch.schema.names:
        return [None] * batch.num_rows
    column = batch.column(name)
    if not (is_text(column.type) or is_bytes(column.type)):
        return [_value(item) for item in column]
    if pa.types.is_dictionary(column.type):
        # Rows of one value share it.
        known = column.dictionary.cast(pa.large_binary()).to_pylist()
        return [None if at is None else known[at] for at in column.indices.to_pylist()]
    values = column.cast(pa.large_binary()).to_pylist()
    return values


def _value(item: Any) -> Any:
    """Return the value of an Arrow scalar, of one that Python has no type for its text.

    None where it has none: neither an id nor a site is worth a row.
    """
    pa = require("pyarrow")
    try:
        return item.as_py()
    except UnicodeDecodeError:
        return None
    except (ValueError, OverflowError, TypeError, LookupError):  # LookupError: no such time zone
        with contextlib.suppress(pa.ArrowException):
            return str(item.cast(pa.string()))
        return None


def _json(value: Any) -> bytes | None:
    """Write an id, date or score as JSON; None if there is none, or it is not equal to itself."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    encoded: bytes = require("orjson").dumps(value, default=str)
    return None if encoded == b"null" else encoded


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> RowsWriter:
    """Open the file of the rows that are kept; it is written even if none is left."""
    return RowsWriter(source, options, scratch, target)


class _Kept(NamedTuple):
    row: int
    text: str
    lang: str
    cluster_size: int


class RowsWriter:
    """Writes a Parquet file with some rows taken out and the text of the others replaced.

    Schema, metadata, compression and every other column stay as they are; row groups are those of
    the source, split if they have more than 128 MiB.

    Parameters
    ----------
    source, options, scratch
        As they were read.
    target
        The file to write.
    """

    def __init__(self, source: Source, options: ReadOptions, scratch: Path, target: Path) -> None:
        pa, pq = require("pyarrow"), require("pyarrow.parquet")
        self._source = source
        self._options = options
        schema = pa.ipc.read_schema(pa.py_buffer(schema_path(source, scratch).read_bytes()))
        metadata = dict(schema.metadata)
        codecs = json.loads(metadata.pop(_CODECS))
        self._schema = schema.with_metadata(metadata or None)
        lang = options.lang_field
        if lang is not None and lang not in schema.names:
            self._schema = self._schema.append(pa.field(lang, pa.string()))
            codecs = codecs and {**codecs, lang: next(iter(codecs.values()))}
        size = options.cluster_size_field
        if size is not None and size not in schema.names:
            self._schema = self._schema.append(pa.field(size, pa.int64()))
            codecs = codecs and {**codecs, size: next(iter(codecs.values()))}
        target.parent.mkdir(parents=True, exist_ok=True)
        # Files are opened here: pyarrow takes no name that is not UTF-8.
        self._rows_file = open(rows_path(source, scratch), "rb")  # noqa: SIM115
        self._rows = pa.ipc.open_stream(self._rows_file)
        self._file = open(target, "wb")  # noqa: SIM115
        self._writer = pq.ParquetWriter(self._file, self._schema, compression=codecs or "snappy")
        self._batch: Any = None
        self._first_row = 0  # of the batch
        self._group = ""
        self._kept: list[_Kept] = []  # rows of the batch
        self._kept_size = 0  # of their texts
        self._tables: list[Any] = []  # of the row group
        self._size = 0

    def write(self, rendered: bytes | memoryview, batch: Any, table: Any, copies: Any) -> None:
        """Append the kept rows of the source, out of the core's batch."""
        for record, text, lang, row in batch.kept(table, self._source.number):
            while self._batch is None or record >= self._first_row + self._batch.num_rows:
                self._next_batch()
            self._kept.append(_Kept(record, text, lang, copies.cluster_size(row)))
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
        with self._file, self._rows_file, contextlib.suppress(*_unreadable()):
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
        sizes = _row_sizes(self._batch, [kept.row - self._first_row for kept in self._kept])
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
        table = _pick(pa.Table.from_batches([self._batch]), rows)
        table = _with_values(table, self._schema, options.text_field, [k.text for k in kept])
        if (lang := options.lang_field) is not None:
            table = _with_values(table, self._schema, lang, [k.lang for k in kept])
        if (size := options.cluster_size_field) is not None:
            table = _with_values(table, self._schema, size, [k.cluster_size for k in kept])
        table = table.cast(self._schema)
        self._tables.append(table)
        self._size += table.nbytes
        if self._size >= GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._tables:
            self._writer.write_table(require("pyarrow").concat_tables(self._tables))
        self._tables, self._size = [], 0


def _row_sizes(batch: Any, rows: list[int]) -> list[int]:
    """Bytes of strings in some rows of a batch, as they are without a dictionary."""
    pa, pc = require("pyarrow"), require("pyarrow.compute")
    picked = pa.array(rows, pa.int64())
    sizes = [0] * len(rows)
    for column in batch.columns:
        values = column.dictionary if pa.types.is_dictionary(column.type) else column
        if not (is_text(values.type) or pa.types.is_binary(values.type)):
            continue
        lengths = pc.binary_length(values.cast(pa.large_binary()))
        if values is not column:
            lengths = lengths.take(column.indices)
        for at, length in enumerate(lengths.take(picked).to_pylist()):
            sizes[at] += length or 0
    return sizes


def _pick(table: Any, rows: list[int]) -> Any:
    pa = require("pyarrow")
    if len(rows) == table.num_rows:
        return table
    try:
        return table.take(pa.array(rows, pa.int64()))
    except pa.ArrowNotImplementedError:  # views have no such kernel; slices need none
        return pa.concat_tables([table.slice(row, 1) for row in rows])


def _with_values(table: Any, schema: Any, name: str, values: list[Any]) -> Any:
    """Set or add a column in the layout that the schema says."""
    pa = require("pyarrow")
    field = schema.field(name)
    if pa.types.is_dictionary(field.type):
        column = pa.array(values, field.type.value_type).dictionary_encode().cast(field.type)
    else:
        column = pa.array(values, field.type)
    at = table.schema.get_field_index(name)
    return table.append_column(field, column) if at < 0 else table.set_column(at, field, column)
