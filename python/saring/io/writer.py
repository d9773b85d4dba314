"""Files written so that their bytes depend on their content alone."""

import contextlib
from pathlib import Path
from typing import Any, BinaryIO

from saring.io.compression import COMPRESSIONS

# Compressors see pieces of exactly this size: the caller's own pieces leave no trace in the file.
PIECE_BYTES = 1 << 20


class CompressedWriter:
    """A file that is compressed on the way.

    Parameters
    ----------
    path
        The file; it is created or emptied, and so are missing folders above it.
    compression
        ``""`` or a key of `COMPRESSIONS`.

    Examples
    --------
    >>> import gzip, tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.gz"
    >>> with CompressedWriter(path, "gz") as file:
    ...     file.write(b"satu")
    >>> gzip.decompress(path.read_bytes())
    b'satu'
    """

    def __init__(self, path: Path, compression: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.written = 0
        self._pending = bytearray()
        self._compressor = COMPRESSIONS[compression].new_compressor() if compression else None
        self._file: BinaryIO = open(path, "wb")  # noqa: SIM115

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        self.written += len(data)
        if self._compressor is None:
            self._file.write(data)
            return
        # A piece at a time: what is given may be hundreds of megabytes long.
        view = memoryview(data)
        for at in range(0, len(view), PIECE_BYTES):
            self._pending += view[at : at + PIECE_BYTES]
            if len(self._pending) >= PIECE_BYTES:
                self._put(bytes(self._pending[:PIECE_BYTES]))
                del self._pending[:PIECE_BYTES]

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

    def __enter__(self) -> "CompressedWriter":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def _put(self, piece: bytes) -> None:
        assert self._compressor is not None
        self._file.write(self._compressor.compress(piece))


class BytesWriter:
    """The clean file of a source whose documents are written as bytes.

    Parameters
    ----------
    path, compression
        As for `CompressedWriter`; the file is made with the first document.
    is_written_empty
        True: the file is made even where no document is left.
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
