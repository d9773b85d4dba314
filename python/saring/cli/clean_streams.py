"""`saring clean - -o -`: standard input as a file, and the clean file to standard output."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from saring._named_files import create
from saring._option_names import option
from saring.cli.filter_input import STDIN, StandardInput
from saring.cli.terminal import data_output
from saring.errors import UsageError
from saring.io.compression import COMPRESSIONS
from saring.io.containers import CONTAINERS
from saring.io.formats import find_format, known_formats
from saring.io.output_names import RESERVED
from saring.io.paths import shown_as
from saring.io.records import Container

STDOUT = "-"  # in place of the name of the output folder
_NAME = "stdin"
_COPY_BYTES = 1 << 20


@contextmanager
def with_standard_input(arguments: argparse.Namespace) -> Iterator[list[str]]:
    """Put standard input into a temporary file, if it is one of the paths.

    A run reads its files by what they begin with, watches whether they change, and may read one
    twice: a pipe can do none of that.

    Yields
    ------
    list of str
        The paths, with a file in place of ``-``. It has the name that its content asks for.
    """
    paths: list[str] = arguments.paths
    if STDIN not in paths:
        yield paths
        return
    if arguments.resume:
        raise UsageError(
            f"{option('resume', True)} needs files: standard input can be read only once"
        )
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        held = Path(folder) / "-"
        try:
            with create(held) as file:
                for chunk in StandardInput().chunks():
                    file.write(chunk)
        except OSError as error:
            if error.filename == str(held):
                error.add_note("it is a copy of standard input; TMPDIR names another folder for it")
            raise
        named = held.with_name(_file_name(held, arguments.format))
        held.rename(named)
        with shown_as(named, STDIN):
            yield [str(named) if path == STDIN else path for path in dict.fromkeys(paths)]


def _file_name(path: Path, forced: str | None) -> str:
    found = find_format(path, is_named=True, forced=None if forced is None else Container(forced))
    if found is None:
        raise UsageError(
            f"standard input: unknown format: name it with {option('format')}; {known_formats()}"
        )
    kind, compressed = found
    suffixes = CONTAINERS[kind].SUFFIXES or (".json",)
    ending = COMPRESSIONS[compressed].suffixes[0] if compressed else ""
    return _NAME + suffixes[0] + ending


@contextmanager
def output_folder(arguments: argparse.Namespace) -> Iterator[str]:
    """Give the folder that a run writes to: for ``-o -`` that of ``--audit``, or temporary."""
    if arguments.out != STDOUT:
        if arguments.audit is not None:
            raise UsageError("--audit goes with -o -: the folder of -o has the audit already")
        yield arguments.out
        return
    if len(arguments.paths) != 1:
        raise UsageError(f"-o - writes one stream: name one input, not {len(arguments.paths)}")
    if arguments.audit is not None:
        yield arguments.audit
        return
    if arguments.resume:
        raise UsageError(f"{option('resume', True)} needs a folder: --audit FOLDER")
    with tempfile.TemporaryDirectory(prefix="saring-") as folder:
        yield os.path.join(folder, "out")


def write_clean_file(report: dict[str, Any], folder: str) -> None:
    """Write the clean file of a run to standard output; nothing if no document is left."""
    if len(report["files"]) != 1:
        raise UsageError(f"-o - writes one stream, and the input is {len(report['files']):,} files")
    names = [name for name in report["outputs"] if name not in RESERVED]
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            if not sys.stdout.isatty():
                shutil.copyfileobj(file, sys.stdout.buffer, _COPY_BYTES)
                sys.stdout.buffer.flush()
                continue
            head = file.read(_COPY_BYTES)
            if b"\0" in head or not _is_text(head):
                raise UsageError(f"'{name}' is not text: write it to a file or into a pipe")
            file.seek(0)
            for line in file:
                data_output().write(line)


def _is_text(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # a character that goes on behind it
    return True
