"""What the outputs of a run are called, and that they never meet an input."""

import os
from pathlib import Path, PurePosixPath

from saring.errors import UsageError
from saring.io.records import Source

# What a run writes beside the clean files.
RESERVED = frozenset({"removed.jsonl.zst", "report.json", "report.html", "quarantine.jsonl"})
WORK_FOLDER = ".saring-work"


def unique_names(found: dict[Path, PurePosixPath]) -> dict[Path, str]:
    """Short names where they are unique and free, else the path below the common folder."""
    short = [name.as_posix() for name in found.values()]
    folded = {name.casefold() for name in short}
    if len(folded) == len(short) and not any(name in RESERVED for name in short):
        return {path: name.as_posix() for path, name in found.items()}
    common = Path(os.path.commonpath([path.parent for path in found])).parent
    return {path: PurePosixPath(path.relative_to(common).as_posix()).as_posix() for path in found}


def check_no_overlap(sources: list[Source], out: Path) -> None:
    """Raise `UsageError` where an output would be written over an input."""
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
