"""Documents that need a review, since much of them would be lost."""

import heapq
from collections import Counter
from collections.abc import Sequence
from typing import Any

from saring.io.records import Source
from saring.runs.places import described_place

LOSSES_SHOWN = 50
EXCERPT_CHARS = 300


class HeavyLosses:
    """Counts heavy losses, and keeps those to show: of most characters, then the first read.

    Parameters
    ----------
    sources
        The files of the run, by number.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._reasons: Counter[str] = Counter()
        # The heap's first is the one to give way: of fewest characters, of those the last read.
        self._heap: list[tuple[int, int, dict[str, Any]]] = []

    def add(self, batch: Any) -> None:
        """Count those of a cleaned batch; batches come in reading order."""
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
        """Return the part of the report: how many, by reason, and the heaviest."""
        return {
            "documents": self._reasons.total(),
            "reasons": dict(sorted(self._reasons.items())),
            "heaviest": [entry for _, _, entry in sorted(self._heap, reverse=True)],
        }
