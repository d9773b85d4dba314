"""Documents that the report shows. They are chosen by place, so that a run repeats its choice."""

import heapq
from collections.abc import Collection, Sequence
from typing import Any

from saring.io.records import Source
from saring.runs.places import described_place

SAMPLES = 12
MAX_CHARS = 20_000


class Samples:
    """Chooses the few documents with removals that are shown side by side.

    Parameters
    ----------
    sources
        The files of the run, by number.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        # Negative keys, so that the heap's first entry is replaced first.
        self._heap: list[tuple[int, int, dict[str, Any]]] = []

    def offer(self, batch: Any, first_row: int) -> None:
        """Consider the documents of a cleaned batch; the first one is row `first_row`."""
        for key, at in batch.samples(SAMPLES, MAX_CHARS):
            if len(self._heap) == SAMPLES and -key <= self._heap[0][0]:
                return
            push = heapq.heappush if len(self._heap) < SAMPLES else heapq.heappushpop
            push(self._heap, (-key, first_row + at, self._entry(batch, at)))

    def _entry(self, batch: Any, at: int) -> dict[str, Any]:
        source, record, line, ident, lang, _, _ = batch.described(at)
        names = ("start", "end", "role", "rule", "reason", "span")
        return {
            **described_place(self._sources[source].name, record, line, ident),
            "lang": lang,
            "text": batch.source_text(at),
            "removals": [dict(zip(names, row, strict=True)) for row in batch.removals(at)],
        }

    def chosen(self, changed: Collection[int]) -> list[dict[str, Any]]:
        """Return the samples in reading order, without those of changed sources."""
        names = {self._sources[number].name for number in changed}
        entries = [entry for _, _, entry in sorted(self._heap, key=lambda item: item[1])]
        return [entry for entry in entries if entry["file"] not in names]
