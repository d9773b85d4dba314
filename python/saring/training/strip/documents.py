"""Labelled documents for line models: folders of JSON Lines, also compressed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saring.errors import UsageError
from saring.io.paths import printable
from saring.progress import Observer
from saring.training.files import (
    COMPRESSIONS,
    TrainingFile,
    check_regular,
    quoted,
    status_of,
)
from saring.training.strip.scores import LINE_END

SUFFIX = ".jsonl"
MIN_WEIGHT, MAX_WEIGHT = 1e-6, 1e6
IGNORED = -1  # label of a line that does not count


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled document.

    Attributes
    ----------
    key
        A hash of all other attributes; rows are sorted by it.
    text
        The lines of the document.
    labels
        One label per line: 1 (article), 0 (not article) or `IGNORED`.
    site
        Site of the document; None if the row has none.
    weight
        Weight relative to other documents, over 0.
    """

    key: str
    text: str
    labels: tuple[int, ...]
    site: str | None
    weight: float


def is_row_file(name: str) -> bool:
    """Whether a file with this name in a folder of labelled documents is an input.

    Examples
    --------
    >>> is_row_file("news.jsonl.zst"), is_row_file("news.json")
    (True, False)
    """
    return _parse_name(name) is not None


def _parse_name(name: str) -> tuple[str, str] | None:
    """Return stem and compression of a name like ``stem.jsonl.zst``; None for other names."""
    for ending, compression in COMPRESSIONS.items():
        if name.lower().endswith(SUFFIX + ending):
            return name[: -len(SUFFIX + ending)], compression
    return None


def list_row_files(folders: Sequence[Path]) -> list[TrainingFile]:
    """List the files of folders, by name; other files and folders inside are ignored.

    Raises
    ------
    UsageError
        For a folder that does not exist or has no such file, for two files that differ only in
        their compression, and for a file that is not regular.
    """
    found = [file for folder in folders for file in _files_of(folder)]
    check_regular(found)
    return found


def _files_of(folder: Path) -> list[TrainingFile]:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise UsageError(f"{quoted(folder)} {what}; expected a folder of files like news{SUFFIX}")
    files: dict[str, TrainingFile] = {}
    for path in sorted(folder.iterdir()):
        name = printable(path.name)
        parsed = _parse_name(name)
        if parsed is None:
            continue
        stem, compression = parsed
        if stem in files:
            raise UsageError(
                f"{quoted(path)} and {quoted(files[stem].path)} differ in their compression alone: "
                "remove one"
            )
        name = f"{printable(folder.resolve().name)}/{name}"
        files[stem] = TrainingFile(stem, path, compression, name, status_of(path))
    if not files:
        raise UsageError(
            f"{quoted(folder)} has no file of labelled documents, like news{SUFFIX} (also .gz, "
            ".zst)"
        )
    return list(files.values())


def load(
    files: Sequence[TrainingFile], observer: Observer
) -> tuple[list[Row], list[dict[str, str]]]:
    """Read the rows of all files.

    Parameters
    ----------
    files
        The result of `list_row_files`.
    observer
        Receives the progress in bytes of the files.

    Returns
    -------
    tuple
        The rows, in an order that does not depend on the order of files and rows; names and
        checksums of the decompressed files.

    Raises
    ------
    UsageError
        For a file or row that cannot be used; the message names file, line and field.
    OSError
        If a file cannot be read.
    """
    observer.stage("loading", sum(file.size for file in files))
    rows: list[Row] = []
    sums = []
    done = 0
    for file in files:
        digest = hashlib.sha256()
        number = 0
        for block in file.blocks():
            digest.update(block)
            for line in block.decode().removesuffix("\n").split("\n"):
                number += 1
                if line.strip():
                    rows.append(_Reader(file.path, number).row(line))
        sums.append({"file": file.name, "sha256": digest.hexdigest()})
        done += file.size
        observer.advance(done, len(rows))
    rows.sort(key=lambda row: row.key)
    return rows, sums


class _Reader:
    """Reads one row; its errors name the place."""

    def __init__(self, path: Path, line: int) -> None:
        self._place = f"{quoted(path)}, line {line}"

    def row(self, line: str) -> Row:
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else error
            raise self._error(f"not JSON ({reason}); expected one object a line") from None
        if not isinstance(values, dict):
            raise self._error("expected a JSON object with 'lines' or 'text', and 'keep'")
        identity = values.get("id")
        if identity is not None:
            if not isinstance(identity, str | int | float) or isinstance(identity, bool):
                raise self._error("'id' must be a string or a number")
            self._place += f" (id {printable(str(identity))[:80]})"
        text, number = self._text(values)
        labels = self._labels(values, number)
        site = values.get("site")
        if site is not None and (not isinstance(site, str) or not site.strip()):
            raise self._error("'site' must be a string that is not blank; leave it out if unknown")
        if site is not None:
            site = site.encode(errors="replace").decode()  # a report cannot have lone surrogates
        weight = self._weight(values.get("weight", 1))
        parts = json.dumps([text, labels, site, weight, str(identity)])
        key = hashlib.sha256(parts.encode()).hexdigest()
        return Row(key, text, tuple(labels), site, weight)

    def _text(self, values: dict[str, Any]) -> tuple[str, int]:
        """Return the text and its number of lines."""
        if ("lines" in values) == ("text" in values):
            which = "both 'lines' and 'text'" if "lines" in values else "neither 'lines' nor 'text'"
            raise self._error(f"has {which}; expected one of them")
        if "text" in values:
            text = values["text"]
            if not isinstance(text, str):
                raise self._error("'text' must be a string")
            return text, len(LINE_END.findall(text)) + 1
        lines = values["lines"]
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise self._error("'lines' must be a list of strings")
        for i, one in enumerate(lines):
            if "\n" in one or one.endswith("\r"):
                raise self._error(
                    f"'lines': number {i} (from 0) has a line break: split it in two, with a flag "
                    "in 'keep' each, or make the break a space"
                )
        return "\n".join(lines), len(lines)

    def _labels(self, values: dict[str, Any], number: int) -> list[int]:
        keep = values.get("keep")
        if not isinstance(keep, list) or not all(_is_flag(flag) for flag in keep):
            raise self._error("'keep' must be a list of 0 and 1, one a line (1: article)")
        # The empty line after the last line end of a text needs no flag.
        spare = "text" in values and values["text"].endswith("\n") and len(keep) == number - 1
        if len(keep) != number and not spare:
            raise self._error(f"'keep' has {len(keep)} flags, but there are {number} lines")
        labels = [int(flag) for flag in keep]
        skip = values.get("skip")
        for i in self._skipped(skip):
            if i >= len(labels):
                raise self._error(f"'skip' has {i}, but the last line is {len(labels) - 1}")
            labels[i] = IGNORED
        return labels

    def _skipped(self, skip: Any) -> Iterator[int]:
        if skip is None:
            return
        is_list = isinstance(skip, list)
        if not is_list or not all(type(i) is int and i >= 0 for i in skip):
            raise self._error("'skip' must be a list of numbers of lines, from 0 on")
        yield from skip

    def _weight(self, weight: Any) -> float:
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not is_number or not MIN_WEIGHT <= weight <= MAX_WEIGHT:
            raise self._error(
                f"'weight' must be a number of at least {MIN_WEIGHT} and at most {MAX_WEIGHT:,.0f}"
            )
        return float(weight)

    def _error(self, what: str) -> UsageError:
        return UsageError(f"{self._place}: {what}")


def _is_flag(value: Any) -> bool:
    return value in (0, 1) and isinstance(value, int)
