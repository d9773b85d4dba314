"""Progress on standard error: a bar on a terminal, a line every few seconds elsewhere."""

import contextlib
import sys
import time
from typing import Any, TextIO

from saring.errors import require
from saring.io.paths import printable
from saring.io.records import Problem
from saring.progress import SilentObserver

LINE_SECONDS = 5.0
PROBLEMS_SHOWN = 5

# Names of steps as shown; a step that is not listed is shown by its own name.
_LABELS = {"reading": "cleaning"}
# Steps that count documents.
_COUNTING = ("counting", "reading", "loading", "training")


def _label(step: str) -> str:
    return _LABELS.get(step, step)


def message_of(problem: Problem, outcome: str) -> str:
    """Describe a problem in one line: its file and line, and what becomes of it."""
    line = f", line {problem.line}" if problem.line is not None else ""
    return printable(f"{problem.source.path.name}{line}: {problem.reason} ({outcome})")


class ProblemLines:
    """The lines shown for problems: one for each file, and for the first few records.

    Parameters
    ----------
    shown
        How many problems of records get a line.
    others
        The line shown once instead of all further ones.
    """

    def __init__(self, shown: int, others: str) -> None:
        self._shown = shown
        self._others = others
        self._seen = 0

    def line(self, problem: Problem, outcome: str) -> str | None:
        """Return the line for a problem and its outcome; None if it gets none."""
        if not problem.of_file:
            self._seen += 1
            if self._seen > self._shown:
                return f"saring: {self._others}" if self._seen == self._shown + 1 else None
        return f"saring: {message_of(problem, outcome)}"


class Reporter(SilentObserver):
    """Shows problems; the base of both ways of showing progress."""

    def __init__(self, stream: TextIO, noun: str = "documents") -> None:
        self._stream = stream
        self._noun = noun
        self._problems = ProblemLines(
            PROBLEMS_SHOWN, "further problems are listed in report.json and quarantine.jsonl"
        )
        self.documents = 0
        self.step = ""

    def stage(self, name: str, total: int) -> None:
        """Remember the step."""
        self.step = name

    def advance(self, done: int, documents: int) -> None:
        """Remember how many documents were read."""
        if self.step in _COUNTING:
            self.documents = documents

    def problem(self, problem: Problem) -> None:
        """Show a problem of a file, or one of the first problems of records."""
        line = self._problems.line(problem, problem.outcome)
        if line is not None:
            self.say(line)

    def note(self, text: str) -> None:
        """Show a message about the whole run."""
        self.say(f"saring: {text}")

    def say(self, line: str) -> None:
        """Write a line; if that fails the run goes on."""
        with contextlib.suppress(OSError):
            print(line, file=self._stream, flush=True)

    def close(self) -> None:
        """End the output; for a bar, remove it."""


class LineReporter(Reporter):
    """A line every few seconds."""

    def __init__(
        self, stream: TextIO, noun: str = "documents", seconds: float = LINE_SECONDS
    ) -> None:
        super().__init__(stream, noun)
        self._seconds = seconds
        self._last = time.monotonic()
        self._total = 0

    def stage(self, name: str, total: int) -> None:
        """Remember the step and its size."""
        super().stage(name, total)
        self._total = total

    def advance(self, done: int, documents: int) -> None:
        """Write a line if the last one was written long enough ago."""
        super().advance(done, documents)
        now = time.monotonic()
        if now - self._last < self._seconds:
            return
        self._last = now
        share = f" {100 * done // self._total} %" if self._total else ""
        self.say(f"saring: {_label(self.step)}{share}, {documents:,} {self._noun}")


class BarReporter(Reporter):
    """A bar on a terminal, by rich."""

    def __init__(self, stream: TextIO, noun: str = "documents") -> None:
        super().__init__(stream, noun)
        progress = require("rich.progress")
        console = require("rich.console").Console(file=stream)
        self._console = console
        self._bar: Any = progress.Progress(
            progress.TextColumn("{task.description:<10}"),
            progress.BarColumn(bar_width=None),
            progress.TaskProgressColumn(),
            progress.TextColumn("{task.fields[documents]:>11,} " + noun),
            progress.TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task: Any = None
        self._bar.start()

    def stage(self, name: str, total: int) -> None:
        """Start a bar."""
        super().stage(name, total)
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(_label(name), total=total or None, documents=self.documents)

    def advance(self, done: int, documents: int) -> None:
        """Move the bar."""
        super().advance(done, documents)
        self._bar.update(self._task, completed=done, documents=documents)

    def say(self, line: str) -> None:
        """Write a line above the bar."""
        with contextlib.suppress(OSError):
            self._console.print(line, markup=False, highlight=False)

    def close(self) -> None:
        """Remove the bar."""
        with contextlib.suppress(OSError):
            self._bar.stop()


def make_reporter(quiet: bool, noun: str = "documents") -> Reporter | None:
    """Make a bar for a terminal, lines for other outputs, or None if `quiet`."""
    if quiet:
        return None
    kind = BarReporter if sys.stderr.isatty() else LineReporter
    return kind(sys.stderr, noun)
