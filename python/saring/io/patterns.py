"""Patterns of paths, expanded as a shell does, each folder visited once."""

import fnmatch
import glob
import os
import re
from collections.abc import Callable, Iterator, Set

from saring.io.paths import FileId, file_id


def expand(pattern: str, skipped: Set[FileId], on_error: Callable[[OSError], None]) -> list[str]:
    """List the paths that match a pattern.

    Parameters
    ----------
    pattern
        With ``*``, ``?``, ``[…]``, and ``**`` for any number of folders. Names that begin with a
        dot match only a dot. Links to folders are followed; under ``**`` each folder is visited
        once, also where links run in circles.
    skipped
        Folders that only a part without ``*``, ``?`` and ``[`` may name.
    on_error
        Receives the errors of folders that cannot be searched.

    Returns
    -------
    list of str
        Files and folders in the order of their names; only files if the pattern has ``**``.
    """
    parts = [part for part in pattern.split("/") if part]
    is_recursive = "**" in parts
    if is_recursive and parts[-1] == "**":
        parts.append("*")
    found = ["/" if pattern.startswith("/") else ""]
    for part in parts:
        if part == "**":
            found = list(_folders_below(found, skipped, on_error))
        elif glob.has_magic(part):
            found = [
                path
                for folder in found
                for path in _matches(folder, part, on_error)
                if not _is_one_of(path, skipped)
            ]
        else:
            found = [os.path.join(folder, part) for folder in found]
            found = [path for path in found if os.path.lexists(path)]
    if is_recursive:
        found = [path for path in found if not os.path.isdir(path)]
    elif pattern.endswith("/"):
        found = [path for path in found if os.path.isdir(path)]
    return sorted(found)


def _matches(folder: str, part: str, on_error: Callable[[OSError], None]) -> Iterator[str]:
    matches = re.compile(fnmatch.translate(part)).match
    for name in _names(folder, on_error):
        if matches(name) and (part.startswith(".") or not name.startswith(".")):
            yield os.path.join(folder, name)


def _folders_below(
    starts: list[str], skipped: Set[FileId], on_error: Callable[[OSError], None]
) -> Iterator[str]:
    visited = set(skipped)
    waiting = starts[::-1]
    while waiting:
        folder = waiting.pop()
        try:
            identity = file_id(os.stat(folder or "."))
        except OSError:
            continue  # a link to nothing or to itself
        if identity in visited:
            continue
        visited.add(identity)
        yield folder
        below = [
            os.path.join(folder, name)
            for name in _names(folder, on_error)
            if not name.startswith(".")
        ]
        waiting += [path for path in reversed(below) if os.path.isdir(path)]


def _names(folder: str, on_error: Callable[[OSError], None]) -> list[str]:
    try:
        return sorted(os.listdir(folder or "."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        on_error(error)
        return []


def _is_one_of(path: str, files: Set[FileId]) -> bool:
    try:
        return bool(files) and file_id(os.stat(path)) in files
    except OSError:
        return False
