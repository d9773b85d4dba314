"""A column of results: a sequence, a mask, and an Arrow array for other libraries."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from saring import _core
from saring._made_columns import made_column
from saring.errors import require

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["Column", "checked_index", "column_of", "index_of", "of_core", "pandas_values"]


class Column(_core.Column):
    """A column of results: a sequence of values, an Arrow array, and a mask for rows.

    Notes
    -----
    Columns are immutable. ``==``, ``!=``, ``<``, ``<=``, ``>`` and ``>=`` compare every value with
    one value, or with the values of another column of the same length. They give a column of bool.
    A null is unequal to everything. ``~``, ``&``, ``|`` and ``^`` combine columns of bool. A null
    in them stays null, unless the other value decides. As a mask (``frame[column]`` in pandas,
    ``frame.filter(column)`` in Polars, ``array[column]`` in NumPy), a column selects rows by
    position. In pandas, a null selects nothing.

    If the texts were a pandas Series, a column knows their index. A frame with another index is
    refused.

    Examples
    --------
    >>> import saring
    >>> lang = saring.detect_batch(["Selamat pagi, apa kabar?", "Where were you today?"])["lang"]
    >>> list(lang == "eng_Latn"), (lang == "eng_Latn").sum()
    ([False, True], 1)
    """

    # pandas asks for it: with a Series on the left, operators of this class decide.
    __pandas_priority__ = 5000

    def __init__(self, values: Any) -> None:
        try:
            super().__init__(values)
        except BaseException:
            del self  # who shows the variables of a traceback must not meet what was not made
            raise
        self._index: Any = None
        self._name: str | None = None

    def __reduce__(self) -> Any:
        (state,) = super().__reduce__()[1]
        return of_core, (state,), {"_index": self._index, "_name": self._name}

    def count(self, value: object) -> int:
        """Count the rows that have a value.

        Parameters
        ----------
        value
            Any value. None counts the nulls.

        Returns
        -------
        int
            0 if no row has it.
        """
        return sum(1 for own in self if own is value or own == value)

    def index(self, value: object) -> int:
        """Find the first row that has a value.

        Parameters
        ----------
        value
            Any value. None finds the first null.

        Returns
        -------
        int
            Its position, from 0.

        Raises
        ------
        ValueError
            If no row has it.
        """
        return self.to_pylist().index(value)

    def is_null(self) -> Column:
        """Return which rows are null.

        Returns
        -------
        Column of bool
            True for nulls; the result has no nulls.
        """
        return self._mask(value is None for value in self)

    def sum(self) -> int | float:
        """Add up the values. For bool, count the true ones. Nulls are ignored.

        Returns
        -------
        int or float
            0 if there are no values.

        Raises
        ------
        TypeError
            If the values are not numbers.
        """
        if "string" in self.type or "list" in self.type:
            raise TypeError(f"a column of {self.type} has no sum")
        return sum(value for value in self if value is not None)

    def any(self) -> bool:
        """Return whether at least one row is true.

        Returns
        -------
        bool
            False if there are no rows.
        """
        return any(self)

    def all(self) -> bool:
        """Return whether every row is true. A null is not true.

        Returns
        -------
        bool
            True if there are no rows.
        """
        return all(self)

    def __bool__(self) -> bool:
        raise ValueError("the truth of a column is ambiguous: use any(), all() or len()")

    def __call__(self, frame: Any) -> Any:
        """Return the values for the rows of a frame. pandas calls this in ``frame[column]``.

        Parameters
        ----------
        frame
            A pandas DataFrame or Series with the same number of rows.

        Returns
        -------
        array
            A NumPy array, or a pandas array for bool with nulls.

        Raises
        ------
        ValueError
            If the frame has another number of rows, or another index than the texts.
        """
        if not hasattr(frame, "iloc"):
            raise TypeError(
                f"a column is no function of {type(frame).__name__}; pandas' groupby() takes "
                "column.to_pandas()"
            )
        return self._for_index(frame.index)

    def _for_index(self, index: Any) -> Any:
        """Values for rows of pandas, which must be those of the texts."""
        if len(index) != len(self):
            raise ValueError(f"a column of {len(self):,} rows was used with {len(index):,} rows")
        if self._index is not None and not self._index.equals(index):
            raise ValueError(
                "the rows have another index than the texts that the column was made of: "
                "to_numpy() goes by position, to_pandas() by index"
            )
        if self.type == "bool" and self.null_count:
            return require("pandas", "pandas").array(self.to_pylist(), dtype="boolean")
        return pandas_values(self)

    def _mask(self, values: Iterable[bool | None]) -> Column:
        return self._like(of_core(made_column("bool", values)))

    def _like(self, column: Column) -> Column:
        column._index, column._name = self._index, self._name
        return column

    def _compared(self, other: Any, compare: Callable[[Any, Any], Any]) -> Any:
        if (foreign := self._foreign(other, compare)) is not None:
            return foreign
        is_unequal = compare is operator.ne
        if isinstance(other, Column | list | tuple):
            pairs: Iterable[tuple[Any, Any]] = zip(self, self._as_long(other), strict=True)
        else:
            pairs = ((value, other) for value in self)
        return self._mask(
            is_unequal if value is None or with_ is None else bool(compare(value, with_))
            for value, with_ in pairs
        )

    def _combined(self, other: Any, combine: Callable[[Any, Any], Any], name: str) -> Any:
        self._check_bool(name)
        if (foreign := self._foreign(other, combine)) is not None:
            return foreign
        if isinstance(other, Column):
            other._check_bool(name)
        elif not isinstance(other, list | tuple) or not all(
            isinstance(value, bool) or value is None for value in other
        ):
            raise TypeError(f"{name} takes columns of bool, not {type(other).__name__}")
        return self._mask(
            _with_nulls(combine, left, right)
            for left, right in zip(self, self._as_long(other), strict=True)
        )

    def _foreign(self, other: Any, combine: Callable[[Any, Any], Any]) -> Any:
        """Combine with an array of another library, in its way; None for what is no array."""
        if isinstance(other, Column) or len(getattr(other, "shape", ())) != 1:
            return None
        home = type(other).__module__.partition(".")[0]
        if home == "polars":
            return combine(self.to_polars(), other)
        if home == "pandas" and hasattr(other, "index"):
            return combine(self._for_index(other.index), other)
        return combine(self.to_numpy(), other)

    def _as_long(self, other: Any) -> Any:
        if len(other) != len(self):
            raise ValueError(f"columns of {len(self):,} and {len(other):,} rows were combined")
        return other

    def _check_bool(self, name: str) -> None:
        if self.type != "bool":
            raise TypeError(f"{name} takes columns of bool, not of {self.type}")

    def __eq__(self, other: object) -> Any:
        return self._compared(other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return self._compared(other, operator.ne)

    def __lt__(self, other: Any) -> Any:
        return self._compared(other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return self._compared(other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return self._compared(other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return self._compared(other, operator.ge)

    def __and__(self, other: Any) -> Any:
        return self._combined(other, operator.and_, "&")

    def __or__(self, other: Any) -> Any:
        return self._combined(other, operator.or_, "|")

    def __xor__(self, other: Any) -> Any:
        return self._combined(other, operator.xor, "^")

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__
    __hash__ = None  # type: ignore[assignment]

    def __invert__(self) -> Column:
        self._check_bool("~")
        return self._mask(None if value is None else not value for value in self)

    def to_arrow(self, *, dictionary: bool = False) -> pyarrow.Array:
        """Convert to a pyarrow array, without a copy except for `dictionary`.

        Parameters
        ----------
        dictionary
            True: repeated strings, such as languages, are encoded by a dictionary.

        Returns
        -------
        pyarrow.Array
            Nulls are nulls.

        Raises
        ------
        MissingExtraError
            If pyarrow is not installed.
        """
        array = require("pyarrow", "pandas").array(self)
        return array.dictionary_encode() if self._is_encoded(dictionary) else array

    def _is_encoded(self, dictionary: bool) -> bool:
        return dictionary and self.has_dictionary and self.type == "large_string"

    def to_pandas(self, *, index: bool = True) -> pandas.Series[Any]:
        """Convert to a pandas Series, as a copy.

        Parameters
        ----------
        index
            Whether the Series gets the index of the texts, if they were a Series. Otherwise the
            index is 0 to n - 1.

        Returns
        -------
        pandas.Series
            Nulls are None, or NaN in columns of numbers.

        Raises
        ------
        ValueError
            If the index has duplicates, because pandas would then join wrong rows.
        MissingExtraError
            If pandas is not installed.
        """
        pd = require("pandas", "pandas")
        found: pandas.Series[Any] = pd.Series(
            pandas_values(self), index=checked_index(self._index, index), name=self._name
        )
        return found

    def to_polars(self) -> polars.Series:
        """Convert to a Polars Series.

        Returns
        -------
        polars.Series
            Nulls are nulls.

        Raises
        ------
        MissingExtraError
            If Polars is not installed.
        """
        series: polars.Series = require("polars", "polars").Series(self._name or "", self)
        return series

    def _repr_html_(self) -> str:
        from saring._table import Table

        return Table((1, ((self._name or "value", self),)))._repr_html_()


class _Mask(Column):
    """A column of bool, not all null: what Polars takes as a mask is a sequence.

    Other columns are none for it, so that it reads them by Arrow, with their types.
    """


Sequence.register(_Mask)


def of_core(values: Any) -> Column:
    """Make a column of one of the core, or of its state."""
    column = Column(values)
    is_mask = column.type == "bool" and column.null_count < len(column)
    return _Mask(column) if is_mask else column


def _with_nulls(combine: Callable[[Any, Any], Any], left: Any, right: Any) -> bool | None:
    """Kleene's logic: null where the other value does not decide."""
    if left is not None and right is not None:
        return bool(combine(left, right))
    known = right if left is None else left
    if combine is operator.and_ and known is False:
        return False
    if combine is operator.or_ and known is True:
        return True
    return None


def pandas_values(column: Column) -> Any:
    """Return values that pandas makes a column of its own of."""
    if "string" in column.type and "list" not in column.type:
        pd = require("pandas", "pandas")
        dtype = object if int(pd.__version__.partition(".")[0]) < 3 else "str"
        return pd.Series(column.to_pylist(), dtype=dtype).array
    if column.type == "bool" or "list" in column.type:
        return column.to_numpy().copy()
    values = column.to_numpy()
    return values.astype("float64") if values.dtype == object else values.copy()


def checked_index(index: Any, is_wanted: bool) -> Any:
    """Return the index for a copy in pandas; ValueError where it has duplicates."""
    if index is None or not is_wanted:
        return None
    if not index.is_unique:
        raise ValueError(
            "the index of the texts has duplicates, by which pandas would join rows with others: "
            "frame.assign(**table) goes by position, to_pandas(index=False) numbers the rows"
        )
    return index


def index_of(texts: Any) -> Any:
    """Return the index of texts from pandas; None for others."""
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(texts, getattr(pandas, "Series", ())):
        return texts.index  # type: ignore[union-attr]
    return None


def column_of(column: _core.Column, texts: Any = None) -> Column:
    """Make a column with one row for each of `texts`; None: for something else."""
    made = of_core(column)
    made._index = index_of(texts)
    return made
