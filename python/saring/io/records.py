"""What the readers hand on: documents, and records that could not be read."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    """A file format, by what stands inside after decompression."""

    TEXT = "txt"
    JSONL = "jsonl"
    PARQUET = "parquet"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Source:
    """One input file.

    Attributes
    ----------
    path
        Where it is read from.
    name
        Its path below the output folder, with ``/``, as people are shown it: see `printable`.
    format, compression
        By the file's name; compression is ``""``, ``"gz"`` or ``"zst"``.
    number
        Position among the inputs, from 0.
    target
        As `name`, but with the file's own characters (surrogate escapes for bytes that are not
        UTF-8): where to write it.
    size, mtime_ns
        Bytes and time of the last change when the file was found; -1 where they are not known.
    """

    path: Path
    name: str
    format: Format
    compression: str
    number: int
    target: str = ""
    size: int = -1
    mtime_ns: int = -1


@dataclass(slots=True)
class Record:
    """One document as read.

    Attributes
    ----------
    source
        The file it stands in.
    number
        Position among the file's records, from 0 (a row of a Parquet file).
    line
        Line of the file on which the record begins, from 1; None for Parquet.
    body
        The text (``str``), or the bytes of an HTML page.
    raw
        The JSON record as bytes of UTF-8; None for other formats.
    ident
        The record's id as JSON; None where there is none.
    site
        Host name of the page, where the record names one.
    """

    source: Source
    number: int
    line: int | None
    body: str | bytes
    raw: bytes | None = None
    ident: bytes | None = None
    site: str | None = None


class Fate(StrEnum):
    """What becomes of a record with a problem."""

    SET_ASIDE = "set aside"  # it cannot be read and goes to the quarantine
    REPAIRED = "repaired"  # it goes on; `raw` is what stood there before
    NOTED = "noted"  # nothing is lost or changed


@dataclass(slots=True)
class Problem:
    """Something that went wrong while reading.

    Attributes
    ----------
    source
        The file.
    line
        Line of the file, from 1; None where there is none to name.
    reason
        What was found and what was wanted.
    kind
        A short name for counting, e.g. ``"not_json"``.
    raw
        The bytes concerned; None where they are not at hand.
    fate
        What became of it.
    of_file
        Whether the whole file is concerned, and not a record of it: it could not be opened, or
        read to its end.
    """

    source: Source
    line: int | None
    reason: str
    kind: str
    raw: bytes | None = None
    fate: Fate = Fate.SET_ASIDE
    of_file: bool = False


Item = Record | Problem
