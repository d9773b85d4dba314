"""The first pass: every document is read, cleaned and stored on disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from saring import _core
from saring.errors import UsageError
from saring.io.containers import Batch, Place, read_batches
from saring.io.records import SOURCE_CHANGED, WRONG_FIELD, Outcome, Problem, Source
from saring.io.selection import Selection
from saring.io.writer import CompressedWriter
from saring.progress import Observer
from saring.runs.first_pass_state import PassState
from saring.runs.heavy_losses import HeavyLosses
from saring.runs.markup import MarkupNotes
from saring.runs.notable import Notable
from saring.runs.options import CleanOptions
from saring.runs.output_folder import OutputFolder
from saring.runs.pool import Made, OrderedPool
from saring.runs.quarantine import Quarantine
from saring.runs.read_spool import ReadSpool
from saring.runs.run_index import RunIndex
from saring.runs.samples import Samples
from saring.runs.site_lines import SiteLines
from saring.runs.spool import Packed, Spool


@dataclass(slots=True)
class FirstPass:
    """What the first pass gives to the second pass and to the report."""

    spool: Spool
    quarantine: Quarantine
    samples: Samples
    heavy_losses: HeavyLosses
    markup: MarkupNotes
    table: Any = field(default_factory=_core.DocumentTable)
    tally: Any = field(default_factory=_core.CleanTally)
    begun: int = 0  # sources that were read at least in part; with a limit, not all
    origins: Any = field(default_factory=_core.Origins)
    notable: Notable = field(default_factory=Notable)
    finder: Any = None  # has the texts of all kept documents; None: copies are kept


class Cleaning:
    """Runs the first pass.

    Parameters
    ----------
    options
        Of the run.
    num_threads
        Number of batches that are cleaned at the same time, at least 1.
    cleaners
        The core's cleaner of each group of sources.
    site_lines
        Lines that repeat on the sites of the documents.
    folder, removed
        The output folder and the audit.
    observer
        Receives progress.
    state
        Holds what an interrupted run did, and saves what this run does.
    index
        Documents that earlier runs kept.
    selection
        Which documents are read; None: all.
    groups
        The options of each group of sources; the run's options if there is only one group.
    """

    def __init__(
        self,
        options: CleanOptions,
        num_threads: int,
        cleaners: Sequence[Any],
        site_lines: SiteLines,
        folder: OutputFolder,
        removed: CompressedWriter,
        observer: Observer,
        state: PassState,
        index: RunIndex | None = None,
        selection: Selection | None = None,
        groups: Sequence[CleanOptions] = (),
    ) -> None:
        self._selection = selection
        self._state = state
        self._index = index
        self._options = options
        self._num_threads = num_threads
        self._cleaners = cleaners
        self._read_options = [of_group.read_options() for of_group in groups or [options]]
        self._site_lines = site_lines
        self._folder = folder
        self._removed = removed
        self._observer = observer
        self._quarantine = Quarantine(folder, removed, observer)
        self._read_spool: ReadSpool | None = None

    def run(self, sources: Sequence[Source], problems: Sequence[Problem]) -> FirstPass:
        """Read and clean all documents; record earlier problems. Little stays in memory."""
        result = FirstPass(
            self._state.spool(),
            self._quarantine,
            Samples(sources),
            HeavyLosses(sources),
            MarkupNotes(sources, [read.text_field for read in self._read_options]),
        )
        for source in sources:
            result.table.add_source(source.name)
        result.finder = self._new_finder()
        try:
            if self._state.has_documents:
                self._go_on(result)
            else:
                for problem in problems:
                    self._quarantine.add(problem)
            if self._state.phase != "cleaned":
                self._read(sources, result)
                self._finish(sources, result)
        except BaseException:
            self._quarantine.abandon()
            result.spool.abandon()
            raise
        return result

    def _go_on(self, result: FirstPass) -> None:
        """Restore the work of an interrupted run."""
        self._state.restore(result)
        if self._state.phase == "cleaned":
            self._quarantine.close()
            for number in self._quarantine.changed:
                result.table.set_source_changed(number)
        self._compare_again(result)

    def _finish(self, sources: Sequence[Source], result: FirstPass) -> None:
        self._quarantine.check_fields(sources)
        result.spool.finish()
        self._drop_changed_sources(result)
        self._quarantine.close()
        self._quarantine.append_repairs()
        delete = self._read_spool.delete if self._read_spool is not None else lambda: None
        if self._folder.shards.is_worth_it():
            self._folder.shards.finish(self._state.cleaned(result, delete))
        else:
            delete()

    def _new_finder(self) -> Any:
        if not self._options.dedup:
            return None
        return _core.CopyFinder(
            threshold=self._options.threshold,
            normalize=list(self._options.normalize),
            contained=self._options.contained,
            num_threads=self._num_threads,
            temp_folder=str(self._folder.scratch),
            memory=self._options.memory or 0,
            keep=self._options.keep,
        )

    def _read(self, sources: Sequence[Source], result: FirstPass) -> None:
        def work(batch: Batch) -> tuple[Any, Packed]:
            pieces = [piece.for_core() for piece in batch.pieces]
            cleaned = self._cleaners[batch.group].clean(
                pieces, result.table, self._site_lines.sites
            )
            # Waiting documents stay compressed, in their files.
            is_compressed = any(piece.source.compression for piece in batch.pieces)
            return cleaned, result.spool.pack(cleaned, is_compressed)

        read = self._options.read_options()
        pool = self._pool(work)
        # One thread adds to the finder, in reading order, while the others continue.
        adder = ThreadPoolExecutor(1, thread_name_prefix="saring-dedup")
        adding: deque[Future[None]] = deque()
        try:
            batches = self._batches(sources, result)
            number = self._state.batch
            self._observer.stage("reading", _bytes_of(sources))
            for batch, (cleaned, stored) in pool.results(batches):
                number += 1
                first_row = self._take(sources, batch, cleaned, stored, result)
                if result.finder is not None:
                    adding.append(adder.submit(self._compare, cleaned, first_row, result))
                    while len(adding) > (batch.memory <= read.batch_memory):
                        adding.popleft().result()
                if self._folder.shards.ends_with(batch):
                    while adding:  # documents that the index has are marked
                        adding.popleft().result()
                    self._save(result, batch.end, number)
                del batch, cleaned, stored  # before the next ones are worked on
            while adding:
                adding.popleft().result()
            if self._read_spool is None:
                result.begun = self._begun(sources)
        finally:
            adder.shutdown(wait=False, cancel_futures=True)
        self._site_lines.finish()

    def _begun(self, sources: Sequence[Source]) -> int:
        return len(sources) if self._selection is None else self._selection.begun

    def _save(self, result: FirstPass, end: Place, batch: int) -> None:
        progress = self._state.cleaning(result, end, self._read_spool, batch)
        self._folder.shards.finish(progress)

    def _compare(self, cleaned: Any, first_row: int, result: FirstPass) -> None:
        """Add a batch to the finder, without documents that earlier runs kept."""
        if self._index is None:
            result.finder.add(cleaned, first_row)
            return
        end_row = first_row + len(cleaned)
        batch = _core.StoredBatch(bytes(cleaned), result.table, first_row, end_row)
        self._index.mark(batch, result.table, first_row, end_row)
        result.finder.add_stored(batch, result.table)

    def _pool(self, work: Callable[[Batch], Made]) -> OrderedPool[Batch, Made]:
        budget = 2 * self._num_threads * self._options.read_options().batch_memory
        return OrderedPool(work, lambda batch: batch.memory, self._num_threads, budget)

    def _batches(self, sources: Sequence[Source], result: FirstPass) -> Iterator[Batch]:
        """Yield the documents of all files, once the repeated lines of their sites are known."""
        state = self._state
        if not self._site_lines.are_counted(sources):
            how, scratch, selection = self._read_options, self._folder.scratch, self._selection
            return read_batches(sources, how, scratch, state.place, selection)
        spool = self._read_spool = state.read_spool()
        if not state.has_documents:
            self._count_all(sources, spool)
            result.begun = self._begun(sources)
            if self._folder.shards.is_worth_it():
                self._save(result, Place(len(sources) - 1), 0)
        return spool.batches(state.batch)

    def _count_all(self, sources: Sequence[Source], spool: ReadSpool) -> None:
        state = self._state
        self._observer.stage("counting", _bytes_of(sources))
        try:
            # Documents that an interrupted run has read are not read again.
            self._count(spool.batches(), None)
            how, scratch, selection = self._read_options, self._folder.scratch, self._selection
            batches = read_batches(sources, how, scratch, state.place, selection)
            changed = state.changed | self._count(batches, spool)
            spool.finish()
        except BaseException:
            spool.abandon()
            raise
        if changed:
            self._site_lines.count_again()
            self._count(spool.batches(), None, changed)

    def _count(
        self,
        batches: Iterator[Batch],
        spool: ReadSpool | None,
        left_out: Set[int] = frozenset(),
    ) -> set[int]:
        """Count the documents of all sources but `left_out`; return the changed sources."""

        def work(batch: Batch) -> tuple[int, Packed | None]:
            pieces = [
                piece.for_core() for piece in batch.pieces if piece.source.number not in left_out
            ]
            documents = self._cleaners[batch.group].count(pieces, self._site_lines.sites)
            return documents, spool.pack(batch) if spool is not None else None

        changed: set[int] = set()
        total = 0
        for batch, (documents, packed) in self._pool(work).results(batches):
            total += documents
            if spool is not None and packed is not None:
                spool.append(packed)
            changed |= {
                problem.source.number
                for problem in batch.problems
                if problem.kind == SOURCE_CHANGED
            }
            self._observer.advance(batch.position, total)
            if spool is not None and self._folder.shards.ends_with(batch):
                so_far = changed | self._state.changed
                self._folder.shards.finish(self._state.counting(spool, batch, so_far))
            del batch, packed  # before the next ones are worked on
        return changed

    def _take(
        self,
        sources: Sequence[Source],
        batch: Batch,
        cleaned: Any,
        stored: Packed,
        result: FirstPass,
    ) -> int:
        first_row, end_row = result.table.append(cleaned)
        if len(sources) == 1:
            _raise_wrong_field(batch.problems)
        for problem in _in_order(batch.problems, _core_problems(sources, cleaned)):
            self._quarantine.add(problem)
        for note in result.markup.of_batch(cleaned):
            self._quarantine.add(note)
        self._removed.write(cleaned.audit())
        result.spool.append(stored, first_row, end_row)
        result.tally.merge(cleaned)
        result.origins.append(cleaned)
        result.samples.offer(cleaned, first_row)
        result.notable.offer(cleaned, first_row, sources)
        result.heavy_losses.add(cleaned)
        self._observer.advance(batch.position, end_row)
        return int(first_row)

    def _drop_changed_sources(self, result: FirstPass) -> None:
        """Remove the documents of changed sources, and compare the others again."""
        for number in self._quarantine.changed:
            result.table.set_source_changed(number)
        if self._quarantine.changed and result.finder is not None:
            result.finder = self._new_finder()
            self._compare_again(result)

    def _compare_again(self, result: FirstPass) -> None:
        if result.finder is None:
            return
        for stored, first_row, end_row in result.spool.batches():
            data = result.spool.unpack(stored)
            batch = _core.StoredBatch(data, result.table, first_row, end_row)
            result.finder.add_stored(batch, result.table)


def _raise_wrong_field(problems: Sequence[Problem]) -> None:
    """Raise the problem of the only file, so that no run has only a quarantine."""
    for problem in problems:
        if problem.kind == WRONG_FIELD:
            raise UsageError(f"'{problem.source.name}': {problem.reason}")


def _bytes_of(sources: Sequence[Source]) -> int:
    return sum(max(source.size, 0) for source in sources)


def _core_problems(sources: Sequence[Source], cleaned: Any) -> Iterator[Problem]:
    """Yield the records that the core could not read, repaired, or notes."""
    for number, line, kind, reason, raw, outcome, record in cleaned.problems():
        yield Problem(sources[number], line, reason, kind, raw, Outcome(outcome), record=record)


def _in_order(read: Sequence[Problem], core: Iterator[Problem]) -> list[Problem]:
    """Sort problems by file and line or record; problems of whole files come last."""

    def place(problem: Problem) -> tuple[int, bool, int]:
        at = problem.record if problem.line is None else problem.line
        return problem.source.number, at is None, at or 0

    return sorted([*read, *core], key=place)
