"""What the integrations share: the functions over a column, and their results as Arrow columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from saring import _core
from saring.boilerplate import strip_batch
from saring.errors import require
from saring.html import extract_batch
from saring.lang import detect_batch
from saring.quality import signals_batch

if TYPE_CHECKING:
    import pyarrow

FUNCTIONS: dict[str, Callable[..., _core.Table]] = {
    "detect": detect_batch,
    "strip": strip_batch,
    "extract": extract_batch,
    "signals": signals_batch,
}
"""The functions that give a row for each text alone, by the name that the integrations have."""


def arrow_table(result: _core.Table) -> pyarrow.Table:
    """Turn a result into a pyarrow table of plain values.

    Parameters
    ----------
    result : Table
        Of one of `FUNCTIONS`.

    Returns
    -------
    pyarrow.Table
        The same rows and columns; strings that were dictionary-encoded are plain, since most
        libraries refuse a column whose batches have different dictionaries.
    """
    pa = require("pyarrow", "pandas")
    table: pyarrow.Table = pa.table(result)
    return table.cast(pa.schema([(field.name, _plain(field.type)) for field in table.schema]))


def _plain(kind: pyarrow.DataType) -> pyarrow.DataType:
    pa = require("pyarrow", "pandas")
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_large_list(kind):
        return pa.large_list(_plain(kind.value_type))
    return kind


def computed(function: str, texts: Any, options: Mapping[str, Any]) -> pyarrow.Table:
    """Call one of `FUNCTIONS` and give its result as `arrow_table` does."""
    return arrow_table(FUNCTIONS[function](texts, **options))


def schema_of(function: str, options: Mapping[str, Any]) -> pyarrow.Schema:
    """Return the columns that `computed` gives for these options, which are checked by that."""
    pa = require("pyarrow", "pandas")
    return computed(function, pa.array([], pa.string()), options).schema
