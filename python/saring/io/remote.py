"""Files on remote systems by their URLs (``s3://…``, ``https://…``), by fsspec."""

from __future__ import annotations

import functools
import hashlib
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PosixPath
from typing import Any, BinaryIO, NoReturn, cast

from saring.errors import MissingExtraError, UsageError, require
from saring.io.paths import open_regular, printable

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(::|://)")
# Systems without folders: a path is a file, and ? belongs to its name.
_WEB = ("http://", "https://")
# What file systems tell of the state of a file.
_STAMPS = ("mtime", "LastModified", "last_modified", "updated", "created", "ETag", "etag", "md5")
_BUFFER_BYTES = 1 << 20


def is_url(path: str | os.PathLike[str]) -> bool:
    """Whether a path names a file on a remote system.

    Examples
    --------
    >>> is_url("s3://bucket/a.jsonl"), is_url("crawl/a.jsonl")
    (True, False)
    """
    return isinstance(path, RemotePath) or _URL.match(os.fsdecode(path)) is not None


class RemotePath(PosixPath):
    """A URL with the parts of a path; only `open_source` opens it.

    Parameters
    ----------
    url
        With its protocol.

    Examples
    --------
    >>> RemotePath("memory://crawl/a.jsonl.zst").suffix
    '.zst'
    """

    url: str

    def __new__(cls, url: str) -> RemotePath:  # noqa: D102
        return super().__new__(cls, url)

    def __init__(self, url: str) -> None:
        if sys.version_info >= (3, 12):
            super().__init__(url)
        self.url = url

    def __str__(self) -> str:
        return self.url

    def __fspath__(self) -> str:
        return self.url

    def __reduce__(self) -> tuple[Any, ...]:
        return RemotePath, (self.url,)

    @property
    def parent(self) -> Path:  # type: ignore[override]
        """The folder, as a path that leads nowhere."""
        return Path(self.url.rpartition("/")[0])


def path_of(path: str) -> Path:
    """Return a path, or the path of a URL."""
    return RemotePath(path) if is_url(path) else Path(path)


def open_source(path: Path) -> BinaryIO:
    """Open a file to be read, without a buffer of ours.

    Parameters
    ----------
    path
        A regular file, or a `RemotePath`, which is read as a stream.

    Returns
    -------
    BinaryIO
        The file, which can seek.

    Raises
    ------
    OSError
        It cannot be opened, or is a pipe or a device.
    """
    if not isinstance(path, RemotePath):
        # Only regular files: a pipe or a device could block for ever.
        return open(path, "rb", buffering=0, opener=open_regular)
    return cast(BinaryIO, _RemoteFile(path.url))


class _RemoteFile(io.RawIOBase):
    """A remote file; errors of every package become OSErrors."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._file: Any = None
        system, path = _system(url)
        try:
            self._file = system.open(path, "rb", block_size=_BUFFER_BYTES)
        except Exception as error:
            _raise(url, error)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._file.read(len(view))
        except Exception as error:
            _raise(self._url, error)
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        try:
            return int(self._file.seek(offset, whence))
        except Exception as error:
            _raise(self._url, error)

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if not self.closed and self._file is not None:
            self._file.close()
        super().close()


def state_of(path: Path) -> tuple[int, int]:
    """Return size and state of a file: a different state means different content.

    Raises
    ------
    OSError
        It is not there.
    """
    assert isinstance(path, RemotePath)
    system, name = _system(path.url)
    try:
        system.invalidate_cache()
        return _state(system.info(name))
    except Exception as error:
        _raise(path.url, error)


def find(given: str) -> Iterator[tuple[RemotePath, str, tuple[int, int], bool]]:
    """List what a URL leads to.

    Parameters
    ----------
    given
        A file, a folder, which is searched whole, or a pattern with ``*``, ``?``, ``[…]``, ``**``
        (of the web only ``*``).

    Yields
    ------
    tuple
        Path, name below the folder, size and state, and whether it was named by itself; in the
        order of the names.

    Raises
    ------
    UsageError
        Nothing is there, or the file system cannot be reached.
    MissingExtraError
        fsspec, or the package of the file system, is not installed.
    """
    system, path = _system(given)
    is_web = given.startswith(_WEB)
    try:
        if "*" in given or (not is_web and re.search(r"[?\[]", given)):
            found = {name: info for name, info in system.glob(path, detail=True).items() if name}
            start, is_named = "", False
        elif not is_web and system.isdir(path):
            found = system.find(path, detail=True)
            start, is_named = path.rstrip("/") + "/", False
        else:
            found, start, is_named = {path: system.info(path)}, "", True
    except FileNotFoundError:
        found, start, is_named = {}, "", True
    except Exception as error:
        raise UsageError(f"'{printable(given)}' cannot be searched: {_shown(error)}") from None
    files = {name: info for name, info in found.items() if info.get("type") != "directory"}
    if not files:
        raise UsageError(f"no such file: '{printable(given)}'")
    for name in sorted(files):
        below = name.removeprefix(start) if start else name.rpartition("/")[2]
        if is_named:
            url = given
        elif start:
            url = f"{given.rstrip('/')}/{below}"
        else:
            url = system.unstrip_protocol(name)
        yield RemotePath(url), below, _state(files[name]), is_named


def _state(info: dict[str, Any]) -> tuple[int, int]:
    size = info.get("size")
    stamp = repr([info[name] for name in _STAMPS if info.get(name) is not None])
    digest = hashlib.sha256(stamp.encode()).digest()
    return -1 if size is None else int(size), int.from_bytes(digest[:7], "big")


@functools.lru_cache(maxsize=256)
def _system(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path in it."""
    fsspec = require("fsspec", "remote")
    try:
        return cast("tuple[Any, str]", fsspec.core.url_to_fs(url))
    except ImportError as error:
        raise MissingExtraError(f"'{printable(url)}': {_shown(error)}") from None
    except Exception as error:
        raise UsageError(f"'{printable(url)}': {_shown(error)}") from None


def _shown(error: Exception) -> str:
    return printable(str(error) or type(error).__name__)


def _raise(url: str, error: Exception) -> NoReturn:
    if isinstance(error, OSError) and error.strerror:
        raise error
    raise OSError(f"{_shown(error)}: '{printable(url)}'") from error
