"""What the audit holds of removed records besides their texts, if rows of the file wait on disk."""

from __future__ import annotations

import base64
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from saring.errors import require
from saring.io import arrow_rows, csv_files, warc_files
from saring.io.arrow_columns import path_of, pick
from saring.io.csv_rows import fields_of, is_plain
from saring.io.records import Container, Source
from saring.io.source_columns import DELIMITERS
from saring.io.waiting_rows import waiting_rows


def removed_records(
    source: Source, scratch: Path, removed: bytes, text_field: str
) -> Iterator[bytes]:
    """Yield lines of the audit that hold the records of documents that are not kept.

    Parameters
    ----------
    source
        A file that was read.
    scratch
        Where its rows wait.
    removed
        Numbers of the records, ascending: native integers of 64 bits.
    text_field
        The column of the text, which is not held again.

    Yields
    ------
    bytes
        Lines of the kinds ``rows`` (Parquet, Arrow) and ``record`` (CSV, TSV, WARC). None of JSON,
        whose records are in the lines of their documents, and of files that are one document.
    """
    records = array("Q", removed)
    if source.container in (Container.PARQUET, Container.ARROW):
        if arrow_rows.rows_path(source, scratch).exists():
            yield from _arrow_lines(source, scratch, records, text_field)
    elif source.container in DELIMITERS:
        yield from _csv_lines(source, scratch, set(records), text_field)
    elif source.container is Container.WARC:
        wanted = set(records)
        for number, header in warc_files.waiting_headers(source, scratch):
            if number in wanted:
                yield _line(source, number, head=header.decode("utf-8", "replace"))


def _line(source: Source, record: int | None, **members: Any) -> bytes:
    line: bytes = require("orjson").dumps(
        {"kind": "record", "file": source.name, "record": record, **members}
    )
    return line + b"\n"


def _csv_lines(source: Source, scratch: Path, wanted: set[int], text_field: str) -> Iterator[bytes]:
    rows = waiting_rows(csv_files.rows_path(source, scratch))
    first = next(rows, b"")
    if not first:
        return
    table = csv_files.Header(first, DELIMITERS[source.container])
    text = table.column(text_field)
    yield _line(source, None, head=first.decode("utf-8", "replace"))
    for number, data in enumerate(rows):
        if number not in wanted:
            continue
        fields = fields_of(data, table.delimiter) or []
        start = sum(len(field) + 1 for field in fields[:text])
        head, tail = data[:start], data[start + len(fields[text]) :]
        plain = {"plain": True} if is_plain(fields[text], table.delimiter) else {}
        yield _line(
            source,
            number,
            head=head.decode("utf-8", "replace"),
            tail=tail.decode("utf-8", "replace"),
            **plain,
        )


def _arrow_lines(
    source: Source, scratch: Path, records: array[int], text_field: str
) -> Iterator[bytes]:
    """Yield a line for each batch that waits with rows that are wanted."""
    pa, orjson = require("pyarrow"), require("orjson")
    at = 0
    with open(arrow_rows.rows_path(source, scratch), "rb") as file:
        stream = pa.ipc.open_stream(file)
        while at < len(records):
            read = stream.read_next_batch_with_custom_metadata()
            first = int(dict(read.custom_metadata)[b"row"])
            end = at
            while end < len(records) and records[end] < first + read.batch.num_rows:
                end += 1
            if end == at:
                continue
            numbers = records[at:end].tolist()
            at = end
            table = pa.Table.from_batches([read.batch])
            rows = pick(table, [number - first for number in numbers])
            line: bytes = orjson.dumps(
                {
                    "kind": "rows",
                    "file": source.name,
                    "records": numbers,
                    "arrow": base64.b64encode(_packed(_without(rows, text_field))).decode(),
                }
            )
            yield line + b"\n"


def _without(table: Any, text_field: str) -> Any:
    """Empty the column of the text, if it is one of its own."""
    pa = require("pyarrow")
    path = path_of(table.schema, text_field)
    if path is None or len(path) > 1:
        return table
    field = table.schema.field(path[0])
    field = pa.field(field.name, field.type, nullable=True, metadata=field.metadata)
    return table.set_column(path[0], field, pa.nulls(table.num_rows, field.type))


def _packed(table: Any) -> bytes:
    pa = require("pyarrow")
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table.combine_chunks())
    packed: bytes = sink.getvalue().to_pybytes()
    return packed
