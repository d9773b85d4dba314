"""Which files a run reads."""

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from saring.errors import UsageError
from saring.io.formats import KNOWN_FORMATS, format_of
from saring.io.output_names import WORK_FOLDER, check_no_overlap, unique_names
from saring.io.printable import printable
from saring.io.records import Format, Problem, Source


@dataclass(frozen=True, slots=True)
class Discovery:
    """What stands at the paths of a run.

    Attributes
    ----------
    sources
        The input files, in the order of the paths and by name inside a folder, each file once.
    ignored
        Files in folders that have another format, which are left alone.
    problems
        Folders that could not be searched.
    """

    sources: list[Source]
    ignored: list[str]
    problems: list[Problem]


def discover(paths: Sequence[str | os.PathLike[str]], out: Path) -> Discovery:
    """List the input files of a run.

    Parameters
    ----------
    paths
        Files, folders (searched whole, links to folders are not followed) and patterns with
        ``*``, ``?``, ``[…]``, ``**``.
    out
        The output folder; whatever stands in it is no input.

    Returns
    -------
    Discovery
        The files.

    Raises
    ------
    UsageError
        A path that does not exist, a file of an unknown format, no documents at all, an output
        that would be an input.
    """
    found: dict[Path, PurePosixPath] = {}
    ignored: list[str] = []
    failures: list[OSError] = []
    out_real = Path(os.path.realpath(out))
    for given in paths:
        for path in _expand(os.fspath(given)):
            if path.is_dir():
                if Path(os.path.realpath(path)) == out_real:
                    raise UsageError(f"the output folder '{out}' is also an input")
                prefix = PurePosixPath(path.resolve().name) if len(paths) > 1 else PurePosixPath()
                for file in _walk(path, out_real, failures.append):
                    if format_of(file) is None:
                        ignored.append(printable(os.fspath(file)))
                    else:
                        name = prefix / PurePosixPath(file.relative_to(path).as_posix())
                        found.setdefault(Path(os.path.abspath(file)), name)
            elif format_of(path) is None:
                raise UsageError(f"'{path}': the format is not known by its name; {KNOWN_FORMATS}")
            else:
                found.setdefault(Path(os.path.abspath(path)), PurePosixPath(path.name))
    if not found and not failures:
        looked = ", ".join(f"'{os.fspath(path)}'" for path in paths)
        more = f" ({len(ignored)} files of other formats)" if ignored else ""
        raise UsageError(f"no documents in {looked}{more}; {KNOWN_FORMATS}")
    names = unique_names(found)
    sources = []
    for number, path in enumerate(found):
        kind = format_of(path)
        assert kind is not None
        target = names[path]
        sources.append(Source(path, printable(target), kind[0], kind[1], number, target))
    check_no_overlap(sources, out)
    return Discovery(sources, ignored, [_folder_problem(failure) for failure in failures])


def _folder_problem(error: OSError) -> Problem:
    path = Path(os.fsdecode(error.filename or "?"))
    folder = Source(path, printable(path.name), Format.TEXT, "", -1)
    reason = f"cannot be searched: {error.strerror}"
    return Problem(folder, None, reason, "unreadable", of_file=True)


def _expand(given: str) -> list[Path]:
    if os.path.lexists(given):
        return [Path(given)]
    if glob.has_magic(given):
        matches = [Path(match) for match in sorted(glob.glob(given, recursive=True))]
        files = [path for path in matches if path.is_dir() or format_of(path) is not None]
        if "**" in given:
            files = [path for path in files if not path.is_dir()]
        if files:
            return files
        raise UsageError(f"no file matches '{given}'")
    raise UsageError(f"no such file or folder: '{given}'")


def _walk(folder: Path, out_real: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    for root, folders, files in os.walk(folder, onerror=on_error):
        folders[:] = sorted(
            name
            for name in folders
            if name != WORK_FOLDER and Path(os.path.realpath(os.path.join(root, name))) != out_real
        )
        # A link to a folder is listed among the folders and not followed: no walk runs in circles.
        for name in sorted(files):
            yield Path(root, name)
