"""Conversions to other libraries, for every result that is a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saring._column import checked_index, pandas_values
from saring.errors import require

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from saring._table import Table


class Tabular:
    """A result that Arrow, pandas and Polars can read as a table."""

    __slots__ = ()

    def _as_table(self) -> Table:
        raise NotImplementedError

    def to_dict(self) -> dict[str, list[Any]]:
        """Return the columns as Python objects.

        Returns
        -------
        dict of list
            The columns by name. Nulls are None.
        """
        return self._as_table().to_dict()

    def to_pylist(self) -> list[dict[str, Any]]:
        """Return the rows as Python objects.

        Returns
        -------
        list of dict
            Nulls are None.
        """
        columns = self._as_table().to_dict()
        rows = zip(*columns.values(), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def to_arrow(self, *, dictionary: bool = False) -> pyarrow.Table:
        """Convert to a pyarrow table, without a copy except for `dictionary`.

        Parameters
        ----------
        dictionary
            True: repeated strings, such as languages, are encoded by a dictionary, in 4 bytes per
            row. False: they are plain strings, which every reader understands.

        Returns
        -------
        pyarrow.Table
            One chunk per column.

        Raises
        ------
        MissingExtraError
            If pyarrow is not installed.
        """
        table = self._as_table()
        arrow = require("pyarrow", "pandas").table(table)
        for at, name in enumerate(table.column_names):
            if table[name]._is_encoded(dictionary):
                arrow = arrow.set_column(at, name, arrow.column(at).dictionary_encode())
        return arrow

    def to_pandas(self, *, index: bool = True) -> pandas.DataFrame:
        """Convert to a pandas data frame, as a copy.

        Parameters
        ----------
        index
            Whether the frame gets the index of the texts, if they were a Series and there is one
            row per text. Otherwise the index is 0 to n - 1.

        Returns
        -------
        pandas.DataFrame
            Nulls are None, or NaN in columns of numbers.

        Raises
        ------
        ValueError
            If the index has duplicates, because pandas would then join wrong rows.
        MissingExtraError
            If pandas is not installed.
        """
        pd = require("pandas", "pandas")
        table = self._as_table()
        rows = checked_index(table._index, index)
        if rows is None:
            rows = range(len(table))
        columns = {name: pandas_values(table[name]) for name in table.column_names}
        frame: pandas.DataFrame = pd.DataFrame(columns, index=rows)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """Convert to a Polars data frame.

        Returns
        -------
        polars.DataFrame
            Nulls are nulls.

        Raises
        ------
        MissingExtraError
            If Polars is not installed.
        """
        frame: polars.DataFrame = require("polars", "polars").DataFrame(self._as_table())
        return frame

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> Any:
        """Return the data frame interchange protocol of the rows, through pyarrow."""
        return self.to_arrow().__dataframe__(nan_as_null, allow_copy)

    def __arrow_c_schema__(self) -> Any:
        return self._as_table().__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self._as_table().__arrow_c_array__(requested_schema)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._as_table().__arrow_c_stream__(requested_schema)
