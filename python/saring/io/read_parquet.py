"""Documents out of Parquet files, one row group at a time."""

from collections.abc import Iterator
from typing import Any

from saring.errors import require
from saring.io.read_jsonl import MAX_FIELDS_SHOWN, host_of
from saring.io.records import Item, Problem, Record, Source

ROWS_AT_ONCE = 1024


class ParquetReader:
    """Reads one Parquet file.

    Parameters
    ----------
    source
        The file.
    text_field, id_field, site_field
        Names of columns. The text's column must be there and hold strings (plain, large, view or
        dictionary); the others may be.
    """

    def __init__(
        self, source: Source, text_field: str, id_field: str | None, site_field: str | None
    ) -> None:
        self._source = source
        self._text_field = text_field
        self._id_field = id_field
        self._site_field = site_field

    def read(self) -> Iterator[Item]:
        """Yield a `Record` or a `Problem` for each row, in order."""
        pa, pq = require("pyarrow"), require("pyarrow.parquet")
        try:
            with pq.ParquetFile(self._source.path) as file:
                yield from self._rows(file)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            reason = f"not a readable Parquet file: {str(error).splitlines()[0]}"
            yield Problem(self._source, None, reason, "not_parquet", of_file=True)

    def _rows(self, file: Any) -> Iterator[Item]:
        pa = require("pyarrow")
        schema = file.schema_arrow
        if self._text_field not in schema.names:
            names = ", ".join(repr(name) for name in schema.names[:MAX_FIELDS_SHOWN])
            reason = (
                f"no column '{self._text_field}' (columns: {names}); "
                "name the text's column with --text-field"
            )
            yield Problem(self._source, None, reason, "no_text", of_file=True)
            return
        kind = schema.field(self._text_field).type
        if not is_text(pa, kind):
            reason = f"the column '{self._text_field}' must hold strings, not {kind}"
            yield Problem(self._source, None, reason, "no_text", of_file=True)
            return
        wanted = (self._text_field, self._id_field, self._site_field)
        columns = [name for name in dict.fromkeys(wanted) if name in schema.names]
        number = 0
        for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=columns):
            for row in batch.to_pylist():
                yield self._item(row, number)
                number += 1

    def _item(self, row: dict[str, Any], number: int) -> Item:
        body = row[self._text_field]
        if body is None:
            reason = f"row {number}: the text is null"
            return Problem(self._source, None, reason, "no_text", None)
        ident = row.get(self._id_field) if self._id_field else None
        site = row.get(self._site_field) if self._site_field else None
        return Record(
            self._source,
            number,
            None,
            body,
            None,
            None if ident is None else require("orjson").dumps(ident, default=str),
            host_of(site) if isinstance(site, str) else None,
        )


def is_text(pa: Any, kind: Any) -> bool:
    """Whether an Arrow type holds text.

    Parameters
    ----------
    pa
        The module pyarrow.
    kind
        An Arrow data type.

    Returns
    -------
    bool
        True for strings of every layout, and for dictionaries of them.
    """
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    is_view = getattr(pa.types, "is_string_view", lambda _: False)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or is_view(kind))
