"""How files are compressed: each way by its suffixes, its first bytes, and how it is undone."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol

from saring.errors import require

READ_BYTES = 1 << 20
GZIP_LEVEL = 6
# Level 1 would save .3 of the 8.7 s of a run, and make files 5 % larger.
ZSTD_LEVEL = 3
XZ_LEVEL = 6
_FIRST_STEP = 1 << 8
_ZSTD_SLICE = 1 << 11
# Windows of `zstd --long=31`, which take as much memory.
_MAX_WINDOW = 1 << 31
_XZ_MEMORY = 1 << 31
START_BYTES = 16  # of a file, which tell its compression
# Behind "BZh" and a digit, which a text may begin with: a block, or the end of nothing.
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
# Of frames of zstd and LZ4 that hold no content, which pzstd begins files with.
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")


class DamagedError(Exception):
    """Compressed bytes that cannot be decompressed further."""


class Member(ABC):
    """A stream that ends by itself; a file may have several.

    Attributes
    ----------
    name
        Of the compression, for messages.
    num_decompressed
        Bytes that were decompressed without error, if a call that fails returns nothing; None: all
        that precedes an error was given.
    """

    name: str
    num_decompressed: int | None = None

    @property
    @abstractmethod
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    @abstractmethod
    def unused_data(self) -> bytes:
        """What comes after the stream."""

    @abstractmethod
    def decompress(self, data: bytes) -> Iterator[bytes]:
        """Yield what is in the data in bounded pieces; `DamagedError` if that cannot be."""


class Compressor(Protocol):
    """Makes one stream; its bytes depend only on the content."""

    def compress(self, data: bytes) -> bytes:
        """Take bytes; what is ready of the stream."""

    def flush(self) -> bytes:
        """End the stream."""


class GzipMember(Member):
    """One gzip member (RFC 1952)."""

    name = "gzip"

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)

    def decompress(self, data: bytes) -> Iterator[bytes]:
        """Yield what is in the data in bounded pieces; before an error, all that precedes it."""
        before = self._stream.copy()
        given = 0
        rest = data
        try:
            while True:
                piece = self._stream.decompress(rest, READ_BYTES)
                given += len(piece)
                if piece:
                    yield piece
                rest = self._stream.unconsumed_tail
                if self._stream.eof or (not rest and len(piece) < READ_BYTES):
                    return
        except zlib.error as error:
            # zlib gives nothing of a call that fails; a byte at a time, it gives the rest.
            for at in range(len(data)):
                try:
                    piece = before.decompress(data[at : at + 1])
                except zlib.error:
                    break
                if piece[given:]:
                    yield piece[given:]
                given = max(given - len(piece), 0)
            raise DamagedError(str(error)) from None

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        """The bytes after the member."""
        return self._stream.unused_data


class ZstdMember(Member):
    """One Zstandard frame (RFC 8878)."""

    name = "Zstandard"

    def __init__(self) -> None:
        self._zstandard = require("zstandard")
        decompressor = self._zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
        self._stream = decompressor.decompressobj()
        self._step = _FIRST_STEP
        self.num_decompressed: int = 0
        self._rest = b""

    def decompress(self, data: bytes) -> Iterator[bytes]:
        """Yield the content of the data, in pieces of a few MiB except for the first of a bomb."""
        at = 0
        while at < len(data) and not self.eof:
            part = data[at : at + self._step]
            try:
                piece = self._stream.decompress(part)
            except self._zstandard.ZstdError as error:
                raise DamagedError(str(error)) from None
            at += len(part)
            self.num_decompressed += len(part)
            self._step = (
                max(self._step // 16, 1)
                if len(piece) > READ_BYTES
                else min(self._step * 2, _ZSTD_SLICE)
            )
            if piece:
                yield piece
        if self.eof:
            self._rest = bytes(self._stream.unused_data) + data[at:]

    @property
    def eof(self) -> bool:
        """Whether the frame has ended."""
        return bool(self._stream.eof)

    @property
    def unused_data(self) -> bytes:
        """The bytes after the frame."""
        return self._rest


class BoundedMember(Member):
    """One stream of a decompressor with the interface of `bz2.BZ2Decompressor`."""

    def __init__(self, name: str, stream: Any) -> None:
        self.name = name
        self._stream = stream

    def decompress(self, data: bytes) -> Iterator[bytes]:
        """Yield what is in the data in bounded pieces."""
        try:
            while True:
                piece = self._stream.decompress(data, READ_BYTES)
                data = b""
                if piece:
                    yield piece
                if self.eof or self._stream.needs_input:
                    return
        # bz2 raises OSError for damage, lz4 RuntimeError.
        except (OSError, ValueError, EOFError, RuntimeError, lzma.LZMAError) as error:
            raise DamagedError(str(error)) from None

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._stream.eof)

    @property
    def unused_data(self) -> bytes:
        """The bytes after the stream."""
        return bytes(self._stream.unused_data or b"")


class _Lz4:
    """One LZ4 frame."""

    def __init__(self) -> None:
        self._stream = require("lz4.frame", "formats").LZ4FrameCompressor(content_checksum=True)
        self._start = self._stream.begin()

    def compress(self, data: bytes) -> bytes:
        start, self._start = self._start, b""
        return bytes(start) + bytes(self._stream.compress(data))

    def flush(self) -> bytes:
        start, self._start = self._start, b""
        return bytes(start) + bytes(self._stream.flush())


def _zstd_compressor() -> Compressor:
    zstandard = require("zstandard")
    made: Compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compressobj()
    return made


def _lz4_member() -> Member:
    return BoundedMember("LZ4", require("lz4.frame", "formats").LZ4FrameDecompressor())


@dataclass(frozen=True, slots=True)
class Compression:
    """One way to compress a file.

    Attributes
    ----------
    suffixes
        Of file names, in lower case.
    magic
        First bytes.
    slice_bytes
        What is decompressed at once. Four bytes of Zstandard can hold a block of 128 KiB: 2 KiB
        give at most 64 MiB. What the others give is bounded otherwise; of a slice that is damaged,
        bzip2, xz and LZ4 give nothing.
    new_member
        Begins to decompress a stream.
    new_compressor
        Begins a stream. Gzip has neither name nor time: the same content gives the same file.
    package
        The module that it needs of the extra ``formats``; None for none.
    """

    suffixes: tuple[str, ...]
    magic: bytes
    slice_bytes: int
    new_member: Callable[[], Member]
    new_compressor: Callable[[], Compressor]
    package: str | None = None


COMPRESSIONS: dict[str, Compression] = {
    "gz": Compression(
        (".gz",),
        b"\x1f\x8b\x08",
        1 << 14,
        GzipMember,
        lambda: zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 31),
    ),
    "zst": Compression(
        (".zst", ".zstd"),
        b"\x28\xb5\x2f\xfd",
        _ZSTD_SLICE,
        ZstdMember,
        _zstd_compressor,
    ),
    "bz2": Compression(
        (".bz2",),
        b"BZh",
        1 << 11,
        lambda: BoundedMember("bzip2", bz2.BZ2Decompressor()),
        bz2.BZ2Compressor,
    ),
    "xz": Compression(
        (".xz",),
        b"\xfd7zXZ\x00",
        1 << 11,
        lambda: BoundedMember(
            "xz", lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
        ),
        lambda: lzma.LZMACompressor(preset=XZ_LEVEL),
    ),
    "lz4": Compression((".lz4",), b"\x04\x22\x4d\x18", 1 << 11, _lz4_member, _Lz4, "lz4.frame"),
}


def of_name(name: str) -> tuple[str, str]:
    """Split a file's name into the name without the suffix of a compression, and that.

    Parameters
    ----------
    name
        The name.

    Returns
    -------
    tuple of str
        The name in lower case, and a key of `COMPRESSIONS` or ``""``.

    Examples
    --------
    >>> of_name("RC_2019.jsonl.ZSTD")
    ('rc_2019.jsonl', 'zst')
    """
    name = name.lower()
    suffix = PurePosixPath(name).suffix
    for key, compression in COMPRESSIONS.items():
        if suffix in compression.suffixes:
            return name.removesuffix(suffix), key
    return name, ""


def of_content(head: bytes) -> str:
    """Tell a compression by a file's first bytes.

    Parameters
    ----------
    head
        At least `START_BYTES`, if the file has so many.

    Returns
    -------
    str
        A key of `COMPRESSIONS`; ``""`` if it is none of them.
    """
    for key, compression in COMPRESSIONS.items():
        if head.startswith(compression.magic) and (key != "bz2" or head[4:10] in _BZIP2_BLOCKS):
            return key
    return ""


def really(named: str, head: bytes) -> str:
    r"""Tell how a file is compressed, whatever its name says.

    Parameters
    ----------
    named
        What its name says: a key of `COMPRESSIONS` or ``""``.
    head
        As of `of_content`.

    Returns
    -------
    str
        What the content says; what the name says where the content was cut in its first bytes, or
        is nothing but NUL bytes.

    Examples
    --------
    >>> really("gz", b"\x28\xb5\x2f\xfd and so on"), really("gz", b"plain text")
    ('zst', '')
    """
    found = of_content(head)
    if found or not named or not head.strip(b"\0"):
        return found or named
    magic = COMPRESSIONS[named].magic
    is_cut = len(head) < START_BYTES and (magic.startswith(head) or head.startswith(magic))
    is_skippable = named in ("zst", "lz4") and _SKIPPABLE.match(head) is not None
    return named if is_cut or is_skippable else ""


def require_package(compressed: str) -> None:
    """Raise `MissingExtraError` if the package that a compression needs is not there."""
    package = COMPRESSIONS[compressed].package if compressed else None
    if package is not None:
        require(package, "formats")
