"""The second pass: kept documents are written, copies are recorded in the audit."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from saring import _core
from saring._option_names import option
from saring.errors import SaringError
from saring.io.containers import CONTAINERS, Writer
from saring.io.reading import SIGNALS_FIELD
from saring.io.records import Container, Source
from saring.io.removed_records import removed_records
from saring.io.writer import CompressedWriter
from saring.progress import Observer
from saring.runs.first_pass import FirstPass
from saring.runs.options import CleanOptions
from saring.runs.output_folder import OutputFolder
from saring.runs.places import described_place
from saring.runs.pool import Made, OrderedPool
from saring.runs.spool import Packed
from saring.runs.table_writing import TableWriting

CLUSTERS_SHOWN = 30
COPIES_SHOWN = 5
SNIPPET_CHARS = 900
NOT_RENDERED = 5  # the core's number
# Formats with one document per file: the file is the whole place.
SINGLE = (Container.TEXT, Container.HTML)

Stored = tuple[Packed, int, int]  # batch, first row, end row


def find_copies(first: FirstPass, keep: str) -> Any:
    """Decide on the copies and mark them in the table.

    Parameters
    ----------
    first
        The result of the first pass.
    keep
        One of `KEEP_RULES`.

    Returns
    -------
    saring._core.Copies
        Which documents are copies of which.
    """
    if first.finder is None:
        return _core.Copies()
    finder, first.finder = first.finder, None  # it is no longer needed
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
        The results of the first pass and of `find_copies`.
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
        self._tables: TableWriting | None = None  # instead of writers
        self._next = 0  # the first source without an open file

    def run(self, sources: Sequence[Source]) -> None:
        """Write the clean file of every source, except sources that could not be read at all."""
        self._sources = sources
        renderings = [CONTAINERS[source.container].RENDERING for source in sources]
        self._written = [0] * len(sources)
        pool = self._pool(self._render)
        try:
            if self._options.to is not None:
                renderings = [NOT_RENDERED] * len(sources)
                self._begin_table()
            self._renderings = bytes(renderings)
            for (_, _, end_row), made in pool.results(self._first.spool.batches()):
                self._take(*made)
                self._observer.advance(end_row, end_row)
                del made  # before the next ones are worked on
            if self._tables is not None:
                self._tables.close()
            else:
                self._begin(len(sources))
        except BaseException:
            for writer in (self._writer, self._tables):
                if writer is not None:
                    with contextlib.suppress(OSError):
                        writer.abandon()
            raise
        self._check_all_written()
        self._write_places()

    def _pool(self, work: Callable[[Stored], Made]) -> OrderedPool[Stored, Made]:
        budget = 2 * self._num_threads * self._options.read_options().chunk_size
        return OrderedPool(work, _size_of, self._num_threads, budget)

    def _begin_table(self) -> None:
        first = self._first
        self._tables = tables = TableWriting(
            self._options,
            self._sources,
            self._folder.scratch,
            self._folder.stage,
            first.table,
            self._copies,
        )
        if not tables.needs_kinds:
            tables.begin()
            return
        pool = self._pool(lambda stored: tables.kinds(self._stored_batch(stored)))
        tables.begin(kinds for _, kinds in pool.results(first.spool.batches()))

    def _stored_batch(self, stored: Stored) -> Any:
        packed, first_row, end_row = stored
        data = self._first.spool.unpack(packed)
        return _core.StoredBatch(data, self._first.table, first_row, end_row)

    def _render(self, stored: Stored) -> tuple[Any, Any, Any]:
        batch = self._stored_batch(stored)
        rows = None if self._tables is None else self._tables.rows(batch)
        output = batch.write(
            self._first.table,
            self._copies,
            self._renderings,
            self._options.lang_field or "",
            self._options.cluster_size_field or "",
            SIGNALS_FIELD if self._options.signals else "",
        )
        return batch, output, rows

    def _take(self, batch: Any, output: Any, rows: Any) -> None:
        self._removed.write(output.audit())
        self._first.tally.reject(output)
        rendered = memoryview(output)
        start = 0
        parts = output.parts()
        if self._tables is not None:
            self._tables.write(parts, rows)
        for number, documents, size in parts:
            self._written[number] += documents
            if self._tables is not None:
                continue
            self._begin(number)
            assert self._writer is not None
            part = rendered[start : start + size]
            self._writer.write(part, batch, self._first.table, self._copies)
            start += size
        for row in self._wanted:
            text = None if row in self._snippets else batch.text(row)
            if text is not None:
                self._snippets[row] = text[:SNIPPET_CHARS]

    def _begin(self, number: int) -> None:
        """Finish the files of all sources before `number`, and begin the file of `number`."""
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

    def _write_places(self) -> None:
        """Add to the audit the data that restores removed records, and which records are kept."""
        table = self._first.table
        for source in self._sources:
            removed = table.removed_records(source.number)
            read = self._groups[source.group].read_options()
            if removed:
                text_field = read.text_field
                for line in removed_records(source, self._folder.scratch, removed, text_field):
                    self._removed.write(line)
            has_many = read.lines or source.container not in SINGLE
            if self._tables is None and has_many:
                self._removed.write(table.kept_audit(source.number))

    def table(self) -> dict[str, Any] | None:
        """Describe the `to` table for the report; None if there is none."""
        return None if self._tables is None else self._tables.summary()

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
    """Return the place of a document, as in the report."""
    number, record, line, ident = first.table.location(row)
    return described_place(sources[number].name, record, line, ident)
