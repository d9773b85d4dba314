"""Which files a run reads, what its outputs are called, and that the two never meet."""

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from saring.errors import UsageError
from saring.io.records import Format, Problem, Source

_SUFFIXES = {
    ".txt": Format.TEXT,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}
_COMPRESSIONS = {".gz": "gz", ".zst": "zst"}
# What a run writes beside the clean files.
RESERVED = frozenset({"removed.jsonl.zst", "report.json", "report.html", "quarantine.jsonl"})
WORK_FOLDER = ".saring-work"


def format_of(path: Path) -> tuple[Format, str] | None:
    """Format and compression by a file's name.

    Parameters
    ----------
    path
        A path; the file need not exist.

    Returns
    -------
    tuple or None
        The format and ``""``, ``"gz"`` or ``"zst"``; None for other names.

    Examples
    --------
    >>> format_of(Path("berita.jsonl.zst"))
    (<Format.JSONL: 'jsonl'>, 'zst')
    >>> format_of(Path("foto.png")) is None
    True
    """
    name = path.name.lower()
    compression = ""
    for suffix, short in _COMPRESSIONS.items():
        if name.endswith(suffix):
            compression, name = short, name.removesuffix(suffix)
    kind = _SUFFIXES.get(PurePosixPath(name).suffix)
    if kind is None or (kind is Format.PARQUET and compression):
        return None
    return kind, compression


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
                raise UsageError(f"'{path}': the format is not known by its name; {_KNOWN}")
            else:
                found.setdefault(Path(os.path.abspath(path)), PurePosixPath(path.name))
    if not found and not failures:
        looked = ", ".join(f"'{os.fspath(path)}'" for path in paths)
        more = f" ({len(ignored)} files of other formats)" if ignored else ""
        raise UsageError(f"no documents in {looked}{more}; {_KNOWN}")
    names = _unique_names(found)
    sources = []
    for number, path in enumerate(found):
        kind = format_of(path)
        assert kind is not None
        target = names[path]
        sources.append(Source(path, printable(target), kind[0], kind[1], number, target))
    _check_no_overlap(sources, out)
    return Discovery(sources, ignored, [_folder_problem(failure) for failure in failures])


def printable(name: str) -> str:
    """Replace what is not UTF-8 in a file's name by U+FFFD.

    Parameters
    ----------
    name
        As the operating system gave it, with surrogate escapes.

    Returns
    -------
    str
        Text that can be written as UTF-8.

    Examples
    --------
    >>> printable("caf" + chr(0xDCE9))
    'caf\N{REPLACEMENT CHARACTER}'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _folder_problem(error: OSError) -> Problem:
    path = Path(os.fsdecode(error.filename or "?"))
    folder = Source(path, printable(path.name), Format.TEXT, "", -1)
    reason = f"cannot be searched: {error.strerror}"
    return Problem(folder, None, reason, "unreadable", of_file=True)


_KNOWN = "saring reads .txt, .jsonl and .html (also .gz, .zst) and .parquet"


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


def _unique_names(found: dict[Path, PurePosixPath]) -> dict[Path, str]:
    """Short names where they are unique and free, else the path below the common folder."""
    short = [name.as_posix() for name in found.values()]
    folded = {name.casefold() for name in short}
    if len(folded) == len(short) and not any(name in RESERVED for name in short):
        return {path: name.as_posix() for path, name in found.items()}
    common = Path(os.path.commonpath([path.parent for path in found])).parent
    return {path: PurePosixPath(path.relative_to(common).as_posix()).as_posix() for path in found}


def _check_no_overlap(sources: list[Source], out: Path) -> None:
    inputs = {os.path.realpath(source.path): source for source in sources}
    for source in sources:
        target = os.path.realpath(out / source.target)
        if target in inputs or _same_file(source.path, target):
            raise UsageError(
                f"'{source.path}' would be written over: choose another output folder than '{out}'"
            )
    for name in RESERVED:
        if os.path.realpath(out / name) in inputs:
            raise UsageError(f"'{out / name}' is an input and would be written over")


def _same_file(path: Path, target: str) -> bool:
    try:
        return os.path.samefile(path, target)
    except OSError:
        return False
