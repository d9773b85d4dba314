"""Parquet files with some rows taken out and the text of the others replaced."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from saring.errors import require
from saring.io.records import Source

ROWS_AT_ONCE = 8192
GROUP_BYTES = 128 << 20


def write_filtered(
    source: Source, text_field: str, kept: Iterator[tuple[int, str]], target: Path
) -> None:
    """Write a copy of a Parquet file with the kept rows and their clean texts.

    Schema, metadata, compression and every other column stay as they are; row groups are those of
    the source, split where they hold more than 128 MiB.

    Parameters
    ----------
    source
        The file to copy.
    text_field
        Name of the text's column.
    kept
        Row number and clean text of each kept row, ascending.
    target
        The file to write.
    """
    pq = require("pyarrow.parquet")
    target.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetFile(source.path) as file:
        writer = pq.ParquetWriter(target, file.schema_arrow, compression=_codecs(file))
        try:
            _copy(file, writer, text_field, kept)
        finally:
            writer.close()


def _copy(file: Any, writer: Any, text_field: str, kept: Iterator[tuple[int, str]]) -> None:
    pa = require("pyarrow")
    begin = 0
    upcoming = next(kept, None)
    for group in range(file.num_row_groups):
        tables: list[Any] = []
        size = 0
        for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, row_groups=[group]):
            rows: list[int] = []
            texts: list[str] = []
            while upcoming is not None and upcoming[0] < begin + batch.num_rows:
                rows.append(upcoming[0] - begin)
                texts.append(upcoming[1])
                upcoming = next(kept, None)
            begin += batch.num_rows
            if not rows:
                continue
            tables.append(_with_texts(pa, _pick(pa, batch, rows), text_field, texts))
            size += tables[-1].nbytes
            if size >= GROUP_BYTES:
                writer.write_table(pa.concat_tables(tables))
                tables, size = [], 0
        if tables:
            writer.write_table(pa.concat_tables(tables))


def _pick(pa: Any, batch: Any, rows: list[int]) -> Any:
    table = pa.Table.from_batches([batch])
    if len(rows) == batch.num_rows:
        return table
    try:
        return table.take(pa.array(rows, pa.int64()))
    except pa.ArrowNotImplementedError:  # views have no such kernel; slices need none
        return pa.concat_tables([table.slice(row, 1) for row in rows])


def _with_texts(pa: Any, table: Any, text_field: str, texts: list[str]) -> Any:
    at = table.schema.get_field_index(text_field)
    field = table.schema.field(at)
    if pa.types.is_dictionary(field.type):
        column = pa.array(texts, field.type.value_type).dictionary_encode().cast(field.type)
    else:
        column = pa.array(texts, field.type)
    return table.set_column(at, field, column)


def _codecs(file: Any) -> dict[str, str] | str:
    if file.metadata.num_row_groups == 0:
        return "snappy"
    group = file.metadata.row_group(0)
    columns = (group.column(i) for i in range(group.num_columns))
    return {column.path_in_schema: column.compression for column in columns}
