"""One table in files: Parquet, Arrow or JSON Lines, in shards, written in bounded memory."""

from __future__ import annotations

import contextlib
import io
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NamedTuple

from saring import _core
from saring._named_files import create
from saring._option_names import option
from saring.errors import UsageError, require
from saring.io import compression
from saring.io.arrow_rows import unreadable
from saring.io.output_names import RESERVED, WORK_FOLDER
from saring.io.paths import printable
from saring.io.row_sizes import table_row_sizes
from saring.io.table_values import as_json, as_type, string_array
from saring.io.writer import CompressedWriter

# Rows are written in groups of about so many bytes, before compression.
GROUP_BYTES = 32 << 20
LINES_BYTES = 1 << 20
_ROW_BYTES = 64  # that a row counts beside its values: none is free

_SUFFIXES = {
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


class TableName(NamedTuple):
    """Name of a table's file, in parts.

    Attributes
    ----------
    stem
        Without the suffixes.
    suffix
        All of it: ``".jsonl.zst"``.
    form
        ``"parquet"``, ``"arrow"`` or ``"jsonl"``.
    compression
        Of JSON Lines: ``""`` or a key of `COMPRESSIONS`.
    """

    stem: str
    suffix: str
    form: str
    compression: str

    def shard(self, number: int) -> str:
        """Name of one of several files."""
        return f"{self.stem}-{number:05}{self.suffix}"


def table_name(name: str) -> TableName:
    """Split the name of a table's file.

    Parameters
    ----------
    name
        As the user gave it.

    Returns
    -------
    TableName
        Its parts.

    Raises
    ------
    UsageError
        It is a path, one of saring's own names, or no format of a table.

    Examples
    --------
    >>> table_name("all.jsonl.zst").shard(2)
    'all-00002.jsonl.zst'
    """
    rest, compressed = compression.of_name(name)
    stem, suffix = os.path.splitext(rest)
    form = _SUFFIXES.get(suffix.lower())
    if form is None or (compressed and form != "jsonl"):
        raise UsageError(
            f"{option('to')} must end in .parquet, .arrow, .feather or .jsonl (also .jsonl.zst and "
            f"the like), not '{printable(name)}'"
        )
    is_plain = name == os.path.basename(name) and "\\" not in name and "\0" not in name
    if not is_plain or stem.startswith(".") or name in (*RESERVED, WORK_FOLDER):
        raise UsageError(
            f"{option('to')} must be the name of a file in the output folder, not a path or one of "
            f"saring's own names: '{printable(name)}'"
        )
    return TableName(stem, name[len(stem) :], form, compressed)


class TableFiles:
    """Writes the rows of a table in order; the bytes depend only on the rows.

    Parameters
    ----------
    name
        Of the file.
    shard_bytes
        None: one file. Else files are numbered, and the next one begins when one has as many
        bytes; so each is larger than that by at most one group of rows.
    schema
        Of the table.
    json_columns
        Names of columns of strings that hold JSON.
    path_of
        Says where to write the file of a name.

    Attributes
    ----------
    rows
        Written so far.
    names
        Of the files begun.
    """

    def __init__(
        self,
        name: TableName,
        shard_bytes: int | None,
        schema: Any,
        json_columns: Collection[str],
        path_of: Callable[[str], Path],
    ) -> None:
        self.rows = 0
        self.names: list[str] = []
        self._name = name
        self._shard_bytes = shard_bytes
        self._schema = schema
        self._json_columns = frozenset(json_columns)
        self._path_of = path_of
        self._is_json = name.form == "jsonl"
        group = LINES_BYTES if self._is_json else GROUP_BYTES
        self._group_bytes = min(group, shard_bytes or group)
        self._waiting: list[Any] = []  # tables of the group
        self._size = 0  # of its rows
        self._file: _TableFile | None = None
        self._open()

    def write(self, table: Any) -> None:
        """Append rows: a table with the columns of the schema, perhaps of other types."""
        pc = require("pyarrow.compute")
        self.rows += table.num_rows
        while table.num_rows:
            sizes = pc.add(table_row_sizes(table), _ROW_BYTES)
            ends = pc.cumulative_sum(sizes)
            # The row that fills the group is its last one.
            below = pc.sum(pc.less(ends, self._group_bytes - self._size)).as_py()
            if below == table.num_rows:
                self._waiting.append(table)
                self._size += ends[-1].as_py()
                return
            self._waiting.append(table.slice(0, below + 1))
            self._write_group()
            table = table.slice(below + 1)

    def close(self) -> None:
        """Write what is left and finish the last file."""
        self._write_group()
        assert self._file is not None
        self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        if self._file is not None:
            self._file.abandon()

    def _open(self) -> None:
        number = len(self.names)
        is_sharded = self._shard_bytes is not None
        name = self._name.shard(number) if is_sharded else self._name.stem + self._name.suffix
        self.names.append(name)
        path = self._path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if self._is_json:
            self._file = _JsonFile(path, self._name.compression)
        elif self._name.form == "parquet":
            self._file = _ParquetFile(path, self._schema)
        else:
            self._file = _ArrowFile(path, self._schema, self._name.suffix)

    def _write_group(self) -> None:
        if not self._waiting:
            return
        assert self._file is not None
        if self._shard_bytes is not None and self._file.size() >= self._shard_bytes:
            self._file.close()
            self._open()
        pa = require("pyarrow")
        tables = [self._conform(table) for table in self._waiting]
        self._waiting, self._size = [], 0
        self._file.write(pa.concat_tables(tables).combine_chunks())

    def _conform(self, table: Any) -> Any:
        """Give the columns their types; all are strings where lines of JSON are to be written."""
        pa = require("pyarrow")
        if self._is_json:
            return self._lines(table)
        columns = []
        for field in self._schema:
            columns.append(as_type(table.column(field.name), field.type))
        return pa.table(columns, schema=self._schema)

    def _lines(self, table: Any) -> Any:
        pa = require("pyarrow")
        names, columns, flags = [], [], bytearray()
        for field in self._schema:
            column = table.column(field.name)
            is_json = field.name in self._json_columns
            is_text = is_json or field.type == pa.string()
            names.append(field.name)
            columns.append(as_type(column, pa.string()) if is_text else as_json(column))
            flags.append(is_json or not is_text)
        buffers = _core.json_rows(names, columns, bytes(flags))
        return pa.table({"line": string_array(table.num_rows, buffers)})


class _TableFile(ABC):
    @abstractmethod
    def write(self, table: Any) -> None:
        """Write a group of rows."""

    @abstractmethod
    def size(self) -> int:
        """Bytes in the file."""

    @abstractmethod
    def close(self) -> None:
        """Finish the file."""

    @abstractmethod
    def abandon(self) -> None:
        """Close the file after a failure."""


class _JsonFile(_TableFile):
    def __init__(self, path: Path, compressed: str) -> None:
        self._file = CompressedWriter(path, compressed)

    def write(self, table: Any) -> None:
        for chunk in table.column("line").chunks:
            _, ends, data = chunk.buffers()
            at, count = 8 * chunk.offset, 8 * (chunk.offset + len(chunk))
            start = int.from_bytes(ends[at : at + 8], "little")
            end = int.from_bytes(ends[count : count + 8], "little")
            self._file.write(memoryview(data)[start:end])

    def size(self) -> int:
        return self._file.size()

    def close(self) -> None:
        self._file.close()

    def abandon(self) -> None:
        self._file.abandon()


class _ParquetFile(_TableFile):
    def __init__(self, path: Path, schema: Any) -> None:
        self._file = create(path)
        self._writer = require("pyarrow.parquet").ParquetWriter(
            self._file, schema, compression="zstd"
        )

    def write(self, table: Any) -> None:
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))

    def size(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._writer.close()
        self._file.close()

    def abandon(self) -> None:
        # If writing failed, writing the end fails too.
        with self._file, contextlib.suppress(*unreadable()):
            self._writer.close()


class _ArrowFile(_ParquetFile):
    def __init__(self, path: Path, schema: Any, suffix: str) -> None:
        ipc = require("pyarrow").ipc
        self._file = create(path)
        packed = "lz4" if suffix.lower() == ".feather" else None
        options = ipc.IpcWriteOptions(compression=packed)
        self._writer = ipc.new_file(self._file, schema, options=options)

    def write(self, table: Any) -> None:
        # Joined to nothing, columns are laid out anew: slices keep bytes of what is around them.
        pa = require("pyarrow")
        self._writer.write_table(
            pa.concat_tables([table, table.schema.empty_table()]).combine_chunks()
        )


def can_hold(form: str, kind: Any) -> bool:
    """Whether files of a form can hold a type of Arrow."""
    pa = require("pyarrow")
    schema = pa.schema([pa.field("x", kind)])
    try:
        if form == "parquet":
            require("pyarrow.parquet").write_table(schema.empty_table(), io.BytesIO())
        else:
            with pa.ipc.new_file(io.BytesIO(), schema) as writer:
                writer.write_table(schema.empty_table())
    except (pa.ArrowException, NotImplementedError):
        return False
    return True
