"""The first pass: every document is read, cleaned and laid aside on disk."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from saring import _core
from saring.errors import UsageError
from saring.io.read import Batch, read_batches
from saring.io.records import Fate, Format, Problem, Record, Source
from saring.io.write import CompressedWriter
from saring.progress import Observer
from saring.runs.audit import problem_line, where
from saring.runs.doc_table import KEPT, DocTable
from saring.runs.language import model_path
from saring.runs.options import CleanOptions
from saring.runs.output_folder import OutputFolder
from saring.runs.samples import Samples
from saring.runs.spool import Spool

# The core's numbers of output formats.
_FORMATS = {Format.PARQUET: 0, Format.TEXT: 1, Format.JSONL: 2, Format.HTML: 3}
MAX_WARNINGS = 1000


@dataclass(slots=True)
class FirstPass:
    """What the first pass leaves for the second and for the report."""

    table: DocTable = field(default_factory=DocTable)
    tally: Any = field(default_factory=_core.CleanTally)
    samples: Samples = field(default_factory=Samples)
    problems: Counter[str] = field(default_factory=Counter)  # by kind
    quarantined: int = 0
    repaired: int = 0
    warnings: list[dict[str, Any]] = field(default_factory=list)
    by_source: dict[int, Counter[str]] = field(default_factory=dict)


class Cleaning:
    """Runs the first pass.

    Parameters
    ----------
    options
        What to do.
    threads
        How many batches are cleaned at once, at least 1.
    cleaner
        The core's cleaner.
    folder, spool, removed
        Where things are written.
    finder
        Takes the clean texts for the comparison; None: none is made.
    observer
        Is told of progress.
    """

    def __init__(
        self,
        options: CleanOptions,
        threads: int,
        cleaner: Any,
        folder: OutputFolder,
        spool: Spool,
        removed: CompressedWriter,
        finder: Any,
        observer: Observer,
    ) -> None:
        self._options = options
        self._threads = threads
        self._folder = folder
        self._spool = spool
        self._removed = removed
        self._finder = finder
        self._observer = observer
        self._cleaner = cleaner
        self._quarantine: CompressedWriter | None = None
        self.result = FirstPass()

    def run(self, sources: Sequence[Source], problems: Sequence[Problem]) -> FirstPass:
        """Read and clean all documents; note the problems met before. Leaves little in memory."""
        workers = ThreadPoolExecutor(self._threads, thread_name_prefix="saring-clean")
        # One thread adds to the finder, in reading order, while the others go on.
        adder = ThreadPoolExecutor(1, thread_name_prefix="saring-dedup")
        waiting: deque[tuple[Batch, Future[tuple[Any, bytes]]]] = deque()
        adding: deque[Future[None]] = deque()
        for problem in problems:
            self._note(problem)
        batches = read_batches(sources, self._options.read_options(), self._options.chunk_bytes)
        try:
            for batch in batches:
                waiting.append((batch, workers.submit(self._clean, batch)))
                if len(waiting) > self._threads:
                    self._take(*waiting.popleft(), adder, adding)
            while waiting:
                self._take(*waiting.popleft(), adder, adding)
            while adding:
                adding.popleft().result()
        except BaseException:
            workers.shutdown(wait=False, cancel_futures=True)
            adder.shutdown(wait=False, cancel_futures=True)
            if self._quarantine is not None:
                self._quarantine.abandon()
            raise
        workers.shutdown()
        adder.shutdown()
        if self._quarantine is not None:
            self._quarantine.close()
        return self.result

    def _clean(self, batch: Batch) -> tuple[Any, bytes]:
        cleaned = clean_records(self._cleaner, batch.records)
        return cleaned, self._spool.compress(cleaned.output())

    def _take(
        self,
        batch: Batch,
        future: Future[tuple[Any, bytes]],
        adder: ThreadPoolExecutor,
        adding: deque[Future[None]],
    ) -> None:
        cleaned, compressed = future.result()
        if self._finder is not None:
            adding.append(adder.submit(self._finder.add, cleaned))
            if len(adding) > self._threads:
                adding.popleft().result()
        for problem in batch.problems:
            self._note(problem)
        self._removed.write(cleaned.audit())
        self._spool.append(compressed, array("Q", cleaned.lengths()))
        self.result.tally.merge(cleaned)
        table, samples = self.result.table, self.result.samples
        verdicts, counts = cleaned.verdicts(), cleaned.removal_counts()
        for at, record in enumerate(batch.records):
            if counts[at] and verdicts[at] == KEPT:
                samples.offer(len(table), record, cleaned, at)
            table.append(record, verdicts[at])
        self._observer.advance(batch.position, len(table))

    def _note(self, problem: Problem) -> None:
        result = self.result
        result.problems[problem.kind] += 1
        counter = result.by_source.setdefault(problem.source.number, Counter())
        line = problem_line(problem)
        if problem.fate is Fate.SET_ASIDE:
            result.quarantined += 1
            counter["quarantined"] += 1
            if self._quarantine is None:
                self._quarantine = CompressedWriter(self._folder.stage("quarantine.jsonl"), "")
            self._quarantine.write(line)
        elif problem.fate is Fate.REPAIRED:
            result.repaired += 1
            counter["repaired"] += 1
            self._removed.write(line)
        if problem.of_file or len(result.warnings) < MAX_WARNINGS:
            result.warnings.append(
                {
                    "file": problem.source.name,
                    "line": problem.line,
                    "problem": problem.kind,
                    "reason": problem.reason,
                    "fate": problem.fate,
                }
            )
        self._observer.problem(problem)


def clean_records(cleaner: Any, records: Sequence[Record]) -> Any:
    """Clean records with the core's cleaner; one cleaned document for each, in order."""
    return cleaner.clean(
        [record.body for record in records],
        bytes(_FORMATS[record.source.format] for record in records),
        [record.raw for record in records],
        [where(record) for record in records],
        [record.site for record in records],
    )


def core_cleaner(options: CleanOptions) -> Any:
    """Make the core's cleaner for a run; `UsageError` for a language or role that is unknown."""
    try:
        return _core.Cleaner(
            model_path=model_path(),
            strip=options.strip,
            keep_roles=None if options.keep_roles is None else list(options.keep_roles),
            languages=list(options.languages or ()),
            min_confidence=options.min_confidence,
            min_chars=options.min_chars,
            text_field=options.text_field,
            lang_field=options.lang_field or "",
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
