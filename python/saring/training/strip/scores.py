"""Scores of kept characters and dropped lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

LINE_END = re.compile(r"\r?\n")


def f1(right: float, wrong: float, missed: float) -> float:
    """Return F1 from counts; 1 if there is nothing to find and nothing was found.

    Examples
    --------
    >>> f1(3, 1, 1), f1(0, 0, 0), f1(0, 1, 0)
    (0.75, 1.0, 0.0)
    """
    precision = right / (right + wrong) if right + wrong else float(missed == 0)
    recall = right / (right + missed) if right + missed else 1.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Tally:
    """Counts over all documents.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.add([(1, 30, 30), (1, 10, 0), (0, 20, 0), (0, 10, 10)])
    >>> round(tally.character_f1, 3), tally.dropped_line_f1, tally.article_lost
    (0.75, 0.5, 0.25)
    """

    def __init__(self) -> None:
        self.of_documents: list[float] = []  # F1 of the characters of each
        self._lines = [0, 0, 0]  # rightly dropped, wrongly dropped, wrongly kept
        self._lost = self._article = 0.0

    def add(self, lines: Sequence[tuple[int, float, float]]) -> None:
        """Count a document: label (1: article, 0: not), characters, kept ones of each line."""
        right = wrong = lost = 0.0
        for label, chars, kept in lines:
            if label == 1:
                right += kept
                lost += chars - kept
                self._lines[1] += kept == 0
            elif label == 0:
                wrong += kept
                self._lines[0 if kept == 0 else 2] += 1
        self.of_documents.append(f1(right, wrong, lost))
        self._lost += lost
        self._article += right + lost

    @property
    def character_f1(self) -> float:
        """F1 of the kept characters, mean over documents."""
        return sum(self.of_documents) / max(1, len(self.of_documents))

    @property
    def dropped_line_f1(self) -> float:
        """F1 of the dropped lines, of all documents together."""
        return f1(*self._lines)

    @property
    def article_lost(self) -> float:
        """Share of the article's characters that were dropped."""
        return self._lost / max(1.0, self._article)

    def summary(self) -> dict[str, float]:
        """Return the figures by name, rounded."""
        names = ("character_f1", "dropped_line_f1", "article_lost")
        return {name: round(getattr(self, name), 4) for name in names}


def kept_lines(
    text: str, labels: Sequence[int], starts: Sequence[int], ends: Sequence[int]
) -> Iterator[tuple[int, float, float]]:
    r"""Yield label, characters and kept characters of the lines that are not blank.

    Parameters
    ----------
    text
        One document.
    labels
        Labels of its lines.
    starts, ends
        The removed ranges, in order.

    Yields
    ------
    tuple
        Rows for `Tally.add`; white space does not count.

    Examples
    --------
    >>> list(kept_lines("Ayu came.\n\nShare this\n", [1, 0, 0], [11], [22]))
    [(1, 8, 8), (0, 9, 0)]
    """
    start = at = 0
    for label, line in zip(labels, LINE_END.split(text), strict=False):
        end = start + len(line)
        kept = ""
        place = start
        while at < len(starts) and starts[at] < end:
            kept += text[place : max(place, starts[at])]
            place = max(place, ends[at])
            if place > end:  # the range ends in a later line
                break
            at += 1
        kept += text[place:end]
        chars = _size(line)
        if chars:
            yield label, chars, _size(kept)
        start = end + (2 if text.startswith("\r\n", end) else 1)


def _size(text: str) -> int:
    return len("".join(text.split()))


def judge(
    stripper: Any, documents: Sequence[Any], threshold: float, num_threads: int
) -> list[list[tuple[int, float, float]]]:
    """Strip documents with a stripper of ``_core``; return their lines for `Tally.add`."""
    table = stripper.strip_batch(
        [d.text for d in documents], "", None, threshold, True, num_threads, None, None
    )
    starts, ends = (table[name].to_pylist() for name in ("removed_start", "removed_end"))
    return [
        list(kept_lines(d.text, d.targets, a, b))
        for d, a, b in zip(documents, starts, ends, strict=True)
    ]
