"""Data frames of several libraries: their columns as Arrow, some of their rows, columns added."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from saring._visible import visible
from saring.errors import UsageError, require
from saring.text import repair

_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


class Frame(Protocol):
    """A frame of some library."""

    @property
    def names(self) -> list[str]:
        """The names of its columns."""

    def arrow(self, name: str, *, kind: str) -> Any:
        """Return a column as an array of pyarrow; `kind` is "text", "page" or "value"."""

    def with_columns(self, rows: Sequence[int], columns: Any) -> Any:
        """Return a frame of the same library of some rows, with columns put in or added.

        `columns` is a pyarrow.Table of as many rows.
        """

    def of_columns(self, columns: Any) -> Any:
        """Return a frame of the same library of a pyarrow.Table alone."""


def frame_of(frame: Any) -> Frame:
    """Wrap a frame of any supported library.

    Parameters
    ----------
    frame
        A DataFrame of pandas or Polars, a table of pyarrow, a `datasets.Dataset`, a list of dicts,
        or anything with an Arrow stream of columns.

    Returns
    -------
    Frame
        The frame, ready to be read.

    Raises
    ------
    UsageError
        For anything else, such as a lazy frame.
    """
    for package, name, make in _KINDS:
        module = sys.modules.get(package)
        kind = getattr(module, name, None)
        if kind is not None and isinstance(frame, kind):
            return make(frame)
    for package, names in _REFUSED:
        for name, what in names.items():
            kind = getattr(sys.modules.get(package), name, None)
            if kind is not None and isinstance(frame, kind):
                raise UsageError(f"a {name} of {package} is not taken: {what}")
    if isinstance(frame, list | tuple) and all(isinstance(row, Mapping) for row in frame):
        return _Records(frame)
    if hasattr(frame, "__arrow_c_stream__"):
        return _Arrow(require("pyarrow").table(frame))
    raise UsageError(
        "expected a DataFrame of pandas or Polars, a table of pyarrow, a datasets.Dataset or a "
        f"list of dicts, not {type(frame).__name__}"
    )


def text_array(values: Any, name: str = "text", *, are_pages: bool = False) -> Any:
    """Make an array of strings, or of bytes if some texts are bytes.

    Parameters
    ----------
    values
        str, bytes and missing values of any library.
    name
        Name of the column, for errors.
    are_pages
        Whether the values are HTML pages. Their bytes are then in the encoding of each page.

    Returns
    -------
    pyarrow.Array
        Lone surrogates become U+FFFD. If pages are a mix of bytes and strings, the strings get a
        byte order mark, which says that they are UTF-8. If texts are a mix, the bytes are read as
        UTF-8.

    Raises
    ------
    TypeError
        For a value of another type, with its row.
    """
    items: list[str | bytes | None] = []
    for row, value in enumerate(values):
        if isinstance(value, str):
            items.append(_SURROGATE.sub("\ufffd", value))
        elif isinstance(value, bytes | bytearray | memoryview):
            items.append(bytes(value))
        elif _is_missing(value):
            items.append(None)
        else:
            raise TypeError(
                f"{name}[{row}]: expected str, bytes or None, got {type(value).__name__}"
            )
    pa = require("pyarrow")
    if not any(isinstance(item, bytes) for item in items):
        return pa.array(items, pa.large_string())
    if not are_pages and any(isinstance(item, str) for item in items):
        texts = [repair(item) if isinstance(item, bytes) else item for item in items]
        return pa.array(texts, pa.large_string())
    encoded = [_BOM + item.encode() if isinstance(item, str) else item for item in items]
    return pa.array(encoded, pa.large_binary())


def _is_missing(value: Any) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value


def _plain_text(array: Any, name: str) -> Any:
    """Give texts one of two types; TypeError for a column of others."""
    pa = require("pyarrow")
    type_ = array.type
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
        array = array.cast(type_)
    if pa.types.is_null(type_) or "string" in str(type_):
        return array.cast(pa.large_string())
    if "binary" in str(type_):
        return array.cast(pa.large_binary())
    raise TypeError(f"{name}: expected a column of str or bytes, got one of {type_}")


def _array(values: Any, name: str, *, kind: str) -> Any:
    """Make an array of values of Python."""
    if kind != "value":
        return text_array(values, name, are_pages=kind == "page")
    pa = require("pyarrow")
    items = [None if _is_missing(value) else value for value in values]
    try:
        return pa.array(items)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError):
        texts = (None if item is None else str(item) for item in items)
        return pa.array(
            [item if item is None else _SURROGATE.sub("\ufffd", item) for item in texts]
        )


class _Pandas:
    def __init__(self, frame: Any) -> None:
        self._frame = frame
        if not frame.columns.is_unique:
            raise UsageError("columns of the frame have one name: rename them")

    @property
    def names(self) -> list[str]:
        return list(self._frame.columns)

    def arrow(self, name: str, *, kind: str) -> Any:
        pa = require("pyarrow")
        series = self._frame[name]
        if series.dtype == object:
            return _array(series, name, kind=kind)
        array = pa.Array.from_pandas(series)
        return array if kind == "value" else _plain_text(array, name)

    def with_columns(self, rows: Sequence[int], columns: Any) -> Any:
        kept = self._frame.iloc[rows]
        made = columns.to_pandas().set_axis(kept.index)
        return kept.assign(**{name: made[name] for name in made.columns})

    def of_columns(self, columns: Any) -> Any:
        return columns.to_pandas()


class _Polars:
    def __init__(self, frame: Any) -> None:
        self._frame = frame

    @property
    def names(self) -> list[str]:
        return list(self._frame.columns)

    def arrow(self, name: str, *, kind: str) -> Any:
        series = self._frame.get_column(name)
        if series.dtype == sys.modules["polars"].Object:
            return _array(series.to_list(), name, kind=kind)
        array = series.to_arrow()
        return array if kind == "value" else _plain_text(array, name)

    def with_columns(self, rows: Sequence[int], columns: Any) -> Any:
        made = self.of_columns(columns)
        polars = sys.modules["polars"]
        positions = polars.Series(rows, dtype=polars.Int64)
        return self._frame[positions].with_columns(made.get_columns())

    def of_columns(self, columns: Any) -> Any:
        return sys.modules["polars"].DataFrame(columns)


class _Arrow:
    def __init__(self, table: Any) -> None:
        self._table = table
        for name in table.schema.names:
            if table.schema.names.count(name) > 1:
                raise UsageError(f"columns of the table have one name, {visible(name)!r}")

    @property
    def names(self) -> list[str]:
        return list(self._table.schema.names)

    def arrow(self, name: str, *, kind: str) -> Any:
        array = self._table.column(name)
        return array if kind == "value" else _plain_text(array, name)

    def with_columns(self, rows: Sequence[int], columns: Any) -> Any:
        pa = require("pyarrow")
        # pyarrow takes no rows of views.
        table = self._table
        for at, field in enumerate(table.schema):
            if str(field.type) in ("string_view", "binary_view"):
                kind = getattr(pa, "large_" + str(field.type).removesuffix("_view"))()
                table = table.set_column(at, field.name, table.column(at).cast(kind))
        return _put_in(table.take(pa.array(rows, pa.int64())), columns)

    def of_columns(self, columns: Any) -> Any:
        return columns


def _put_in(table: Any, columns: Any) -> Any:
    for field in columns.schema:
        at = table.schema.get_field_index(field.name)
        values = columns.column(field.name)
        if at < 0:
            table = table.append_column(field, values)
        else:
            table = table.set_column(at, field, values)
    return table


class _Datasets(_Arrow):
    """A `datasets.Dataset`, whose features stay."""

    def __init__(self, dataset: Any) -> None:
        self._dataset = dataset

    @property
    def names(self) -> list[str]:
        return list(self._dataset.column_names)

    def arrow(self, name: str, *, kind: str) -> Any:
        table = self._dataset.select_columns([name]).with_format("arrow")[:]
        array = table.column(name)
        return array if kind == "value" else _plain_text(array, name)

    def with_columns(self, rows: Sequence[int], columns: Any) -> Any:
        datasets = require("datasets", "datasets")
        own = set(columns.schema.names)
        names = [*self.names, *(name for name in columns.schema.names if name not in self.names)]
        kept = self._dataset.select(rows).remove_columns([n for n in self.names if n in own])
        made = self.of_columns(columns)
        if not kept.column_names:
            return made.select_columns(names)
        if not rows:  # which concatenate_datasets() leaves out, with their columns
            table = _put_in(kept.with_format("arrow")[:], columns)
            return datasets.Dataset(table).select_columns(names)
        return datasets.concatenate_datasets([kept, made], axis=1).select_columns(names)

    def of_columns(self, columns: Any) -> Any:
        return require("datasets", "datasets").Dataset(columns)


class _Records:
    """A list of dicts: a key that a row does not have is missing there."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = rows

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(name for row in self._rows for name in row))

    def arrow(self, name: str, *, kind: str) -> Any:
        return _array([row.get(name) for row in self._rows], name, kind=kind)

    def with_columns(self, rows: Sequence[int], columns: Any) -> Any:
        made = columns.to_pylist()
        return [{**self._rows[row], **own} for row, own in zip(rows, made, strict=True)]

    def of_columns(self, columns: Any) -> Any:
        return columns.to_pylist()


def _of_batch(batch: Any) -> Frame:
    return _Arrow(require("pyarrow").Table.from_batches([batch]))


_KINDS: tuple[tuple[str, str, Any], ...] = (
    ("pandas", "DataFrame", _Pandas),
    ("polars", "DataFrame", _Polars),
    ("pyarrow", "Table", _Arrow),
    ("pyarrow", "RecordBatch", _of_batch),
    ("datasets", "Dataset", _Datasets),
)
_REFUSED: tuple[tuple[str, dict[str, str]], ...] = (
    ("pandas", {"Series": "give a frame, such as series.to_frame('text')"}),
    (
        "polars",
        {
            "LazyFrame": "copies are looked for among all rows; collect() it first",
            "Series": "give a frame, such as series.to_frame('text')",
        },
    ),
    (
        "datasets",
        {
            "DatasetDict": "give one of its splits, or all by concatenate_datasets()",
            "IterableDatasetDict": "copies are looked for among all rows; make a Dataset of it",
            "IterableDataset": "copies are looked for among all rows; make a Dataset of it",
        },
    ),
)
