"""What is remembered of each document while a run goes on: some 40 bytes and its id."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from saring.io.records import Record

KEPT = 0
# Names of the core's verdicts, by number; DUPLICATE is given by the run.
VERDICTS = ("kept", "empty", "too_short", "language", "uncertain", "duplicate")
DUPLICATE = 5


@dataclass(slots=True)
class DocTable:
    """Columns over all documents of a run, in reading order."""

    source: array[int] = field(default_factory=lambda: array("I"))
    number: array[int] = field(default_factory=lambda: array("Q"))
    line: array[int] = field(default_factory=lambda: array("Q"))  # 0: none
    verdict: bytearray = field(default_factory=bytearray)
    _ident_ends: array[int] = field(default_factory=lambda: array("Q"))
    _idents: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return len(self.source)

    def append(self, record: Record, verdict: int) -> None:
        """Add a document at the end."""
        self.source.append(record.source.number)
        self.number.append(record.number)
        self.line.append(record.line or 0)
        self.verdict.append(verdict)
        if record.ident is not None:
            self._idents += record.ident
        self._ident_ends.append(len(self._idents))

    def ident(self, document: int) -> bytes | None:
        """Return the id of a document as JSON; None where it has none."""
        begin = self._ident_ends[document - 1] if document else 0
        return bytes(self._idents[begin : self._ident_ends[document]]) or None

    def repeated_idents(self) -> list[tuple[int, int]]:
        """Documents whose id an earlier document had, each with the first of those; ascending."""
        hashes = array("q", (hash(self.ident(document)) for document in range(len(self))))
        none = hash(None)
        repeated = []
        first = -1
        # The sort is stable: among equal hashes the first document comes first.
        for document in sorted(range(len(self)), key=hashes.__getitem__):
            if hashes[document] == none:
                continue
            if first >= 0 and hashes[first] == hashes[document]:
                if self.ident(first) == self.ident(document):
                    repeated.append((document, first))
            else:
                first = document
        return sorted(repeated)
