"""Shared code of the integrations: functions over a column, with results as Arrow columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from saring._nearest import check_arguments
from saring._table import Table
from saring._tabular import Tabular
from saring.boilerplate import strip_batch
from saring.dedup import near_duplicates
from saring.errors import require
from saring.html import extract_batch
from saring.lang import detect_batch
from saring.quality import signals_batch

if TYPE_CHECKING:
    import pyarrow

FUNCTIONS: dict[str, Callable[..., Table | Tabular]] = {
    "detect": detect_batch,
    "strip": strip_batch,
    "extract": extract_batch,
    "signals": signals_batch,
    "near_duplicates": near_duplicates,
}
"""The functions that give one row per text, by their name in the integrations."""

ROW_BY_ROW = frozenset(FUNCTIONS) - {"near_duplicates"}
"""The functions that look at each text alone, so a column may come in batches."""


def computed(function: str, texts: Any, options: Mapping[str, Any]) -> pyarrow.Table:
    """Call one of `FUNCTIONS`, and return its result as a pyarrow table with plain strings."""
    check_arguments(FUNCTIONS[function], options)
    return FUNCTIONS[function](texts, **options).to_arrow()


def schema_of(function: str, options: Mapping[str, Any]) -> pyarrow.Schema:
    """Return the columns that `computed` gives for these options. This also checks the options."""
    pa = require("pyarrow", "pandas")
    return computed(function, pa.array([], pa.string()), options).schema
