"""Standard input, or one file, as batches of texts."""

import argparse
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from saring.cli import exit_codes
from saring.cli.progress import ProblemLines
from saring.errors import UsageError
from saring.io.formats import format_of
from saring.io.read_jsonl import JsonlReader
from saring.io.read_text import TextReader
from saring.io.records import Fate, Format, Problem, Record, Source
from saring.io.streams import ByteStream

BATCH_BYTES = 1 << 18
PROBLEMS_SHOWN = 20


class _Pipe:
    """Standard input with the face of a `ByteStream`."""

    failure: str | None = None

    def __init__(self) -> None:
        self._descriptor = sys.stdin.fileno()

    def chunks(self) -> Iterator[bytes]:
        """Yield what comes, as it comes."""
        while data := os.read(self._descriptor, BATCH_BYTES):
            yield data

    def close(self) -> None:
        """Nothing: standard input stays open."""


class _Pushed:
    """A stream whose first chunk was looked at already."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._chunks = stream.chunks()
        self.head = next(self._chunks, b"")

    @property
    def failure(self) -> str | None:
        """Why the bytes end early; None where they do not."""
        failure: str | None = self._stream.failure
        return failure

    def chunks(self) -> Iterator[bytes]:
        """Yield all chunks, the first too."""
        return itertools.chain([self.head] if self.head else [], self._chunks)


class FilterInput:
    """What a filter reads.

    Parameters
    ----------
    arguments
        With ``file``, ``format`` and ``text_field``.
    by_line
        What plain text is: a text a line, or one text.

    Attributes
    ----------
    format
        ``Format.TEXT`` or ``Format.JSONL``.
    """

    def __init__(self, arguments: argparse.Namespace, by_line: bool) -> None:
        path = Path(arguments.file) if arguments.file else Path("<stdin>")
        kind = (format_of(path) if arguments.file else None) or (Format.TEXT, "")
        if kind[0] not in (Format.TEXT, Format.JSONL):
            raise UsageError(f"'{path}': a filter reads text or JSON Lines; see 'saring clean'")
        self._opened: Any = ByteStream(path, kind[1]) if arguments.file else _Pipe()
        self._stream: Any = _Pushed(self._opened)
        chosen = arguments.format
        if chosen == "auto":
            named = kind[0] is Format.JSONL
            begins = self._stream.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
            chosen = "jsonl" if named or begins else "text"
        self.format = Format.JSONL if chosen == "jsonl" else Format.TEXT
        source = Source(path, path.name, self.format, "", 0)
        self._reader = (
            JsonlReader(source, arguments.text_field, None, None)
            if self.format is Format.JSONL
            else TextReader(source, by_line)
        )
        self._lost = 0
        self._problems = ProblemLines(PROBLEMS_SHOWN, "further problems are not shown")

    def batches(self) -> Iterator[list[Record]]:
        """Yield the texts in order; problems go to standard error."""
        batch: list[Record] = []
        size = 0
        for item in self._reader.read(self._stream):
            if isinstance(item, Problem):
                self._tell(item)
                continue
            batch.append(item)
            size += len(item.raw or item.body)
            if size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _tell(self, problem: Problem) -> None:
        self._lost += problem.fate is Fate.SET_ASIDE
        line = self._problems.line(problem)
        if line is not None:
            print(line, file=sys.stderr)

    def exit_code(self) -> int:
        """Return the exit code, once all was read."""
        return exit_codes.QUARANTINED if self._lost else exit_codes.OK

    def __enter__(self) -> "FilterInput":
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()
