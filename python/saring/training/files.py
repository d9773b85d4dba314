"""Files to train on, also compressed, read in blocks of whole lines."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from saring.errors import UsageError
from saring.io.paths import file_kind, printable
from saring.io.streams import ByteStream, Utf8Chunks

Folders = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

COMPRESSIONS = {"": "", ".gz": "gz", ".zst": "zst"}

BLOCK_BYTES = 1 << 18
MAX_LINE_BYTES = 1 << 24
# A compressed file with more text than this is refused if it also expands by more than MAX_RATIO.
# Usual text expands 3- to 20-fold.
MAX_DENSE_BYTES = 1 << 27
MAX_RATIO = 200


@dataclass(frozen=True, slots=True)
class TrainingFile:
    """One file of lines.

    Attributes
    ----------
    label
        Name of the file without endings: ``"ind_Latn"``.
    path
        Where it is.
    compression
        ``""``, ``"gz"`` or ``"zst"``.
    name
        Folder and file name, as in reports.
    status
        Status of the file when it was found; None for a broken link.
    """

    label: str
    path: Path
    compression: str
    name: str
    status: os.stat_result | None

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.status.st_size if self.status else 0

    def blocks(self) -> Iterator[bytes]:
        """Yield the text as UTF-8 without a byte order mark, in blocks of whole lines.

        Memory depends on the longest line, not on the length of the text.

        Raises
        ------
        UsageError
            If the file is damaged, not UTF-8, without text, or changed since it was found; if a
            line has more than `MAX_LINE_BYTES`; or if a small file expands without limit. The
            message names file and line.
        OSError
            If it cannot be read.
        """
        lines = 0
        has_text = has_nul = False
        with ByteStream(self.path, self.compression) as stream:
            for block in self._whole_lines(stream):
                self._check_utf8(block, lines)
                lines += block.count(b"\n")
                has_text = has_text or bool(block.strip(b"\0 \t\r\n\v\f"))
                has_nul = has_nul or (not has_text and b"\0" in block)
                yield block
        if self._is_changed():
            raise self._error("")
        if not has_text:
            what = "contains only NUL bytes: it is damaged" if has_nul else "is empty"
            raise UsageError(f"{quoted(self.path)} {what}; remove it, or put text into it")

    def _bounded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if self.compression and size > max(MAX_DENSE_BYTES, MAX_RATIO * self.size):
                raise self._error(
                    f"over {MAX_RATIO} times as much text as the file has bytes: remove it, or "
                    "decompress it"
                )
            yield chunk

    def _whole_lines(self, stream: ByteStream) -> Iterator[bytes]:
        pending = bytearray()
        lines = 0
        for chunk in Utf8Chunks(self._bounded(stream.chunks()), "utf-8"):
            for at in range(0, len(chunk), BLOCK_BYTES):
                searched = len(pending)
                pending += chunk[at : at + BLOCK_BYTES]
                if end := pending.rfind(b"\n", searched) + 1:
                    lines += pending.count(b"\n")
                    yield bytes(pending[:end])
                    del pending[:end]
                if len(pending) > MAX_LINE_BYTES:
                    raise self._error(f"longer than {MAX_LINE_BYTES >> 20} MiB", lines + 1)
        if stream.failure:  # part of a line would look like a bad line
            raise self._error(stream.failure)
        if pending:
            yield bytes(pending)

    def _check_utf8(self, block: bytes, lines: int) -> None:
        try:
            block.decode()
        except UnicodeDecodeError as error:
            line = lines + block.count(b"\n", 0, error.start) + 1
            column = error.start - (block.rfind(b"\n", 0, error.start) + 1) + 1
            raise self._error(
                f"not UTF-8 (byte 0x{block[error.start]:02x} at column {column}); convert the "
                "file, for example by iconv",
                line,
            ) from None

    def _error(self, what: str, line: int | None = None) -> UsageError:
        """Make an error that names file and line; for a changed file, it says only this."""
        if self._is_changed():
            return UsageError(f"{quoted(self.path)} changed while it was read: start again")
        place = f", line {line}" if line is not None else ""
        return UsageError(f"{quoted(self.path)}{place}: {what}")

    def _is_changed(self) -> bool:
        now = status_of(self.path)
        return now is None or self.status is None or _stamp(now) != _stamp(self.status)


def folder_paths(folders: Folders) -> list[Path]:
    """Return one folder or several as paths; a folder that is given twice is kept once."""
    given = [folders] if isinstance(folders, str | os.PathLike) else folders
    paths: dict[str, Path] = {}
    for folder in given:
        paths.setdefault(os.path.realpath(folder), Path(folder))
    return list(paths.values())


def quoted(path: str | os.PathLike[str]) -> str:
    """Return a path as messages show it.

    Examples
    --------
    >>> quoted(Path("lines") / "ind_Latn.txt")
    "'lines/ind_Latn.txt'"
    """
    return f"'{printable(path)}'"


def check_regular(files: Sequence[TrainingFile]) -> None:
    """Refuse broken links, folders and devices.

    Raises
    ------
    UsageError
        For the first such file.
    """
    for file in files:
        if file.status is None:
            raise UsageError(f"{quoted(file.path)} is a link that leads nowhere: remove it")
        if not stat.S_ISREG(file.status.st_mode):
            kind = file_kind(file.status.st_mode)
            raise UsageError(f"{quoted(file.path)} is {kind}; expected a regular file")


def status_of(path: Path) -> os.stat_result | None:
    """Return the status of a file; None if it is missing or cannot be examined."""
    try:
        return os.stat(path)
    except OSError:
        return None


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
