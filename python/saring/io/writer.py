"""Files written so that their bytes depend on their content alone."""

from __future__ import annotations

import contextlib
import errno
import os
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from saring._named_files import create
from saring.io.compression import COMPRESSIONS
from saring.io.streams import ByteStream

# Compressors see pieces of exactly this size: the caller's own pieces leave no trace in the file.
PIECE_BYTES = 1 << 20
# The last pieces that a compressor got: more than it holds back (a block of 128 KiB in Zstandard).
_PIECES_HELD = 2


@dataclass(frozen=True, slots=True)
class SavedWriter:
    """How far a file was written, to continue in another process.

    Attributes
    ----------
    size
        Bytes of the file.
    written
        Bytes given, before compression.
    tail
        The last of them, which the file may not hold yet.
    """

    size: int
    written: int
    tail: bytes


def open_again(path: Path, size: int | None) -> BinaryIO:
    """Create or empty a file (None), or open one to continue after its first `size` bytes."""
    if size is None:
        return create(path)
    if os.path.getsize(path) < size:
        raise OSError(errno.EINVAL, "a file of an interrupted run was cut", os.fspath(path))
    file = create(path, "r+b")
    file.truncate(size)
    file.seek(size)
    return file


class CompressedWriter:
    """A file that is compressed on the way.

    Parameters
    ----------
    path
        The file; it is created or emptied, and so are missing folders above it.
    compression
        ``""`` or a key of `COMPRESSIONS`.
    saved
        What `saved` gave in an earlier process: the file is there, and what was added to it since
        is dropped. What was compressed is compressed again, since a compressor cannot be saved.

    Examples
    --------
    >>> import gzip, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.gz"
    >>> with CompressedWriter(path, "gz") as file:
    ...     file.write(b"satu")
    >>> gzip.decompress(path.read_bytes())
    b'satu'
    """

    def __init__(self, path: Path, compression: str, saved: SavedWriter | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.written = 0
        self._pending = bytearray()
        self._compressor = COMPRESSIONS[compression].new_compressor() if compression else None
        self._last: deque[bytes] = deque(maxlen=_PIECES_HELD)
        self._file: Any = open_again(path, None if saved is None else saved.size)
        if saved is not None and compression:
            self._compress_again(compression, saved)
        elif saved is not None:
            self.written = saved.written

    def _compress_again(self, compression: str, saved: SavedWriter) -> None:
        file, self._file = self._file, _Comparison(self.path)
        try:
            with ByteStream(self.path, compression) as stream:
                for chunk in stream.chunks():
                    self.write(chunk[: saved.written - self.written])
            missing = saved.written - self.written
            if missing > len(saved.tail):
                self._file.fail()
            self.write(saved.tail[len(saved.tail) - missing :])
            self._file.finish()
        finally:
            self._file.close()
            self._file = file

    def saved(self) -> SavedWriter:
        """Give all written so far to the system, and return what another process needs."""
        if not self._file.closed:
            self._file.flush()
        tail = b"".join((*self._last, self._pending))
        return SavedWriter(os.path.getsize(self.path), self.written, tail)

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        self.written += len(data)
        if self._compressor is None:
            self._file.write(data)
            return
        view = memoryview(data)
        at = 0
        while at < len(view):
            end = at + PIECE_BYTES - len(self._pending)
            if not self._pending and end <= len(view):
                self._put(bytes(view[at:end]))
            else:
                self._pending += view[at:end]
                if len(self._pending) == PIECE_BYTES:
                    self._put(bytes(self._pending))
                    self._pending.clear()
            at = end

    def size(self) -> int:
        """Bytes in the file so far, with those that wait to be compressed."""
        return self._file.tell() + len(self._pending)

    def close(self) -> None:
        """Finish the compressed stream and close the file."""
        if self._file.closed:
            return
        try:
            if self._compressor is not None:
                self._put(bytes(self._pending))
                self._file.write(self._compressor.flush())
            self._pending.clear()
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        self._pending.clear()
        # On a full disk what the buffer still holds cannot be written either.
        with contextlib.suppress(OSError):
            self._file.close()

    def __enter__(self) -> CompressedWriter:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _put(self, piece: bytes) -> None:
        assert self._compressor is not None
        self._last.append(piece)
        self._file.write(self._compressor.compress(piece))


class _Comparison:
    """In place of a file that is there already: what is written must be what it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = open(path, "rb")  # noqa: SIM115

    def write(self, data: bytes) -> None:
        if self._file.read(len(data)) != data:
            self.fail()

    def finish(self) -> None:
        """Check that nothing more is in the file."""
        if self._file.read(1):
            self.fail()

    def fail(self) -> None:
        reason = "what an interrupted run wrote is damaged, or was written by another Zstandard"
        raise OSError(errno.EINVAL, reason, os.fspath(self._path))

    def close(self) -> None:
        self._file.close()


class BytesWriter:
    """The clean file of a source whose documents are written as bytes.

    Parameters
    ----------
    path, compression
        As for `CompressedWriter`; the file is made with the first document.
    is_written_empty
        True: the file is made even if no document is left.
    """

    def __init__(self, path: Path, compression: str, *, is_written_empty: bool) -> None:
        self._path = path
        self._compression = compression
        self._file = CompressedWriter(path, compression) if is_written_empty else None

    def write(self, rendered: bytes | memoryview, batch: Any, table: Any, copies: Any) -> None:
        """Append rendered documents."""
        if self._file is None:
            self._file = CompressedWriter(self._path, self._compression)
        self._file.write(rendered)

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()

    def abandon(self) -> None:
        """Close the unfinished file after a failure."""
        if self._file is not None:
            self._file.abandon()
