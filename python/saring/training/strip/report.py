"""The report of a line model's training: scores on sites that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from saring._counted import counted
from saring.training.tables import Section, Tables

SITES_SHOWN = 20
_NAMES = {"new": "new model", "built_in": "built-in model", "everything": "keep everything"}
_FIGURES = ("character_f1", "dropped_line_f1", "article_lost")


@dataclass(frozen=True)
class LineTrainingReport(Tables):
    """Scores of a new line model on sites that it was not trained on.

    ``str()`` gives tables; a notebook shows them as tables.

    Attributes
    ----------
    data : dict
        The content of the report file: the training files with their checksums, the options,
        ``scores`` and ``sites``. Each score is given for the new model, the built-in model, and
        keeping everything.
    """

    data: dict[str, Any]

    @property
    def character_f1(self) -> dict[str, float]:
        """F1 of the kept characters of ``new``, ``built_in`` and ``everything``."""
        return {name: row["character_f1"] for name, row in self.data["scores"].items()}

    @property
    def is_better(self) -> bool:
        """Whether the new model has a higher `character_f1` than the built-in one."""
        return bool(self.data["is_better"])

    def _sections(self) -> Iterator[Section]:
        data = self.data
        yield (
            f"{data['model']}: {counted(data['documents'], 'document')} of "
            f"{counted(len(data['sites']), 'site')}, "
            f"{data['bytes'] / 1e3:.0f} kB; each judged by a model that had not seen its site",
            ["", "character F1", "dropped-line F1", "article lost"],
            [
                [_NAMES[name], *(f"{row[figure]:.4f}" for figure in _FIGURES)]
                for name, row in data["scores"].items()
            ],
        )
        sites = sorted(data["sites"], key=_gain)
        title = "sites"
        if len(sites) > SITES_SHOWN:
            title = f"{SITES_SHOWN} of {len(sites):,} sites, those where the new model gains least"
        yield (
            f"{title}: character F1, dropped-line F1",
            ["site", "documents", *_NAMES.values()],
            [
                [
                    row["site"] or "(rows without a site)",
                    f"{row['documents']:,}",
                    *(
                        f"{row[name]['character_f1']:.4f}, {row[name]['dropped_line_f1']:.4f}"
                        for name in _NAMES
                    ),
                ]
                for row in sites[:SITES_SHOWN]
            ],
        )

    def _remarks(self) -> list[str]:
        return [*self.data["remarks"], self.data["comparison"]]


def _gain(row: dict[str, Any]) -> tuple[float, str]:
    return row["new"]["character_f1"] - row["built_in"]["character_f1"], row["site"] or ""
