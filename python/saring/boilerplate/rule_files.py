"""Rule files and line models of the caller's own, read as bytes for the core."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence

from saring import _core
from saring._core import ModelError, RuleError

RulePaths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""One rule file, or several."""

_MAX_MODEL_BYTES = 64 << 20


def read_rule_files(rules: RulePaths | None) -> list[tuple[str, bytes]]:
    """Read rule files.

    Parameters
    ----------
    rules : path-like or sequence of path-like, optional
        The files.

    Returns
    -------
    list of (str, bytes)
        Name, for errors, and content of each.

    Raises
    ------
    RuleError
        A path that is not a regular file, or a file that is too large.
    OSError
        A file that cannot be read.
    """
    return [
        (_name(path), _read(path, _core.MAX_RULE_FILE_BYTES, RuleError))
        for path in rule_paths(rules)
    ]


def read_line_model(path: str | os.PathLike[str]) -> tuple[str, bytes]:
    """Read a line model file.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    tuple of (str, bytes)
        Name, for errors, and content, which is never empty: no bytes mean another model.

    Raises
    ------
    ModelError
        What is not a regular file, or is too large.
    OSError
        A file that cannot be read.
    """
    # An empty file is refused as any other that is cut.
    return _name(path), _read(path, _MAX_MODEL_BYTES, ModelError) or b"\0"


def rule_paths(rules: RulePaths | None) -> list[str | os.PathLike[str]]:
    """List the files of an argument that is one path, several, or None."""
    if rules is None:
        return []
    if isinstance(rules, str | bytes | os.PathLike):
        return [rules]
    if not isinstance(rules, Iterable):
        raise TypeError(f"rules: expected a path or a list of paths, got {type(rules).__name__}")
    return list(rules)


def _name(path: str | os.PathLike[str]) -> str:
    """Return a file's name for errors; bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _open_at_once(path: str, flags: int) -> int:
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read(
    path: str | os.PathLike[str], limit: int, error: type[RuleError] | type[ModelError]
) -> bytes:
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise error(f"{_name(path)}: not a regular file")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise error(f"{_name(path)}: has more than {limit} bytes")
    return content
