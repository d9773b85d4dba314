"""Results that are tables, or rows of one: what they give to other libraries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from saring._made_columns import made_column
from saring._table import Table, table_of

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class Tabular:
    """A result that Arrow, pandas and Polars take as a table."""

    __slots__ = ()

    def _as_table(self) -> Table:
        raise NotImplementedError

    def to_dict(self) -> dict[str, list[Any]]:
        """Give the columns as Python objects.

        Returns
        -------
        dict of list
            By the names of the columns; nulls are None.
        """
        return self._as_table().to_dict()

    def to_pandas(self, *, index: bool = True) -> pandas.DataFrame:
        """Give the rows to pandas; see `Table.to_pandas`.

        Parameters
        ----------
        index
            Whether the frame has the index that the texts had, where they were a Series and there
            is a row for each.

        Returns
        -------
        pandas.DataFrame
            A copy.

        Raises
        ------
        ValueError
            The index has duplicates.
        MissingExtraError
            pandas is not installed.
        """
        return self._as_table().to_pandas(index=index)

    def to_polars(self) -> polars.DataFrame:
        """Give the rows to Polars.

        Returns
        -------
        polars.DataFrame
            Nulls are nulls.

        Raises
        ------
        MissingExtraError
            Polars is not installed.
        """
        return self._as_table().to_polars()

    def to_arrow(self, *, dictionary: bool = False) -> pyarrow.Table:
        """Give the rows to pyarrow; see `Table.to_arrow`.

        Parameters
        ----------
        dictionary
            Whether strings that repeat are encoded by a dictionary.

        Returns
        -------
        pyarrow.Table
            One chunk a column.

        Raises
        ------
        MissingExtraError
            pyarrow is not installed.
        """
        return self._as_table().to_arrow(dictionary=dictionary)

    def __arrow_c_schema__(self) -> Any:
        return self._as_table().__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self._as_table().__arrow_c_array__(requested_schema)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._as_table().__arrow_c_stream__(requested_schema)

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> Any:
        return self._as_table().__dataframe__(nan_as_null, allow_copy)


class Rows(Tabular):
    """A list or tuple of records, which are the rows of a table."""

    __slots__ = ()

    # Attributes of the records, and what type of column each is: see `made_column`.
    _COLUMNS: ClassVar[dict[str, str]]

    def _as_table(self) -> Table:
        records: Iterable[Any] = self  # type: ignore[assignment]
        rows = list(records)
        return table_of(
            {
                name: made_column(kind, [getattr(row, name) for row in rows])
                for name, kind in self._COLUMNS.items()
            }
        )

    def _repr_html_(self) -> str:
        return self._as_table()._repr_html_()
