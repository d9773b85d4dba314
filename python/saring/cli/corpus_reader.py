"""Reads the texts of files of every format, for commands that compare two corpora."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from saring.cli.progress import ProblemLines
from saring.io.containers import read_batches
from saring.io.discover import FileOptions, discover
from saring.io.documents import Document, documents
from saring.io.reading import ReadOptions
from saring.io.records import Outcome, Source

_PROBLEMS_SHOWN = 20


class CorpusReader:
    """Reads documents, and says what cannot be read.

    Parameters
    ----------
    options
        How they are found in files.
    scratch
        An empty folder for temporary files.

    Attributes
    ----------
    lost
        Problems so far.
    """

    def __init__(self, options: ReadOptions, scratch: Path) -> None:
        self._options = options
        self._scratch = scratch
        self._problems = ProblemLines(_PROBLEMS_SHOWN, "further problems are not shown")
        self.lost = 0

    def find(self, paths: Sequence[str]) -> list[Source]:
        """List the files."""
        found = discover(
            paths, self._scratch / "out", lambda _: FileOptions(text_field=self._options.text_field)
        )
        for problem in found.problems:
            self._tell(problem)
        return found.sources

    def read(self, sources: Sequence[Source]) -> Iterator[Document]:
        """Yield the documents of all files, in order."""
        for batch in read_batches(sources, self._options, self._scratch):
            met = [*batch.problems]
            for piece in batch.pieces:
                yield from documents(piece, self._options, met)
            for problem in met:
                if problem.outcome is Outcome.QUARANTINED:
                    self._tell(problem)

    def _tell(self, problem: Any) -> None:
        self.lost += 1
        if (line := self._problems.line(problem, "left out")) is not None:
            print(line, file=sys.stderr)
