"""Documents that the report shows: chosen by their place, so that a run repeats its choice."""

import heapq
import zlib
from typing import Any

from saring.io.records import Record

SAMPLES = 12
MAX_CHARS = 20_000


class Samples:
    """The few documents with removals that are shown side by side."""

    def __init__(self) -> None:
        # Negative keys: the heap's first is the one to give way.
        self._heap: list[tuple[int, int, dict[str, Any]]] = []

    def offer(self, document: int, record: Record, batch: Any, at: int) -> None:
        """Consider document number `document`, which is number `at` of a cleaned batch."""
        key = zlib.crc32(f"{record.source.name}:{record.number}".encode())
        if len(self._heap) == SAMPLES and -key <= self._heap[0][0]:
            return
        text = record.body if isinstance(record.body, str) else batch.page_text(at)
        if len(text) > MAX_CHARS:
            return
        names = ("begin", "end", "role", "rule", "reason", "span")
        entry = {
            "file": record.source.name,
            "record": record.number,
            "line": record.line,
            "lang": batch.lang(at),
            "text": text,
            "removals": [dict(zip(names, row, strict=True)) for row in batch.removals(at, text)],
        }
        push = heapq.heappush if len(self._heap) < SAMPLES else heapq.heappushpop
        push(self._heap, (-key, document, entry))

    def chosen(self) -> list[dict[str, Any]]:
        """Return the samples, in reading order."""
        return [entry for _, _, entry in sorted(self._heap, key=lambda item: item[1])]
