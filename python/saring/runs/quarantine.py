"""Problems of a run: counts, quarantine.jsonl, and entries in removed.jsonl.zst and the report."""

from __future__ import annotations

import base64
import contextlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from saring._counted import counted
from saring.errors import UsageError, require
from saring.io.records import SOURCE_CHANGED, WRONG_FIELD, Outcome, Problem, Source
from saring.io.writer import CompressedWriter, SavedWriter
from saring.progress import Observer
from saring.runs.output_folder import OutputFolder

MAX_WARNINGS = 1000
MAX_FILE_WARNINGS = 10_000
# Longer bytes are written as Base64, because a JSON string could be six times as long.
MAX_RAW_TEXT = 1 << 20
QUARANTINE = "quarantine.jsonl"
REPAIRS = "repairs.jsonl"
_COUNTED = ("kinds", "by_source", "failed", "changed", "warnings", "_wrong_fields")
COPY_BYTES = 1 << 20


class Quarantine:
    """Records problems.

    Parameters
    ----------
    folder
        The folder in which quarantine.jsonl is staged, once there is something to write.
    removed
        The audit; gets the originals of repaired records at the end.
    observer
        Receives each problem.

    Attributes
    ----------
    kinds
        Number of problems of each kind.
    by_source
        By number of the source: how many of its records were quarantined, and repaired.
    failed
        Numbers of the sources that could not be read completely.
    changed
        Numbers of the sources that changed during reading.
    warnings
        The first problems of whole files and of records, for the report.
    """

    def __init__(self, folder: OutputFolder, removed: CompressedWriter, observer: Observer) -> None:
        self._folder = folder
        self._removed = removed
        self._observer = observer
        self._file: CompressedWriter | None = None
        # The originals of repaired records wait here. If they were written between the lines of the
        # audit, their place would depend on the size of the batches.
        self._repairs: CompressedWriter | None = None
        self.kinds: Counter[str] = Counter()
        self.by_source: dict[int, Counter[str]] = {}
        self.failed: set[int] = set()
        self.changed: set[int] = set()
        self.warnings: list[dict[str, Any]] = []
        self._wrong_fields: list[Problem] = []

    def count(self, outcome: Outcome) -> int:
        """Return the number of records and files with an outcome."""
        return sum(counts[outcome] for counts in self.by_source.values())

    def add(self, problem: Problem) -> None:
        """Record a problem."""
        number = problem.source.number
        self.kinds[problem.kind] += 1
        self.by_source.setdefault(number, Counter())[problem.outcome] += 1
        if problem.outcome is Outcome.QUARANTINED:
            self.failed.add(number)
            if self._file is None:
                self._file = CompressedWriter(self._folder.stage(QUARANTINE), "")
            self._file.write(_line(problem))
        elif problem.outcome is Outcome.REPAIRED:
            if self._repairs is None:
                self._repairs = CompressedWriter(self._folder.scratch / REPAIRS, "")
            self._repairs.write(_line(problem))
        if problem.kind == WRONG_FIELD:
            self._wrong_fields.append(problem)
        if problem.kind == SOURCE_CHANGED:
            self.changed.add(number)
        if len(self.warnings) < (MAX_FILE_WARNINGS if problem.of_file else MAX_WARNINGS):
            self.warnings.append(
                {
                    "file": problem.source.name,
                    "line": problem.line,
                    "problem": problem.kind,
                    "reason": problem.reason,
                    "outcome": problem.outcome,
                }
            )
        self._observer.problem(problem)

    def saved(self) -> dict[str, Any]:
        """Flush all output to the system, and return the state for another process."""
        state = {name: getattr(self, name) for name in _COUNTED}
        for name in ("_file", "_repairs"):
            writer = getattr(self, name)
            state[name] = writer.saved() if writer is not None else None
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Continue from the result of `saved`."""
        for name in _COUNTED:
            setattr(self, name, state[name])
        self._file = _writer(self._folder.stage(QUARANTINE), state["_file"])
        self._repairs = _writer(self._folder.scratch / REPAIRS, state["_repairs"])

    def check_fields(self, sources: Sequence[Source]) -> None:
        """Raise `UsageError` if no file has its text in the given field."""
        if self._wrong_fields and len(self._wrong_fields) == len(sources):
            raise UsageError(
                f"no record of the {counted(len(sources), 'file')} has a text that can be read; "
                "first: "
                f"'{self._wrong_fields[0].source.name}': {self._wrong_fields[0].reason}"
            )

    def close(self) -> None:
        """Finish the files."""
        for file in (self._file, self._repairs):
            if file is not None:
                file.close()

    def append_repairs(self) -> None:
        """Append the originals of repaired records to `removed`; call `close` first."""
        if self._repairs is not None:
            with open(self._repairs.path, "rb") as file:
                while piece := file.read(COPY_BYTES):
                    self._removed.write(piece)

    def abandon(self) -> None:
        """Close the unfinished files after a failure."""
        for file in (self._file, self._repairs):
            if file is not None:
                file.abandon()


def _writer(path: Path, saved: SavedWriter | None) -> CompressedWriter | None:
    return CompressedWriter(path, "", saved) if saved is not None else None


def _line(problem: Problem) -> bytes:
    """Make the JSON line of a problem, with the affected bytes if they were kept."""
    entry: dict[str, Any] = {"kind": "repair"} if problem.outcome is Outcome.REPAIRED else {}
    entry |= {
        "file": problem.source.name,
        "line": problem.line,
        "reason": problem.reason,
        "problem": problem.kind,
    }
    if problem.raw is not None:
        entry |= _raw(problem.raw)
    line: bytes = require("orjson").dumps(entry)
    return line + b"\n"


def _raw(raw: bytes) -> dict[str, str]:
    if len(raw) <= MAX_RAW_TEXT:
        with contextlib.suppress(UnicodeDecodeError):
            return {"raw": raw.decode()}
    return {"raw_base64": base64.b64encode(raw).decode()}
