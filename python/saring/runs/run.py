"""A run from its paths to its report."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from saring import _core
from saring.errors import require
from saring.io.discover import Discovery, discover
from saring.io.output_names import REPORT
from saring.io.paths import printable
from saring.io.records import Fate, Format, Problem, Source
from saring.io.write import CompressedWriter
from saring.progress import Observer
from saring.runs.first_pass import Cleaning, FirstPass, core_cleaner
from saring.runs.language import language_name
from saring.runs.options import CleanOptions
from saring.runs.output_folder import OutputFolder, completed_earlier_run
from saring.runs.second_pass import Copies, Writing, find_copies
from saring.runs.spool import Spool
from saring.runs.summary import summarise


def run(
    paths: Sequence[str | os.PathLike[str]],
    out: Path,
    options: CleanOptions,
    observer: Observer,
) -> dict[str, Any]:
    """Clean files into a folder.

    Parameters
    ----------
    paths
        Files, folders and patterns.
    out
        The output folder.
    options
        What to do.
    observer
        Is told of progress.

    Returns
    -------
    dict
        The report, as report.json holds it.

    Raises
    ------
    UsageError
        Before anything is read or written.
    OSError
        Where an output cannot be written; the folder is left as it was.
    """
    for module in ("orjson", "zstandard"):
        require(module)
    options.check()
    cleaner = core_cleaner(options)
    with completed_earlier_run(out) as completed:
        found = discover(paths, out)
        if completed is not None:
            found.problems.insert(0, _completed_problem(out, completed))
        return _run(found, out, options, cleaner, observer)


def _completed_problem(out: Path, completed: str) -> Problem:
    folder = Source(out, printable(out), Format.TEXT, "", -1)
    return Problem(folder, None, completed, "interrupted_run", None, Fate.NOTED, of_file=True)


def _run(
    found: Discovery, out: Path, options: CleanOptions, cleaner: Any, observer: Observer
) -> dict[str, Any]:
    started = time.monotonic()
    sources = found.sources
    with OutputFolder(out, options.overwrite, [source.path for source in sources]) as folder:
        removed = CompressedWriter(folder.stage("removed.jsonl.zst"), "zst")
        with removed:
            report = _passes(found, options, cleaner, folder, removed, observer)
        orjson = require("orjson")
        report["run"] = {
            "seconds": round(time.monotonic() - started, 3),
            "threads": thread_count(options),
            "input_bytes": _total_bytes(sources),
        }
        staged = [source.name for source in sources if folder.stage(source.target).exists()]
        others = ["removed.jsonl.zst", REPORT, *(["report.html"] if options.report else [])]
        others += ["quarantine.jsonl"] if folder.stage("quarantine.jsonl").exists() else []
        report["outputs"] = sorted(staged) + sorted(others)
        data = orjson.dumps(report, option=orjson.OPT_INDENT_2)
        report = dict(orjson.loads(data))
        folder.stage(REPORT).write_bytes(data + b"\n")
        if options.report:
            from saring.report.page import render

            folder.stage("report.html").write_text(render(report), encoding="utf-8")
        folder.publish(last=REPORT)
    return report


def _passes(
    found: Discovery,
    options: CleanOptions,
    cleaner: Any,
    folder: OutputFolder,
    removed: CompressedWriter,
    observer: Observer,
) -> dict[str, Any]:
    sources = found.sources
    threads = thread_count(options)
    finder = None
    if options.dedup:
        finder = _core.DuplicateFinder(
            threshold=options.threshold, num_threads=threads, temp_folder=str(folder.scratch)
        )
    spool = Spool(folder.scratch / "spool")
    observer.stage("reading", _total_bytes(sources))
    cleaning = Cleaning(options, threads, cleaner, folder, spool, removed, finder, observer)
    first = cleaning.run(sources, found.problems)
    spool.finish()
    observer.stage("comparing", 0)
    copies = find_copies(finder, first.table, options.keep)
    observer.stage("writing", len(first.table))
    writing = _write(options, sources, folder, spool, removed, observer, first, copies)
    return summarise(options, sources, found.ignored, first, copies, writing, language_name)


def _write(
    options: CleanOptions,
    sources: list[Source],
    folder: OutputFolder,
    spool: Spool,
    removed: CompressedWriter,
    observer: Observer,
    first: FirstPass,
    copies: Copies,
) -> Writing:
    writing = Writing(options, folder, spool, removed, observer, first.table, copies)
    unreadable = {number for number, counts in first.by_source.items() if counts["quarantined"]}
    writing.run(sources, unreadable)
    return writing


def thread_count(options: CleanOptions) -> int:
    """Threads that a run uses."""
    return options.threads or len(os.sched_getaffinity(0))


def _total_bytes(sources: list[Source]) -> int:
    total = 0
    for source in sources:
        try:
            total += source.path.stat().st_size
        except OSError:
            continue  # the reader will say so
    return total
