"""saring in Polars: ``pl.col("text").saring.detect()``, and the same for a Series.

``import saring.integrations.polars`` adds the namespace ``saring`` to expressions and to Series.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from saring.errors import require
from saring.integrations._columns import FUNCTIONS, ROW_BY_ROW

if TYPE_CHECKING:
    import polars
else:
    polars = require("polars", "polars")

__all__ = ["ExprNamespace", "SeriesNamespace"]

Column = TypeVar("Column")


class _Namespace(Generic[Column]):
    """The methods of expressions and Series. Each gives one struct per text."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def _struct(self, function: str, options: Mapping[str, Any]) -> Column:
        raise NotImplementedError

    def detect(self, **options: Any) -> Column:
        """Identify languages.

        Parameters
        ----------
        **options
            Options of `saring.detect_batch`.

        Returns
        -------
        Expr or Series of struct
            Fields ``lang``, ``confidence``, ``is_reliable``, null for a null text.

        Examples
        --------
        >>> import polars as pl
        >>> import saring.integrations.polars
        >>> frame = pl.DataFrame({"text": ["Selamat pagi, apa kabar hari ini?", None]})
        >>> frame.select(pl.col("text").saring.detect().struct.field("lang")).to_series().to_list()
        ['ind_Latn', None]
        """
        return self._struct("detect", options)

    def strip(self, **options: Any) -> Column:
        """Remove boilerplate from texts.

        Parameters
        ----------
        **options
            Options of `saring.strip_batch`; ``site`` may be an expression or Series.

        Returns
        -------
        Expr or Series of struct
            Fields ``text``, ``title``, ``byline`` … as in `saring.strip_batch`.
        """
        return self._struct("strip", options)

    def extract(self, **options: Any) -> Column:
        """Extract the articles of pages in HTML.

        Parameters
        ----------
        **options
            Options of `saring.extract_batch`; ``urls`` may be an expression or Series.

        Returns
        -------
        Expr or Series of struct
            Fields ``text``, ``title``, ``byline``, ``date`` … as in `saring.extract_batch`.
        """
        return self._struct("extract", options)

    def signals(self, **options: Any) -> Column:
        """Measure signals of quality.

        Parameters
        ----------
        **options
            Options of `saring.signals_batch`; ``language`` may be an expression or Series.

        Returns
        -------
        Expr or Series of struct
            One field per signal, as in `saring.signals_batch`.
        """
        return self._struct("signals", options)

    def near_duplicates(self, **options: Any) -> Column:
        """Find the near-duplicates among all texts of the column.

        Parameters
        ----------
        **options
            Options of `saring.near_duplicates`; ``ids``, ``timestamps``, ``scores`` and ``sites``
            may be expressions or Series.

        Returns
        -------
        Expr or Series of struct
            Fields ``keep``, ``cluster``, ``representative``, ``similarity``, ``relation``,
            ``cluster_size``, as in `saring.dedup.Duplicates`.

        Notes
        -----
        The whole column is held in memory, also by the streaming engine. ``.over("site")`` and
        ``group_by`` search for copies in each group alone. For the pairs, call
        `saring.near_duplicates`.

        Examples
        --------
        >>> import polars as pl
        >>> import saring.integrations.polars
        >>> frame = pl.DataFrame({"text": ["Air naik malam ini.", "air naik malam ini", "Cerah"]})
        >>> frame.filter(pl.col("text").saring.near_duplicates().struct.field("keep")).height
        2
        """
        return self._struct("near_duplicates", options)


@polars.api.register_series_namespace("saring")
class SeriesNamespace(_Namespace["polars.Series"]):
    """``series.saring``: functions of saring for a Series of texts."""

    def _struct(self, function: str, options: Mapping[str, Any]) -> polars.Series:
        return _computed(self._column, function, options)


@polars.api.register_expr_namespace("saring")
class ExprNamespace(_Namespace["polars.Expr"]):
    """``expr.saring``: functions of saring for an expression of texts, also in lazy queries."""

    def _struct(self, function: str, options: Mapping[str, Any]) -> polars.Expr:
        columns = {k: v for k, v in options.items() if isinstance(v, polars.Expr)}
        fixed = {k: v for k, v in options.items() if k not in columns}
        call = partial(_computed, function=function, options=fixed)
        # What an empty column gives has the fields and types, and tells of wrong options at once.
        empty = polars.Series(dtype=polars.String)
        kind = call(empty, columns=dict.fromkeys(columns, empty)).dtype
        given = self._column
        if columns:  # `map_batches` of several expressions is not told to be elementwise everywhere
            named = [column.alias(f"option {name}") for name, column in columns.items()]
            given = polars.struct(given, *named)
            call = partial(_computed_of_struct, function=function, options=fixed)
        return given.map_batches(call, return_dtype=kind, is_elementwise=function in ROW_BY_ROW)


def _computed(
    texts: polars.Series,
    function: str,
    options: Mapping[str, Any],
    columns: Mapping[str, polars.Series] | None = None,
) -> polars.Series:
    """Call a function over a Series; `columns` are options with a value for each text."""
    every = {**options, **(columns or {})}
    return FUNCTIONS[function](texts, **every).to_polars().to_struct(texts.name)


def _computed_of_struct(
    structs: polars.Series, function: str, options: Mapping[str, Any]
) -> polars.Series:
    """Call a function over the first field; the others are options named ``option …``."""
    texts, *others = structs.struct.unnest()
    columns = {column.name.removeprefix("option "): column for column in others}
    return _computed(texts, function, options, columns)
