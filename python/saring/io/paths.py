"""How paths are shown, and what identifies a file."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator

from saring._visible import visible

FileId = tuple[int, int]
# Of the whole process: a message may be made in any thread.
_callers_names: dict[str, str] = {}


@contextlib.contextmanager
def shown_as(path: str | os.PathLike[str], name: str) -> Iterator[None]:
    """Show a path by another name until the block ends.

    Parameters
    ----------
    path
        Of a file that the caller has not named, such as a copy of standard input.
    name
        What the caller wrote in its place. An `OSError` of the block has it too, since it may be
        shown after the end.
    """
    _callers_names[os.fspath(path)] = name
    try:
        yield
    except OSError as error:
        named = error.filename
        if isinstance(named, (str, bytes)) and os.fsdecode(named) == os.fspath(path):
            error.filename = name
        raise
    finally:
        del _callers_names[os.fspath(path)]


def printable(name: str | os.PathLike[str]) -> str:
    r"""Write a file's name so that it can be shown on a terminal and stored as UTF-8.

    Parameters
    ----------
    name
        As the operating system gave it, with surrogate escapes.

    Returns
    -------
    str
        The name (that of `shown_as`, if there is one) with bytes that are not UTF-8 replaced by
        U+FFFD, and control characters, line separators and marks of writing direction escaped
        (``\x1b``, ``\u2028``).

    Examples
    --------
    >>> printable("caf" + chr(0xDCE9)) == "caf" + chr(0xFFFD)
    True
    >>> print(printable("merah" + chr(27) + "[31m.txt"))
    merah\x1b[31m.txt
    """
    name = os.fspath(name)
    name = _callers_names.get(name, name)
    return visible(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def file_kind(mode: int) -> str:
    """Name the kind of a file for a message.

    Parameters
    ----------
    mode
        ``st_mode`` of its status.

    Returns
    -------
    str
        E.g. ``"a folder"``; ``"a regular file"`` for an ordinary one.

    Examples
    --------
    >>> file_kind(os.stat(os.devnull).st_mode)
    'a device'
    """
    for is_kind, name in _KINDS:
        if is_kind(mode):
            return name
    return "not a regular file"


_KINDS = (
    (stat.S_ISREG, "a regular file"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def file_id(status: os.stat_result) -> FileId:
    """Device and inode: the same for all names, links and hard links of one file."""
    return status.st_dev, status.st_ino


def open_regular(path: str, flags: int) -> int:
    """Open a regular file, for `open`; OSError at once for a folder, a pipe or a device."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL
        raise OSError(number, f"it is {file_kind(mode)}, where a file is expected", path)
    return descriptor
