"""Columns of Arrow tables, and fields of structs in them: types, values, and setting them."""

from __future__ import annotations

import contextlib
from typing import Any

from saring import _core
from saring._option_names import option
from saring.errors import require
from saring.io.reading import SIGNAL_FIELDS, ReadOptions

MAX_COLUMNS_SHOWN = 12


def why_unusable(schema: Any, options: ReadOptions) -> str | None:
    """Say why no text can be read from the columns of a file.

    Parameters
    ----------
    schema
        Of the file.
    options
        With the names of the fields.

    Returns
    -------
    str or None
        The reason; None if there is none.
    """
    field, lang, size = options.text_field, options.lang_field, options.cluster_size_field
    kind = type_at(schema, field)
    if kind is None:
        names = ", ".join(repr(name) for name in schema.names[:MAX_COLUMNS_SHOWN])
        return (
            f"no column '{field}' (columns: {names}); name the text's column with "
            f"{option('text_field')}"
        )
    for name in (field, options.id_field, options.site_field, options.keep_field, lang, size):
        if schema.names.count(name) > 1:
            return f"{schema.names.count(name)} columns are called '{name}'"
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
    return _why_signals_unusable(schema) if options.signals else None


def signal_types() -> dict[str, Any]:
    """Types of the columns of signals, by name."""
    pa = require("pyarrow")
    return {
        name: pa.int64() if number < _core.COUNT_SIGNALS else pa.float64()
        for number, name in enumerate(SIGNAL_FIELDS)
    }


def _why_signals_unusable(schema: Any) -> str | None:
    """Say why signals cannot be written to columns that are there already."""
    for name, kind in signal_types().items():
        for at in schema.get_all_field_indices(name):
            if schema.field(at).type != kind:
                return (
                    f"the column '{name}' must hold {kind} for signals, not {schema.field(at).type}"
                )
        if schema.names.count(name) > 1:
            return f"{schema.names.count(name)} columns are called '{name}'"
    return None


def _holds_sizes(kind: Any) -> bool:
    types = require("pyarrow").types
    return bool(types.is_integer(kind) and kind.bit_width >= 32)


def path_of(schema: Any, name: str) -> list[int] | None:
    """Find a column by its name, or a field of structs by a dotted path.

    Parameters
    ----------
    schema
        Of the rows.
    name
        The name; a column of the whole name comes first.

    Returns
    -------
    list of int or None
        Position of the column, and below it of the fields; None if there is none.
    """
    if name in schema.names:
        return [schema.names.index(name)]
    types = require("pyarrow").types
    first, *rest = name.split(".")
    if not rest or schema.names.count(first) != 1:
        return None
    path = [schema.names.index(first)]
    kind = schema.field(path[0]).type
    for part in rest:
        at = kind.get_field_index(part) if types.is_struct(kind) else -1
        if at < 0:
            return None
        path.append(at)
        kind = kind.field(at).type
    return path


def type_at(schema: Any, name: str) -> Any:
    """Return the type of what `path_of` finds; None if it finds nothing."""
    path = path_of(schema, name)
    if path is None:
        return None
    kind = schema.field(path[0]).type
    for at in path[1:]:
        kind = kind.field(at).type
    return kind


def without_dictionary(schema: Any, name: str) -> Any:
    """Give a column, or a field of structs, the type of its values in place of a dictionary.

    Parameters
    ----------
    schema
        Of the rows.
    name
        The column, or a dotted path.

    Returns
    -------
    pyarrow.Schema
        The schema; as it was if the column has no dictionary.
    """
    path = path_of(schema, name)
    if path is None:
        return schema
    field = schema.field(path[0])
    return schema.set(path[0], field.with_type(_of_values(field.type, path[1:])))


def _of_values(kind: Any, path: list[int]) -> Any:
    pa = require("pyarrow")
    if path:
        fields = [kind.field(at) for at in range(kind.num_fields)]
        inner = fields[path[0]]
        fields[path[0]] = inner.with_type(_of_values(inner.type, path[1:]))
        return pa.struct(fields)
    return kind.value_type if pa.types.is_dictionary(kind) else kind


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


def values_of(batch: Any, name: str | None) -> list[Any]:
    """Values of a column, or of a field in one of structs.

    Parameters
    ----------
    batch
        A record batch.
    name
        The column, or a dotted path; None: none.

    Returns
    -------
    list
        Strings as bytes, which need not be UTF-8. None for each row of a column that is not there.
    """
    pa = require("pyarrow")
    path = None if name is None else path_of(batch.schema, name)
    if path is None:
        return [None] * batch.num_rows
    column = batch.column(path[0])
    if len(path) > 1:
        column = require("pyarrow.compute").struct_field(column, path[1:])
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

    None if it has none: neither an id nor a site is worth a row.
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


def row_sizes(batch: Any, rows: list[int]) -> list[int]:
    """Bytes of strings in some rows.

    Parameters
    ----------
    batch
        A record batch.
    rows
        Positions in it.

    Returns
    -------
    list of int
        For each row, as the strings are without a dictionary; those in structs are not counted.
    """
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


def pick(table: Any, rows: list[int]) -> Any:
    """Take rows of a table.

    Parameters
    ----------
    table
        The rows.
    rows
        Positions in it, in order.

    Returns
    -------
    pyarrow.Table
        Those rows.
    """
    pa = require("pyarrow")
    if len(rows) == table.num_rows:
        return table
    try:
        return table.take(pa.array(rows, pa.int64()))
    except pa.ArrowNotImplementedError:  # views have no such kernel; slices need none
        return pa.concat_tables([table.slice(row, 1) for row in rows])


def taken(column: Any, rows: Any) -> Any:
    """Take values of an array by an array of their places."""
    pa = require("pyarrow")
    if len(rows) == len(column):
        return column
    try:
        return column.take(rows)
    except pa.ArrowNotImplementedError:  # as in `pick`
        return pa.concat_arrays([column.slice(row, 1) for row in rows.to_pylist()])


def with_values(table: Any, schema: Any, name: str, values: list[Any]) -> Any:
    """Set a column, or a field in one of structs, or add a column.

    Parameters
    ----------
    table
        The rows.
    schema
        Of the result: it says the layout.
    name
        The column, or a dotted path where `schema` has no column of that name.
    values
        One a row.

    Returns
    -------
    pyarrow.Table
        The rows with the values.
    """
    path = path_of(schema, name)
    assert path is not None
    field = schema.field(path[0])
    if path[0] >= table.num_columns:
        return table.append_column(field, _array(values, field.type))
    if len(path) == 1:
        return table.set_column(path[0], field, _array(values, field.type))
    column = require("pyarrow").concat_arrays(table.column(path[0]).chunks)
    return table.set_column(path[0], field, _with_field(column, path[1:], values, field.type))


def _with_field(structs: Any, path: list[int], values: list[Any], kind: Any) -> Any:
    """Set a field of structs, or of structs in them; `kind` is the type of the result."""
    if not path:
        return _array(values, kind)
    children = [structs.field(at) for at in range(structs.type.num_fields)]
    inner = kind.field(path[0])
    children[path[0]] = _with_field(children[path[0]], path[1:], values, inner.type)
    fields = [structs.type.field(at) for at in range(structs.type.num_fields)]
    fields[path[0]] = inner
    mask = structs.is_null() if structs.null_count else None
    return require("pyarrow").StructArray.from_arrays(children, fields=fields, mask=mask)


def _array(values: list[Any], kind: Any) -> Any:
    pa = require("pyarrow")
    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode().cast(kind)
    return pa.array(values, kind)
