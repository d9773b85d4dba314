"""Heat maps of confusions: one for each set of labels that the model confuses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from saring.errors import require

Shares = Mapping[tuple[str, str], float]
Panel = tuple[str, Sequence[str], Shares]
"""Title, labels, and the share of a label's texts that is predicted as another."""

_LEAST_SHOWN = 0.01
_PALE = 0.5  # share of the darkest colour above which numbers are white


def connected_labels(shares: Shares) -> list[list[str]]:
    """Find the connected components of the confusions; components with most texts come first.

    Parameters
    ----------
    shares
        Share of the first label's texts that is predicted as the second.

    Returns
    -------
    list of list of str
        The labels of each set in alphabetical order.

    Examples
    --------
    >>> connected_labels({("dan", "nob"): 0.1, ("ind", "zsm"): 0.2, ("zsm", "bjn"): 0.1})
    [['bjn', 'ind', 'zsm'], ['dan', 'nob']]
    """
    component: dict[str, set[str]] = {}
    for pair in shares:
        merged = set(pair).union(*(component.get(label, ()) for label in pair))
        component.update(dict.fromkeys(merged, merged))
    sets = {id(labels): sorted(labels) for labels in component.values()}.values()

    def mass(labels: list[str]) -> float:
        return sum(share for (label, _), share in shares.items() if label in labels)

    return sorted(sets, key=lambda labels: (-mass(labels), labels))


def heat_maps(panels: Sequence[Panel], columns: int = 4) -> Any:
    """Draw one heat map for each panel, all with one colour scale.

    Parameters
    ----------
    panels
        The panels to draw. Rows are the labels, columns the predictions. The diagonal (correct) is
        grey. Shares under 1 % have a colour but no number.
    columns
        Panels side by side.

    Returns
    -------
    matplotlib.figure.Figure
        The figure, without a window; ``savefig`` writes it.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    figures = require("matplotlib.figure", extra="notebook")
    columns = max(1, min(columns, len(panels)))
    rows = max(1, math.ceil(len(panels) / columns))
    most = max((len(labels) for _, labels, _ in panels), default=1)
    side = min(8.0, 0.9 + 0.27 * most)
    figure = figures.Figure(figsize=(side * columns, side * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    top = max((share for _, _, shares in panels for share in shares.values()), default=1.0)
    for spare in axes[len(panels) :]:
        spare.set_axis_off()
    for at, panel in zip(axes, panels, strict=False):
        _draw(at, panel, top)
    figure.supxlabel("taken for")
    figure.supylabel("label")
    return figure


def _draw(axes: Any, panel: Panel, top: float) -> None:
    title, labels, shares = panel
    cells = [[shares.get((row, column), 0.0) for column in labels] for row in labels]
    # The square root makes one in a hundred visible next to one in two.
    axes.imshow([[math.sqrt(x) for x in row] for row in cells], "Blues", vmin=0, vmax=top**0.5)
    for y, row in enumerate(cells):
        for x, share in enumerate(row):
            if x == y:
                axes.add_patch(_square(x, y))
            elif share >= _LEAST_SHOWN:
                colour = "white" if share > _PALE * top else "black"
                text = f"{100 * share:.0f}"
                axes.text(x, y, text, ha="center", va="center", fontsize=7, color=colour)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(range(len(labels)), labels, fontsize=7)
        axis.set_tick_params(length=0)
    axes.xaxis.set_tick_params(rotation=90)
    axes.set_title(f"{title}, %", fontsize=9)


def _square(x: int, y: int) -> Any:
    patches = require("matplotlib.patches", extra="notebook")
    return patches.Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor="0.9", edgecolor="none")
