"""Lists and tuples of records, which are tables, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from saring._made_columns import made_column
from saring._table import Table, table_of
from saring._tabular import Tabular


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
