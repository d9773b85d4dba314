"""All documents of a run in order, in batches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from saring.io.read_jsonl import JsonlReader
from saring.io.read_parquet import ParquetReader
from saring.io.read_text import HtmlReader, TextReader
from saring.io.records import Fate, Format, Item, Problem, Record, Source
from saring.io.streams import ByteStream

BATCH_ROWS = 4096


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How documents are found in files.

    Attributes
    ----------
    text_field, id_field, site_field
        Names of members or columns in JSON Lines and Parquet; None: there is none.
    by_line
        True: each line of a text file is a document. False: each file is one.
    """

    text_field: str = "text"
    id_field: str | None = "id"
    site_field: str | None = "url"
    by_line: bool = False


@dataclass(slots=True)
class Batch:
    """Documents that follow each other, and the problems met on the way to them."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Bytes of all input files consumed when the batch was complete.
    position: int = 0


def read_source(
    source: Source, options: ReadOptions, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Item]:
    """Documents and problems of one file, in order.

    Parameters
    ----------
    source
        The file.
    options
        How to find documents.
    progress
        Called with the number of bytes consumed so far.

    Yields
    ------
    Record or Problem
        A file that cannot be opened or read on gives a `Problem`; nothing is raised for it.
    """
    try:
        if source.format is Format.PARQUET:
            fields = (options.text_field, options.id_field, options.site_field)
            yield from ParquetReader(source, *fields).read()
            progress(source.path.stat().st_size)
            return
        with ByteStream(source.path, source.compression) as stream:
            is_empty = True
            for item in _reader(source, options).read(stream):
                is_empty = False
                progress(stream.position)
                yield item
            progress(stream.position)
            if is_empty:
                yield Problem(source, None, "the file is empty", "empty_file", None, Fate.NOTED)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield Problem(source, None, reason, "unreadable", of_file=True)


def _reader(source: Source, options: ReadOptions) -> JsonlReader | TextReader | HtmlReader:
    if source.format is Format.JSONL:
        fields = (options.text_field, options.id_field, options.site_field)
        return JsonlReader(source, *fields)
    if source.format is Format.HTML:
        return HtmlReader(source)
    return TextReader(source, options.by_line)


def read_batches(
    sources: Sequence[Source], options: ReadOptions, batch_bytes: int
) -> Iterator[Batch]:
    """Documents of all files in order, in batches of about `batch_bytes`.

    Parameters
    ----------
    sources
        The files.
    options
        How to find documents.
    batch_bytes
        A batch is full at this size (bytes of text) or at 4096 documents.

    Yields
    ------
    Batch
        Never empty.
    """
    batch = Batch()
    size = 0
    done = 0
    for source in sources:
        position = 0

        def note(at: int) -> None:
            nonlocal position
            position = at

        for item in read_source(source, options, note):
            if isinstance(item, Record):
                batch.records.append(item)
                size += len(item.body)
            else:
                batch.problems.append(item)
            size += len(item.raw or b"")
            if size >= batch_bytes or len(batch.records) >= BATCH_ROWS:
                batch.position = done + position
                yield batch
                batch, size = Batch(), 0
        done += position
    if batch.records or batch.problems:
        batch.position = done
        yield batch
