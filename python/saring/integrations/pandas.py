"""saring in pandas: ``df["text"].saring.detect()``. Results keep the index.

``import saring.integrations.pandas`` adds the accessor ``saring`` to Series. It also imports
`saring`, so no other import is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saring.errors import require
from saring.integrations._columns import FUNCTIONS

if TYPE_CHECKING:
    import pandas
else:
    pandas = require("pandas", "pandas")

__all__ = ["SeriesAccessor"]


@pandas.api.extensions.register_series_accessor("saring")
class SeriesAccessor:
    """``series.saring``: functions of saring for a Series of texts, str or bytes.

    Each function gives a DataFrame with the index of the Series, so ``df.join(…)`` and boolean
    masks match. Missing texts have missing values.

    Examples
    --------
    >>> import pandas as pd
    >>> import saring.integrations.pandas
    >>> df = pd.DataFrame({"text": ["Selamat pagi, apa kabar hari ini?", None]}, index=["a", "b"])
    >>> df["text"].saring.detect().loc["a", "lang"]
    'ind_Latn'
    """

    def __init__(self, series: pandas.Series[Any]) -> None:
        self._series = series

    def _frame(self, function: str, options: dict[str, Any]) -> pandas.DataFrame:
        # By position: pandas itself says what it does with an index that has duplicates.
        found = FUNCTIONS[function](self._series, **options)
        return found.to_pandas(index=False).set_axis(self._series.index)

    def detect(self, **options: Any) -> pandas.DataFrame:
        """Identify languages.

        Parameters
        ----------
        **options
            Options of `saring.detect_batch`.

        Returns
        -------
        DataFrame
            Columns ``lang``, ``confidence``, ``is_reliable``.
        """
        return self._frame("detect", options)

    def strip(self, **options: Any) -> pandas.DataFrame:
        """Remove boilerplate from texts.

        Parameters
        ----------
        **options
            Options of `saring.strip_batch`; ``site`` may be a Series.

        Returns
        -------
        DataFrame
            Columns ``text``, ``title``, ``byline`` … as in `saring.strip_batch`.
        """
        return self._frame("strip", options)

    def extract(self, **options: Any) -> pandas.DataFrame:
        """Extract the articles of pages in HTML, str or bytes.

        Parameters
        ----------
        **options
            Options of `saring.extract_batch`; ``urls`` may be a Series.

        Returns
        -------
        DataFrame
            Columns ``text``, ``title``, ``byline``, ``date`` … as in `saring.extract_batch`.
        """
        return self._frame("extract", options)

    def signals(self, **options: Any) -> pandas.DataFrame:
        """Measure signals of quality.

        Parameters
        ----------
        **options
            Options of `saring.signals_batch`; ``language`` may be a Series.

        Returns
        -------
        DataFrame
            One column per signal, as in `saring.signals_batch`.
        """
        return self._frame("signals", options)

    def near_duplicates(self, **options: Any) -> pandas.DataFrame:
        """Find the near-duplicates among the texts.

        Parameters
        ----------
        **options
            Options of `saring.near_duplicates`; ``ids``, ``timestamps``, ``scores`` and ``sites``
            may be Series.

        Returns
        -------
        DataFrame
            Columns ``keep``, ``cluster``, ``representative`` (a position, for ``iloc``),
            ``similarity``, ``relation``, ``cluster_size``, as in `saring.dedup.Duplicates`. For the
            pairs, call `saring.near_duplicates`.

        Examples
        --------
        >>> import pandas as pd
        >>> import saring.integrations.pandas
        >>> df = pd.DataFrame({"text": ["Air naik malam ini.", "air naik malam ini", "Cerah"]})
        >>> df[df["text"].saring.near_duplicates().keep].index.tolist()
        [0, 2]
        """
        return self._frame("near_duplicates", options)
