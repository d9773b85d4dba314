"""Writes one table of all kept documents, instead of a clean file per source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from saring.errors import require
from saring.io.arrow_columns import signal_types
from saring.io.records import Container, Source
from saring.io.source_columns import Columns, column_types, open_columns
from saring.io.table_files import TableFiles, can_hold, table_name
from saring.io.table_values import (
    as_json,
    as_type,
    common_type,
    plain_type,
    string_array,
    type_of_members,
)
from saring.runs.options import TABLE_HEAD, CleanOptions

_JSON = (Container.JSONL, Container.JSON, Container.JSON_ARRAY)


def own_schema() -> Any:
    """Return the schema of the columns that are in every table."""
    pa = require("pyarrow")
    kinds = {
        "confidence": pa.float32(),
        "is_reliable": pa.bool_(),
        "record": pa.int64(),
        "chars_before": pa.int64(),
        "chars_after": pa.int64(),
        "cluster": pa.int64(),
        "cluster_size": pa.int64(),
    }
    return pa.schema([pa.field(name, kinds.get(name, pa.string())) for name in _OWN])


_OWN = (
    "id",
    "text",
    "lang",
    "script",
    "confidence",
    "is_reliable",
    *TABLE_HEAD,
    "site",
    "source",
    "record",
    "chars_before",
    "chars_after",
    "cluster",
    "cluster_size",
)


class TableWriting:
    """Makes and writes the rows of the table.

    Parameters
    ----------
    options, sources
        Options and sources of the run; `options.to` is set.
    scratch
        The folder in which rows of the sources wait.
    path_of
        Returns the path for an output.
    core_table, copies
        The results of the first pass and of `find_copies`.
    """

    def __init__(
        self,
        options: CleanOptions,
        sources: Sequence[Source],
        scratch: Path,
        path_of: Callable[[str], Path],
        core_table: Any,
        copies: Any,
    ) -> None:
        assert options.to is not None
        self._options = options
        self._sources = sources
        self._scratch = scratch
        self._path_of = path_of
        self._table = core_table
        self._copies = copies
        self._name = table_name(options.to)
        self._names = options.columns or ()
        self._is_json = bytes(source.container in _JSON for source in sources)
        self._own_types: list[dict[str, Any]] = []  # of the columns of each source
        self._kinds = [0] * len(self._names)
        self._found: set[str] = set()
        self._json_columns: set[str] = set()
        self._as_strings = bytes(len(self._names))
        self._columns: tuple[int, Columns] | None = None  # of the source that is being written
        self._files: TableFiles | None = None

    @property
    def needs_kinds(self) -> bool:
        """Whether the table needs `kinds` of all documents before it begins."""
        return bool(self._names) and any(self._is_json)

    def kinds(self, batch: Any) -> list[int]:
        """Return the kinds of values in the columns of a batch; may be called from any thread."""
        found: list[int] = batch.member_kinds(self._table, list(self._names), self._is_json)
        return found

    def begin(self, kinds: Iterable[Sequence[int]] = ()) -> None:
        """Choose the columns and open the first file; `kinds` come from all batches."""
        for of_batch in kinds:
            for at, kind in enumerate(of_batch):
                self._kinds[at] |= kind
        if self._names:
            self._own_types = [
                column_types(source, self._scratch, self._names) for source in self._sources
            ]
        pa = require("pyarrow")
        schema = own_schema()
        for name, kind in _signal_types(self._options).items():
            schema = schema.append(pa.field(name, kind))
        as_strings = bytearray(len(self._names))
        for at, name in enumerate(self._names):
            types = [plain_type(own[name]) for own in self._own_types if name in own]
            if types or self._kinds[at]:
                self._found.add(name)
            if name in TABLE_HEAD:
                as_strings[at] = 1
                continue
            kind = self._type(common_type([*types, type_of_members(self._kinds[at])]))
            if kind is None:
                self._json_columns.add(name)
            elif self._kinds[at] == _STRINGS:
                as_strings[at] = 1
            schema = schema.append(pa.field(name, pa.string() if kind is None else kind))
        self._as_strings = bytes(as_strings)
        self._schema = schema
        self._files = TableFiles(
            self._name, self._options.shard_size, schema, self._json_columns, self._path_of
        )

    def _type(self, kind: Any) -> Any:
        """Return a type that the output files can hold; None for JSON."""
        if kind is None or can_hold(self._name.form, kind):
            return kind
        return None

    def rows(self, batch: Any) -> Any:
        """Make the rows of a batch, with extra columns from JSON only; safe in any thread."""
        pa, pc = require("pyarrow"), require("pyarrow.compute")
        strings, numbers, signals, members = batch.table_rows(
            self._table, self._copies, list(self._names), self._as_strings, self._is_json
        )
        count = len(numbers["record"]) // 8
        columns: dict[str, Any] = {}
        for field in own_schema():
            if field.name in strings:
                columns[field.name] = string_array(count, strings[field.name])
            elif field.type == pa.bool_():
                flags = pa.py_buffer(numbers[field.name])
                columns[field.name] = pa.Array.from_buffers(pa.uint8(), count, [None, flags]).cast(
                    pa.bool_()
                )
            else:
                values = pa.py_buffer(numbers[field.name])
                columns[field.name] = pa.Array.from_buffers(field.type, count, [None, values])
        for (name, kind), data in zip(_signal_types(self._options).items(), signals, strict=False):
            doubles = pa.Array.from_buffers(pa.float64(), count, [None, pa.py_buffer(data)])
            known = pc.if_else(pc.is_nan(doubles), pa.scalar(None, pa.float64()), doubles)
            columns[name] = known.cast(kind)
        if not self._options.dedup:
            columns["cluster"] = pa.nulls(count, pa.int64())
        for name, kinds, buffers in zip(self._names, self._kinds, members, strict=True):
            values = string_array(count, buffers)
            if name in TABLE_HEAD:
                values = pc.coalesce(values, columns[name])
            elif name not in self._json_columns:
                kind = self._schema.field(name).type
                values = as_type(values, kind) if kinds else pa.nulls(count, kind)
            columns[name] = values
        return pa.table(columns)

    def write(self, parts: Sequence[tuple[int, int, int]], rows: Any) -> None:
        """Append the rows of a batch; `parts` has source and number of documents, in order."""
        assert self._files is not None
        if not any(self._own_types):
            self._files.write(rows)
            return
        start = 0
        for source, count, _ in parts:
            part = rows.slice(start, count)
            start += count
            if not self._own_types[source]:
                self._files.write(part)
                continue
            for piece in self._columns_of(source).take(part.column("record").combine_chunks()):
                size = len(next(iter(piece.values())))
                self._files.write(self._with_columns(part.slice(0, size), piece))
                part = part.slice(size)

    def _columns_of(self, source: int) -> Columns:
        if self._columns is None or self._columns[0] != source:
            self._close_columns()
            names = list(self._own_types[source])
            self._columns = source, open_columns(self._sources[source], self._scratch, names)
        return self._columns[1]

    def _close_columns(self) -> None:
        if self._columns is not None:
            self._columns[1].close()
            self._columns = None

    def _with_columns(self, rows: Any, piece: dict[str, Any]) -> Any:
        pa, pc = require("pyarrow"), require("pyarrow.compute")
        for name, values in piece.items():
            at = rows.schema.get_field_index(name)
            if name in TABLE_HEAD:
                is_text = plain_type(values.type) == pa.string()
                text = as_type(values if is_text else as_json(values), pa.string())
                own = as_type(rows.column(at).combine_chunks(), pa.string())
                values = pc.coalesce(text, own)
            elif name in self._json_columns:
                values = as_json(values)
            rows = rows.set_column(at, name, values)
        return rows

    def close(self) -> None:
        """Finish the table."""
        self._close_columns()
        assert self._files is not None
        self._files.close()

    def abandon(self) -> None:
        """Close unfinished files after a failure."""
        self._close_columns()
        if self._files is not None:
            self._files.abandon()

    def summary(self) -> dict[str, Any]:
        """Describe the table for the report."""
        assert self._files is not None
        return {
            "files": self._files.names,
            "rows": self._files.rows,
            "columns": [{"name": field.name, "type": self._shown(field)} for field in self._schema],
            "not_found": [name for name in self._names if name not in self._found],
        }

    def _shown(self, field: Any) -> str:
        return "JSON" if field.name in self._json_columns else str(field.type)


def _signal_types(options: CleanOptions) -> dict[str, Any]:
    return signal_types() if options.signals else {}


_STRINGS = 16  # the kind of string members
