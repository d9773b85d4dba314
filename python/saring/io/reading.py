"""What the readers of all containers share."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from saring import _core
from saring._option_names import is_known, option
from saring.io.records import Outcome, Problem, Source
from saring.io.streams import ByteStream, Utf8Chunks

MAX_DOCUMENT = 64 << 20
# A batch of this many times its bytes in memory is full: lines of a byte or two take far more.
_MEMORY_PER_BYTE = 16

# Where signals of quality are written: members of this object in JSON, columns of tables.
SIGNALS_FIELD = "signals"
SIGNAL_FIELDS: tuple[str, ...] = tuple(f"{SIGNALS_FIELD}.{name}" for name in _core.SIGNALS)
SIGNAL_DECIMALS = 4  # in text: JSON and CSV


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How documents are found in files.

    Attributes
    ----------
    text_field, id_field, site_field, keep_field, date_field
        Names of members or columns in JSON Lines and Parquet; None: not read.
    has_pages
        True: the field of the text holds HTML pages.
    lang_field
        Where the language is written; None: nowhere.
    cluster_size_field
        Where the size of the document's cluster is written; None: nowhere.
    signals
        True: the signals of quality are written, in fields `SIGNAL_FIELDS`.
    encoding
        Label of the encoding of files that are not Parquet; None: each file's is found.
    lines
        True: each line of a text file is a document. False: each file is one.
    chunk_size
        Bytes at which a batch of documents is full.
    max_document
        Bytes of the longest text, page or record that is read; longer ones are quarantined.
    """

    text_field: str = "text"
    has_pages: bool = False
    id_field: str | None = "id"
    site_field: str | None = "url"
    keep_field: str | None = None
    date_field: str | None = "date"
    lang_field: str | None = None
    cluster_size_field: str | None = None
    signals: bool = False
    encoding: str | None = None
    lines: bool = False
    chunk_size: int = 4 << 20
    max_document: int = MAX_DOCUMENT

    @property
    def batch_memory(self) -> int:
        """Memory in bytes at which a batch of documents is full."""
        return _MEMORY_PER_BYTE * self.chunk_size

    def too_long(self, what: str, size: int | None) -> str:
        """Say that a line, text, page or record is longer than `max_document`."""
        much = "longer" if size is None else f"{size:,} bytes long, more"
        limit = f"{self.max_document:,} bytes"
        if is_known("max_document"):
            limit = f"{option('max_document')} ({limit})"
        return f"the {what} is {much} than {limit}"


class TemporaryFileError(OSError):
    """A temporary file of the run could not be written: not a fault of the source."""


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise `TemporaryFileError` for what fails in writing a file of ours."""
    try:
        yield
    except OSError as error:
        raise TemporaryFileError(error.errno, error.strerror or str(error), str(path)) from error


def cr_alone(source: Source) -> Problem:
    """Note that CR alone ended the lines of a file (`LineFeeds`)."""
    reason = "its lines end with CR alone, as on old Macintoshes: read, and written, with LF"
    return Problem(source, 1, reason, "line_ends", None, Outcome.NOTED)


def nul_bytes(data: bytes | bytearray) -> str | None:
    """Say that a file is damaged if it has only NUL bytes, as after a crash."""
    if data[:1] != b"\0" or data.strip(b"\0"):
        return None
    return f"the file is damaged: it has only NUL bytes ({len(data):,})"


def read_whole(source: Source, options: ReadOptions, *, is_text: bool) -> Iterator[bytes | Problem]:
    """Yield the bytes of a file that is one document, or its problems.

    Parameters
    ----------
    source
        The file.
    options
        With the longest document.
    is_text
        True: a byte order mark is removed, other encodings are decoded to UTF-8.

    Yields
    ------
    bytes or Problem
        At most one item of bytes. Half a document is not the document: a file that is cut is
        quarantined with what could be read of it.
    """
    with ByteStream(source.path, source.compression) as stream:
        chunks: Iterable[bytes] = stream.chunks()
        decoded = Utf8Chunks(iter(chunks), options.encoding) if is_text else None
        data = bytearray()
        for chunk in decoded or chunks:
            data += chunk
            if len(data) > options.max_document:
                reason = options.too_long("text" if is_text else "page", None)
                yield Problem(source, None, reason, "too_long", of_file=True)
                return
        if only_nul := nul_bytes(data):
            stream.failure = only_nul
            data.clear()
        if stream.failure:
            line = data.count(b"\n") + 1
            yield Problem(source, line, stream.failure, "cut", bytes(data) or None, of_file=True)
        elif not data:
            yield Problem(source, None, "the file is empty", "empty_file", None, Outcome.NOTED)
        else:
            if decoded is not None and decoded.encoding != "utf-8":
                reason = f"decoded from {decoded.encoding}"
                yield Problem(source, 1, reason, "encoding", None, Outcome.NOTED)
            yield bytes(data)
