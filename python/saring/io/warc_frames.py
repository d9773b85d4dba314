"""WARC records as they are in a file (ISO 28500): each with its headers and its block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_HEADER = 1 << 16
MAX_SHOWN = 1000  # bytes of what is no record
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_START = re.compile(rb"WARC/\d")
_NEXT = re.compile(rb"\nWARC/\d")
_NO_LINE_END = re.compile(rb"[^\r\n]")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_KEPT_BEHIND = 8  # bytes in which the start of the next record may begin


@dataclass(frozen=True, slots=True)
class Frame:
    """One record, or what was found where one should begin.

    Attributes
    ----------
    header
        From the version to the blank line, which is included; of what is no record, its beginning.
    block
        The bytes after it; None if they are too many to be held.
    size
        Bytes of the block, as the header says.
    fault
        None, or what is wrong: no record, or one that was cut.
    """

    header: bytes
    block: bytes | None
    size: int
    fault: str | None = None


def frames(chunks: Iterable[bytes], max_block: int) -> Iterator[Frame]:
    """Cut a file into records.

    Parameters
    ----------
    chunks
        The decompressed bytes of the file.
    max_block
        Bytes of the longest block that is held.

    Yields
    ------
    Frame
        In order. What is no record is one frame up to the next line that begins one. Holds one
        record. Linear.
    """
    data = _Data(chunks)
    while data.skip_line_ends():
        header = data.header()
        length = _LENGTH.search(header or b"")
        if header is None or _START.match(header) is None or length is None:
            skipped = data.skip_to_record()
            yield Frame(skipped, None, 0, _fault(skipped, header))
            continue
        size = int(length[1])
        block = data.take(size) if size <= max_block else None
        is_cut = data.skip(size) < size if block is None else len(block) < size
        yield Frame(
            header, block, size, "the record ends early: the file was cut" if is_cut else None
        )


def _fault(skipped: bytes, header: bytes | None) -> str:
    if _START.match(skipped) is None:
        return "no WARC record begins here"
    return "the header does not end" if header is None else "the record has no Content-Length"


class _Data:
    """Bytes of chunks, taken from the front."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._data = bytearray()
        self._at = 0  # bytes of it that were taken

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        del self._data[: self._at]
        self._at = 0
        self._data += chunk
        return True

    def skip_line_ends(self) -> bool:
        """Skip to what is no line end; False at the end of the bytes."""
        while True:
            if (found := _NO_LINE_END.search(self._data, self._at)) is not None:
                self._at = found.start()
                return True
            self._at = len(self._data)
            if not self._more():
                return False

    def header(self) -> bytes | None:
        """Take a header; None, and nothing taken, if none ends within `MAX_HEADER` bytes."""
        while (end := _BLANK_LINE.search(self._data, self._at, self._at + MAX_HEADER)) is None:
            if len(self._data) - self._at >= MAX_HEADER or not self._more():
                return None
        header = bytes(self._data[self._at : end.end()])
        if _START.match(header) is None or _LENGTH.search(header) is None:
            return header
        self._at = end.end()
        return header

    def take(self, size: int) -> bytes:
        """Take so many bytes; fewer at the end."""
        while len(self._data) - self._at < size and self._more():
            pass
        taken = bytes(self._data[self._at : self._at + size])
        self._at += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """Skip so many bytes; how many there were."""
        skipped = 0
        while True:
            step = min(size - skipped, len(self._data) - self._at)
            self._at += step
            skipped += step
            if skipped == size or not self._more():
                return skipped

    def skip_to_record(self) -> bytes:
        """Skip to the next line that begins a record; the beginning of what was skipped."""
        shown = b""
        while (found := _NEXT.search(self._data, self._at)) is None:
            end = max(len(self._data) - _KEPT_BEHIND, self._at)
            shown += bytes(self._data[self._at : end])[: MAX_SHOWN - len(shown)]
            self._at = end
            if not self._more():
                found = None
                break
        end = len(self._data) if found is None else found.start() + 1
        shown += bytes(self._data[self._at : end])[: MAX_SHOWN - len(shown)]
        self._at = end
        return shown
