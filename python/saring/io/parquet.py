"""Parquet: one document per row.

A file is read once: its rows wait on disk until it is known which of them are kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from saring._named_files import create
from saring.errors import require
from saring.io.arrow_columns import why_unusable
from saring.io.arrow_rows import (
    BATCH_BYTES,
    RowsFile,
    RowsWriter,
    check_batch,
    keep_schema,
    message_of,
    raise_unless_damage,
    row_items,
    rows_path,
    schema_path,
    unreadable,
)
from saring.io.reading import ReadOptions, TemporaryFileError
from saring.io.records import Item, Problem, Source
from saring.io.remote import open_source

SUFFIXES = (".parquet",)
RENDERING = 0  # the core's number: the text alone
WAITING: tuple[str, ...] = (".arrow", ".schema")
HAS_FIELDS = True

MAX_ROWS = 1024  # of a batch
BUFFER_BYTES = 1 << 20
MAX_NESTED_BYTES = 256 << 20


def begins(head: bytes) -> bool:
    """Whether a file has the mark of Parquet."""
    return head.startswith(b"PAR1")


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield a piece or a problem for each row; all columns of the rows go to `scratch`."""
    pq = require("pyarrow.parquet")
    try:
        # The file is opened once: if it is replaced while it is read, two files are not mixed.
        with (
            open_source(source.path) as opened,
            pq.ParquetFile(opened, buffer_size=BUFFER_BYTES) as file,
        ):
            schema, names = file.schema_arrow, _dictionary_columns(file)
            if reason := why_unusable(schema, options):
                yield Problem(source, None, reason, "no_text", of_file=True)
                return
            keep_schema(schema, _codecs(file), schema_path(source, scratch))
            with pq.ParquetFile(opened, read_dictionary=names, buffer_size=BUFFER_BYTES) as file:
                yield from _items(source, options, file, rows_path(source, scratch))
    except TemporaryFileError:
        raise
    except unreadable() as error:
        raise_unless_damage(error)
        reason = f"not a readable Parquet file: {message_of(error)}"
        yield Problem(source, None, reason, "not_parquet", of_file=True)


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
    """Metadata of the columns in the first row group that can be read; empty if none can."""
    for group in range(file.num_row_groups):
        with contextlib.suppress(*unreadable()):
            _check_group(file, group)
            metadata = file.metadata.row_group(group)
            return [metadata.column(at) for at in range(metadata.num_columns)]
    return []


def _check_group(file: Any, group: int) -> None:
    """Raise an error of `unreadable` if the metadata of a row group is damaged.

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


def _items(source: Source, options: ReadOptions, file: Any, path: Path) -> Iterator[Item]:
    """Yield the content of the rows; all their columns go to the Arrow stream `path`.

    A row group that is damaged is left out from the damage on; the next ones are read.
    """
    with RowsFile(path, file.schema_arrow) as rows:
        end = 0
        for group in range(file.num_row_groups):
            row, end = end, end + file.metadata.row_group(group).num_rows
            try:
                _check_group(file, group)
                for batch in file.iter_batches(_batch_rows(file, group), row_groups=[group]):
                    check_batch(batch)
                    items = row_items(source, options, batch, row)
                    rows.write(batch, group, row)
                    row += batch.num_rows
                    yield from items
            except TemporaryFileError:
                raise
            except unreadable() as error:
                raise_unless_damage(error)
                reason = f"rows {row:,} to {end - 1:,} cannot be read: {message_of(error)}"
                yield Problem(source, None, reason, "not_parquet", of_file=True, record=row)


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


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> RowsWriter:
    """Open the file of the rows that are kept; it is written even if none is left."""
    return _ParquetWriter(source, options, scratch, target)


class _ParquetWriter(RowsWriter):
    """Writes a Parquet file with the compression and the row groups of the source."""

    def _open(self, target: Path, kept: bytes) -> None:
        codecs = json.loads(kept)
        if codecs:
            first = next(iter(codecs.values()))
            codecs |= {name: first for name in self._added}
        # Files are opened here: pyarrow takes no name that is not UTF-8.
        self._file = create(target)
        self._writer = require("pyarrow.parquet").ParquetWriter(
            self._file, self._schema, compression=codecs or "snappy"
        )

    def _write_tables(self, tables: list[Any]) -> None:
        self._writer.write_table(require("pyarrow").concat_tables(tables))
