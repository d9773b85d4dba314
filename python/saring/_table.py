"""A table of results that other libraries can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from saring import _core
from saring._column import Column, column_of, index_of, of_core
from saring._table_view import html_view, text_view
from saring._tabular import Tabular
from saring._visible import visible

__all__ = ["Column", "Table", "column_of", "index_of", "table_of"]


class Table(_core.Table, Tabular):
    """Named columns of results with the same length, for use in any data frame library.

    ``table["lang"]`` and ``table.lang`` give a `Column`. ``**table`` gives all columns by name, so
    ``frame.assign(**table)`` adds them to a pandas frame by position. Any library that supports
    Arrow reads the table directly: ``polars.DataFrame(table)``, ``pyarrow.table(table)``, DuckDB.

    Notes
    -----
    Tables are immutable and can be pickled. If the texts were a pandas Series, a table with one row
    per text keeps its index, and `to_pandas` returns it.

    Examples
    --------
    >>> import saring
    >>> table = saring.detect_batch(["Selamat pagi, apa kabar?", None])
    >>> table.column_names
    ['lang', 'confidence', 'is_reliable']
    >>> table.to_dict()["lang"][1] is None
    True
    """

    def __init__(self, columns: Any) -> None:
        try:
            super().__init__(columns)
        except BaseException:
            del self  # who shows the variables of a traceback must not meet what was not made
            raise
        self._index: Any = None

    def __reduce__(self) -> Any:
        (state,) = super().__reduce__()[1]
        return Table, (state,), {"_index": self._index}

    def keys(self) -> list[str]:
        """List the names of the columns, for ``**table``.

        Returns
        -------
        list of str
            The same as `column_names`.
        """
        return self.column_names

    def __getitem__(self, name: str) -> Column:
        try:
            column = of_core(super().__getitem__(name))
        except KeyError:
            raise KeyError(self._no_column(name)) from None
        column._index, column._name = self._index, name
        return column

    def __getattr__(self, name: str) -> Column:
        if name.startswith("_") or name not in self.column_names:
            raise AttributeError(self._no_column(name))
        return self[name]

    def _no_column(self, name: str) -> str:
        names = ", ".join(map(visible, self.column_names))
        return f"no column '{visible(name)}'; there are: {names}"

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(
            "a Table is not iterable. By rows: table.to_pylist(). With a frame of pandas: "
            "frame.assign(**table) goes by position, frame.join(table.to_pandas()) by index"
        )

    def __contains__(self, name: object) -> bool:
        return name in self.column_names

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.column_names]

    def _ipython_key_completions_(self) -> list[str]:
        return self.column_names

    def _as_table(self) -> Table:
        return self

    def __repr__(self) -> str:
        return text_view(self)

    def _repr_html_(self) -> str:
        return html_view(self)


def table_of(table: _core.Table | Mapping[str, _core.Column], texts: Any = None) -> Table:
    """Make a table with one row per text of `texts`. None: the rows are not texts."""
    if isinstance(table, Mapping):
        made = Table((1, tuple(table.items())))
        made._index = next((getattr(c, "_index", None) for c in table.values()), None)
    else:
        made = Table(table)
    if texts is not None:
        made._index = index_of(texts)
    return made
