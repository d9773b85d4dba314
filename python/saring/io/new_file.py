"""A file that a command writes: whole or not at all, and never in the place of what it reads."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from saring.errors import UsageError
from saring.held_signals import held_signals
from saring.io.paths import file_id, printable, shown_as


def same_file(one: str | os.PathLike[str] | int, other: str | os.PathLike[str] | int) -> bool:
    """Whether two names (or descriptors) lead to one regular file.

    Parameters
    ----------
    one, other
        Either may be missing: then they are two.
    """
    try:
        status = os.stat(one)
        return stat.S_ISREG(status.st_mode) and file_id(status) == file_id(os.stat(other))
    except (OSError, ValueError):
        return False


def check_no_input(
    path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str] | int]
) -> None:
    """Refuse to write a file that is read.

    Parameters
    ----------
    path
        The file to write.
    inputs
        Names or descriptors of what is read.

    Raises
    ------
    UsageError
        `path` is one of them, under any name.
    """
    for source in inputs:
        if same_file(path, source):
            raise UsageError(f"'{printable(path)}' is an input: name another file to write")


@contextlib.contextmanager
def new_file(
    path: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str] | int] = ()
) -> Iterator[Path]:
    """Give the name under which to write a file; at the end of the block it is put into its place.

    Until then, what was at `path` is unchanged. It stays so if the block raises.

    Parameters
    ----------
    path
        The file; replaced if it exists, through links. What is not a regular file (a pipe, a
        device), or is standard output or error, is written to itself.
    inputs
        Names or descriptors of what is read meanwhile.

    Yields
    ------
    Path
        A name in the same folder, of no file so far.

    Raises
    ------
    UsageError
        `path` is one of the inputs, or a folder.
    OSError
        It cannot be written; the error names `path`.
    """
    check_no_input(path, inputs)
    if os.path.isdir(path):
        raise UsageError(f"'{printable(path)}' is a folder: name a file to write")
    # The name that a link of /dev/fd holds for a pipe is none of a file: not resolved before.
    if _is_special(path):
        yield Path(path)
        return
    target = Path(os.path.realpath(path))
    staged = target.with_name(f".saring-{secrets.token_hex(8)}.part")
    with shown_as(staged, os.fspath(path)):
        try:
            yield staged
            if target.exists():
                shutil.copymode(target, staged)
            with held_signals():
                _sync(staged)
                os.replace(staged, target)
        finally:
            with contextlib.suppress(OSError):
                staged.unlink()


def _is_special(path: str | os.PathLike[str]) -> bool:
    """Whether a name leads to no regular file, or to one that this process has as its output."""
    if not os.path.exists(path):
        return False
    return not os.path.isfile(path) or any(same_file(path, output) for output in (1, 2))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
