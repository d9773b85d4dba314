"""`saring dedup --by passage`: remove what occurs in the input more than once."""

from __future__ import annotations

import argparse
import tempfile
from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from saring import _core
from saring._counted import counted
from saring._named_files import create
from saring._repeats import repeat_options
from saring.cli.filter_input import STDIN, Block, FilterInput, file_or_descriptor, filter_inputs
from saring.cli.terminal import data_output, say
from saring.errors import UsageError, require, usage_error
from saring.io.new_file import new_file
from saring.runs.spool import Spool


def run_repeats(arguments: argparse.Namespace) -> int:
    """Run `saring dedup` on parts of texts.

    A line of text or a record with no word left is not passed on.
    """
    keep = arguments.keep or "first"
    if keep not in ("first", "none"):
        raise UsageError(f"--keep {arguments.keep} is for whole texts; of parts: first, none")
    out = data_output()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="saring-"))
        try:
            finder = _core.RepeatFinder(
                repeat_options(
                    by=arguments.by,
                    min_words=arguments.min_words,
                    min_count=2 if arguments.min_count is None else arguments.min_count,
                    keep=keep,
                    normalize=arguments.normalize,
                    temp_folder=folder,
                    num_threads=arguments.num_threads,
                )
            )
        except ValueError as error:
            raise usage_error(error) from None
        removed = None
        if arguments.removed:
            inputs = [file_or_descriptor(name) for name in arguments.files or [STDIN]]
            staged = stack.enter_context(new_file(arguments.removed, inputs))
            removed = stack.enter_context(create(staged))
        sources: list[FilterInput] = []
        spool = Spool(Path(folder) / "spool")
        for source in filter_inputs(arguments):
            sources.append(source)
            for block in source.blocks():
                finder.count([text for _, _, text in _texts(source, block, tells=True)])
                spool.append(spool.pack(block.data, False), block.first_line, len(sources) - 1)
        spool.finish()
        rest = _Rest(sources, finder, arguments.text_field, removed)
        for stored, first_line, number in spool.batches():
            out.write(rest.of(number, Block(first_line, spool.unpack(stored))))
        out.flush()
        say(
            f"{rest.num_texts:,} read, {counted(rest.num_repeats, 'repeat')} taken out, "
            f"{counted(rest.num_empty, 'text')} dropped of which nothing was left"
        )
        return max(source.exit_code() for source in sources)


def _texts(
    source: FilterInput, block: Block, *, tells: bool
) -> Sequence[tuple[int, bytes, str | bytes]]:
    """Return position of the line, the record and its text; say what cannot be read."""
    if source.is_jsonl:
        return source.records(block, tells=tells)
    return [(at, line, line) for at, line in enumerate(block.lines())]


class _Rest:
    """What is left of the lines of the inputs."""

    def __init__(
        self, sources: Sequence[FilterInput], finder: Any, text_field: str, removed: BinaryIO | None
    ) -> None:
        self._sources = sources
        self._finder = finder
        self._text_field = text_field
        self._removed = removed
        self._line_of = array("Q")  # of each text
        self._source_of = array("I")
        self.num_texts = 0
        self.num_repeats = 0
        self.num_empty = 0

    def of(self, number: int, block: Block) -> bytes:
        """Return the next lines, of an input, without repeats; others stay as they are."""
        source = self._sources[number]
        lines: list[bytes | None] = list(block.lines())
        texts = _texts(source, block, tells=False)
        self._line_of.extend(block.first_line + at for at, _, _ in texts)
        self._source_of.extend([number] * len(texts))
        self.num_texts += len(texts)
        repeats, remaining = self._finder.find([text for _, _, text in texts])
        self.num_repeats += len(repeats)
        if self._removed is not None:
            self._tell(repeats, texts)
        changed = {text for text, *_ in repeats}
        for row in changed:
            at, record, _ = texts[row]
            lines[at] = self._line(source, record, remaining[row])
        kept = [line for line in lines if line is not None]
        return b"\n".join(kept) + b"\n" if kept else b""

    def _line(self, source: FilterInput, record: bytes, text: str) -> bytes | None:
        if not any(map(str.isalnum, text)):
            self.num_empty += 1
            return None
        if not source.is_jsonl:
            return text.encode()
        value = require("orjson").dumps(text)
        line: bytes = _core.set_json_member(record, self._text_field, value)
        return line

    def _tell(
        self,
        repeats: Sequence[tuple[int, int, int, int, int]],
        texts: Sequence[tuple[int, bytes, str | bytes]],
    ) -> None:
        orjson = require("orjson")
        first = len(self._line_of) - len(texts)
        for number, start, end, words, first_row in repeats:
            text = texts[number][2]
            text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            record = {
                **self._place(first + number),
                "start": start,
                "end": end,
                "words": words,
                "text": text[start:end],
                **self._place(first_row, "first_"),
            }
            assert self._removed is not None
            self._removed.write(orjson.dumps(record) + b"\n")

    def _place(self, number: int, which: str = "") -> dict[str, Any]:
        """Say where a text is: its line, and its file if there are several."""
        place: dict[str, Any] = {f"{which}line": self._line_of[number]}
        if len(self._sources) > 1:
            place[f"{which}file"] = self._sources[self._source_of[number]].name
        return place
