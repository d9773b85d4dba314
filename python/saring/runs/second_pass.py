"""The second pass: documents that are kept are written, copies go to the audit."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from saring import _core
from saring._option_names import option
from saring.errors import SaringError
from saring.io.containers import CONTAINERS, Writer
from saring.io.reading import SIGNALS_FIELD
from saring.io.records import Source
from saring.io.writer import CompressedWriter
from saring.progress import Observer
from saring.runs.first_pass import FirstPass
from saring.runs.options import CleanOptions
from saring.runs.output_folder import OutputFolder
from saring.runs.places import described_place
from saring.runs.pool import OrderedPool
from saring.runs.spool import Packed

CLUSTERS_SHOWN = 30
COPIES_SHOWN = 5
SNIPPET_CHARS = 900

Stored = tuple[Packed, int, int]  # batch, first row, end row


def find_copies(first: FirstPass, keep: str) -> Any:
    """Decide on the copies and mark them in the table.

    Parameters
    ----------
    first
        What the first pass left.
    keep
        One of `KEEP_RULES`.

    Returns
    -------
    saring._core.Copies
        Which documents are copies of which.
    """
    if first.finder is None:
        return _core.Copies()
    finder, first.finder = first.finder, None  # it is needed no more
    try:
        return finder.finish(keep, first.table)
    except ValueError as error:
        raise SaringError(f"{option('memory')}: {error}") from None


class Writing:
    """Runs the second pass.

    Parameters
    ----------
    options, num_threads, folder, removed, observer
        As in the first pass.
    first, copies
        What was found.
    groups
        The options of each group of sources.
    """

    def __init__(
        self,
        options: CleanOptions,
        num_threads: int,
        folder: OutputFolder,
        removed: CompressedWriter,
        observer: Observer,
        first: FirstPass,
        copies: Any,
        groups: Sequence[CleanOptions],
    ) -> None:
        self._options = options
        self._groups = groups
        self._num_threads = num_threads
        self._folder = folder
        self._removed = removed
        self._observer = observer
        self._first = first
        self._copies = copies
        self._shown = copies.largest_clusters(CLUSTERS_SHOWN)
        self._wanted = sorted({row for rows in self._shown for row in rows[: COPIES_SHOWN + 1]})
        self._snippets: dict[int, str] = {}
        self._writer: Writer | None = None
        self._next = 0  # the first source whose file is not begun

    def run(self, sources: Sequence[Source]) -> None:
        """Write the clean file of every source but those that could not be read at all."""
        self._sources = sources
        self._renderings = bytes(CONTAINERS[source.container].RENDERING for source in sources)
        self._written = [0] * len(sources)
        read = self._options.read_options()
        budget = 2 * self._num_threads * read.chunk_size
        pool = OrderedPool(self._render, _size_of, self._num_threads, budget)
        try:
            for (_, _, end_row), (batch, output) in pool.results(self._first.spool.batches()):
                self._take(batch, output)
                self._observer.advance(end_row, end_row)
                del batch, output  # before the next ones are worked on
            self._begin(len(sources))
        except BaseException:
            if self._writer is not None:
                with contextlib.suppress(OSError):
                    self._writer.abandon()
            raise
        self._check_all_written()

    def _render(self, stored: Stored) -> tuple[Any, Any]:
        packed, first_row, end_row = stored
        data = self._first.spool.unpack(packed)
        batch = _core.StoredBatch(data, self._first.table, first_row, end_row)
        output = batch.write(
            self._first.table,
            self._copies,
            self._renderings,
            self._options.lang_field or "",
            self._options.cluster_size_field or "",
            SIGNALS_FIELD if self._options.signals else "",
        )
        return batch, output

    def _take(self, batch: Any, output: Any) -> None:
        self._removed.write(output.audit())
        self._first.tally.reject(output)
        rendered = memoryview(output)
        start = 0
        for number, documents, size in output.parts():
            self._begin(number)
            assert self._writer is not None
            part = rendered[start : start + size]
            self._writer.write(part, batch, self._first.table, self._copies)
            self._written[number] += documents
            start += size
        for row in self._wanted:
            text = None if row in self._snippets else batch.text(row)
            if text is not None:
                self._snippets[row] = text[:SNIPPET_CHARS]

    def _begin(self, number: int) -> None:
        """Finish the files of all sources before `number`, and begin that one's."""
        while self._next <= number:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            if self._next < len(self._sources):
                self._open(self._sources[self._next])
            self._next += 1

    def _open(self, source: Source) -> None:
        if self._is_written(source):
            self._writer = CONTAINERS[source.container].open_writer(
                source,
                self._groups[source.group].read_options(),
                self._folder.scratch,
                self._folder.stage(source.target),
            )

    def _is_written(self, source: Source) -> bool:
        number = source.number
        quarantine = self._first.quarantine
        if number in quarantine.changed or number >= self._first.begun:
            return False
        documents = sum(self._first.table.counts(number).values())
        return bool(documents) or number not in quarantine.failed

    def _check_all_written(self) -> None:
        for source in self._sources:
            kept = self._first.table.counts(source.number)["kept"]
            if self._written[source.number] != kept:
                raise SaringError(
                    f"internal error: {self._written[source.number]} of {kept} documents of "
                    f"'{source.name}' were written"
                )

    def clusters(self) -> list[dict[str, Any]]:
        """Describe the largest clusters, with the beginnings of some texts, for the report."""
        return [
            {
                "size": len(rows),
                "kept": self._described(rows[0]),
                "copies": [
                    self._described(row) | self._likeness(row) for row in rows[1 : COPIES_SHOWN + 1]
                ],
            }
            for rows in self._shown
        ]

    def _described(self, row: int) -> dict[str, Any]:
        return {**place(self._first, self._sources, row), "text": self._snippets.get(row, "")}

    def _likeness(self, row: int) -> dict[str, Any]:
        _, similarity, relation = self._copies.find(row)
        return {"relation": relation, "similarity": round(similarity, 4)}


def _size_of(stored: Stored) -> int:
    return stored[0].size


def place(first: FirstPass, sources: Sequence[Source], row: int) -> dict[str, Any]:
    """Place of a document, as the report writes it."""
    number, record, line, ident = first.table.location(row)
    return described_place(sources[number].name, record, line, ident)
