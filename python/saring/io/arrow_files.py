"""Arrow IPC files and streams, Feather: one document per row.

A file is read once: its rows wait on disk until it is known which of them are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from saring._named_files import create
from saring.errors import require
from saring.io.arrow_columns import why_unusable, without_dictionary
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

SUFFIXES: tuple[str, ...] = (".arrow", ".feather", ".ipc")
RENDERING = 0  # the core's number: the text alone
WAITING: tuple[str, ...] = (".arrow", ".schema")
HAS_FIELDS = True

MAX_ROWS = 1024  # that wait together
_MAGIC = b"ARROW1"


def begins(head: bytes) -> bool:
    """Whether a file has the mark of an Arrow file; streams have none."""
    return head.startswith(_MAGIC)


def read(source: Source, options: ReadOptions, scratch: Path) -> Iterator[Item]:
    """Yield a piece or a problem for each row; all columns of the rows go to `scratch`."""
    try:
        # Not mapped into memory: a file that is cut while it is read would end the process.
        with open_source(source.path) as opened:
            if not opened.read(1):
                reason = "not an Arrow file: it is empty"
                yield Problem(source, None, reason, "not_arrow", of_file=True)
                return
            opened.seek(0)
            is_file = opened.read(len(_MAGIC)) == _MAGIC
            opened.seek(0)
            reader = _open(opened, is_file)
            if unusable := why_unusable(reader.schema, options):
                yield Problem(source, None, unusable, "no_text", of_file=True)
                return
            kept = b"file" if is_file else b"stream"
            keep_schema(reader.schema, kept, schema_path(source, scratch))
            yield from _items(source, options, reader, is_file, rows_path(source, scratch))
    except TemporaryFileError:
        raise
    except unreadable() as error:
        raise_unless_damage(error)
        reason = f"not a readable Arrow file: {message_of(error)}"
        yield Problem(source, None, reason, "not_arrow", of_file=True)


def _open(opened: Any, is_file: bool) -> Any:
    ipc = require("pyarrow").ipc
    return ipc.open_file(opened) if is_file else ipc.open_stream(opened)


def _items(
    source: Source, options: ReadOptions, reader: Any, is_file: bool, path: Path
) -> Iterator[Item]:
    """Yield the content of the rows; a batch that is damaged ends the file."""
    row = 0
    with RowsFile(path, reader.schema) as rows:
        batches = (
            map(reader.get_batch, range(reader.num_record_batches)) if is_file else iter(reader)
        )
        try:
            for group, batch in enumerate(batches):
                _check(batch)
                step = min(max(BATCH_BYTES * batch.num_rows // (batch.nbytes + 1), 1), MAX_ROWS)
                for start in range(0, batch.num_rows, step):
                    part = batch.slice(start, step)
                    items = row_items(source, options, part, row)
                    rows.write(part, group, row)
                    row += part.num_rows
                    yield from items
        except TemporaryFileError:
            raise
        except unreadable() as error:
            raise_unless_damage(error)
            reason = f"the rows from {row:,} on cannot be read: {message_of(error)}"
            yield Problem(source, None, reason, "not_arrow", of_file=True, record=row)


def _check(batch: Any) -> None:
    """Raise `ArrowException` if places in a batch lead out of it; strings may be any bytes."""
    pa = require("pyarrow")
    check_batch(batch)
    try:
        batch.validate(full=True)
    except pa.ArrowException:
        for column in batch.columns:
            if pa.types.is_string(column.type):
                column = column.view(pa.binary())
            elif pa.types.is_large_string(column.type):
                column = column.view(pa.large_binary())
            column.validate(full=True)


def open_writer(source: Source, options: ReadOptions, scratch: Path, target: Path) -> RowsWriter:
    """Open the file of the rows that are kept; it is written even if none is left."""
    return _ArrowWriter(source, options, scratch, target)


class _ArrowWriter(RowsWriter):
    """Writes a file or a stream as the source is; Feather is compressed as is usual.

    A column that is written and has a dictionary becomes one of strings in a file.
    """

    def _writable(self, schema: Any, kept: bytes) -> Any:
        if kept != b"file":
            return schema
        # A file has one dictionary for a column, which the new values are not in.
        for name in (self._options.text_field, self._options.lang_field):
            if name is not None:
                schema = without_dictionary(schema, name)
        return schema

    def _open(self, target: Path, kept: bytes) -> None:
        ipc = require("pyarrow").ipc
        is_feather = self._source.path.suffix.lower() == ".feather"
        options = ipc.IpcWriteOptions(compression="lz4" if is_feather else None)
        self._file = create(target)
        new = ipc.new_file if kept == b"file" else ipc.new_stream
        self._writer = new(self._file, self._schema, options=options)

    def _write_tables(self, tables: list[Any]) -> None:
        self._writer.write_table(require("pyarrow").concat_tables(tables).combine_chunks())
