"""What the readers yield: pieces of files with documents, and what could not be read."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path

from saring._option_names import in_callers_names


class Container(StrEnum):
    """What a file is after decompression."""

    TEXT = "txt"
    JSONL = "jsonl"
    JSON = "json"  # objects of several lines each
    JSON_ARRAY = "json-array"
    PARQUET = "parquet"
    HTML = "html"
    CSV = "csv"
    TSV = "tsv"
    WARC = "warc"
    ARROW = "arrow"


class PieceKind(IntEnum):
    """What the bytes of a piece are; the numbers are the core's."""

    TEXT = 0
    HTML = 1
    TEXT_LINES = 2
    JSON_LINES = 3
    JSON_RECORD = 4
    DECODED_HTML = 5


@dataclass(frozen=True, slots=True)
class Source:
    """One input file.

    Attributes
    ----------
    path
        Where it is read from.
    name
        Its path below the output folder, with ``/``, as people are shown it: see `printable`.
    container, compression
        By the file's name or content; compression is ``""`` or a key of `COMPRESSIONS`.
    number
        Position among the inputs, from 0.
    target
        As `name`, but with the file's own characters (surrogate escapes for bytes that are not
        UTF-8): where to write it.
    size, mtime_ns
        Bytes and time of the last change when the file was found; -1 if not known.
    group
        Number of the options that it is read with; sources of one group have the same.
    """

    path: Path
    name: str
    container: Container
    compression: str
    number: int
    target: str = ""
    size: int = -1
    mtime_ns: int = -1
    group: int = 0


@dataclass(slots=True)
class Piece:
    """Bytes of one file: a document, or lines that each are one.

    Attributes
    ----------
    source
        The file.
    kind
        What the bytes are.
    first_record
        Number of the (first) document in the file: the row of a table or the line of a file,
        counted from 0.
    first_line
        Line of the file on which the piece starts, from 1; 0 for Parquet.
    data
        The text, page or lines.
    ident
        The document's id as JSON, or None.
    site
        Host name or URL of the document, if its record names one.
    rank
        What copies are chosen by, a date or a number, as JSON, or None.
    date
        When the document is from, as JSON, or None; for the report.
    position
        Bytes of the file consumed so far.
    """

    source: Source
    kind: PieceKind
    data: bytes | str
    first_record: int = 0
    first_line: int = 1
    ident: bytes | None = None
    site: str | None = None
    rank: bytes | None = None
    date: bytes | None = None
    position: int = 0

    def for_core(
        self,
    ) -> tuple[
        int, int, int, int, bytes | str, bytes | None, str | None, bytes | None, bytes | None
    ]:
        """Make the tuple that the core's cleaner takes."""
        return (
            int(self.kind),
            self.source.number,
            self.first_record,
            self.first_line,
            self.data,
            self.ident,
            self.site,
            self.rank,
            self.date,
        )


class Outcome(StrEnum):
    """How a problem of a record or file was handled."""

    QUARANTINED = "quarantined"  # it could not be read
    REPAIRED = "repaired"  # it was read; `raw` has the original bytes
    NOTED = "noted"  # nothing is lost or changed


@dataclass(slots=True)
class Problem:
    """Something that went wrong while reading.

    Attributes
    ----------
    source
        The file.
    line
        Line of the file, from 1, or None.
    reason
        What was found and what was expected.
    kind
        A short name for counting, e.g. ``"not_json"``.
    raw
        The bytes concerned; None if they were not held.
    outcome
        How it was handled.
    of_file
        Whether it is a problem of the whole file, and not of a record: it could not be opened, or
        read to its end.
    record
        Number of the record in a file without lines, from 0; None if there is none to name.
    """

    source: Source
    line: int | None
    reason: str
    kind: str
    raw: bytes | None = None
    outcome: Outcome = Outcome.QUARANTINED
    of_file: bool = False
    record: int | None = None

    def __post_init__(self) -> None:
        """Name options in the reason, which may be the core's, as the caller writes them."""
        self.reason = in_callers_names(self.reason)


Item = Piece | Problem

WRONG_FIELD = "wrong_field"
"""Kind of the problem of a file in which no record has a text: it is not read to its end."""

SOURCE_CHANGED = "source_changed"
"""Kind of the problem of a file that changed while it was read: it is quarantined whole."""
