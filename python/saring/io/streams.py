"""Bytes out of files: decompression, byte order marks, lines; a cut file ends where it was cut."""

import codecs
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from saring.errors import require

READ_BYTES = 1 << 18
# A compressed slice this small cannot grow beyond some 256 MB, whatever it holds.
SLICE_BYTES = 1 << 13
# A longer line is taken for damage: it would not fit into memory beside its copies.
MAX_LINE_BYTES = 1 << 29

_UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF32_MARKS = {codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be"}


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


class ByteStream:
    """The decompressed bytes of one file, in order.

    Parameters
    ----------
    path
        The file.
    compression
        ``""``, ``"gz"`` or ``"zst"``.

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
        # Nothing but regular files: a pipe or a device could block for ever.
        self._file = open(path, "rb", buffering=0, opener=_open_regular)  # noqa: SIM115

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
        self.position += len(data)
        return data

    def _plain(self) -> Iterator[bytes]:
        while data := self._read(READ_BYTES):
            yield data

    def _decompressed(self) -> Iterator[bytes]:
        errors = _errors_of(self.compression)
        stream = _decompressor(self.compression)
        started = False  # inside a member or frame
        while data := self._read(READ_BYTES):
            at = 0
            while at < len(data):
                piece = data[at : at + SLICE_BYTES]
                at += len(piece)
                while piece:
                    if not started and not piece.strip(b"\0"):
                        piece = b""  # padding behind the last member
                        break
                    started = True
                    try:
                        out = stream.decompress(piece)
                    except errors as error:
                        self.failure = f"the {_NAMES[self.compression]} stream is damaged ({error})"
                        return
                    if out:
                        yield out
                    piece = b""
                    if stream.eof:
                        piece = stream.unused_data
                        stream = _decompressor(self.compression)
                        started = False
        if started:
            self.failure = f"the {_NAMES[self.compression]} stream ends early: the file was cut"


_NAMES = {"gz": "gzip", "zst": "Zstandard"}


def _open_regular(path: str, flags: int) -> int:
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is not a regular file")
    return descriptor


def _decompressor(compression: str) -> _Decompressor:
    if compression == "gz":
        return zlib.decompressobj(wbits=31)
    zstandard = require("zstandard")
    stream: _Decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 30).decompressobj()
    return stream


def _errors_of(compression: str) -> type[Exception]:
    return zlib.error if compression == "gz" else require("zstandard").ZstdError


class Utf8Chunks:
    """Chunks of bytes with the byte order mark taken off, UTF-16 and UTF-32 decoded to UTF-8.

    Parameters
    ----------
    chunks
        The bytes of a file, in order.

    Attributes
    ----------
    encoding
        ``"utf-8"``, or the encoding that was decoded; known after the first chunk. UTF-16 without
        a mark is recognised by its NUL bytes.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.encoding = "utf-8"

    def __iter__(self) -> Iterator[bytes]:
        head = b""
        for chunk in self._chunks:
            head += chunk
            if len(head) >= 4096:
                break
        self.encoding, skip = sniff_encoding(head)
        head = head[skip:]
        if self.encoding == "utf-8":
            if head:
                yield head
            yield from self._chunks
            return
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        yield decoder.decode(head).encode()
        for chunk in self._chunks:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()


def sniff_encoding(head: bytes) -> tuple[str, int]:
    """Tell the encoding of a file by its first bytes.

    Parameters
    ----------
    head
        The first bytes, 4096 where there are so many.

    Returns
    -------
    tuple[str, int]
        Python's name of the encoding, and the length of the byte order mark.

    Examples
    --------
    >>> sniff_encoding("kata".encode("utf-16"))[0], sniff_encoding(b"kata")[0]
    ('utf-16-le', 'utf-8')
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8", 3
    for mark, name in _UTF32_MARKS.items():
        if head.startswith(mark):
            return name, 4
    for mark, name in _UTF16_MARKS.items():
        if head.startswith(mark):
            return name, 2
    sample = head[:4096]
    if len(sample) >= 8:
        half = len(sample) // 2
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if odd > 0.7 * half and even < 0.05 * half:
            return "utf-16-le", 0
        if even > 0.7 * half and odd < 0.05 * half:
            return "utf-16-be", 0
    return "utf-8", 0


def split_lines(chunks: Iterator[bytes]) -> Iterator[bytes | None]:
    r"""Lines without their ``\n``; None stands for a line too long to hold.

    Parameters
    ----------
    chunks
        Bytes in order.

    Yields
    ------
    bytes or None
        Each line; a last line without ``\n`` too, unless it is empty.

    Notes
    -----
    Linear in the input, whatever the length of the lines.

    Examples
    --------
    >>> list(split_lines(iter([b"a\nb", b"c\n"])))
    [b'a', b'bc']
    """
    pending: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *rest = chunk.split(b"\n")
        if size <= MAX_LINE_BYTES:
            pending.append(first)
            size += len(first)
        if not rest:
            continue
        yield b"".join(pending) if size <= MAX_LINE_BYTES else None
        yield from rest[:-1]
        pending, size = [rest[-1]], len(rest[-1])
    if size:
        yield b"".join(pending) if size <= MAX_LINE_BYTES else None
