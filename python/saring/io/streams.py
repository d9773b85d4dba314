"""Bytes of files: decompression, byte order marks, lines; a cut file ends at the cut."""

import codecs
import contextlib
import errno
import functools
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from saring import _core
from saring._languages import LANGUAGE_MODEL
from saring.io.compression import COMPRESSIONS, READ_BYTES, DamagedError, Member
from saring.io.remote import open_source

# Bytes that tell the encoding of what is not ASCII.
_ENOUGH = 1 << 16
_MARKS_OF_LINES = re.compile(rb'["\r\n]')

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class ByteStream:
    """The decompressed bytes of one file, in order.

    Parameters
    ----------
    path
        The file.
    compression
        ``""`` or a key of `COMPRESSIONS`.

    Attributes
    ----------
    failure
        None, or why the bytes end before the file's own end.
    position
        Bytes of the file consumed so far.

    Raises
    ------
    OSError
        Where the file cannot be opened or read.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = path.write_bytes(b"satu")
    >>> with ByteStream(path, "") as stream:
    ...     b"".join(stream.chunks())
    b'satu'
    """

    def __init__(self, path: Path, compression: str) -> None:
        self.path = path
        self.compression = compression
        self.failure: str | None = None
        self.position = 0
        self._file = open_source(path)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> "ByteStream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed bytes; stops at damage, and `failure` says so."""
        return self._decompressed() if self.compression else self._plain()

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        if data is None:  # a file of the kernel, without anything to read as yet
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), os.fspath(self.path))
        self.position += len(data)
        return data

    def _plain(self) -> Iterator[bytes]:
        while data := self._read(READ_BYTES):
            yield data

    def _decompressed(self) -> Iterator[bytes]:
        kind = COMPRESSIONS[self.compression]
        member: Member | None = None
        members = 0
        start = 0  # of the member in the file
        for end, data in self._slices(kind.slice_bytes):
            while data:
                if member is None:
                    if members and not data.strip(b"\0"):
                        break  # padding after the last member
                    member = kind.new_member()
                    members += 1
                    start = end - len(data)
                try:
                    yield from member.decompress(data)
                except DamagedError as error:
                    if member.num_decompressed is not None:
                        yield from self._before_damage(start, member.num_decompressed)
                    self.failure = f"the {member.name} stream is damaged ({error})"
                    return
                data = b""
                if member.eof:
                    data = member.unused_data
                    member = None
        if member is not None:
            self.failure = f"the {member.name} stream ends early: the file was cut"

    def _slices(self, size: int) -> Iterator[tuple[int, bytes]]:
        """Yield the file in slices, each with its end in the file."""
        offset = 0
        while data := self._read(READ_BYTES):
            for at in range(0, len(data), size):
                piece = data[at : at + size]
                yield offset + at + len(piece), piece
            offset += len(data)

    def _before_damage(self, start: int, size: int) -> Iterator[bytes]:
        """Yield what a stream holds between its first `size` bytes and the damage.

        The decompressor gives nothing of a call that fails: the frame is read again, and behind
        what was given already a byte at a time.
        """
        again = COMPRESSIONS[self.compression].new_member()
        self._file.seek(start)
        left = size
        while left:
            data = self._file.read(min(READ_BYTES, left))
            if not data:
                return
            for _ in again.decompress(data):
                pass
            left -= len(data)
        with contextlib.suppress(DamagedError):
            while data := self._file.read(1):
                yield from again.decompress(data)


class Utf8Chunks:
    """Chunks of bytes in any encoding, in UTF-8 and without byte order mark.

    Parameters
    ----------
    chunks
        The bytes of a file, in order.
    encoding
        Label of the encoding that they are in; None: it is found. Bytes of UTF-8 with some that are
        not valid are left as they are.

    Attributes
    ----------
    encoding
        Name of the encoding that was decoded; ``"utf-8"`` as long as all was valid UTF-8.

    Examples
    --------
    >>> b"".join(Utf8Chunks(iter(["Un café, une cité.".encode("latin1")]))).decode()
    'Un café, une cité.'
    """

    def __init__(self, chunks: Iterator[bytes], encoding: str | None = None) -> None:
        self._chunks = chunks
        self._given = _core.check_encoding(encoding or "")
        self.encoding = self._given or "utf-8"

    def __iter__(self) -> Iterator[bytes]:
        head = b""
        for chunk in self._chunks:
            head += chunk
            # A line end without NUL bytes is UTF-8's: who writes a line may wait for the answer.
            if len(head) >= 4096 or (b"\n" in head[4:] and b"\0" not in head):
                break
        if not self._given and not _is_told_by_its_start(head):
            yield from self._unmarked(head)
            return
        if not self._given:
            self.encoding = _finder().find(head)
        if self.encoding != "utf-8":
            yield from self._decoded(head)
            return
        if head := head.removeprefix(codecs.BOM_UTF8):
            yield head
        yield from self._chunks

    def _unmarked(self, data: bytes) -> Iterator[bytes]:
        """Yield ASCII as it is, up to the first bytes that tell the encoding."""
        waiting = b""
        while data:
            data = waiting + data
            waiting = b""
            error = None if data.isascii() else _core.text_find_invalid(data)
            if error is not None and data[:error].isascii() and _is_unfinished(data[error:]):
                waiting = data[error:]
                data = data[:error]
            elif error is not None and not _is_unfinished(data[error:]):
                data = self._with_more(data, error)
                self.encoding = _finder().find(data)
                if self.encoding != "utf-8":
                    yield from self._decoded(data)
                    return
            if data:
                yield data
            if not data.isascii():  # it is UTF-8
                yield from self._chunks
                return
            data = next(self._chunks, b"")
        if waiting:
            self.encoding = _finder().find(waiting)
            yield from self._decoded(waiting)

    def _with_more(self, data: bytes, first: int) -> bytes:
        """Add what follows until it is enough to tell an encoding; a line that came alone stays."""
        while len(data) - first < _ENOUGH and not (data.endswith(b"\n") and len(data) < _ENOUGH):
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            data += chunk
        return data

    def _decoded(self, data: bytes) -> Iterator[bytes]:
        """Yield the data and what follows it, decoded."""
        decoder = _core.StreamDecoder(self.encoding)
        is_start = True
        for chunk in itertools.chain([data], self._chunks):
            decoded = decoder.decode(chunk, False)
            if is_start and decoded:
                decoded = decoded.removeprefix(codecs.BOM_UTF8)
                is_start = False
            yield decoded
        yield decoder.decode(b"", True)


class LineFeeds:
    r"""Chunks of bytes with lines that end with LF, also if they ended with CR alone in the file.

    Parameters
    ----------
    chunks
        The bytes of a file, in order, in a superset of ASCII.
    has_quotes
        True: CSV, whose first line tells its line ends; those between quotes do not. False: only
        a file without LF in its first 64 KiB ends its lines with CR alone.

    Attributes
    ----------
    has_changed
        Whether CR was replaced, once the first chunk was given.

    Examples
    --------
    >>> b"".join(LineFeeds(iter([b"a,b\r1,", b"2\r"]), has_quotes=True))
    b'a,b\n1,2\n'
    """

    def __init__(self, chunks: Iterable[bytes], *, has_quotes: bool) -> None:
        self._chunks = iter(chunks)
        self._has_quotes = has_quotes
        self.has_changed = False

    def __iter__(self) -> Iterator[bytes]:
        head = b""
        told: bool | None = None
        while told is None and len(head) < _ENOUGH:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            head += chunk
            told = self._tells(head)
        self.has_changed = bool(self._tells(head, is_all=True) if told is None else told)
        if not self.has_changed:
            if head:
                yield head
            yield from self._chunks
            return
        held = b""  # a CR whose LF may follow
        for chunk in itertools.chain([head], self._chunks):
            chunk = held + chunk
            held = b"\r" if chunk.endswith(b"\r") else b""
            yield chunk.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if held:
            yield b"\n"

    def _tells(self, head: bytes, *, is_all: bool = False) -> bool | None:
        """Whether lines end with CR alone; None: what is there, if not all, does not tell."""
        if not self._has_quotes:
            return False if b"\n" in head else b"\r" in head if is_all else None
        is_quoted = False
        for mark in _MARKS_OF_LINES.finditer(head):
            if mark[0] == b'"':
                is_quoted = not is_quoted
            elif not is_quoted:
                if mark.end() < len(head) or is_all:
                    return mark[0] == b"\r" and head[mark.end() : mark.end() + 1] != b"\n"
                return False if mark[0] == b"\n" else None
        return False if is_all else None


def _is_told_by_its_start(head: bytes) -> bool:
    """Whether it has a byte order mark, or is in an encoding whose bytes are valid UTF-8."""
    return head.startswith(_MARKS) or b"\0" in head or b"\x1b$" in head


def _is_unfinished(data: bytes) -> bool:
    """Whether these may be the first bytes of a character in UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


@functools.cache
def _finder() -> _core.EncodingFinder:
    return _core.EncodingFinder(LANGUAGE_MODEL)


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Lines that follow each other.

    Attributes
    ----------
    first_line
        Number of the first line in the file, from 1.
    data
        The lines with their ends; the last one of a file may have none. Empty for a line that is
        too long.
    too_long
        0, or the length in bytes of a line that is longer than the limit: it is not in `data`.
    """

    first_line: int
    data: bytes
    too_long: int = 0


def line_blocks(chunks: Iterable[bytes], block_bytes: int, max_line: int) -> Iterator[LineBlock]:
    r"""Cut bytes into blocks of whole lines.

    Parameters
    ----------
    chunks
        Bytes in order.
    block_bytes
        Size of a block at which it ends with the next line; at least 1.
    max_line
        Length in bytes of the longest line that is held in memory.

    Yields
    ------
    LineBlock
        The lines in order. Linear in the input; holds a block and a line.

    Examples
    --------
    >>> [block.data for block in line_blocks([b"a\nb", b"c\nd"], 2, 100)]
    [b'a\n', b'bc\n', b'd']
    """
    pending: list[bytes | memoryview] = []
    size = 0  # of what is pending
    tail = 0  # of it, bytes after the last line end
    line = 1
    skipped = 0  # bytes of a line that is too long
    for chunk in chunks:
        if skipped:
            behind = chunk.find(b"\n") + 1
            if not behind:
                skipped += len(chunk)
                continue
            yield LineBlock(line, b"", skipped + behind - 1)
            line, skipped, chunk = line + 1, 0, chunk[behind:]
        last = chunk.rfind(b"\n") + 1
        tail = len(chunk) - last if last else tail + len(chunk)
        if last and size + last >= block_bytes:
            data = b"".join([*pending, memoryview(chunk)[:last]])
            yield LineBlock(line, data)
            line += data.count(b"\n")
            pending, size, chunk = [], 0, chunk[last:]
        pending.append(chunk)
        size += len(chunk)
        if tail > max_line:
            if size > tail:
                data = b"".join(pending)[: size - tail]
                yield LineBlock(line, data)
                line += data.count(b"\n")
            pending, size, tail, skipped = [], 0, 0, tail
    if skipped:
        yield LineBlock(line, b"", skipped)
    elif size:
        yield LineBlock(line, b"".join(pending))
