"""`saring dedup FILES… -o FOLDER --memory 1.5G`: files of any size in bounded memory."""

from __future__ import annotations

import argparse
import os
import tempfile
from array import array
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from saring import _core
from saring._counted import counted
from saring._named_files import create
from saring.cli import exit_codes
from saring.cli.filter_commands import wrong_values_are_usage_errors
from saring.cli.filter_input import STDIN, Block, FilterInput
from saring.cli.terminal import data_output, say
from saring.errors import SaringError, UsageError
from saring.io.containers import file_state
from saring.io.formats import format_of
from saring.io.paths import printable, shown_as
from saring.io.records import Outcome
from saring.io.remote import path_of
from saring.io.writer import CompressedWriter
from saring.runs.phases import Phases

# Blocks that wait to be compared while others are read.
_WAITING = 4


def run_files(arguments: argparse.Namespace, keep: str) -> int:
    """Run `saring dedup` on whole texts of files that are read twice."""
    if arguments.against or arguments.clusters != "star":
        raise UsageError(_what_to_do(arguments))
    if not arguments.files or STDIN in arguments.files:
        raise UsageError("--output and --memory need files: standard input can be read only once")
    paths = [path_of(name) for name in arguments.files]
    with ExitStack() as stack:
        if arguments.output is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="saring-"))
            return _Run(arguments, keep, paths, Path(folder), None).run()
        _check_names(paths)
        options = {
            name: getattr(arguments, name)
            for name in ("format", "text_field", "encoding", "threshold", "normalize", "contained")
        }
        options |= {"keep": keep, "keep_field": arguments.keep_field}
        phases = stack.enter_context(Phases(Path(arguments.output), options, paths))
        return _Run(arguments, keep, paths, phases.scratch, phases).run()


def _what_to_do(arguments: argparse.Namespace) -> str:
    """Say how to do in two steps what one run does not."""
    given = " and ".join(f"--{name}" for name in ("output", "memory") if getattr(arguments, name))
    with_what = given or "several files"
    if arguments.against:
        what, how = "--against", "saring dedup --against PATH < unique.jsonl > new.jsonl"
    else:
        what, how = (
            "--clusters story",
            "saring dedup --clusters story < unique.jsonl > stories.jsonl",
        )
    first = f"saring dedup FILE…{' --memory SIZE' if arguments.memory else ''} > unique.jsonl"
    return (
        f"{what} reads one input once and does not go with {with_what}: take out the copies among "
        f"the files first ({first}), then run it on what is left ({how})"
    )


def _check_names(paths: Sequence[Path]) -> None:
    """Refuse two files of one name, since their outputs have it too."""
    seen: dict[str, Path] = {}
    for path in paths:
        other = seen.setdefault(path.name, path)
        if other is not path:
            raise UsageError(
                f"'{printable(other)}' and '{printable(path)}' have the same name, and so would "
                "what is written for them"
            )


class _Run:
    """The phases of one run: read, search, write."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        keep: str,
        paths: Sequence[Path],
        folder: Path,
        phases: Phases | None,
    ) -> None:
        self._arguments = arguments
        self._paths = paths
        self._phases = phases
        with wrong_values_are_usage_errors():
            self._finder = _core.FileCopyFinder(
                threshold=0.8 if arguments.threshold is None else arguments.threshold,
                normalize=list(arguments.normalize),
                contained=arguments.contained,
                keep=keep,
                num_threads=arguments.num_threads,
                memory=arguments.memory or 0,
                temp_folder=folder,
                work_folder=folder if phases is not None else "",
            )
        self._lost = False
        self._states: list[Any] = []  # of the files when they were read first

    def run(self) -> int:
        found = self._search()
        for number, path in enumerate(self._paths):
            lines = array("I", found["lines"][number])
            if self._phases is None:
                self._write(path, lines, data_output())
                self._check_unchanged(number)
            else:
                self._put_into_place(path, lines)
        say(
            f"{found['documents']:,} read from {counted(len(self._paths), 'file')}, "
            f"{counted(found['copies'], 'copy', 'copies')} removed"
        )
        if found["expected_recall"] < 1:
            say(
                "some texts share most of their words with very many others and were searched by "
                f"MinHash: expected recall {found['expected_recall']:.3f}, expected misses "
                f"{found['expected_misses']:,.0f}"
            )
        return exit_codes.QUARANTINED if self._lost else exit_codes.OK

    def _search(self) -> dict[str, Any]:
        """Read and search, or take what an interrupted run had done of that."""
        phases = self._phases
        if phases is None:
            self._read()
            return self._finish()
        if phases.done is None:
            self._read()
            self._finder.save()
            phases.finish("read", lost=self._lost)
        elif phases.done == "read":
            self._finder.restore()
        self._lost = phases.state["lost"]
        if phases.done == "read":
            found = self._finish()
            lines = found.pop("lines")
            with create(phases.scratch / "copies") as file:
                file.writelines(lines)
            counts = [len(some) for some in lines]
            phases.finish("searched", found=found, counts=counts, written=[])
            for name in ("shingles", "texts", "lines"):
                (phases.scratch / name).unlink(missing_ok=True)
        with open(phases.scratch / "copies", "rb") as file:
            lines = [file.read(count) for count in phases.state["counts"]]
        return phases.state["found"] | {"lines": lines}

    def _check_unchanged(self, number: int) -> None:
        """Fail if a file is another than when it was read first: its copies are on other lines."""
        path = self._paths[number]
        if file_state(path) != self._states[number]:
            raise SaringError(
                f"'{printable(path)}' changed while it was read: what was written is not its lines "
                "without copies; run again when nothing writes to it"
            )

    def _finish(self) -> dict[str, Any]:
        with wrong_values_are_usage_errors():
            found: dict[str, Any] = self._finder.finish()
        return found

    def _opened(self, path: Path, *, tells: bool) -> FilterInput:
        return FilterInput(self._arguments, str(path), tells=tells)

    def _read(self) -> None:
        cleaner = _core.Cleaner(
            model_path="",
            strip=False,
            filter=False,
            text_field=self._arguments.text_field,
            rank_field=self._arguments.keep_field or "",
        )
        table = _core.DocumentTable()
        table.add_source("")
        waiting: deque[Future[None]] = deque()
        # One thread adds to the finder, in reading order, while the next lines are read.
        with ThreadPoolExecutor(1, thread_name_prefix="saring-dedup") as adder:
            try:
                for path in self._paths:
                    while waiting:
                        waiting.popleft().result()
                    self._states.append(file_state(path))
                    self._finder.start_file()
                    with self._opened(path, tells=True) as source:
                        for block in source.blocks():
                            batch = cleaner.clean([source.piece(block).for_core()], table)
                            for _, line, _, reason, _, outcome, _ in batch.problems():
                                if outcome == Outcome.QUARANTINED:
                                    source.problem(line, reason)
                            waiting.append(adder.submit(self._finder.add, batch))
                            while len(waiting) > _WAITING:
                                waiting.popleft().result()
                        self._lost = self._lost or source.exit_code() != exit_codes.OK
                while waiting:
                    waiting.popleft().result()
            except BaseException:
                adder.shutdown(wait=False, cancel_futures=True)
                raise

    def _put_into_place(self, path: Path, lines: array[int]) -> None:
        phases = self._phases
        assert phases is not None
        if path.name in phases.state["written"]:
            return
        known = format_of(path)
        staged = phases.scratch / "staged"
        with (
            shown_as(staged, os.path.join(self._arguments.output, path.name)),
            CompressedWriter(staged, known[1] if known else "") as out,
        ):
            self._write(path, lines, out)
        phases.put_into_place(staged, path.name)

    def _write(self, path: Path, copies: array[int], out: Any) -> None:
        """Write all lines except the copies; blank lines and lines that are no records stay."""
        at = 0
        with self._opened(path, tells=False) as source:
            for block in source.blocks():
                lines = Block(1, block.data).lines()
                kept: list[bytes] = []
                first = 0
                while at < len(copies) and copies[at] < block.first_line + len(lines):
                    line = copies[at] - block.first_line
                    kept += lines[first:line]
                    first = line + 1
                    at += 1
                kept += lines[first:]
                if kept:
                    out.write(b"\n".join(kept) + b"\n")
