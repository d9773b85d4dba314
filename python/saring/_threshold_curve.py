"""The probability that the MinHash search finds a pair, by its similarity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from saring import _core
from saring._visible import html_text
from saring.errors import require

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

_STEPS = 100


@dataclass(frozen=True)
class ThresholdCurve:
    """The S-curve of a search by bands of MinHash signatures.

    Attributes
    ----------
    threshold : float
        Lowest similarity of near-duplicates.
    num_perm : int
        Values in a signature.
    bands, rows : int
        How a signature is divided. Texts that agree on all rows of a band are compared.
    similarity : list of float
        0, 0.01, … 1.
    compared : list of float
        Probability that a pair of that similarity is compared: ``1 - (1 - s**rows)**bands``.
    found : list of float
        The same at or over the threshold, and 0 below it, because every pair is verified.
    """

    threshold: float
    num_perm: int
    bands: int
    rows: int
    similarity: list[float] = field(repr=False)
    compared: list[float] = field(repr=False)
    found: list[float] = field(repr=False)

    def probability(self, similarity: float) -> float:
        """Return the probability that a pair with this similarity is found.

        Parameters
        ----------
        similarity : float
            In [0, 1].

        Returns
        -------
        float
            0 below the threshold.
        """
        if not 0 <= similarity <= 1:
            raise ValueError(f"similarity must be in [0, 1], not {similarity}")
        if similarity < self.threshold:
            return 0.0
        return _compared(similarity, self.bands, self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """Return one row per similarity: ``similarity``, ``compared``, ``found``.

        Returns
        -------
        pandas.DataFrame
            101 rows.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        names = ("similarity", "compared", "found")
        frame: pandas.DataFrame = require("pandas", "pandas").DataFrame(
            {name: getattr(self, name) for name in names}
        )
        return frame

    def plot(self, ax: Any = None) -> Figure:
        """Draw the curve.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw. By default a new figure.

        Returns
        -------
        matplotlib.figure.Figure
            The figure.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        """
        figures = require("matplotlib.figure", extra="notebook")
        if ax is None:
            ax = figures.Figure(figsize=(5, 3.2), layout="constrained").subplots()
        ax.plot(self.similarity, self.compared, label="compared")
        ax.plot(self.similarity, self.found, label="found")
        ax.axvline(self.threshold, linestyle=":", color="grey")
        ax.set_xlabel("Jaccard similarity of two texts")
        ax.set_ylabel("probability")
        ax.set_title(f"{self.bands} bands of {self.rows} rows, threshold {self.threshold}")
        ax.legend()
        figure: Figure = ax.figure
        return figure

    def _repr_html_(self) -> str:
        head = html_text(repr(self))
        rows = "".join(
            f"<tr><td>{self.similarity[at]:.2f}</td><td>{self.compared[at]:.4f}</td>"
            f"<td>{self.found[at]:.4f}</td></tr>"
            for at in range(0, _STEPS + 1, 10)
        )
        return (
            f"<div>{head}</div><table><thead><tr><th>similarity</th><th>compared</th>"
            f"<th>found</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def explain_threshold(threshold: float = 0.8, *, num_perm: int = 128) -> ThresholdCurve:
    """Return the probability that ``search="minhash"`` finds a pair, by its similarity.

    This does not apply to the default search of `near_duplicates`, which finds every pair at or
    over the threshold.

    Parameters
    ----------
    threshold : float, default 0.8
        Lowest similarity of near-duplicates, in (0, 1].
    num_perm : int, default 128
        Values in a signature, 1 to 4096.

    Returns
    -------
    ThresholdCurve
        The probabilities for similarities from 0 to 1, with ``plot()``.

    Raises
    ------
    ValueError
        For an argument outside its range.

    Notes
    -----
    The bands are the ones that the search uses. They have the most rows, and so the fewest needless
    comparisons, that still find a pair at the threshold with probability 0.99 or more (Indyk and
    Motwani 1998). The formula holds for signatures of independent values.

    Examples
    --------
    >>> import saring.dedup
    >>> curve = saring.dedup.explain_threshold(0.8)
    >>> curve
    ThresholdCurve(threshold=0.8, num_perm=128, bands=21, rows=6)
    >>> curve.probability(0.79), round(curve.probability(0.8), 4)
    (0.0, 0.9983)
    """
    bands, rows = _core.lsh_bands(num_perm, threshold)
    similarity = [step / _STEPS for step in range(_STEPS + 1)]
    compared = [_compared(s, bands, rows) for s in similarity]
    found = [p if s >= threshold else 0.0 for s, p in zip(similarity, compared, strict=True)]
    return ThresholdCurve(threshold, num_perm, bands, rows, similarity, compared, found)


def _compared(similarity: float, bands: int, rows: int) -> float:
    return float(1 - (1 - similarity**rows) ** bands)
