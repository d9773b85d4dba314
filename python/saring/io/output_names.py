"""Names of the outputs of a run, and checks that each can be written without loss."""

import contextlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from saring.errors import UsageError, require
from saring.io.paths import FileId, file_id, file_kind, printable
from saring.io.streams import ByteStream

REPORT = "report.json"
# The names of the clean files, one a line, where the report would be too long with them.
OUTPUTS = "outputs.jsonl.zst"
# What a run writes beside the clean files.
RESERVED = frozenset({"removed.jsonl.zst", REPORT, "report.html", "quarantine.jsonl", OUTPUTS})
# Where a run writes before it publishes: a folder in the output folder that holds LOCK_FILE, and
# that with MAGIC in it.
WORK_FOLDER = ".saring-work"
LOCK_FILE = "lock"
MAGIC = b"saring work folder\n"


def is_work_folder(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder has the mark that saring puts into its work folders.

    Parameters
    ----------
    folder
        A path; nothing is raised if it is not a folder.

    Returns
    -------
    bool
        True for a real folder of the right name with our file in it; links are not followed.
    """
    if os.path.basename(folder) != WORK_FOLDER or os.path.islink(folder):
        return False
    try:
        descriptor = os.open(os.path.join(folder, LOCK_FILE), os.O_RDONLY | _SAFE_OPEN)
    except OSError:
        return False
    try:
        return os.read(descriptor, len(MAGIC) + 1) == MAGIC
    except OSError:
        return False
    finally:
        os.close(descriptor)


def is_report(path: str | os.PathLike[str]) -> bool:
    """Whether a file is the report of a run, by its name and first bytes.

    Parameters
    ----------
    path
        A path; nothing is raised if it cannot be read.

    Returns
    -------
    bool
        True if it is called ``report.json`` and begins as our reports do.
    """
    if os.path.basename(path) != REPORT:
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        return os.read(descriptor, 100).replace(b" ", b"").startswith(b'{\n"saring":')
    except OSError:
        return False
    finally:
        os.close(descriptor)


# No link is followed and no FIFO waited for.
_SAFE_OPEN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def name_outputs(inputs: Sequence[tuple[Path, str]]) -> list[str]:
    """Name the output of each input file.

    Parameters
    ----------
    inputs
        Path of each file, and the short name it should have.

    Returns
    -------
    list of str
        With ``/``; the short names if they are free and differ, else for all files the path
        below the folder above their common folder.

    Raises
    ------
    UsageError
        Two outputs have one name, also where a file system ignores case or the Unicode form; one
        is a file where another needs a folder; or one has a name that saring uses itself.
    """
    paths = [path for path, _ in inputs]
    short = [name for _, name in inputs]
    if not paths or _clash(paths, short) is None:
        return short
    # Of links only those above a file are resolved: its own name says its format.
    whole = [os.path.join(os.path.realpath(path.parent), path.name) for path in paths]
    common = os.path.dirname(os.path.commonpath([os.path.dirname(name) for name in whole]))
    long = [PurePosixPath(name).relative_to(common).as_posix() for name in whole]
    if clash := _clash(paths, long):
        raise UsageError(clash)
    return long


def _clash(paths: Sequence[Path], names: Sequence[str]) -> str | None:
    """Say what is wrong with this set of names; None if nothing is."""
    files: dict[str, int] = {}
    for number, name in enumerate(names):
        key = _folded(name)
        if key.partition("/")[0] in _KEPT_NAMES:
            return (
                f"'{printable(paths[number])}' would be written to '{printable(name)}', a name "
                "that saring uses for its own files: rename it"
            )
        other = files.setdefault(key, number)
        if other != number:
            names_alike = "" if names[other] == name else " (the same name on some systems)"
            return (
                f"'{printable(paths[other])}' and '{printable(paths[number])}' would both be "
                f"written to '{printable(name)}'{names_alike}: rename one of them, or clean them "
                "into different folders"
            )
    checked: set[str] = set()
    for key, number in files.items():
        folder = key.rpartition("/")[0]
        while folder and folder not in checked:
            if folder in files:
                other = files[folder]
                return (
                    f"'{printable(paths[other])}' would be written to '{printable(names[other])}', "
                    f"where '{printable(paths[number])}' needs a folder of that name: rename one "
                    "of them, or clean them into different folders"
                )
            checked.add(folder)
            folder = folder.rpartition("/")[0]
    return None


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower()
    # Canonical caseless matching (The Unicode Standard, definition D145).
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


_KEPT_NAMES = frozenset(_folded(name) for name in (*RESERVED, WORK_FOLDER))


class TargetCheck:
    """Tells whether a file can be put into an output folder without loss.

    Parameters
    ----------
    out
        The output folder; it need not exist.
    inputs
        The input files, which are never replaced or deleted.
    """

    def __init__(self, out: Path, inputs: Mapping[FileId, Path]) -> None:
        self._out = out
        self._inputs = inputs
        self._folders: dict[str, str | None] = {}  # by name: the obstacle
        self._device = _status(out, follow=True)

    def obstacle(self, name: str) -> str | None:
        """Say what prevents writing the output `name` (with ``/``); None if nothing does."""
        if self._device is None:
            return None
        parent = name.rpartition("/")[0]
        if above := self._folder_obstacle(parent):
            return above
        target = self._out / name
        status = _status(target)
        if status is None:
            return None
        if (source := self._inputs.get(file_id(status))) is not None:
            return (
                f"'{printable(source)}' is an input and would be overwritten: choose another "
                f"output folder than '{printable(self._out)}'"
            )
        if not stat.S_ISREG(status.st_mode):
            return (
                f"'{printable(target)}' is {file_kind(status.st_mode)}, not a file that an output "
                "may replace: move it away, or choose another output folder"
            )
        return None

    def deletable(self, name: str) -> os.stat_result | None:
        """Status of the file `name` if an output of an earlier run may be deleted as such."""
        if self._device is None or self._folder_obstacle(name.rpartition("/")[0]):
            return None
        status = _status(self._out / name)
        if status is None or not stat.S_ISREG(status.st_mode) or file_id(status) in self._inputs:
            return None
        return status

    def _folder_obstacle(self, name: str) -> str | None:
        """Say what prevents writing into the folder `name`; ``""`` is the output folder."""
        missing = []
        while name not in self._folders and name:
            missing.append(name)
            name = name.rpartition("/")[0]
        if name not in self._folders:
            self._folders[name] = self._obstacle_at(name)
        obstacle = self._folders[name]
        for folder in reversed(missing):
            obstacle = self._folders[folder] = obstacle or self._obstacle_at(folder)
        return obstacle

    def _obstacle_at(self, name: str) -> str | None:
        folder = self._out / name
        status = _status(folder, follow=not name)  # the output folder itself may be a link
        if status is None:
            return None
        assert self._device is not None
        if stat.S_ISDIR(status.st_mode):
            if status.st_dev != self._device.st_dev:
                return (
                    f"'{printable(folder)}' is on another disk than '{printable(self._out)}': "
                    "outputs cannot be moved there; choose another output folder"
                )
            if not os.access(folder, os.W_OK | os.X_OK):
                return f"'{printable(folder)}' is not writable"
            return None
        return (
            f"'{printable(folder)}' is {file_kind(status.st_mode)}, where an output needs a "
            "folder: move it away, or choose another output folder"
        )


def _status(path: Path, follow: bool = False) -> os.stat_result | None:
    try:
        return os.stat(path, follow_symlinks=follow)
    except (FileNotFoundError, NotADirectoryError):
        return None


def check_outputs(names: Iterable[str], out: Path, inputs: Mapping[FileId, Path]) -> None:
    """Check that a run can write its outputs.

    Parameters
    ----------
    names
        Of its clean files.
    out
        The output folder; it need not exist.
    inputs
        The input files.

    Raises
    ------
    UsageError
        An output would replace an input, or anything that is not a regular file, or is below a
        link; or an output of an earlier run, which would be deleted, is an input.
    """
    if not out.is_dir():
        return
    check = TargetCheck(out, inputs)
    for name in (*names, *sorted(RESERVED)):
        if obstacle := check.obstacle(name):
            raise UsageError(obstacle)
    for name in earlier_outputs(out):
        status = _status(out / name)
        if status is not None and file_id(status) in inputs:
            raise UsageError(
                f"'{printable(out / name)}' is an input, and an output of an earlier run that "
                "would be deleted: move it to another folder, or choose another output folder"
            )


def earlier_outputs(out: Path) -> list[str]:
    """Names that the report of an earlier run lists as written.

    Parameters
    ----------
    out
        The output folder.

    Returns
    -------
    list of str
        Only names that are inside the folder and outside its work folder, and only those that the
        report gives as they are: what `printable` has altered could be the name of another file.
    """
    report = out / REPORT
    status = _status(report)
    if status is None or not stat.S_ISREG(status.st_mode):
        return []
    try:
        entries: Any = require("orjson").loads(report.read_bytes())
        # A report of that name may be another program's.
        outputs: Any = entries["outputs"] if "saring" in entries else None
    except (OSError, ValueError, KeyError, TypeError):
        return []
    if not isinstance(outputs, list):
        return []
    if OUTPUTS in outputs:
        with contextlib.suppress(OSError, ValueError):
            outputs = [*outputs, *listed_outputs(out)]
    return [name for name in outputs if isinstance(name, str) and _is_plain(name)]


def listed_outputs(out: Path) -> list[Any]:
    """Return what `OUTPUTS` in an output folder lists; `ValueError` if it is damaged."""
    with ByteStream(out / OUTPUTS, "zst") as stream:
        lines = b"".join(stream.chunks()).splitlines()
    return [require("orjson").loads(line) for line in lines]


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        is_inside(name)
        and path.as_posix() == name
        and "\\" not in name
        and "\N{REPLACEMENT CHARACTER}" not in name
        and "\0" not in name
    )


def is_inside(name: str) -> bool:
    """Whether a name is inside the output folder and outside its work folder."""
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] not in ("/", "//", WORK_FOLDER) and ".." not in parts
