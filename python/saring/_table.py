"""A table of results, as other libraries take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from saring import _core
from saring._column import Column, checked_index, column_of, index_of, of_core, pandas_values
from saring._table_view import html_view, text_view
from saring._visible import visible
from saring.errors import require

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["Column", "Table", "column_of", "index_of", "table_of"]


class Table(_core.Table):
    """Named columns of results, of one length, that every library of data frames takes.

    ``table["lang"]`` and ``table.lang`` give a `Column`, ``**table`` all of them by name:
    ``frame.assign(**table)`` adds them to a frame of pandas, by position. Anything that knows Arrow
    takes the table as it is: ``polars.DataFrame(table)``, ``pyarrow.table(table)``, DuckDB.

    Notes
    -----
    Tables are immutable and can be pickled. A table with one row a text, made of a pandas Series,
    keeps its index, which `to_pandas` gives back.

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
            As `column_names`.
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

    def to_pylist(self) -> list[dict[str, Any]]:
        """Give the rows as Python objects.

        Returns
        -------
        list of dict
            Nulls are None.
        """
        columns = self.to_dict()
        rows = zip(*columns.values(), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def to_arrow(self, *, dictionary: bool = False) -> pyarrow.Table:
        """Give the table to pyarrow, without a copy but for strings that repeat.

        Parameters
        ----------
        dictionary
            True: strings that repeat, such as languages, are encoded by a dictionary, 4 bytes a
            row. False: they are plain strings, which every reader understands.

        Returns
        -------
        pyarrow.Table
            One chunk a column.

        Raises
        ------
        MissingExtraError
            pyarrow is not installed.
        """
        table = require("pyarrow", "pandas").table(self)
        for at, name in enumerate(self.column_names):
            if self[name]._is_encoded(dictionary):
                table = table.set_column(at, name, table.column(at).dictionary_encode())
        return table

    def to_pandas(self, *, index: bool = True) -> pandas.DataFrame:
        """Give the table to pandas, as a copy.

        Parameters
        ----------
        index
            Whether the frame has the index that the texts had, where they were a Series; else
            0 to n - 1.

        Returns
        -------
        pandas.DataFrame
            Nulls are None, in columns of numbers NaN.

        Raises
        ------
        ValueError
            The index has duplicates, so that pandas would join rows with others.
        MissingExtraError
            pandas is not installed.
        """
        pd = require("pandas", "pandas")
        rows = checked_index(self._index, index)
        if rows is None:
            rows = range(len(self))
        columns = {name: pandas_values(self[name]) for name in self.column_names}
        frame: pandas.DataFrame = pd.DataFrame(columns, index=rows)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """Give the table to Polars.

        Returns
        -------
        polars.DataFrame
            Nulls are nulls.

        Raises
        ------
        MissingExtraError
            Polars is not installed.
        """
        frame: polars.DataFrame = require("polars", "polars").DataFrame(self)
        return frame

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> Any:
        """Give the table by the data frame interchange protocol, through pyarrow."""
        return self.to_arrow().__dataframe__(nan_as_null, allow_copy)

    def __repr__(self) -> str:
        return text_view(self)

    def _repr_html_(self) -> str:
        return html_view(self)


def table_of(table: _core.Table | Mapping[str, _core.Column], texts: Any = None) -> Table:
    """Make a table with one row for each of `texts`; None: for something else."""
    if isinstance(table, Mapping):
        made = Table((1, tuple(table.items())))
        made._index = next((getattr(c, "_index", None) for c in table.values()), None)
    else:
        made = Table(table)
    if texts is not None:
        made._index = index_of(texts)
    return made
