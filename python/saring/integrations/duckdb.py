"""saring in DuckDB: SQL functions ``saring_detect``, ``saring_strip`` … for a column of texts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from saring.errors import require
from saring.integrations._columns import computed, schema_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow
else:
    duckdb = require("duckdb", "duckdb")

__all__ = ["register"]

# The option of the plain function that is a second argument in SQL, or none.
_COLUMNS = {"detect": None, "strip": None, "extract": "urls", "signals": "language"}


def register(
    connection: duckdb.DuckDBPyConnection,
    *,
    detect: Mapping[str, Any] | None = None,
    strip: Mapping[str, Any] | None = None,
    extract: Mapping[str, Any] | None = None,
    signals: Mapping[str, Any] | None = None,
) -> None:
    """Register the SQL functions of saring on a connection.

    They are ``saring_detect(text)``, ``saring_strip(text)``, ``saring_extract(html, url)`` and
    ``saring_signals(text, language)``. url and language may be NULL. Each function gives a STRUCT
    with the columns of the plain function. The fields are NULL for a NULL text.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The connection. Functions that an earlier call registered on it are replaced.
    detect, strip, extract, signals : mapping, optional
        Options of `saring.detect_batch`, `saring.strip_batch`, `saring.extract_batch` and
        `saring.signals_batch` for the function with that name.

    Raises
    ------
    ValueError
        For an option outside its range, such as an unknown language.
    duckdb.CatalogException
        If a macro with this name was created in SQL.

    Notes
    -----
    DuckDB passes 2,048 rows at a time. A function that appears twice in a query is called twice.
    Use it once, in a subquery, and take the fields from its result.

    Examples
    --------
    >>> import duckdb
    >>> import saring.integrations.duckdb
    >>> connection = duckdb.connect()
    >>> saring.integrations.duckdb.register(connection, detect={"languages": ["id", "en"]})
    >>> query = "SELECT saring_detect('Selamat pagi, apa kabar hari ini?').lang"
    >>> connection.sql(query).fetchall()
    [('ind_Latn',)]
    """
    options = {"detect": detect, "strip": strip, "extract": extract, "signals": signals}
    for function, given in options.items():
        _register(connection, function, dict(given or {}))


def _register(
    connection: duckdb.DuckDBPyConnection, function: str, options: dict[str, Any]
) -> None:
    name = f"saring_{function}"
    kind = _struct_type(connection, schema_of(function, options))
    with contextlib.suppress(duckdb.InvalidInputException):  # where Python did not register it yet
        connection.remove_function(name)
    connection.create_function(  # type: ignore[call-overload]  # its names for enums do not count
        name,
        _udf(function, options),
        ["VARCHAR", "VARCHAR"] if _COLUMNS[function] else ["VARCHAR"],
        kind,
        type="arrow",
        null_handling="special",
    )


def _struct_type(connection: duckdb.DuckDBPyConnection, schema: pyarrow.Schema) -> Any:
    """Let DuckDB itself say which of its types a struct of these columns has."""
    pa = require("pyarrow", "duckdb")
    empty = pa.table({"found": pa.array([], pa.struct(list(schema)))})
    return connection.from_arrow(empty).types[0]


def _udf(function: str, options: dict[str, Any]) -> Callable[..., Any]:
    # DuckDB counts the parameters and evaluates annotations, where names of pyarrow are unknown.
    def of_texts(texts: Any) -> Any:
        return computed(function, texts, options).to_struct_array()

    def with_column(texts: Any, column: Any) -> Any:
        given = {**options, str(_COLUMNS[function]): column}
        return computed(function, texts, given).to_struct_array()

    return with_column if _COLUMNS[function] else of_texts
