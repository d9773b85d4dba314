"""A run, from its paths to its report."""

import contextlib
import dataclasses
import json
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from saring import _core
from saring._languages import LANGUAGE_MODEL
from saring._named_files import create
from saring.boilerplate.rule_files import read_line_model, read_rule_files
from saring.errors import ModelError, RuleError, UsageError, require, usage_error
from saring.io.containers import read_source
from saring.io.discover import Discovery, discover
from saring.io.output_names import OUTPUTS, REPORT
from saring.io.paths import printable
from saring.io.records import Container, Outcome, Problem, Source
from saring.io.selection import Keys, Selection
from saring.io.writer import CompressedWriter
from saring.progress import Observer
from saring.runs.command import command_line
from saring.runs.complete import complete_report
from saring.runs.first_pass import Cleaning, FirstPass
from saring.runs.first_pass_state import PassState
from saring.runs.identity import Identity, models, sources_digest
from saring.runs.language import language_name
from saring.runs.options import CleanOptions
from saring.runs.output_folder import (
    OutputFolder,
    clear_after_complete_run,
    completed_earlier_run,
)
from saring.runs.run_index import RunIndex, run_index
from saring.runs.second_pass import Writing, find_copies
from saring.runs.site_lines import SiteLines
from saring.runs.source_options import OptionsBySource
from saring.runs.summary import FILES_SHOWN, summarise
from saring.runs.where import compile_condition
from saring.runs.work_folder import remove


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
        The options of the run.
    observer
        Receives progress.

    Returns
    -------
    dict
        The report, as in report.json.

    Raises
    ------
    UsageError
        For arguments that cannot be used, before anything is read or written.
    OSError
        If an output cannot be written.
    """
    for module in ("orjson", "zstandard"):
        require(module)
    by_source = OptionsBySource(options)
    cleaner = core_cleaner(options)  # raises before the search for files
    site_lines = SiteLines(options)
    command = command_line(paths, out, options)
    with _completed_earlier_run(out, options) as completed:
        written = () if options.to is None else (options.to,)
        found = discover(paths, out, by_source.of_file, written)
        for pattern in by_source.unused:
            observer.note(f"no file matches the source '{printable(pattern)}'")
        if options.signals and options.to is None:
            _check_signals_have_a_place(found.sources)
        if options.resume and (report := complete_report(out, options, found.sources)) is not None:
            clear_after_complete_run(out)
            observer.note(f"the run in '{printable(out)}' is complete: there is nothing to do")
            return report
        if completed is not None:
            found.problems.insert(0, _completed_problem(out, completed))
        groups = by_source.groups
        cleaners = [cleaner if of is options else core_cleaner(of) for of in groups]
        if not options.dry_run:
            return _run(found, out, options, cleaners, site_lines, observer, groups, command)
        with tempfile.TemporaryDirectory(prefix="saring-") as folder:
            return _run(
                found, Path(folder), options, cleaners, site_lines, observer, groups, command
            )


def _completed_earlier_run(
    out: Path, options: CleanOptions
) -> contextlib.AbstractContextManager[str | None]:
    return contextlib.nullcontext() if options.dry_run else completed_earlier_run(out)


def _check_signals_have_a_place(sources: Sequence[Source]) -> None:
    for source in sources:
        if source.container in (Container.TEXT, Container.WARC):
            kind = "text" if source.container is Container.TEXT else "WARC"
            raise UsageError(
                f"'{source.name}' is a {kind} file, which has no place for signals: leave it out, "
                "or clean it without signals"
            )


def _built_in() -> dict[str, str]:
    lines, pages = _core.model_hashes()
    return {"built-in lines": f"{lines:016x}", "built-in pages": f"{pages:016x}"}


def _completed_problem(out: Path, completed: str) -> Problem:
    folder = Source(out, printable(out), Container.TEXT, "", -1)
    return Problem(folder, None, completed, "interrupted_run", None, Outcome.NOTED, of_file=True)


def _run(
    found: Discovery,
    out: Path,
    options: CleanOptions,
    cleaners: Sequence[Any],
    site_lines: SiteLines,
    observer: Observer,
    groups: Sequence[CleanOptions],
    command: str,
) -> dict[str, Any]:
    started, date = time.monotonic(), datetime.now(UTC)
    sources = found.sources
    num_threads = thread_count(options)
    options, *groups = (_with_batches_that_fit(each, num_threads) for each in (options, *groups))
    inputs = [source.path for source in sources]
    with (
        run_index(options, out, sources) as index,
        OutputFolder(
            out, options.overwrite, inputs, Identity(options, sources), options.resume
        ) as folder,
    ):
        state = PassState(options, found, folder, observer, site_lines, index)
        _say_how_it_begins(options, out, state, observer)
        selection = _selection(options, groups, sources, folder, state, observer)
        if index is not None and state.is_published:
            index.add_kept(state.spool(), state.decided_table())
            published: dict[str, Any] = json.loads((out / REPORT).read_text(encoding="utf-8"))
            return published
        with state.removed() as removed:
            cleaning = Cleaning(
                options,
                num_threads,
                cleaners,
                site_lines,
                folder,
                removed,
                observer,
                state,
                index,
                selection,
                groups,
            )
            report, first = _passes(
                found, options, num_threads, cleaning, folder, removed, observer, index, groups
            )
        report["profile"] = site_lines.summary()
        report["models"] = models(options) | _built_in()
        report["run"] = {
            "started": date.isoformat(timespec="seconds"),
            "command": command,
            "python": platform.python_version(),
            "seconds": round(state.seconds + time.monotonic() - started, 3),
            "num_threads": num_threads,
            "input_bytes": sum(max(source.size, 0) for source in sources),
            "inputs_sha256": sources_digest(sources),
        }
        if options.to is None:
            staged = [source.name for source in sources if folder.stage(source.target).exists()]
        else:
            staged = report["table"]["files"]
        others = ["removed.jsonl.zst", REPORT, *(["report.html"] if options.report else [])]
        others += ["quarantine.jsonl"] if folder.stage("quarantine.jsonl").exists() else []
        if len(staged) > FILES_SHOWN:
            with CompressedWriter(folder.stage(OUTPUTS), "zst") as names:
                for name in sorted(staged):
                    names.write(json.dumps(name, ensure_ascii=False).encode() + b"\n")
            staged, others = [], [*others, OUTPUTS]
        report["outputs"] = sorted(staged) + sorted(others)
        data = _encoded(report)
        with create(folder.stage(REPORT)) as file:
            file.write(data + b"\n")
        report = json.loads(data)
        if options.report and not options.dry_run:
            from saring.report.page import render

            with create(folder.stage("report.html")) as file:
                file.write(render(report).encode())
        folder.shards.wait()
        if options.dry_run:
            report["outputs"] = []
            return report
        if index is not None:
            folder.shards.note(*state.published(first.table))
        folder.publish(last=REPORT)
        if index is not None:
            index.add_kept(first.spool, first.table)
    return report


def _with_batches_that_fit(options: CleanOptions, num_threads: int) -> CleanOptions:
    """Make batches small enough that those in memory take at most a quarter of it."""
    if options.memory is None:
        return options
    held = 2 * num_threads * options.read_options().batch_memory // options.chunk_size
    most = max(options.memory // 4 // held, 1 << 14)
    return dataclasses.replace(options, chunk_size=min(options.chunk_size, most))


def _selection(
    options: CleanOptions,
    groups: Sequence[CleanOptions],
    sources: Sequence[Source],
    folder: OutputFolder,
    state: PassState,
    observer: Observer,
) -> Selection | None:
    """Make the selection of records; None if all are wanted, or if all were read."""
    if (options.limit is None and options.sample is None) or state.phase == "cleaned":
        return None
    share = options.sample
    if isinstance(share, int):
        observer.stage("sampling", sum(max(source.size, 0) for source in sources))
        scratch = folder.scratch / "sampling"
        scratch.mkdir(exist_ok=True)
        keys = Keys(share)
        done = 0
        for source in sources:
            how = groups[source.group].read_options()
            for _ in keys.of(read_source(source, how, scratch)):
                pass
            done += max(source.size, 0)
            observer.advance(done, 0)
        remove(scratch)
        share = keys.share()
    return Selection(options.limit, share)


def _encoded(report: dict[str, Any]) -> bytes:
    """Return the report as JSON."""
    orjson = require("orjson")
    try:
        data: bytes = orjson.dumps(report, option=orjson.OPT_INDENT_2)
    except TypeError:  # an id that is an integer of more than 64 bits
        data = json.dumps(report, ensure_ascii=False, indent=2).encode()
    return data


def _say_how_it_begins(
    options: CleanOptions, out: Path, state: PassState, observer: Observer
) -> None:
    if not options.resume:
        return
    name = f"'{printable(out)}'"
    if not state.phase:
        observer.note(
            f"there is nothing to go on with in {name}: the run starts from the beginning"
        )
    else:
        done = {"counting": "reading", "cleaning": "cleaning", "cleaned": "cleaning all documents"}
        at = f" in '{state.at}'" if state.phase != "cleaned" else ""
        observer.note(f"going on in {name} after {done[state.phase]}{at}")


def _passes(
    found: Discovery,
    options: CleanOptions,
    num_threads: int,
    cleaning: Cleaning,
    folder: OutputFolder,
    removed: CompressedWriter,
    observer: Observer,
    index: RunIndex | None,
    groups: Sequence[CleanOptions],
) -> tuple[dict[str, Any], FirstPass]:
    sources = found.sources
    first = cleaning.run(sources, found.problems)
    observer.stage("comparing", 0)
    copies = find_copies(first, options.keep)
    if index is not None:
        index.describe(copies)
    observer.stage("writing", len(first.table))
    writing = Writing(options, num_threads, folder, removed, observer, first, copies, groups)
    writing.run(sources)
    report = summarise(
        options, groups, sources, found.left_aside, first, copies, writing, language_name
    )
    if index is not None:
        report["duplicates"]["in_index"] = index.known
    return report, first


def core_cleaner(options: CleanOptions) -> Any:
    """Make the core's cleaner for a run; `UsageError` for a language or role that is unknown.

    Raises `RuleError` for a rule file that cannot be used, and `ModelError` for a line model.
    """
    read = options.read_options()
    model_name, model = "line model", b""
    if options.strip_model is not None:
        model_name, model = read_line_model(options.strip_model)
    try:
        return _core.Cleaner(
            model_path=LANGUAGE_MODEL,
            strip=options.strip,
            encoding=options.encoding or "",
            keep_roles=None if options.keep_roles is None else list(options.keep_roles),
            # The core takes bytes too, which the stub cannot express.
            rule_files=read_rule_files(options.rules),  # type: ignore[arg-type]
            line_model=model,
            line_model_name=model_name,
            languages=list(options.languages or ()),
            min_confidence=options.min_confidence,
            min_chars=options.min_chars,
            on_heavy_loss=options.on_heavy_loss,
            signals=options.signals,
            where=compile_condition(options.where) if options.where is not None else [],
            text_field=read.text_field,
            id_field=options.id_field or "",
            site_field=options.site_field or "",
            rank_field=options.keep_field or "",
            date_field=options.date_field or "",
            site_order=[_core.host_of(site) for site in options.site_order or ()],
            lang_field=options.lang_field or "",
            max_document=options.max_document,
            has_pages=read.has_pages,
        )
    except (ModelError, RuleError):
        raise
    except ValueError as error:
        raise usage_error(error) from None


def thread_count(options: CleanOptions) -> int:
    """Return the number of threads that a run uses."""
    return _core.resolve_threads(options.num_threads)
