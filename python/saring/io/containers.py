"""The containers that `saring clean` reads and writes; each is one module, registered here."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from saring import _core
from saring.errors import MissingExtraError
from saring.io import (
    arrow_files,
    csv_files,
    html_files,
    json_array,
    json_objects,
    jsonl,
    parquet,
    text_files,
    tsv_files,
    warc_files,
)
from saring.io.compression import START_BYTES, really, require_package
from saring.io.not_text import misnamed, why_not_text
from saring.io.paths import FileId, file_id
from saring.io.reading import ReadOptions, TemporaryFileError
from saring.io.records import SOURCE_CHANGED, Container, Item, Outcome, Piece, Problem, Source
from saring.io.remote import RemotePath, open_source, state_of
from saring.io.selection import Selection
from saring.io.wrong_field import without_text_stopped

BATCH_PIECES = 4096
PROBLEM_MEMORY = 1000


class Writer(Protocol):
    """Writes the clean file of one source."""

    def write(self, rendered: bytes | memoryview, batch: Any, table: Any, copies: Any) -> None:
        """Append the kept documents of the source: as bytes, or out of the core's batch."""

    def close(self) -> None:
        """Finish the file; if nothing was written it may be left out."""

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""


class Module(Protocol):
    """The interface of the module of a container."""

    SUFFIXES: tuple[str, ...]  # of file names, in lower case
    RENDERING: int  # how the core writes its documents: its `Rendering`
    HAS_FIELDS: bool  # documents are in records, whose fields have names

    def begins(self, head: bytes, /) -> bool:
        """Whether a file that begins so is one: a few hundred bytes, decompressed and in UTF-8."""

    def read(self, source: Source, options: ReadOptions, scratch: Path, /) -> Iterator[Item]:
        """Yield the documents and problems of a file, in order."""

    def open_writer(
        self, source: Source, options: ReadOptions, scratch: Path, target: Path, /
    ) -> Writer:
        """Open the clean file of a source."""


CONTAINERS: dict[Container, Any] = {
    Container.TEXT: text_files,
    Container.JSONL: jsonl,
    Container.JSON: json_objects,
    Container.JSON_ARRAY: json_array,
    Container.PARQUET: parquet,
    Container.HTML: html_files,
    Container.CSV: csv_files,
    Container.TSV: tsv_files,
    Container.WARC: warc_files,
    Container.ARROW: arrow_files,
}


class Place(NamedTuple):
    """Where reading goes on.

    Attributes
    ----------
    source
        Position of the source among those that are read.
    items
        Pieces and problems of it that were read.
    chunk_size
        With which its documents were divided into these; 0: any.
    taken
        Records that a `Selection` had left of the sources before it.
    """

    source: int = 0
    items: int = 0
    chunk_size: int = 0
    taken: int = 0


@dataclass(slots=True)
class Batch:
    """Pieces that follow each other, and the problems met on the way to them."""

    pieces: list[Piece] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    size: int = 0  # bytes of the pieces
    memory: int = 0  # about the most bytes that they take until their documents are stored
    position: int = 0  # bytes of all input files consumed when the batch was complete
    end: Place = field(default_factory=Place)  # where the next batch begins

    @property
    def group(self) -> int:
        """The group of its sources, which are all of one."""
        return self.pieces[0].source.group if self.pieces else 0


def read_source(
    source: Source, options: ReadOptions, scratch: Path, selection: Selection | None = None
) -> Iterator[Item]:
    """Documents and problems of one file, in order.

    Parameters
    ----------
    source
        The file.
    options
        How to find documents.
    scratch
        A folder for temporary files.
    selection
        Which of them are wanted; None: all.

    Yields
    ------
    Piece or Problem
        A file that cannot be opened or read on gives a `Problem`; nothing is raised for it. So does
        one that is no text though its name says so (`why_not_text`), and one whose size, time of
        change or place on disk is another at the end than before: its documents cannot be trusted.
    """
    try:
        before = file_state(source.path)
        if not _was_found(source, before):
            yield _changed(source)
            return
        found = _as_compressed(source)
        is_misnamed = found.compression != source.compression
        note = misnamed(source.compression, found.compression) if is_misnamed else ""
        require_package(found.compression)
        if (reason := why_not_text(found)) is not None:
            reason = f"{note}; {reason}" if note else reason
            yield Problem(source, None, reason, "not_text", of_file=True)
            return
        if note:
            note += ": read as that"
            yield Problem(source, None, note, "compression", None, Outcome.NOTED, of_file=True)
        items = CONTAINERS[source.container].read(found, options, scratch)
        items = without_text_stopped(items, source, options)
        yield from items if selection is None else selection.of(items)
        if _differs(source, before):
            yield _changed(source)
    except TemporaryFileError:
        raise
    except MissingExtraError as error:
        yield Problem(source, None, str(error), "unreadable", of_file=True)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield Problem(source, None, reason, "unreadable", of_file=True)


def _as_compressed(source: Source) -> Source:
    """Give a file the compression of its content."""
    with open_source(source.path) as file:
        compressed = really(source.compression, file.read(START_BYTES) or b"")
    return source if compressed == source.compression else replace(source, compression=compressed)


def file_state(path: Path) -> tuple[int, int, FileId | None]:
    """Return size, state or time of change, and place (None of remote ones) of a file.

    Raises
    ------
    OSError
        It is not there.
    """
    if isinstance(path, RemotePath):
        return (*state_of(path), None)
    now = os.stat(path)
    return now.st_size, now.st_mtime_ns, file_id(now)


def _was_found(source: Source, state: tuple[int, int, FileId | None]) -> bool:
    """Whether a file is still the one that was found; of remote ones a listing tells the size."""
    if isinstance(source.path, RemotePath):
        return source.size in (-1, state[0])
    return (source.size, source.mtime_ns) == state[:2]


def _differs(source: Source, before: tuple[int, int, FileId | None]) -> bool:
    """Whether a file is no longer the one that was there `before`."""
    try:
        return file_state(source.path) != before
    except OSError:
        return True


def _changed(source: Source) -> Problem:
    reason = (
        "the file changed while it was read; none of its documents is in the output: run again "
        "when nothing writes to it"
    )
    return Problem(source, None, reason, SOURCE_CHANGED, of_file=True)


def read_batches(
    sources: Sequence[Source],
    options: ReadOptions | Sequence[ReadOptions],
    scratch: Path,
    start: Place = Place(),  # noqa: B008
    selection: Selection | None = None,
) -> Iterator[Batch]:
    """Documents of all files in order, in batches.

    Parameters
    ----------
    sources
        The files.
    options
        How to find documents, or how for each group of sources; a batch is full at `chunk_size`
        bytes, `batch_memory` bytes of memory or 4096 pieces, and at the end of a group.
    scratch
        A folder for temporary files.
    start
        What comes before is left out. The source there is read from its beginning, since its rows
        may have to wait in `scratch` again.
    selection
        Which documents are wanted, if nothing was taken yet; None: all.

    Yields
    ------
    Batch
        Never empty.
    """
    groups = [options] if isinstance(options, ReadOptions) else options
    done = sum(max(source.size, 0) for source in sources[: start.source])
    batch = Batch(position=done)
    if selection is not None:
        selection.taken = start.taken
    for number, source in enumerate(sources[start.source :], start.source):
        is_first = number == start.source and start.chunk_size > 0
        of_source = groups[source.group]
        chunk_size = start.chunk_size if is_first else of_source.chunk_size
        how = replace(of_source, chunk_size=chunk_size)
        taken = 0 if selection is None else selection.taken
        if selection is not None:
            if selection.is_full:
                break
            selection.begun = number + 1
        if batch.pieces and batch.group != source.group:
            yield batch
            batch = Batch(position=batch.position)
        for at, item in enumerate(read_source(source, how, scratch, selection)):
            if is_first and at < start.items:
                continue
            batch.end = Place(number, at + 1, chunk_size, taken)
            if isinstance(item, Piece):
                batch.pieces.append(item)
                batch.size += len(item.data)
                batch.memory += _core.piece_memory(int(item.kind), item.data, of_source.has_pages)
                batch.position = done + item.position
            else:
                batch.problems.append(item)
                batch.size += len(item.raw or b"")
                batch.memory += PROBLEM_MEMORY + len(item.raw or b"")
            is_full = batch.size >= of_source.chunk_size or batch.memory >= of_source.batch_memory
            if is_full or len(batch.pieces) >= BATCH_PIECES:
                yield batch
                batch = Batch(position=batch.position)
        done += max(source.size, 0)
        batch.position = done
    if batch.pieces or batch.problems:
        yield batch
