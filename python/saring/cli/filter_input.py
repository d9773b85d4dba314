"""Standard input, or files, in blocks of lines."""

from __future__ import annotations

import argparse
import itertools
import os
import select
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saring import _core
from saring.cli import exit_codes
from saring.cli.progress import ProblemLines
from saring.errors import UsageError, usage_error
from saring.io.formats import format_of, really_compressed
from saring.io.new_file import same_file
from saring.io.paths import printable
from saring.io.reading import ReadOptions
from saring.io.records import Container, Piece, PieceKind, Problem, Source
from saring.io.remote import path_of
from saring.io.streams import ByteStream, LineFeeds, Utf8Chunks, line_blocks

READ_BYTES = 1 << 18
PART_BYTES = 1 << 15  # of a block that threads share
PROBLEMS_SHOWN = 20
STDIN = "-"  # in place of the name of a file
_STDOUT = 1  # its descriptor


class StandardInput:
    """Standard input with the interface of a `ByteStream`."""

    failure: str | None = None

    def __init__(self) -> None:
        if sys.stdin is None:
            raise UsageError("standard input is closed: give a file, or pipe text in")
        self._descriptor = sys.stdin.fileno()

    def chunks(self) -> Iterator[bytes]:
        """Yield what comes, as it comes."""
        while data := self._read():
            yield data

    def _read(self) -> bytes:
        while True:
            try:
                return os.read(self._descriptor, READ_BYTES)
            except BlockingIOError:  # opened not to block by another process
                select.select([self._descriptor], [], [])

    def close(self) -> None:
        """Do nothing: standard input stays open."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that follow each other.

    Attributes
    ----------
    first_line
        Number of the first one, from 1.
    data
        The lines with their ends.
    """

    first_line: int
    data: bytes

    def lines(self) -> list[bytes]:
        """Return the lines without their ends."""
        return self.data.removesuffix(b"\n").split(b"\n")

    def parts(self, number: int) -> Iterator[Block]:
        """Yield the lines in at most so many blocks of about one size, none of them small."""
        at, line = 0, self.first_line
        size = max(-(-len(self.data) // number), PART_BYTES)
        while at < len(self.data):
            end = self.data.find(b"\n", min(at + size, len(self.data)) - 1) + 1 or len(self.data)
            data = self.data[at:end]
            yield Block(line, data)
            at, line = end, line + data.count(b"\n")


class FilterInput:
    """What a filter reads.

    Parameters
    ----------
    arguments
        With ``format``, ``text_field`` and, if the command has it, ``encoding``.
    file
        A file; ``-`` is standard input.
    tells
        Whether to say what could not be read; not where that was said before.

    Attributes
    ----------
    name
        Of the input, as people are shown it.
    is_jsonl
        Whether each line is a JSON record; else the input is text.
    """

    def __init__(
        self, arguments: argparse.Namespace, file: str = STDIN, *, tells: bool = True
    ) -> None:
        self._tells = tells
        is_file = file != STDIN
        check_is_not_output(file)
        path = path_of(file) if is_file else Path("<stdin>")
        kind = (format_of(path) if is_file else None) or (Container.TEXT, "")
        encoding = checked_encoding(getattr(arguments, "encoding", None))
        if kind[0] not in (Container.TEXT, Container.JSONL):
            raise UsageError(f"'{path}': a filter reads text or JSON Lines; see 'saring clean'")
        self._opened: Any = (
            ByteStream(path, really_compressed(path, kind[1])) if is_file else StandardInput()
        )
        raw = self._opened.chunks()
        head = next(raw, b"")
        self._chunks = Utf8Chunks(itertools.chain([head] if head else [], raw), encoding)
        chosen = arguments.format
        if chosen == "auto":
            named = kind[0] is Container.JSONL
            starts = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
            chosen = "jsonl" if named or starts else "text"
        self.is_jsonl = chosen == "jsonl"
        self.name = printable(path)
        self._text_field = arguments.text_field
        self._options = ReadOptions(text_field=arguments.text_field)
        self._source = Source(path, path.name, Container.TEXT, "", 0)
        self._lost = 0
        self._problems = ProblemLines(PROBLEMS_SHOWN, "further problems are not shown")

    def blocks(self) -> Iterator[Block]:
        """Yield the lines as they come; one that is too long is left empty."""
        lines = LineFeeds(self._chunks, has_quotes=False)
        for block in line_blocks(lines, 1, self._options.max_document):
            if block.too_long:
                reason = self._options.too_long("line", block.too_long)
                self.problem(block.first_line, reason, "an empty line is written for it")
                yield Block(block.first_line, b"\n")
            else:
                yield Block(block.first_line, block.data)
        self._note_failure()

    def records(self, block: Block, *, tells: bool = True) -> list[tuple[int, bytes, str]]:
        """Read the JSON records of a block: position of the line, the record, its text.

        A block that is read again tells its problems once.
        """
        records, problems = _core.read_json_lines(
            block.data, self._text_field, self._options.max_document
        )
        for at, reason in problems if tells else ():
            self.problem(block.first_line + at, reason)
        return list(records)

    def piece(self, block: Block) -> Piece:
        """Make the piece of a block, for the core's cleaner."""
        kind = PieceKind.JSON_LINES if self.is_jsonl else PieceKind.TEXT_LINES
        return Piece(self._source, kind, block.data, block.first_line - 1, block.first_line)

    def text(self) -> bytes:
        """Read the whole input, which is one text."""
        data = bytearray()
        for chunk in self._chunks:
            data += chunk
            if len(data) > self._options.max_document:
                raise UsageError(self._options.too_long("text", None))
        self._note_failure()
        return bytes(data)

    def problem(self, line: int | None, reason: str, outcome: str = "passed on unchanged") -> None:
        """Say what could not be read, on standard error."""
        self._lost += 1
        if not self._tells:
            return
        problem = Problem(self._source, line, reason, "", of_file=line is None)
        shown = self._problems.line(problem, outcome)
        if shown is not None:
            print(shown, file=sys.stderr)

    def _note_failure(self) -> None:
        if self._opened.failure:
            self.problem(None, self._opened.failure, "the rest is not read")

    def exit_code(self) -> int:
        """Return the exit code, once all was read."""
        return exit_codes.QUARANTINED if self._lost else exit_codes.OK

    def __enter__(self) -> FilterInput:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()


def filter_inputs(arguments: argparse.Namespace) -> Iterator[FilterInput]:
    """Open what a filter reads, one after the other.

    Parameters
    ----------
    arguments
        With ``files``, and what `FilterInput` takes.

    Yields
    ------
    FilterInput
        Of each file; of standard input if none is named.
    """
    for file in arguments.files or [STDIN]:
        with FilterInput(arguments, file) as source:
            yield source


def file_or_descriptor(file: str) -> str | int:
    """Return what tells an input's identity: its name; of standard input the descriptor."""
    return 0 if file == STDIN else file


def check_is_not_output(file: str) -> None:
    """Refuse to read what standard output is appended to: it would have no end, or is empty.

    Parameters
    ----------
    file
        A file; ``-`` is standard input.

    Raises
    ------
    UsageError
        The file is standard output.
    """
    if same_file(_STDOUT, file_or_descriptor(file)):
        shown = "standard input" if file == STDIN else f"'{printable(file)}'"
        raise UsageError(f"{shown} is standard output too: write to another file")


def checked_encoding(encoding: str | None) -> str | None:
    """Return a label of an encoding; `UsageError` for one that is unknown."""
    try:
        _core.check_encoding(encoding or "")
    except ValueError as error:
        raise usage_error(error) from None
    return encoding
