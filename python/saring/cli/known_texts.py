"""Texts that `saring dedup --against` leaves out: those of an index, or of files."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from saring import _core
from saring._chunks import chunks
from saring.cli.corpus_reader import CorpusReader
from saring.cli.filter_input import Block, FilterInput
from saring.cli.index_command import open_index
from saring.errors import UsageError
from saring.index import Index
from saring.io.formats import format_of
from saring.io.reading import MAX_DOCUMENT, ReadOptions

Find = Callable[[list[str]], Iterable[int]]
"""Gives the positions of the texts that are known, among some."""


class Against:
    """What texts are compared against, from the arguments ``against``, ``threshold`` and others.

    Parameters
    ----------
    arguments
        Of `saring dedup`.
    scratch
        An empty folder for temporary files.

    Attributes
    ----------
    threshold
        By which texts are compared.
    lost
        Whether something could not be read.
    """

    def __init__(self, arguments: argparse.Namespace, scratch: Path) -> None:
        paths = arguments.against or []
        files = [path for path in paths if _is_corpus(path)]
        indexes = [path for path in paths if path not in files]
        if len(indexes) > 1:
            raise UsageError("--against takes one index; files and folders of texts may be more")
        self._stack = ExitStack()
        self._find: list[Find] = []
        self.threshold: float = 0.8 if arguments.threshold is None else arguments.threshold
        self.lost = False
        if indexes:
            index = open_index(
                indexes[0],
                mode="r",
                threshold=arguments.threshold,
                normalize=arguments.normalize,
            )
            self._stack.enter_context(index)
            self.threshold = index.threshold
            self._find.append(lambda texts: _known_in(index, texts))
        if files:
            with contextlib.ExitStack() as undo:
                undo.push(self._stack)
                self._find.append(self._in_corpus(self._matcher(files, arguments, scratch)))
                undo.pop_all()

    @staticmethod
    def _in_corpus(matcher: _core.CorpusMatcher) -> Find:
        return lambda texts: matcher.compare(texts, "texts")

    def _matcher(
        self, files: list[str], arguments: argparse.Namespace, scratch: Path
    ) -> _core.CorpusMatcher:
        """Hold the texts of files."""
        matcher = _core.CorpusMatcher(
            reports_indexed=False,
            threshold=self.threshold,
            measure="jaccard",
            match_limit=1,
            ngram_size=5,
            normalize=list(arguments.normalize),
            num_threads=arguments.num_threads,
        )
        options = ReadOptions(text_field=arguments.text_field, lines=True)
        reader = CorpusReader(options, scratch)
        texts = (document.text for document in reader.read(reader.find(files)))
        for chunk in chunks(texts):
            matcher.index(chunk, "against")
        self.lost = reader.lost > 0
        return matcher

    def __bool__(self) -> bool:
        return bool(self._find)

    def __enter__(self) -> Against:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def find(self, texts: list[str]) -> set[int]:
        """Return the positions of the texts that are known."""
        return {row for find in self._find for row in find(texts)}


def _is_corpus(path: str) -> bool:
    return format_of(Path(path)) is not None or Path(path).is_dir()


def _known_in(index: Index, texts: list[str]) -> set[int]:
    return set(index.query_batch(texts, similar_only=True)["row"].to_pylist())


class KnownTexts:
    """Takes those lines or records out of blocks that are known already.

    Parameters
    ----------
    find
        Gives the positions of the texts that are known, among some.
    source
        What the blocks are from.
    text_field
        Where the text of a record is.

    Attributes
    ----------
    lines
        Numbers of the lines taken out, from 0.
    """

    def __init__(self, find: Find, source: FilterInput, text_field: str) -> None:
        self._find = find
        self._is_jsonl = source.is_jsonl
        self._text_field = text_field
        self.lines: set[int] = set()

    def without(self, block: Block) -> Block:
        """Return the block with an empty line in place of each that is known."""
        lines = block.lines()
        if self._is_jsonl:
            records, _ = _core.read_json_lines(block.data, self._text_field, MAX_DOCUMENT)
            places = [at for at, _, _ in records]
            texts = [text for _, _, text in records]
        else:
            places = list(range(len(lines)))
            texts = [line.decode("utf-8", "replace") for line in lines]
        for row in self._find(texts):
            lines[places[row]] = b""
            self.lines.add(block.first_line - 1 + places[row])
        end = b"\n" if block.data.endswith(b"\n") else b""
        return Block(block.first_line, b"\n".join(lines) + end)
