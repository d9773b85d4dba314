"""The report of a training: scores on held-out lines, as tables and heat maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from saring._counted import counted
from saring.training.heat_map import connected_labels, heat_maps
from saring.training.tables import Section, Tables

WORST = 20


@dataclass(frozen=True)
class TrainingReport(Tables):
    """Scores of a new model on lines that it was not trained on.

    ``str()`` gives tables; a notebook shows them as tables.

    Attributes
    ----------
    data : dict
        The content of the report file: the training files with their checksums, the options,
        ``held_out`` (scores by length), ``labels``, ``confusions``.
    """

    data: dict[str, Any]

    @property
    def macro_f1(self) -> dict[int | None, float]:
        """Mean F1 over languages, by number of words; None: whole lines."""
        return {row["words"]: row["macro_f1"] for row in self.data["held_out"]}

    @property
    def f1(self) -> dict[str, float]:
        """F1 of each label on whole lines, worst first."""
        rows = {label: row["f1"] for label, row in self.data["labels"].items()}
        return dict(sorted(rows.items(), key=lambda item: (item[1], item[0])))

    def plot(self, most: int = 12) -> Any:
        """Draw a heat map for each set of labels that the model confuses.

        Parameters
        ----------
        most : int
            Maximum number of sets. Sets with most confused lines come first.

        Returns
        -------
        matplotlib.figure.Figure
            A notebook shows it; ``report.plot().savefig("confused.png")`` writes it. Numbers are
            percentages of a label's held-out lines. Pairs of 1 % or less are not in the report.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        ValueError
            If no pair of languages is confused.

        Examples
        --------
        >>> row = {"label": "nob_Latn", "taken_for": "dan_Latn", "lines": 12, "share": 0.04}
        >>> figure = TrainingReport({"confusions": [row]}).plot()
        >>> figure.axes[0].get_title()
        'dan, nob, %'
        """
        rows = self.data["confusions"]
        if not rows:
            raise ValueError("no pair of languages is confused in over 1 % of the lines held out")
        shares = {(row["label"], row["taken_for"]): row["share"] for row in rows}
        panels = []
        for labels in connected_labels(shares)[:most]:
            title = ", ".join(label.split("_")[0] for label in labels[:4])
            panels.append((title + ", …" * (len(labels) > 4), labels, shares))
        return heat_maps(panels)

    def _sections(self) -> Iterator[Section]:
        data = self.data
        yield (
            f"{data['model']}: {counted(len(data['labels']), 'language')}, "
            f"{data['bytes'] / 1e6:.1f} MB; lines held out, cut to their middle words",
            ["words", "lines", "accuracy", "macro F1", "refused"],
            [
                [
                    str(row["words"] or "whole"),
                    f"{row['lines']:,}",
                    *(f"{row[name]:.3f}" for name in ("accuracy", "macro_f1", "refused")),
                ]
                for row in data["held_out"]
            ],
        )
        labels = data["labels"]
        yield (
            "worst languages, whole lines",
            ["label", "trained", "held out", "F1", "taken for (lines)"],
            [
                [
                    label,
                    f"{labels[label]['lines']:,}",
                    f"{labels[label]['held_out_lines']:,}",
                    f"{value:.3f}",
                    ", ".join(f"{x} {n}" for x, n in labels[label]["taken_for"].items()),
                ]
                for label, value in list(self.f1.items())[:WORST]
            ],
        )
        if data["confusions"]:
            yield (
                "confused, over 1 % of a language's lines",
                ["label", "taken for", "lines", "share"],
                [
                    [row["label"], row["taken_for"], f"{row['lines']:,}", f"{row['share']:.1%}"]
                    for row in data["confusions"]
                ],
            )
