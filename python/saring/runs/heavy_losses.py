"""Documents that need a review, because they would lose much text."""

import heapq
from collections import Counter
from collections.abc import Sequence
from typing import Any

from saring.io.records import Source
from saring.runs.places import described_place

LOSSES_SHOWN = 50
EXCERPT_CHARS = 300


class HeavyLosses:
    """Counts heavy losses, and keeps the largest to show; of equal ones, the first read.

    Parameters
    ----------
    sources
        The files of the run, by number.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._reasons: Counter[str] = Counter()
        # The heap's first entry is replaced first: fewest characters, then read last.
        self._heap: list[tuple[int, int, dict[str, Any]]] = []

    def add(self, batch: Any) -> None:
        """Count the heavy losses of a cleaned batch; batches come in reading order."""
        for (
            number,
            record,
            line,
            ident,
            reason,
            lang,
            before,
            after,
            text,
            kept,
        ) in batch.heavy_losses():
            rank = (before - after, -self._reasons.total())
            self._reasons[reason] += 1
            is_full = len(self._heap) == LOSSES_SHOWN
            if is_full and rank < self._heap[0][:2]:
                continue
            entry = {
                **described_place(self._sources[number].name, record, line, ident),
                "reason": reason,
                "lang": lang,
                "chars_before": before,
                "chars_after": after,
                "text": text[:EXCERPT_CHARS],
                "kept_text": kept[:EXCERPT_CHARS],
            }
            push = heapq.heappushpop if is_full else heapq.heappush
            push(self._heap, (*rank, entry))

    def summary(self) -> dict[str, Any]:
        """Return the part of the report: the count, the reasons, and the heaviest losses."""
        return {
            "documents": self._reasons.total(),
            "reasons": dict(sorted(self._reasons.items())),
            "heaviest": [entry for _, _, entry in sorted(self._heap, reverse=True)],
        }
