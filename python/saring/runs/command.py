"""The command line that repeats a run."""

import dataclasses
import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from saring.io.paths import printable
from saring.runs.options import CleanOptions


def command_line(paths: Sequence[str | os.PathLike[str]], out: Path, options: CleanOptions) -> str:
    """Write a run as a shell command, also if it was started from Python.

    Parameters
    ----------
    paths, out
        As they were given.
    options
        Options with default values are left out.

    Returns
    -------
    str
        The command, on one line.
    """
    words = ["saring", "clean", *(printable(os.fsdecode(path)) for path in paths)]
    words += ["-o", printable(out)]
    for field in dataclasses.fields(options):
        value = getattr(options, field.name)
        if value == field.default or isinstance(value, Mapping):  # the latter: in a --config file
            continue
        flag = field.metadata.get("flag") or "--" + field.name.replace("_", "-")
        if isinstance(value, bool):
            words.append(flag if value or flag.startswith("--no-") else "--no-" + flag[2:])
        elif field.name == "rules":
            for path in value:
                words += [flag, printable(os.fsdecode(path))]
        elif isinstance(value, tuple):
            words += [flag, ",".join(map(str, value))]
        elif isinstance(value, str | os.PathLike):
            words += [flag, printable(os.fsdecode(value))]
        else:
            words += [flag, str(value)]
    return shlex.join(words)
