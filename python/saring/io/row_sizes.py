"""Sizes of single rows of Arrow tables: they do not depend on the rows around them."""

from __future__ import annotations

from typing import Any

from saring.errors import require

_FIXED_BYTES = 16  # of a value whose type says no width


def table_row_sizes(table: Any) -> Any:
    """Bytes of each row.

    Parameters
    ----------
    table
        A table of Arrow.

    Returns
    -------
    pyarrow.Array
        Of 64-bit integers; dictionaries count with the values that they stand for. O(bytes), by
        Arrow's own functions.
    """
    pa, pc = require("pyarrow"), require("pyarrow.compute")
    total = pa.nulls(0, pa.int64())
    for name in range(table.num_columns):
        column = table.column(name)
        chunks = [value_sizes(chunk) for chunk in column.chunks]
        sizes = pa.concat_arrays(chunks) if chunks else pa.nulls(0, pa.int64())
        total = sizes if name == 0 else pc.add(total, sizes)
    return total


def value_sizes(values: Any) -> Any:
    """Bytes of each value of an array, as `table_row_sizes` counts them."""
    pa, pc = require("pyarrow"), require("pyarrow.compute")
    kind = values.type
    if pa.types.is_dictionary(kind):
        sizes = value_sizes(values.dictionary).take(values.indices)
    elif _is_binary(kind):
        sizes = pc.binary_length(values).cast(pa.int64())
    elif _is_view(kind):
        sizes = pc.binary_length(values.cast(pa.large_binary()))
    elif pa.types.is_struct(kind):
        sizes = _of_fixed(values, 1)
        for at in range(kind.num_fields):
            sizes = pc.add(sizes, value_sizes(values.field(at)))
    elif pa.types.is_map(kind):
        sizes = _of_items(values.offsets, [values.keys, values.items])
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        sizes = _of_items(values.offsets, [values.values])
    elif pa.types.is_fixed_size_list(kind):
        per_value = _typical_width(kind.value_type)
        sizes = _of_fixed(values, kind.list_size * per_value)
    elif isinstance(kind, pa.BaseExtensionType):
        sizes = value_sizes(values.storage)
    else:
        sizes = _of_fixed(values, _typical_width(kind))
    return pc.fill_null(sizes, 0)


def _is_binary(kind: Any) -> bool:
    types = require("pyarrow").types
    return bool(
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_string(kind)
        or types.is_large_string(kind)
    )


def _is_view(kind: Any) -> bool:
    types = require("pyarrow").types
    return any(
        getattr(types, name, lambda _: False)(kind) for name in ("is_string_view", "is_binary_view")
    )


def _typical_width(kind: Any) -> int:
    try:
        return max(int(kind.bit_width) // 8, 1)
    except ValueError:
        return _FIXED_BYTES


def _of_fixed(values: Any, width: int) -> Any:
    pa = require("pyarrow")
    return pa.repeat(pa.scalar(width, pa.int64()), len(values))


def _of_items(offsets: Any, items: list[Any]) -> Any:
    """Sizes of lists out of those of what they hold."""
    pa, pc = require("pyarrow"), require("pyarrow.compute")
    sizes = value_sizes(items[0])
    for more in items[1:]:
        sizes = pc.add(sizes, value_sizes(more))
    start = pa.array([0], pa.int64())
    sums = pa.concat_arrays([start, pc.cumulative_sum(sizes)])
    ends = sums.take(offsets)
    return pc.add(pc.subtract(ends[1:], ends[:-1]), 4)
