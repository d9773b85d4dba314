"""Documents out of plain text and HTML files."""

from collections.abc import Iterator

from saring.io.records import Fate, Item, Problem, Record, Source
from saring.io.streams import ByteStream, Utf8Chunks, split_lines


class TextReader:
    """Reads one text file: one document, or one a line.

    Parameters
    ----------
    source
        The file.
    by_line
        True: each line is a document; blank lines are skipped.
    """

    def __init__(self, source: Source, by_line: bool) -> None:
        self._source = source
        self._by_line = by_line

    def read(self, stream: ByteStream) -> Iterator[Item]:
        """Yield the file's documents and problems, in order."""
        return self._read_lines(stream) if self._by_line else self._read_whole(stream)

    def _read_whole(self, stream: ByteStream) -> Iterator[Item]:
        chunks = Utf8Chunks(stream.chunks())
        data = b"".join(chunks)
        if stream.failure:
            # Half a document is not the document: it is set aside with what could be read.
            yield Problem(self._source, _last_line(data), stream.failure, "cut", data, of_file=True)
            return
        if not data:
            return
        if chunks.encoding != "utf-8":
            reason = f"decoded from {chunks.encoding.upper()}"
            yield Problem(self._source, 1, reason, "encoding", None, Fate.NOTED)
        yield from _decoded(self._source, 0, 1, data)

    def _read_lines(self, stream: ByteStream) -> Iterator[Item]:
        chunks = Utf8Chunks(stream.chunks())
        number = 0
        for line_number, line in enumerate(split_lines(iter(chunks)), start=1):
            if line is None:
                reason = "the line is longer than 512 MiB"
                yield Problem(self._source, line_number, reason, "too_long")
            elif line and not line.isspace():
                yield from _decoded(self._source, number, line_number, line.removesuffix(b"\r"))
                number += 1
        if stream.failure:
            yield Problem(self._source, None, stream.failure, "cut", of_file=True)


class HtmlReader:
    """Reads one HTML page; its encoding is found by the extractor.

    Parameters
    ----------
    source
        The file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, stream: ByteStream) -> Iterator[Item]:
        """Yield the page, or the problem."""
        data = b"".join(stream.chunks())
        if stream.failure:
            yield Problem(self._source, _last_line(data), stream.failure, "cut", data, of_file=True)
        elif data:
            yield Record(self._source, 0, 1, data)


def _decoded(source: Source, number: int, line: int, data: bytes) -> Iterator[Item]:
    try:
        body = data.decode()
    except UnicodeDecodeError as error:
        body = data.decode("utf-8", "replace")
        at = line + data.count(b"\n", 0, error.start)
        reason = "invalid UTF-8 replaced by U+FFFD"
        yield Problem(source, at, reason, "invalid_utf8", data, Fate.REPAIRED)
    yield Record(source, number, line, body)


def _last_line(data: bytes) -> int:
    return data.count(b"\n") + 1
