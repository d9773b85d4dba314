"""Which files a run reads."""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from saring._option_names import in_callers_names
from saring.errors import UsageError
from saring.io.formats import Format, find_format, known_formats, lack_of_records
from saring.io.output_names import (
    WORK_FOLDER,
    check_outputs,
    is_report,
    is_work_folder,
    name_outputs,
)
from saring.io.paths import FileId, file_id, file_kind, printable
from saring.io.patterns import expand
from saring.io.records import Container, Problem, Source
from saring.io.remote import find, is_url, open_source, path_of

# Deeper folders are not searched: making or deleting them needs a stack as deep.
MAX_DEPTH = 256
_UNKNOWN = "unknown format"


@dataclass(frozen=True, slots=True)
class LeftAside:
    """A file or folder that is not read.

    Attributes
    ----------
    path
        As people are shown it.
    reason
        Why, in a few words.
    """

    path: str
    reason: str


# So many are listed, with as many reasons; the others are counted.
LEFT_ASIDE_LISTED = 1_000
OTHER_REASONS = "other reasons"


@dataclass(slots=True)
class AllLeftAside:
    """What was found and is not read: millions of files need no more room than a thousand.

    Attributes
    ----------
    listed
        The first `LEFT_ASIDE_LISTED`, in the order in which they were found.
    reasons
        How many there are, by reason; beyond `LEFT_ASIDE_LISTED` reasons, by `OTHER_REASONS`.
    """

    listed: list[LeftAside] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, found: LeftAside) -> None:
        """Add one."""
        if len(self.listed) < LEFT_ASIDE_LISTED:
            self.listed.append(found)
        is_known = found.reason in self.reasons or len(self.reasons) < LEFT_ASIDE_LISTED
        self.reasons[found.reason if is_known else OTHER_REASONS] += 1

    def take(self, other: AllLeftAside) -> None:
        """Become equal to another."""
        self.listed, self.reasons = other.listed, other.reasons

    def __len__(self) -> int:
        """Count them all."""
        return self.reasons.total()


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What is known of a file before it is read.

    Attributes
    ----------
    forced
        Its format; None: its name or its content tells it (`find_format`).
    text_field
        Where the text of a record is; None: not known.
    group
        As of `Source`.
    """

    forced: Container | None = None
    text_field: str | None = None
    group: int = 0


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files that the paths of a run lead to.

    Attributes
    ----------
    sources
        The input files, in the order of the paths and by name inside a folder, each file once.
    left_aside
        Files that a folder search or pattern found but that are not read, each with its reason.
    problems
        Folders that could not be searched, or are more than `MAX_DEPTH` below the start.
    """

    sources: list[Source]
    left_aside: AllLeftAside
    problems: list[Problem]


def discover(
    paths: Sequence[str | os.PathLike[str]],
    out: Path,
    options_of: Callable[[str], FileOptions] = lambda _: FileOptions(),
    written: Sequence[str] = (),
) -> Discovery:
    """List the input files of a run.

    Parameters
    ----------
    paths
        Files, folders (searched whole, links to folders are not followed) and patterns with
        ``*``, ``?``, ``[…]``, ``**``. A path means what the system says it means: ``link/..`` is
        the folder above the one that the link leads to.
    out
        The output folder; what a search finds in it is not an input.
    options_of
        Returns the options of a file. With the field of its text, ``.json`` files that are no
        documents (`lack_of_records`) are skipped if a search found them, and refused if they were
        named.
    written
        Names of the outputs; empty: one for each input.

    Returns
    -------
    Discovery
        The files. A file that several paths or links lead to is listed once, as first found.

    Raises
    ------
    UsageError
        A path that does not exist or is a FIFO, socket or device, a file of an unknown format, no
        documents at all, outputs that cannot be written without loss.
    """
    search = _Search(out, options_of, has_many=len(paths) > 1)
    for given in paths:
        search.add(os.fsdecode(given))
    found = list(search.found.values())
    if not found and not search.failures:
        looked = ", ".join(f"'{printable(os.fsdecode(path))}'" for path in paths)
        more = _more(search.left_aside)
        raise UsageError(f"no documents in {looked}{more}; {known_formats()}")
    targets = name_outputs([(file.path, file.name) for file in found])
    inputs = {file_id(file.status): file.path for file in found if file.status is not None}
    check_outputs(written or targets, out, inputs)
    sources = [
        _source(number, file, target, options_of(str(file.path)).group)
        for number, (file, target) in enumerate(zip(found, targets, strict=True))
    ]
    problems = [_folder_problem(error) for error in search.failures]
    return Discovery(sources, search.left_aside, problems)


def _more(left_aside: AllLeftAside) -> str:
    """Say what was found instead of documents."""
    if not left_aside:
        return ""
    first = left_aside.listed[0]
    others = f" and {len(left_aside) - 1:,} more" if len(left_aside) > 1 else ""
    return f" (skipped: '{first.path}', {first.reason}{others})"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str  # short name of its output
    status: os.stat_result | None  # None: a link to nothing, or not to be looked at
    format: Format
    remote_state: tuple[int, int] = (-1, -1)  # as of `remote.state_of`


def _check_readable(path: str) -> None:
    """Refuse a file that could not be read, with the reason."""
    try:
        with open_source(path_of(path)):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"'{printable(path)}' cannot be read: {reason}") from None


class _Search:
    """Gathers files; `found` is keyed by the real path."""

    def __init__(self, out: Path, options_of: Callable[[str], FileOptions], has_many: bool) -> None:
        self.found: dict[str, _File] = {}
        self.left_aside = AllLeftAside()
        self.failures: list[OSError] = []
        self._options_of = options_of
        self._has_many = has_many
        self._out = out
        self._work = os.path.realpath(out / WORK_FOLDER)
        status = _status(out)
        self._skipped: frozenset[FileId] = frozenset({file_id(status)} if status else ())

    def add(self, given: str) -> None:
        """Add what a path or a pattern names."""
        if is_url(given):
            self._add_remote(given)
            return
        if os.path.lexists(given):
            self._add_path(given)
            return
        if not glob.has_magic(given):
            raise UsageError(f"no such file or folder: '{printable(given)}'")
        is_empty = True
        for match in expand(given, self._skipped, self.failures.append):
            if os.path.isdir(match):
                is_empty = False
                self._add_path(match)
            elif (form := self._found_format(match)) is not None:
                is_empty = False
                self._add_path(match, form)
        if is_empty:
            raise UsageError(f"no file matches '{printable(given)}'")

    def _add_remote(self, given: str) -> None:
        """Add what a URL leads to; names below a folder are kept."""
        prefix = given.rstrip("/").rpartition("/")[2] if self._has_many else ""
        for path, below, state, is_named in find(given):
            if is_named:
                form: Format | None = self._named_format(path.url)
            elif any(part.startswith(".") for part in below.split("/")):
                self._leave(path.url, "hidden")
                continue
            else:
                form = self._found_format(path.url)
            if form is not None:
                name = os.path.join(prefix, below) if "/" in below else below
                self.found.setdefault(path.url, _File(path, name, None, form, state))

    def _leave(self, path: str, reason: str) -> None:
        self.left_aside.add(LeftAside(printable(path), in_callers_names(reason)))

    def _format(self, path: str, *, is_named: bool) -> Format | None:
        forced = self._options_of(path).forced
        return find_format(path_of(path), is_named=is_named, forced=forced)

    def _found_format(self, path: str) -> Format | None:
        """Format of a file that a search found; None for one that is skipped."""
        form = self._format(path, is_named=False)
        if form is None:
            self._leave(path, _UNKNOWN)
        elif (reason := self._lack_of_records(path, form)) is not None:
            self._leave(path, reason)
            return None
        return form

    def _lack_of_records(self, path: str, form: Format) -> str | None:
        options = self._options_of(path)
        if options.text_field is None or options.forced is not None:
            return None
        return lack_of_records(path_of(path), form, options.text_field)

    def _add_path(self, given: str, form: Format | None = None) -> None:
        real = os.path.realpath(given)
        if os.path.join(real, "").startswith(os.path.join(self._work, "")):
            raise UsageError(
                f"'{printable(given)}' is in the work folder of the output "
                f"'{printable(self._out)}': choose another output folder"
            )
        status = _status(given)
        if status is not None and stat.S_ISDIR(status.st_mode):
            self._add_folder(given, real, status)
        elif status is not None and not stat.S_ISREG(status.st_mode):
            raise UsageError(
                f"'{printable(given)}' is {file_kind(status.st_mode)}; expected a file or a "
                "folder: save its content to a file first"
            )
        else:
            form = form or self._named_format(given)
            path = Path(given)
            self.found.setdefault(real, _File(path, path.name, status, form))

    def _named_format(self, path: str) -> Format:
        """Format of a file that the caller named."""
        form = self._format(path, is_named=True)
        if form is None:
            _check_readable(path)
            raise UsageError(f"'{printable(path)}': unknown format; {known_formats()}")
        if (reason := self._lack_of_records(path, form)) is not None:
            raise UsageError(f"'{printable(path)}': {in_callers_names(reason)}")
        return form

    def _add_folder(self, given: str, real: str, status: os.stat_result) -> None:
        if file_id(status) in self._skipped:
            raise UsageError(f"the output folder '{printable(self._out)}' is also an input")
        start = os.path.join(given, "")
        prefix = os.path.basename(real) if self._has_many else ""
        for entry in self._walk(given):
            file_status = _status(entry.path)
            below = entry.path[len(start) :]
            if file_status is not None and not stat.S_ISREG(file_status.st_mode):
                self._leave(entry.path, file_kind(file_status.st_mode))
            elif entry.name.startswith("."):
                self._leave(entry.path, "hidden")
            elif is_report(entry.path):
                self._leave(entry.path, "the report of a run of saring")
            elif (form := self._found_format(entry.path)) is not None:
                # No folder below the start is a link, so only the file itself has to be resolved.
                is_link = entry.is_symlink()
                key = os.path.realpath(entry.path) if is_link else os.path.join(real, below)
                file = _File(Path(entry.path), os.path.join(prefix, below), file_status, form)
                self.found.setdefault(key, file)

    def _walk(self, folder: str) -> Iterator[os.DirEntry[str]]:
        """Yield all but folders; links to folders are not followed: no walk runs in circles."""
        waiting = [folder]
        deepest = os.path.join(folder, "").count("/") + MAX_DEPTH
        while waiting:
            at = waiting.pop()
            try:
                if at.count("/") >= deepest:
                    raise OSError(errno.ENAMETOOLONG, f"more than {MAX_DEPTH} folders deep", at)
                with os.scandir(at) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                self.failures.append(error)
                continue
            folders = []
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not self._is_left_alone(entry.path):
                        folders.append(entry.path)
                elif not (entry.is_symlink() and os.path.isdir(entry.path)):
                    yield entry
            waiting += reversed(folders)

    def _is_left_alone(self, folder: str) -> bool:
        status = _status(folder)
        if status is not None and file_id(status) in self._skipped:
            return True
        if is_work_folder(folder):
            self._leave(folder, "the work folder of an interrupted run")
            return True
        if os.path.basename(folder).startswith("."):
            self._leave(folder, "hidden")
            return True
        return False


def _status(path: str | os.PathLike[str]) -> os.stat_result | None:
    """Status of what a path leads to, without opening it, or None."""
    try:
        return os.stat(path)
    except OSError:
        return None


def _source(number: int, file: _File, target: str, group: int) -> Source:
    size, changed = file.remote_state
    if file.status is not None:
        size, changed = file.status.st_size, file.status.st_mtime_ns
    name = printable(target)
    return Source(file.path, name, *file.format, number, target, size, changed, group)


def _folder_problem(error: OSError) -> Problem:
    path = Path(os.fsdecode(error.filename or "?"))
    folder = Source(path, printable(path.name), Container.TEXT, "", -1)
    reason = f"cannot be searched: {error.strerror}"
    return Problem(folder, None, reason, "unreadable", of_file=True)
